"""A session with those who watch it: who hears what, in which order, and how long anybody is waited for."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from ravine.session.display import Display
from ravine.session.frames import Frame
from ravine.session.host import CUT_AFTER, FREE_AFTER, HEAVY, PAUSE_AFTER, STATE_INTERVAL, Host
from ravine.session.network.session import NetworkSession
from ravine.session.scheduler import Scheduler
from ravine.session.session import Session
from ravine.session.turns import Job
from ravine.spec import commands, events
from ravine.spec.commands import Command, Cursor
from ravine.spec.error import SpecError
from ravine.spec.network import NetworkSpec
from session.decoder import decode
from session.specs import Timer, small, timed


class Guest:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.events: list[events.Event] = []
        self.frames: list[Frame] = []
        self.was_cut = False

    def event(self, event: events.Event) -> None:
        self.events.append(event)

    def frame(self, frame: Frame) -> None:
        self.frames.append(frame)

    def cut(self) -> None:
        self.was_cut = True

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    def last(self, kind: str) -> Any:
        return [event for event in self.events if event.kind == kind][-1]


class Stage:
    """A host without a scheduler: the test gives the turns and the time. `beside`: jobs that the host has begun."""

    def __init__(self, spec: NetworkSpec | None = None, timer: Timer | None = None) -> None:
        self.now = 1000.0
        self.woken = 0
        self.freed: list[Host] = []
        self.beside: list[Job] = []
        self.timer = timer or Timer()
        self.host = Host("secret", spec or small(), self, self.freed.append, lambda spec: timed(spec, self.timer))

    def wake(self, job: Job) -> None:
        self.woken += job is self.host

    def add(self, job: Job) -> None:
        self.beside.append(job)

    def remove(self, job: Job) -> None:
        if job in self.beside:
            self.beside.remove(job)

    def turn(self, seconds: float = 0.0) -> float | None:
        self.now += seconds
        return self.host.run(self.now, 0.004)

    def rest(self) -> float | None:
        """Turns until there is nothing to do just now."""
        for _ in range(10_000):
            again = self.turn()
            if again is None or again > self.now:
                return again
        raise AssertionError("the host never rests")

    def come(self, cursors: dict[int, Cursor] | None = None) -> Guest:
        guest = Guest()
        self.host.come(guest, cursors or {})
        self.turn()
        return guest

    def say(self, guest: Guest, content: Command | SpecError) -> None:
        self.host.say(guest, content)

    @property
    def session(self) -> NetworkSession:
        assert isinstance(self.host._session, NetworkSession)
        return self.host._session


def open_all(host: Host, now: float) -> None:
    """Turns until every letter is opened."""
    host.run(now, 0.001)
    while host.backlog:
        host.run(now, 0.001)


def test_who_comes_is_welcomed_and_told_of_the_data() -> None:
    stage = Stage()
    guest = stage.come()
    assert guest.kinds() == ["welcome", "data", "log"]
    welcome = guest.events[0]
    assert isinstance(welcome, events.Welcome)
    assert (welcome.session, welcome.state.clock, welcome.spec) == ("secret", "paused", small())
    assert [(lane.id, lane.name) for lane in welcome.lanes] == [(1, "lane 1"), (2, "lane 2")]


def test_who_comes_later_is_told_of_divergences() -> None:
    stage = Stage(small(1, layers=[{"kind": "dense", "units": 4, "activation": "relu"}],
                        loss="squared_error", optimizer={"name": "gradient_descent", "lr": 1000.0}))  # fmt: skip
    guest = stage.come()
    stage.say(guest, commands.Play())
    stage.rest()
    assert guest.last("diverged").lane == 1
    assert stage.come().kinds() == ["welcome", "data", "log", "diverged"]


def test_every_post_wakes_the_host() -> None:
    stage = Stage()
    guest = stage.come()
    before = stage.woken
    stage.say(guest, commands.Play())
    assert stage.woken == before + 1


def test_answers_keep_the_order_of_the_questions() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.PatchLane(lane=1, changes={"batch": 5}))
    stage.say(guest, SpecError("what?"))
    stage.say(guest, commands.PatchLane(lane=1, changes={"batch": -5}))
    stage.say(guest, commands.Reset())
    stage.rest()  # in one turn or more, as the machine is fast
    assert guest.kinds()[3:] == ["spec", "log", "state", "error", "error", "spec", "log", "state"]


def test_changes_are_told_to_all_and_mistakes_to_who_made_them() -> None:
    stage = Stage()
    one, other = stage.come(), stage.come()
    stage.say(one, commands.PatchLane(lane=1, changes={"batch": -5}))
    stage.say(one, commands.Watch(views=("los",)))
    stage.say(one, commands.Ack(sequence=77))
    for _ in range(3):  # a turn has its time, and a slow machine may need one for each
        stage.turn()
    assert one.kinds()[3:] == ["error"] * 3
    assert other.kinds() == ["welcome", "data", "log"]
    stage.say(one, commands.PatchLane(lane=1, changes={"batch": 5}))
    stage.turn()
    assert other.kinds()[3:] == one.kinds()[6:] == ["spec", "log", "state"]


def test_frames_come_and_stop_until_they_are_acknowledged() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Watch(views=("loss",)))
    stage.say(guest, commands.Play())
    for _ in range(50):
        stage.turn(0.01)
    assert [frame.sequence for frame in guest.frames] == [1, 2]
    stage.say(guest, commands.Ack(sequence=2))
    for _ in range(50):
        stage.turn(0.01)
    assert [frame.sequence for frame in guest.frames] == [1, 2, 3, 4]


def test_a_slow_page_does_not_slow_another_one_or_the_session() -> None:
    stage = Stage()
    slow, quick = stage.come(), stage.come()
    for guest in (slow, quick):
        stage.say(guest, commands.Watch(views=("loss",)))
    stage.say(quick, commands.Play())
    before = stage.timer()
    for _ in range(600):
        stage.turn(0.01)
        if quick.frames:
            stage.say(quick, commands.Ack(sequence=quick.frames[-1].sequence))
    assert len(slow.frames) == 2
    assert len(quick.frames) >= 290
    assert stage.timer() - before >= 600 * 0.004


def test_after_one_update_the_picture_of_it_comes_and_then_peace() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Watch(views=("loss", "metrics", "region_class")))
    stage.say(guest, commands.Step())
    for _ in range(100):
        again = stage.rest()
        if guest.frames:
            stage.say(guest, commands.Ack(sequence=guest.frames[-1].sequence))
            again = stage.rest()
        if again is None:
            break
        stage.now = max(stage.now, again)
    assert again is None
    blocks = [block for frame in guest.frames for block in decode(frame.content).blocks]
    for lane in (1, 2):
        newest = {block.kind: block for block in blocks if block.lane == lane}
        assert newest[1].start + len(newest[1].values) == 1
        assert newest[4].start == newest[6].start == 1
    assert guest.last("state").clock == "paused"


def test_while_updates_are_made_the_state_is_told_four_times_a_second() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Play())
    stage.turn()
    told = len(guest.events)
    for _ in range(400):
        stage.turn(0.01)
    assert len(guest.events) - told == pytest.approx(4 / STATE_INTERVAL, abs=1)
    assert guest.last("state").lanes[0].update > 0


def test_at_a_speed_the_host_sleeps_until_the_next_update() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Speed(updates_per_second=2.0))
    stage.say(guest, commands.Play())
    again = stage.rest()
    assert again == pytest.approx(stage.now + 0.5)
    assert stage.session.update == 1


def test_a_page_that_acknowledges_nothing_is_cut_off_in_the_end() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Watch(views=("loss",)))
    stage.say(guest, commands.Play())
    for _ in range(10):
        stage.turn(0.1)
    stage.say(guest, commands.Pause())
    again = stage.rest()
    assert again is not None
    assert again > stage.now + CUT_AFTER - 2
    stage.now = again
    stage.turn()
    assert guest.was_cut


def test_a_session_that_nobody_watches_pauses_after_a_minute_and_goes_after_an_hour() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Speed(updates_per_second=1.0))
    stage.say(guest, commands.Play())
    stage.host.leave(guest)
    stage.rest()
    left = stage.now
    while stage.now < left + PAUSE_AFTER - 1:
        assert stage.session.clock.playing
        stage.turn(1.0)
    stage.turn(2.0)
    again = stage.rest()
    assert not stage.session.clock.playing
    assert again == left + FREE_AFTER
    assert stage.freed == []
    stage.now = again
    assert stage.turn() is None
    assert stage.freed == [stage.host]


def test_who_comes_back_within_the_hour_finds_the_session_as_it_was() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Step(unit="epoch"))
    stage.rest()
    update = stage.session.update
    stage.host.leave(guest)
    stage.turn()
    stage.turn(FREE_AFTER - 1)
    again = stage.come({1: Cursor(0, update), 2: Cursor(0, update)})
    assert again.last("welcome").state.update == update
    stage.turn(FREE_AFTER)
    assert stage.freed == []


def test_who_left_is_told_nothing_more() -> None:
    stage = Stage()
    one, other = stage.come(), stage.come()
    stage.host.leave(one)
    stage.say(one, commands.Play())
    stage.say(other, commands.Step())
    stage.rest()
    assert one.kinds() == ["welcome", "data", "log"]


def test_a_mistake_of_ours_stops_this_session_and_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage()
    guest = stage.come()
    with monkeypatch.context() as patched:
        patched.setattr(NetworkSession, "advance", lambda *_: 1 / 0)
        with caplog.at_level(logging.CRITICAL, "ravine.session.host"):
            assert stage.turn() is None
    assert "something broke" in guest.last("error").message
    stage.say(guest, commands.Step())
    stage.rest()
    assert stage.session.update == 1


def test_a_session_that_cannot_be_made_turns_its_guests_away_and_rests(caplog: pytest.LogCaptureFixture) -> None:
    def broken(spec: NetworkSpec) -> NetworkSession:
        raise MemoryError

    caplog.set_level(logging.CRITICAL)
    guest, other = Guest(), Guest()
    host = Host("secret", small(), Scheduler(2), lambda host: None, broken)
    host.come(guest, {})
    host.come(other, {})
    assert host.run(0.0, 0.004) is None
    assert guest.kinds() == other.kinds() == ["error"]
    assert guest.was_cut
    assert other.was_cut


def test_after_a_pause_the_last_updates_come_too_and_then_peace() -> None:
    stage = Stage(small(1), Timer(1e-5))
    guest = stage.come()
    stage.say(guest, commands.Watch(views=("loss",)))
    stage.say(guest, commands.Play())
    while not (guest.frames and stage.session.update > 5003):
        stage.turn(0.02)
        stage.say(guest, commands.Ack(sequence=len(guest.frames)))
    stage.say(guest, commands.Pause())
    for _ in range(20):
        stage.turn(0.02)
        stage.say(guest, commands.Ack(sequence=len(guest.frames)))
    last = decode(guest.frames[-1].content).of(1)[-1]
    assert last.start + last.width * len(last.values) == stage.session.update
    assert stage.turn(0.02) is None


class Interrupted(NetworkSession):
    """Counts who asks it to come back."""

    asked = 0

    def interrupt(self) -> None:
        self.asked += 1


@pytest.mark.parametrize(("pace", "asked"), [(HEAVY * 2, 1), (HEAVY / 4, 0)])
def test_a_command_interrupts_a_heavy_session_only_and_an_acknowledgement_none(pace: float, asked: int) -> None:
    timer = Timer(pace)
    session = Interrupted(small(1), timer)
    timer.session = session
    host = Host("secret", session.spec, Scheduler(2), lambda _: None, lambda _: session)
    guest = Guest()
    host.come(guest, {})
    host.say(guest, commands.Play())
    for _ in range(3):
        host.run(0.0, 0.004)
    assert host.heavy is (asked == 1)
    host.say(guest, commands.Ack(sequence=0))
    host.say(guest, commands.Watch(views=()))
    assert session.asked == 0
    host.say(guest, commands.Pause())
    assert session.asked == asked


def test_an_interrupted_session_carries_the_command_out_and_stays_whole() -> None:
    stage = Stage(small(1), Timer(HEAVY * 2))
    guest = stage.come()
    stage.say(guest, commands.Play())
    stage.turn()
    stage.say(guest, commands.PatchLane(lane=1, changes={"batch": 3}))
    stage.say(guest, commands.Pause())
    stage.rest()
    lane = stage.session.lanes[0]
    assert lane.history.end == lane.update
    assert stage.session.spec.lanes[0].batch == 3
    stage.say(guest, commands.Step())
    before = lane.update
    stage.rest()
    assert lane.update == before + 1


def test_a_step_that_nobody_watched_to_its_end_does_not_become_play() -> None:
    stage = Stage(small(1, examples=5000, batch=1), Timer(1e-2))
    guest = stage.come()
    stage.say(guest, commands.Step(unit="epoch"))
    stage.turn()
    stage.host.leave(guest)
    stage.turn()
    stage.turn(PAUSE_AFTER + 1)
    stage.rest()
    assert stage.come().last("welcome").state.clock == "paused"
    assert stage.session.update < 3000


def test_other_threads_look_at_nothing_that_a_turn_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(small(1), Timer(HEAVY * 2))
    guest = stage.come()
    stage.say(guest, commands.Play())
    stage.turn()
    monkeypatch.delattr(Session, "seconds_per_update")
    monkeypatch.delattr(Display, "slowest")
    assert stage.host.heavy


def test_a_session_that_could_not_be_made_is_given_up_like_one_that_everybody_left() -> None:
    def build(spec: NetworkSpec) -> NetworkSession:
        raise SpecError("no such data")

    host = Host("secret", small(), Scheduler(2), lambda _: None, build)
    guest = Guest()
    host.come(guest, {})
    host.run(5.0, 0.004)
    assert guest.was_cut
    host.leave(guest)
    host.run(6.0, 0.004)
    assert host.abandoned_since is not None

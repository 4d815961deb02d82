"""A sweep beside its session: who hears of it and when, what ends it, and that the lanes go on meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from statistics import fmean
from typing import Any

import pytest

from ravine.recipe import sweep as recipe
from ravine.recipe.checking import check
from ravine.recipe.lesson import chosen
from ravine.recipe.sweep import sweep
from ravine.session import memory
from ravine.session.alongside import LEFT
from ravine.session.beside import BROKEN, HEAVY, INTERVAL, STOPPED
from ravine.session.host import PAUSE_AFTER, Host
from ravine.session.scheduler import Scheduler
from ravine.session.sessions import Sessions
from ravine.session.sweeping import LOADED, SweepJob
from ravine.session.turns import Job
from ravine.spec import commands, events
from ravine.spec.network import NetworkSpec
from ravine.spec.surface import SurfaceSpec
from ravine.spec.sweep import SweepSpec
from session.specs import small
from session.test_host import Guest, Stage, open_all

PATIENCE = 20.0

RUNS_AFTER_THREE = ("1 of 2 runs", "2 of 4 runs", "0 of 2 runs")
"""Of each claim's networks, how many are done: both lanes with one layer, the sigmoid one with two."""


def asked(**fields: Any) -> SweepSpec:
    return SweepSpec.read({"vary": "depth", "values": [1, 2], "seeds": 2, "updates": 50, **fields}, "the sweep")


def begun(stage: Stage, guest: Guest, number: int | None = None, **fields: Any) -> SweepJob:
    """The job of the sweep that the guest has asked for."""
    stage.say(guest, commands.Sweep(sweep=asked(**fields), number=number))
    stage.turn()
    assert guest.kinds()[-1] == "swept", guest.events[-1]
    (job,) = stage.beside
    assert isinstance(job, SweepJob)
    return job


def turns(stage: Stage, job: SweepJob, seconds: float = 0.0) -> int:
    """Give the job turns until it is done, each so long after the last; how many."""
    for count in range(1, 10_000):
        if job.run(stage.now, 0.001) is None:
            return count
        stage.now += seconds
    raise AssertionError("the sweep never ends")


def go_on(stage: Stage, job: SweepJob, done: int) -> None:
    """Give the job turns until it tells of so many networks."""
    while job.newest.done < done:
        job.run(stage.now, 0.001)
        stage.now += INTERVAL


# --- its course -------------------------------------------------------------------------------------------------------


def test_a_sweep_is_answered_at_once_with_nothing_done() -> None:
    stage = Stage()
    one, other = stage.come(), stage.come()
    begun(stage, one, number=7)
    told = one.last("swept")
    assert (told.number, other.last("swept").number) == (7, None)
    assert (told.vary, told.label, told.unit, told.log) == ("depth", "depth", "hidden layers", False)
    assert (told.values, told.seeds, told.updates, told.measure) == ((1, 2), 2, 50, "train_accuracy")
    assert (told.done, told.total, told.share, told.running, told.why) == (0, 8, 0.0, True, None)
    assert [(one.lane, one.name, one.counts) for one in told.series] == [(1, "lane 1", (0, 0)), (2, "lane 2", (0, 0))]
    assert told.series[0].means == told.series[0].spreads == (None, None)


def test_what_it_tells_in_the_end_is_what_a_sweep_finds() -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest)
    turns(stage, job)
    stage.turn()
    told = guest.last("swept")
    found = sweep(small(), asked())
    assert (told.done, told.total, told.share, told.running, told.why) == (8, 8, 1.0, False, None)
    for lane, series in zip(told.series, found.series(), strict=True):
        assert (lane.name, lane.means, lane.spreads) == (series.name, series.means, series.spreads)
        assert (lane.counts, lane.diverged) == ((2, 2), (0, 0))


def test_it_is_told_four_times_a_second_at_most_and_in_the_end() -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest, updates=5000)
    before, woken = len(guest.events), stage.woken
    start = stage.now
    for _ in range(100):
        job.run(stage.now, 0.0)  # an update, or a few
        stage.turn(0.02)
    assert 6 <= len(guest.events) - before <= (stage.now - start) / INTERVAL
    assert stage.woken - woken == len(guest.events) - before
    shares = [event.share for event in guest.events if isinstance(event, events.Swept)]
    assert shares == sorted(set(shares))
    turns(stage, job)
    stage.turn()
    assert guest.last("swept").share == 1.0


def test_claims_about_a_sweep_are_those_of_the_headless_check() -> None:
    (lesson,) = chosen(["power_of_deep"])
    assert isinstance(lesson.front.spec, NetworkSpec)
    assert lesson.front.sweep is not None
    stage = Stage(lesson.front.spec)
    guest = stage.come()

    def claims() -> tuple[events.ClaimResult, ...]:
        stage.say(guest, commands.Claims(lesson=lesson.name))
        stage.turn()
        told: events.Claimed = guest.last("claimed")
        return told.claims

    assert {one.why for one in claims()} == {"it is about the sweep over depth"}
    asked_in_lesson = lesson.front.sweep.model_copy(update={"values": (1, 2, 6), "seeds": 2})
    stage.say(guest, commands.Sweep(sweep=asked_in_lesson))
    stage.turn()
    (job,) = stage.beside
    assert isinstance(job, SweepJob)
    while job.newest.done < 3:  # one depth of two lanes, and one lane at the next
        job.run(stage.now, 0.01)
        stage.turn(INTERVAL)
    assert [one.holds for one in claims()] == [None] * 5
    assert [one.why for one in claims()][:3] == [f"{runs} of the sweep" for runs in RUNS_AFTER_THREE]
    turns(stage, job)
    stage.turn()
    for told, found in zip(claims(), check([lesson], 2), strict=True):
        means = fmean(one.left for one in found.figures), fmean(one.right for one in found.figures)
        assert [figure.value for figure in told.figures] == list(means)[: len(told.figures)]
        assert told.holds is found.holds is True
        assert told.why == f"{found.claim.words(*means)}, the means of 2 seeds; true for 2 of them"


def test_a_sweep_of_something_else_says_nothing_of_a_lesson_s_claims() -> None:
    (lesson,) = chosen(["power_of_deep"])
    assert isinstance(lesson.front.spec, NetworkSpec)
    stage = Stage(lesson.front.spec)
    guest = stage.come()
    turns(stage, begun(stage, guest, values=[1, 2, 6], updates=20, measure="train_accuracy"))
    stage.turn()
    stage.say(guest, commands.Claims(lesson=lesson.name))
    stage.turn()
    assert {one.why for one in guest.last("claimed").claims} == {"it is about the sweep over depth"}


def test_partial_results_come_as_they_are() -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest)
    while guest.last("swept").done < 5:
        job.run(stage.now, 0.001)
        stage.turn(INTERVAL)
    told = guest.last("swept")
    assert told.running
    assert [sum(lane.counts) for lane in told.series] == [3, 2]
    assert told.series[0].spreads[0] is not None
    assert told.series[0].spreads[1] is None


def test_when_it_is_done_nothing_more_is_computed_and_the_result_stays() -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest)
    turns(stage, job)
    stage.rest()
    assert stage.beside == []
    told = guest.last("swept")
    stage.host.leave(guest)
    stage.turn()
    again = stage.come()
    assert again.kinds() == ["welcome", "data", "log", "swept"]
    assert again.last("swept") == told


def test_who_comes_meanwhile_hears_how_far_it_is() -> None:
    stage = Stage()
    job = begun(stage, stage.come(), number=3)
    go_on(stage, job, 2)
    late = stage.come()
    assert late.last("swept").done >= 2
    assert late.last("swept").number is None


def test_a_sweep_is_of_the_spec_that_there_was_when_it_began() -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest)
    stage.say(guest, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 5.0}, "name": "fast"}))
    stage.say(guest, commands.RemoveLane(lane=2))
    stage.turn()
    turns(stage, job)
    stage.turn()
    assert [lane.name for lane in guest.last("swept").series] == ["lane 1", "lane 2"]
    assert guest.last("swept").series[0].means == sweep(small(), asked())["lane 1"].means


def test_a_divergence_is_marked_and_told_as_json_holds_it() -> None:
    stage = Stage(small(layers=[{"units": 4, "activation": "relu"}], loss="squared_error"))
    guest = stage.come()
    job = begun(stage, guest, vary="optimizer.lr", values=[0.01, 1000], measure="train_loss")
    turns(stage, job)
    stage.turn()
    assert [lane.diverged for lane in guest.last("swept").series] == [(0, 2), (0, 2)]
    assert guest.last("swept").log
    assert events.write_event(guest.last("swept"))


def test_a_value_of_nothing_has_no_place_on_a_scale_of_ratios() -> None:
    stage = Stage()
    guest = stage.come()
    begun(stage, guest, vary="l2", values=[0, 0.01])
    assert not guest.last("swept").log


# --- what ends it -----------------------------------------------------------------------------------------------------


def test_a_stopped_sweep_keeps_what_it_found() -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest)
    go_on(stage, job, 3)
    stage.say(guest, commands.StopSweep(number=9))
    stage.turn()
    told = guest.last("swept")
    assert (told.running, told.why, told.number) == (False, STOPPED, 9)
    assert (told.done, sum(sum(lane.counts) for lane in told.series)) == (job.newest.done, job.newest.done)
    assert stage.beside == []
    assert job.run(stage.now, 1.0) is None
    stage.turn()
    assert guest.last("swept") is told


def test_a_stopped_sweep_that_is_asked_for_again_goes_on() -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest)
    go_on(stage, job, 3)
    stage.say(guest, commands.StopSweep())
    stage.turn()
    again = begun(stage, guest)
    assert (again.newest.done, again.newest.total) == (3, job.newest.total)
    other = begun(stage, guest, updates=51)
    assert other.newest.done == 0


def test_one_that_went_on_to_its_end_begins_anew() -> None:
    stage = Stage()
    guest = stage.come()
    go_on(stage, begun(stage, guest), 3)
    stage.say(guest, commands.StopSweep())
    stage.turn()
    turns(stage, begun(stage, guest))
    stage.turn()
    assert guest.last("swept").done == 8
    again = begun(stage, guest)
    assert again.newest.done == sum(sum(lane.counts) for lane in again.newest.series) == 0


def test_to_stop_what_is_done_is_no_mistake() -> None:
    stage = Stage()
    guest = stage.come()
    turns(stage, begun(stage, guest))
    stage.say(guest, commands.StopSweep(number=2))
    stage.turn()
    assert (guest.last("swept").running, guest.last("swept").why, guest.last("swept").number) == (False, None, 2)
    stage.say(guest, commands.StopSweep(number=4))
    stage.turn()
    assert guest.last("swept").number == 4


def test_a_new_sweep_takes_the_place_of_the_old_one() -> None:
    stage = Stage()
    guest = stage.come()
    old = begun(stage, guest)
    old.run(stage.now, 0.001)
    new = begun(stage, guest, vary="batch", values=[5, 10])
    assert old.run(stage.now, 1.0) is None, "it goes on"
    stage.turn()
    assert guest.last("swept").vary == "batch"
    turns(stage, new)
    stage.turn()
    assert (guest.last("swept").vary, guest.last("swept").done) == ("batch", 8)


def test_a_sweep_that_nobody_watches_ends_and_its_results_wait() -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest)
    go_on(stage, job, 1)
    stage.turn()
    stage.host.leave(guest)
    stage.turn()
    stage.turn(PAUSE_AFTER - 1)
    assert stage.beside == [job]
    stage.turn(2)
    assert stage.beside == []
    told = stage.come().last("swept")
    assert (told.running, told.why, told.done) == (False, LEFT, job.newest.done)


def test_another_spec_ends_the_sweep_of_the_one_before() -> None:
    stage = Stage()
    guest = stage.come()
    begun(stage, guest)
    stage.say(guest, commands.Load(spec=small(1)))
    stage.turn()
    assert (guest.last("swept").running, guest.last("swept").why) == (False, LOADED)
    assert stage.beside == []
    assert "swept" not in stage.come().kinds()


def test_a_session_that_goes_away_takes_its_sweep_along() -> None:
    added: list[Job] = []

    class Counting(Scheduler):
        """Never started: nobody takes turns."""

        def add(self, job: Job) -> None:
            added.append(job)

        def remove(self, job: Job) -> None:
            if job in added:
                added.remove(job)

    sessions = Sessions(Counting(2), most=1)
    guest = Guest()
    host = sessions.join(guest, None, small(), {})
    host.say(guest, commands.Sweep(sweep=asked()))
    open_all(host, 0.0)
    assert len(added) == 2
    host.leave(guest)
    open_all(host, 1.0)
    sessions.join(Guest(), None, small(), {})  # there is room for one only
    assert len(added) == 1
    assert host not in added


def test_what_is_begun_while_the_session_goes_away_gets_no_turns() -> None:
    stage = Stage()
    guest = stage.come()
    stage.host.close()
    stage.say(guest, commands.Sweep(sweep=asked()))
    stage.turn()
    assert stage.beside == []


def test_a_mistake_of_ours_ends_the_sweep_and_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage()
    guest = stage.come()
    job = begun(stage, guest)
    with monkeypatch.context() as patched:
        patched.setattr(recipe.Running, "advance", lambda *_: 1 / 0)
        with caplog.at_level(logging.CRITICAL, "ravine.session.beside"):
            assert job.run(stage.now, 0.001) is None
    stage.turn()
    assert (guest.last("swept").running, guest.last("swept").why) == (False, BROKEN)
    assert stage.beside == []
    stage.say(guest, commands.Step())
    stage.rest()
    assert stage.session.update == 1


# --- what is refused --------------------------------------------------------------------------------------------------


def refused(stage: Stage, guest: Guest, command: commands.Command) -> events.Error:
    before = len(guest.events)
    stage.say(guest, command)
    stage.turn()
    (error,) = guest.events[before:]
    assert isinstance(error, events.Error)
    return error


def test_a_sweep_that_cannot_be_is_refused_with_its_number_and_the_one_on_its_way_goes_on() -> None:
    stage = Stage()
    guest, other = stage.come(), stage.come()
    job = begun(stage, guest)
    error = refused(stage, guest, commands.Sweep(sweep=asked(vary="optimizer.lambda", values=[0, 0.5]), number=5))
    assert (error.number, error.field) == (5, "sweep.values.0")
    assert other.kinds()[-1] == "swept"
    assert stage.beside == [job]
    turns(stage, job)
    stage.turn()
    assert guest.last("swept").done == 8


def test_to_stop_what_never_began_is_refused() -> None:
    stage = Stage()
    error = refused(stage, stage.come(), commands.StopSweep(number=6))
    assert (error.number, error.message) == (6, "there is no sweep to stop")


def test_a_surface_is_not_swept() -> None:
    host = Host("secret", SurfaceSpec(), Scheduler(2), lambda _: None)
    guest = Guest()
    host.come(guest, {})
    host.say(guest, commands.Sweep(sweep=asked(), number=1))
    open_all(host, 0.0)
    assert guest.last("error").message == "sweep is no command for this session"
    assert guest.last("error").number == 1


def test_where_the_memory_is_full_no_sweep_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    guest = stage.come()
    monkeypatch.setattr(memory, "full", lambda: True)
    assert "memory is full" in refused(stage, guest, commands.Sweep(sweep=asked())).message
    assert stage.beside == []


# --- beside the session -----------------------------------------------------------------------------------------------


class Listener(Guest):
    """Lets a test wait for what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = threading.Condition()

    def event(self, event: events.Event) -> None:
        with self._changed:
            super().event(event)
            self._changed.notify_all()

    def until(self, kind: str, holds: Callable[[Any], bool]) -> Any:
        """The newest event of this kind, once it `holds`."""
        with self._changed:
            assert self._changed.wait_for(lambda: kind in self.kinds() and holds(self.last(kind)), PATIENCE), kind
            return self.last(kind)


def watched(scheduler: Scheduler, spec: NetworkSpec) -> tuple[Host, Listener]:
    guest = Listener()
    return Sessions(scheduler, most=2).join(guest, None, spec, {}), guest


def test_lanes_and_sweep_go_on_side_by_side(scheduler: Scheduler) -> None:
    host, guest = watched(scheduler, small())
    host.say(guest, commands.Play())
    host.say(guest, commands.Sweep(sweep=asked(values=[1, 4, 8, 12, 16], updates=100_000, seeds=10)))
    first = guest.until("swept", lambda told: told.share > 0 and told.running)
    reached = guest.last("state").update
    guest.until("state", lambda told: told.update > reached + 1000)
    guest.until("swept", lambda told: told.share > first.share)
    host.say(guest, commands.Sweep(sweep=asked()))
    end = guest.until("swept", lambda told: not told.running)
    assert (end.done, end.total) == (8, 8)
    assert [lane.means for lane in end.series] == [series.means for series in sweep(small(), asked()).series()]
    host.say(guest, commands.Pause())
    guest.until("state", lambda told: told.clock == "paused")


def test_a_heavy_sweep_is_stopped_within_an_update(scheduler: Scheduler) -> None:
    heavy = small(1, data="digits", examples=1797, batch=1797, layers=[{"units": 512}])
    host, guest = watched(scheduler, heavy)
    host.say(guest, commands.Sweep(sweep=asked(values=[2, 3], updates=100)))
    guest.until("swept", lambda told: told.share > 0)
    host.say(guest, commands.StopSweep())
    assert guest.until("swept", lambda told: not told.running).why == STOPPED


@pytest.mark.parametrize(("seconds", "heavy"), [(2 * HEAVY, True), (HEAVY / 2, False)])
def test_a_sweep_of_long_turns_does_not_hold_the_last_worker(seconds: float, heavy: bool) -> None:
    now = 0.0

    def timer() -> float:
        nonlocal now
        now += seconds / 2  # two looks around an update, and one before them
        return now

    job = SweepJob(small(1), asked(), [1], lambda: None, timer)
    job.run(0.0, seconds / 4)
    assert job.heavy is heavy

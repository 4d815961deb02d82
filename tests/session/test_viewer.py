"""What reaches a page: whole pasts, however they are cut up, skipped and reconnected; and only what it watches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravine.session.blocks import KINDS
from ravine.session.network.session import NetworkSession
from ravine.session.viewer import FLYING, INTERVAL, LEAST, Viewer
from ravine.spec import commands, events
from ravine.spec.commands import Command, Cursor
from ravine.spec.error import SpecError
from session.decoder import Decoded, decode
from session.specs import Timer, small, timed

SERIES = {1: "loss", 2: "learning_rate", 3: "gradient_norm", 13: "effort"}
ALL = tuple(KINDS)


class Page:
    """Keeps what a page keeps, and checks that every range begins where the last one ended."""

    def __init__(self, session: NetworkSession) -> None:
        self.session = session
        self.viewer = Viewer()
        self.viewer.watch(ALL)
        self.ends: dict[tuple[int, int], int] = {}
        self.bins: dict[tuple[int, int], list[Decoded]] = {}
        self.metrics: dict[int, dict[int, bytes]] = {}
        self.newest: dict[tuple[int, int], Decoded] = {}
        self.lives: dict[int, int] = {}
        self.flying: list[int] = []
        self.frames = 0

    def hear(self, told: list[events.Event]) -> None:
        for event in told:
            if isinstance(event, (events.Spec, events.State)):
                self.meet([(lane.id, lane.life) for lane in event.lanes])

    def meet(self, lanes: list[tuple[int, int]]) -> None:
        """What is held of an earlier life of a lane is not true any more."""
        for lane, life in lanes:
            if self.lives.get(lane, 0) != life:
                self.drop(lane)
            self.lives[lane] = life

    def drop(self, lane: int) -> None:
        for kind in SERIES:
            self.ends.pop((lane, kind), None)
            self.bins.pop((lane, kind), None)
        self.metrics.pop(lane, None)

    def look(self, now: float, draw: bool) -> None:
        due = self.viewer.due()
        if due is not None and due <= now:
            frame = self.viewer.compose(self.session, now)
            if frame is not None:
                self.flying.append(frame.sequence)
                self.frames += 1
                read = decode(frame.content)
                assert read.sequence == frame.sequence
                assert read.update == self.session.update
                for block in read.blocks:
                    self.take(block)
        assert len(self.flying) <= FLYING
        if draw and self.flying:
            self.viewer.acknowledge(self.flying.pop(0))

    def take(self, block: Decoded) -> None:
        key = block.lane, block.kind
        if block.kind in SERIES:
            assert block.start == self.ends.get(key, 0), f"{SERIES[block.kind]}: a gap or an overlap"
            self.ends[key] = int(block.start) + block.width * len(block.values)
            self.bins.setdefault(key, []).append(block)
        elif block.kind == KINDS["metrics"].number:
            self.metrics.setdefault(block.lane, {})[int(block.start)] = block.values.tobytes()
        else:
            self.newest[key] = block

    def reconnect(self, now: float, lost: bool) -> None:
        """The connection is cut, perhaps within a frame, which is lost then; what has arrived whole is kept, and hello
        says how far that is."""
        if lost and self.viewer.due() is not None:
            self.viewer.compose(self.session, now)
        cursors = {lane: Cursor(self.lives.get(lane, 0), end) for (lane, kind), end in self.ends.items() if kind == 1}
        self.viewer = Viewer(cursors)
        self.viewer.watch(ALL)
        self.flying = []
        self.meet([(lane.id, lane.life) for lane in self.session.lanes])

    def catch_up(self, now: float) -> float:
        for _ in range(200):
            now += 1.01 * INTERVAL  # a frame is due for certain
            before = self.frames
            self.look(now, draw=True)
            if self.frames == before and not self.flying:
                return now
        raise AssertionError("the page never has everything")


def expected(session: NetworkSession, page: Page) -> None:
    """What the page has is what the session has."""
    for lane in session.lanes:
        assert {page.ends.get((lane.id, kind), 0) for kind in SERIES} == {lane.history.end}
        held = page.metrics.get(lane.id, {})
        assert {one.update for one in lane.evaluations} <= set(held)


# going back in time, where some of the past may be lost, is test_random_pages' matter
_CHANGES: list[Command] = [
    commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.02}}),
    commands.PatchLane(lane=2, changes={"layers": [{"kind": "dense", "units": 6}]}),
    commands.PatchSession(changes={"data": {"noise": 0.25}}),
    commands.PatchSession(changes={"data": "circles"}),
    commands.AddLane(copy_of=1),
    commands.RemoveLane(lane=1),
    commands.SetWeight(lane=2, layer=0, unit=0, value=0.5),
    commands.Reset(),
    commands.Pause(),
    commands.Play(),
    commands.Step(),
]
_ACT = st.one_of(
    st.tuples(st.just("advance"), st.integers(1, 6)),
    st.tuples(st.just("look"), st.booleans()),
    st.tuples(st.just("look"), st.booleans()),
    st.tuples(st.just("tell"), st.sampled_from(_CHANGES)),
    st.tuples(st.just("reconnect"), st.booleans()),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_ACT, max_size=40), st.sampled_from([1e-3, 2e-5, 1e-6]))
def test_ranges_join_whatever_happens(script: list[tuple[str, Any]], pace: float) -> None:
    session = timed(small(2), Timer(pace))
    page, now = Page(session), 0.0
    page.hear(session.receive(commands.Play(), now))
    for act, argument in script:
        now += 0.01
        if act == "advance":
            for _ in range(argument):
                session.advance(now, 0.004)
                page.hear(session.news())
        elif act == "look":
            session.display.refresh(session.lanes, page.viewer.watched, session.training, 0.004)
            page.look(now, draw=argument)
        elif act == "tell":
            page.hear(session.receive(argument, now))
        else:
            page.reconnect(now, lost=argument)
    page.hear(session.receive(commands.Pause(), now))
    while session.due == 0.0:
        session.advance(now, 0.004)
        page.hear(session.news())
    page.catch_up(now)
    expected(session, page)


def test_what_is_slow_enough_comes_exactly() -> None:
    session = timed(small(1))
    page, now = Page(session), 0.0
    for _ in range(30):
        session.receive(commands.Step(), now)
        while session.due == 0.0:
            session.advance(now, 0.004)
        now = page.catch_up(now)
    losses = np.concatenate([block.values for block in page.bins[1, 1]])
    (whole,) = session.lanes[0].history.since(0, 10**6)
    np.testing.assert_array_equal(losses, whole.loss)
    assert {block.width for block in page.bins[1, 1]} == {1}


def test_thinned_bins_hold_the_true_extremes() -> None:
    session = timed(small(1), Timer(1e-6))
    page, now = Page(session), 0.0
    session.receive(commands.Play(), now)
    while session.update < 20_000:
        session.advance(now, 0.004)
    page.catch_up(now)
    exact = timed(session.spec)
    while exact.update < session.update:
        exact.receive(commands.Step(unit="epoch"), 0.0)
        while exact.due == 0.0:
            exact.advance(0.0, 1.0)
    finest = {piece.start: piece for piece in exact.lanes[0].history.since(exact.update - 2000, 10**6)}
    (piece,) = finest.values()
    for block in page.bins[1, 1]:
        for row, values in enumerate(block.values):
            start = int(block.start) + row * block.width
            if block.width > 1 and start >= piece.start and start + block.width <= piece.stop:
                exactly = piece.loss[start - piece.start : start - piece.start + block.width, 0]
                np.testing.assert_allclose(values, [exactly.min(), exactly.max(), exactly.mean()], rtol=1e-5)


def test_a_frame_is_composed_only_while_fewer_than_two_are_on_their_way() -> None:
    session = timed(small(1))
    viewer = Viewer()
    viewer.watch(("loss",))
    session.receive(commands.Play(), 0.0)
    now = 0.0
    for sequence in (1, 2):
        session.advance(now, 0.004)
        now += 1.0
        assert viewer.due() is not None
        frame = viewer.compose(session, now)
        assert frame is not None
        assert frame.sequence == sequence
    assert viewer.due() is None
    assert viewer.waiting_since == now
    viewer.acknowledge(1)
    assert viewer.due() is not None
    assert viewer.waiting_since is None


@pytest.mark.parametrize("beat", [1 / 50, 1 / 60, 1 / 75])
@pytest.mark.parametrize("away", [0.001, 0.006])
def test_a_page_that_acknowledges_once_a_picture_has_news_for_each(beat: float, away: float) -> None:
    session = timed(small(1))
    viewer = Viewer()
    viewer.watch(("loss",))
    session.receive(commands.Play(), 0.0)
    flying: list[tuple[float, int]] = []
    pictures = [0]
    for step in range(4000):
        now = step * 0.001
        if now >= len(pictures) * beat:
            arrived = [sequence for since, sequence in flying if since + away <= now]
            flying = flying[len(arrived) :]
            if arrived:
                viewer.acknowledge(arrived[-1])
            pictures.append(len(arrived))
        if step % 5 == 0:  # a turn
            session.advance(now, 0.0005)
            due = viewer.due()
            if due is not None and due <= now and (frame := viewer.compose(session, now)):
                flying.append((now, frame.sequence))
    assert min(pictures[5:]) == 1, "no picture is without news"
    assert max(pictures[5:]) <= FLYING


def test_a_page_that_acknowledges_at_once_gets_no_more_than_it_could_show() -> None:
    session = timed(small(1))
    viewer = Viewer()
    viewer.watch(("loss",))
    session.receive(commands.Play(), 0.0)
    frames = 0
    for step in range(1000):
        session.advance(step * 0.001, 0.0005)
        due = viewer.due()
        if due is not None and due <= step * 0.001 and (frame := viewer.compose(session, step * 0.001)):
            viewer.acknowledge(frame.sequence)
            frames += 1
    assert 100 <= frames <= 1 + 1 / LEAST


def test_nothing_new_is_no_frame() -> None:
    session = timed(small(1))
    viewer = Viewer()
    viewer.watch(("loss", "points"))
    frame = viewer.compose(session, 1.0)
    assert frame is not None
    assert [block.kind for block in decode(frame.content).blocks] == [5]
    assert viewer.compose(session, 2.0) is None


def test_only_what_is_watched_is_sent_and_what_comes_late_comes_whole() -> None:
    session = timed(small(1))
    viewer = Viewer()
    viewer.watch(("learning_rate",))
    for unit in ("update", "epoch"):
        session.receive(commands.Step(unit=unit), 0.0)
        while session.due == 0.0:
            session.advance(0.0, 1.0)
    frame = viewer.compose(session, 1.0)
    assert frame is not None
    assert {block.kind for block in decode(frame.content).blocks} == {2}
    viewer.watch(("learning_rate", "loss"))
    frame = viewer.compose(session, 2.0)
    assert frame is not None
    (block,) = decode(frame.content).blocks
    assert (block.kind, block.start, len(block.values)) == (1, 0, session.update)


def test_points_come_once_and_again_when_the_data_change() -> None:
    session = timed(small(1))
    viewer = Viewer()
    viewer.watch(("points",))
    assert viewer.compose(session, 1.0) is not None
    assert viewer.compose(session, 2.0) is None
    session.receive(commands.PatchSession(changes={"data": {"noise": 0.4}}), 0.0)
    assert viewer.compose(session, 3.0) is not None
    session.receive(commands.PatchSession(changes={"data": "digits"}), 0.0)
    assert viewer.compose(session, 4.0) is None


def test_deep_nets_come_in_wider_bins_and_all_series_end_together() -> None:
    layer = {"kind": "dense", "units": 2, "activation": "tanh"}
    session = timed(small(1, layers=[layer] * 60), Timer(1e-6))
    viewer = Viewer()
    viewer.watch(("loss", "gradient_norm"))
    session.receive(commands.Play(), 0.0)
    while session.update < 3000:
        session.advance(0.0, 0.004)
    frame = viewer.compose(session, 1.0)
    assert frame is not None
    read = decode(frame.content)
    assert read.of(3)[0].width > 4  # loss alone would come in bins of 4 and less
    ends = {one.start + one.width * len(one.values) for one in (read.of(3)[-1], read.of(1)[-1])}
    assert len(ends) == 1
    assert len(frame.content) < 2**20


def test_a_name_that_is_no_view_is_refused_with_those_that_are() -> None:
    viewer = Viewer()
    viewer.watch(("loss",))
    with pytest.raises(SpecError, match="'los', which is no view: did you mean loss") as caught:
        viewer.watch(("los",))
    assert caught.value.field == "views"
    assert viewer.watched == {"loss"}


def test_a_frame_that_was_never_sent_cannot_be_acknowledged() -> None:
    with pytest.raises(SpecError, match="sequence is 3"):
        Viewer().acknowledge(3)


def test_a_page_that_was_away_goes_on_where_its_past_is_still_true() -> None:
    session = timed(small(2))
    for unit in ("update", "epoch"):
        session.receive(commands.Step(unit=unit), 0.0)
        while session.due == 0.0:
            session.advance(0.0, 1.0)
    session.receive(commands.PatchLane(lane=1, changes={"seed": 9}), 0.0)
    viewer = Viewer({1: Cursor(0, 3), 2: Cursor(0, 3), 77: Cursor(0, 3)})
    viewer.watch(("loss",))
    frame = viewer.compose(session, 1.0)
    assert frame is not None
    assert {(block.lane, block.start) for block in decode(frame.content).blocks} == {(2, 3)}


def test_a_page_that_claims_a_future_gets_the_whole_past() -> None:
    session = timed(small(1))
    session.receive(commands.Step(), 0.0)
    session.advance(0.0, 1.0)
    viewer = Viewer({1: Cursor(0, 5)})
    viewer.watch(("loss",))
    frame = viewer.compose(session, 1.0)
    assert frame is not None
    assert [block.start for block in decode(frame.content).blocks] == [0]

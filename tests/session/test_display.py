"""Pictures are computed when somebody looks, and take a bounded share of the time."""

from __future__ import annotations

import pytest

from ravine.session.blocks import KINDS, Block, block
from ravine.session.display import SHARE, Display, Draw, Group
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands
from session.specs import small, timed

ALL = frozenset(KINDS)


class Bench:
    """A display whose pictures cost what a table says, on paper time."""

    def __init__(self, **costs: float) -> None:
        self.now = 0.0
        self.drawn: list[tuple[int, str]] = []
        self.session = timed(small(2))
        groups = tuple(Group(self._draw(name, cost), (name,)) for name, cost in costs.items())
        self.display = Display(groups, lambda: self.now)

    def _draw(self, name: str, cost: float) -> Draw:
        def draw(lane: NetworkLane) -> list[Block]:
            self.now += cost
            self.drawn.append((lane.id, name))
            return [block(name, lane.id, lane.parts.train.x, lane.update)]

        return draw

    def step(self) -> None:
        self.session.receive(commands.Step(), 0.0)
        while self.session.due == 0.0:
            self.session.advance(0.0, 1.0)

    def refresh(self, training: bool, budget: float = 0.004, watched: frozenset[str] = ALL) -> bool:
        return self.display.refresh(self.session.lanes, watched, training, budget)


def test_what_nobody_looks_at_is_not_computed() -> None:
    bench = Bench(confusion=0.001, region_class=0.001)
    assert not bench.refresh(training=False, watched=frozenset())
    assert bench.drawn == []
    bench.refresh(training=False, watched=frozenset({"confusion"}))
    assert {name for _, name in bench.drawn} == {"confusion"}


def test_what_has_not_changed_is_not_computed_again() -> None:
    bench = Bench(confusion=0.001)
    while bench.refresh(training=False):
        pass
    assert len(bench.drawn) == 2
    assert not bench.refresh(training=False)
    assert len(bench.drawn) == 2
    bench.step()
    while bench.refresh(training=False):
        pass
    assert len(bench.drawn) == 4


@pytest.mark.parametrize("cost", [0.0001, 0.003, 0.2])
def test_pictures_take_a_quarter_of_the_time_of_a_session_that_trains(cost: float) -> None:
    bench = Bench(confusion=cost, region_class=cost)
    trained = 0.0
    while trained < 20.0:
        bench.step()
        bench.display.trained(0.004)
        trained += 0.004
        bench.refresh(training=True)
    assert bench.now / (bench.now + trained) <= SHARE + 0.02
    if cost >= 0.003:
        assert bench.now / (bench.now + trained) >= SHARE - 0.02


def test_the_oldest_picture_comes_first() -> None:
    bench = Bench(confusion=0.01, region_class=0.01)
    for _ in range(40):
        bench.step()
        bench.display.trained(0.03)
        bench.refresh(training=True)
    assert len(set(bench.drawn[:4])) == 4
    assert bench.drawn[4:] == (bench.drawn[:4] * 40)[: len(bench.drawn) - 4]


def test_at_rest_one_look_takes_about_its_budget() -> None:
    bench = Bench(confusion=0.003, region_class=0.003)
    assert bench.refresh(training=False, budget=0.004)
    assert bench.now == pytest.approx(0.006)
    assert not bench.refresh(training=False, budget=0.004)


def test_pictures_of_lanes_that_went_or_started_anew_are_not_shown() -> None:
    bench = Bench(confusion=0.0)
    bench.refresh(training=False)
    first, second = bench.session.lanes
    assert len(bench.display.pictures(first)) == 1
    bench.display.forget([second])
    assert bench.display.pictures(first) == []
    bench.session.receive(commands.Reset(), 0.0)
    assert bench.display.pictures(second) == []


def test_a_picture_is_labelled_with_the_update_it_was_computed_at() -> None:
    bench = Bench(confusion=0.0)
    bench.step()
    bench.refresh(training=False)
    bench.step()
    (picture,) = bench.display.pictures(bench.session.lanes[0])
    assert picture.blocks[0].start == 1


def test_another_point_to_follow_asks_for_its_way_only() -> None:
    session = timed(small(1))
    while session.display.refresh(session.lanes, ALL, False, 1.0):
        pass
    before = {block.kind.name: picture.number for picture in session.display.pictures(session.lanes[0])
              for block in picture.blocks}  # fmt: skip
    session.receive(commands.Probe(x=(0.5, 0.5)), 0.0)
    assert not session.display.refresh(session.lanes, ALL, False, 1.0)
    after = {block.kind.name: picture.number for picture in session.display.pictures(session.lanes[0])
             for block in picture.blocks}  # fmt: skip
    assert {name for name in after if after[name] != before[name]} == {"probe"}

"""Whatever is commanded, in whatever order: equal pasts give equal numbers bit for bit, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravine.data.own import own
from ravine.data.points import painted
from ravine.session import evaluations, timeline
from ravine.session.network.lane import NetworkLane
from ravine.session.network.session import NetworkSession
from ravine.spec import commands
from ravine.spec.commands import Command
from session.specs import Timer, small, timed

SNAPSHOTS, EDITS, EVALUATIONS = 6, 5, 16


@pytest.fixture(autouse=True)
def _little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little that everything is thinned and forgotten within a short run."""
    monkeypatch.setattr(timeline, "STRIDE", 2)
    monkeypatch.setattr(timeline, "SNAPSHOTS", SNAPSHOTS)
    monkeypatch.setattr(timeline, "EDITS", EDITS)
    monkeypatch.setattr(evaluations, "CAPACITY", EVALUATIONS)


CHANGES = [
    {"optimizer": "adam"},
    {"optimizer": {"lr": 0.05}},
    {"optimizer": "momentum"},
    {"batch": 7},
    {"layers": [{"units": 4, "activation": "relu", "keep": 0.7}]},
    {"loss": "squared_error"},
    {"schedule": {"name": "reduce_on_plateau", "every": 3, "patience": 1}},
    {"l1": 0.01, "clip": 0.5},
    {"layers": [{"units": 5}]},
    {"seed": 4},
    {"name": "another"},
    {"optimizer": {"name": "gradient_descent", "lr": 1000.0}, "loss": "squared_error"},
]
LANE = st.integers(1, 6)
SPOT = st.builds(commands.Spot, layer=st.integers(0, 2), unit=st.integers(0, 4), input=st.sampled_from([None, 0, 1]))
POINTS = [[0.1 * x, 0.01 * x * x - 0.5, x % 3] for x in range(-10, 11)]
PAINTED = [own.add(painted(POINTS[:count], 3), "painted") for count in (15, 18, 21)]
DATA = [{"noise": 0.3}, {"noise": 0.1}, {"label_noise": 0.2}, *({"name": entry.name} for entry in PAINTED)]
COMMAND = st.one_of(
    st.sampled_from([commands.Play(), commands.Play(until=25)]),
    st.just(commands.Pause()),
    st.sampled_from([commands.Step(), commands.Step(unit="epoch")]),
    st.builds(commands.Scrub, update=st.integers(0, 40)),
    st.builds(commands.Scrub, update=st.integers(0, 40)),
    st.builds(commands.PatchLane, lane=LANE, changes=st.sampled_from(CHANGES)),
    st.builds(commands.PatchSession, changes=st.builds(lambda data: {"data": data}, st.sampled_from(DATA))),
    st.builds(commands.SetWeight, lane=LANE, layer=st.integers(0, 1), unit=st.integers(0, 2),
              input=st.sampled_from([None, 0, 1]), value=st.sampled_from([0.0, 0.5])),
    st.builds(commands.Section, lane=LANE, first=SPOT, second=SPOT),
    st.builds(commands.AddLane, copy_of=st.sampled_from([None, 1, 2, 3]), at=st.sampled_from([None, 0, 5, 12]),
              changes=st.sampled_from([{}, *CHANGES])),
    st.builds(commands.RemoveLane, lane=LANE),
    st.just(commands.Reset()),
    st.just(commands.Load(spec=small(2, data="blobs"))),
    st.sampled_from([commands.Probe(x=None), commands.Probe(x=(0.5, -0.5))]),
)  # fmt: skip


def cause(lane: NetworkLane) -> tuple[object, ...]:
    """All that a lane's numbers depend on: its spec, its edits so far and its update; its name is none of it."""

    def nameless(edit: timeline.Edit) -> tuple[object, ...]:
        (one,) = edit.spec.lanes
        return edit.update, edit.spec.source, one.model_copy(update={"name": ""}), edit.manual

    first = [lane.timeline.edit(0)] if lane.timeline.start == 0 else []
    made = [*first, *(edit for edit in lane.timeline if edit.update <= lane.update)]
    return (*map(nameless, made), lane.update)


def effect(lane: NetworkLane) -> tuple[bytes, ...]:
    """All that its future depends on."""
    now = lane.learner.snapshot()
    where = now.clock[[0, 1, 2, 3]]  # update, epoch, position, steps
    return now.theta.tobytes(), now.slots.tobytes(), now.memory.tobytes(), where.tobytes(), repr(now.plateau).encode()


def slices(one: NetworkSession, times: int) -> Iterator[None]:
    for _ in range(times):
        one.advance(0.0, 0.0005)
        one.display.refresh(one.lanes, {"metrics"}, False, 0.0)
        yield


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow,
                                                                  HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.tuples(COMMAND, st.integers(0, 6)), min_size=3, max_size=30), st.sampled_from([2e-4, 5e-5]))
def test_equal_pasts_give_equal_numbers_in_bounded_memory(script: list[tuple[Command, int]], pace: float) -> None:
    layer = {"units": 4, "activation": "tanh", "keep": 0.8}
    one = timed(small(2, data="blobs", layers=[layer], optimizer="momentum"), Timer(pace))
    seen: dict[tuple[object, ...], tuple[bytes, ...]] = {}

    def look() -> None:
        for lane in one.lanes:
            if lane.timeline.start == 0:  # else what it depends on is partly forgotten
                assert seen.setdefault(cause(lane), effect(lane)) == effect(lane), lane.name
            assert len(lane.timeline) <= SNAPSHOTS
            assert len(list(lane.timeline)) <= EDITS or not lane.arrived
            assert len(lane.evaluations) <= EVALUATIONS
            assert lane.update <= lane.goal <= lane.end

    for command, times in script:
        one.receive(command, 0.0)
        look()
        for _ in slices(one, times):
            look()
    one.receive(commands.Pause(), 0.0)
    for update in (None, 0, 1, 2, 7, 3, 12, 5, one.end):  # what was seen on the way is seen again
        if update is not None:
            one.receive(commands.Scrub(update=min(update, one.end)), 0.0)
        while one.due == 0.0:
            one.advance(0.0, 0.0005)
            look()
    assert all(lane.arrived for lane in one.lanes)
    assert [lane.spec for lane in one.lanes] == list(one.spec.lanes)

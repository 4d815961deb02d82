"""What a lane's optimizer remembers, told to a page: every number is one of the learner's own slots, or follows."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ravine.engine.descent import Descent
from ravine.engine.optimizers import optimizers
from ravine.engine.remembered import CELLS
from ravine.session.network.session import NetworkSession
from ravine.session.session import Session
from ravine.session.surface.session import SurfaceSession
from ravine.spec import commands, events, ground
from ravine.spec.network import NetworkSpec
from ravine.spec.surface import SurfaceSpec
from session.talk import refused, rest, step, tell

NAMES = optimizers.names()


def network(*names: str) -> NetworkSession:
    lanes = [{"name": name, "layers": [{"units": 5}, {"units": 4}], "optimizer": name} for name in names]
    return NetworkSession(NetworkSpec.read({"data": {"name": "blobs", "examples": 80}, "lanes": lanes}, "spec"))


def surface(*names: str) -> SurfaceSession:
    lanes = [{"name": name, "optimizer": name} for name in names]
    return SurfaceSession(SurfaceSpec.read({"place": "surface", "surface": "ravine", "lanes": lanes}, "spec"))


def asked(one: Session, place: int = 0) -> events.Remembered:
    (told,) = tell(one, commands.Remember(lane=one.lanes[place].id, number=5))
    assert isinstance(told, events.Remembered)
    assert (told.lane, told.update, told.number) == (one.lanes[place].id, one.lanes[place].update, 5)
    return told


def check(spread: events.RememberedSpread, values: NDArray[np.float32], powers: tuple[int, int]) -> None:
    """Against the numbers themselves."""
    sizes = np.abs(values[values != 0].astype(np.float64))
    assert spread.zeros == (values == 0).sum()
    assert sum(spread.counts) == sizes.size
    assert len(spread.counts) == CELLS * (powers[1] - powers[0])
    if sizes.size:
        assert spread.levels == tuple(np.quantile(sizes, (0, 0.1, 0.5, 0.9, 1)).tolist())
        assert (spread.levels[0], spread.levels[4]) == (sizes.min(), sizes.max())
    else:
        assert spread.levels == (None,) * 5


@pytest.mark.parametrize("name", NAMES)
def test_of_a_network_every_slot_is_told_layer_by_layer_as_the_trainer_has_it(name: str) -> None:
    one = network("adam", name)
    step(one, 6)
    told, learner = asked(one, 1), one.lanes[1].learner
    slots = learner.snapshot().slots
    assert told.optimizer == name
    assert [quantity.name for quantity in told.quantities[1:]] == list(optimizers[name].traits["slots"])
    assert len(told.parts) == len(learner.layout.spans)
    for place, part in enumerate(told.parts):
        assert part.parameters == learner.layout.rows(learner.theta, place).size
        for spread, slot, quantity in zip(part.spreads[1:], slots, told.quantities[1:], strict=True):
            check(spread, learner.layout.rows(slot, place), quantity.powers)
    assert (told.updates, told.courses) == ((), ())


def test_adagrads_rates_are_eta_over_the_root_of_its_sums() -> None:
    one = network("adagrad")
    step(one, 4)
    told, learner = asked(one), one.lanes[0].learner
    (sums,) = learner.snapshot().slots
    assert told.rate == pytest.approx(0.1)
    for place, part in enumerate(told.parts):
        s = learner.layout.rows(sums, place).astype(np.float64)
        check(part.spreads[0], np.where(s > 0, 0.1 / (np.sqrt(s) + 1e-8), 0.0), told.quantities[0].powers)


def test_who_remembers_nothing_has_one_rate_for_all() -> None:
    one = network("gradient_descent")
    step(one, 2)
    told = asked(one)
    assert [quantity.name for quantity in told.quantities] == ["effective rate"]
    assert all(part.spreads[0].levels == (told.rate,) * 5 for part in told.parts)


@pytest.mark.parametrize("name", NAMES)
def test_of_a_point_the_whole_past_of_every_slot_is_told(name: str) -> None:
    one = surface("adam", name)
    step(one, 9)
    told = asked(one, 1)
    again = ground.descent(one.lanes[1].alone, 0, ground.surface(one.lanes[1].alone))
    assert told.updates == tuple(range(10))
    for update in told.updates:
        held = list(again.slots.values())
        courses = [tuple(course.mean[update] for course in pair) for pair in told.courses]
        assert courses == [tuple(float(number) for number in pair) for pair in held]
        if update < 9:
            again.run(1)
    learner = one.lanes[1].learner
    assert isinstance(learner, Descent)
    for axis, part in enumerate(told.parts):
        assert part.parameters == 1
        for spread, pair in zip(part.spreads[1:], learner.slots.values(), strict=True):
            assert spread.levels[2] == (abs(pair[axis]) or None)


def test_in_the_past_no_later_update_is_told() -> None:
    one = surface("adagrad")
    step(one, 12)
    whole = asked(one)
    tell(one, commands.Scrub(update=5))
    rest(one)
    told = asked(one)
    assert told.updates == tuple(range(6))
    assert told.courses[0][1].mean == whole.courses[0][1].mean[:6]


def test_of_a_long_way_means_are_told_with_their_range() -> None:
    one = surface("momentum")
    tell(one, commands.Play(until=6000))
    rest(one)
    told = asked(one)
    (course, _), recorded = told.courses[0], ground.descent(one.lanes[0].alone, 0, one.surface).run(6000).slots[:, 0]
    width = told.updates[1]
    assert width > 1
    assert len(told.updates) <= 513
    for start, mean, low, high in list(zip(told.updates, course.mean, course.low, course.high, strict=True))[:-1]:
        held = recorded[start : start + width]
        assert (low, high) == (held.min(), held.max())
        assert mean == pytest.approx(held.mean(), rel=1e-9, abs=1e-15)
    assert course.low[-1] == course.high[-1] == course.mean[-1]


def test_a_switch_of_the_optimizer_leaves_no_number_of_the_other_one() -> None:
    one = surface("gradient_descent")
    step(one, 4)
    tell(one, commands.PatchLane(lane=one.lanes[0].id, changes={"optimizer": "adagrad"}))
    step(one, 3)
    course = asked(one).courses[0][0]
    assert course.mean[:4] == (None,) * 4
    assert course.mean[4] == 0.0
    assert all(number > 0 for number in course.mean[5:] if number is not None)
    assert None not in course.mean[5:]


@pytest.mark.parametrize("one", [network("adam"), surface("adam")], ids=["network", "surface"])
def test_a_lane_that_is_not_there_is_refused(one: Session) -> None:
    assert refused(one, commands.Remember(lane=9)).field == "lane"

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import naive
from engine.learners import DESCENT, architecture, settings, trainer
from ravine.engine.network import Choice
from ravine.engine.schedules import schedule_kernels, schedules

VALUES: dict[str, list[tuple[float, ...]]] = {
    "constant": [()],
    "step": [(10, 0.5), (1, 0.1), (7, 0.9)],
    "exponential": [(10,), (1,)],
    "cosine": [(10, 0.0), (100, 0.1), (1, 0.5)],
    "warm_up": [(10,), (1,)],
}


def factor(name: str, values: tuple[float, ...], update: int) -> Any:
    """What the kernel multiplies the rate by; behind the parameters stands the plateau rule's number."""
    return schedule_kernels[name](np.array([*values, 0.125]), update)


@pytest.mark.parametrize("name", [entry.name for entry in schedules if not entry.traits["watches"]])
def test_a_schedule_is_its_formula(name: str) -> None:
    for values in [*VALUES[name], schedules[name].values({})]:
        for update in (0, 1, 6, 7, 8, 9, 10, 11, 99, 100, 101, 12_345):
            wanted = naive.SCHEDULES[name](update, *values)
            assert factor(name, values, update) == pytest.approx(wanted, rel=1e-12, abs=1e-15), (values, update)


def test_a_schedule_that_watches_takes_the_rules_number() -> None:
    for entry in schedules:
        if entry.traits["watches"]:
            assert factor(entry.name, entry.values({}), 1234) == 0.125


def test_step_drops_at_fixed_updates() -> None:
    assert [factor("step", (3, 0.5), update) for update in range(8)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]


def test_exponential_halves_in_each_half_life() -> None:
    assert [factor("exponential", (4,), update) for update in (0, 4, 8)] == [1, 0.5, 0.25]


def test_cosine_falls_from_the_full_rate_to_the_floor_and_stays_there() -> None:
    falling = [factor("cosine", (100, 0.1), update) for update in range(101)]
    assert falling[0] == 1
    assert falling[50] == pytest.approx(0.55)
    assert falling[100] == factor("cosine", (100, 0.1), 10**9) == pytest.approx(0.1)
    assert (np.diff(falling) < 0).all()


def test_warm_up_begins_above_zero_and_ends_at_the_full_rate() -> None:
    assert [factor("warm_up", (4,), update) for update in range(6)] == [0.25, 0.5, 0.75, 1, 1, 1]


@pytest.mark.parametrize("name", VALUES)
def test_the_recorded_rate_is_the_optimizers_times_the_schedules(name: str) -> None:
    values = VALUES[name][0]
    made = trainer(settings(architecture(2, 3, 1), schedule=Choice(name, values), batch=4), dtype=np.float64)
    lr = made.run(30).lr
    np.testing.assert_allclose(lr, [DESCENT.values[0] * factor(name, values, update) for update in range(30)])


@pytest.mark.parametrize("name", schedules.names())
def test_a_schedule_with_its_bounds_stays_between_zero_and_one(name: str) -> None:
    for end in ("low", "high"):
        values = tuple(getattr(parameter, end) for parameter in schedules[name].parameters)
        for update in (0, 1, 10**6, 10**12):
            assert 0 <= factor(name, values, update) <= 1

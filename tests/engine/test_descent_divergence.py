from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

from engine.surfaces.grounds import settings
from engine.test_descent_repeats import all_of, state
from ravine.engine.descent import Descent
from ravine.engine.optimizers import optimizers
from ravine.engine.surfaces.surface import Surface


def exploding(lr: float, optimizer: str = "gradient_descent", surface: str = "rosenbrock") -> Descent:
    ground = Surface.of(surface)
    return Descent(ground, settings(optimizer, lr=lr), ground.start, 0)


@pytest.mark.parametrize("lr", [0.01, 1.0, 1e10, 1e300])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "nesterov"])
def test_a_huge_rate_stops_at_the_last_finite_state(lr: float, optimizer: str) -> None:
    made = exploding(lr, optimizer)
    record = made.run(10_000)
    assert made.diverged is not None
    assert f"update {made.update + 1}" in made.diverged
    assert len(record) == made.update < 10_000
    assert np.isfinite(made.point).all()
    for numbers in (record.loss, record.gradient_norm, record.trace, made.snapshot().theta, made.snapshot().slots):
        assert np.isfinite(numbers).all()
    again = exploding(lr, optimizer)
    again.run(made.update)
    assert state(made) == state(again), "the state is that after the last good update"
    assert len(again.run(1)) == 0, "the next one diverges: not an update later"
    assert again.diverged == made.diverged


@effort(derandomize=True, database=None, deadline=None, max_examples=40)
@given(
    draw.sampled_from(optimizers.names()),
    draw.sampled_from([0.01, 1.0, 1e200]),
    draw.lists(draw.integers(1, 50), min_size=1, max_size=10),
)
def test_a_divergence_is_seen_at_the_same_update_however_they_are_sliced(
    name: str, lr: float, slices: list[int]
) -> None:
    whole, sliced = exploding(lr, name), exploding(lr, name)
    record = whole.run(sum(slices))
    records = [sliced.run(part) for part in slices]
    assert (whole.diverged, state(whole)) == (sliced.diverged, state(sliced))
    assert all_of([record]) == all_of(records)


def test_a_value_that_is_not_finite_never_reaches_the_optimizer() -> None:
    ground = Surface.typed("log(x) + y^2")
    made = Descent(ground, settings("adam", lr=0.3), (1.0, 1.0), 0)
    record = made.run(100)
    assert made.diverged == f"the loss or a gradient of update {made.update + 1} is infinite or not a number"
    assert 0 < len(record) < 100
    assert np.isfinite(made.snapshot().slots).all()
    assert made.point[0] <= 0, "the point is shown where it was led to"


def test_an_overflow_inside_the_optimizer_is_undone_at_once() -> None:
    """Lion goes on by 1e307 an update whatever the gradient, until 1.8e308 is passed."""
    ground = Surface.typed("x/3 + y/5")
    made = Descent(ground, settings("lion", lr=1e307), (0.0, 0.0), 0)
    record = made.run(100)
    assert (
        made.diverged == f"a parameter overflowed in update {made.update + 1}: its step led beyond the largest number"
    )
    assert 15 <= len(record) == made.update < 20
    assert np.isfinite(made.point).all()
    assert made.point[0] < -1.5e308
    assert made.steps == made.update


def test_what_the_optimizer_remembers_counts_too() -> None:
    """The square of the gradient overflows: unseen, AdaGrad would stand still for ever at an infinite sum."""
    ground = Surface.typed("1e200*x + y")
    made = Descent(ground, settings("adagrad"), (0.0, 0.0), 0)
    assert len(made.run(10)) == 0
    assert made.diverged is not None
    assert "overflowed in update 1" in made.diverged
    assert made.slots == {"s": (0.0, 0.0)}


def test_nadams_memory_is_undone_with_the_rest() -> None:
    ground = Surface.typed("1e200*x + y")
    made = Descent(ground, settings("nadam"), (0.0, 0.0), 0)
    made.run(10)
    assert made.diverged is not None
    assert made.memory.tolist() == [0.0, 0.0]


def test_a_huge_but_finite_gradient_is_no_divergence() -> None:
    ground = Surface.typed("1e200*x + y")
    record = Descent(ground, settings("gradient_descent", lr=1e-200), (0.0, 0.0), 0).run(10)
    assert len(record) == 10
    assert record.gradient_norm[0, 0] == 1e200


def test_after_a_divergence_run_does_nothing_until_a_change_revives_it() -> None:
    made = Descent(Surface.typed("x/3 + y/5"), settings("lion", lr=1e307), (0.0, 0.0), 0)
    made.run(100)
    before = state(made)
    assert len(made.run(10)) == 0
    assert state(made) == before
    made.change(settings("lion", lr=1e300))
    assert made.diverged is None
    assert state(made) == before
    assert len(made.run(10)) == 10


def test_a_diverged_descent_goes_on_from_a_snapshot() -> None:
    made = exploding(1.0)
    start = made.snapshot()
    made.run(1000)
    made.restore(start)
    assert made.diverged is None
    assert len(made.run(1)) == 1

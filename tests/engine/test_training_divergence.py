from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

from engine.learners import (
    NOTHING,
    architecture,
    defaults,
    examples,
    settings,
    state,
    together,
    trainer,
    with_,
)
from ravine.engine.training import UNDO_AT_MOST, Examples, Snapshot, Trainer


def exploding(lr: float, optimizer: str = "gradient_descent", **more: Any) -> Trainer:
    net = architecture(2, 9, 1, activation="linear")
    return trainer(settings(net, optimizer=defaults(optimizer, lr=lr), **more))


@pytest.mark.parametrize("lr", [10.0, 1000.0, 1e10, 1e30])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "nesterov"])
def test_a_huge_rate_stops_at_the_last_finite_state(lr: float, optimizer: str) -> None:
    made = exploding(lr, optimizer)
    record = made.run(10_000)
    assert made.diverged is not None
    assert f"update {made.update + 1}" in made.diverged
    assert len(record) == made.update < 10_000
    for numbers in (record.loss, record.gradient_norm, made.theta, made.snapshot().slots):
        assert np.isfinite(numbers).all()
    again = exploding(lr, optimizer)
    again.run(made.update)
    assert state(made) == state(again), "the state is that after the last good update"
    assert len(again.run(1)) == 0, "the next one diverges: not an update later"
    assert again.diverged == made.diverged


@effort(derandomize=True, database=None, deadline=None, max_examples=30)
@given(draw.sampled_from([1.0, 30.0, 1000.0]), draw.lists(draw.integers(1, 50), min_size=1, max_size=10))
def test_divergence_is_seen_at_the_same_update_however_the_updates_are_sliced(lr: float, slices: list[int]) -> None:
    whole, sliced = exploding(lr, "momentum"), exploding(lr, "momentum")
    record = whole.run(sum(slices))
    records = [sliced.run(part) for part in slices]
    assert (whole.diverged is None, state(whole)) == (sliced.diverged is None, state(sliced))
    assert together([record]) == together(records)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_bad_number_in_the_examples_never_reaches_the_optimizer(bad: float) -> None:
    train = examples("squared_error", 1)
    train.x[5, 0] = bad
    made = trainer(settings(architecture(2, 5, 1), optimizer=defaults("adam"), batch=4), train)
    record = made.run(100)
    assert made.diverged is not None
    assert made.update == len(record) < 6
    assert made.finite
    assert np.isfinite(made.snapshot().slots).all()


def test_an_overflow_inside_the_optimizer_is_undone() -> None:
    made = exploding(1e39, "momentum")
    record = made.run(50)
    assert made.diverged is not None
    assert "overflowed" in made.diverged
    assert made.finite
    assert len(record) == made.update
    again = exploding(1e39, "momentum")
    again.run(made.update)
    assert state(made) == state(again)


def marching() -> Trainer:
    """Lion goes on in one direction as long as it remembers one: by 1e36 an update, until 3.4e38 is passed. The loss
    says nothing of it: the answer is right."""
    right = Examples(np.zeros((3, 2)), np.ones((3, 1)), 2)
    chosen = settings(architecture(2, 1), "binary_cross_entropy", defaults("lion", lr=1e36), batch=1)
    return trainer(chosen, right, NOTHING)


@pytest.mark.parametrize("slices", [[1], [7], [100], [UNDO_AT_MOST], [1000], [1, 300]])
def test_an_overflow_is_undone_to_the_update_before_it_however_the_updates_are_sliced(slices: list[int]) -> None:
    made, records = marching(), []
    while made.diverged is None:
        for part in slices:
            records.append(made.run(part))
    assert "overflowed" in made.diverged
    assert made.finite
    assert 300 < made.update == sum(map(len, records)) < 400
    assert made.theta.max() > 3.3e38
    alone = marching()
    assert together([alone.run(made.update)]) == together(records)
    assert state(alone) == state(made)
    assert len(alone.run(1)) == 0


def test_a_cancel_while_an_overflow_is_undone_does_not_leave_it_halfway(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, made = marching(), marching()
    restore = made.restore

    def restore_and_cancel(snapshot: Snapshot) -> None:
        restore(snapshot)
        made.cancel()

    monkeypatch.setattr(made, "restore", restore_and_cancel)
    assert together([made.run(1000)]) == together([alone.run(1000)])
    assert state(made) == state(alone)


def test_after_a_divergence_run_does_nothing_until_a_change_revives_it() -> None:
    made = exploding(1000.0)
    made.run(1000)
    before = state(made)
    assert len(made.run(10)) == 0
    assert state(made) == before
    made.change(with_(made.settings, optimizer=defaults("lion"), loss="binary_cross_entropy"))
    assert made.diverged is None
    assert made.theta.tobytes() == before[0]
    assert len(made.run(10)) == 10


@pytest.mark.parametrize("revive", ["restore", "set_examples"])
def test_a_diverged_learner_goes_on_from_a_snapshot_or_with_other_examples(revive: str) -> None:
    made = exploding(1000.0)
    start = made.snapshot()
    made.run(1000)
    assert len(made.run(1)) == 0
    if revive == "restore":
        made.restore(start)
    else:
        made.set_examples(Examples(np.zeros((3, 2)), np.zeros((3, 1))), NOTHING)
        made.theta[:] = start.theta
    assert len(made.run(1)) == 1

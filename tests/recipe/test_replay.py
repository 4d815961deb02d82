"""A run made anew from update 0: the same however it is sliced or interrupted, and where it ends too early."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from ravine.engine.training import Trainer
from ravine.recipe.replay import Replay, Replaying, Unmeasured
from ravine.recipe.run import Run, headless
from session.specs import small

AT = (0, 3, 4, 50)


def made(updates: int = 60, **lane: Any) -> Run:
    return headless(small(1, **lane), updates)


def looked(run: Run, at: tuple[int, ...] = AT) -> tuple[Replay, list[float]]:
    """A replay, and what it will have noted."""
    noted: list[float] = []

    def conclude(seen: list[float]) -> float:
        noted[:] = seen
        return math.fsum(seen)

    return run.anew(at, lambda trainer: float(abs(trainer.theta).sum()), conclude), noted


def clock_of(going: Replaying) -> Callable[[], float]:
    """An update takes 0.1 seconds, a look at the clock 0.001."""
    looks = 0

    def timer() -> float:
        nonlocal looks
        looks += 1
        return 0.001 * looks + 0.1 * AT[-1] * going.share

    return timer


def test_it_looks_at_the_run_as_it_was_bit_for_bit() -> None:
    run = made()
    replay, noted = looked(run, (*AT, 60))
    replay.finish()
    for update, seen in zip(AT, noted, strict=False):
        learner = headless(run.alone, update).learner
        assert isinstance(learner, Trainer)
        assert seen == float(abs(learner.theta).sum())
    assert noted[-1] == float(abs(run.trainer.theta).sum())


@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.2])
def test_slices_and_interrupts_change_no_number_and_none_is_too_long(seconds: float) -> None:
    replay, noted = looked(made())
    whole = replay.finish()
    expected, going = list(noted), Replaying(replay)
    made_in_turns: list[int] = []
    timer = clock_of(going)
    while not going.over:
        if len(made_in_turns) % 3 == 2:
            going.interrupt()
        before = going.share
        going.advance(seconds, timer)
        made_in_turns.append(round(AT[-1] * (going.share - before)))
    assert (going.value, noted) == (whole, expected)
    assert sum(made_in_turns) == AT[-1]
    assert max(made_in_turns) == max(1, round(10 * seconds))


def test_it_is_of_its_run_and_changes_nothing_there() -> None:
    run = made()
    theta = run.trainer.theta.copy()
    replay, _ = looked(run)
    going = Replaying(replay)
    going.advance(0.0)
    run.trainer.run(40)
    before = run.trainer.theta.copy()
    while not going.over:
        going.advance(1.0)
    assert going.value == looked(made())[0].finish()
    assert (run.trainer.theta == before).all()
    assert not (run.trainer.theta == theta).all()


def test_a_run_that_ends_before_is_not_measured() -> None:
    wild = made(layers=[{"units": 4, "activation": "relu"}], loss="squared_error",
                optimizer={"name": "gradient_descent", "lr": 1000.0})  # fmt: skip
    replay, noted = looked(wild, (0, 1000))
    with pytest.raises(Unmeasured, match=r"lane 1 ended after \d+ updates"):
        replay.finish()
    assert noted == []

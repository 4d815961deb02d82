"""Shards of a batch on several threads: the same numbers as on one, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from engine.learners import CLASSES, NOTHING, PLATEAU, defaults, examples, settings, state, together, trainer
from ravine.engine import training
from ravine.engine.augment.family import augmentations
from ravine.engine.augment.head import Augment
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.pool import MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.training import Trainer

LAYERS = (Layer(Conv(5, 3), "prelu", (0.2,), keep=0.6), Layer(MaxPool(2, 2)), Layer(8, "relu", frozen=True), Layer(3))
NET = Architecture(72, LAYERS, "inverted", Shape(2, 6, 6))
"""Each example has a mask of its own, whichever shard it is in."""
MOVED = Augment(Shape(2, 6, 6), (Choice("shift", augmentations["shift"].values({})),))
EVERYTHING = {"l2": 1e-3, "l1": 1e-4, "clip": 0.5, "schedule": PLATEAU, "augment": MOVED}
EXAMPLES = 101
"""So that an epoch's last batch is smaller and ends in half a shard."""


@pytest.fixture
def others() -> Iterator[Executor]:
    with ThreadPoolExecutor(3) as executor:
        yield executor


@pytest.fixture(autouse=True)
def _small_nets_are_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "HEAVY", 1)


def learner(optimizer: str = "adam", dtype: Any = np.float32, **more: Any) -> Trainer:
    given = examples(CLASSES, 3, EXAMPLES, NET.inputs)
    return trainer(settings(NET, CLASSES, defaults(optimizer), **{"batch": 40, **more}), given, given, dtype=dtype)


@pytest.mark.parametrize("threads", [2, 3, 4])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["plain", "all"])
def test_updates_are_the_same_on_any_number_of_threads(threads: int, dtype: Any, more: Any, others: Executor) -> None:
    alone, shared = learner(dtype=dtype, **more), learner(dtype=dtype, **more)
    shared.share(others, threads)
    assert shared.threads == threads
    for updates in (1, 12):
        assert together([alone.run(updates)]) == together([shared.run(updates)])
        assert np.array_equal(alone.grad, shared.grad)
        assert state(alone) == state(shared)


def test_threads_may_join_and_leave_in_mid_run(others: Executor) -> None:
    alone, shared = learner(), learner()
    for threads in (1, 2, 1, 3):
        shared.share(others, threads)
        assert together([alone.run(5)]) == together([shared.run(5)])
    shared.change(settings(NET, CLASSES, defaults("adam"), batch=33))
    alone.change(shared.settings)
    assert together([alone.run(5)]) == together([shared.run(5)])


def test_a_cancelled_run_goes_on_as_if_it_had_been_asked_for_less(others: Executor) -> None:
    alone, shared = learner(), learner()
    shared.share(others, 2)
    shared.cancel()
    assert len(shared.run(5)) == 0
    assert state(shared) == state(learner())
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(shared.run, 1_000_000)
        while shared.update < 3:
            pass
        shared.cancel()
        made = len(running.result())
    assert made == shared.update < 1_000_000
    alone.run(made)
    assert state(alone) == state(shared)


def test_a_gradient_that_is_not_finite_ends_the_run_where_one_thread_does(others: Executor) -> None:
    alone, shared = learner("gradient_descent"), learner("gradient_descent")
    shared.share(others, 2)
    for made in (alone, shared):
        made.run(3)
        made.theta[made.layout.spans[-1].biases] = np.inf
    assert together([alone.run(5)]) == together([shared.run(5)])
    assert alone.diverged == shared.diverged is not None
    assert state(alone) == state(shared)


@pytest.mark.parametrize(
    ("net", "batch", "heavy"),
    [(NET, 16, 1), (NET, 40, NET.products + 1), (Architecture(72, (Layer(8), Layer(3))), 40, 1)],
    ids=["a single shard", "light", "dense"],
)
def test_what_gains_nothing_stays_on_its_thread(
    net: Architecture, batch: int, heavy: int, others: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "HEAVY", heavy)
    made = trainer(settings(net, CLASSES, batch=batch), examples(CLASSES, 3, 50, 72), NOTHING)
    made.share(others, 2)
    assert made.threads == 1
    assert len(made.run(2)) == 2


def test_a_thread_more_takes_a_scratch_and_a_gradient_more(others: Executor) -> None:
    made = learner()
    sizes = []
    for threads in (2, 3):
        made.share(others, threads)
        assert made._in_threads
        sizes.append(made._in_threads.nbytes)
    assert sizes[1] - sizes[0] == made.plan.scratch.nbytes + made.grad.nbytes

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
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
    everything,
    settings,
    state,
    together,
    trainer,
    with_,
)
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.optimizers import optimizers
from ravine.engine.training import Examples, Record, Settings, Trainer

each_optimizer = pytest.mark.parametrize("name", optimizers.names())


# --- the same numbers, bit for bit ------------------------------------------------------------------------------------


@effort(derandomize=True, database=None, deadline=None, max_examples=40)
@given(draw.sampled_from(optimizers.names()), draw.lists(draw.integers(0, 17), min_size=1, max_size=12))
def test_however_the_updates_are_sliced_over_calls_the_numbers_are_the_same(name: str, slices: list[int]) -> None:
    whole, sliced = trainer(everything(name)), trainer(everything(name))
    record = whole.run(sum(slices))
    records = [sliced.run(part) for part in slices]
    assert together([record]) == together(records)
    assert state(whole) == state(sliced)
    assert np.array_equal(whole.before_last, sliced.before_last) or slices[-1] == 0


def test_however_the_learners_are_spread_over_threads_the_numbers_are_the_same() -> None:
    nets = (
        everything("adam"),
        everything("momentum"),
        settings(architecture(2, 65, 67, 1)),
        settings(architecture(2, 1)),
    )
    chosen = [net for net in nets for _ in range(3)]

    def trained(one: Settings) -> tuple[bytes, ...]:
        made = trainer(one)
        return (*together([made.run(50) for _ in range(20)]), *state(made))

    alone = [trained(one) for one in chosen]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(trained, chosen)) == alone


def test_another_seed_gives_other_numbers() -> None:
    first = trainer(everything()).run(20)
    for seeds in ({"seed": 99}, {"lane_seed": 99}):
        assert not np.array_equal(trainer(everything(), **seeds).run(20).loss, first.loss)  # type: ignore[arg-type]


@each_optimizer
@pytest.mark.parametrize("before", [0, 3, 7])
def test_going_on_from_a_snapshot_gives_the_same_numbers(name: str, before: int) -> None:
    """With every slot and count in it: in mid epoch (5 updates each), before and on a check of the plateau rule."""
    made = trainer(everything(name))
    made.run(before)
    start = made.snapshot()
    first = together([made.run(30)]), state(made)
    made.restore(start)
    assert made.update == before
    assert (together([made.run(30)]), state(made)) == first
    fresh = trainer(everything(name))
    fresh.restore(start)
    assert (together([fresh.run(30)]), state(fresh)) == first


def test_a_snapshot_is_not_touched_by_what_follows() -> None:
    made = trainer(everything())
    start = made.snapshot()
    kept = start.theta.copy()
    made.run(10)
    assert np.array_equal(start.theta, kept)
    assert start.update == 0
    assert start.size == start.theta.nbytes + start.slots.nbytes


# --- the examples -----------------------------------------------------------------------------------------------------


def seen(batch: int, epochs: int, seed: int = 3, count: int = 23) -> Any:
    """Which examples each update saw, told from the losses: a net that gives 0, and targets whose squares are powers
    of two."""
    y = np.sqrt(2.0 * 2.0 ** np.arange(count))[:, None]
    train = Examples(np.zeros((count, 2)), y)
    made = Trainer(
        settings(architecture(2, 1), optimizer=Choice("gradient_descent", (0.0,)), batch=batch),
        Choice("zeros"), train, NOTHING, seed, 0, np.float64,
    )  # fmt: skip
    record = made.run(made.updates_left_in_epoch * epochs)
    counts = [min(batch, count - first) for first in range(0, count, batch)] * epochs
    sums = [round(loss * size) for loss, size in zip(record.loss, counts, strict=True)]
    return [[example for example in range(count) if total >> example & 1] for total in sums]


@pytest.mark.parametrize("batch", [1, 2, 7, 22, 23, 1000])
def test_each_epoch_sees_each_example_once(batch: int) -> None:
    batches = seen(batch, epochs=4)
    per_epoch = -(-23 // min(batch, 23))
    for epoch in range(4):
        of_epoch = chain(*batches[epoch * per_epoch : (epoch + 1) * per_epoch])
        assert sorted(of_epoch) == list(range(23))


def test_the_order_is_drawn_anew_for_each_epoch_and_seed() -> None:
    orders = {str(seen(1, epochs=5, seed=seed)[epoch * 23 : (epoch + 1) * 23]) for seed in (1, 2) for epoch in range(5)}
    assert len(orders) == 10


def test_lanes_with_other_batch_sizes_share_the_order() -> None:
    one_by_one = list(chain(*seen(1, epochs=3)))
    for batch in (2, 7, 22):
        position = 0
        for some in seen(batch, epochs=3):
            assert sorted(one_by_one[position : position + len(some)]) == some
            position += len(some)


def test_dropout_and_lane_seed_do_not_change_the_batches() -> None:
    x = np.eye(23)  # the first layer's gradient shows which examples were seen
    train = Examples(x, np.ones((23, 1)))

    def batches(keep: float, lane_seed: int) -> list[bytes]:
        net = Architecture(23, (Layer(8, keep=keep), Layer(1)))
        chosen = settings(net, optimizer=Choice("gradient_descent", (1e-6,)), batch=5)
        made = Trainer(chosen, Choice("normal", (1.0,)), train, NOTHING, 3, lane_seed)
        result = []
        for _ in range(12):
            made.run(1)
            result.append(made.layout.weights(made.grad, 0).any(axis=0).tobytes())
        return result

    assert batches(1.0, 1) == batches(0.9, 1) == batches(0.9, 2)


def test_position_counts_updates_epochs_and_what_is_left() -> None:
    made = trainer(settings(architecture(2, 1), batch=10))
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (0, 0, 3)
    made.run(1)
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (1, 0, 2)
    made.run(2)
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (3, 1, 3)
    made.change(with_(made.settings, batch=1000))
    assert (made.batch, made.updates_left_in_epoch) == (23, 1)


# --- cancel -----------------------------------------------------------------------------------------------------------


def test_cancel_from_another_thread_leaves_a_whole_updates_state_to_go_on_from() -> None:
    chosen = settings(architecture(2, *[32] * 64, 1, keep=0.9), optimizer=defaults("adam", lr=1e-4), batch=20)
    made, alone = trainer(chosen), trainer(chosen)
    records: list[Record] = []
    thread = threading.Thread(target=lambda: records.append(made.run(20_000)))
    thread.start()
    while made.update < 10 and thread.is_alive():
        pass
    made.cancel()
    thread.join()
    (cut,) = records
    assert 10 <= len(cut) == made.update < 20_000
    assert made.diverged is None
    whole = alone.run(made.update)
    assert together([cut]) == together([whole])
    assert state(made) == state(alone)
    assert together([made.run(20)]) == together([alone.run(20)])


def test_a_cancel_before_the_run_ends_it_at_once_and_only_once() -> None:
    made = trainer(everything())
    made.cancel()
    assert len(made.run(10)) == 0
    assert len(made.run(10)) == 10

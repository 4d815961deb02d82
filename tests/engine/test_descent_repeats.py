"""A descent gives the same numbers, bit for bit, however its updates come about."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

from engine.learners import together
from engine.surfaces.grounds import settings
from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.layers.op import EPOCH, EXAMPLES, POSITION, STEPS, UPDATE
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.record import Record
from ravine.engine.surfaces.surface import Surface

each_optimizer = pytest.mark.parametrize("name", optimizers.names())

GROUNDS = ("rastrigin", "sparse", "typed")


def everything(name: str = "adam") -> DescentSettings:
    return settings(name, lr=0.003, noise=0.5, batch=7, schedule=Choice("cosine", (60, 0.1)))


def descent(name: str = "adam", ground: str = "sparse", seed: int = 3) -> Descent:
    surface = Surface.typed("(1-x)^2 + sin(3*y)*x + y^4") if ground == "typed" else Surface.of(ground)
    return Descent(surface, everything(name), surface.start, seed)


def state(made: Descent) -> tuple[bytes, ...]:
    now = made.snapshot()
    counters = now.clock[[UPDATE, EPOCH, POSITION, STEPS, EXAMPLES]]
    return now.theta.tobytes(), now.slots.tobytes(), now.memory.tobytes(), counters.tobytes()


def all_of(records: list[Record]) -> tuple[bytes, ...]:
    return *together(records), np.concatenate([record.trace for record in records]).tobytes()


@effort(derandomize=True, database=None, deadline=None, max_examples=60)
@given(
    draw.sampled_from(optimizers.names()),
    draw.sampled_from(GROUNDS),
    draw.lists(draw.integers(0, 17), min_size=1, max_size=12),
)
def test_however_the_updates_are_sliced_over_calls(name: str, ground: str, slices: list[int]) -> None:
    whole, sliced = descent(name, ground), descent(name, ground)
    record = whole.run(sum(slices))
    records = [sliced.run(part) for part in slices]
    assert all_of([record]) == all_of(records)
    assert state(whole) == state(sliced)


@each_optimizer
@pytest.mark.parametrize("before", [0, 3, 13])
@pytest.mark.parametrize("ground", GROUNDS)
def test_going_on_from_a_snapshot(name: str, before: int, ground: str) -> None:
    made = descent(name, ground)
    made.run(before)
    start = made.snapshot()
    first = all_of([made.run(30)]), state(made)
    made.restore(start)
    assert made.update == before
    assert (all_of([made.run(30)]), state(made)) == first
    fresh = descent(name, ground)
    fresh.restore(start)
    assert (all_of([fresh.run(30)]), state(fresh)) == first


def test_a_snapshot_is_not_touched_by_what_follows() -> None:
    made = descent()
    start = made.snapshot()
    kept = start.theta.copy()
    made.run(10)
    assert np.array_equal(start.theta, kept)
    assert start.update == 0
    assert start.size == start.theta.nbytes + start.slots.nbytes


def test_looking_ahead_between_the_updates() -> None:
    made, alone = descent(), descent()
    for _ in range(25):
        made.next_gradient()
        made.run(1)
    alone.run(25)
    assert state(made) == state(alone)


def test_however_the_descents_are_spread_over_threads() -> None:
    chosen = [(name, ground) for name in ("adam", "nadam", "momentum") for ground in GROUNDS] * 2

    def raced(one: tuple[str, str]) -> tuple[bytes, ...]:
        made = descent(*one)
        return (*all_of([made.run(50) for _ in range(20)]), *state(made))

    alone = [raced(one) for one in chosen]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(raced, chosen)) == alone


@pytest.mark.parametrize("ground", ["sparse", "rastrigin"])
def test_another_seed_gives_other_numbers(ground: str) -> None:
    assert not np.array_equal(descent(ground=ground, seed=4).run(20).loss, descent(ground=ground).run(20).loss)


def test_without_noise_and_data_the_seed_changes_nothing() -> None:
    surface = Surface.of("levy")
    one, other = (Descent(surface, settings("adam"), surface.start, seed).run(50).trace for seed in (1, 2))
    assert np.array_equal(one, other)


def test_cancel_from_another_thread_leaves_whole_updates_to_go_on_from() -> None:
    made, alone = descent(), descent()
    records: list[Record] = []
    thread = threading.Thread(target=lambda: records.append(made.run(3_000_000)))
    thread.start()
    while made.update < 1000 and thread.is_alive():
        pass
    made.cancel()
    thread.join()
    (cut,) = records
    assert 1000 <= len(cut) == made.update < 3_000_000
    whole = alone.run(made.update)
    assert all_of([cut]) == all_of([whole])
    assert all_of([made.run(20)]) == all_of([alone.run(20)])


def test_a_cancel_before_the_run_ends_it_at_once_and_only_once() -> None:
    made = descent()
    made.cancel()
    assert len(made.run(10)) == 0
    assert len(made.run(10)) == 10

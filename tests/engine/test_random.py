from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw
from numba import njit
from scipy import stats

import naive
from ravine.engine.random import DROPOUT, INITIAL, ORDER, generator, key, mix, shuffle, uniform
from ravine.engine.vector import store

seeds = draw.integers(0, 2**32 - 1)


@njit  # type: ignore[untyped-decorator]
def fill(y: Any, stream: Any, start: int) -> None:
    for i in range(0, y.size, 16):
        store(y, i, uniform(y, stream, start + i))


def numbers(stream: int, count: int, dtype: Any = np.float32, start: int = 0) -> Any:
    y = np.empty(count, dtype)
    fill(y, np.uint64(stream), start)
    return y


def order(seed: int, epoch: int, count: int) -> Any:
    result = np.full(count, -1, np.int64)
    shuffle(result, seed, epoch)
    return result


@effort(derandomize=True, database=None, deadline=None)
@given(seeds, draw.integers(0, 10), draw.integers(0, 2**40), draw.integers(0, 100))
def test_keys_are_splitmix_over_seed_purpose_time_and_place(seed: int, purpose: int, time: int, place: int) -> None:
    assert int(key(seed, purpose, time, place)) == naive.key(seed, purpose, time, place)
    assert int(mix(np.uint64(seed))) == naive.mix(seed)


def test_splitmix_gives_its_published_numbers() -> None:
    """Seeded with 0, the first of Steele, Lea and Flood's generator is e220a8397b1dcdaf."""
    assert int(mix(np.uint64(0))) == 0xE220A8397B1DCDAF


def test_purposes_do_not_share_a_stream() -> None:
    assert len({int(key(1, purpose, 2, 3)) for purpose in (ORDER, DROPOUT, INITIAL)}) == 3


# --- vectors of numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_are_the_naive_ones_in_both_element_types(dtype: Any) -> None:
    stream = naive.key(1, DROPOUT, 5, 0)
    assert np.array_equal(numbers(stream, 4096, dtype), naive.uniform(stream, 4096))


def test_a_number_depends_on_its_place_not_on_where_the_drawing_began() -> None:
    stream = naive.key(1, DROPOUT, 5, 0)
    assert np.array_equal(numbers(stream, 64)[32:], numbers(stream, 32, start=32))


def test_numbers_are_spread_evenly_over_zero_to_one() -> None:
    many = np.concatenate([numbers(naive.key(1, DROPOUT, update, 0), 4096) for update in range(64)])
    assert many.min() >= 0
    assert many.max() < 1
    assert stats.kstest(many, "uniform").pvalue > 1e-3


def test_neighbours_in_place_and_in_time_are_not_correlated() -> None:
    block = np.array([numbers(naive.key(1, DROPOUT, update, 0), 1024) for update in range(256)], np.float64) - 0.5
    bound = 4 / np.sqrt(block.size)
    for shifted, kept in ((block[:, 1:], block[:, :-1]), (block[1:], block[:-1]), (block[:, 16:], block[:, :-16])):
        assert abs((shifted * kept).mean() * 12) < bound


# --- orders -----------------------------------------------------------------------------------------------------------


@effort(derandomize=True, database=None, deadline=None)
@given(seeds, draw.integers(0, 2**31), draw.integers(1, 500))
def test_an_order_holds_each_example_once(seed: int, epoch: int, count: int) -> None:
    assert np.array_equal(np.sort(order(seed, epoch, count)), np.arange(count))


def test_an_order_is_fisher_yates_from_the_identity() -> None:
    wanted, state = list(range(50)), naive.key(7, ORDER, 3, 0)
    for i in range(49, 0, -1):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        j = (naive.mix(state) >> 32) * (i + 1) >> 32
        wanted[i], wanted[j] = wanted[j], wanted[i]
    assert order(7, 3, 50).tolist() == wanted


def test_an_order_is_a_function_of_seed_and_epoch() -> None:
    assert np.array_equal(order(1, 2, 100), order(1, 2, 100))
    assert len({order(seed, epoch, 100).tobytes() for seed in range(10) for epoch in range(10)}) == 100


def test_all_orders_are_equally_likely() -> None:
    seen = Counter(tuple(order(seed, epoch, 4)) for seed in range(20) for epoch in range(240))
    assert len(seen) == 24
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_the_smallest_and_largest_seed_are_seeds(seed: int) -> None:
    assert np.array_equal(np.sort(order(seed, 0, 1000)), np.arange(1000))
    assert generator(seed, INITIAL, 0).random() < 1

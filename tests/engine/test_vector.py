from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import njit

from ravine.engine.tile import store_totals, tile_product_add, tile_scale_add, tile_splat, tile_store, tile_zero
from ravine.engine.vector import (
    FAST_MATH,
    LANES,
    absolute,
    fma,
    lane_numbers,
    load,
    maximum,
    minimum,
    nearest,
    power_of_two,
    some,
    splat,
    split_exponent,
    sqrt,
    store,
    total,
    where,
)

Array = Any
both = pytest.mark.parametrize("dtype", [np.float32, np.float64])
jit = njit(fastmath=set(FAST_MATH), error_model="numpy")


def drawn(count: int, dtype: Any, seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=count).astype(dtype)


@jit
def arithmetic(a, b, c, out):  # type: ignore[no-untyped-def]
    x, y = load(a, 1), load(b, 2)
    results = (x + y, x - y, x * y, x / y, x + 2.0, 2 - x, 1.0 / x, -x, fma(x, y, load(c, 0)))
    for k in range(len(results)):
        store(out[k], 0, results[k])


@both
def test_arithmetic_is_that_of_numpy_lane_by_lane_from_any_place(dtype: Any) -> None:
    a, b, c = (drawn(32, dtype, seed) for seed in range(3))
    out = np.empty((9, 16), dtype)
    arithmetic(a, b, c, out)
    x, y = a[1:17], b[2:18]
    wanted = [x + y, x - y, x * y, x / y, x + 2, 2 - x, 1 / x, -x, x * y + c[:16]]
    np.testing.assert_allclose(out, wanted, rtol=1e-6 if dtype == np.float32 else 1e-15, atol=1e-6)


@jit
def choices(a, b, out):  # type: ignore[no-untyped-def]
    x, y = load(a, 0), load(b, 0)
    zero = splat(a, 0.0)
    results = (
        where(x > y, x, y), where(x >= y, 1.0, zero), where(x < 0.0, zero, 1.0), where(x == y, x, 7.0),
        maximum(x, y), minimum(x, y), maximum(x, 0.5), minimum(x, 0.5), absolute(x), nearest(x), sqrt(absolute(x)),
        lane_numbers(a),
    )  # fmt: skip
    for k in range(len(results)):
        store(out[k], 0, results[k])


@both
def test_choices_are_those_of_numpy_lane_by_lane(dtype: Any) -> None:
    a, b = 3 * drawn(16, dtype), drawn(16, dtype, 1)
    b[:4] = a[:4]
    out = np.empty((12, 16), dtype)
    choices(a, b, out)
    wanted = [
        np.where(a > b, a, b), a >= b, ~(a < 0), np.where(a == b, a, 7), np.maximum(a, b), np.minimum(a, b),
        np.maximum(a, 0.5), np.minimum(a, 0.5), np.abs(a), np.rint(a), np.sqrt(np.abs(a)), np.arange(16),
    ]  # fmt: skip
    assert np.array_equal(out, np.array(wanted, dtype))


@both
def test_nan_on_the_left_of_maximum_and_minimum_stays(dtype: Any) -> None:
    a, b = np.full(16, np.nan, dtype), np.zeros(16, dtype)
    out = np.empty((12, 16), dtype)
    choices(a, b, out)
    assert np.isnan(out[4:8]).all()
    assert not out[1].any(), "no comparison with NaN is true"


@jit
def above(a, bound):  # type: ignore[no-untyped-def]
    return some(load(a, 0) > bound)


@both
def test_some_is_true_where_one_lane_is(dtype: Any) -> None:
    for lane in range(LANES):
        a = (np.arange(LANES) == lane).astype(dtype)
        assert above(a, 0.5)
        assert not above(a, 1.5)
    assert not above(np.full(LANES, np.nan, dtype), 0.0)


@jit
def sums(a, out):  # type: ignore[no-untyped-def]
    out[0] = total(load(a, 0))


@jit
def sums_of_rows(a, out):  # type: ignore[no-untyped-def]
    tile = tile_product_add(tile_zero(a, 8), a, 0, 16, splat(a, 1.0))
    store_totals(out, 3, tile)


@both
def test_totals_are_the_sums_of_the_lanes(dtype: Any) -> None:
    a, out = drawn(8 * LANES, dtype), np.zeros(16, dtype)
    sums(a, out)
    assert out[0] == pytest.approx(a[:16].sum(dtype=np.float64), rel=1e-5)
    out[:] = 0
    sums_of_rows(a, out)
    np.testing.assert_allclose(out[3:11], a.reshape(8, 16).sum(axis=1, dtype=np.float64), rtol=1e-5, atol=1e-5)
    assert not np.delete(out, np.r_[3:11]).any()


@jit
def tiles(a, x, out):  # type: ignore[no-untyped-def]
    tile = tile_splat(a, 2, 3, 4)  # a[2], a[5], a[8], a[11]
    tile = tile_scale_add(tile, a, 1, 5, load(x, 0))  # a[1], a[6], a[11], a[16]
    tile = tile_product_add(tile, x, 4, 16, load(x, 0))
    tile_store(out, 1, 20, tile)


@both
def test_tiles_scale_multiply_and_add_row_by_row(dtype: Any) -> None:
    a, x, out = drawn(20, dtype), drawn(80, dtype, 1), np.zeros(90, dtype)
    tiles(a, x, out)
    wanted = np.zeros(90)
    for r in range(4):
        row = a[2 + 3 * r] + a[1 + 5 * r] * x[:16] + x[4 + 16 * r : 20 + 16 * r] * x[:16]
        wanted[1 + 20 * r : 17 + 20 * r] = row
    np.testing.assert_allclose(out, wanted, rtol=1e-5, atol=1e-6)


@jit
def parts_of(a, m, e, back):  # type: ignore[no-untyped-def]
    for i in range(0, a.size, 16):
        mantissa, exponent = split_exponent(load(a, i))
        store(m, i, mantissa)
        store(e, i, exponent)
        store(back, i, mantissa * power_of_two(exponent))


@both
def test_a_number_is_its_mantissa_times_a_power_of_two(dtype: Any) -> None:
    kind = np.finfo(dtype)
    a = np.exp(np.linspace(np.log(float(kind.tiny)) + 1, np.log(float(kind.max)) - 1, 1600)).astype(dtype)
    m, e, back = (np.empty_like(a) for _ in range(3))
    parts_of(a, m, e, back)
    assert np.array_equal(back, a)
    assert np.array_equal(e, np.rint(e))
    assert m.min() >= np.sqrt(0.5) * (1 - kind.eps)
    assert m.max() < np.sqrt(2) * (1 + kind.eps)

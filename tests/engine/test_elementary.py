from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from numba import njit
from numpy.typing import NDArray
from scipy import special

from ravine.engine import elementary
from ravine.engine.vector import FAST_MATH, load, store

Wide = Any  # long double where the machine has one
both = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@cache
def _over(name: str) -> Callable[..., None]:
    function = getattr(elementary, name)

    def apply(x, y):  # type: ignore[no-untyped-def]
        for i in range(0, x.size, 16):
            store(y, i, function(load(x, i)))

    return njit(fastmath=set(FAST_MATH), error_model="numpy")(apply)  # type: ignore[no-any-return]


def values(name: str, x: NDArray[Any]) -> NDArray[Any]:
    """What the engine's function gives for each of x."""
    padded = np.zeros(-(-x.size // 16) * 16, x.dtype)
    padded[: x.size] = x
    y = np.empty_like(padded)
    _over(name)(padded, y)
    return y[: x.size]


def ulps(got: NDArray[Any], wanted: Wide) -> Any:
    """How many units in the last place lie between them; denormals count as the smallest normal number."""
    kind = np.finfo(got.dtype)
    size = np.maximum(np.abs(wanted).astype(got.dtype), kind.tiny)
    return np.abs(got - wanted) / np.spacing(size)


REFERENCES: dict[str, tuple[Callable[[Wide], Wide], float]] = {
    "exp": (np.exp, 1.5),
    "expm1": (np.expm1, 3),
    "tanh": (np.tanh, 4),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), 3),
    "log": (np.log, 4),
    "softplus": (lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), 4),
    "exp_everywhere": (np.exp, 1.5),
    "log_everywhere": (np.log, 4),
    "sin": (np.sin, 2),
    "cos": (np.cos, 2),
    "tan": (np.tan, 4),
}
"""Each function and how many units in its last place it may be off."""


@both
@pytest.mark.parametrize("name", REFERENCES)
def test_a_function_is_right_to_its_last_digits_over_its_whole_range(name: str, dtype: Any) -> None:
    reference, bound = REFERENCES[name]
    reach = 87 if dtype == np.float32 else 708
    spread = [np.linspace(-width, width, 20_001) for width in (1e-3, 1, 12, reach)]
    x = np.concatenate(spread).astype(dtype)
    if name.startswith("log"):
        x = np.concatenate([np.exp(x), np.linspace(0.5, 2, 20_001)]).astype(dtype)
    reference_error = 0 if np.finfo(np.longdouble).eps < np.finfo(dtype).eps else 1
    off = ulps(values(name, x), reference(x.astype(np.longdouble)))
    assert off.max() <= bound + reference_error, f"{off.max()} units at {x[off.argmax()]}"


@both
def test_the_normal_distribution_is_right_to_some_digits_less(dtype: Any) -> None:
    near, far = np.linspace(-2, 2, 20_001).astype(dtype), np.linspace(-12, 12, 20_001).astype(dtype)
    assert ulps(values("normal_distribution", near), special.ndtr(near.astype(np.float64))).max() < 30
    wanted = special.ndtr(far.astype(np.float64))
    assert ulps(values("normal_distribution", far), wanted).max() < 400  # its tail is an exponential of -x^2 / 2
    assert np.abs(values("normal_distribution", far) - wanted).max() < 4 * np.finfo(dtype).eps


@both
@pytest.mark.parametrize("name", [*REFERENCES, "normal_distribution"])
def test_nan_stays_nan_and_stays_in_its_lane(name: str, dtype: Any) -> None:
    x = np.full(32, 0.5, dtype)
    x[[3, 31]] = np.nan
    got = values(name, x)
    assert np.array_equal(np.isnan(got), np.isnan(x))


@both
def test_the_logarithm_of_what_is_not_positive_is_nan(dtype: Any) -> None:
    for name in ("log", "log_everywhere"):
        assert np.isnan(values(name, np.array([0.0, -0.0, -1.0, -np.inf], dtype))).all()


LIMITS: dict[str, tuple[float, float]] = {
    "expm1": (-1, np.inf),
    "tanh": (-1, 1),
    "sigmoid": (0, 1),
    "softplus": (0, np.inf),
    "normal_distribution": (0, 1),
}


@both
@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("size", [1000.0, 1e30, np.inf])
def test_far_out_a_function_is_at_its_limit(name: str, dtype: Any, size: float) -> None:
    low, high = values(name, np.array([-size, size], dtype))
    wanted_low, wanted_high = LIMITS[name]
    assert low == wanted_low or abs(low - wanted_low) < 3e-37
    if name == "softplus":
        assert high == dtype(size)
    elif wanted_high == np.inf:
        assert high > 1e38
    else:
        assert high == wanted_high


@both
def test_exp_is_held_at_its_bounds_so_it_is_never_infinite_nor_zero(dtype: Any) -> None:
    low, high = (-87, 88) if dtype == np.float32 else (-708, 709)
    x = np.array([-np.inf, -1e30, -1000, low, high, 1000, 1e30, np.inf], dtype)
    got = values("exp", x)
    assert (got[:4] == got[3]).all()
    assert (got[4:] == got[4]).all()
    assert np.isfinite(got).all()
    assert got.min() > 0


@both
def test_values_at_the_middle_are_exact(dtype: Any) -> None:
    middle = {"exp": 1, "exp_everywhere": 1, "expm1": 0, "tanh": 0, "sigmoid": 0.5, "sin": 0, "cos": 1, "tan": 0}
    for name, wanted in middle.items():
        assert values(name, np.zeros(16, dtype))[0] == dtype(wanted), name
    assert values("log", np.ones(16, dtype))[0] == 0


@both
@pytest.mark.parametrize("name", ["expm1", "tanh", "sin", "tan"])
def test_tiny_arguments_come_back_as_they_are(name: str, dtype: Any) -> None:
    tiny = np.array([1e-30, -1e-30, 1e-20, np.finfo(dtype).tiny], dtype)
    assert np.array_equal(values(name, tiny), tiny)


# --- exp and log without bounds ---------------------------------------------------------------------------------------


@both
def test_exp_everywhere_overflows_to_infinity_and_sinks_through_the_denormals_to_zero(dtype: Any) -> None:
    low, high = (-104, 89) if dtype == np.float32 else (-746, 710)
    assert values("exp_everywhere", np.array([-np.inf, low, high, 1e30, np.inf], dtype)).tolist() == [
        0, 0, np.inf, np.inf, np.inf,
    ]  # fmt: skip
    x = np.linspace(low, np.log(float(np.finfo(dtype).max)) - 1e-4, 20_001).astype(dtype)
    got = values("exp_everywhere", x)
    assert np.isfinite(got).all()
    assert ulps(got, np.exp(x.astype(np.longdouble))).max() <= 2


@both
def test_log_everywhere_knows_denormals_and_infinity(dtype: Any) -> None:
    kind = np.finfo(dtype)
    x = np.array([kind.smallest_subnormal, kind.tiny / 8, kind.tiny, kind.max, np.inf], dtype)
    np.testing.assert_allclose(values("log_everywhere", x), np.log(x.astype(np.longdouble)), rtol=2 * kind.eps)


# --- circular functions -----------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_circular_functions_are_right_to_their_last_digits_near_every_multiple_of_a_right_angle(
    name: str, dtype: Any
) -> None:
    turns = np.concatenate([np.arange(1, 3_000), np.logspace(4, 5 if dtype == np.float32 else 13, 2_000)])
    x = (np.floor(turns) * np.pi / 2).astype(dtype)
    reference: Callable[[Wide], Wide] = getattr(np, name)
    assert ulps(values(name, x), reference(x.astype(np.longdouble))).max() <= 5


@both
def test_circular_functions_have_a_value_as_far_as_there_are_numbers(dtype: Any) -> None:
    x = np.array([2.0**18, 2.0**19, 2.0**48, 1e15, -1e22, 1e30, float(np.finfo(dtype).max)], dtype)
    for name, reference in (("sin", np.sin), ("cos", np.cos)):
        np.testing.assert_allclose(values(name, x), reference(x.astype(np.float64)), rtol=1e-6, atol=1e-6)
        assert np.isnan(values(name, np.array([np.inf, -np.inf], dtype))).all()


# --- powers -----------------------------------------------------------------------------------------------------------


def raised(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """a to the power of b, element by element."""

    def apply(a, b, y):  # type: ignore[no-untyped-def]
        for i in range(0, y.size, 16):
            store(y, i, elementary.power(load(a, i), load(b, i)))

    padded = np.ones((3, -(-a.size // 16) * 16), a.dtype)
    padded[0, : a.size], padded[1, : a.size] = a, b
    njit(fastmath=set(FAST_MATH), error_model="numpy")(apply)(*padded)
    return padded[2, : a.size]


@both
def test_a_power_is_right_to_a_few_hundred_units_in_its_last_place(dtype: Any) -> None:
    generator, kind = np.random.default_rng(0), np.finfo(dtype)
    a = np.exp(generator.uniform(-9, 9, 20_000)).astype(dtype)
    b = generator.uniform(-9, 9, 20_000).astype(dtype)
    wanted = np.power(a.astype(np.longdouble), b.astype(np.longdouble))
    assert np.max(np.abs(raised(a, b) - wanted) / wanted) < 400 * kind.eps
    near = np.abs(np.log(wanted)) < 3
    assert np.max(np.abs(raised(a, b) - wanted)[near] / wanted[near]) < 16 * kind.eps


@both
def test_powers_of_special_numbers_are_those_of_c_but_for_zero_and_minus_infinity(dtype: Any) -> None:
    special_numbers = np.array(
        [0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, np.inf, -np.inf, np.nan, 1e30, -1e30, 7, -7.5, 1.0e-37], dtype
    )
    a, b = (grid.ravel() for grid in np.meshgrid(special_numbers, special_numbers))
    with np.errstate(all="ignore"):
        wanted = np.power(a, b)
    wanted[(a == 0) & (b < 0)] = np.inf
    wanted[(a == -np.inf) & (np.floor(b) != b)] = np.nan
    np.testing.assert_allclose(raised(a, b), wanted, rtol=400 * np.finfo(dtype).eps)

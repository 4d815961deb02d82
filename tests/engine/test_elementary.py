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
}
"""Each function and how many units in its last place it may be off."""


@both
@pytest.mark.parametrize("name", REFERENCES)
def test_a_function_is_right_to_its_last_digits_over_its_whole_range(name: str, dtype: Any) -> None:
    reference, bound = REFERENCES[name]
    reach = 87 if dtype == np.float32 else 708
    spread = [np.linspace(-width, width, 20_001) for width in (1e-3, 1, 12, reach)]
    x = np.concatenate(spread).astype(dtype)
    if name == "log":
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
    assert np.isnan(values("log", np.array([0.0, -0.0, -1.0, -np.inf], dtype))).all()


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
    middle = {"exp": 1, "expm1": 0, "tanh": 0, "sigmoid": 0.5}
    for name, wanted in middle.items():
        assert values(name, np.zeros(16, dtype))[0] == dtype(wanted), name
    assert values("log", np.ones(16, dtype))[0] == 0


@both
@pytest.mark.parametrize("name", ["expm1", "tanh"])
def test_tiny_arguments_come_back_as_they_are(name: str, dtype: Any) -> None:
    tiny = np.array([1e-30, -1e-30, 1e-20, np.finfo(dtype).tiny], dtype)
    assert np.array_equal(values(name, tiny), tiny)

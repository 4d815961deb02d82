"""exp, log, tanh, sigmoid, softplus and the normal distribution for vectors, to the last digits of either element type.

Every function reduces its argument to a small interval and sums a polynomial there (W. J. Cody, W. Waite, Software
Manual for the Elementary Functions, 1980). float64 gets more terms than float32; the degree is chosen while a kernel
is compiled. NaN stays NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import types
from numba.extending import intrinsic

from ravine.engine.vector import (
    FAST_MATH,
    LANES,
    Vector,
    absolute,
    fma,
    llvm_call,
    llvm_suffix,
    maximum,
    minimum,
    nearest,
    power_of_two,
    split_exponent,
    where,
)

vector_function = njit(nogil=True, fastmath=set(FAST_MATH), error_model="numpy")


def _polynomial(single: list[float], double: list[float]) -> Any:
    """c[0] + c[1] x + c[2] x^2 + ... by Horner's rule, with the coefficients of the element type of x."""

    @intrinsic
    def evaluate(typingctx: Any, x: Any) -> Any:
        coefficients = single if x.dtype == types.float32 else double

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            vector = arguments[0].type
            value = ir.Constant(vector, [coefficients[-1]] * LANES)
            for coefficient in reversed(coefficients[:-1]):
                constant = ir.Constant(vector, [coefficient] * LANES)
                name = f"llvm.fmuladd.{llvm_suffix(x.dtype)}"
                value = llvm_call(builder, name, vector, value, arguments[0], constant)
            return value

        return x(x), generate

    return evaluate


def _by_type(single: float, double: float) -> Any:
    """A vector of one constant that differs between the element types."""

    @intrinsic
    def constant(typingctx: Any, like: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            value = single if like.dtype == types.float32 else double
            return ir.Constant(arguments[0].type, [value] * LANES)

        return like(like), generate

    return constant


def _exponential_series(terms: int) -> list[float]:
    """(e^x - 1) / x = sum x^k / (k + 1)!"""
    return [1.0 / math.factorial(k + 1) for k in range(terms)]


def _arctanh_series(terms: int) -> list[float]:
    """2 artanh(s) / s = sum 2 s^(2k) / (2k + 1), a polynomial in s^2."""
    return [2.0 / (2 * k + 1) for k in range(terms)]


_exponential = _polynomial(_exponential_series(7), _exponential_series(13))
_arctanh_small = _polynomial(_arctanh_series(5), _arctanh_series(11))  # |s| <= 0.172
_arctanh = _polynomial(_arctanh_series(8), _arctanh_series(17))  # |s| <= 1/3

# ln 2 in two parts, the first with enough zeros at its end that n * LN2_HIGH is exact.
_ln2_high = _by_type(0.693359375, 0.693147180369123816490)
_ln2_low = _by_type(-2.12194440054690583e-4, 1.90821492927058770002e-10)
_largest = _by_type(88.0, 709.0)
_smallest = _by_type(-87.0, -708.0)
_flat = _by_type(10.0, 20.0)  # tanh is 1 to the last digit from here on

LOG2_E = 1.4426950408889634


@vector_function
def _reduce(x: Vector) -> Any:
    """(n, r) with x = n ln 2 + r and |r| <= (ln 2) / 2."""
    n = nearest(x * LOG2_E)
    return n, fma(n, -_ln2_low(x), fma(n, -_ln2_high(x), x))


@vector_function
def exp(x: Vector) -> Vector:
    """e^x; held at its value at -87 and 88 (float64: -708 and 709) beyond, so it neither overflows nor ends in 0/0."""
    n, r = _reduce(maximum(minimum(x, _largest(x)), _smallest(x)))
    return power_of_two(n) * fma(r, _exponential(r), r * 0.0 + 1.0)


@vector_function
def expm1(x: Vector) -> Vector:
    """e^x - 1 without cancellation near 0; the same bounds as `exp`."""
    n, r = _reduce(maximum(minimum(x, _largest(x)), _smallest(x)))
    scale = power_of_two(n)
    return fma(scale, r * _exponential(r), scale - 1.0)


@vector_function
def tanh(x: Vector) -> Vector:
    """(e^2x - 1) / (e^2x + 1)"""
    t = expm1(maximum(minimum(x, _flat(x)), -_flat(x)) * 2.0)
    return t / (t + 2.0)


@vector_function
def sigmoid(x: Vector) -> Vector:
    """1 / (1 + e^-x)"""
    return 1.0 / (1.0 + exp(-x))


@vector_function
def log(x: Vector) -> Vector:
    """ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)) with x = m 2^e, for normal x; NaN where x is not positive."""
    m, e = split_exponent(x)
    s = (m - 1.0) / (m + 1.0)
    return where(x > 0.0, fma(e, _ln2_high(x), fma(e, _ln2_low(x), s * _arctanh_small(s * s))), math.nan)


@vector_function
def softplus(x: Vector) -> Vector:
    """ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), which neither overflows nor cancels."""
    u = exp(-absolute(x))
    s = u / (u + 2.0)
    return maximum(x, 0.0) + s * _arctanh(s * s)


def _fit_erfc(degree: int) -> list[float]:
    """Coefficients in u of ln(erfc(z) / t) + z^2 with t = 2 / (2 + z) and u = 2 t - 1, for 0 <= z <= 9.

    The logarithm of erfc is smooth in t (W. H. Press et al., Numerical Recipes, 3rd ed., section 6.2.2), so a
    polynomial through the Chebyshev points of the interval reaches the element type's accuracy.
    """
    low, high = 2.0 / 11.0, 1.0
    nodes = np.cos(np.pi * (np.arange(degree + 1) + 0.5) / (degree + 1))
    t = (nodes + 1) / 2 * (high - low) + low
    z = 2.0 / t - 2.0
    values = np.array([math.log(math.erfc(a) / b) + a * a for a, b in zip(z, t, strict=True)])
    fit: Callable[..., Any] = np.polynomial.chebyshev.Chebyshev.fit
    return [
        float(c) for c in fit(2 * t - 1, values, degree, domain=[-1, 1]).convert(kind=np.polynomial.Polynomial).coef
    ]


_erfc_exponent = _polynomial(_fit_erfc(9), _fit_erfc(24))


@vector_function
def normal_distribution(x: Vector) -> Vector:
    """Phi(x) = erfc(-x / sqrt 2) / 2: the probability that a standard normal number lies below x."""
    z = minimum(absolute(x) * math.sqrt(0.5), 9.0)
    t = 2.0 / (z + 2.0)
    tail = t * exp(_erfc_exponent(2.0 * t - 1.0) - z * z) * 0.5
    return where(x < 0.0, tail, 1.0 - tail)

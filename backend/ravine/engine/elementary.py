"""Elementary functions for vectors, to the last digits of either element type: exp, log, tanh, sin, cos, powers, ...

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
from numba.core import types
from numba.extending import intrinsic

from ravine.engine.vector import (
    LANES,
    Vector,
    absolute,
    fast,
    floor,
    fma,
    llvm_call,
    llvm_function,
    llvm_suffix,
    maximum,
    minimum,
    nearest,
    power_of_two,
    some,
    splat,
    split_exponent,
    where,
)


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


def _circular_series(first: int, terms: int) -> list[float]:
    """sin(x) / x (first = 1) or cos(x) (first = 0), a polynomial in x^2."""
    return [(-1.0) ** k / math.factorial(2 * k + first) for k in range(terms)]


_exponential = _polynomial(_exponential_series(7), _exponential_series(13))
_arctanh_small = _polynomial(_arctanh_series(5), _arctanh_series(11))  # |s| <= 0.172
_arctanh = _polynomial(_arctanh_series(8), _arctanh_series(17))  # |s| <= 1/3

_sine = _polynomial(_circular_series(1, 5), _circular_series(1, 9))
_cosine = _polynomial(_circular_series(0, 5), _circular_series(0, 10))

# ln 2 in two parts, the first with enough zeros at its end that n * LN2_HIGH is exact.
_ln2_high = _by_type(0.693359375, 0.693147180369123816490)
_ln2_low = _by_type(-2.12194440054690583e-4, 1.90821492927058770002e-10)
_largest = _by_type(88.0, 709.0)
_smallest = _by_type(-87.0, -708.0)
_flat = _by_type(10.0, 20.0)  # tanh is 1 to the last digit from here on

# pi / 2 as a sum of three numbers of the element type.
_quarter_high = _by_type(1.5707963705062866, 1.5707963267948966)
_quarter_middle = _by_type(-4.371138828673793e-08, 6.123233995736766e-17)
_quarter_low = _by_type(-1.7151245100058819e-15, -1.4973849048591698e-33)
_reach = _by_type(2.0**18, 2.0**48)  # so many quarter turns are taken off without a loss

_beyond = _by_type(104.0, 746.0)  # e^x is infinite from here on, and 0 below the opposite
_normal = _by_type(2.0**-126, 2.0**-1022)  # smaller numbers are denormal
_lift = _by_type(2.0**24, 2.0**54)  # brings the smallest denormal among the normal numbers
_lift_logarithm = _by_type(24 * math.log(2), 54 * math.log(2))

LOG2_E = 1.4426950408889634


@fast
def _reduce(x: Vector) -> Any:
    """(n, r) with x = n ln 2 + r and |r| <= (ln 2) / 2."""
    n = nearest(x * LOG2_E)
    return n, fma(n, -_ln2_low(x), fma(n, -_ln2_high(x), x))


@fast
def exp(x: Vector) -> Vector:
    """e^x; held at its value at -87 and 88 (float64: -708 and 709) beyond, so it neither overflows nor ends in 0/0."""
    n, r = _reduce(maximum(minimum(x, _largest(x)), _smallest(x)))
    return power_of_two(n) * fma(r, _exponential(r), r * 0.0 + 1.0)


@fast
def exp_everywhere(x: Vector) -> Vector:
    """e^x without `exp`'s bounds: infinite where it is too large, and through the denormals down to 0."""
    n, r = _reduce(maximum(minimum(x, _beyond(x)), -_beyond(x)))
    half = nearest(n * 0.5)  # 2^n itself may lie outside the exponent's range; `fma` keeps the order of the products
    near = power_of_two(n - half) * fma(r, _exponential(r), r * 0.0 + 1.0)
    return fma(power_of_two(half), near, splat(x, 0.0))


@fast
def expm1(x: Vector) -> Vector:
    """e^x - 1 without cancellation near 0; the same bounds as `exp`."""
    n, r = _reduce(maximum(minimum(x, _largest(x)), _smallest(x)))
    scale = power_of_two(n)
    return fma(scale, r * _exponential(r), scale - 1.0)


@fast
def tanh(x: Vector) -> Vector:
    """(e^2x - 1) / (e^2x + 1)"""
    t = expm1(maximum(minimum(x, _flat(x)), -_flat(x)) * 2.0)
    return t / (t + 2.0)


@fast
def sigmoid(x: Vector) -> Vector:
    """1 / (1 + e^-x)"""
    return 1.0 / (1.0 + exp(-x))


@fast
def log(x: Vector) -> Vector:
    """ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)) with x = m 2^e, for normal x; NaN where x is not positive."""
    m, e = split_exponent(x)
    s = (m - 1.0) / (m + 1.0)
    return where(x > 0.0, fma(e, _ln2_high(x), fma(e, _ln2_low(x), s * _arctanh_small(s * s))), math.nan)


@fast
def log_everywhere(x: Vector) -> Vector:
    """ln x, of denormals and of infinity too; NaN where x is not positive."""
    tiny = x < _normal(x)
    y = log(where(tiny, x * _lift(x), x)) - where(tiny, _lift_logarithm(x), 0.0)
    return where(x == math.inf, x, y)


@fast
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


@fast
def normal_distribution(x: Vector) -> Vector:
    """Phi(x) = erfc(-x / sqrt 2) / 2: the probability that a standard normal number lies below x."""
    z = minimum(absolute(x) * math.sqrt(0.5), 9.0)
    t = 2.0 / (z + 2.0)
    tail = t * exp(_erfc_exponent(2.0 * t - 1.0) - z * z) * 0.5
    return where(x < 0.0, tail, 1.0 - tail)


# --- circular functions ----------------------------------------------------------------------------------------------


@intrinsic
def _fused(typingctx: Any, a: Any, b: Any, c: Any) -> Any:
    """a * b + c rounded once on every machine: the reduction by quarter turns lives from it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return llvm_call(builder, f"llvm.fma.{llvm_suffix(a.dtype)}", arguments[0].type, *arguments)

    return a(a, b, c), generate


_library_sin, _library_cos = llvm_function("sin"), llvm_function("cos")


@fast
def sin_cos(x: Vector) -> Any:
    """(sin x, cos x) from x = n pi/2 + r with |r| <= pi/4: n turns by quarters; NaN where x is infinite.

    The first product and difference are exact, so that nothing is lost where x is close to a multiple of pi/2.
    """
    if some(absolute(x) > _reach(x)):
        return _library_sin(x), _library_cos(x)
    n = nearest(x * (2.0 / math.pi))
    r = _fused(-n, _quarter_low(x), _fused(-n, _quarter_middle(x), _fused(-n, _quarter_high(x), x)))
    square = r * r
    s, c = r * _sine(square), _cosine(square)
    half = floor(n * 0.5)
    odd = n - half * 2.0
    of_sin, of_cos = half * 0.5, (half + odd) * 0.5  # whole where the sign stays
    sin, cos = where(odd == 1.0, c, s), where(odd == 1.0, s, c)
    return where(floor(of_sin) == of_sin, sin, -sin), where(floor(of_cos) == of_cos, cos, -cos)


@fast
def sin(x: Vector) -> Vector:
    """sin x, x in radians"""
    return sin_cos(x)[0]


@fast
def cos(x: Vector) -> Vector:
    """cos x, x in radians"""
    return sin_cos(x)[1]


@fast
def tan(x: Vector) -> Vector:
    """tan x = sin x / cos x, x in radians"""
    s, c = sin_cos(x)
    return s / c


# --- powers ----------------------------------------------------------------------------------------------------------


@fast
def power(a: Vector, b: Vector) -> Vector:
    """a^b = e^(b ln a); of a negative a for whole b only, else NaN; 0^0 = 1.

    The error grows with |b ln a|, to a few hundred units in the last place near the largest and the smallest numbers.
    """
    size = absolute(a)
    magnitude = where(size == 1.0, 1.0, exp_everywhere(b * log_everywhere(size)))
    half = b * 0.5
    of_negative = where(floor(b) == b, where(floor(half) == half, magnitude, -magnitude), math.nan)
    of_zero = where(b > 0.0, 0.0, where(b < 0.0, math.inf, b))
    return where(b == 0.0, 1.0, where(a == 0.0, of_zero, where(a < 0.0, of_negative, magnitude)))

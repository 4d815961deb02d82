"""The instructions of typed functions, on the duals of sixteen points at once: a value with its two derivatives.

An instruction on one slot gives the value and the derivative by its operand; the chain rule is applied where it is run.
Where a function has a corner its derivative is 0 (abs, relu), min and max take that of the number they choose (of the
first, where both are equal), floor and sign are flat everywhere. What has no value is NaN: 0/0, log of what is not
positive, a root of a negative number.
"""

from __future__ import annotations

import math
from typing import Any

from numba import njit
from numba.extending import intrinsic

from ravine.engine.elementary import exp_everywhere, log_everywhere, power, sin_cos, tanh
from ravine.engine.vector import FAST_MATH, Vector, absolute, floor, fma, maximum, splat, sqrt, where

inlined = njit(nogil=True, fastmath=set(FAST_MATH), error_model="numpy", forceinline=True)
"""Part of the kernel that it is called from: vectors that go in and out of a call go through memory."""

CONSTANT = 0
ADD, SUBTRACT_FROM, MULTIPLY, DIVIDE, DIVIDE_INTO, SQUARE = range(1, 7)  # of a slot and a constant
# of a slot; WHOLE_POWER takes its exponent as a constant
(
    WHOLE_POWER, SIN, COS, TAN, EXP, LOG, SQRT, ABS, TANH, SIGMOID, RELU, FLOOR, SIGN,
) = range(7, 20)  # fmt: skip
PLUS, MINUS, TIMES, OVER, MIN, MAX, POWER = range(20, 27)  # of two slots

FUNCTIONS_OF_ONE = {
    "sin": SIN, "cos": COS, "tan": TAN, "exp": EXP, "log": LOG, "sqrt": SQRT, "abs": ABS, "tanh": TANH,
    "sigmoid": SIGMOID, "relu": RELU, "floor": FLOOR, "sign": SIGN,
}  # fmt: skip
OF_TWO = {"+": PLUS, "-": MINUS, "*": TIMES, "/": OVER, "^": POWER, "min": MIN, "max": MAX}
CONSTANT_RIGHT = {"+": ADD, "*": MULTIPLY, "/": DIVIDE}
CONSTANT_LEFT = {"+": ADD, "-": SUBTRACT_FROM, "*": MULTIPLY, "/": DIVIDE_INTO}

LARGEST_POWER = 1024
"""Whole exponents up to here are multiplied out."""


@intrinsic
def _divide(typingctx: Any, a: Any, b: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fdiv(*arguments)

    return a(a, b), generate


@njit(nogil=True, fastmath=False, error_model="numpy", forceinline=True)  # else it inherits the caller's liberties
def divided(a: Vector, b: Vector) -> Vector:
    """a / b to the last digit: beside other divisions by b, `/` may become a product with 1 / b, and y / y not be 1."""
    return _divide(a, b)


@inlined
def arithmetic(code: int, a: Vector, c: float) -> Any:
    """(value, derivative by a) of ADD to SQUARE"""
    if code == ADD:
        return a + c, splat(a, 1.0)
    if code == MULTIPLY:
        return a * c, splat(a, c)
    if code == SQUARE:
        return a * a, a + a
    if code == SUBTRACT_FROM:
        return c - a, splat(a, -1.0)
    if code == DIVIDE:
        return divided(a, splat(a, c)), splat(a, 1.0) / c
    ratio = divided(splat(a, c), a)
    return ratio, -ratio / a


@inlined
def whole_power(a: Vector, exponent: float) -> Any:
    """(a^n, n a^(n-1)) for whole n other than 0, by repeated squares"""
    n = int(exponent)
    base = a if n > 0 else 1.0 / a
    left = abs(n) - 1
    lower, square = splat(a, 1.0), base
    while left > 0:
        if left & 1:
            lower = lower * square
        square = square * square
        left >>= 1
    result = lower * base
    return result, (lower if n > 0 else result * base) * exponent


@inlined
def function(code: int, a: Vector, c: float) -> Any:
    """(value, derivative by a) of WHOLE_POWER to SIGN"""
    if code == WHOLE_POWER:
        return whole_power(a, c)
    if SIN <= code <= TAN:
        sine, cosine = sin_cos(a)
        if code == SIN:
            return sine, cosine
        if code == COS:
            return cosine, -sine
        return sine / cosine, 1.0 / (cosine * cosine)
    if code == EXP:
        e = exp_everywhere(a)
        return e, e
    if code == LOG:
        return log_everywhere(a), where(a > 0.0, 1.0 / a, math.nan)
    if code == SQRT:
        root = sqrt(a)
        return root, 0.5 / root
    if code in (TANH, SIGMOID):  # 1 - tanh^2 and s (1 - s) would cancel far out
        e = exp_everywhere(absolute(a) * (-2.0 if code == TANH else -1.0))
        slope = e / ((e + 1.0) * (e + 1.0))
        if code == TANH:
            return tanh(a), slope * 4.0
        return where(a < 0.0, e, 1.0) / (e + 1.0), slope
    if code == FLOOR:
        return floor(a), splat(a, 0.0)
    positive, negative = where(a > 0.0, splat(a, 1.0), 0.0), where(a < 0.0, splat(a, -1.0), 0.0)
    if code == RELU:
        return maximum(a, 0.0), positive
    if code == ABS:
        return absolute(a), positive + negative
    return where(a == a, positive + negative, a), splat(a, 0.0)


@inlined
def of_two(code: int, a: Vector, ax: Vector, ay: Vector, b: Vector, bx: Vector, by: Vector) -> Any:
    """(value, derivative by x, by y) of PLUS to MAX"""
    if code == PLUS:
        return a + b, ax + bx, ay + by
    if code == MINUS:
        return a - b, ax - bx, ay - by
    if code == TIMES:
        return a * b, ax * b + a * bx, ay * b + a * by
    if code == OVER:
        ratio = divided(a, b)
        return ratio, fma(-ratio, bx, ax) / b, fma(-ratio, by, ay) / b
    first, second = b >= a, b < a
    if code == MAX:
        first, second = a >= b, b > a
    nothing = splat(a, math.nan)  # where one of them is NaN neither holds
    return (
        where(first, a, where(second, b, nothing)),
        where(first, ax, where(second, bx, nothing)),
        where(first, ay, where(second, by, nothing)),
    )


@inlined
def of_power(code: int, a: Vector, ax: Vector, ay: Vector, b: Vector, bx: Vector, by: Vector) -> Any:
    """(a^b, derivative by x, by y): b a^(b-1) da + a^b ln a db; where db is 0 a negative a is no harm"""
    result = power(a, b)
    by_a = b * power(a, b - 1.0)
    by_b = where(a == 0.0, where(b > 0.0, 0.0, splat(a, math.nan)), result * log_everywhere(a))  # 0^b is 0 for b > 0
    return (
        result,
        where(b == 0.0, 0.0, by_a * ax) + where(bx == 0.0, 0.0, by_b * bx),
        where(b == 0.0, 0.0, by_a * ay) + where(by == 0.0, 0.0, by_b * by),
    )

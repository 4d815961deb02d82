"""The slow, obvious oracle of typed functions: dual numbers, one point at a time, in plain Python."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from random import Random

from ravine.engine.tree import Call, Expression, Name, apply, divide, exp, log, maximum, power, value

Dual = tuple[float, float, float]
"""A value and its derivatives by x and by y."""

SLOPES: dict[str, Callable[[float], float]] = {
    "negative": lambda a: -1.0,
    "sin": lambda a: apply("cos", a),
    "cos": lambda a: -apply("sin", a),
    "tan": lambda a: divide(1.0, apply("cos", a) * apply("cos", a)),
    "exp": exp,
    "log": lambda a: 1.0 / a if a > 0.0 else math.nan,
    "sqrt": lambda a: divide(0.5, apply("sqrt", a)),
    "abs": lambda a: 0.0 if a == 0.0 else math.copysign(1.0, a),
    "tanh": lambda a: 4.0 * SLOPES["sigmoid"](2.0 * a),
    "sigmoid": lambda a: exp(-abs(a)) / (1.0 + exp(-abs(a))) ** 2,
    "relu": lambda a: 1.0 if a > 0.0 else 0.0,
    "floor": lambda a: 0.0,
    "sign": lambda a: 0.0,
}


def _two(word: str, a: Dual, b: Dual, k: int) -> float:
    """The derivative number k of a word with two arguments."""
    (u, du), (v, dv) = (a[0], a[k]), (b[0], b[k])
    if word in ("+", "-"):
        return apply(word, du, dv)
    if word == "*":
        return du * v + u * dv
    if word == "/":
        return divide(du - divide(u, v) * dv, v)
    if word == "^":
        by_exponent = 0.0 if u == 0.0 and v > 0.0 else power(u, v) * log(u)
        return (0.0 if v == 0.0 else v * power(u, v - 1.0) * du) + (0.0 if dv == 0.0 else by_exponent * dv)
    if math.isnan(u) or math.isnan(v):
        return math.nan
    return du if u == v or (maximum(u, v) == u) == (word == "max") else dv


@cache
def constant(expression: Expression) -> bool:
    """Whether the value is the same everywhere: no name in it, or an exponent of 0."""
    if isinstance(expression, Call):
        exponent = expression.arguments[-1]
        zero = expression.word == "^" and constant(exponent) and value(exponent, {"x": 0.0, "y": 0.0}) == 0.0
        return zero or all(constant(argument) for argument in expression.arguments)
    return not isinstance(expression, Name)


def dual(expression: Expression, x: float, y: float, error: float = 0.0, random: Random | None = None) -> Dual:
    """The value and the derivatives at (x, y); each step's three numbers are off by up to `error`, relatively."""

    def off(number: float) -> float:
        return number * (1.0 + random.uniform(-error, error)) if random else number

    if constant(expression):
        return value(expression, {"x": x, "y": y}), 0.0, 0.0
    if isinstance(expression, Name):
        return (x, 1.0, 0.0) if expression.name == "x" else (y, 0.0, 1.0)
    assert isinstance(expression, Call)
    a, *others = (dual(argument, x, y, error, random) for argument in expression.arguments)
    result = apply(expression.word, a[0], *(other[0] for other in others))
    if others:
        return off(result), off(_two(expression.word, a, others[0], 1)), off(_two(expression.word, a, others[0], 2))
    slope = SLOPES[expression.word](a[0])
    return off(result), off(a[1] * slope), off(a[2] * slope)

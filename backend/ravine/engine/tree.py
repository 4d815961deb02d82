"""An expression as a tree: numbers, names, and words with their arguments; its text, and its value in plain float64.

The words are those that a student may type and the signs between them. They are defined here once: the parser knows
them from here, and the compiled program (engine/program.py) must compute the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    value: float
    text: str
    """As it is written; a negative one comes into parentheses where something stands beside it."""


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A word with its arguments: `sin` with one, `+` with two; `negative` is the minus before a term."""

    word: str
    arguments: tuple[Expression, ...]


Expression = Number | Name | Call

CONSTANTS = {"pi": math.pi, "e": math.e}


# --- what the words mean: IEEE's infinities and NaN where Python's functions raise ------------------------------------


def divide(a: float, b: float) -> float:
    """a / b; of 0/0 NaN, of anything else by 0 infinity."""
    if b != 0.0:
        return a / b
    return math.nan if a == 0.0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)


def floor(x: float) -> float:
    return float(math.floor(x)) if math.isfinite(x) else x


def power(a: float, b: float) -> float:
    """a^b; of a negative a for whole b only, else NaN; 0^0 = 1"""
    if a == 0.0 and b < 0.0:
        return math.inf
    if a < 0.0 and floor(b) != b:
        return math.nan
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0.0 and math.fmod(b, 2.0) != 0.0 else math.inf


def exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def log(x: float) -> float:
    """ln x; NaN where x is not positive"""
    return math.log(x) if x > 0.0 else math.nan


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x)"""
    e = exp(-abs(x))
    return (e if x < 0.0 else 1.0) / (1.0 + e)


def relu(x: float) -> float:
    """max(x, 0)"""
    return 0.0 if x < 0.0 else x


def sign(x: float) -> float:
    return math.copysign(1.0, x) if x < 0.0 or x > 0.0 else x * 0.0


def minimum(a: float, b: float) -> float:
    """The smaller; NaN if one of them is NaN"""
    return math.nan if math.isnan(a) or math.isnan(b) else min(a, b)


def maximum(a: float, b: float) -> float:
    """The larger; NaN if one of them is NaN"""
    return math.nan if math.isnan(a) or math.isnan(b) else max(a, b)


def _finite(function: Callable[[float], float]) -> Callable[[float], float]:
    """NaN where the argument is infinite."""
    return lambda x: math.nan if math.isinf(x) else function(x)


SIGNS: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
    "^": power,
    "negative": lambda a: -a,
}

FUNCTIONS: dict[str, tuple[int, Callable[..., float]]] = {
    "sin": (1, _finite(math.sin)),
    "cos": (1, _finite(math.cos)),
    "tan": (1, _finite(math.tan)),
    "exp": (1, exp),
    "log": (1, log),
    "sqrt": (1, lambda x: math.nan if x < 0.0 else math.sqrt(x)),
    "abs": (1, abs),
    "tanh": (1, math.tanh),
    "sigmoid": (1, sigmoid),
    "relu": (1, relu),
    "min": (2, minimum),
    "max": (2, maximum),
    "floor": (1, floor),
    "sign": (1, sign),
}
"""What may be typed with parentheses: how many arguments it takes, and its value."""


def apply(word: str, *arguments: float) -> float:
    """The value of a word for these arguments."""
    function = SIGNS[word] if word in SIGNS else FUNCTIONS[word][1]
    return function(*arguments)


def value(expression: Expression, names: Mapping[str, float]) -> float:
    """The expression's value in float64 where its names stand for these numbers."""
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Name):
        return names[expression.name]
    return apply(expression.word, *(value(argument, names) for argument in expression.arguments))


def replaced(expression: Expression, numbers: Mapping[str, Number]) -> Expression:
    """The expression with these numbers in the place of names."""
    if isinstance(expression, Number):
        return expression
    if isinstance(expression, Name):
        return numbers.get(expression.name, expression)
    return Call(expression.word, tuple(replaced(argument, numbers) for argument in expression.arguments))


def parts(expression: Expression) -> Iterator[Expression]:
    """The expression and all that it consists of."""
    yield expression
    if isinstance(expression, Call):
        for argument in expression.arguments:
            yield from parts(argument)


# --- as text ----------------------------------------------------------------------------------------------------------

SUM, PRODUCT, MINUS, POWER, ATOM = range(5)
BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "negative": MINUS, "^": POWER}
"""How strongly a sign holds its neighbours together."""


def binding(expression: Expression) -> int:
    if isinstance(expression, Number) and expression.value < 0.0:
        return -1
    return BINDING.get(expression.word, ATOM) if isinstance(expression, Call) else ATOM


def operands(call: Call) -> list[tuple[Expression, bool]]:
    """The arguments of a sign, each with whether it needs parentheses there."""
    first, *rest = call.arguments
    own = BINDING[call.word]
    if call.word == "^":  # to the right: another power or a minus needs none
        return [(first, binding(first) < ATOM), (rest[0], binding(rest[0]) < MINUS)]
    leading = own == SUM and isinstance(first, Number)  # the minus of a first number cannot be misread
    return [(first, binding(first) < own and not leading), *((one, binding(one) <= own) for one in rest)]


def text(expression: Expression) -> str:
    """The expression as it may be typed, with no more parentheses than it needs."""
    if isinstance(expression, Number):
        return expression.text
    if isinstance(expression, Name):
        return expression.name
    if expression.word not in SIGNS:
        return f"{expression.word}({', '.join(map(text, expression.arguments))})"
    written = [f"({text(one)})" if enclosed else text(one) for one, enclosed in operands(expression)]
    if expression.word == "negative":
        return f"-{written[0]}"
    return (expression.word if expression.word == "^" else f" {expression.word} ").join(written)

"""Expressions as KaTeX sets them: fractions, roots, Greek letters, hats; a dot only where numbers are multiplied."""

from __future__ import annotations

import re

from ravine.engine.tree import Call, Expression, Name, Number, operands

GREEK = ("alpha", "beta", "eta", "theta", "lambda", "mu", "sigma", "pi")
SYMBOLS = {
    "eps": r"\varepsilon",
    "sigma2": r"\sigma^2",
    "vmax": r"v_{\max}",
    "mu": r"\mu_t",
    "mu_next": r"\mu_{t+1}",
    "mu_product": r"\mu_{1 \ldots t}",
    "weight_decay": r"\,\mathrm{decay}\,",
}
"""Names that are not set as they are written."""

FORMS = {
    "sqrt": r"\sqrt{{{}}}",
    "abs": r"\left|{}\right|",
    "floor": r"\left\lfloor {} \right\rfloor",
    "exp": "e^{{{}}}",
    "log": r"\ln\left({}\right)",
    "sign": r"\operatorname{{sgn}}\left({}\right)",
    "sigmoid": r"\operatorname{{sigmoid}}\left({}\right)",
    "relu": r"\operatorname{{relu}}\left({}\right)",
}
"""How functions are set whose name LaTeX does not know."""


def latex(expression: Expression) -> str:
    """The expression for KaTeX."""
    if isinstance(expression, Number):
        return number(expression)
    if isinstance(expression, Name):
        return symbol(expression.name)
    word, arguments = expression.word, [latex(argument) for argument in expression.arguments]
    if word == "/":
        return rf"\frac{{{arguments[0]}}}{{{arguments[1]}}}"
    if word in FORMS:
        return FORMS[word].format(*arguments)
    if word not in ("+", "-", "*", "^", "negative"):
        return rf"\{word}\left({', '.join(arguments)}\right)"
    first, *rest = (
        _operand(one, written, word, needed)
        for (one, needed), written in zip(operands(expression), arguments, strict=True)
    )
    if word == "negative":
        return f"-{first}"
    if word == "^":
        return f"{first}^{{{arguments[1]}}}"
    return _product(first, rest[0]) if word == "*" else f"{first} {word} {rest[0]}"


def symbol(name: str) -> str:
    """The letter of a name: beta1 is beta with an index, mhat an m with a hat."""
    letter, index = re.fullmatch(r"(.*?)([0-9]*)", name).groups()  # type: ignore[union-attr]
    if name in SYMBOLS:
        return SYMBOLS[name]
    if index:
        return f"{symbol(letter)}_{index}"
    if len(name) > 3 and name.endswith("hat"):
        return rf"\hat{{{symbol(name[:-3])}}}"
    return f"\\{name}" if name in GREEK else name


def number(given: Number) -> str:
    """1e-8 is 10^{-8}."""
    if given.text in ("pi", "e"):
        return symbol(given.text)
    mantissa, _, exponent = given.text.lower().partition("e")
    if exponent:
        power = f"10^{{{int(exponent)}}}"
        return power if mantissa == "1" else rf"{mantissa} \cdot {power}"
    return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{NaN}"}.get(given.text, given.text)


def _operand(expression: Expression, written: str, word: str, needed: bool) -> str:
    """In parentheses where text has them too; but a fraction needs them only, and what is raised already also, below
    an exponent."""
    if isinstance(expression, Call) and expression.word == "/" and word != "^":
        needed = False
    if word == "^" and "^" in written and (not isinstance(expression, Call) or expression.word == "exp"):
        needed = True
    return rf"\left({written}\right)" if needed else written


def _product(left: str, right: str) -> str:
    """Side by side, with a dot where two numbers would run together."""
    numbers = right[0].isdigit() or right.startswith(r"\left(-") or (left[-1].isdigit() and right.startswith(r"\frac"))
    return rf"{left} \cdot {right}" if numbers else f"{left} {right}"

from __future__ import annotations

import itertools

import pytest

from ravine.bench.expressions import texts
from ravine.engine.expression import ExpressionError, parse
from ravine.engine.latex import latex, symbol
from ravine.engine.tree import FUNCTIONS


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("(1-x)^2+100*(y-x^2)^2", r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}"),
        ("x/y", r"\frac{x}{y}"),
        ("x/(y/2)", r"\frac{x}{\frac{y}{2}}"),
        ("x*(y/2)", r"x \frac{y}{2}"),
        ("2*(y/2)", r"2 \cdot \frac{y}{2}"),
        ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
        ("-(x/y)", r"-\frac{x}{y}"),
        ("x-(y-1)", r"x - \left(y - 1\right)"),
        ("x*2", r"x \cdot 2"),
        ("2*3*x", r"2 \cdot 3 x"),
        ("2*pi*x", r"2 \pi x"),
        ("x^-y^2", r"x^{-y^{2}}"),
        ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("exp(-x)", r"e^{-x}"),
        ("1e-8", r"10^{-8}"),
        ("2.5E3*x", r"2.5 \cdot 10^{3} x"),
        ("1e3^2", r"\left(10^{3}\right)^{2}"),
        ("sqrt(x)+abs(y)", r"\sqrt{x} + \left|y\right|"),
        ("log(x)", r"\ln\left(x\right)"),
        ("sin(x)^2", r"\sin\left(x\right)^{2}"),
        ("max(x, 1/y)", r"\max\left(x, \frac{1}{y}\right)"),
        ("floor(x)", r"\left\lfloor x \right\rfloor"),
        ("sign(x)", r"\operatorname{sgn}\left(x\right)"),
    ],
)
def test_an_expression_is_set_as_mathematics(written: str, expected: str) -> None:
    assert latex(parse(written)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"), ("lambda", r"\lambda"), ("eta", r"\eta"), ("beta1", r"\beta_1"), ("mhat", r"\hat{m}"),
        ("eps", r"\varepsilon"), ("sigma2", r"\sigma^2"), ("vmax", r"v_{\max}"), ("theta", r"\theta"),
    ],
)  # fmt: skip
def test_a_name_is_set_as_its_letter(name: str, expected: str) -> None:
    assert symbol(name) == expected


def test_a_square_that_is_one_name_can_be_raised() -> None:
    assert latex(parse("sigma2^2", ("sigma2",))) == r"\left(\sigma^2\right)^{2}"


def test_every_function_can_be_set() -> None:
    for name, (count, _) in FUNCTIONS.items():
        assert "{}" not in latex(parse(f"{name}({', '.join('xy'[:count])})"))


def test_braces_and_parentheses_are_closed_in_whatever_can_be_typed() -> None:
    for written in itertools.islice(texts(seed=6), 2_000):
        try:
            formula = latex(parse(written))
        except ExpressionError:
            continue
        assert formula.count("{") == formula.count("}")
        assert formula.count(r"\left") == formula.count(r"\right")

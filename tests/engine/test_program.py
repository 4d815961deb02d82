from __future__ import annotations

import itertools
import math
from random import Random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.duals import SLOPES, dual
from ravine.bench.expressions import texts
from ravine.engine.expression import NODES, ExpressionError, parse
from ravine.engine.instructions import FUNCTIONS_OF_ONE, OF_TWO
from ravine.engine.program import BLOCK, Program, typed
from ravine.engine.tree import FUNCTIONS, SIGNS, Expression
from ravine.engine.vector import LANES

both = pytest.mark.parametrize("dtype", [np.float32, np.float64])

EVERYTHING = [
    "(1-x)^2+100*(y-x^2)^2",
    "(x^2+y-11)^2+(x+y^2-7)^2",
    "-20*exp(-0.2*sqrt(0.5*(x^2+y^2)))-exp(0.5*(cos(2*pi*x)+cos(2*pi*y)))+e+20",
    "sin(x)*cos(y)+tan(x/2)",
    "x+y", "x-y", "x*y", "x/y", "x+1", "1+x", "x-1", "1-x", "x*3", "3*x", "x/3", "3/x", "-x", "x", "y", "7", "pi*2",
    "x^2", "x^3", "x^-1", "x^-2", "x^17", "x^0", "x^1", "x^1.5", "x^-0.5", "2^x", "(x^2+1)^y", "x^(1+1)", "x^1e9",
    "x^floor(y*3)", "exp(x)", "log(x^2)", "log(x)", "sqrt(x)", "sqrt(x^2+y^2)", "abs(x)", "abs(x-y)", "tanh(x)",
    "tanh(20*x)", "sigmoid(x)", "sigmoid(50*y)", "relu(x)", "relu(-y)", "min(x,y)", "max(x,y)", "min(x,0.5)",
    "max(1,y)", "floor(x)", "sign(x)", "sin(1e5*x)", "exp(exp(x))", "min(max(x,y),sigmoid(x*y))", "x*x*x*y*y*x",
    "sin(x^2+y^2)/(x^2+y^2)+(x^2+y^2)^2", "((x+y)*(x-y)+(x*y))*((x/y)-(y/x))",
]  # fmt: skip


def surface(written: str, points: NDArray[Any]) -> NDArray[Any]:
    """f, df/dx and df/dy at each of the points (2, n)."""
    p, out = Program.of(parse(written)).array(points.dtype), np.empty((3, points.shape[1]), points.dtype)
    typed(points, p, out)
    return out


def at(written: str, x: float, y: float = 0.0) -> list[float]:
    points = np.tile(np.array([[x], [y]], np.float64), LANES)
    out = surface(written, points)
    np.testing.assert_array_equal(out, out[:, :1].repeat(LANES, axis=1))
    numbers: list[float] = out[:, 0].tolist()
    return numbers


def drawn(count: int, seed: int = 0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).uniform(-3, 3, (2, count))


def agrees(got: float, wanted: float, tolerance: float) -> bool:
    return got == wanted or abs(got - wanted) <= tolerance or (math.isnan(got) and math.isnan(wanted))


# --- value and gradient -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", EVERYTHING)
def test_value_and_gradient_are_those_of_dual_numbers(written: str) -> None:
    points = drawn(64)
    got, tree = surface(written, points), parse(written)
    for k, (x, y) in enumerate(points.T.tolist()):
        for number, wanted in zip(got[:, k].tolist(), dual(tree, x, y), strict=True):
            assert agrees(number, wanted, 1e-12 * max(abs(wanted), 1e-3)), (written, x, y)


@pytest.mark.parametrize("written", [one for one in EVERYTHING if "1e" not in one and "exp(exp" not in one])
def test_float32_gives_the_same_to_its_own_accuracy(written: str) -> None:
    points = np.abs(drawn(64)).astype(np.float32) + np.float32(0.25)
    single, double = surface(written, points), surface(written, points.astype(np.float64))
    np.testing.assert_allclose(single, double, rtol=2e-4, atol=2e-4)


@both
@pytest.mark.parametrize("count", [16, BLOCK, BLOCK + 16, 5 * BLOCK + 48])
def test_points_do_not_depend_on_the_block_they_are_in(count: int, dtype: Any) -> None:
    points = drawn(count).astype(dtype)
    for written in ("(1-x)^2+100*(y-x^2)^2", "x", "y", "3", "min(x,y)^x"):
        whole = surface(written, points)
        parts = [surface(written, np.ascontiguousarray(points[:, i : i + 16])) for i in range(0, count, 16)]
        np.testing.assert_array_equal(whole, np.concatenate(parts, axis=1))


@pytest.mark.parametrize("name", sorted(SLOPES))
def test_a_slope_of_the_oracle_is_that_of_finite_differences(name: str) -> None:
    form, h = ("-x" if name == "negative" else f"{name}(x)"), 1e-6
    for x in (0.3, 0.7, 1.9):
        low, high = at(form, x - h)[0], at(form, x + h)[0]
        assert at(form, x)[1] == pytest.approx((high - low) / (2 * h), rel=1e-7, abs=1e-9)


def test_every_word_has_its_instruction() -> None:
    assert set(SIGNS) | set(FUNCTIONS) == {"negative", *FUNCTIONS_OF_ONE, *OF_TWO}
    assert all(FUNCTIONS[name][0] == 1 for name in FUNCTIONS_OF_ONE)


# --- the edges --------------------------------------------------------------------------------------------------------

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("written", "x", "y", "value", "by_x", "by_y"),
    [
        ("exp(x)", 1000, 0, INF, INF, NAN),
        ("exp(x)", -1000, 0, 0, 0, 0),
        ("exp(x)", 709.7, 0, math.exp(709.7), math.exp(709.7), 0),
        ("exp(x)", -740, 0, math.exp(-740), math.exp(-740), 0),
        ("log(x)", 0, 0, NAN, NAN, NAN),
        ("log(x)", -1, 0, NAN, NAN, NAN),
        ("log(x)", 5e-324, 0, math.log(5e-324), INF, NAN),
        ("x/y", 1, 0, INF, NAN, -INF),
        ("x/y", 0, 0, NAN, NAN, NAN),
        ("1/x", 0, 0, INF, -INF, NAN),
        ("x/0", 2, 0, INF, INF, NAN),
        ("x/x", 3, 0, 1, 0, 0),
        ("x^y", 0, 0, 1, 0, NAN),
        ("x^0", 0, 0, 1, 0, 0),
        ("0^x", 0, 0, 1, NAN, 0),
        ("0^x", 2, 0, 0, 0, 0),
        ("x^2", -3, 0, 9, -6, 0),
        ("x^3", -2, 0, -8, 12, 0),
        ("x^-1", -2, 0, -0.5, -0.25, 0),
        ("x^1", 0, 0, 0, 1, 0),
        ("x^y", -2, 3, -8, 12, NAN),
        ("x^floor(y)", -2, 3.5, -8, 12, 0),
        ("x^0.5", -2, 0, NAN, NAN, NAN),
        ("x^1.5", 0, 0, 0, 0, 0),
        ("abs(x)", 0, 0, 0, 0, 0),
        ("abs(x)", -2, 0, 2, -1, 0),
        ("relu(x)", 0, 0, 0, 0, 0),
        ("relu(x)", -INF, 0, 0, 0, 0),
        ("sign(x)", 0, 0, 0, 0, 0),
        ("sign(x)", -3, 0, -1, 0, 0),
        ("floor(x)", -0.5, 0, -1, 0, 0),
        ("min(x, 2*y)", 2, 1, 2, 1, 0),
        ("max(2*y, x)", 2, 1, 2, 0, 2),
        ("min(x, y)", 3, 1, 1, 0, 1),
        ("max(x, y)", 3, 1, 3, 1, 0),
        ("min(x, log(y))", 1, -1, NAN, NAN, NAN),
        ("max(log(y), x)", 1, -1, NAN, NAN, NAN),
        ("sqrt(x)", 0, 0, 0, INF, NAN),
        ("sqrt(x)", -1, 0, NAN, NAN, NAN),
        ("sqrt(x^2 + y^2)", 0, 0, 0, NAN, NAN),
        ("tanh(x)", 400, 0, 1, 4 * math.exp(-800), 0),
        ("sigmoid(x)", -720, 0, math.exp(-720), math.exp(-720), 0),
        ("sigmoid(x)", 40, 0, 1, math.exp(-40), 0),
        ("sin(x)", INF, 0, NAN, NAN, NAN),
        ("x^1024", 1.5, 0, 1.5**1024, 1024 * 1.5**1023, 0),
        ("x^1025", 1.5, 0, 1.5**1025, 1025 * 1.5**1024, 0),
        ("(-0.5)^0.5*x", 1, 0, NAN, NAN, NAN),
    ],
)  # fmt: skip
def test_at_the_edges_value_and_derivatives_are_what_ieee_says(
    written: str, x: float, y: float, value: float, by_x: float, by_y: float
) -> None:
    for got, wanted in zip(at(written, x, y), (value, by_x, by_y), strict=True):
        assert agrees(got, wanted, 1e-11 * abs(wanted)), at(written, x, y)


def test_whole_powers_are_products() -> None:
    for x in (1.1, -0.7, 3.0):
        assert at("x^2", x)[0] == x * x
        assert at("x^3", x)[0] == x * x * x
        assert at("x^5", x)[0] == x * ((x * x) * (x * x))
        assert at("x^(8/4)", x) == at("x^2", x)


def test_a_quotient_is_right_to_its_last_digit() -> None:
    x, y = drawn(64)
    np.testing.assert_array_equal(surface("x/y", np.array([x, y]))[0], x / y)
    np.testing.assert_array_equal(surface("x/3", np.array([x, y]))[0], x / 3)
    np.testing.assert_array_equal(surface("3/x", np.array([x, y]))[0], 3 / x)


# --- whatever is typed ------------------------------------------------------------------------------------------------


def parsed(seed: int, count: int) -> list[Expression]:
    trees = []
    for written in itertools.islice(texts(seed), count):
        try:
            trees.append(parse(written))
        except ExpressionError:
            continue
    return trees


def test_every_expression_of_twenty_thousand_texts_is_computed_in_bounded_work() -> None:
    points, out = drawn(LANES), np.empty((3, LANES))
    trees = parsed(seed=4, count=20_000)
    assert len(trees) > 5_000
    for tree in trees:
        program = Program.of(tree)
        assert len(program.instructions) <= NODES
        typed(points, program.array(), out)


def test_expressions_of_any_kind_are_computed_as_by_dual_numbers() -> None:
    """Where the oracle with small errors in every step differs from itself by more, that difference is allowed."""
    random, got, compared = Random(0), np.empty((3, LANES)), 0
    for tree in parsed(seed=4, count=6_000):
        x, y = (random.choice((0.0, 1.0, -1.0, 2.0, random.uniform(-3, 3), random.gauss(0, 30))) for _ in range(2))
        typed(np.tile(np.array([[x], [y]]), LANES), Program.of(tree).array(), got)
        wanted = dual(tree, x, y)
        if not all(abs(number) < 1e150 for number in wanted):  # beyond, a step may overflow in only one of the two
            continue
        shaken = [dual(tree, x, y, 3e-16, random) for _ in range(6)]
        for number, right, *others in zip(got[:, 0].tolist(), wanted, *shaken, strict=True):
            if all(map(math.isfinite, others)):
                tolerance = 1e-12 * abs(right) + 50 * max(abs(other - right) for other in others)
                assert agrees(number, right, tolerance), (tree, x, y)
                compared += 1
    assert compared > 3_000


def test_equal_parts_are_computed_once_and_constants_before() -> None:
    once = Program.of(parse("sqrt(x^2+y^2)"))
    twice = Program.of(parse("sqrt(x^2+y^2)+sqrt(x^2+y^2)"))
    assert len(twice.instructions) == len(once.instructions) + 1
    assert len(Program.of(parse("(2*pi+1)^2*x")).instructions) == 1


def test_slots_are_used_again() -> None:
    assert Program.of(parse("+".join(f"sin({k}*x)" for k in range(1, 13)))).slots <= 4


def test_a_constant_that_float32_cannot_hold_is_infinite_there() -> None:
    points = np.ones((2, LANES), np.float32)
    assert surface("x*1e300", points)[0, 0] == np.inf

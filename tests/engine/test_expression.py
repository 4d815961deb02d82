from __future__ import annotations

import itertools
import math
from random import Random

import pytest

from ravine.bench.expressions import texts
from ravine.engine.expression import CHARACTERS, DEPTH, NODES, ExpressionError, parse
from ravine.engine.tree import CONSTANTS, FUNCTIONS, Call, Expression, Name, Number, parts, text, value

X, Y = Name("x"), Name("y")
TWO, THREE = Number(2.0, "2"), Number(3.0, "3")


def at(written: str, x: float = 0.5, y: float = -1.25) -> float:
    return value(parse(written), {"x": x, "y": y})


def mistake(written: str, names: tuple[str, ...] = ("x", "y")) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(written, names)
    return caught.value


# --- what the grammar means -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1 + 2 * 3 ^ 2", 19.0),
        ("2^3^2", 512.0),
        ("-3^2", -9.0),
        ("(-3)^2", 9.0),
        ("2^-1", 0.5),
        ("2^-1^2", 0.5),
        ("-2^-2", -0.25),
        ("8/2/2", 2.0),
        ("8-2-2", 4.0),
        ("8/(2/2)", 8.0),
        ("8-(2-2)", 8.0),
        ("-2*-3", 6.0),
        ("2--3", 5.0),
        ("---2", -2.0),
        ("1.5 + .5 + 1e-3 + 2E+2 + 7.", 209.001),
        ("pi + e", math.pi + math.e),
        ("min(3, 2) + max(3, 2)", 5.0),
        ("x - y", 1.75),
        ("\t( x\n)\u00a0", 0.5),
    ],
)
def test_an_expression_means_what_mathematics_means_by_it(written: str, meant: float) -> None:
    assert at(written) == pytest.approx(meant, rel=1e-15)


def test_a_minus_binds_weaker_than_a_power_and_powers_go_to_the_right() -> None:
    assert parse("-x^2") == Call("negative", (Call("^", (X, TWO)),))
    assert parse("x^2^3") == Call("^", (X, Call("^", (TWO, THREE))))
    assert parse("x^-y^2") == Call("^", (X, Call("negative", (Call("^", (Y, TWO)),))))


def test_spaces_mean_nothing_between_words() -> None:
    assert parse(" x ^ 2+ sin ( y ) ") == parse("x^2+sin(y)")


def test_only_the_given_names_are_known() -> None:
    names = ("lambda", "v", "eta", "g")
    tree = parse("lambda * v - eta * g", names)
    assert value(tree, {"lambda": 0.5, "v": 4.0, "eta": 2.0, "g": 3.0}) == -4.0
    assert mistake("v + x", names).message.startswith("there is no x")


def test_every_function_and_constant_is_known_by_its_name() -> None:
    references = {
        "sin": math.sin, "cos": math.cos, "tan": math.tan, "exp": math.exp, "log": math.log, "sqrt": math.sqrt,
        "tanh": math.tanh, "sigmoid": lambda a: 1 / (1 + math.exp(-a)), "relu": lambda a: max(a, 0.0), "abs": abs,
        "min": min, "max": max, "floor": math.floor, "sign": lambda a: (a > 0) - (a < 0),
    }  # fmt: skip
    assert set(references) == set(FUNCTIONS)
    for name, reference in references.items():
        arguments = (0.75, 0.5)[: FUNCTIONS[name][0]]
        written = f"{name}({', '.join(map(str, arguments))})"
        assert at(written) == pytest.approx(reference(*arguments), rel=1e-15), name  # type: ignore[operator]
    assert {name: at(name) for name in CONSTANTS} == {"pi": math.pi, "e": math.e}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("exp(1000)", math.inf),
        ("exp(-1000)", 0.0),
        ("log(0)", math.nan),
        ("log(-1)", math.nan),
        ("sqrt(-1)", math.nan),
        ("1/0", math.inf),
        ("-1/0", -math.inf),
        ("0/0", math.nan),
        ("0^0", 1.0),
        ("0^-1", math.inf),
        ("(-2)^3", -8.0),
        ("(-2)^-1", -0.5),
        ("(-2)^0.5", math.nan),
        ("(-10)^999", -math.inf),
        ("10^999", math.inf),
        ("sin(1/0)", math.nan),
        ("floor(1/0)", math.inf),
        ("floor(-1.5)", -2.0),
        ("sign(0)", 0.0),
        ("sign(0/0)", math.nan),
        ("min(0/0, 1)", math.nan),
        ("max(1, 0/0)", math.nan),
        ("relu(0/0)", math.nan),
        ("sigmoid(-1000)", 0.0),
        ("1e200*1e200", math.inf),
        ("(0/0)^2", math.nan),
        ("2^(0/0)", math.nan),
    ],
)
def test_what_has_no_finite_value_is_infinite_or_nan_and_raises_nothing(written: str, meant: float) -> None:
    assert at(written) == pytest.approx(meant, nan_ok=True)


# --- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "message", "position", "length"),
    [
        ("", "type a function of x and y, such as x^2 + 3*y^2", 0, 0),
        ("   ", "type a function of x and y, such as x^2 + 3*y^2", 3, 0),
        ("3x", "to multiply, write 3*x", 1, 1),
        ("2 (x + 1)", "to multiply, write 2*(...)", 2, 1),
        ("x(1)", "to multiply, write x*(...)", 1, 1),
        ("(x)(y)", "to multiply, write (...)*(...)", 3, 1),
        ("x y", "to multiply, write x*y", 2, 1),
        ("2sin(x)", "to multiply, write 2*sin", 1, 3),
        ("2e", "to multiply, write 2*e", 1, 1),
        ("xy", "there is no xy: write x*y", 0, 2),
        ("x2 + 1", "there is no x2: write x*2 or x^2", 0, 2),
        ("1 + sinx", "there is no sinx: write sin(x)", 4, 4),
        ("sine(x)", "there is no sine: did you mean sin", 0, 4),
        ("sigmoyd(x)", "there is no sigmoyd: did you mean sigmoid?", 0, 7),
        ("Sin(x)", "there is no Sin: write sin", 0, 3),
        ("ln(x)", "there is no ln: write log", 0, 2),
        ("sgn(x)", "there is no sgn: write sign", 0, 3),
        ("quux", "there is no quux", 0, 4),
        ("x**2", "for a power write ^", 1, 2),
        ("sin x", "sin needs parentheses: write sin(x)", 0, 3),
        ("x + sin", "sin needs parentheses: write sin(x)", 4, 3),
        ("max x", "max needs parentheses: write max(x, y)", 0, 3),
        ("min(x)", "min takes two arguments: min(x, y)", 5, 1),
        ("min(x, y, 1)", "min takes two arguments: min(x, y)", 8, 1),
        ("sin(x, y)", "sin takes one argument: sin(x)", 5, 1),
        ("sin()", "nothing stands between ( and )", 4, 1),
        ("(x + 1", "this ( is not closed", 0, 1),
        ("sin(x", "this ( is not closed", 3, 1),
        ("x + 1)", "this ) closes nothing", 5, 1),
        ("1,5", "a comma stands only between the arguments of min and max; decimals have a point, as in 1.5", 1, 1),
        ("(1, 5)", "a comma stands only between the arguments of min and max", 2, 1),
        ("x +", "something is missing after +", 3, 0),
        ("x * / y", "something is missing before /", 4, 1),
        ("+x", "something is missing before +", 0, 1),
        ("min(,x)", "something is missing before ,", 4, 1),
        ("1.2.3", "1.2.3 is no number", 3, 2),
        ("x + 1e999", "1e999 is too large", 4, 5),
        ("x − 1", "'−' is not known here: write -", 2, 1),
        ("3×x", "'×' is not known here: write *", 1, 1),
        ("x²", "'²' is not known here: write ^2", 1, 1),
        ("|x|", "'|' is not known here: write abs(...)", 0, 1),
        ("f(x, y) = x", "there is no f: write only what stands right of =", 0, 1),
        ("x = 1", "'=' is not known here: write only what stands right of it", 2, 1),
        ("x $ y", "'$' is not known here", 2, 1),
        ("x + \x00", "'\\x00' is not known here", 4, 1),
        ("x" * 300, "longer than 256 characters", 256, 44),
    ],
)
def test_a_mistake_is_named_with_its_place(written: str, message: str, position: int, length: int) -> None:
    found = mistake(written)
    assert found.message.startswith(message)
    assert (found.position, found.length) == (position, length)
    assert found.allowed
    assert str(found) == found.message


def test_what_is_allowed_lists_the_names_and_functions() -> None:
    allowed = mistake("cot(x)").allowed
    for word in ("x", "y", "pi", "e", "+ - * / ^", *FUNCTIONS):
        assert word in allowed
    assert "theta" in mistake("+", ("theta",)).allowed


# --- limits -----------------------------------------------------------------------------------------------------------


def test_the_limits_are_exact() -> None:
    long = "x + " + "1" * (CHARACTERS - 4)
    assert len(long) == CHARACTERS
    parse(long)
    assert mistake(long + " ").position == CHARACTERS
    rows = NODES // 2 - 1  # each `+x` adds two nodes to the first
    assert sum(1 for _ in parts(parse("-x" + "+x" * rows))) == NODES
    assert "more than 64" in mistake("--x" + "+x" * rows).message
    parse("(" * DEPTH + "x" + ")" * DEPTH)
    deep = mistake("(" * (DEPTH + 1) + "x" + ")" * (DEPTH + 1))
    assert (deep.message, deep.position) == ("nested deeper than 16", DEPTH)


@pytest.mark.parametrize("form", ["-{}", "x^{}", "sin({})", "min(x, {})", "({})", "2^-{}"])
def test_every_way_to_nest_is_counted(form: str) -> None:
    written = "x"
    for _ in range(DEPTH + 1):
        written = form.format(written)
    assert "nested deeper" in mistake(written).message


def test_a_long_row_of_terms_is_not_deep() -> None:
    assert at("+".join("1" * 32)) == 32


# --- as text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "x + y - 1", "x - (y - 1)", "x / (y / 2)", "x * y / 2", "(x + 1) * y", "-x^2", "(-x)^2", "2^-x", "x^2^3",
        "(x^2)^3", "-(x + 1)", "-x * y", "x - -y", "sin(x)^2", "min(x, max(y, 1.50))", "-sin(-x)", "(x + y)^(x - y)",
        "-(x * y)", "--x",
    ],
)  # fmt: skip
def test_the_text_has_the_parentheses_that_it_needs_and_no_more(written: str) -> None:
    assert text(parse(written)) == written


# --- whatever is typed ------------------------------------------------------------------------------------------------


def outcome(written: str) -> Expression | ExpressionError:
    try:
        return parse(written)
    except ExpressionError as error:
        return error


def test_nothing_but_its_own_error_comes_out_of_twenty_thousand_texts() -> None:
    random = Random(0)
    parsed = 0
    for written in itertools.islice(texts(seed=4), 20_000):
        found = outcome(written)
        if isinstance(found, ExpressionError):
            assert found.message
            assert found.allowed
            found.message.encode()  # lone surrogates could not be sent
            assert 0 <= found.position <= found.position + found.length <= len(written)
            continue
        parsed += 1
        assert sum(1 for _ in parts(found)) <= NODES
        assert parse(text(found)) == found
        number = value(found, {"x": random.gauss(0, 2), "y": random.choice((0.0, 1.0, -2.0))})
        assert isinstance(number, float)
    assert parsed > 5_000, "right ones are among them"


def test_the_same_seed_gives_the_same_texts() -> None:
    first, again, other = (list(itertools.islice(texts(seed), 50)) for seed in (1, 1, 2))
    assert first == again != other

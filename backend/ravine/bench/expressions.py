"""Texts to throw at the parser of typed functions: right ones, nearly right ones, and whatever fits into a string."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from ravine.engine.tree import CONSTANTS, FUNCTIONS

NUMBERS = ("0", "1", "2", "3", "10", "0.5", ".25", "1e-3", "2.5E+2", "1e300", "7.", "1e999", "0.1")
SCRAPS = (
    "**", "^", "^-", "--", "(", ")", ",", "x", "y", "3x", "x(", "sin", "sin ", "ln(x)", "e", "pi", "π", "x²", "−", "×",
    "=", "f(x, y) = ", "__import__('os')", "x.__class__", "lambda: 0", "\x00", "\n", "\t", "é", "\ud800", "𝐱", "\u202e",
    "1e", "1.2.3", "0x10", "1_000", "nan", "inf", "x if y else 1", "[x]", "{}", "%s", "\\", "'", '"', "#", ";",
    "min(x)", "max()",
)  # fmt: skip


def texts(seed: int) -> Iterator[str]:
    """Without end; the same for the same seed."""
    random = Random(seed)
    kinds: tuple[Callable[[Random], str], ...] = (sentence, sentence, mutated, mutated, scraps, characters, deep, long)
    while True:
        yield random.choice(kinds)(random)


def sentence(random: Random) -> str:
    """What the grammar allows, mostly within the limits."""
    return _term(random, random.choice((2, 3, 4, 4, 5)))


def _term(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.15:
        return random.choice(("x", "y", random.choice((*CONSTANTS, *NUMBERS[:-1]))))
    kind = random.randrange(8)
    if kind == 0:
        return f"({_term(random, depth - 1)})"
    if kind == 1:
        return f"-{_term(random, depth - 1)}"
    if kind == 2:
        return f"({_term(random, depth - 1)})^{random.choice(('2', '3', '-1', '0.5', '(-2)', 'x', '0', '17'))}"
    if kind in (3, 4):
        name = random.choice(tuple(FUNCTIONS))
        count, _ = FUNCTIONS[name]
        return f"{name}({', '.join(_term(random, depth - 1) for _ in range(count))})"
    sign = random.choice(("+", "-", "*", "/", " + ", " * ", "^"))
    return f"{_term(random, depth - 1)}{sign}{_term(random, depth - 1)}"


def mutated(random: Random) -> str:
    """A sentence with a few characters taken away, doubled, moved or replaced."""
    text = list(sentence(random))
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(text) + 1)
        change = random.randrange(4)
        if change == 0:
            del text[place : place + random.randint(1, 3)]
        elif change == 1:
            text[place:place] = text[place : place + random.randint(1, 5)]
        else:
            text[place:place] = random.choice(SCRAPS)
    return "".join(text)


def scraps(random: Random) -> str:
    return "".join(random.choice(SCRAPS) for _ in range(random.randint(0, 12)))


def characters(random: Random) -> str:
    """Any code points, lone surrogates among them."""
    top = random.choice((0x7F, 0x24F, 0xFFFF, 0x10FFFF))
    return "".join(chr(random.randint(0, top)) for _ in range(random.choice((1, 3, 10, 100, 256, 300))))


def deep(random: Random) -> str:
    """One thing inside itself, near the limit of the depth or far beyond it."""
    times = random.choice((3, 14, 15, 16, 17, 40, 120, 5_000))
    before, after = random.choice(
        (("(", ")"), ("-", ""), ("sin(", ")"), ("x^", ""), ("2^-", ""), ("min(x,", ")"), ("(1+", ")"), ("((", ")"))
    )
    return before * times + "x" + after * times


def long(random: Random) -> str:
    """Many terms in a row, near the limits of nodes and characters or far beyond them."""
    part = random.choice(("+x", "*y", "-1", "/x", "+x^2", " + sin(y)", "^2", "x", "1", " ", ",x"))
    return "x" + part * random.choice((5, 15, 31, 32, 33, 100, 3_000))

"""Typed functions: from the text that a student types to a tree, or to the place and the name of the mistake.

    sum      = product (("+" | "-") product)*
    product  = unary (("*" | "/") unary)*
    unary    = "-" unary | power
    power    = atom ("^" unary)?                      to the right: 2^3^2 = 2^9, and -x^2 = -(x^2)
    atom     = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"

Nothing is guessed: what is missing or unknown is an error that says what to write. The work is bounded by three limits,
and nothing but `ExpressionError` ever comes out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from ravine.engine.registry import LONGEST, nearest
from ravine.engine.tree import CONSTANTS, FUNCTIONS, Call, Expression, Name, Number

CHARACTERS = 256
NODES = 64
"""Numbers, names, signs and functions of one expression."""
DEPTH = 16
"""Parentheses, functions, exponents and minuses in each other."""


class ExpressionError(ValueError):
    """What is wrong with an expression, where (`length` characters from `position` on, from 0), and what is allowed."""

    def __init__(self, message: str, position: int, length: int, allowed: str) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.length = length
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    """number, name, sign or end"""
    text: str
    position: int


_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/^(),])"
)

INSTEAD = {
    **dict.fromkeys("−–—‒", "-"),
    **dict.fromkeys("×·⋅∙•∗", "*"),
    **dict.fromkeys("÷∕⁄:", "/"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    "²": "^2",
    "³": "^3",
    "π": "pi",
    "√": "sqrt(...)",
    "|": "abs(...)",
    "=": "only what stands right of it",
    ";": ",",
}
"""What to write in the place of characters that people type or paste."""

ELSEWHERE = {"ln": "log", "sgn": "sign"}
"""Names from other places that resemble the right one too little."""


def parse(text: str, names: Sequence[str] = ("x", "y")) -> Expression:
    """The tree of an expression in these names; raises ExpressionError."""
    return _Parser(text, names).whole()


class _Parser:
    def __init__(self, text: str, names: Sequence[str]) -> None:
        if len(text) > CHARACTERS:
            message = f"longer than {CHARACTERS} characters"
            raise ExpressionError(message, CHARACTERS, len(text) - CHARACTERS, f"{CHARACTERS} characters")
        self.text = text
        self.names = names
        self.operand = f"a number, {', '.join((*names, *CONSTANTS))}, a function such as sin({names[0]}), ( or -"
        self.depth = 0
        self.nodes = 0
        self.before = self.now = Token("start", "", 0)
        self.next()

    def whole(self) -> Expression:
        if self.now.kind == "end":
            example = " + 3*".join(f"{name}^2" for name in self.names[:2])
            self.fail(f"type a function of {' and '.join(self.names)}, such as {example}", self.operand)
        tree = self.sum()
        if self.now.text == ")":
            self.fail("this ) closes nothing", "+ - * / ^")
        if self.now.text == ",":
            what = "a comma stands only between the arguments of min and max; decimals have a point, as in 1.5"
            self.fail(what, "+ - * / ^")
        return tree

    # --- the grammar --------------------------------------------------------------------------------------------------

    def sum(self) -> Expression:
        tree = self.product()
        while self.now.text in ("+", "-"):
            tree = self.signed(tree, self.next(), self.product())
        return tree

    def product(self) -> Expression:
        tree = self.unary()
        while self.now.text in ("*", "/"):
            tree = self.signed(tree, self.next(), self.unary())
        return tree

    def unary(self) -> Expression:
        if self.now.text != "-":
            return self.power()
        sign = self.deeper()
        tree = self.unary()
        self.depth -= 1
        return self.node(Call("negative", (tree,)), sign)

    def power(self) -> Expression:
        base = self.atom()
        self.no_operand()
        if self.now.text == "**":
            self.fail("for a power write ^", "+ - * / ^")
        if self.now.text != "^":
            return base
        sign = self.deeper()
        exponent = self.unary()
        self.depth -= 1
        return self.signed(base, sign, exponent)

    def atom(self) -> Expression:
        if self.now.kind == "number":
            return self.number(self.next())
        if self.now.kind == "name":
            return self.name(self.next())
        if self.now.text != "(":
            self.no_beginning()
        opened = self.deeper()
        tree = self.sum()
        self.close(opened)
        return tree

    def number(self, token: Token) -> Expression:
        number = float(token.text)
        if math.isinf(number):
            self.fail(f"{token.text} is too large", "numbers up to 1.8e308", token)
        return self.node(Number(number, token.text), token)

    def name(self, token: Token) -> Expression:
        if token.text in self.names:
            return self.node(Name(token.text), token)
        if token.text in CONSTANTS:
            return self.node(Number(CONSTANTS[token.text], token.text), token)
        self.known(token)
        return self.function(token)

    def function(self, token: Token) -> Expression:
        count, _ = FUNCTIONS[token.text]
        form = f"{token.text}({', '.join(('x', 'y')[:count])})"
        if self.now.text != "(":
            self.fail(f"{token.text} needs parentheses: write {form}", "(", token)
        opened = self.deeper()
        arguments = [self.sum()]
        while self.now.text == ",":
            if len(arguments) == count:
                self.fail(f"{token.text} takes {'one argument' if count == 1 else 'two arguments'}: {form}", ")")
            self.next()
            arguments.append(self.sum())
        if len(arguments) < count and self.now.text == ")":
            self.fail(f"{token.text} takes two arguments: {form}", ",")
        self.close(opened)
        return self.node(Call(token.text, tuple(arguments)), token)

    # --- steps --------------------------------------------------------------------------------------------------------

    def next(self) -> Token:
        """Go on to the next token; gives the one that was just left."""
        self.before, position = self.now, self.now.position + len(self.now.text)
        while position < len(self.text) and self.text[position].isspace():
            position += 1
        found = _TOKEN.match(self.text, position)
        if found:
            self.now = Token(found.lastgroup or "", found.group(), position)
        elif position == len(self.text):
            self.now = Token("end", "", position)
        else:
            character = self.text[position]
            instead = f": write {INSTEAD[character]}" if character in INSTEAD else ""
            self.fail(f"{character!r} is not known here{instead}", self.listed(), Token("", character, position))
        return self.before

    def deeper(self) -> Token:
        self.depth += 1
        if self.depth > DEPTH:
            self.fail(f"nested deeper than {DEPTH}", f"{DEPTH} parentheses, functions, exponents and minuses")
        return self.next()

    def close(self, opened: Token) -> None:
        if self.now.text == ",":
            self.fail("a comma stands only between the arguments of min and max", "+ - * / ^ )")
        if self.now.text != ")":
            self.fail("this ( is not closed", ")", opened)
        self.depth -= 1
        self.next()

    def signed(self, left: Expression, sign: Token, right: Expression) -> Expression:
        return self.node(Call(sign.text, (left, right)), sign)

    def node(self, tree: Expression, token: Token) -> Expression:
        self.nodes += 1
        if self.nodes > NODES:
            what = f"{NODES} numbers, names, signs and functions"
            self.fail(f"more than {what}", what, token)
        return tree

    # --- mistakes -----------------------------------------------------------------------------------------------------

    def fail(self, message: str, allowed: str, token: Token | None = None) -> NoReturn:
        token = token or self.now
        raise ExpressionError(message, token.position, len(token.text), allowed)

    def no_operand(self) -> None:
        """After an operand no other one may follow: a multiplication that is not written is not guessed."""
        if self.now.kind not in ("number", "name") and self.now.text != "(":
            return
        before, now = self.before, self.now
        if now.kind == "name":
            self.known(now)
        if before.kind == now.kind == "number" and now.position == before.position + len(before.text):
            self.fail(f"{before.text}{now.text} is no number", "one point in a number")
        left = "(...)" if before.text == ")" else before.text
        right = "(...)" if now.text == "(" else now.text
        self.fail(f"to multiply, write {left}*{right}", "+ - * / ^")

    def known(self, token: Token) -> None:
        if not self.is_known(token.text):
            self.fail(f"there is no {token.text[:LONGEST]}{self.hint(token.text)}", self.listed(), token)

    def is_known(self, name: str) -> bool:
        return name in self.names or name in CONSTANTS or name in FUNCTIONS

    def no_beginning(self) -> NoReturn:
        if self.before.text == "(" and self.now.text == ")":
            self.fail("nothing stands between ( and )", self.operand)
        if self.now.kind == "end":
            self.fail(f"something is missing after {self.before.text}", self.operand)
        self.fail(f"something is missing before {self.now.text}", self.operand)

    def listed(self) -> str:
        """All that may be typed."""
        return f"numbers, {', '.join((*self.names, *CONSTANTS))}, + - * / ^ ( ), {', '.join(FUNCTIONS)}"

    def hint(self, name: str) -> str:
        """What to say behind an unknown name."""
        if "=" in self.text:
            return ": write only what stands right of ="
        word = ELSEWHERE.get(name.lower(), name.lower())
        if self.is_known(word):
            return f": write {word}"
        if len(name) <= len(self.names) and all(letter in self.names for letter in name):
            return f": write {'*'.join(name)}"
        variable, rest = name[0], name[1:]
        if variable in self.names and rest.isdecimal() and len(rest) <= 3:
            return f": write {variable}*{rest} or {variable}^{rest}"
        for function in self.functions_before(name):
            return f": write {function}({name[len(function) :]})"
        return nearest(name, (*self.names, *CONSTANTS, *FUNCTIONS))

    def functions_before(self, name: str) -> Iterable[str]:
        """The functions that a name such as `sinx` begins with, followed by a name."""
        return (function for function in FUNCTIONS if name.startswith(function) and name[len(function) :] in self.names)

"""How a wrong spec is answered: what was wrong, where, and what is allowed. Never a traceback, never silence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError

from ravine.engine.registry import nearest

_TEXT = 40
"""Characters of a wrong value that a message repeats."""

_EXACT = 2**53
"""Whole numbers up to here are written out in a message."""


class SpecError(ValueError):
    """The one error that leaves this package; it speaks to the person who wrote the spec.

    message: a sentence, with the field and the value. field: where, as a dotted path (`lanes.0.optimizer.lr`), or None
    when it is about the whole. allowed: what would be right, or None where the sentence already says so.
    """

    def __init__(self, message: str, field: str | None = None, allowed: str | None = None) -> None:
        super().__init__(message if allowed is None else f"{message}; allowed: {allowed}")
        self.message = message
        self.field = field
        self.allowed = allowed
        self.number: int | None = None
        """That of the command which it answers, where one is known."""
        self.span: tuple[int, int] | None = None
        """Which characters of a text are wrong: the first, and the one behind the last."""


@contextmanager
def refusing(field: str | None = None) -> Iterator[None]:
    """What the engine refuses with a ValueError is a SpecError, in the same words."""
    try:
        yield
    except ValueError as error:
        raise SpecError(str(error), field) from None


class Refusal(ValueError):
    """What a validator in this package raises: a predicate (`is 0, too small`) about the value that it was given.

    `at` names the part of the value that is meant; `explain` puts the path before it. `span` says which characters of a
    text are meant, the first and the one behind the last.
    """

    def __init__(
        self, predicate: str, allowed: str | None = None, at: str = "", span: tuple[int, int] | None = None
    ) -> None:
        super().__init__(predicate)
        self.predicate = predicate
        self.allowed = allowed
        self.at = at
        self.span = span

    def within(self, part: str) -> Refusal:
        """The same refusal, told about the whole that `part` belongs to."""
        return Refusal(self.predicate, self.allowed, f"{part}.{self.at}" if self.at else part, self.span)


def show(value: Any) -> str:
    """A value as JSON would write it, short and in ASCII."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f"'{plain(value)}'"
    if isinstance(value, int):
        return str(value) if abs(value) <= _EXACT else f"a whole number of {value.bit_length()} bits"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, Sequence):
        return f"a list of {len(value)}"
    return f"a {type(value).__name__}"


def plain(text: str) -> str:
    """Somebody's text, short and in ASCII, fit for one line of any terminal."""
    return ascii(text if len(text) <= _TEXT else text[: _TEXT - 3] + "...")[1:-1]


def number(value: float) -> str:
    """A number as a person writes it: 100000 and not 1e+05."""
    if math.isfinite(value) and value == int(value) and abs(value) <= _EXACT:
        return str(int(value))
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(float(value)), repr(float(value)))


def explain(error: ValidationError, whole: str) -> SpecError:
    """The first of pydantic's complaints as a SpecError; `whole` is what to call the document itself."""
    problems = error.errors(include_url=False)
    problem = problems[0]
    refusal = problem.get("ctx", {}).get("error")
    if not isinstance(refusal, Refusal):
        refusal = _refusal(problem["type"], problem.get("input"), problem.get("ctx", {}))
    # a part in angle brackets is no field: it says which model of several was read
    path = [part for part in (*map(str, problem["loc"]), refusal.at) if part and not part.startswith("<")]
    field = ".".join(path) or None
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    explained = SpecError(f"{field or whole} {refusal.predicate}{more}", field, refusal.allowed)
    explained.span = refusal.span
    return explained


def _refusal(kind: str, value: Any, context: dict[str, Any]) -> Refusal:
    """One of pydantic's own complaints in our words."""
    if kind == "missing":
        return Refusal("is missing")
    if kind == "literal_error":
        near = nearest(value, _quoted(context["expected"])) if isinstance(value, str) else ""
        return Refusal(f"is {show(value)}{near}", str(context["expected"]).replace("'", ""))
    expected = {
        "dict_type": "an object",
        "model_type": "an object",
        "string_type": "text",
        "bool_type": "true or false",
    }.get(kind)
    if expected is None:
        return Refusal(f"is {show(value)}, which is not right ({kind.replace('_', ' ')})")
    return Refusal(f"is {show(value)}", expected)


def _quoted(expected: str) -> list[str]:
    return expected.split("'")[1::2]

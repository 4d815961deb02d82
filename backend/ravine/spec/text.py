"""Short texts from outside: names that fit a legend, words of a fixed list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from ravine.engine.registry import nearest
from ravine.spec.error import Refusal, show
from ravine.spec.limits import NAME


def one_of(names: Sequence[str], noun: str) -> Callable[[Any], str]:
    """A check that gives back one of `names`; raises Refusal with the nearest of them for another word."""

    def check(value: Any) -> str:
        if isinstance(value, str) and value in names:
            return value
        near = nearest(value, names) if isinstance(value, str) else ""
        raise Refusal(f"is {show(value)}, which is no {noun}{near}", ", ".join(names))

    return check


def words(names: Sequence[str], noun: str) -> tuple[PlainValidator, WithJsonSchema]:
    """Metadata of a field that holds one of `names`."""
    return PlainValidator(one_of(names, noun)), WithJsonSchema({"type": "string"})


def _name(value: Any) -> str:
    allowed = f"1 to {NAME} printable characters"
    if not isinstance(value, str):
        raise Refusal(f"is {show(value)}, not text", allowed)
    name = value.strip()
    if not 1 <= len(name) <= NAME:
        raise Refusal(f"is {len(name)} characters long", allowed)
    if not name.isprintable():
        raise Refusal("holds characters that cannot be shown", allowed)
    return name


Name = Annotated[str, PlainValidator(_name), WithJsonSchema({"type": "string"})]

"""What commands are made of: a number of the page's choosing, ids, places in a network, words that come back."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from ravine.spec import limits
from ravine.spec.error import Refusal, show
from ravine.spec.number import checked, whole
from ravine.spec.strict import Strict

LaneId = Annotated[int, whole("lane", 0, limits.IDENTIFIER)]
LayerPlace = Annotated[int, whole("layer", 0, limits.LAYERS)]
UnitPlace = Annotated[int, whole("unit", 0, limits.OUTPUTS - 1)]
InputPlace = Annotated[int, whole("input", 0, limits.INPUTS - 1)]
UPDATES = whole("update", 0, limits.COUNT, "updates")

_DIGITS = len(str(limits.IDENTIFIER))


class Cursor(NamedTuple):
    """How much of a lane's past a page has: its updates before `update`, of that life of the lane."""

    life: int
    update: int


def _cursors(given: Any) -> dict[int, Cursor]:
    """JSON's keys are text: `{"1": [0, 200]}` is lane 1, in its life 0, at update 200."""
    allowed = f"an object of at most {limits.LANES} lane ids, each with [life, update] of what the page has"
    if not isinstance(given, dict) or len(given) > limits.LANES:
        raise Refusal(f"is {show(given)}" + (f" with {len(given)} fields" if isinstance(given, dict) else ""), allowed)
    found = {}
    for key, held in given.items():
        text = str(key)
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) <= limits.IDENTIFIER):
            raise Refusal(f"has the key {show(text)}, which is no lane id", allowed)
        if not isinstance(held, (list, tuple)) or len(held) != 2:
            raise Refusal(f"is {show(held)}", "[life, update]").within(text)
        try:
            life, update = (int(checked(UPDATES.parameter, number)) for number in held)
        except Refusal as refusal:
            raise refusal.within(text) from None
        found[int(text)] = Cursor(life, update)
    return found


def _changes(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refusal(f"is {show(given)}", "an object with the fields to change")
    return given


def _token(given: Any) -> str:
    """A word of ours that travelled out and comes back: a session's id, a view's name."""
    if not (
        isinstance(given, str)
        and 1 <= len(given) <= limits.TOKEN
        and given.isascii()
        and given.replace("_", "").replace("-", "").isalnum()
    ):
        raise Refusal(f"is {show(given)}", f"1 to {limits.TOKEN} letters, digits, - and _")
    return given


Changes = Annotated[dict[str, Any], PlainValidator(_changes), WithJsonSchema({"type": "object"})]
Cursors = Annotated[
    dict[int, Cursor],
    PlainValidator(_cursors),
    PlainSerializer(lambda cursors: {str(lane): list(held) for lane, held in cursors.items()}),
    WithJsonSchema({
        "type": "object",
        "additionalProperties": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "integer"}]},
    }),
]
Token = Annotated[str, PlainValidator(_token), WithJsonSchema({"type": "string"})]


class Asked(Strict):
    """What every command may carry: a number of the page's choosing, which the answer repeats."""

    number: Annotated[int, whole("number", 0, limits.COUNT)] | None = None

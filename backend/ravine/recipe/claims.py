"""A claim of a lesson as data: a measure of a lane, and how it relates to a number or to another measure.

    left < times * right + plus        left > times * right + plus        |left - (times * right + plus)| <= margin
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from ravine.engine.registry import Entry, Parameter, UnknownName, nearest
from ravine.recipe.measures import Argument, measures
from ravine.recipe.replay import Replay, Unmeasured
from ravine.recipe.run import Run
from ravine.spec import limits
from ravine.spec.error import Refusal, plain, show
from ravine.spec.number import Number, checked
from ravine.spec.strict import Strict
from ravine.spec.sweep import Setting

_FIRST = {"measure", "lane", "value"}
_WHOLE = Parameter("number", 0, -1, limits.COUNT, "", "", integer=True)
_REAL = Parameter("number", 0.0, -1e12, 1e12, "", "")
_PARTS = {"train": "training", "test": "testing"}
_WORDS = 300
"""Characters of a sentence."""


@dataclass(frozen=True)
class Measured:
    """A measure of a lane, by its name; value: at which value of the lesson's sweep, None: of the lesson's own spec.

    In a file: `{ measure = "mean_loss", lane = "ReLU", first = 0, last = 64 }`.
    """

    measure: str
    lane: str | None = None
    value: float | None = None
    parameters: tuple[tuple[str, int | float | str], ...] = ()

    @property
    def entry(self) -> Entry:
        return measures[self.measure]

    @property
    def lanes(self) -> tuple[str, ...]:
        """All that it looks at."""
        others = (str(dict(self.parameters)[one.name]) for one in _arguments(self.entry) if one.kind is Run)
        return (*(() if self.lane is None else (self.lane,)), *others)

    def label(self, setting: Setting | None = None) -> str:
        """What it is, for a table: `ReLU: mean loss, updates 0 to 64`. setting: what its value is of."""
        words = self.entry.traits["says"].format_map({name: _shown(name, given) for name, given in self.parameters})
        if self.value is not None:
            words += f", {setting.told(self.value) if setting else f'at {show(self.value)}'}"
        return f"{', '.join(self.lanes)}: {words}" if self.lane else words

    def of(self, runs: Mapping[str, Run]) -> float:
        """Its value; raises Unmeasured. runs: of its lanes, by their names."""
        found = self.begun(runs)
        return found.finish() if isinstance(found, Replay) else found

    def begun(self, runs: Mapping[str, Run]) -> float | Replay:
        """Its value, or the replay that comes to it."""
        for name in self.lanes:
            if name not in runs:
                raise Unmeasured(f"there is no lane {name}")
        lane = () if self.lane is None else (runs[self.lane],)
        others = {one.name for one in _arguments(self.entry) if one.kind is Run}
        given = {name: runs[str(value)] if name in others else value for name, value in self.parameters}
        found: float | Replay = self.entry.functions[0](*lane, **given)
        return found

    def document(self) -> dict[str, Any]:
        """As a file holds it."""
        held = {"measure": self.measure, "lane": self.lane, "value": self.value, **dict(self.parameters)}
        return {name: given for name, given in held.items() if given is not None}

    @classmethod
    def read(cls, given: Any) -> Measured:
        """Raises Refusal."""
        if isinstance(given, cls):
            return given
        if not isinstance(given, dict):
            raise Refusal(f"is {show(given)}", "a table with measure, lane and what the measure takes")
        try:
            entry = measures[str(given.get("measure", ""))]
        except UnknownName as error:
            raise Refusal(f"is no measure ({error})", at="measure") from None
        lane = _word(given.get("lane"), "lane") if entry.traits["of_lane"] else None
        if lane is None and "lane" in given:
            raise Refusal(f"is given, and {entry.name} is of no lane", at="lane")
        value = None if "value" not in given else float(_number(given["value"], "value", _REAL))
        return cls(entry.name, lane, value, _taken(entry, given))


def _shown(name: str, given: int | float | str) -> str:
    """As a sentence has it: layers are counted from 1."""
    if isinstance(given, str):
        return _PARTS.get(given, given)
    if name == "layer":
        return "the output layer" if given < 0 else f"layer {given + 1}"
    return show(given)


def _arguments(entry: Entry) -> tuple[Argument, ...]:
    found: tuple[Argument, ...] = entry.traits["arguments"]
    return found


def _taken(entry: Entry, given: Mapping[str, Any]) -> tuple[tuple[str, int | float | str], ...]:
    """What the measure takes, in its order; raises Refusal for what is missing, wrong or not known."""
    known = {one.name for one in _arguments(entry)}
    for name in given:
        if name not in known | _FIRST:
            hint = nearest(name, known)
            raise Refusal(f"is nothing that {entry.name} takes{hint}", ", ".join(known) or "nothing", plain(name))
    taken: list[tuple[str, int | float | str]] = []
    for one in _arguments(entry):
        if one.name not in given:
            if one.required:
                raise Refusal(f"is missing, and {entry.name} needs it", at=one.name)
            taken.append((one.name, one.default))
        elif one.kind in (int, float):
            taken.append((one.name, _number(given[one.name], one.name, _WHOLE if one.kind is int else _REAL)))
        else:
            taken.append((one.name, _word(given[one.name], one.name, one.words)))
    return tuple(taken)


def _number(value: Any, name: str, parameter: Parameter) -> int | float:
    try:
        return checked(parameter, value)
    except Refusal as refusal:
        raise refusal.within(name) from None


def _word(value: Any, name: str, words: tuple[str, ...] = ()) -> str:
    if not isinstance(value, str) or not value or (words and value not in words):
        near = nearest(value, words) if isinstance(value, str) else ""
        raise Refusal(f"is {show(value)}{near}", ", ".join(words) or "a name", name)
    return value


def _sentence(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= _WORDS or not value.endswith("."):
        raise Refusal(f"is {show(value)}", f"a sentence of up to {_WORDS} characters that ends with a full stop")
    return value


def _right(value: Any) -> float | Measured:
    return Measured.read(value) if isinstance(value, (dict, Measured)) else float(checked(_REAL, value))


_SCHEMA = WithJsonSchema({"type": "object"})
Sentence = Annotated[str, PlainValidator(_sentence), WithJsonSchema({"type": "string"})]
Left = Annotated[Measured, PlainValidator(Measured.read), PlainSerializer(Measured.document), _SCHEMA]
Right = Annotated[
    float | Measured,
    PlainValidator(_right),
    PlainSerializer(lambda right: right.document() if isinstance(right, Measured) else right),
    _SCHEMA,
]


class Claim(Strict):
    """says: in words. holds: for each seed, for the means over the seeds, or for more than half of the seeds."""

    says: Sentence
    left: Left
    relation: Literal["<", ">", "within"]
    right: Right
    times: Annotated[float, Number(_REAL, "times")] = 1.0
    plus: Annotated[float, Number(_REAL, "plus")] = 0.0
    margin: Annotated[float, Number(_REAL, "margin")] | None = None
    holds: Literal["each", "mean", "most"] = "each"

    @model_validator(mode="after")
    def _margin_where_within(self) -> Self:
        if (self.relation == "within") != (self.margin is not None):
            raise Refusal("belongs to the relation within, which needs it", at="margin")
        if self.margin is not None and self.margin < 0:
            raise Refusal("is below 0", at="margin")
        return self

    @property
    def measured(self) -> tuple[Measured, ...]:
        return (self.left, self.right) if isinstance(self.right, Measured) else (self.left,)

    def compare(self, left: float, right: float) -> bool:
        """Whether the relation holds; never where a number is NaN."""
        goal = self.times * right + self.plus
        if self.relation == "within":
            assert self.margin is not None
            return abs(left - goal) <= self.margin
        return left < goal if self.relation == "<" else left > goal

    def words(self, left: float, right: float) -> str:
        """The comparison with its numbers: `0.0213 < 0.1`; `is not` where it does not hold."""
        goal = _short(right, 4 if isinstance(self.right, Measured) else 6)
        goal = goal if self.times == 1 else f"{self.times:g} * {goal}"
        goal = goal if self.plus == 0 else f"{goal} {'+' if self.plus > 0 else '-'} {abs(self.plus):g}"
        sign = {"<": "<", ">": ">", "within": f"within {_short(self.margin, 6)} of" if self.margin is not None else ""}
        return f"{_short(left, 4)} {'' if self.compare(left, right) else 'is not '}{sign[self.relation]} {goal}"


def _short(value: float, digits: int) -> str:
    if abs(value) >= 1000 and float(value).is_integer():  # a count
        return f"{value:,.0f}"
    return f"{value:.{digits}g}".replace("e-0", "e-")


@dataclass(frozen=True)
class Figures:
    """What a claim's sides were for one seed: right is the claim's number where it names no measure. why: they could
    not be measured."""

    left: float = math.nan
    right: float = math.nan
    why: str | None = None


def figures(claim: Claim, runs: Mapping[float | None, Mapping[str, Run]]) -> Figures:
    """The sides of a claim. runs: of the lanes by their names, under each value of the sweep; None: of the spec."""
    try:
        left, *right = (one.of(runs.get(one.value, {})) for one in claim.measured)
    except Unmeasured as error:
        return Figures(why=str(error))
    return Figures(float(left), float(right[0]) if right else float(claim.right))  # type: ignore[arg-type]


def proven(claim: Claim, found: Sequence[Figures]) -> bool:
    """Whether the claim holds over these seeds; what could not be measured proves nothing."""
    if not found:
        return False
    if claim.holds == "mean":
        if any(one.why is not None for one in found):
            return False
        return claim.compare(statistics.fmean(one.left for one in found), statistics.fmean(one.right for one in found))
    right = sum(one.why is None and claim.compare(one.left, one.right) for one in found)
    return right == len(found) if claim.holds == "each" else 2 * right > len(found)

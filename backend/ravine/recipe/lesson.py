"""A lesson: one Markdown file with its experiment and its claims as data in front.

The file is `NN_name.md`, NN its row in the lecture. TOML stands between two lines `+++`, then come the sections See,
Explain, Try and Notes. All that is wrong in it is told with the file's name and the field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import PlainValidator, WithJsonSchema, model_validator

from ravine.engine.registry import Parameter, nearest
from ravine.recipe.claims import Claim
from ravine.recipe.markdown import Node, nodes, words
from ravine.spec import limits
from ravine.spec.commands.asked import Token
from ravine.spec.commands.session import SPEED
from ravine.spec.error import Refusal, SpecError, show
from ravine.spec.listed import listed
from ravine.spec.network import NetworkSpec
from ravine.spec.number import Number, whole
from ravine.spec.places import MODELS, AnySpec
from ravine.spec.strict import Strict
from ravine.spec.sweep import SweepSpec, lanes_at

FOLDER = Path(__file__).with_name("lessons")

PARTS = {
    "goodness": "Goodness of a function",
    "recipe": "Recipe of deep learning",
    "training": "Good results on training data",
    "testing": "Good results on testing data",
}
"""In the lecture's order, with their titles."""

SECTIONS = ("See", "Explain", "Try", "Notes")
PACE = 180
"""Words that are read in a minute."""

UPDATES = Number(Parameter("updates", 1000, 1, limits.UPDATES, "updates", "How far it runs.", integer=True), "updates")
_FENCE = "+++"


def _line(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 200 or not value.isprintable():
        raise Refusal(f"is {show(value)}", "text on one line, up to 200 characters")
    return value.strip()


def _address(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[!-~]+", value):
        raise Refusal(f"is {show(value)}", "an address that begins with https:// or http://")
    return value


Text = Annotated[str, PlainValidator(_line), WithJsonSchema({"type": "string"})]
Address = Annotated[str, PlainValidator(_address), WithJsonSchema({"type": "string"})]


class Paper(Strict):
    """Where it was shown first."""

    title: Text
    url: Address
    authors: Text
    year: Annotated[int, whole("year", 1600, 2100)]


class Question(Strict):
    """What to predict before the run; right: which of the choices comes true, counted from 0."""

    text: Text
    choices: Annotated[tuple[Text, ...], listed(2, 5, "texts")]
    right: Annotated[int, whole("right", 0, 4)]

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.right >= len(self.choices):
            raise Refusal(f"is {self.right}", f"0 to {len(self.choices) - 1}", "right")
        return self


class Front(Strict):
    """What stands in front of a lesson's text."""

    row: Annotated[int, whole("row", 1, 99)]
    title: Text
    part: Literal["goodness", "recipe", "training", "testing"]
    paper: Paper
    views: Annotated[tuple[Token, ...], listed(1, limits.VIEWS, "views")]
    updates: Annotated[int, UPDATES]
    speed: Annotated[float, SPEED] | None = None
    question: Question
    spec: AnySpec
    sweep: SweepSpec | None = None
    claims: Annotated[tuple[Claim, ...], listed(1, 12, "claims")]

    @model_validator(mode="after")
    def _lanes_fit(self) -> Self:
        """Lanes that can be told apart, and swept."""
        names = [lane.name for lane in self.spec.lanes]
        if len(set(names)) < len(names):
            raise Refusal("have a name twice", at="spec.lanes")
        if self.sweep is not None:
            if not isinstance(self.spec, NetworkSpec):
                raise Refusal("is given, and only networks can be swept", at="sweep")
            try:
                lanes_at(self.spec, self.sweep)
            except SpecError as error:
                raise Refusal(f"cannot be: {error.message}", error.allowed, error.field or "sweep") from None
        return self

    @model_validator(mode="after")
    def _claims_fit(self) -> Self:
        """Claims about lanes that there are, measured where the lesson goes."""
        for number, claim in enumerate(self.claims):
            for side, one in zip(("left", "right"), claim.measured, strict=False):
                at = f"claims.{number}.{side}"
                names = tuple(lane.name for lane in self.spec.lanes)
                for name in one.lanes:
                    if name not in names:
                        raise Refusal(f"is of the lane {name}{nearest(name, names)}", ", ".join(names), at)
                place = one.entry.traits["place"]
                if place is not None and not isinstance(self.spec, MODELS[place]):
                    raise Refusal(f"is {one.measure}, and that is for the place {place}", at=at)
                values = self.sweep.values if self.sweep else ()
                if one.value is not None and one.value not in values:
                    allowed = ", ".join(show(value) for value in values) or "none, for there is no sweep"
                    raise Refusal(f"is {show(one.value)}", allowed, f"{at}.value")
                end = self.updates if one.value is None or self.sweep is None else self.sweep.updates
                last = dict(one.parameters).get("last", 0)
                if isinstance(last, int) and last > end:
                    raise Refusal(f"is {last}", f"up to {end}, where the run ends", f"{at}.last")
        return self

    def swept(self) -> dict[float, tuple[NetworkSpec, ...]]:
        """Of each value of the sweep every lane at that value, each one alone."""
        if self.sweep is None:
            return {}
        assert isinstance(self.spec, NetworkSpec)
        return dict(zip(self.sweep.values, lanes_at(self.spec, self.sweep), strict=True))


@dataclass(frozen=True, eq=False)
class Lesson:
    """name: the file's, without number and ending. text: node trees (`markdown.nodes`) by the names of the sections."""

    name: str
    front: Front
    text: dict[str, list[Node]]

    @property
    def minutes(self) -> float:
        """To read all but the notes."""
        question = " ".join((self.front.question.text, *self.front.question.choices))
        read = sum(words(trees) for section, trees in self.text.items() if section != "notes")
        return round((read + words([question])) / PACE, 1)

    def document(self) -> dict[str, Any]:
        """As the page gets it."""
        return {"name": self.name, "minutes": self.minutes, **self.front.model_dump(mode="json"), "text": self.text}


# --- reading ----------------------------------------------------------------------------------------------------------


def read(file: str, content: str) -> Lesson:
    """The lesson in a file of this name; raises SpecError."""
    try:
        return _read(file, content)
    except Refusal as refusal:
        told = SpecError(f"{file}: {refusal.at or 'the text'} {refusal.predicate}", refusal.at or None, refusal.allowed)
    except SpecError as error:
        told = SpecError(f"{file}: {error.message}", error.field, error.allowed)
    raise told from None


def _read(file: str, content: str) -> Lesson:
    named = re.fullmatch(r"([0-9]{2})_([a-z][a-z0-9_]*)\.md", file)
    if named is None:
        raise Refusal("is no name of a lesson", "NN_name.md, as in 08_vanishing_gradient.md", "the file's name")
    before, _, rest = content.partition(f"{_FENCE}\n")
    toml, closed, text = rest.partition(f"\n{_FENCE}\n")
    if before or not closed:
        raise Refusal(f"is not between two lines {_FENCE} at the beginning", at="the front matter")
    try:
        document = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"is no TOML: {error}", at="the front matter") from None
    front = Front.read(document, "the front matter")
    if front.row != int(named[1]):
        raise Refusal(f"is {front.row}, and the file's name begins with {named[1]}", at="row")
    return Lesson(named[2], front, _sections(text))


def _sections(text: str) -> dict[str, list[Node]]:
    lead, *rest = re.split(r"^## +(.+?) *$", text, flags=re.MULTILINE)
    titles, bodies = rest[::2], rest[1::2]
    if tuple(titles) != SECTIONS or lead.strip():
        raise Refusal(f"has the sections {', '.join(titles) or '(none)'}", ", ".join(f"## {one}" for one in SECTIONS))
    found = {}
    for title, body in zip(titles, bodies, strict=True):
        try:
            found[title.lower()] = nodes(body)
        except Refusal as refusal:
            raise refusal.within(f"section {title}") from None
        if not found[title.lower()]:
            raise Refusal("is empty", at=f"section {title}")
    return found


def read_folder(folder: Path) -> tuple[Lesson, ...]:
    """All lessons of a folder in the order of their rows; raises SpecError for the first that is wrong."""
    lessons = [read(file.name, file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.md"))]
    for field, values in (("name", [one.name for one in lessons]), ("row", [str(one.front.row) for one in lessons])):
        twice = [one for one in values if values.count(one) > 1]
        if twice:
            raise SpecError(f"two lessons have the {field} {twice[0]}", field)
    return tuple(sorted(lessons, key=lambda one: one.front.row))


@cache
def lessons() -> tuple[Lesson, ...]:
    """Those of Ravine, read once."""
    return read_folder(FOLDER)


def chosen(names: Iterable[str]) -> tuple[Lesson, ...]:
    """The lessons of these names, all where there are none; raises SpecError for a name that no lesson has."""
    wanted = set(names)
    known = [one.name for one in lessons()]
    for name in wanted:
        if name not in known:
            raise SpecError(f"there is no lesson {show(name)}{nearest(name, known)}", "lesson", ", ".join(known))
    return tuple(one for one in lessons() if one.name in wanted or not wanted)


def contents() -> dict[str, Any]:
    """The table of contents with everything in it, as the page gets it: parts in the lecture's order."""
    return {
        "parts": [
            {"title": title, "lessons": [one.document() for one in lessons() if one.front.part == part]}
            for part, title in PARTS.items()
        ]
    }

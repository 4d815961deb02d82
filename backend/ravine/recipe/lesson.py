"""A lesson: one Markdown file with its experiment and its claims as data in front.

The file is `NN_name.md`, NN its row in the lecture. TOML stands between two lines `+++`, then come the sections See,
Explain, Try and Notes. Another experiment may follow in the same way, its data and its sections. All that is wrong in a
file is told with its name and the field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import PlainValidator, WithJsonSchema

from ravine.engine.registry import nearest
from ravine.recipe.experiment import Experiment, Text
from ravine.recipe.markdown import Node, nodes, words
from ravine.spec.error import Refusal, SpecError, show
from ravine.spec.number import whole
from ravine.spec.strict import Strict

FOLDER = Path(__file__).with_name("lessons")

PARTS = {
    "goodness": "Goodness of a function",
    "recipe": "Recipe of deep learning",
    "training": "Good results on training data",
    "testing": "Good results on testing data",
    "alexnet": "Case study: AlexNet",
}
"""In the lecture's order, with their titles."""

SECTIONS = ("See", "Explain", "Try", "Notes")
PACE = 180
"""Words that are read in a minute."""

_FENCE = "+++"


def _address(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[!-~]+", value):
        raise Refusal(f"is {show(value)}", "an address that begins with https:// or http://")
    return value


Address = Annotated[str, PlainValidator(_address), WithJsonSchema({"type": "string"})]


class Paper(Strict):
    """Where it was shown first."""

    title: Text
    url: Address
    authors: Text
    year: Annotated[int, whole("year", 1600, 2100)]


class Front(Experiment):
    """What stands in front of a lesson's text: what the whole lesson is about, and its first experiment."""

    row: Annotated[int, whole("row", 1, 99)]
    title: Text
    part: Literal["goodness", "recipe", "training", "testing", "alexnet"]
    paper: Paper


Sections = dict[str, list[Node]]
"""Node trees (`markdown.nodes`) by the names of the sections."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """name: the file's, without number and ending. front: its first experiment, too; more: those that follow. texts: of
    each of them all."""

    name: str
    front: Front
    more: tuple[Experiment, ...]
    texts: tuple[Sections, ...]

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        return (self.front, *self.more)

    def experiment(self, place: int) -> Experiment:
        """One of them, counted from 0; raises SpecError where there are not so many."""
        if place >= len(self.experiments):
            raise SpecError(
                f"experiment is {place}, and {self.name} has {len(self.experiments)}",
                "experiment",
                f"0 to {len(self.experiments) - 1}",
            )
        return self.experiments[place]

    @property
    def minutes(self) -> float:
        """To read all but the notes."""
        questions = words([part for one in self.experiments for part in (one.question.text, *one.question.choices)])
        read = sum(words(trees) for text in self.texts for section, trees in text.items() if section != "notes")
        return round((read + questions) / PACE, 1)

    def document(self) -> dict[str, Any]:
        """As the page gets it."""
        of_each = set(Experiment.model_fields)
        experiments = [
            {**one.model_dump(mode="json", include=of_each), "text": text}
            for one, text in zip(self.experiments, self.texts, strict=True)
        ]
        front = self.front.model_dump(mode="json", exclude=of_each)
        return {"name": self.name, "minutes": self.minutes, **front, "experiments": experiments}


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
    before, *pieces = re.split(rf"^{re.escape(_FENCE)}\n", content, flags=re.MULTILINE)
    if before or not pieces or len(pieces) % 2:
        raise Refusal(f"is not between two lines {_FENCE} at the beginning", at="the front matter")
    front = Front.read(_toml(pieces[0]), "the front matter")
    if front.row != int(named[1]):
        raise Refusal(f"is {front.row}, and the file's name begins with {named[1]}", at="row")
    more = []
    for place, toml in enumerate(pieces[2::2], 2):
        try:
            more.append(Experiment.read(_toml(toml), "the experiment"))
        except SpecError as error:
            raise SpecError(f"experiment {place}: {error.message}", error.field, error.allowed) from None
    if more and not all(one.label for one in (front, *more)):
        raise Refusal("is missing, and there are several experiments", at="label")
    return Lesson(named[2], front, tuple(more), tuple(map(_sections, pieces[1::2])))


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"is no TOML: {error}", at="the front matter") from None


def _sections(text: str) -> Sections:
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

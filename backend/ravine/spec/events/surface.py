"""What a session of the Surface place says alone."""

from __future__ import annotations

from typing import Any, Literal

from ravine.spec.strict import Strict


class Critical(Strict):
    """A point of a surface where its gradient is 0."""

    x: float
    y: float
    value: float


class Ground(Strict):
    """What the surface is: after welcome and after every change of it."""

    kind: Literal["ground"] = "ground"
    title: str
    formula: str
    domain: tuple[tuple[float, float], tuple[float, float]]
    """Of x and of y: the part that is shown at first."""
    minima: tuple[Critical, ...]
    """Those that are known, the deepest first."""
    saddles: tuple[Critical, ...]
    start: tuple[float, float]
    """Of the lanes that have none of their own."""
    axes: tuple[str, str]
    columns: tuple[str, ...]
    """Of the points that the surface is made of; empty where it is a function."""
    points: tuple[tuple[float, ...], ...]
    own: dict[str, Any] | None = None
    """The catalogue's entry of a section of a network, which the catalogue does not list."""


class Line(Strict):
    """One line of an optimizer's update, for one coordinate: its formula with the numbers in their places."""

    target: str
    meaning: str
    """What a picture can show of it: `movement`, `squares`, `step`, ...; empty where it shows nothing."""
    formula: str
    plugged: str
    formula_latex: str
    plugged_latex: str
    value: float | None
    """Null where it is infinite or not a number: such an update is not made."""


class Explained(Strict):
    """The next update of a racer, in its parts: where it is, the gradient that it gets, what its optimizer remembers,
    and each line of its formula, for x and for y."""

    kind: Literal["explained"] = "explained"
    lane: int
    update: int
    optimizer: str
    point: tuple[float, float]
    value: float
    gradient: tuple[float, float]
    remembered: dict[str, tuple[float, float]]
    """By the names that stand for it in the lines."""
    meanings: dict[str, str]
    """Of those names, as of the lines."""
    lines: tuple[tuple[Line, Line], ...]
    next: tuple[float | None, float | None]
    number: int | None = None


class Tried(Strict):
    """The rates that were tried for one lane, the value that each led to (null: it diverged), and the best of them."""

    lane: int
    rates: tuple[float, ...]
    values: tuple[float | None, ...]
    best: float | None


class Tuned(Strict):
    """What `tune` found."""

    kind: Literal["tuned"] = "tuned"
    updates: int
    lanes: tuple[Tried, ...]
    number: int | None = None


class Label(Strict):
    """One colour of a map: where a start may end, or which lane wins. share: of the cells."""

    role: Literal["minimum", "moving", "resting", "diverged", "lane", "tie", "value"]
    name: str
    share: float
    x: float | None = None
    y: float | None = None
    value: float | None = None
    lane: int | None = None


class Mapped(Strict):
    """How far a map is: `side` cells along a side; `done` when it gets no finer."""

    kind: Literal["mapped"] = "mapped"
    what: Literal["basins", "winners", "plane"]
    lane: int | None
    updates: int
    side: int
    done: bool
    dtype: str
    x: tuple[float, float]
    y: tuple[float, float]
    log: tuple[bool, bool]
    axes: tuple[str, str]
    labels: tuple[Label, ...]
    range: tuple[float, float]
    """Smallest and largest of what `map_shade` holds that is finite."""

"""What the server says to the page as JSON, told apart by `kind`; numbers that stream travel in binary frames."""

from __future__ import annotations

from typing import Any, Literal, get_args

from ravine.spec.error import SpecError
from ravine.spec.json_text import write_json
from ravine.spec.places import AnySpec
from ravine.spec.strict import Strict

Clock = Literal["paused", "playing", "seeking"]
"""Seeking: on the way to an update of the past."""


class LaneName(Strict):
    """A lane of the spec and its id: the ids follow the order of `spec.lanes` and stay when others are removed.

    life: counts how often its past was thrown away; what a page holds of an earlier life is no longer true.
    """

    id: int
    name: str
    life: int


class LaneState(Strict):
    """Where a lane is, and where its past ends: further, while one looks at an earlier update. `reason` says why it
    diverged."""

    id: int
    name: str
    life: int
    status: Literal["ready", "diverged"]
    update: int
    end: int
    epoch: int
    reason: str | None = None


class State(Strict):
    """The clock and every lane; after each change of one of them."""

    kind: Literal["state"] = "state"
    clock: Clock
    update: int
    start: int
    """The first update that can be shown again: 0 but after very many edits."""
    end: int
    epoch: int
    speed: float | None
    lanes: tuple[LaneState, ...]


class Welcome(Strict):
    """The answer to hello."""

    kind: Literal["welcome"] = "welcome"
    session: str
    version: int
    engine: str
    """Which Ravine computes: its version."""
    spec: AnySpec
    lanes: tuple[LaneName, ...]
    state: State


class Spec(Strict):
    """The whole spec in force, after every patch, add, remove and reset; which lanes started anew, and why."""

    kind: Literal["spec"] = "spec"
    spec: AnySpec
    lanes: tuple[LaneName, ...]
    restarted: tuple[int, ...] = ()
    why: str | None = None
    number: int | None = None
    """That of the command which this answers."""


class LoggedEdit(Strict):
    """What was changed of a lane, and before which of its updates."""

    lane: int
    update: int
    what: str


class Log(Strict):
    """The edits that the lanes' pasts hold, oldest first; a replay makes them again. Whole, or what is new in it."""

    kind: Literal["log"] = "log"
    edits: tuple[LoggedEdit, ...]
    whole: bool


class LayerCheck(Strict):
    """error: the largest difference between backprop and finite differences, over the layer's largest derivative.
    checked: how many of its `of` parameters were compared. doubtful: how many more were tried whose difference is no
    clear one, for ReLUs have corners."""

    error: float
    checked: int
    of: int
    doubtful: int


class Checked(Strict):
    """A lane's gradient against finite differences, both in float64, on the batch of its next update."""

    kind: Literal["checked"] = "checked"
    lane: int
    update: int
    examples: int
    layers: tuple[LayerCheck, ...]
    engine: str
    seed: int
    number: int | None = None


class Sectioned(Strict):
    """The surface that `section` made, by the name that a spec of the Surface place asks for it with."""

    kind: Literal["sectioned"] = "sectioned"
    name: str
    title: str
    number: int | None = None


class Cure(Strict):
    """A change of the lane's spec that would help, in words for a button."""

    label: str
    changes: dict[str, Any]


class Diverged(Strict):
    """A lane stopped at its last finite state."""

    kind: Literal["diverged"] = "diverged"
    lane: int
    update: int
    reason: str
    cures: tuple[Cure, ...] = ()


class Counts(Strict):
    """Examples in each part."""

    train: int
    validation: int
    test: int


class DataShape(Strict):
    """What the data are: after welcome and after every change of them."""

    kind: Literal["data"] = "data"
    inputs: int
    outputs: int
    classes: tuple[str, ...]
    task: Literal["classification", "regression"]
    image: tuple[int, int] | None
    features: tuple[str, ...]
    counts: Counts
    bounds: tuple[tuple[float, float], tuple[float, float]] | None
    """Of x0 and of x1: the part of the plane that pictures show; null where there are not two inputs."""
    own: dict[str, Any] | None = None
    """The catalogue's entry of data of one's own, which the catalogue does not list."""


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


class Progress(Strict):
    """Kernels being compiled: `done` of `total`."""

    kind: Literal["progress"] = "progress"
    stage: str
    done: int
    total: int


class Error(Strict):
    """What was wrong with a command, where, and what is allowed. The session goes on as it was."""

    kind: Literal["error"] = "error"
    message: str
    field: str | None = None
    allowed: str | None = None
    number: int | None = None
    """That of the command which this answers."""
    span: tuple[int, int] | None = None
    """Which characters of a typed function are wrong: the first, and the one behind the last."""

    @classmethod
    def of(cls, error: SpecError) -> Error:
        return cls(
            message=error.message, field=error.field, allowed=error.allowed, number=error.number, span=error.span
        )


Event = (
    Welcome | State | Spec | Log | Checked | Sectioned | Diverged | DataShape | Ground | Explained | Tuned | Mapped
    | Progress | Error
)  # fmt: skip


EVENTS: dict[str, type[Strict]] = {model.model_fields["kind"].default: model for model in get_args(Event)}


def write_event(event: Event) -> str:
    """The event as one JSON text; what is not finite becomes null."""
    return write_json(event.model_dump(mode="json"))

"""What a session of the Network place says alone."""

from __future__ import annotations

from typing import Any, Literal

from ravine.engine.check import LayerCheck
from ravine.spec.strict import Strict


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
    image: tuple[int, int, int] | None
    """Channels (1: grey, 3: red, green, blue), height and width, where an example is a picture: channel by channel,
    each row by row from the top."""
    features: tuple[str, ...]
    counts: Counts
    bounds: tuple[tuple[float, float], tuple[float, float]] | None
    """Of x0 and of x1: the part of the plane that pictures show; null where there are not two inputs."""
    own: dict[str, Any] | None = None
    """The catalogue's entry of data of one's own, which the catalogue does not list."""

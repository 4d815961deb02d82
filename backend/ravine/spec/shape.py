"""What goes into a lane's network and comes out of it: known from the specs alone."""

from __future__ import annotations

from dataclasses import dataclass

from ravine.data.datasets import class_count, datasets
from ravine.engine.losses import losses
from ravine.spec.choice import Choice


@dataclass(frozen=True)
class Shape:
    """The width of the data: columns of x; columns of y in a regression; classes, or None in a regression; maps, height
    and width where a row of x is a picture."""

    inputs: int
    columns: int
    classes: int | None
    image: tuple[int, int, int] | None = None

    @property
    def task(self) -> str:
        return "regression" if self.classes is None else "classification"


def shape_of(data: Choice) -> Shape:
    """The shape of a data set, without making it."""
    entry = datasets[data.name]
    traits, classes = entry.traits, class_count(entry, dict(data.parameters))
    return Shape(traits["inputs"], traits["outputs"], classes, traits.get("image"))


def fits(loss: Choice, shape: Shape) -> bool:
    """Whether the loss is one for the task of the data."""
    return shape.task in losses[loss.name].traits["tasks"]


def fitting_losses(shape: Shape) -> list[str]:
    return [entry.name for entry in losses if shape.task in entry.traits["tasks"]]


def output_units(loss: Choice, shape: Shape) -> int:
    """Outputs of the network: one a class for softmax; one for two classes else; as many as targets in a regression.

    A loss whose target is a class index needs an output for each class. The others see two classes as one number, and
    more classes one against the rest.
    """
    if shape.classes is None:
        return shape.columns
    if losses[loss.name].traits["target"] == "vector" and shape.classes == 2:
        return 1
    return shape.classes

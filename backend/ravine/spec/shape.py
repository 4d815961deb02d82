"""What goes into a lane's network and comes out of it, and how large that makes it: known from the specs alone."""

from __future__ import annotations

from dataclasses import dataclass

from ravine.data.datasets import class_count, datasets
from ravine.engine.losses import losses
from ravine.spec.choice import Choice
from ravine.spec.error import Refusal
from ravine.spec.lane import LaneSpec
from ravine.spec.limits import ACTIVATIONS, MULTIPLY_ADDS


@dataclass(frozen=True)
class Shape:
    """The width of the data: columns of x; columns of y in a regression; classes, or None in a regression."""

    inputs: int
    columns: int
    classes: int | None

    @property
    def task(self) -> str:
        return "regression" if self.classes is None else "classification"


def shape_of(data: Choice) -> Shape:
    """The shape of a data set, without making it."""
    entry = datasets[data.name]
    return Shape(entry.traits["inputs"], entry.traits["outputs"], class_count(entry, dict(data.parameters)))


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


def widths(lane: LaneSpec, shape: Shape) -> tuple[int, ...]:
    """Inputs, hidden layers, outputs."""
    return (shape.inputs, *(layer.units for layer in lane.layers), output_units(lane.loss, shape))


def parameter_count(lane: LaneSpec, shape: Shape) -> int:
    """Weights and biases: sum of (inputs + 1) outputs over the layers."""
    return sum((inputs + 1) * rows for inputs, rows in _matrices(lane, shape))


def _matrices(lane: LaneSpec, shape: Shape) -> list[tuple[int, int]]:
    """Columns and rows of every W."""
    units = widths(lane, shape)
    return list(zip(units, [*(layer.rows for layer in lane.layers), units[-1]], strict=False))


def check_skips(lane: LaneSpec, shape: Shape) -> None:
    """Raise Refusal where a residual connection adds what is not there, or not as wide."""
    units = widths(lane, shape)
    for place, layer in enumerate(lane.layers):
        if not layer.skip:
            continue
        fitting = [skip for skip in range(1, place + 2) if units[place + 1 - skip] == layer.units]
        if layer.skip not in fitting:
            wide = f"as wide as its {layer.units} neurons"
            raise Refusal(
                f"is {layer.skip}, and nothing {wide} lies so many layers before",
                ", ".join(map(str, [0, *fitting])), f"layers.{place}.skip",
            )  # fmt: skip


def check_work(lane: LaneSpec, shape: Shape, examples: int) -> None:
    """Raise Refusal where one update of the lane would take too long or too much memory for a shared machine."""
    batch = min(lane.batch, examples)
    products = batch * sum(inputs * rows for inputs, rows in _matrices(lane, shape))
    remedy = "a smaller batch, fewer layers or fewer neurons"
    if products > MULTIPLY_ADDS:
        raise Refusal(
            f"needs {products / 1e9:.3g} billion multiplications for a batch of {batch}",
            f"at most {MULTIPLY_ADDS / 1e9:.3g} billion: {remedy}",
        )
    held = activations(lane, shape, examples)
    if held > ACTIVATIONS:
        raise Refusal(
            f"holds {held / 1e6:.3g} million activations for a batch of {batch}",
            f"at most {ACTIVATIONS / 1e6:.3g} million: {remedy}",
        )


def activations(lane: LaneSpec, shape: Shape, examples: int) -> int:
    """Numbers that the layers of the lane give for one batch, the pieces of Maxout counted too."""
    pieces = sum(layer.rows - layer.units for layer in lane.layers)
    return min(lane.batch, examples) * (sum(widths(lane, shape)) + pieces)

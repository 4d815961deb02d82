"""The kinds of block that a frame may hold, each defined once: the page's table is generated from this one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Merge(StrEnum):
    """What the page does with a block."""

    APPEND = "append"
    """It goes on where the lane's last block of this kind ended: a range of updates, joined without gap or overlap."""
    STATE = "state"
    """It replaces the lane's last block of this kind."""


@dataclass(frozen=True)
class Dtype:
    """One element type: its number on the wire is its place in `DTYPES`."""

    name: str
    numpy: str


DTYPES = (Dtype("f32", "<f4"), Dtype("u8", "|u1"), Dtype("u16", "<u2"), Dtype("u32", "<u4"), Dtype("f64", "<f8"))


@dataclass(frozen=True)
class Kind:
    """One kind of block; `name` is what `watch` takes."""

    number: int
    name: str
    dtype: str
    merge: Merge
    meaning: str


_KINDS = (
    Kind(1, "loss", "f32", Merge.APPEND,
         "data loss of the batch before each update; 1 column, or 3 (smallest, largest, mean) where width > 1"),
    Kind(2, "learning_rate", "f32", Merge.APPEND, "rate in force at each update; the mean where width > 1"),
    Kind(3, "gradient_norm", "f32", Merge.APPEND,
         "norm of each layer's gradient before penalties and clipping; a column a layer, "
         "or all smallest, all largest, all means where width > 1"),
    Kind(4, "metrics", "f32", Merge.APPEND,
         "loss and accuracy on train, validation and test at update `start`, NaN where there is none; "
         "of two rows for one update the later holds"),
    Kind(5, "points", "f32", Merge.STATE,
         "x0, x1, target, part (0 train, 1 validation, 2 test) of every example; lane 0"),
    Kind(6, "region_class", "u8", Merge.STATE, "class with the largest output; row 0 has the highest x1"),
    Kind(7, "region_confidence", "u8", Merge.STATE, "probability of that class, 0 to 255"),
    Kind(8, "region_value", "f32", Merge.STATE, "predicted value (regression)"),
    Kind(9, "layer_statistics", "f32", Merge.STATE,
         "a row a layer: size of the last update over that of the weights, mean and standard deviation of the "
         "activation, share of dead units (NaN where none can die)"),
    Kind(10, "weight_histogram", "f32", Merge.STATE, "a row a layer: lowest, highest, then the counts of 32 bins"),
    Kind(11, "gradient_histogram", "f32", Merge.STATE, "a row a layer: lowest, highest, then the counts of 32 bins"),
    Kind(12, "confusion", "f32", Merge.STATE,
         "examples of the validation part, or of the training part where there is none; a row a true class, "
         "a column a predicted one"),
    Kind(13, "effort", "f32", Merge.APPEND,
         "examples seen and seconds of compute up to each update, itself included; "
         "both smallest, both largest, both means where width > 1"),
    Kind(14, "neuron_maps", "u8", Merge.STATE,
         "a row a neuron: what it gives at each cell of the plane, 0 to 255 over its own range; row by row, the first "
         "at the highest x1; first the inputs, then layer by layer, the outputs last"),
    Kind(15, "neuron_ranges", "f32", Merge.STATE, "a row a neuron, as in neuron_maps: lowest and highest"),
    Kind(16, "weights", "f32", Merge.STATE, "layer by layer, unit by unit: the weights of its inputs, then its bias"),
    Kind(17, "probe", "f32", Merge.STATE, "of one example: the inputs, then of each layer all z, then all y"),
    Kind(18, "misclassified", "u8", Merge.STATE, "a row a picture that the net takes for another class"),
    Kind(19, "misclassified_labels", "f32", Merge.STATE,
         "a row a picture: its class, the class that the net says, with what probability, its row in its part"),
    Kind(20, "path", "f64", Merge.APPEND,
         "x, y before each update and the distance to the nearest known minimum, NaN where none is known; "
         "all three smallest, all largest, all means where width > 1"),
    Kind(21, "window", "f64", Merge.STATE, "lowest and highest x, lowest and highest y of what `field` shows; lane 0"),
    Kind(22, "field", "f32", Merge.STATE, "f at the middle of each cell; row 0 has the highest y; lane 0"),
    Kind(23, "map_label", "u8", Merge.STATE,
         "of each cell of a map which of its labels it has, counted from 0; row 0 has the highest y; lane 0"),
    Kind(24, "map_shade", "f32", Merge.STATE,
         "of each cell of a map: updates needed (basins), value reached (winners, plane), infinite where it diverged"),
    Kind(25, "point", "f64", Merge.STATE, "where a racer is before its next update: x, y and f there"),
    Kind(26, "masks", "u8", Merge.STATE,
         "of each hidden unit, layer by layer: 0 where the last update's dropout mask dropped it, else 1"),
    Kind(27, "filters", "f32", Merge.STATE, "a row a filter of the first layer: map by map, row by row its weights"),
    Kind(28, "picture", "u8", Merge.STATE, "the picture that is looked into: map by map, row by row from the top"),
    Kind(29, "feature_maps", "u8", Merge.STATE,
         "what each layer hands on of that picture, layer by layer, map by map, row by row; 0 to 255 over the layer's "
         "range"),
    Kind(30, "feature_ranges", "f32", Merge.STATE, "a row a layer, as in feature_maps: lowest and highest"),
    Kind(31, "scores", "f32", Merge.STATE,
         "of that picture: its class, -1 for one's own, then the classes' probabilities"),
)
KINDS = {kind.name: kind for kind in _KINDS}


@dataclass(frozen=True, eq=False)
class Block:
    """One table of numbers on its way to the page.

    values: (rows, cols) of the kind's dtype. lane: 0 where it belongs to all. start: the first update covered (append)
    or the update that the values were computed at (state). width: updates in one row.
    """

    kind: Kind
    lane: int
    values: NDArray[Any]
    start: float
    width: int = 1


def block(name: str, lane: int, values: NDArray[Any], start: float, width: int = 1) -> Block:
    """The block of kind `name`, its values cast to the wire's type."""
    kind = KINDS[name]
    wire = next(dtype.numpy for dtype in DTYPES if dtype.name == kind.dtype)
    with np.errstate(over="ignore"):  # what is beyond the wire's largest number becomes infinite, and is shown so
        table = np.ascontiguousarray(np.atleast_2d(values), dtype=wire)
    return Block(kind, lane, table, start, width)

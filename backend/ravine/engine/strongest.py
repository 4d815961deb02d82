"""What a map looks for: the pictures, and the places in them, where it gives the largest numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.training import Trainer

TOGETHER = 64
"""Pictures whose maps are held at once."""


@dataclass(frozen=True)
class Answer:
    """row: of the picture. value: the map's largest pixel for it, at (y, x) in the map."""

    row: int
    value: float
    place: tuple[int, int]


def strongest(trainer: Trainer, x: NDArray[Any], layer: int, map: int, most: int) -> list[Answer]:
    """Of the pictures x (N, inputs) up to `most`, those for which a map of a layer gives the largest pixel first.

    Of equals the first picture, and in it the first pixel row by row, comes first. Layers and maps count from 0; raises
    ValueError where there is no such map.
    """
    architecture = trainer.settings.architecture
    if not 0 <= layer < len(architecture.layers):
        raise ValueError(f"there is no layer {layer}: allowed are 0 to {len(architecture.layers) - 1}")
    shape = architecture.shapes[layer + 1]
    if not 0 <= map < shape.maps:
        raise ValueError(f"there is no map {map}: allowed are 0 to {shape.maps - 1}")
    of_map = slice(map * shape.area, (map + 1) * shape.area)
    values, places = np.empty(len(x)), np.empty(len(x), np.int64)
    for first in range(0, len(x), TOGETHER):
        given = trainer.layer_output(x[first : first + TOGETHER], layer)[of_map]
        some = slice(first, first + given.shape[1])
        places[some] = given.argmax(axis=0)
        values[some] = given.max(axis=0)
    rows = np.argsort(-values, kind="stable")[:most]
    return [Answer(int(row), float(values[row]), divmod(int(places[row]), shape.width)) for row in rows]

"""Small pictures for the tests of augmentation, and learners that look at them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learners import CLASSES, DESCENT, NOTHING, settings, trainer
from ravine.engine.augment.family import augmentations
from ravine.engine.augment.head import Augment
from ravine.engine.augmented import augmented
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.training import Examples, Trainer

Array = NDArray[Any]
GREY, COLOUR = Shape(1, 7, 9), Shape(3, 6, 5)
STRONG = {
    "flip_left_right": 0.5, "flip_up_down": 0.4, "scale": 1.7, "rotation": 170.0, "shift": 0.4, "crop": 3,
    "brightness": 0.6, "contrast": 0.8, "saturation": 0.9, "pca_colour": 2.0, "noise": 0.3, "cutout": 0.6,
}  # fmt: skip
NEUTRAL = {name: 1.0 if name == "scale" else 0.0 for name in STRONG}


def fitting(image: Shape) -> list[str]:
    """The augmentations for such pictures."""
    return [entry.name for entry in augmentations if image.maps in (entry.traits["maps"] or (image.maps,))]


def augment(image: Shape, chosen: dict[str, float]) -> Augment:
    return Augment(image, tuple(Choice(name, (float(value),)) for name, value in chosen.items()))


def pictures(image: Shape, count: int, dtype: Any = np.float32) -> Array:
    """(N, inputs), no two pixels alike."""
    return np.random.default_rng(count).uniform(0, 1, (count, image.units)).astype(np.float32).astype(dtype)


def learner(
    image: Shape, chosen: dict[str, float], x: Array | None = None, batch: int = 21, dtype: Any = np.float32,
    conv: bool = False, keep: float = 1.0, lane_seed: int = 4, **more: Any,
) -> Trainer:  # fmt: skip
    x = pictures(image, 41) if x is None else x
    y = (np.arange(len(x)) % 3).reshape(-1, 1)
    first = Layer(Conv(4, 3, 1, 1), "relu", keep=keep) if conv else Layer(8, "relu", keep=keep)
    net = Architecture(image.units, (first, Layer(3)), image=image if conv else None)
    made = settings(net, CLASSES, more.pop("optimizer", DESCENT), batch=batch, augment=augment(image, chosen), **more)
    return trainer(made, Examples(x, y, 3), NOTHING, lane_seed=lane_seed, dtype=dtype)


def made_of(
    image: Shape, chosen: dict[str, float], x: Array, update: int = 0, dtype: Any = np.float32, lane_seed: int = 4
) -> Array:  # fmt: skip
    """All of x (N, inputs) as one batch, augmented: (N, maps, height, width)."""
    made = learner(image, chosen, x, dtype=dtype, lane_seed=lane_seed)
    result = augmented(made, np.arange(len(x)), update)
    return result.reshape(len(x), image.maps, image.height, image.width)

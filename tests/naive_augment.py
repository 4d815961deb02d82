"""The slow, obvious oracle of augmentation: one picture at a time, one step after the other, in float64.

Only where pixels come from is composed, as matrices, for that is what the engine promises: one resampling.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

import naive
from ravine.engine.random import AUGMENTATION

Array = NDArray[np.float64]
Draw = Callable[..., float]
LUMA = np.array([0.299, 0.587, 0.114])
FAMILY = (
    "flip_left_right", "flip_up_down", "scale", "rotation", "shift", "crop", "brightness", "contrast", "saturation",
    "pca_colour", "noise", "cutout",
)  # fmt: skip


def normal(u: float, v: float) -> float:
    return math.sqrt(-2 * math.log(1 - u)) * math.cos(2 * math.pi * v)


def _matrix(xx: float, xy: float, yx: float, yy: float, x: float = 0, y: float = 0) -> Array:
    return np.array([[xx, xy, x], [yx, yy, y], [0, 0, 1]])


def _flip(draw: Draw, picture: Array, p: float) -> Array:
    return _matrix(-1 if draw(0) < np.float32(p) else 1, 0, 0, 1)


def _flip_up_down(draw: Draw, picture: Array, p: float) -> Array:
    return _matrix(1, 0, 0, -1 if draw(0) < np.float32(p) else 1)


def _scale(draw: Draw, picture: Array, f: float) -> Array:
    s = f ** (2 * draw(0) - 1)
    return _matrix(1 / s, 0, 0, 1 / s)


def _rotation(draw: Draw, picture: Array, degrees: float) -> Array:
    a = math.radians((2 * draw(0) - 1) * degrees)
    return _matrix(math.cos(a), math.sin(a), -math.sin(a), math.cos(a))


def _shift(draw: Draw, picture: Array, r: float) -> Array:
    _, height, width = picture.shape
    return _matrix(1, 0, 0, 1, -(2 * draw(0) - 1) * r * width, -(2 * draw(1) - 1) * r * height)


def _crop(draw: Draw, picture: Array, m: float) -> Array:
    return _matrix(1, 0, 0, 1, *(math.floor(draw(which) * (2 * m + 1)) - m for which in (0, 1)))


PLACES: dict[str, Callable[..., Array]] = {
    "flip_left_right": _flip, "flip_up_down": _flip_up_down, "scale": _scale, "rotation": _rotation,
    "shift": _shift, "crop": _crop,
}  # fmt: skip


def sampled(picture: Array, back: Array) -> Array:
    """Each pixel from where `back` leads, bilinear; outside, the pixel at the edge."""
    _, height, width = picture.shape
    result = np.empty_like(picture)
    for h in range(height):
        for w in range(width):
            u, v, _ = back @ [w - (width - 1) / 2, h - (height - 1) / 2, 1]
            u = min(max(u + (width - 1) / 2, 0), width - 1)
            v = min(max(v + (height - 1) / 2, 0), height - 1)
            left, top = math.floor(u), math.floor(v)
            right, bottom = min(left + 1, width - 1), min(top + 1, height - 1)
            above = (1 - (u - left)) * picture[:, top, left] + (u - left) * picture[:, top, right]
            below = (1 - (u - left)) * picture[:, bottom, left] + (u - left) * picture[:, bottom, right]
            result[:, h, w] = (1 - (v - top)) * above + (v - top) * below
    return result


def grey(picture: Array) -> Array:
    weights = LUMA if len(picture) == 3 else np.full(len(picture), 1 / len(picture))
    return np.asarray(np.tensordot(weights, picture, 1))


def _brightness(draw: Draw, picture: Array, a: float, colours: Array) -> Array:
    return picture + (2 * draw(0) - 1) * a


def _contrast(draw: Draw, picture: Array, a: float, colours: Array) -> Array:
    middle = grey(picture).mean()
    return np.asarray(middle + (1 + (2 * draw(0) - 1) * a) * (picture - middle))


def _saturation(draw: Draw, picture: Array, a: float, colours: Array) -> Array:
    own = grey(picture)
    return own + (1 + (2 * draw(0) - 1) * a) * (picture - own)


def _pca_colour(draw: Draw, picture: Array, sigma: float, colours: Array) -> Array:
    added = sum(sigma * normal(draw(2 * i), draw(2 * i + 1)) * colours[i] for i in range(3))
    return np.asarray(picture + np.reshape(added, (3, 1, 1)))


COLOURS: dict[str, Callable[..., Array]] = {
    "brightness": _brightness, "contrast": _contrast, "saturation": _saturation, "pca_colour": _pca_colour,
}  # fmt: skip


def principal_colours(pictures: Array) -> Array:
    """Eigenvalue times eigenvector of the covariance of the colours of (N, 3, H, W), the largest first."""
    values, vectors = np.linalg.eigh(np.cov(np.moveaxis(pictures, 1, 0).reshape(3, -1), bias=True))
    signs = [np.sign(vector[np.abs(vector).argmax()]) for vector in vectors.T]
    return np.array([value * sign * vector for value, sign, vector in zip(values, signs, vectors.T, strict=True)])[::-1]


class Draws:
    """The numbers of one batch."""

    def __init__(self, seed: int, update: int, count: int) -> None:
        self.seed, self.update, self.count = seed, update, count
        self.streams: dict[tuple[int, int], Array] = {}

    def of(self, example: int, name: str) -> Draw:
        def draw(which: int, unit: int = 0) -> float:
            place = (FAMILY.index(name) + 1) * 8 + which
            if (place, unit) not in self.streams:
                stream = naive.key(self.seed, AUGMENTATION, self.update, place)
                self.streams[place, unit] = naive.uniform(naive.mix(stream + unit & (1 << 64) - 1), self.count)
            return float(self.streams[place, unit][example])

        return draw


def augmented(pictures: Array, chosen: dict[str, float], seed: int, update: int, colours: Array) -> Array:
    """Pictures (N, maps, H, W) of one batch, each with a strength for what is chosen."""
    draws, results = Draws(seed, update, len(pictures)), []
    for example, picture in enumerate(pictures):
        back = np.eye(3)
        for name in (name for name in PLACES if name in chosen):
            back = back @ PLACES[name](draws.of(example, name), picture, chosen[name])
        if any(name in PLACES for name in chosen):
            picture = sampled(picture, back)
        for name in (name for name in COLOURS if name in chosen):
            picture = COLOURS[name](draws.of(example, name), picture, chosen[name], colours)
        if any(name in COLOURS for name in chosen):
            picture = picture.clip(0, 1)
        if "noise" in chosen:
            draw = draws.of(example, "noise")
            added = [normal(draw(0, unit), draw(1, unit)) for unit in range(picture.size)]
            picture = (picture + chosen["noise"] * np.reshape(added, picture.shape)).clip(0, 1)
        if "cutout" in chosen:
            draw = draws.of(example, "cutout")
            height, width = picture.shape[1:]
            i, j = draw(0) * height - 0.5, draw(1) * width - 0.5
            h, w = np.mgrid[:height, :width]
            side = chosen["cutout"]
            picture = np.where((abs(h - i) < side * height / 2) & (abs(w - j) < side * width / 2), 0, picture)
        results.append(picture)
    return np.array(results)

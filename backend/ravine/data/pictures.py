"""Sets of pictures: how examples are drawn from them."""

from __future__ import annotations

import base64
import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data, Image
from ravine.data.random import stream
from ravine.data.strata import apportion, deal
from ravine.engine.registry import Entry

LEFT_RIGHT, UP_DOWN = "left_right", "up_down"
"""The flips that a label may allow."""

COLOURS = ("red ", "green ", "blue ")

DRAWN = 30_000_000
"""Numbers of the examples that a session may draw from pictures of one's own: 120 MB, twice when they are split."""

OFFERED = 5_000
"""Examples of them, where nobody asks for more or fewer."""


@dataclass(frozen=True, eq=False)
class Pictures:
    """pixels: (N, channels, height, width) uint8, 0 to `white`, one channel (grey) or three (red, green, blue).

    labels: (N,) uint8. groups: (N,), see Data. All read-only, for they are shared.
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    white: int
    classes: tuple[str, ...]
    test_from: int | None
    groups: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        for array in (self.pixels, self.labels, self.groups):
            if array is not None:
                array.flags.writeable = False

    @property
    def image(self) -> Image:
        channels, height, width = self.pixels.shape[1:]
        return channels, height, width

    @property
    def features(self) -> tuple[str, ...]:
        """What each number of a picture is."""
        channels, height, width = self.image
        names = ("",) if channels == 1 else COLOURS
        pixels = itertools.product(names, range(height), range(width))
        return tuple(f"{name}row {row} column {column}" for name, row, column in pixels)

    def drawn(self, name: str, examples: int, noise: float, seed: int) -> Data:
        """x = pixel / white, and noise n on each, cut off at black (0) and white (1).

        As many examples from all classes, and from a given test part as from the rest, in proportion. `name` is what
        the random numbers are keyed by.
        """
        strata = self.labels.astype(np.int64)
        generator = stream(seed, f"{name} subset")
        ends = [0, len(strata)] if self.test_from is None else [0, self.test_from, len(strata)]
        parts = list(itertools.pairwise(ends))
        sizes = apportion(examples, [end - start for start, end in parts])
        rows = np.concatenate(
            [
                start + deal(strata[start:end], [size], generator)[0]
                for (start, end), size in zip(parts, sizes, strict=True)
            ]
        )
        x = self.pixels[rows].reshape(len(rows), -1).astype(np.float32) / np.float32(self.white)
        if noise > 0:
            for picture, row in zip(x, rows.tolist(), strict=True):  # its own, whatever others there are
                n = stream(seed, f"{name} noise", row).standard_normal(len(picture), dtype=np.float32)
                picture += np.float32(noise) * n
            np.clip(x, 0, 1, out=x)
        return Data(
            x=x,
            y=self.labels[rows].astype(np.float32),
            task="classification",
            classes=self.classes,
            image=self.image,
            features=self.features,
            test_from=None if self.test_from is None else sizes[0],
            groups=None if self.groups is None else self.groups[rows],
        )


def planar(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(N, channels, height, width) of (N, height, width), or of (N, height, width, channels)."""
    return pixels[:, None] if pixels.ndim == 3 else np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))


def as_bytes(x: NDArray[Any]) -> NDArray[np.uint8]:
    """From 0 (black) to 255 (white) for 0 to 1, as they are shown; what lies outside is cut off."""
    pixels: NDArray[np.uint8] = np.rint(255 * np.clip(x, 0, 1)).astype(np.uint8)
    return pixels


def as_texts(x: NDArray[Any]) -> tuple[str, ...]:
    """The bytes of each row of x (N, inputs) in base64, as JSON holds them."""
    return tuple(base64.b64encode(row.tobytes()).decode() for row in as_bytes(x))


def entry_of(name: str, pictures: Pictures, notice: str) -> Entry:
    """The data set that draws from `pictures`, which are somebody's own."""
    inputs = math.prod(pictures.image)
    most = min(len(pictures.labels), DRAWN // inputs)

    def draw(examples: int, noise: float, seed: int) -> Data:
        return pictures.drawn(name, examples, noise, seed)

    return Entry(
        name,
        FORMULA,
        HELP,
        (),
        (draw,),
        {
            "task": "classification",
            "inputs": inputs,
            "outputs": 1,
            "classes": len(pictures.classes),
            "classes_from": None,
            "image": pictures.image,
            "flips": (LEFT_RIGHT, UP_DOWN),  # which of them leave the labels true knows whose they are
            "examples": (min(most, OFFERED), 20, most),
            "noise": (0.0, 0.0, 1.0),
            "notice": notice,
        },
    )


FORMULA = "x = pixel / 255, channel by channel, each row by row from the top"
HELP = (
    "Pictures of one's own; fewer examples are drawn from all classes, and from both parts where there are two, "
    "alike. Noise is the standard deviation of what is added to each number (0 is black, 1 is white; the sum is cut "
    "off there)."
)

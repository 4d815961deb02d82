"""Sets of pictures: how examples are drawn from them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data, Image
from ravine.data.random import stream
from ravine.data.strata import apportion, deal

LEFT_RIGHT, UP_DOWN = "left_right", "up_down"
"""The flips that a label may allow."""

COLOURS = ("red ", "green ", "blue ")


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
            # drawn for all pictures, so that each keeps its own noise when there are more or fewer of them
            n = stream(seed, f"{name} noise").standard_normal((len(strata), x.shape[1]), dtype=np.float32)
            x = np.clip(x + np.float32(noise) * n[rows], 0, 1)
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

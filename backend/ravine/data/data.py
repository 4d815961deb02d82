"""Data: examples with their targets, and what is known of them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Task = Literal["classification", "regression"]
Image = tuple[int, int, int]
"""Channels (1: grey, 3: red, green, blue), height and width of a picture."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """value = centre + scale * stored, column by column: how standardised numbers lead back to the file's own."""

    centre: NDArray[np.float64]
    scale: NDArray[np.float64]

    def undone(self, stored: NDArray[np.float32]) -> NDArray[np.float64]:
        return self.centre + self.scale * stored


@dataclass(frozen=True, eq=False)
class Data:
    """N examples: row i of `x` belongs to row i of `y`.

    x: (N, inputs) float32, C-contiguous. y: (N,) float32 class index, or (N, outputs) float32 for regression.
    The arrays belong to whoever asked for them; no other Data shares them.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    task: Task
    classes: tuple[str, ...]
    """The label of each class index; empty for regression."""
    image: Image | None
    """(channels, height, width) where a row of `x` is a picture: channel by channel, each row by row from the top."""
    features: tuple[str, ...]
    test_from: int | None = None
    """The row where the given test part starts, for sets that come with one."""
    target: str = "class"
    """What `y` is called."""
    x_scaling: Scaling | None = None
    """How `x` leads back to the numbers of the file, where it was standardised; `y_scaling` likewise."""
    y_scaling: Scaling | None = None
    marks: NDArray[np.uint64] | None = None
    """(N,) of a set that changes while one learns from it: what its examples are dealt out and made noisy by, so that
    each fares the same whatever others there are. None: they are told apart by their rows."""
    groups: NDArray[np.int64] | None = None
    """(N,) which examples belong together, as tiles that overlap do: learned from or validated on, but not both."""

    def __len__(self) -> int:
        return len(self.x)

    @property
    def strata(self) -> NDArray[np.int64]:
        """(N,) the class of each example; regression is one stratum."""
        if self.task == "classification":
            return self.y.astype(np.int64)
        return np.zeros(len(self), dtype=np.int64)

    def take(self, rows: NDArray[np.int64]) -> Data:
        """The examples at `rows`, as a set of its own without a given test part."""
        marks = None if self.marks is None else self.marks[rows]
        groups = None if self.groups is None else self.groups[rows]
        return dataclasses.replace(self, x=self.x[rows], y=self.y[rows], test_from=None, marks=marks, groups=groups)

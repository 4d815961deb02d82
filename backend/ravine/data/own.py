"""Data of one's own, held for this process: dropped files and painted points, each named by a hash of its content.

A session's spec names such a set like any other; who has no copy of the content cannot guess the name.
"""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np

from ravine.data.data import Data
from ravine.data.noise import noisy, noisy_by_mark
from ravine.data.random import stream
from ravine.data.strata import deal
from ravine.engine.registry import Entry
from ravine.engine.shelf import Shelf, Shelved

PREFIX = "own_"

FILES = 512, 96 * 1024 * 1024
"""Sets and bytes that are held for the next one who asks; those in use stay for as long as they are."""

PAINTED = 4096, 32 * 1024 * 1024
"""Likewise of painted points. A class that paints makes a hundred sets a second: they must not push out its files."""

GONE = ": these data of one's own are not on this server any more; drop the file, or paint the points, once more"


def entry_of(name: str, whole: Data, notice: str) -> Entry:
    """The data set that gives `whole`, or a part of it, with noise."""

    def draw(examples: int, noise: float, seed: int) -> Data:
        if whole.marks is not None:  # all of it: how many there are says who paints
            return dataclasses.replace(whole, x=noisy_by_mark(whole.x, whole.marks, noise, seed), y=whole.y.copy())
        (drawn,) = deal(whole.strata, [examples], stream(seed, "table subset"))
        # drawn for all rows, so that each keeps its own noise when there are more or fewer of them
        x, y = whole.x, whole.y
        if whole.task == "classification":
            x = noisy(x.astype(np.float64), noise, seed, "table")
        else:
            y = noisy(y.astype(np.float64), noise, seed, "table")
        return dataclasses.replace(whole, x=x, y=y).take(drawn)

    count, painted = len(whole), whole.marks is not None
    return Entry(
        name,
        "the points as they were painted" if painted else FORMULA,
        "" if painted else HELP,
        (),
        (draw,),
        {
            "task": whole.task,
            "inputs": whole.x.shape[1],
            "outputs": 1,
            "classes": len(whole.classes) or None,
            "classes_from": None,
            "image": None,
            "flips": (),
            "examples": (count, count if painted else min(count, 20), count),
            "noise": (0.0, 0.0, 1.0),
            "notice": notice,
        },
    )


FORMULA = "x = (value - mean) / standard deviation, column by column, over all rows of the file"
HELP = (
    "A file of one's own; fewer examples are drawn from all classes alike. Noise 1 moves every number (in a "
    "regression: the target) by a standard deviation of half of its column's."
)


class Own(Shelved):
    """Sets by name; painted points have a shelf of their own."""

    def __init__(self, files: tuple[int, int] = FILES, painted: tuple[int, int] = PAINTED) -> None:
        self._files, self._painted = Shelf(*files, _size), Shelf(*painted, _size)
        super().__init__(PREFIX, GONE, self._shelf)

    def add(self, whole: Data, notice: str) -> Entry:
        """The entry of these data; the same content is the same entry, whatever its file is called now."""
        return self.put(_with_whole(entry_of(PREFIX + _digest(whole), whole, notice), whole))

    @property
    def size(self) -> int:
        """Bytes held for the next one who asks."""
        return self._files.size + self._painted.size

    def _shelf(self, entry: Entry) -> Shelf:
        return self._files if entry.traits["whole"].marks is None else self._painted


def _size(entry: Entry) -> int:
    whole: Data = entry.traits["whole"]
    return whole.x.nbytes + whole.y.nbytes + (0 if whole.marks is None else whole.marks.nbytes)


def _with_whole(entry: Entry, whole: Data) -> Entry:
    """So that two sets of one's own can be compared."""
    return dataclasses.replace(entry, traits={**entry.traits, "whole": whole})


def _digest(whole: Data) -> str:
    words = (whole.task, whole.classes, whole.features, whole.target, whole.marks is None, whole.x.shape)
    content = hashlib.sha256(repr(words).encode())
    scalings = [scaling for scaling in (whole.x_scaling, whole.y_scaling) if scaling is not None]
    for part in (whole.x, whole.y, *(part for scaling in scalings for part in (scaling.centre, scaling.scale))):
        content.update(np.ascontiguousarray(part).tobytes())
    return content.hexdigest()[:32]


own = Own()

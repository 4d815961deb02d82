"""Data of one's own, held for this process: dropped files and painted points, each named by a hash of its content.

A session's spec names such a set like any other; who has no copy of the content cannot guess the name.
"""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections import OrderedDict
from weakref import WeakValueDictionary

import numpy as np

from ravine.data.data import Data
from ravine.data.noise import noisy, noisy_by_mark
from ravine.data.random import stream
from ravine.data.strata import deal
from ravine.engine.registry import Entry, Family, nearest

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


class Shelf:
    """Sets of one kind, at most so many of them and so many bytes. What was used last stays longest."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._held: OrderedDict[str, Entry] = OrderedDict()
        self.size = 0
        """Bytes of all that it holds."""

    def put(self, entry: Entry) -> None:
        if entry.name not in self._held:
            self._held[entry.name] = entry
            self.size += _size(entry)
        self._held.move_to_end(entry.name)
        while len(self._held) > self._most or (len(self._held) > 1 and self.size > self._most_bytes):
            _, gone = self._held.popitem(last=False)
            self.size -= _size(gone)


class Own:
    """Sets by name. Those on a shelf are found, and those that a session holds an entry of."""

    def __init__(self, files: tuple[int, int] = FILES, painted: tuple[int, int] = PAINTED) -> None:
        self._lock = threading.Lock()
        self._files, self._painted = Shelf(*files), Shelf(*painted)
        self._alive: WeakValueDictionary[str, Entry] = WeakValueDictionary()

    def add(self, whole: Data, notice: str) -> Entry:
        """The entry of these data; the same content is the same entry, whatever its file is called now."""
        name = PREFIX + _digest(whole)
        with self._lock:
            entry = self._alive.get(name) or _with_whole(entry_of(name, whole, notice), whole)
            self._alive[name] = entry
            self._shelf(entry).put(entry)
        return entry

    def find(self, name: object) -> Entry | None:
        with self._lock:
            entry = self._alive.get(name) if isinstance(name, str) else None
            if entry is not None:
                self._shelf(entry).put(entry)
        return entry

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


class DataSets(Family):
    """The data sets that there are; by name also those of one's own, which are nobody else's business to be listed."""

    def __getitem__(self, name: str) -> Entry:
        return own.find(name) or super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        return own.find(name) is not None or super().__contains__(name)

    def hint(self, name: str) -> str:
        return GONE if name.startswith(PREFIX) else nearest(name, self.names())

"""The bounded past of one learner: the newest updates exactly, older ones as min, max and mean of ever wider bins.

Level l holds bins of 4^l updates in a ring of fixed size; a bin is written when it is full. So a run of any length
takes the same memory, and what is asked for comes at the finest resolution that is still held.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba.core import types
from numpy.typing import NDArray

from ravine.engine.kernel import Use, kernel
from ravine.engine.record import Record

BASE = 4
LEVELS = 13
"""4^12 = 17 million updates a bin at the coarsest: the ring of that level spans 3 * 10^10."""
RING = 2048

MINIMUM, MAXIMUM, MEAN = 0, 1, 2

LOSS, LR, EXAMPLES, SECONDS, NORMS = 0, 1, 2, 3, 4  # channels; from NORMS on one a layer
EFFORT = slice(EXAMPLES, NORMS)


def append_signature(f: types.Type) -> Any:
    """(rings (levels, RING, 3, channels), record (K, channels), first update of the record)"""
    return types.void(f[:, :, :, ::1], f[:, ::1], types.int64)


@kernel(append_signature, use=Use.ALL)
def append(rings, record, start):  # type: ignore[no-untyped-def]
    """Write each update into level 0, and each full group of four bins into the level above; NaN marks a lost bin.

    Those of the four that are not lost speak for it, each as much as any other.
    """
    levels, ring, channels = rings.shape[0], rings.shape[1], rings.shape[3]
    for k in range(record.shape[0]):
        here = rings[0, (start + k) % ring]
        for c in range(channels):
            here[0, c] = here[1, c] = here[2, c] = record[k, c]
        bins = start + k + 1
        level = 0
        while level + 1 < levels and bins % 4 == 0:
            bins //= 4
            level += 1
            above = rings[level, (bins - 1) % ring]
            first = 4 * (bins - 1)
            lost = 0
            while lost < 3 and math.isnan(rings[level - 1, (first + lost) % ring, 2, 0]):
                lost += 1
            share = 1.0 / (4 - lost)
            for c in range(channels):
                low, high, mean = np.inf, -np.inf, 0.0
                for part in range(lost, 4):
                    below = rings[level - 1, (first + part) % ring]
                    low = min(low, below[0, c])
                    high = max(high, below[1, c])
                    mean += share * below[2, c]
                above[0, c], above[1, c], above[2, c] = low, high, mean


@dataclass(frozen=True)
class Piece:
    """Bins of `width` updates from update `start` on: loss (n, 1 or 3), lr (n,), gradient_norm (n, layers or 3 layers),
    effort (n, 2 or 6): examples seen and seconds of compute, both counted from the learner's first update; trace (n,
    columns or 3 columns): where it was, for a learner that says so; slots likewise: what its optimizer remembered.

    Where width is 1 the numbers are exact; else minimum, maximum and mean, for gradient_norm the minima of all layers,
    then the maxima, then the means, and so for effort, trace and slots. All have the history's element type; in float32
    counts of examples are whole up to 2^24 and then right to 7 digits, as an axis needs.
    """

    start: int
    width: int
    loss: NDArray[Any]
    lr: NDArray[Any]
    gradient_norm: NDArray[Any]
    effort: NDArray[Any]
    trace: NDArray[Any]
    slots: NDArray[Any]

    @property
    def stop(self) -> int:
        return self.start + self.width * len(self.lr)


class History:
    """The records of one learner. Update u's record is that of the u-th update, from 0."""

    def __init__(self, layers: int, traced: int = 0, dtype: Any = np.float32, remembered: int = 0) -> None:
        """layers, traced, remembered: how many gradient norms, how many numbers of its way, and how many of what its
        optimizer remembers, the learner records an update."""
        self.end = 0
        self.seconds = 0.0
        """Of compute, for all updates up to the end."""
        way = NORMS + layers
        self._norms, self._trace, self._slots = slice(NORMS, way), slice(way, way + traced), slice(way + traced, None)
        self._rings = np.zeros((LEVELS, RING, 3, way + traced + remembered), dtype)
        self._first = [0] * LEVELS
        """Of each level the first bin that no update forgotten since has overwritten."""

    def append(self, record: Record, seconds: float) -> None:
        """Add what the next updates recorded; the call that made them took `seconds`, each of them an equal share.

        A call that made no update is not counted.
        """
        count = len(record)
        if not count:
            return
        block = np.empty((count, self._rings.shape[3]), self._rings.dtype)
        block[:, LOSS], block[:, LR], block[:, self._norms] = record.loss, record.lr, record.gradient_norm
        block[:, self._trace], block[:, self._slots] = record.trace, record.slots
        block[:, EXAMPLES] = record.examples
        block[:, SECONDS] = self.seconds + seconds * np.arange(1, count + 1) / count
        append(self._rings, block, self.end)
        self.end += count
        self.seconds += seconds

    def truncate(self, end: int) -> None:
        """Forget the updates from `end` on: the learner went back there.

        What they overwrote is lost. A coarser bin that was begun before `end` will speak for the rest of its updates.
        """
        if end >= self.end:
            return
        self.seconds = self._seconds_until(end)
        for level in range(LEVELS):
            bins = end // BASE**level
            self._first[level] = first = min(self.oldest(level) // BASE**level, bins)
            for begun in range(bins // BASE * BASE, min(bins, first)):
                self._rings[level, begun % RING] = np.nan
        self.end = end

    def _seconds_until(self, end: int) -> float:
        """Seconds for the updates before `end`: exact (but float32) where update end - 1 is held by itself, else
        between those of the nearest updates that are known, the first and the last of each bin, in proportion."""
        updates, seconds = [np.array([-1, self.end - 1])], [np.array([0.0, self.seconds])]
        for level in reversed(range(LEVELS)):
            width = BASE**level
            bins = np.arange(self.oldest(level) // width, self.end // width)
            for extreme, update in ((MINIMUM, bins * width), (MAXIMUM, bins * width + width - 1)):
                updates.append(update)
                seconds.append(self._rings[level, bins % RING, extreme, SECONDS])
        known, values = np.concatenate(updates), np.concatenate(seconds)
        order = np.argsort(known, kind="stable")  # of several that know an update the finest comes last and counts
        return float(np.interp(end - 1, known[order], values[order]))

    def whole_until(self, update: int) -> int:
        """How far a history that ended at `update` would be without gap: what is left behind the last whole bin may be
        held by no finer one any more."""
        held = 0
        for level in reversed(range(LEVELS)):
            if self.oldest(level) <= held:
                held = max(held, min(update, self.end) // BASE**level * BASE**level)
        return held

    def mean(self, first: int, last: int) -> NDArray[np.float64] | None:
        """(channels,): the mean of each channel over updates first <= u < last, of the widest bins that lie within;
        None where some of the range is held by none of them any more.

        A range that whole bins make up gives the same numbers for as long as it is held.
        """
        total, here = np.zeros(self._rings.shape[3]), first
        while here < last:
            for level in reversed(range(LEVELS)):
                width: int = BASE**level
                whole = here % width == 0 and here + width <= min(last, self.end)
                if whole and self.oldest(level) <= here:
                    break
            else:
                return None
            total += width * self._rings[level, here // width % RING, MEAN].astype(np.float64)
            here += width
        return total / (last - first)

    def oldest(self, level: int) -> int:
        """The first update that `level` holds, a multiple of its bins' width."""
        width: int = BASE**level
        return max(self.end // width - RING, self._first[level]) * width

    def since(self, update: int, points: int) -> list[Piece]:
        """What is held from `update` to the end: at most one piece, of at most about `points` bins.

        It comes at the finest level that fits and is still held. Only whole bins are given: what is left behind the
        last one comes with the next call, finer. Where `update` lies inside a bin the piece starts at that bin, before
        `update`; who asks then drops what it has from the piece's start on, and there is neither gap nor overlap. A
        piece that starts after `update` says that nothing older is held.
        """
        first = min(max(update, 0), self.end)
        for level in range(LEVELS):
            width = BASE**level
            low, high = first // width * width, self.end // width * width
            if (self.end - first) <= points * width and low >= self.oldest(level):
                break
        low = max(low, self.oldest(level))
        if low >= high:  # only part of a bin is left: its updates that are still held, one by one
            level, low, high = 0, max(first, self.oldest(0)), self.end
        return [self._piece(low, high, level)] if low < high else []

    def _piece(self, start: int, stop: int, level: int) -> Piece:
        width = BASE**level
        rows = self._rings[level].take(np.arange(start // width, stop // width), axis=0, mode="wrap")
        if width == 1:
            exact = rows[:, MEAN]
            parts = (exact[:, part] for part in (self._norms, EFFORT, self._trace, self._slots))
            return Piece(start, 1, exact[:, :LR], exact[:, LR], *parts)
        several = (self._norms, EFFORT, self._trace, self._slots)
        parts = (rows[:, :, part].reshape(len(rows), -1) for part in several)
        return Piece(start, width, rows[:, :, LOSS], rows[:, MEAN, LR], *parts)

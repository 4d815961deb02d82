"""A lane's past from where the page has it to its end, in pieces that join without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.history import History, Piece

FINEST = 1 << 62
"""More bins than there can be: asks for the finest level that is still held."""


def joined(history: History, cursor: int, bins: int) -> Iterator[Piece]:
    """Pieces that cover the updates from `cursor` to the last whole bin, `bins` of them or a few more.

    The history gives whole bins, so the first may begin before the cursor: after a pause the page has single updates,
    and the first look at a fast run gives bins of 64. That first bin is replaced by finer ones behind the cursor; and
    where none so fine are held any more, it is cut at the cursor (its minimum, maximum and mean are then those of the
    whole bin, of which the page has the first part already).
    """
    for piece in history.since(cursor, bins):
        if piece.start >= cursor:
            yield piece
            continue
        at, border = cursor, piece.start + piece.width
        for fine in history.since(cursor, FINEST):
            if fine.start < cursor:
                # one update alone would have to be exact, so it is told together with the bin behind it
                count = 2 if fine.start + fine.width == cursor + 1 else 1
                if len(fine.lr) < count:
                    return
                yield _together(fine, count, cursor)
                at = fine.start + count * fine.width
                border = max(border, -(-at // piece.width) * piece.width)
            yield from _rows(fine, at, border)
        yield from _rows(piece, border, piece.stop)


def _rows(piece: Piece, start: int, stop: int) -> Iterator[Piece]:
    """The bins from update `start` to update `stop`, both on the piece's borders, if there are any."""
    rows = slice((start - piece.start) // piece.width, (stop - piece.start) // piece.width)
    if rows.start < rows.stop and rows.start < len(piece.lr):
        columns = (piece.loss, piece.lr, piece.gradient_norm, piece.effort, piece.trace, piece.slots)
        yield Piece(start, piece.width, *(column[rows] for column in columns))


def _together(piece: Piece, count: int, start: int) -> Piece:
    """The piece's first `count` bins as one, said to begin at `start`."""
    return Piece(
        start,
        piece.start + count * piece.width - start,
        _bin(piece.loss[:count]),
        piece.lr[:count].mean(keepdims=True),
        _bin(piece.gradient_norm[:count]),
        _bin(piece.effort[:count]),
        _bin(piece.trace[:count]),
        _bin(piece.slots[:count]),
    )


def _bin(rows: NDArray[Any]) -> NDArray[Any]:
    """(1, 3 channels): the smallest of the minima, the largest of the maxima, the mean of the means."""
    low, high, mean = np.split(rows, 3, axis=1)
    return np.concatenate([low.min(0), high.max(0), mean.mean(0, dtype=rows.dtype)])[None]

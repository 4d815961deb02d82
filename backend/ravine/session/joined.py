"""A lane's past from where the page has it to its end, in pieces that join without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
        border = piece.start + piece.width
        for fine in history.since(cursor, FINEST):
            if fine.start < cursor:
                end = fine.start + fine.width
                yield _cut(fine, cursor, end)
                fine = _rows(fine, end, border)
            else:
                fine = _rows(fine, fine.start, border)
            if len(fine.lr):
                yield fine
        rest = _rows(piece, border, piece.stop)
        if len(rest.lr):
            yield rest


def _rows(piece: Piece, start: int, stop: int) -> Piece:
    """The bins from update `start` to update `stop`, both on the piece's borders."""
    rows = slice((start - piece.start) // piece.width, max((stop - piece.start) // piece.width, 0))
    return Piece(start, piece.width, piece.loss[rows], piece.lr[rows], piece.gradient_norm[rows])


def _cut(piece: Piece, start: int, stop: int) -> Piece:
    """The piece's first bin, said to cover `start` to `stop` only."""
    first = replace(piece, start=start, width=stop - start, loss=piece.loss[:1], lr=piece.lr[:1],
                    gradient_norm=piece.gradient_norm[:1])  # fmt: skip
    if first.width > 1:
        return first
    layers = piece.gradient_norm.shape[1] // 3
    return replace(first, loss=first.loss[:, 2:], gradient_norm=first.gradient_norm[:, 2 * layers :])

"""Photographs cut into tiles, so that what is tested on shares no pixel with what is learned from."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

ACROSS = 4
"""Blocks along a side of a photograph."""
TESTED = (1, 7, 8, 14)
"""The blocks, counted row by row, whose tiles are the test part: one in each row and in each column, none beside
another, so that all of a photograph is tested on."""
TILE = 32
STEP = 8
"""Pixels from one tile of a block to the next."""


def tiles(
    photos: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int64], int]:
    """Every tile of every block, those to be tested on last.

    photos: (K, side, side, channels), side a multiple of ACROSS. Gives pixels (N, channels, TILE, TILE), the photograph
    and the block of each, blocks counted over all photographs; and the row where the test part starts.
    """
    count, side, _, channels = photos.shape
    size = side // ACROSS
    blocks = photos.reshape(count, ACROSS, size, ACROSS, size, channels).transpose(0, 1, 3, 5, 2, 4)
    blocks = blocks.reshape(count, ACROSS**2, channels, size, size)
    windows = sliding_window_view(blocks, (TILE, TILE), (3, 4))[:, :, :, ::STEP, ::STEP].transpose(0, 1, 3, 4, 2, 5, 6)
    number = np.arange(count * ACROSS**2).reshape(count, ACROSS**2)
    tested = np.isin(np.arange(ACROSS**2), TESTED)
    each = windows.shape[2] * windows.shape[3]
    pixels = np.concatenate([windows[:, part].reshape(-1, channels, TILE, TILE) for part in (~tested, tested)])
    block = np.concatenate([number[:, part].ravel() for part in (~tested, tested)]).repeat(each)
    return pixels, (block // ACROSS**2).astype(np.uint8), block, int((~tested).sum()) * count * each

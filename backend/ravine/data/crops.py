"""Crops of photographs: AlexNet learned from parts of pictures of 256 x 256 pixels (Krizhevsky and others, 2012)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ravine.data.random import stream


def centre(photo: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """(side, side, channels) from the middle of (height, width, channels)."""
    top, left = ((whole - side) // 2 for whole in photo.shape[:2])
    return photo[top : top + side, left : left + side]


def crops(
    photos: NDArray[np.uint8], first: int, count: int, side: int, seed: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """So many crops, and the photograph of each: the middle of the first one, then random places of all in turn.

    photos: (K, height, width, channels). Gives (count, channels, side, side) and (count,).
    """
    rows = (first + np.arange(count)) % len(photos)
    made = np.stack([centre(photos[first], side), *_random(photos, rows[1:], side, stream(seed, "crops"))])
    return np.ascontiguousarray(made.transpose(0, 3, 1, 2)), rows


def _random(
    photos: NDArray[np.uint8], rows: NDArray[np.int64], side: int, draw: np.random.Generator
) -> Iterator[NDArray[np.uint8]]:
    height, width = photos.shape[1:3]
    for row in rows:
        top, left = draw.integers(0, (height - side + 1, width - side + 1))
        yield photos[row, top : top + side, left : left + side]

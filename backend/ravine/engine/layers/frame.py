"""Frames: maps with a margin of zeros around them, laid out so that a window that slides over them reads in one go.

A map of a batch is rows of pixels, a pixel the numbers of its examples side by side. Where a window moves by s pixels,
a row of a frame is kept in s parts, part p with the pixels p, p + s, p + 2s, ...: what one place of the window sees
in all its positions along a row then lies in one piece, whatever s is.
"""

from __future__ import annotations

from numba import njit
from numba.extending import register_jitable

from ravine.engine.vector import LANES, splat, store


def pitch(width: int, stride: int, columns: int) -> int:
    """Numbers from one part of a row to the next: whole vectors, and one more that a read may run into."""
    return (((width + stride - 1) // stride * columns + LANES - 1) // LANES + 1) * LANES


def frame_size(maps: int, height: int, width: int, stride: int, columns: int) -> int:
    """Numbers of a frame of height x width pixels a map."""
    return maps * height * stride * pitch(width, stride, columns)


# Plans ask for them too: plain functions cost a process no compilation before its first network.
for _function in (pitch, frame_size):
    register_jitable(nogil=True, error_model="numpy")(_function)


@njit(nogil=True, error_model="numpy")
def fill_frame(scratch, frame, height, width, stride, x, maps, rows, pixels, columns, margin, apart):  # type: ignore[no-untyped-def]
    """Pixel (h, w) of maps of rows x pixels goes to (margin + h apart, margin + w apart); all else is 0."""
    part = pitch(width, stride, columns)
    for i in range(frame, frame + frame_size(maps, height, width, stride, columns), LANES):
        store(scratch, i, splat(scratch, 0.0))
    at_once = pixels if stride == 1 and apart == 1 else 1
    for m in range(maps):
        for h in range(rows):
            source = x + (m * rows + h) * pixels * columns
            row = frame + (m * height + margin + h * apart) * stride * part
            for w in range(0, pixels, at_once):
                place = margin + w * apart
                target = row + place % stride * part + place // stride * columns
                for k in range(at_once * columns):
                    scratch[target + k] = scratch[source + w * columns + k]

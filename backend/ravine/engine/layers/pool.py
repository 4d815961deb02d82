"""Pooling: one number for each place of a window that slides over a map, its largest or its mean (lecture, AlexNet).

Windows may overlap (AlexNet: 3 x 3 every 2 pixels) and lie inside the map: rows and columns that none of them reaches
are not seen. On the way back each pixel collects what the windows that hold it have for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import (
    COLUMNS,
    DX,
    DY,
    HEIGHT,
    KEPT,
    MAPS,
    OUT_HEIGHT,
    OUT_WIDTH,
    SIZE,
    STRIDE,
    WIDTH,
    Op,
    X,
    Y,
    op_signature,
)
from ravine.engine.layers.shape import Shape, slid_over
from ravine.engine.layers.work import Work
from ravine.engine.vector import LANES, fast, load, splat, store, where

# A pixel of eight numbers is worked on as a vector of sixteen: what is written too far is the next pixel's, written
# later, for all go from the first to the last.


@fast
def windows(first, stop, pixel, size, stride, count):  # type: ignore[no-untyped-def]
    """(first, stop): which of `count` windows hold this pixel of a row or column, from those of the pixel before"""
    return first + (first * stride + size <= pixel), stop + (stop < count and stop * stride <= pixel)


@kernel(op_signature, use=Use.PICTURES)
def max_pool_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = max of the window; which of its pixels that was, the first of equals, is kept for the way back"""
    x, y, kept, columns = table[row, X], table[row, Y], table[row, KEPT], table[row, COLUMNS]
    height, width, size, stride = table[row, HEIGHT], table[row, WIDTH], table[row, SIZE], table[row, STRIDE]
    out = 0
    for m in range(table[row, MAPS]):
        for h in range(table[row, OUT_HEIGHT]):
            for w in range(table[row, OUT_WIDTH]):
                corner = x + ((m * height + h * stride) * width + w * stride) * columns
                for k in range(0, columns, LANES):
                    largest, winner = load(scratch, corner + k), splat(scratch, 0.0)
                    for i in range(size):
                        for j in range(size):
                            z = load(scratch, corner + (i * width + j) * columns + k)
                            winner = where(z > largest, splat(scratch, float(i * size + j)), winner)
                            largest = where(z > largest, z, largest)
                    store(scratch, y + out + k, largest)
                    store(scratch, kept + out + k, winner)
                out += columns


@kernel(op_signature, use=Use.PICTURES)
def max_pool_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = sum of dL/dy over the windows that this pixel won"""
    dx, dy, kept, columns = table[row, DX], table[row, DY], table[row, KEPT], table[row, COLUMNS]
    if dx < 0:
        return
    height, width, size, stride = table[row, HEIGHT], table[row, WIDTH], table[row, SIZE], table[row, STRIDE]
    rows, pixels = table[row, OUT_HEIGHT], table[row, OUT_WIDTH]
    for m in range(table[row, MAPS]):
        top, bottom = 0, 0
        for h in range(height):
            top, bottom = windows(top, bottom, h, size, stride, rows)
            left, right = 0, 0
            to = dx + (m * height + h) * width * columns
            for w in range(width):
                left, right = windows(left, right, w, size, stride, pixels)
                for k in range(0, columns, LANES):
                    d = splat(scratch, 0.0)
                    for i in range(top, bottom):
                        at = ((m * rows + i) * pixels + left) * columns + k
                        tap = (h - i * stride) * size + w - left * stride
                        for _ in range(left, right):
                            d = d + where(load(scratch, kept + at) == float(tap), load(scratch, dy + at), 0.0)
                            at += columns
                            tap -= stride
                    store(scratch, to + w * columns + k, d)


@kernel(op_signature, use=Use.PICTURES)
def average_pool_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = mean of the window"""
    x, y, columns = table[row, X], table[row, Y], table[row, COLUMNS]
    height, width, size, stride = table[row, HEIGHT], table[row, WIDTH], table[row, SIZE], table[row, STRIDE]
    out, share = y, 1.0 / (size * size)
    for m in range(table[row, MAPS]):
        for h in range(table[row, OUT_HEIGHT]):
            for w in range(table[row, OUT_WIDTH]):
                corner = x + ((m * height + h * stride) * width + w * stride) * columns
                for k in range(0, columns, LANES):
                    mean = splat(scratch, 0.0)
                    for i in range(size):
                        for j in range(size):
                            mean = mean + load(scratch, corner + (i * width + j) * columns + k)
                    store(scratch, out + k, mean * share)
                out += columns


@kernel(op_signature, use=Use.PICTURES)
def average_pool_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = sum of dL/dy / size^2 over the windows that hold this pixel"""
    dx, dy, columns = table[row, DX], table[row, DY], table[row, COLUMNS]
    if dx < 0:
        return
    height, width, size, stride = table[row, HEIGHT], table[row, WIDTH], table[row, SIZE], table[row, STRIDE]
    rows, pixels, share = table[row, OUT_HEIGHT], table[row, OUT_WIDTH], 1.0 / (size * size)
    for m in range(table[row, MAPS]):
        top, bottom = 0, 0
        for h in range(height):
            top, bottom = windows(top, bottom, h, size, stride, rows)
            left, right = 0, 0
            for w in range(width):
                left, right = windows(left, right, w, size, stride, pixels)
                to = dx + ((m * height + h) * width + w) * columns
                for k in range(0, columns, LANES):
                    d = splat(scratch, 0.0)
                    for i in range(top, bottom):
                        for j in range(left, right):
                            d = d + load(scratch, dy + ((m * rows + i) * pixels + j) * columns + k)
                    store(scratch, to + k, d * share)


@kernel(op_signature, use=Use.PICTURES)
def global_average_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y_m = mean of map m"""
    x, y, columns, area = table[row, X], table[row, Y], table[row, COLUMNS], table[row, HEIGHT] * table[row, WIDTH]
    for m in range(table[row, MAPS]):
        for k in range(0, columns, LANES):
            mean = splat(scratch, 0.0)
            for pixel in range(area):
                mean = mean + load(scratch, x + (m * area + pixel) * columns + k)
            store(scratch, y + m * columns + k, mean * (1.0 / area))


@kernel(op_signature, use=Use.PICTURES)
def global_average_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = dL/dy_m / area for each pixel of map m"""
    dx, dy, columns, area = table[row, DX], table[row, DY], table[row, COLUMNS], table[row, HEIGHT] * table[row, WIDTH]
    if dx < 0:
        return
    for m in range(table[row, MAPS]):
        for pixel in range(area):
            for k in range(0, columns, LANES):
                d = load(scratch, dy + m * columns + k) * (1.0 / area)
                store(scratch, dx + (m * area + pixel) * columns + k, d)


max_pool = Op(max_pool_forward, max_pool_backward)
average_pool = Op(average_pool_forward, average_pool_backward)
global_average = Op(global_average_forward, global_average_backward)


@dataclass(frozen=True)
class Pool(Work):
    """One pixel for each window of size x size, moved by `stride`."""

    size: int
    stride: int

    @property
    def window(self) -> tuple[int, int, int]:
        return self.size, self.stride, 0

    def shape(self, given: Shape) -> Shape:
        return slid_over(given, given.maps, *self.window)

    def looks(self, given: Shape) -> int:
        return self.size**2 * self.shape(given).units


class MaxPool(Pool):
    """The largest pixel of each window."""

    def build(self, build: Any, place: int, span: Any) -> None:
        shape = self.shape(build.shape)
        build.add(max_pool, shape, place, window=self.window, kept=shape.units * build.columns)


class AveragePool(Pool):
    """The mean of each window."""

    def build(self, build: Any, place: int, span: Any) -> None:
        build.add(average_pool, self.shape(build.shape), place, window=self.window)


@dataclass(frozen=True)
class GlobalAverage(Work):
    """The mean of each map."""

    @property
    def window(self) -> None:
        return None

    def shape(self, given: Shape) -> Shape:
        return Shape(given.maps)

    def build(self, build: Any, place: int, span: Any) -> None:
        build.add(global_average, self.shape(build.shape), place)

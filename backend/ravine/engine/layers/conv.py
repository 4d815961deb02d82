"""Convolution: y_o = b_o + sum over the maps m of w_om * x_m, the window w_om sliding over the map (lecture, AlexNet).

As in all libraries it is a correlation: the window is not turned round. W is (filters, maps size size) row by row in
theta, b behind it; a map lies row by row in scratch, a pixel as the numbers of its batch. A kernel keeps four filters
at four vectors' places of a row in registers, whatever the sizes are: measured against a matrix of all windows and
BLAS, that was faster for every convolution of AlexNet and of nets for small pictures (for these: `bench vision`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ravine.engine.block import block_product_add, block_scale_add, block_start, block_store, block_totals, block_zero
from ravine.engine.kernel import Use, kernel, specialise
from ravine.engine.layers.frame import fill_frame, frame_size, pitch
from ravine.engine.layers.op import (
    BIASES,
    COLUMNS,
    DX,
    DY,
    HEIGHT,
    MAPS,
    OUT_HEIGHT,
    OUT_MAPS,
    OUT_WIDTH,
    PADDING,
    ROOM,
    SIZE,
    STRIDE,
    WEIGHTS,
    WIDTH,
    Op,
    X,
    Y,
    op_signature,
)
from ravine.engine.layers.shape import Shape, slid_over
from ravine.engine.layers.work import Work
from ravine.engine.vector import HALF, LANES, fast, lane_numbers, load, splat, total, where


def _band(weights, w, biases, scratch, x, y, taps, maps, frame, part, stride, size, columns, apart, most):  # type: ignore[no-untyped-def]
    """y[o, k] = b[o] + sum over m, i, j of w[o, m, i, j] x[m, i, k + j], of some filters at some places of a row"""
    block = block_start(weights, biases, 1, FILTERS, VECTORS)  # type: ignore[name-defined]  # noqa: F821
    for m in range(maps):
        for i in range(size):
            row, tap = x + m * frame + i * stride * part, w + (m * size + i) * size
            for first in range(min(stride, size)):
                place = row + first * part
                for j in range(first, size, stride):
                    block = block_scale_add(block, weights, tap + j, taps, scratch, place, VECTORS)  # type: ignore[name-defined]  # noqa: F821
                    place += columns
    block_store(scratch, y, apart, block, VECTORS, most)  # type: ignore[name-defined]  # noqa: F821


def _band_of(filters: int, vectors: int):  # type: ignore[no-untyped-def]
    return fast(specialise(_band, f"_band_{filters}x{vectors}", FILTERS=filters, VECTORS=vectors))


_band_4x4, _band_4x3, _band_4x2, _band_4x1 = _band_of(4, 4), _band_of(4, 3), _band_of(4, 2), _band_of(4, 1)
_band_1x1 = _band_of(1, 1)


@fast
def correlate(weights, w, biases, filters, scratch, frame, maps, height, width, stride, size, y, rows, pixels, columns):  # type: ignore[no-untyped-def]
    """Slide filters over a frame of height x width: `rows` x `pixels` places a map, written to y."""
    taps, part, run = maps * size * size, pitch(width, stride, columns), pixels * columns
    one, far = height * stride * part, rows * run
    for h in range(rows):
        for k in range(0, run, 4 * LANES):
            x, to, left = frame + h * stride * stride * part + k, y + h * run + k, min(run - k, 4 * LANES)
            whole = filters - filters % 4
            for o in range(0, whole, 4):
                at, b, out = w + o * taps, biases + o, to + o * far
                if left > 3 * LANES:
                    _band_4x4(weights, at, b, scratch, x, out, taps, maps, one, part, stride, size, columns, far, left)
                elif left > 2 * LANES:
                    _band_4x3(weights, at, b, scratch, x, out, taps, maps, one, part, stride, size, columns, far, left)
                elif left > LANES:
                    _band_4x2(weights, at, b, scratch, x, out, taps, maps, one, part, stride, size, columns, far, left)
                else:
                    _band_4x1(weights, at, b, scratch, x, out, taps, maps, one, part, stride, size, columns, far, left)
            for o in range(whole, filters):
                at, b = w + o * taps, biases + o
                for v in range(0, left, LANES):
                    out, most = to + o * far + v, left - v
                    _band_1x1(
                        weights, at, b, scratch, x + v, out, taps, maps, one, part, stride, size, columns, far, most
                    )


def _products(grad, g, scratch, x, delta, taps, part, stride, rows, run, columns):  # type: ignore[no-untyped-def]
    """dL/dw[o, j] = sum over the rows h and places k of dL/dy[o, h, k] x[h, k + j], of some filters and taps"""
    block = block_zero(scratch, FILTERS, TAPS)  # type: ignore[name-defined]  # noqa: F821
    whole = run - run % LANES
    for h in range(rows):
        here, seen = delta + h * run, x + h * stride * stride * part
        for k in range(0, whole, LANES):
            block = block_product_add(block, scratch, here + k, rows * run, seen + k, columns, TAPS, LANES)  # type: ignore[name-defined]  # noqa: F821
        if whole < run:  # pixels of eight numbers each
            block = block_product_add(block, scratch, here + whole, rows * run, seen + whole, columns, TAPS, HALF)  # type: ignore[name-defined]  # noqa: F821
    block_totals(grad, g, taps, stride, block, TAPS)  # type: ignore[name-defined]  # noqa: F821


def _products_of(filters: int, taps: int):  # type: ignore[no-untyped-def]
    return fast(specialise(_products, f"_products_{filters}x{taps}", FILTERS=filters, TAPS=taps))


_products_4x5, _products_4x3, _products_4x1 = _products_of(4, 5), _products_of(4, 3), _products_of(4, 1)
_products_1x3, _products_1x1 = _products_of(1, 3), _products_of(1, 1)


@fast
def weight_gradient(grad, g, filters, scratch, frame, maps, height, width, stride, size, dy, rows, pixels, columns):  # type: ignore[no-untyped-def]
    """What `correlate`'s filters get of dL/dy, from the frame that they slid over."""
    taps, part, run = maps * size * size, pitch(width, stride, columns), pixels * columns
    o = 0
    while o < filters:
        four = o + 4 <= filters
        delta = dy + o * rows * run
        for row in range(maps * size):
            m, i = row // size, row % size
            for first in range(min(stride, size)):
                x = frame + ((m * height + i) * stride + first) * part
                at, left = g + o * taps + row * size + first, (size - first + stride - 1) // stride
                while left > 0:
                    if four and left >= 5:
                        done = 5
                        _products_4x5(grad, at, scratch, x, delta, taps, part, stride, rows, run, columns)
                    elif four and left >= 3:
                        done = 3
                        _products_4x3(grad, at, scratch, x, delta, taps, part, stride, rows, run, columns)
                    elif four:
                        done = 1
                        _products_4x1(grad, at, scratch, x, delta, taps, part, stride, rows, run, columns)
                    elif left >= 3:
                        done = 3
                        _products_1x3(grad, at, scratch, x, delta, taps, part, stride, rows, run, columns)
                    else:
                        done = 1
                        _products_1x1(grad, at, scratch, x, delta, taps, part, stride, rows, run, columns)
                    at, x, left = at + done * stride, x + done * columns, left - done
        o += 4 if four else 1


@fast
def bias_gradient(grad, biases, filters, scratch, dy, places):  # type: ignore[no-untyped-def]
    """dL/db_o = sum of dL/dy_o over all places"""
    for o in range(filters):
        d = splat(scratch, 0.0)
        for k in range(0, places, LANES):
            inside = lane_numbers(scratch) < float(places - k)
            d = d + where(inside, load(scratch, dy + o * places + k), 0.0)
        grad[biases + o] = total(d)


@fast
def turn_round(theta, weights, filters, maps, size, scratch, turned):  # type: ignore[no-untyped-def]
    """The windows turned by 180 degrees, filters and maps exchanged, and behind them a bias of 0 for each map."""
    taps = size * size
    for o in range(filters):
        for m in range(maps):
            for t in range(taps):
                scratch[turned + (m * filters + o) * taps + taps - 1 - t] = theta[weights + (o * maps + m) * taps + t]
    for m in range(maps):
        scratch[turned + maps * filters * taps + m] = 0.0


@kernel(op_signature, use=Use.PICTURES)
def conv_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y_o = b_o + sum_m w_om * x_m"""
    maps, height, width, columns = table[row, MAPS], table[row, HEIGHT], table[row, WIDTH], table[row, COLUMNS]
    size, stride, padding, frame = table[row, SIZE], table[row, STRIDE], table[row, PADDING], table[row, ROOM]
    tall, wide = height + 2 * padding, width + 2 * padding
    fill_frame(scratch, frame, tall, wide, stride, table[row, X], maps, height, width, columns, padding, 1)
    correlate(
        theta, table[row, WEIGHTS], table[row, BIASES], table[row, OUT_MAPS], scratch, frame, maps, tall, wide,
        stride, size, table[row, Y], table[row, OUT_HEIGHT], table[row, OUT_WIDTH], columns,
    )  # fmt: skip


@kernel(op_signature, use=Use.PICTURES)
def conv_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dw_om = dL/dy_o * x_m;  dL/db_o = sum of dL/dy_o;  dL/dx_m = sum_o dL/dy_o, spread out, * w_om turned round"""
    maps, height, width, columns = table[row, MAPS], table[row, HEIGHT], table[row, WIDTH], table[row, COLUMNS]
    size, stride, padding, frame = table[row, SIZE], table[row, STRIDE], table[row, PADDING], table[row, ROOM]
    filters, rows, pixels = table[row, OUT_MAPS], table[row, OUT_HEIGHT], table[row, OUT_WIDTH]
    weights, dx, dy = table[row, WEIGHTS], table[row, DX], table[row, DY]
    tall, wide = height + 2 * padding, width + 2 * padding
    fill_frame(scratch, frame, tall, wide, stride, table[row, X], maps, height, width, columns, padding, 1)
    weight_gradient(
        grad, weights, filters, scratch, frame, maps, tall, wide, stride, size, dy, rows, pixels, columns
    )
    bias_gradient(grad, table[row, BIASES], filters, scratch, dy, rows * pixels * columns)
    if dx < 0:
        return
    tall, wide = height + size - 1, width + size - 1
    fill_frame(scratch, frame, tall, wide, 1, dy, filters, rows, pixels, columns, size - 1 - padding, stride)
    turned = frame + frame_size(filters, tall, wide, 1, columns)
    turn_round(theta, weights, filters, maps, size, scratch, turned)
    correlate(
        scratch, turned, turned + filters * maps * size * size, maps, scratch, frame, filters, tall, wide, 1, size,
        dx, height, width, columns,
    )  # fmt: skip


conv = Op(conv_forward, conv_backward)


@dataclass(frozen=True)
class Conv(Work):
    """Filters of size x size pixels that slide over maps with a margin of `padding` zeros, moved by `stride`."""

    filters: int
    size: int
    stride: int = 1
    padding: int = 0
    shards = True

    @property
    def window(self) -> tuple[int, int, int]:
        return self.size, self.stride, self.padding

    def shape(self, given: Shape) -> Shape:
        return slid_over(given, self.filters, *self.window)

    def matrix(self, given: Shape) -> tuple[int, int]:
        return self.filters, given.maps * self.size**2

    def products(self, given: Shape) -> int:
        filters, taps = self.matrix(given)
        return filters * taps * self.shape(given).area

    def build(self, build: Any, place: int, span: Any) -> None:
        given: Shape = build.shape
        room = self.room(given, build.columns, back=build.x > 0)
        build.add(
            conv, self.shape(given), place, weights=span.weights, biases=span.biases, window=self.window, room=room
        )

    def room(self, given: Shape, columns: int, back: bool) -> int:
        """Numbers of scratch to work in: a frame of what goes in or, where its gradient is asked for on the way `back`,
        of what came out."""
        margin, grown = 2 * self.padding, self.size - 1
        forward = frame_size(given.maps, given.height + margin, given.width + margin, self.stride, columns)
        if not back:
            return forward
        backward = frame_size(self.filters, given.height + grown, given.width + grown, 1, columns)
        return max(forward, backward + (self.filters * self.size**2 + 1) * given.maps)

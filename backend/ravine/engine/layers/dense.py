"""The dense layer: y = W x + b, W of shape (outputs, inputs) row by row in theta, b behind it.

Small layers multiply in tiles of vectors, sixteen examples at a time; for wide ones BLAS is faster, so a layer chooses
by its size (`dense_op`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ravine.engine.kernel import kernel
from ravine.engine.layers.maxout import maxout
from ravine.engine.layers.op import BIASES, COLUMNS, DX, DY, INPUTS, OUTPUTS, WEIGHTS, Op, X, Y, op_signature
from ravine.engine.layers.shape import Shape
from ravine.engine.layers.work import Work
from ravine.engine.tile import store_totals, tile_product_add, tile_scale_add, tile_splat, tile_store, tile_zero
from ravine.engine.vector import (
    LANES,
    fma,
    load,
    splat,
    store,
    total,
)

BLAS_FROM = 64 * 64
"""Weights from which BLAS beats the tiles (measured at batches of 16 and 128; between 48 and 96 wide they are even)."""


@kernel(op_signature)
def dense_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = W x + b"""
    inputs, outputs, columns = table[row, INPUTS], table[row, OUTPUTS], table[row, COLUMNS]
    weights, biases, x, y = table[row, WEIGHTS], table[row, BIASES], table[row, X], table[row, Y]
    for k in range(0, columns, LANES):
        o = 0
        while o + 8 <= outputs:
            tile = tile_splat(theta, biases + o, 1, 8)
            for i in range(inputs):
                tile = tile_scale_add(tile, theta, weights + o * inputs + i, inputs, load(scratch, x + i * columns + k))
            tile_store(scratch, y + o * columns + k, columns, tile)
            o += 8
        while o < outputs:
            z = splat(scratch, theta[biases + o])
            for i in range(inputs):
                w = splat(scratch, theta[weights + o * inputs + i])
                z = fma(w, load(scratch, x + i * columns + k), z)
            store(scratch, y + o * columns + k, z)
            o += 1


@kernel(op_signature)
def dense_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dW = dL/dy x^T;  dL/db = sum over the batch of dL/dy;  dL/dx = W^T dL/dy"""
    inputs, outputs, columns = table[row, INPUTS], table[row, OUTPUTS], table[row, COLUMNS]
    weights, biases, x = table[row, WEIGHTS], table[row, BIASES], table[row, X]
    dx, dy = table[row, DX], table[row, DY]
    for o in range(outputs):
        d = load(scratch, dy + o * columns)
        for k in range(LANES, columns, LANES):
            d = d + load(scratch, dy + o * columns + k)
        grad[biases + o] = total(d)
        i = 0
        while i + 8 <= inputs:
            tile = tile_zero(scratch, 8)
            for k in range(0, columns, LANES):
                tile = tile_product_add(
                    tile, scratch, x + i * columns + k, columns, load(scratch, dy + o * columns + k)
                )
            store_totals(grad, weights + o * inputs + i, tile)
            i += 8
        while i < inputs:
            g = load(scratch, dy + o * columns) * load(scratch, x + i * columns)
            for k in range(LANES, columns, LANES):
                g = fma(load(scratch, dy + o * columns + k), load(scratch, x + i * columns + k), g)
            grad[weights + o * inputs + i] = total(g)
            i += 1
    if dx < 0:
        return
    for k in range(0, columns, LANES):
        i = 0
        while i + 8 <= inputs:
            tile = tile_zero(scratch, 8)
            for o in range(outputs):
                tile = tile_scale_add(tile, theta, weights + o * inputs + i, 1, load(scratch, dy + o * columns + k))
            tile_store(scratch, dx + i * columns + k, columns, tile)
            i += 8
        while i < inputs:
            d = splat(scratch, 0.0)
            for o in range(outputs):
                w = splat(scratch, theta[weights + o * inputs + i])
                d = fma(w, load(scratch, dy + o * columns + k), d)
            store(scratch, dx + i * columns + k, d)
            i += 1


@kernel(op_signature)
def dense_blas_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = W x + b"""
    inputs, outputs, columns = table[row, INPUTS], table[row, OUTPUTS], table[row, COLUMNS]
    weights, biases, x, y = table[row, WEIGHTS], table[row, BIASES], table[row, X], table[row, Y]
    w = theta[weights : weights + outputs * inputs].reshape(outputs, inputs)
    values = scratch[y : y + outputs * columns].reshape(outputs, columns)
    np.dot(w, scratch[x : x + inputs * columns].reshape(inputs, columns), values)
    for o in range(outputs):
        for k in range(0, columns, LANES):
            store(scratch, y + o * columns + k, load(scratch, y + o * columns + k) + theta[biases + o])


@kernel(op_signature)
def dense_blas_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dW = dL/dy x^T;  dL/db = sum over the batch of dL/dy;  dL/dx = W^T dL/dy

    With a `grad` of size 0 only the last of them.
    """
    inputs, outputs, columns = table[row, INPUTS], table[row, OUTPUTS], table[row, COLUMNS]
    weights, biases, x = table[row, WEIGHTS], table[row, BIASES], table[row, X]
    dx, dy = table[row, DX], table[row, DY]
    delta = scratch[dy : dy + outputs * columns].reshape(outputs, columns)
    if grad.size > 0:
        dw = grad[weights : weights + outputs * inputs].reshape(outputs, inputs)
        np.dot(delta, scratch[x : x + inputs * columns].reshape(inputs, columns).T, dw)
        for o in range(outputs):
            d = load(scratch, dy + o * columns)
            for k in range(LANES, columns, LANES):
                d = d + load(scratch, dy + o * columns + k)
            grad[biases + o] = total(d)
    if dx >= 0:
        w = theta[weights : weights + outputs * inputs].reshape(outputs, inputs)
        np.dot(w.T, delta, scratch[dx : dx + inputs * columns].reshape(inputs, columns))


dense = Op(dense_forward, dense_backward)
dense_blas = Op(dense_blas_forward, dense_blas_backward)


def dense_op(inputs: int, outputs: int) -> Op:
    """The faster of the two for this size."""
    return dense_blas if inputs * outputs >= BLAS_FROM else dense


@dataclass(frozen=True)
class Dense(Work):
    """Every unit sees every input; of several pieces, each a row of W, it gives the largest (Maxout)."""

    units: int
    pieces: int = 1

    @property
    def window(self) -> None:
        return None

    def shape(self, given: Shape) -> Shape:
        return Shape(self.units)

    def matrix(self, given: Shape) -> tuple[int, int]:
        return self.units * self.pieces, given.units

    def products(self, given: Shape) -> int:
        return self.units * self.pieces * given.units

    def build(self, build: Any, place: int, span: Any) -> None:
        build.flatten(place)
        op = dense_op(span.inputs, span.outputs)
        build.add(op, Shape(span.outputs), place, weights=span.weights, biases=span.biases)
        if self.pieces > 1:
            build.add(maxout, Shape(self.units), place)

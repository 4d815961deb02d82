"""The slow, obvious oracle of each kind of layer: plain NumPy float64, pictures as (N, maps, height, width).

A function gives what comes out and a function that leads dL/dy back to (dL/dx, dL/dW, dL/db).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.layers.batch_norm import EPSILON, BatchNorm
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.local_response_norm import LocalResponseNorm
from ravine.engine.layers.pool import AveragePool, GlobalAverage, MaxPool

Array = NDArray[np.float64]
Back = Callable[[Array], tuple[Array, Array, Array]]
NONE = np.zeros(0)


def _places(x: Array, size: int, stride: int) -> Iterator[tuple[int, int, slice, slice]]:
    rows, pixels = ((n - size) // stride + 1 for n in x.shape[2:])
    for i, j in itertools.product(range(rows), range(pixels)):
        yield i, j, slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)


def dense(work: Dense, x: Array, W: Array, b: Array) -> tuple[Array, Back]:
    flat = x.reshape(len(x), -1)
    pieces = (flat @ W.T + b).reshape(len(x), work.units, work.pieces)
    winners = np.arange(work.pieces) == pieces.argmax(axis=2)[:, :, None]

    def back(d: Array) -> tuple[Array, Array, Array]:
        d = (d.reshape(len(x), -1, 1) * winners).reshape(len(x), -1)
        return (d @ W).reshape(x.shape), d.T @ flat, d.sum(axis=0)

    return pieces.max(axis=2)[:, :, None, None], back


def conv(work: Conv, x: Array, W: Array, b: Array) -> tuple[Array, Back]:
    margin = work.padding
    framed = np.pad(x, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    windows = W.reshape(work.filters, x.shape[1], work.size, work.size)
    rows, pixels = ((n - work.size) // work.stride + 1 for n in framed.shape[2:])
    y = np.empty((len(x), work.filters, rows, pixels))
    for i, j, down, across in _places(framed, work.size, work.stride):
        y[:, :, i, j] = np.einsum("nmij,omij->no", framed[:, :, down, across], windows) + b

    def back(d: Array) -> tuple[Array, Array, Array]:
        dx, dW = np.zeros_like(framed), np.zeros_like(windows)
        for i, j, down, across in _places(framed, work.size, work.stride):
            dx[:, :, down, across] += np.einsum("no,omij->nmij", d[:, :, i, j], windows)
            dW += np.einsum("no,nmij->omij", d[:, :, i, j], framed[:, :, down, across])
        inside = slice(margin, margin + x.shape[2]), slice(margin, margin + x.shape[3])
        return dx[:, :, inside[0], inside[1]], dW.reshape(W.shape), d.sum(axis=(0, 2, 3))

    return y, back


def _pool(work: Any, x: Array, share: Callable[[Array], tuple[Array, Array]]) -> tuple[Array, Back]:
    """`share`: of windows (N, maps, pixels), what comes out of each and how it goes back to the pixels."""
    found = {}
    rows, pixels = ((n - work.size) // work.stride + 1 for n in x.shape[2:])
    y = np.empty((*x.shape[:2], rows, pixels))
    for i, j, down, across in _places(x, work.size, work.stride):
        y[:, :, i, j], found[i, j] = share(x[:, :, down, across].reshape(*x.shape[:2], -1))

    def back(d: Array) -> tuple[Array, Array, Array]:
        dx = np.zeros_like(x)
        for i, j, down, across in _places(x, work.size, work.stride):
            part = d[:, :, i, j, None] * found[i, j]
            dx[:, :, down, across] += part.reshape(*x.shape[:2], work.size, work.size)
        return dx, NONE, NONE

    return y, back


def max_pool(work: MaxPool, x: Array, W: Array, b: Array) -> tuple[Array, Back]:
    def share(windows: Array) -> tuple[Array, Array]:
        return windows.max(axis=2), np.eye(windows.shape[2])[windows.argmax(axis=2)]

    return _pool(work, x, share)


def average_pool(work: AveragePool, x: Array, W: Array, b: Array) -> tuple[Array, Back]:
    return _pool(work, x, lambda windows: (windows.mean(axis=2), np.full_like(windows, 1 / windows.shape[2])))


def global_average(work: GlobalAverage, x: Array, W: Array, b: Array) -> tuple[Array, Back]:
    area = x.shape[2] * x.shape[3]
    return x.mean(axis=(2, 3), keepdims=True), lambda d: (np.broadcast_to(d / area, x.shape), NONE, NONE)


def local_response_norm(work: LocalResponseNorm, x: Array, W: Array, b: Array) -> tuple[Array, Back]:
    reach, maps = work.neighbours // 2, np.arange(x.shape[1])
    near = (abs(maps[:, None] - maps) <= reach).astype(float)
    s = work.k + work.alpha * np.einsum("ij,njhw->nihw", near, x**2)

    def back(d: Array) -> tuple[Array, Array, Array]:
        shared = np.einsum("ij,njhw->nihw", near, d * x * s ** (-work.beta - 1))
        return d * s**-work.beta - 2 * work.alpha * work.beta * x * shared, NONE, NONE

    return x * s**-work.beta, back


def batch_norm(work: BatchNorm, x: Array, W: Array, b: Array) -> tuple[Array, Back]:
    """In training, with the batch's own mean and variance."""
    over, gamma = (0, 2, 3), W.reshape(1, -1, 1, 1)
    narrow = 1 / np.sqrt(x.var(axis=over, keepdims=True) + EPSILON)
    n = (x - x.mean(axis=over, keepdims=True)) * narrow

    def back(d: Array) -> tuple[Array, Array, Array]:
        level, slope = d.mean(axis=over, keepdims=True), (d * n).mean(axis=over, keepdims=True)
        dx = gamma * narrow * (d - level - n * slope)
        return dx, (d * n).sum(axis=over).reshape(W.shape), d.sum(axis=over)

    return gamma * n + b.reshape(1, -1, 1, 1), back


LAYERS: dict[type, Callable[[Any, Array, Array, Array], tuple[Array, Back]]] = {
    Dense: dense, Conv: conv, MaxPool: max_pool, AveragePool: average_pool, GlobalAverage: global_average,
    LocalResponseNorm: local_response_norm, BatchNorm: batch_norm,
}  # fmt: skip

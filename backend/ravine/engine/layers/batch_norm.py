"""Batch normalisation: y = gamma (x - mean) / sqrt(var + eps) + beta, map by map over the batch.

(Ioffe & Szegedy, 2015.) In training, mean and var are those of the batch's pixels of a map; at test time the running
ones, which every update moves a tenth of the way to the batch's: mean' = .9 mean + .1 batch mean, likewise var with
the batch's unbiased variance (as PyTorch does). They stand in theta behind gamma and beta. On the way back the op
leaves in `grad` how far they are to move; the update does it, and what cancels the update cancels that too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import (
    BIASES,
    COLUMNS,
    COUNT,
    DX,
    DY,
    HEIGHT,
    KEPT,
    MAPS,
    TRACKED,
    TRAINING,
    WEIGHTS,
    WIDTH,
    Op,
    X,
    Y,
    op_signature,
)
from ravine.engine.layers.shape import Shape
from ravine.engine.layers.work import Work
from ravine.engine.vector import LANES, fast, fma, lane_numbers, load, splat, store, total, where

EPSILON, MOVE = 1e-5, 0.1


@fast
def moments(scratch, first, area, columns, count):  # type: ignore[no-untyped-def]
    """mean and variance of `count` examples' pixels of one map; padding is not counted"""
    mean, square = splat(scratch, 0.0), splat(scratch, 0.0)
    for k in range(0, columns, LANES):
        real = lane_numbers(scratch) < float(count - k)
        for at in range(first + k, first + area * columns, columns):
            mean = mean + where(real, load(scratch, at), 0.0)
    centre = total(mean) / (area * count)
    for k in range(0, columns, LANES):
        real = lane_numbers(scratch) < float(count - k)
        for at in range(first + k, first + area * columns, columns):
            d = where(real, load(scratch, at) - centre, 0.0)
            square = fma(d, d, square)
    return centre, total(square) / (area * count)


@kernel(op_signature, use=Use.PICTURES)
def batch_norm_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = gamma (x - mean) / sqrt(var + eps) + beta; mean and var are kept for the way back"""
    x, y, kept, maps, columns = table[row, X], table[row, Y], table[row, KEPT], table[row, MAPS], table[row, COLUMNS]
    area, running = table[row, HEIGHT] * table[row, WIDTH], table[row, TRACKED]
    run = area * columns
    for m in range(maps):
        mean, variance = theta[running + m], theta[running + maps + m]
        if clock[TRAINING] != 0:
            mean, variance = moments(scratch, x + m * run, area, columns, clock[COUNT])
            scratch[kept + m], scratch[kept + maps + m] = mean, variance
        scale = theta[table[row, WEIGHTS] + m] / math.sqrt(variance + EPSILON)
        shift = theta[table[row, BIASES] + m] - mean * scale
        for i in range(m * run, (m + 1) * run, LANES):
            store(scratch, y + i, load(scratch, x + i) * scale + shift)


@kernel(op_signature, use=Use.PICTURES)
def batch_norm_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dgamma = sum of dL/dy n;  dL/dbeta = sum of dL/dy;  n = (x - mean) / sqrt(var + eps)
    dL/dx = gamma / sqrt(var + eps) (dL/dy - mean of dL/dy - n mean of dL/dy n)
    """
    x, kept, maps, columns = table[row, X], table[row, KEPT], table[row, MAPS], table[row, COLUMNS]
    dx, dy, area, running = table[row, DX], table[row, DY], table[row, HEIGHT] * table[row, WIDTH], table[row, TRACKED]
    run, count = area * columns, clock[COUNT] * area
    training = clock[TRAINING] != 0
    for m in range(maps):
        mean, variance = theta[running + m], theta[running + maps + m]
        if training:
            mean, variance = scratch[kept + m], scratch[kept + maps + m]
        narrow = 1.0 / math.sqrt(variance + EPSILON)
        by_gamma, by_beta = splat(scratch, 0.0), splat(scratch, 0.0)
        for k in range(0, columns, LANES):
            real = lane_numbers(scratch) < float(clock[COUNT] - k)
            for i in range(m * run + k, (m + 1) * run, columns):
                d = where(real, load(scratch, dy + i), 0.0)
                by_beta = by_beta + d
                by_gamma = fma(d, (load(scratch, x + i) - mean) * narrow, by_gamma)
        dgamma, dbeta = total(by_gamma), total(by_beta)
        grad[table[row, WEIGHTS] + m], grad[table[row, BIASES] + m] = dgamma, dbeta
        grad[running + m], grad[running + maps + m] = 0.0, 0.0
        if training:
            unbiased = variance * count / max(count - 1, 1)
            grad[running + m] = MOVE * (theta[running + m] - mean)
            grad[running + maps + m] = MOVE * (theta[running + maps + m] - unbiased)
        if dx < 0:
            continue
        scale = theta[table[row, WEIGHTS] + m] * narrow
        slope, level = (dgamma / count * narrow, dbeta / count) if training else (0.0 * dgamma, 0.0 * dbeta)
        for k in range(0, columns, LANES):
            real = lane_numbers(scratch) < float(clock[COUNT] - k)
            for i in range(m * run + k, (m + 1) * run, columns):
                d = load(scratch, dy + i) - (load(scratch, x + i) - mean) * slope - level
                store(scratch, dx + i, where(real, d * scale, 0.0))


batch_norm = Op(batch_norm_forward, batch_norm_backward)


@dataclass(frozen=True)
class BatchNorm(Work):
    """Each map brought to mean 0 and variance 1, then to a mean and a spread that are learned."""

    ones = True
    whole_batch = True

    def matrix(self, given: Shape) -> tuple[int, int]:
        return given.maps, 1

    def tracked(self, given: Shape) -> int:
        return 2 * given.maps

    def build(self, build: Any, place: int, span: Any) -> None:
        shape: Shape = build.shape
        build.add(
            batch_norm, shape, place, weights=span.weights, biases=span.biases, tracked=span.tracked,
            kept=2 * shape.maps,
        )  # fmt: skip

"""Local response normalisation: y_i = x_i / s_i^beta, s_i = k + alpha sum of x_j^2 over the n maps around i.

A map's answer is damped where its neighbours answer too (Krizhevsky, Sutskever & Hinton, 2012, section 3.3, with k = 2,
n = 5, alpha = 1e-4, beta = .75). PyTorch's LocalResponseNorm divides alpha by n.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ravine.engine.elementary import exp_everywhere, log_everywhere
from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import COLUMNS, DX, DY, HEIGHT, KEPT, MAPS, WIDTH, Op, X, Y, op_signature
from ravine.engine.layers.shape import Shape
from ravine.engine.layers.work import Work
from ravine.engine.vector import LANES, fma, load, splat, store

# What `params` of a row holds.
K, N, ALPHA, BETA = 0, 1, 2, 3


@kernel(op_signature, use=Use.PICTURES)
def local_response_norm_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y_i = x_i s_i^-beta; s is kept for the way back"""
    x, y, kept, maps = table[row, X], table[row, Y], table[row, KEPT], table[row, MAPS]
    run = table[row, HEIGHT] * table[row, WIDTH] * table[row, COLUMNS]
    reach = int(params[row, N]) // 2
    for i in range(maps):
        for k in range(0, run, LANES):
            squares = splat(scratch, 0.0)
            for j in range(max(0, i - reach), min(maps, i + reach + 1)):
                a = load(scratch, x + j * run + k)
                squares = fma(a, a, squares)
            s = squares * params[row, ALPHA] + params[row, K]
            store(scratch, kept + i * run + k, s)
            damped = exp_everywhere(log_everywhere(s) * -params[row, BETA])
            store(scratch, y + i * run + k, load(scratch, x + i * run + k) * damped)


@kernel(op_signature, use=Use.PICTURES)
def local_response_norm_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx_i = dL/dy_i s_i^-beta - 2 alpha beta x_i sum of dL/dy_j y_j / s_j over the maps j around i"""
    x, y, kept, maps = table[row, X], table[row, Y], table[row, KEPT], table[row, MAPS]
    dx, dy = table[row, DX], table[row, DY]
    if dx < 0:
        return
    run = table[row, HEIGHT] * table[row, WIDTH] * table[row, COLUMNS]
    reach, factor = int(params[row, N]) // 2, 2.0 * params[row, ALPHA] * params[row, BETA]
    for i in range(maps):
        for k in range(0, run, LANES):
            shared = splat(scratch, 0.0)
            for j in range(max(0, i - reach), min(maps, i + reach + 1)):
                at = j * run + k
                shared = fma(load(scratch, dy + at), load(scratch, y + at) / load(scratch, kept + at), shared)
            at = i * run + k
            s = load(scratch, kept + at)
            own = load(scratch, dy + at) * exp_everywhere(log_everywhere(s) * -params[row, BETA])
            store(scratch, dx + at, own - load(scratch, x + at) * shared * factor)


local_response_norm = Op(local_response_norm_forward, local_response_norm_backward)


@dataclass(frozen=True)
class LocalResponseNorm(Work):
    """Over `neighbours` maps around each, itself counted: an odd number."""

    k: float = 2.0
    neighbours: int = 5
    alpha: float = 1e-4
    beta: float = 0.75

    def looks(self, given: Shape) -> int:
        return self.neighbours * given.units

    def build(self, build: Any, place: int, span: Any) -> None:
        shape: Shape = build.shape
        values = (self.k, float(self.neighbours), self.alpha, self.beta)
        build.add(local_response_norm, shape, place, values, kept=shape.units * build.columns)

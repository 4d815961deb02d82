"""Penalties on the weights: what regularisation adds to an update. Biases are not counted (lecture, Regularization).

A penalty works on one layer's weights, `theta[start : stop]`, after the gradient of the data was recorded and before
the optimizer moves.

Beside the kernel stands the same as text, for one weight (engine/rule.py), in the words of the optimizers' lines:

    lines    assignments in the order of the kernel; known are theta, g, eta, and the strength by its symbol
    symbol   of the strength: the lecture's lambda, with an index, for L1 and L2 may both be in force
    meaning  what a reader calls it
    descent  the whole update with gradient descent, as the lecture writes it
"""

from __future__ import annotations

from typing import Any

from numba.core import types

from ravine.engine.kernel import caller, kernel
from ravine.engine.registry import Family, Parameter
from ravine.engine.vector import LANES, fma, load, splat, store, where

penalties = Family("penalties", "penalty")


def penalty_signature(f: types.Type) -> Any:
    """(theta, grad, start, stop, lambda, lr)"""
    return types.void(f[::1], f[::1], types.int64, types.int64, types.float64, types.float64)


call_penalty = caller(penalty_signature)


def l1(theta, grad, start, stop, lambda_, lr):  # type: ignore[no-untyped-def]
    """L' = L + lambda sum |w|;  g <- g + lambda sgn(w)

    Every weight is pulled towards 0 by the same amount, so many end there (lecture, L1).
    """
    for i in range(start, stop, LANES):
        w = load(theta, i)
        sign = where(w > 0.0, splat(theta, lambda_), where(w < 0.0, splat(theta, -lambda_), 0.0))
        store(grad, i, load(grad, i) + sign)


def l2(theta, grad, start, stop, lambda_, lr):  # type: ignore[no-untyped-def]
    """L' = L + lambda/2 sum w^2;  g <- g + lambda w

    Every weight is pulled towards 0 in proportion to itself (lecture, L2). With plain gradient descent this is weight
    decay; an adaptive optimizer divides it by its own scale.
    """
    factor = splat(theta, lambda_)
    for i in range(start, stop, LANES):
        store(grad, i, fma(factor, load(theta, i), load(grad, i)))


def weight_decay(theta, grad, start, stop, lambda_, lr):  # type: ignore[no-untyped-def]
    """w <- (1 - eta lambda) w, before the optimizer's own step

    Decoupled: the gradient is left alone, so that an adaptive optimizer does not rescale it (Loshchilov, Hutter, 2019).
    """
    for i in range(start, stop, LANES):
        store(theta, i, load(theta, i) * (1.0 - lr * lambda_))


def _strength(help_text: str) -> Parameter:
    return Parameter(
        "lambda", 0.0, 0.0, 10.0, "per weight", help_text, choices=(0.0, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1)
    )


penalties.add(
    l1,
    parameters=(_strength("How strongly weights are pulled to exactly 0."),),
    symbol="lambda1",
    meaning="L1",
    lines=("g = g + lambda1 * sign(theta)",),
    descent="theta = theta - eta * g - eta * lambda1 * sign(theta)",
)
penalties.add(
    l2,
    parameters=(_strength("How strongly large weights are pulled back."),),
    symbol="lambda2",
    meaning="L2",
    lines=("g = g + lambda2 * theta",),
    descent="theta = (1 - eta * lambda2) * theta - eta * g",
)
penalties.add(
    weight_decay,
    parameters=(_strength("The share of each weight that fades, times the learning rate."),),
    symbol="weight_decay",
    meaning="weight decay",
    lines=("theta = (1 - eta * weight_decay) * theta",),
    descent="theta = (1 - eta * weight_decay) * theta - eta * g",
)

penalty_kernels = {entry.name: kernel(penalty_signature)(entry.functions[0]) for entry in penalties}

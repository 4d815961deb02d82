"""Gradients by central differences, in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import learned as learns
from ravine.engine.training import Trainer

STEP = 1e-5

Array = NDArray[Any]


def differences(f: Callable[[Array], float], at: Array, step: float = STEP) -> Array:
    """df/dx for each number of `at`."""
    result = np.empty(at.size)
    for i in range(at.size):
        move = step * (np.arange(at.size) == i).reshape(at.shape)
        result[i] = (f(at + move) - f(at - move)) / (2 * step)
    return result.reshape(at.shape)


def agrees_with_differences(trainer: Trainer, directions: int = 0, step: float = STEP, rtol: float = 1e-6) -> None:
    """The gradient of a trainer's next update is that of the loss that it records: along every parameter, or along so
    many random directions. The trainer must stand still (rate 0, no penalties) and compute in float64."""
    start, theta = trainer.snapshot(), trainer.theta.copy()

    def loss(at: Array) -> float:
        trainer.restore(start)
        trainer.theta[:] = at
        return float(trainer.run(1).loss[0])

    loss(theta)
    grad = trainer.grad.copy()
    layers = zip(trainer.layout.spans, trainer.settings.architecture.layers, strict=True)
    learned = np.concatenate(
        [
            np.arange(a, b)
            for s, layer in layers
            for a, b in ((s.weights, s.weight_stop), (s.biases, s.bias_stop + learns(layer.activation)))
        ]
    )
    assert not np.delete(grad, learned).any(), "padding has no gradient"
    if directions:
        random = np.random.default_rng(0)
        moves = random.normal(size=(directions, learned.size)) / np.sqrt(learned.size)
    else:
        moves = np.eye(learned.size)
    wanted, got = np.empty(len(moves)), moves @ grad[learned]
    for k, move in enumerate(moves):
        ahead, behind = theta.copy(), theta.copy()
        ahead[learned] += step * move
        behind[learned] -= step * move
        wanted[k] = (loss(ahead) - loss(behind)) / (2 * step)
    np.testing.assert_allclose(got, wanted, rtol=rtol, atol=1e-9)
    assert np.abs(wanted).max() > 1e-6, "a gradient of nothing proves nothing"

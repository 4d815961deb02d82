"""What the weights have become."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import learned
from ravine.recipe.measures.family import measure
from ravine.recipe.replay import Unmeasured
from ravine.recipe.run import Run


@measure(says="norm of all weights")
def weight_norm(run: Run) -> float:
    """sqrt(sum w^2) over all weights, biases left out"""
    return float(np.linalg.norm(_weights(run)))


@measure(says="share of the weights below {below}")
def small_weights(run: Run, below: float = 1e-3) -> float:
    """share of the weights with |w| < below, biases left out"""
    return float((np.abs(_weights(run)) < below).mean())


@measure(says="distance between their weights")
def weight_distance(run: Run, other: Run) -> float:
    """integral over 0 <= p <= 1 of |Q(p) - Q'(p)|, Q the quantiles of the two lanes' weights

    How far the weights of one histogram have to be moved, on average, to make the other (Wasserstein).
    """
    p = (np.arange(1000) + 0.5) / 1000
    return float(np.abs(np.quantile(_weights(run), p) - np.quantile(_weights(other), p)).mean())


@measure(says="kurtosis of the weights")
def weight_kurtosis(run: Run) -> float:
    """mean w^4 / (mean w^2)^2: 3 for a normal distribution, more where many are near 0 and few far away"""
    w = _weights(run)
    return float((w**4).mean() / (w**2).mean() ** 2)


@measure(says="alpha of {layer}")
def alpha(run: Run, layer: int) -> float:
    """alpha that a layer of PReLUs has learned; layer 0 is the first hidden one"""
    trainer = run.trainer
    layers = trainer.settings.architecture.layers
    if not 0 <= layer < len(layers) or not learned(layers[layer].activation):
        raise Unmeasured(f"layer {layer} of {run.name} learns no alpha")
    return float(trainer.theta[trainer.layout.spans[layer].learned])


def _weights(run: Run) -> NDArray[np.float64]:
    """All weights of a network, biases left out."""
    theta = run.trainer.theta
    return np.concatenate([theta[one.weights : one.weight_stop] for one in run.trainer.layout.spans]).astype(np.float64)

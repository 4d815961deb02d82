"""Gradients and steps: how large they are, layer by layer, and how straight the way is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import activations
from ravine.engine.history import LOSS
from ravine.engine.probes import layer_statistics
from ravine.recipe.measures.family import measure
from ravine.recipe.replay import Replay, Unmeasured
from ravine.recipe.run import Run


@measure(says="gradient of {layer}, updates {first} to {last}")
def gradient_norm(run: Run, layer: int, first: int, last: int) -> float:
    """mean over first <= u < last of |dL/dtheta of a layer|; layer 0 is the first hidden one, -1 the output layer"""
    return run.gradient_norm(layer, first, last)


@measure(says="gradient, first layer / last layer, updates {first} to {last}")
def gradient_ratio(run: Run, first: int, last: int) -> float:
    """mean |dL/dtheta of the first layer| / mean |dL/dtheta of the last layer|, over first <= u < last"""
    below = run.gradient_norm(-1, first, last)
    return run.gradient_norm(0, first, last) / below if below else math.inf


@measure(says="step / size of the weights, {layer}")
def update_ratio(run: Run, layer: int) -> float:
    """|theta - theta before| / |theta| of a layer in the newest update"""
    found = float(layer_statistics(run.trainer, run.examples.train.x[:1])[layer, 0])
    if math.isnan(found):
        raise Unmeasured(f"{run.name}: what its last update did is not known")
    return found


@measure(says="share of dead neurons")
def dead_share(run: Run) -> float:
    """share of hidden units, of those that can die, that give 0 for every training example"""
    architecture = run.trainer.settings.architecture
    layers, widths = architecture.layers[:-1], architecture.widths[1:-1]
    statistics = layer_statistics(run.trainer, run.examples.train.x)
    able = [
        (units, float(statistics[place, 3]))
        for place, (layer, units) in enumerate(zip(layers, widths, strict=True))
        if activations[layer.activation].traits["dead"]
    ]
    if not able:
        raise Unmeasured(f"no unit of {run.name} can die")
    return sum(units * share for units, share in able) / sum(units for units, _ in able)


@measure(says="cosine of a step with the next, updates {first} to {last}")
def step_cosine(run: Run, first: int, last: int) -> Replay:
    """mean cosine between one step of theta and the next, over first <= u < last: 1 is a straight way"""

    def straightness(path: list[NDArray[np.float64]]) -> float:
        return float(np.mean(cosines(np.diff(path, axis=0))))

    return run.anew(range(first, last), lambda learner: learner.theta.astype(np.float64), straightness)


@measure("loss", place=None, says="mean jump of the recorded loss")
def loss_roughness(run: Run, first: int, last: int) -> float:
    """mean over first < u < last of |L_u - L_(u-1)|, L the recorded loss"""
    return float(np.abs(np.diff(run.records(first, last)[:, LOSS])).mean())


def cosines(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between each step (N, columns) and the next; steps of length 0 are left out."""
    lengths = np.linalg.norm(steps, axis=1)
    steps, lengths = steps[lengths > 0], lengths[lengths > 0]
    if len(steps) < 2:
        raise Unmeasured("there are fewer than two steps")
    found: NDArray[np.float64] = (steps[1:] * steps[:-1]).sum(axis=1) / (lengths[1:] * lengths[:-1])
    return found

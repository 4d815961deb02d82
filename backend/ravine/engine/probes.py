"""What a look inside a running learner shows: statistics of each layer and histograms of its weights and gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import activations
from ravine.engine.training import Trainer

BINS = 32


def layer_statistics(trainer: Trainer, x: NDArray[Any]) -> NDArray[np.float32]:
    """(layers, 4): update-to-weight ratio, activation mean, activation standard deviation, share of dead units.

    The ratio is |theta - theta before the last update| / |theta| over the layer; NaN where that is not known. A unit
    counts as dead where it gives 0 for every example of x (N, inputs); NaN where the activation cannot get stuck at 0.
    """
    result = np.empty((len(trainer.layout.spans), 4), np.float32)
    for place, (layer, span) in enumerate(zip(trainer.settings.architecture.layers, trainer.layout.spans, strict=True)):
        now, before = (
            flat[span.weights : span.stop].astype(np.float64) for flat in (trainer.theta, trainer.before_last)
        )
        moved, size = np.linalg.norm(now - before), np.linalg.norm(now)
        outputs = trainer.layer_outputs(x, place).astype(np.float64)
        dead = np.mean(~outputs.any(axis=0)) if activations[layer.activation].traits["dead"] else np.nan
        with np.errstate(invalid="ignore"):  # shortly before a divergence an output may be infinite
            result[place] = moved / size if size else 0.0, outputs.mean(), outputs.std(), dead
    return result


def histograms(trainer: Trainer) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of each layer's weights and of their gradients in the last update, (layers, 2 + 32): low, high, counts.

    Biases are left out. The gradient is the one the optimizer got, penalties and clipping included.
    """
    spans = trainer.layout.spans
    return (
        np.stack([_histogram(trainer.theta[span.weights : span.weight_stop]) for span in spans]),
        np.stack([_histogram(trainer.grad[span.weights : span.weight_stop]) for span in spans]),
    )


def _histogram(values: NDArray[Any]) -> NDArray[np.float32]:
    finite = values[np.isfinite(values)].astype(np.float64)  # in float32 the edges of a narrow range would coincide
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if high - low < 1e-9 * max(abs(low), abs(high)) or low == high:
        margin = 0.5 * max(1.0, abs(low))
        low, high = low - margin, high + margin
    counts, _ = np.histogram(finite, BINS, (low, high))
    return np.array([low, high, *counts], np.float32)

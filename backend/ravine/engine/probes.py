"""What a look inside a running learner shows: statistics and histograms of its layers, what every neuron gives, every
weight, and the examples that it gets wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import activations
from ravine.engine.evaluation import Examples, decided, target_classes
from ravine.engine.layers.dropout import dropout
from ravine.engine.layers.op import FORWARD, INPUTS, PLACE, TRAINING, UPDATE, X, Y
from ravine.engine.training import Trainer

BINS = 32


def layer_statistics(trainer: Trainer, x: NDArray[Any]) -> NDArray[np.float32]:
    """(layers, 4): update-to-weight ratio, activation mean, activation standard deviation, share of dead units.

    The ratio is |theta - theta before the last update| / |theta| over the layer; NaN where that is not known. A unit
    counts as dead where it gives 0 for every example of x (N, inputs); NaN where the activation cannot get stuck at 0.
    """
    result = np.empty((len(trainer.layout.spans), 4), np.float32)
    layers, spans, given = trainer.settings.architecture.layers, trainer.layout.spans, trainer.layer_outputs(x)
    for place, (layer, span, handed_on) in enumerate(zip(layers, spans, given, strict=True)):
        now, before = (
            flat[span.weights : span.stop].astype(np.float64) for flat in (trainer.theta, trainer.before_last)
        )
        moved, size = np.linalg.norm(now - before), np.linalg.norm(now)
        outputs = handed_on.astype(np.float64)
        dead = np.mean(~outputs.any(axis=1)) if activations[layer.activation].traits["dead"] else np.nan
        with np.errstate(invalid="ignore"):  # shortly before a divergence an output may be infinite
            result[place] = moved / size if size else 0.0, outputs.mean(), outputs.std(), dead
    return result


def histograms(trainer: Trainer) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of each layer's weights and of their gradients in the last update, (layers, 2 + 32): low, high, counts.

    Biases are left out. The gradient is the one the optimizer got, penalties and clipping included. Where it is not
    known (`Trainer.grad_known`: above all after a divergence, when the gradient at hand is the one that was refused)
    all its counts are 0.
    """
    spans = trainer.layout.spans
    grad = trainer.grad if trainer.grad_known else trainer.grad[:0]
    return (
        np.stack([_histogram(trainer.theta[span.weights : span.weight_stop]) for span in spans]),
        np.stack([_histogram(grad[span.weights : span.weight_stop]) for span in spans]),
    )


def _histogram(values: NDArray[Any]) -> NDArray[np.float32]:
    finite = values[np.isfinite(values)].astype(np.float64)  # in float32 the edges of a narrow range would coincide
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if high - low < 1e-9 * max(abs(low), abs(high)) or low == high:
        margin = 0.5 * max(1.0, abs(low))
        low, high = low - margin, high + margin
    counts, _ = np.histogram(finite, BINS, (low, high))
    return np.array([low, high, *counts], np.float32)


def neuron_outputs(trainer: Trainer, x: NDArray[Any]) -> NDArray[np.float32]:
    """(neurons, N): what every neuron gives for each example of x (N, inputs), layer by layer, the outputs last.

    After activation and dropout (in its test form); the outputs before any softmax.
    """
    return np.concatenate(trainer.layer_outputs(x)).astype(np.float32, copy=False)


def masks(trainer: Trainer) -> NDArray[np.uint8]:
    """(hidden units,): 0 for each unit that the last update's mask dropped, 1 for all others, layer by layer.

    Where every example has a mask of its own (dropout form `inverted`) it is that of the first.
    """
    plan = trainer.plan
    kept = [np.ones(units, np.uint8) for units in trainer.settings.architecture.widths[1:-1]]
    clock = trainer.clock
    clock[UPDATE], clock[TRAINING] = max(trainer.update - 1, 0), 1
    for row in np.flatnonzero(plan.table[:, FORWARD] == dropout.forward.address(trainer.dtype)):
        table, params = plan.table[row : row + 1].copy(), plan.params[row : row + 1]
        units, place = int(table[0, INPUTS]), int(table[0, PLACE])
        scratch = np.ones(2 * units * plan.columns, trainer.dtype)
        table[0, [X, Y]] = 0, units * plan.columns
        dropout.forward(scratch, scratch, scratch, table, params, clock, 0)
        kept[place] = (scratch[units * plan.columns :: plan.columns] > 0).astype(np.uint8)
    return np.concatenate(kept) if trainer.update and kept else np.ones(sum(map(len, kept)), np.uint8)


def forward_pass(trainer: Trainer, x: NDArray[Any]) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Of each layer z = W x + b and y, what it hands on (dropout in its test form), for one example x (inputs,)."""
    signals = trainer.layer_signals(np.reshape(x, (1, -1)))
    return [(z[:, 0].astype(np.float32), y[:, 0].astype(np.float32)) for z, y in signals]


def weight_rows(trainer: Trainer) -> NDArray[np.float32]:
    """All parameters in one row: layer by layer, unit by unit, the weights of its inputs and then its bias."""
    layout, theta = trainer.layout, trainer.theta
    layers = [layout.rows(theta, place).ravel() for place in range(len(layout.spans))]
    return np.concatenate(layers).astype(np.float32, copy=False)


def misclassified(
    trainer: Trainer, examples: Examples, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Up to `most` examples that are taken for another class: their rows, the classes answered, their probabilities.

    The most confidently wrong come first, of equals the first row (`evaluation.decided`). A regression has none.
    """
    classes, confidence = decided(trainer.predict(examples.x), trainer.settings.loss)
    wrong = np.flatnonzero(classes != target_classes(examples)) if examples.classes else np.arange(0)
    rows = wrong[np.argsort(-confidence[wrong], kind="stable")][:most]
    return rows, classes[rows], confidence[rows]

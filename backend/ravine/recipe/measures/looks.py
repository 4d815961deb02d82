"""What a closer look at a network as it stands gives: nudges, masks, batches, the network that is active."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ravine.engine.directions import main_plane
from ravine.engine.ensemble import Compared, Ensemble, ensemble
from ravine.engine.evaluation import Evaluator
from ravine.engine.gradient_noise import NoiseRow, gradient_noise
from ravine.engine.layers.dense import Dense
from ravine.engine.network import Architecture, Layer, Layout
from ravine.engine.nudge import Nudge, nudge
from ravine.engine.random import MASKS, generator
from ravine.engine.sum_of_sigmoids import softplus, total
from ravine.engine.training import Trainer
from ravine.recipe.measures.family import measure
from ravine.recipe.replay import Replay, Unmeasured
from ravine.recipe.run import Run

Form = Literal["ensemble", "scaled", "unscaled"]

# --- a weight nudged by hand ------------------------------------------------------------------------------------------


@measure(says="error of the quotient for a nudge of {delta}")
def nudge_error(run: Run, layer: int, unit: int, input: int, delta: float) -> float:
    """|Delta L / delta w - dL/dw| / |dL/dw| of one weight, in float64; input -1 is the bias"""
    found = _nudged(run, layer, unit, input, delta)
    if not found.derivative:
        raise Unmeasured("the derivative of this weight is 0")
    return abs(found.steps[0].slope - found.derivative) / abs(found.derivative)


@measure(says="change at the output / change in {layer}")
def nudge_reach(run: Run, layer: int, unit: int, input: int, delta: float) -> float:
    """rms change of the outputs / rms change of what the nudged layer hands on; input -1 is the bias"""
    changes = _nudged(run, layer, unit, input, delta).steps[0].changes
    if not changes[layer]:
        raise Unmeasured("the nudge changes nothing in its own layer")
    return changes[-1] / changes[layer]


def _nudged(run: Run, layer: int, unit: int, input: int, delta: float) -> Nudge:
    try:
        return nudge(run.trainer, run.trainer.layout.index(layer, unit, None if input < 0 else input), [delta])
    except ValueError as error:
        raise Unmeasured(str(error)) from None


# --- dropout ----------------------------------------------------------------------------------------------------------


@measure(says="distance of the {of} network from the mean")
def ensemble_distance(run: Run, of: Form = "scaled") -> float:
    """rms difference of the outputs from the mean over all dropout masks; of: scaled (weights times p) or unscaled"""
    return _compared(run, of).distance


@measure("loss", says="loss of the {of} network")
def ensemble_loss(run: Run, of: Form = "ensemble") -> float:
    """mean loss of the outputs on some test examples; of: ensemble (the mean over all masks), scaled or unscaled"""
    return _compared(run, of).result.loss


@measure(says="accuracy of the {of} network")
def ensemble_accuracy(run: Run, of: Form = "ensemble") -> float:
    """share of right answers on some test examples; of: ensemble (the mean over all masks), scaled or unscaled"""
    return _compared(run, of).result.accuracy


@measure("masks", says="how many are averaged")
def ensemble_masks(run: Run) -> float:
    """how many masks there are, 2^M, or how many of them are drawn where there are too many"""
    return float(_ensemble(run).masks)


def _ensemble(run: Run) -> Ensemble:
    settings, parts = run.trainer.settings, run.examples
    examples = next((part for part in (parts.test, parts.validation) if len(part)), parts.train)
    try:
        return ensemble(settings.architecture, settings.loss, run.trainer.theta, examples, _lane_seed(run))
    except ValueError as error:
        raise Unmeasured(str(error)) from None


def _compared(run: Run, of: Form) -> Compared:
    found: Compared = getattr(run.once("ensemble", lambda: _ensemble(run)), of)
    return found


@measure(says="error of what arrives, inputs times {factor}")
def preactivation_error(run: Run, factor: float, masks: int = 400) -> float:
    """rms of (mean over masks of z) - (z with its inputs times factor), / rms of the former

    z: of the layer behind the first one with dropout. The lecture's factor is p, the share of units that is kept.
    """
    trainer, x = run.trainer, run.examples.train.x
    place = next((p for p, layer in enumerate(trainer.settings.architecture.layers) if layer.keep < 1.0), None)
    if place is None:
        raise Unmeasured(f"{run.name} has no dropout")
    layers = trainer.settings.architecture.layers
    without = _evaluator(trainer, tuple(replace(layer, keep=1.0) for layer in layers))
    y = without.layer_outputs(trainer.theta, x)[place].astype(np.float64)
    W, b = (of(trainer.theta, place + 1).astype(np.float64) for of in (trainer.layout.weights, trainer.layout.biases))
    kept = generator(_lane_seed(run), MASKS, 1).random((masks, len(y))) < layers[place].keep
    mean = np.mean([W @ (mask[:, None] * y) for mask in kept], axis=0) + b[:, None]
    scaled = W @ (factor * y) + b[:, None]
    return float(np.sqrt(np.mean((scaled - mean) ** 2) / np.mean(mean**2)))


# --- batches ----------------------------------------------------------------------------------------------------------


@measure(says="cosine of a batch of {batch} with all")
def batch_cosine(run: Run, batch: int) -> float:
    """mean cosine between the gradient of a batch and that of all training examples"""
    return _noise(run, batch).cosine


@measure(says="gradient of a batch of {batch} / of all")
def batch_norm_ratio(run: Run, batch: int) -> float:
    """mean |gradient of a batch| / |gradient of all training examples|"""
    return _noise(run, batch).ratio


def _noise(run: Run, batch: int) -> NoiseRow:
    trainer = run.trainer
    net, loss = trainer.settings.architecture, trainer.settings.loss
    try:
        found = run.once("noise", lambda: gradient_noise(net, loss, trainer.theta, run.examples.train, _lane_seed(run)))
    except ValueError as error:
        raise Unmeasured(str(error)) from None
    for row in found.rows:
        if row.batch == batch:
            return row
    raise Unmeasured(f"no batches of {batch} were drawn, but of {', '.join(str(row.batch) for row in found.rows)}")


# --- ReLU and Maxout --------------------------------------------------------------------------------------------------


@measure(place=None, says="sum of {terms} sigmoids at {x}")
def sum_of_sigmoids(terms: int, x: float) -> float:
    """sum over i = 1 .. terms of sigmoid(x + 0.5 - i)"""
    return float(total(np.array([x]), terms)[0])


@measure(place=None, says="{terms} sigmoids: largest distance from softplus")
def sigmoids_to_softplus(terms: int) -> float:
    """max over -1 <= x <= terms / 2 of |sum over i = 1 .. terms of sigmoid(x + 0.5 - i) - ln(1 + e^x)|"""
    x = np.linspace(-1.0, terms / 2, 4097)
    return float(np.abs(total(x, terms) - softplus(x)).max())


@measure(place=None, says="{terms} sigmoids: largest distance from ReLU")
def sigmoids_to_relu(terms: int, high: float) -> float:
    """max over -high <= x <= high of |sum over i = 1 .. terms of sigmoid(x + 0.5 - i) - max(0, x)|"""
    x = np.linspace(-high, high, 4097)
    return float(np.abs(total(x, terms) - np.maximum(x, 0.0)).max())


@measure(says="share of active neurons")
def active_share(run: Run) -> float:
    """share of the hidden units that hand on something else than 0, over units and training examples"""
    outputs = run.trainer.layer_outputs(run.examples.train.x)[:-1]
    return sum(int(np.count_nonzero(y)) for y in outputs) / sum(y.size for y in outputs)


@measure(says="error of the thinner network")
def thin_network_error(run: Run) -> float:
    """max |f(x) - the linear network of the units that are active for x| / max |f(x)|, over 100 training examples

    Every hidden unit that is 0 for x is taken away, every other one is made linear.
    """
    trainer = run.trainer
    layers = trainer.settings.architecture.layers
    if any(layer.activation != "relu" or layer.pieces > 1 or layer.skip for layer in layers[:-1]):
        raise Unmeasured(f"the hidden layers of {run.name} are not all plain ReLUs")
    x = run.examples.train.x[:100]
    handed_on = trainer.layer_outputs(x)
    y, worst = x.T.astype(np.float64), 0.0
    for place in range(len(layers)):
        W, b = (of(trainer.theta, place).astype(np.float64) for of in (trainer.layout.weights, trainer.layout.biases))
        y = W @ y + b[:, None]
        if place < len(layers) - 1:
            y *= handed_on[place] != 0
    worst = float(np.abs(y - handed_on[-1]).max())
    return worst / float(np.abs(handed_on[-1]).max())


@measure(says="largest difference of the outputs")
def maxout_error(run: Run) -> float:
    """max |outputs - outputs with every ReLU as a Maxout of (w x + b, 0)|, over the training examples"""
    trainer = run.trainer
    layers = trainer.settings.architecture.layers
    if not any(layer.activation == "relu" for layer in layers):
        raise Unmeasured(f"{run.name} has no ReLU")
    twin = tuple(
        replace(layer, what=Dense(units, 2), activation="linear", activation_parameters=())
        if layer.activation == "relu"
        else layer
        for layer, units in zip(layers, trainer.settings.architecture.widths[1:], strict=True)
    )
    net = Architecture(trainer.settings.architecture.inputs, twin, trainer.settings.architecture.dropout_form)
    layout = Layout.of(net)
    theta = np.zeros(layout.size, trainer.dtype)
    for place, layer in enumerate(twin):
        every = layer.pieces  # the other pieces stay 0
        layout.weights(theta, place)[::every] = trainer.layout.weights(trainer.theta, place)
        layout.biases(theta, place)[::every] = trainer.layout.biases(trainer.theta, place)
    x = run.examples.train.x
    return float(np.abs(_evaluator(trainer, twin).predict(theta, x) - trainer.predict(x)).max())


# --- the way ----------------------------------------------------------------------------------------------------------


@measure(says="share of the path in two directions")
def path_explained(run: Run, updates: int, points: int = 33) -> Replay:
    """share of the path's squared distances from its end that lies in the plane of its two main directions

    The path's first `updates` updates, made anew, at so many evenly spread points.
    """

    def explained(rows: list[NDArray[np.float64]]) -> float:
        path = np.array(rows)
        try:
            found = main_plane(path).explained(path)
        except ValueError as error:
            raise Unmeasured(str(error)) from None
        return math.nan if found is None else found

    spread = np.unique(np.linspace(0, updates, points).round().astype(int)).tolist()
    return run.anew(spread, lambda learner: learner.theta.astype(np.float64), explained)


@measure("loss", says="height of the hill between them")
def barrier(run: Run, other: Run, points: int = 33) -> float:
    """max over 0 <= t <= 1 of L(theta + t (theta' - theta)) - max(L(theta), L(theta')), L of the training examples

    How high one has to climb on the straight way from one network to the other.
    """
    here, there = run.trainer, other.trainer
    if here.layout != there.layout:
        raise Unmeasured(f"{run.name} and {other.name} have other layers")
    evaluator, train = _evaluator(here, here.settings.architecture.layers), run.examples.train
    start, way = here.theta, there.theta - here.theta
    losses = [evaluator.evaluate(start + np.float32(t) * way, train).loss for t in np.linspace(0.0, 1.0, points)]
    return max(losses) - max(losses[0], losses[-1])


# --- what they are made of --------------------------------------------------------------------------------------------


def _lane_seed(run: Run) -> int:
    return int(run.alone.lane_seed(0)) if hasattr(run.alone, "lane_seed") else run.alone.seed


def _evaluator(trainer: Trainer, layers: tuple[Layer, ...]) -> Evaluator:
    """Of other layers in the place of the trainer's own."""
    net = trainer.settings.architecture
    return Evaluator(Architecture(net.inputs, layers, net.dropout_form), trainer.settings.loss, trainer.dtype)

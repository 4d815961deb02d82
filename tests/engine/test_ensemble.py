"""The ensemble of dropout masks: against all masks one by one, a linear network, and its own sample."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
import pytest

import naive
from engine.learners import CLASSES, architecture, examples, net_of, settings, state, trainer
from ravine.engine import ensemble as module
from ravine.engine.activations import activations
from ravine.engine.ensemble import MOST_EXAMPLES, MOST_UNITS, SAMPLE, Ensemble, ensemble
from ravine.engine.evaluation import Examples
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Layer
from ravine.engine.training import Trainer

each_form = pytest.mark.parametrize("form", dropout_forms.names())

NETS = {
    "one layer": Architecture(2, (Layer(4, "relu", keep=0.7), Layer(3))),
    "two keeps": Architecture(2, (Layer(2, "tanh", keep=0.5), Layer(2, "relu", keep=0.9), Layer(3))),
    "not the first": Architecture(2, (Layer(5, "tanh"), Layer(3, "sigmoid", keep=0.3), Layer(4, "relu"), Layer(3))),
    "the outputs": Architecture(2, (Layer(4, "relu"), Layer(3, keep=0.5))),
    "maxout": Architecture(2, (Layer(Dense(3, 2), keep=0.6), Layer(4, "tanh"), Layer(3))),
    "prelu": Architecture(2, (Layer(3, "prelu", (0.2,), keep=0.6), Layer(4, "prelu", (0.1,)), Layer(3))),
    "residual": Architecture(
        2,
        (
            Layer(2, "tanh", keep=0.5),
            Layer(2, "relu", keep=0.8, skip=1, branch=0.5),
            Layer(2, "relu", skip=2),
            Layer(3),
        ),
    ),
}


def of(made: Trainer, seed: int = 1) -> Ensemble:
    return ensemble(made.settings.architecture, made.settings.loss, made.theta, made._train, seed)


def network(net: Architecture, loss: str = CLASSES, seed: int = 4, count: int = 23) -> Trainer:
    return trainer(settings(net, loss), examples(loss, net.outputs, count, inputs=net.inputs), lane_seed=seed)


def naive_mean(made: Trainer) -> Any:
    """Every mask in turn, one product of probabilities each."""
    net, x = net_of(made), np.asarray(made._train.x, np.float64)
    layers = made.settings.architecture.layers
    widths = made.settings.architecture.widths[1:]
    units = [width if layer.keep < 1 else 0 for layer, width in zip(layers, widths, strict=True)]
    mean: Any = 0.0
    for bits in itertools.product((0.0, 1.0), repeat=sum(units)):
        parts = np.split(np.array(bits), np.cumsum(units)[:-1])
        chance = 1.0
        for layer, mask in zip(layers, parts, strict=True):
            for bit in mask:
                chance *= layer.keep if bit else 1 - layer.keep
        masks = [np.tile(mask, (len(x), 1)) if len(mask) else None for mask in parts]
        mean = mean + chance * net.forward(x, masks)
    return mean


def scaled_net(made: Trainer, factor: Any) -> Any:
    """The naive outputs where every unit with dropout gives factor(layer) times its own."""
    net = net_of(made)
    of = made.settings.architecture
    masks = [
        np.full((len(made._train), width), factor(layer)) if layer.keep < 1 else None
        for layer, width in zip(of.layers, of.widths[1:], strict=True)
    ]
    return net.forward(np.asarray(made._train.x, np.float64), masks)


def distance(a: Any, b: Any) -> float:
    return float(np.sqrt(np.mean((a - b) ** 2)))


# --- all masks -------------------------------------------------------------------------------------------------------


@each_form
@pytest.mark.parametrize("net", NETS.values(), ids=NETS)
def test_it_is_the_mean_over_all_masks_one_by_one(net: Architecture, form: str) -> None:
    made = network(dataclasses.replace(net, dropout_form=form))
    found, mean = of(made), naive_mean(made)
    assert found.exact
    assert found.masks == 2**found.units
    assert found.ensemble.outputs == pytest.approx(mean, rel=1e-12, abs=1e-12)
    assert found.ensemble.distance == 0.0
    for one, factor in ((found.scaled, lambda layer: layer.keep), (found.unscaled, lambda layer: 1.0)):
        assert one.outputs == pytest.approx(scaled_net(made, factor), rel=1e-12, abs=1e-12)
        assert one.distance == pytest.approx(distance(one.outputs, mean), rel=1e-9, abs=1e-12)


@each_form
def test_scaled_is_the_network_as_it_is_tested_but_in_the_form_that_does_not_scale(form: str) -> None:
    made = network(architecture(2, 4, 3, 3, activation="relu", keep=0.6, form=form))
    found, tested = of(made), made.predict(made._train.x)
    one = found.unscaled if form == "unscaled" else found.scaled
    assert one.outputs == pytest.approx(tested, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("loss", losses.names())
def test_loss_and_accuracy_are_those_of_the_outputs(loss: str) -> None:
    made = network(architecture(2, 4, 3, 3, activation="relu", keep=0.6), loss)
    y = np.asarray(made._train.y, np.float64)
    for one in (of(made).ensemble, of(made).scaled, of(made).unscaled):
        assert one.result.loss == pytest.approx(naive.LOSSES[loss](one.outputs, y)[0], rel=1e-12)
        if made._train.classes:
            assert one.result.accuracy == pytest.approx(naive.accuracy(one.outputs, y))
        else:
            assert np.isnan(one.result.accuracy)


# --- linear, and not -------------------------------------------------------------------------------------------------


@each_form
@pytest.mark.parametrize("skip", [0, 1])
def test_in_a_linear_network_the_scaled_one_is_the_exact_ensemble(form: str, skip: int) -> None:
    layers = (Layer(4, keep=0.5), Layer(4, keep=0.8, skip=skip), Layer(4, keep=0.3, skip=2 * skip), Layer(3))
    found = of(network(Architecture(2, layers, form)))
    assert found.linear
    assert (found.units, found.masks) == (12, 4096)
    assert found.scaled.distance < 1e-12
    assert found.unscaled.distance > 0.05, "else this proves nothing"
    assert found.scaled.result.loss == pytest.approx(found.ensemble.result.loss, rel=1e-12)


@pytest.mark.parametrize("activation", activations.names())
def test_one_hidden_layer_is_linear_in_its_mask_whatever_its_activation(activation: str) -> None:
    """Nothing stands between the mask and the outputs but a sum: no approximation shows in so small a network."""
    found = of(network(architecture(2, 6, 3, activation=activation, keep=0.5)))
    assert found.linear
    assert found.scaled.distance < 1e-12
    assert not of(network(architecture(2, 4, 4, 3, activation=activation, keep=0.5))).linear or activation == "linear"


@pytest.mark.parametrize("seed", range(8))
def test_of_a_relu_network_the_scaled_one_is_closer_than_the_unscaled(seed: int) -> None:
    found = of(network(architecture(2, 7, 7, 3, activation="relu", keep=0.5), seed=seed))
    assert not found.linear
    assert (found.units, found.masks, found.exact) == (14, 16384, True)
    assert 1e-6 < found.scaled.distance < 0.5 * found.unscaled.distance


@pytest.mark.parametrize("seed", range(3))
def test_so_it_is_when_it_has_learned_with_dropout(seed: int) -> None:
    made = network(architecture(2, 7, 7, 3, activation="relu", keep=0.8), seed=seed)
    made.run(500)
    found = of(made)
    assert 1e-6 < found.scaled.distance < found.unscaled.distance


# --- a sample --------------------------------------------------------------------------------------------------------


def test_a_sample_agrees_with_all_masks_within_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 2,000 masks the mean errs by the outputs' spread over the masks, divided by sqrt(2000)."""
    made = network(architecture(2, 7, 7, 3, activation="relu", keep=0.5))
    exact = of(made)
    monkeypatch.setattr(module, "MOST_UNITS", 0)
    samples = [of(made, seed) for seed in range(10)]
    assert {(one.masks, one.exact, one.units) for one in samples} == {(SAMPLE, False, 14)}
    errors = np.array([one.ensemble.outputs - exact.ensemble.outputs for one in samples])
    few = np.array([of(made, seed).ensemble.outputs for seed in range(10)])
    spread = few.std(axis=0, ddof=1)
    assert (np.abs(errors.mean(axis=0)) < 5 * spread / np.sqrt(10)).all(), "no bias"
    assert 1e-5 < np.sqrt(np.mean(errors**2)) < 0.05 * np.sqrt(np.mean(exact.ensemble.outputs**2))
    assert len({one.ensemble.outputs.tobytes() for one in samples}) == 10, "another seed, another sample"


def test_a_sample_is_a_function_of_its_seed() -> None:
    made = network(architecture(2, 10, 8, 3, activation="relu", keep=0.5))
    one, same = of(made, 3), of(made, 3)
    assert (one.exact, one.masks, one.units) == (False, SAMPLE, 18)
    assert one.ensemble.outputs.tobytes() == same.ensemble.outputs.tobytes()
    assert one.scaled.distance < one.unscaled.distance


def test_exact_ends_where_it_says() -> None:
    assert of(network(architecture(2, MOST_UNITS, 3, keep=0.5))).exact
    assert not of(network(architecture(2, MOST_UNITS + 1, 3, keep=0.5))).exact


# --- what it costs, and what is refused ------------------------------------------------------------------------------


def test_the_trainer_is_not_touched() -> None:
    made = network(architecture(2, 4, 3, 3, keep=0.5))
    before = state(made)
    of(made)
    assert state(made) == before


def test_of_many_examples_some_are_taken_and_fewer_of_a_large_network(monkeypatch: pytest.MonkeyPatch) -> None:
    made = network(architecture(2, 4, 3, 3, keep=0.5), count=500)
    assert of(made).examples == MOST_EXAMPLES
    monkeypatch.setattr(module, "WORK", 1_000_000)
    assert of(made).examples == 48


def test_what_cannot_be_averaged_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="there is no dropout"):
        of(network(architecture(2, 4, 3)))
    made = network(architecture(2, 4, 3, keep=0.5))
    made.layout.weights(made.theta, 1)[:] = np.inf
    with pytest.raises(ValueError, match="infinite or not a number"):
        of(made)
    monkeypatch.setattr(module, "WORK", 1000)
    with pytest.raises(ValueError, match="27 weights and biases is too large to be averaged over 16 masks"):
        of(network(architecture(2, 4, 3, keep=0.5)))


def test_one_example_is_enough() -> None:
    made = network(architecture(2, 4, 3, keep=0.5))
    one = Examples(made._train.x[:1], made._train.y[:1], made._train.classes)
    found = ensemble(made.settings.architecture, CLASSES, made.theta, one, 0)
    assert found.ensemble.outputs == pytest.approx(of(made).ensemble.outputs[:1], rel=1e-12)

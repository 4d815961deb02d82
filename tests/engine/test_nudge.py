"""A nudge: its slope against backprop's derivative, its way through the layers, and the naive network."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import naive
from engine.learners import CLASSES, STILL, architecture, examples, net_of, settings, state, trainer
from ravine.engine import nudge as module
from ravine.engine.activations import activations
from ravine.engine.batch import evenly, next_batch
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Layer
from ravine.engine.nudge import Nudge, nudge
from ravine.engine.training import Trainer

DELTAS = (0.1, 0.01, 1e-3, 1e-4)

each_activation = pytest.mark.parametrize("activation", activations.names())


def network(*widths: int, loss: str = CLASSES, batch: int = 10, **more: Any) -> Trainer:
    net = architecture(*(widths or (2, 5, 4, 3)), **more)
    return trainer(settings(net, loss, batch=batch), examples(loss, net.outputs, 23, inputs=net.inputs))


def without_corners(made: Trainer, index: int, delta: float) -> bool:
    """No unit's z changes its sign, and no other piece becomes the largest, between w and w + delta."""
    sides = []
    for step in np.linspace(0, delta, 50):
        net = net_of(made)
        flat = made.theta.astype(np.float64)
        flat[index] += step
        net.W = [made.layout.weights(flat, place) for place in range(len(net.W))]
        net.b = [made.layout.biases(flat, place) for place in range(len(net.b))]
        net.forward(np.asarray(made._train.x[next_batch(made)], np.float64))
        sides.append([*(z > 0 for z in net.z), *net.largest])
    return all(np.array_equal(a, b) for side in sides for a, b in zip(sides[0], side, strict=True))


# --- the batch -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("updates", [0, 1, 2, 3, 7])
def test_the_next_batch_is_the_one_that_the_next_update_learns_from(updates: int) -> None:
    made = trainer(settings(architecture(2, 5, 3), CLASSES, STILL, batch=10), examples(CLASSES, 3, 23))
    made.run(updates)
    before, rows = state(made), next_batch(made)
    assert state(made) == before, "and asking changes nothing"
    x, y = (np.asarray(part[rows], np.float64) for part in (made._train.x, made._train.y))
    wanted = naive.LOSSES[CLASSES](net_of(made).forward(x), y)[0]
    assert len(rows) == (10, 10, 3)[updates % 3]
    assert float(made.run(1).loss[0]) == pytest.approx(wanted, rel=1e-5)


def test_an_even_choice_keeps_order_and_ends() -> None:
    data = examples(CLASSES, 3, 10)
    assert np.array_equal(evenly(data, 5).x, data.x[::2])
    assert np.array_equal(evenly(data, 20).x, data.x)
    assert len(evenly(examples(CLASSES, 3, 0), 4)) == 0


# --- the slope -------------------------------------------------------------------------------------------------------


@each_activation
@pytest.mark.parametrize("spot", [(0, 1, 1), (1, 2, None), (2, 0, 3)], ids=str)
def test_the_slope_tends_to_backprop_s_derivative_as_delta_falls(activation: str, spot: Any) -> None:
    made = network(activation=activation)
    index = made.layout.index(*spot)
    found = nudge(made, index, DELTAS)
    free = [without_corners(made, index, delta) for delta in DELTAS]
    errors = [abs(step.slope - found.derivative) for step in found.steps]
    assert free[-1], "else this proves nothing"
    scale = max(abs(found.derivative), 1e-2)
    for place, error in enumerate(errors):
        if free[place]:
            assert error <= 20 * DELTAS[place] * scale
    for (before, after), clear in zip(pairwise(errors), free, strict=False):
        if clear:
            assert after < 0.2 * before + 1e-10 or before < 1e-10, "ten times smaller, for the loss bends a little"


@pytest.mark.parametrize("loss", losses.names())
@pytest.mark.parametrize("form", ["lecture", "inverted", "unscaled"])
def test_loss_and_derivative_are_the_naive_network_s_with_dropout_in_its_test_form(loss: str, form: str) -> None:
    made = network(loss=loss, keep=0.6, form=form)
    index = made.layout.index(1, 2, 3)
    found, net, rows = nudge(made, index, DELTAS), net_of(made), next_batch(made)
    x, y = (np.asarray(part[rows], np.float64) for part in (made._train.x, made._train.y))
    value, d = naive.LOSSES[loss](net.forward(x), y)
    dW, _ = net.backward(d)
    assert found.loss == pytest.approx(value, rel=1e-12)
    assert found.derivative == pytest.approx(dW[1][2, 3], rel=1e-10)
    assert found.value == net.W[1][2, 3]
    assert found.examples == 10
    for delta, step in zip(DELTAS, found.steps, strict=True):
        net.W[1][2, 3] = found.value + delta
        assert step.delta == delta
        assert step.loss == pytest.approx(naive.LOSSES[loss](net.forward(x), y)[0], rel=1e-12)


def test_a_linear_network_s_loss_is_followed_exactly_by_its_parabola() -> None:
    """L is a parabola in each weight, so the slope at delta is dL/dw + delta L'' / 2."""
    made = network(loss="squared_error", activation="linear")
    found = nudge(made, made.layout.index(0, 0, 0), (1.0, 0.5, -0.5, 0.25))
    bends = [(step.slope - found.derivative) / step.delta for step in found.steps]
    assert bends == pytest.approx([bends[0]] * 4, rel=1e-10)
    assert abs(bends[0]) > 1e-4


# --- the way through the layers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_layer_before_the_nudged_one_does_not_change(place: int) -> None:
    found = nudge(network(), network().layout.index(place, 0, 0), (0.1, -1.0))
    for step in found.steps:
        assert all(change == 0.0 for change in step.changes[:place])
        assert all(change > 0.0 for change in step.changes[place:])


def test_a_change_is_the_root_mean_square_over_units_and_examples() -> None:
    made = network(loss="squared_error")
    index = made.layout.index(0, 3, None)
    found = nudge(made, index, (0.2,))
    x = np.asarray(made._train.x[next_batch(made)], np.float64)

    def handed_on(delta: float) -> list[Any]:
        net = net_of(made)
        net.b[0][3] += delta
        return [*_layers(net, x)]

    for change, before, after in zip(found.steps[0].changes, handed_on(0.0), handed_on(0.2), strict=True):
        assert change == pytest.approx(np.sqrt(np.mean((after - before) ** 2)), rel=1e-9)


def _layers(net: naive.Net, x: Any) -> Any:
    """What each of its layers hands on: the next one's input, and the outputs."""
    outputs = net.forward(x)
    yield from net.inputs[1:]
    yield outputs


@pytest.mark.parametrize("seed", range(5))
def test_each_sigmoid_attenuates_and_relu_does_not(seed: int) -> None:
    """Six layers of 16: what arrives at the last hidden one, as a share of what left the first."""
    shares = {}
    for activation in ("sigmoid", "relu"):
        net = architecture(2, *[16] * 6, 3, activation=activation)
        made = trainer(settings(net, CLASSES), examples(CLASSES, 3, 40), lane_seed=seed)
        steps = nudge(made, made.layout.index(0, 0, None), (0.5,)).steps
        changes = np.array(steps[0].changes[:-1])
        shares[activation] = changes[-1] / changes[0]
        if activation == "sigmoid":
            assert (changes[1:] < 0.6 * changes[:-1]).all(), changes
    assert shares["sigmoid"] < 0.01
    assert shares["relu"] > 10 * shares["sigmoid"]


def test_a_residual_connection_carries_the_change_past_its_layers() -> None:
    plain = Layer(8, "sigmoid")
    net = Architecture(2, (plain, plain, plain, plain, Layer(3)))
    skipping = dataclasses.replace(plain, skip=1)
    past = dataclasses.replace(net, layers=(plain, skipping, skipping, skipping, Layer(3)))
    last = []
    for one in (net, past):
        made = trainer(settings(one, CLASSES))
        last.append(nudge(made, made.layout.index(0, 0, 0), (0.1,)).steps[0].changes[3])
    assert last[1] > 5 * last[0]


# --- what it costs, and what is refused ------------------------------------------------------------------------------


def test_the_trainer_is_not_touched() -> None:
    made, other = network(keep=0.5), network(keep=0.5)
    for one in (made, other):
        one.run(7)
    nudge(made, 3, DELTAS)
    assert state(made) == state(other)
    for one in (made, other):
        one.run(5)
    assert state(made) == state(other)


def test_the_first_200_of_a_large_batch_are_taken_and_fewer_of_a_large_network(monkeypatch: pytest.MonkeyPatch) -> None:
    net = architecture(2, 5, 3)
    made = trainer(settings(net, CLASSES, batch=300), examples(CLASSES, 3, 500))
    assert nudge(made, 0, (0.1,)).examples == 200
    monkeypatch.setattr(module, "WORK", 100_000)
    few: Nudge = nudge(made, 0, (0.1,))
    assert few.examples == 80
    assert few.loss == pytest.approx(
        naive.LOSSES[CLASSES](
            net_of(made).forward(np.asarray(made._train.x[next_batch(made)[:80]], np.float64)),
            made._train.y[next_batch(made)[:80]],
        )[0]
    )


def test_a_nudge_that_is_lost_in_rounding_is_refused() -> None:
    made = network()
    made.set_weight(0, 0, 0, 1.0)
    with pytest.raises(ValueError, match=r"1e-17 is lost in the rounding of 1: a nudge is 4\.4e-16 at least"):
        nudge(made, made.layout.index(0, 0, 0), (0.1, 1e-17))
    nudge(made, made.layout.index(0, 0, 0), (4.5e-16,))


def test_a_loss_that_is_not_finite_is_refused() -> None:
    made = network(*[2] * 40, loss="squared_error", activation="linear")
    for place in range(39):
        made.layout.weights(made.theta, place)[:] = 1e9
    with pytest.raises(ValueError, match="infinite or not a number"):
        nudge(made, 0, (0.1,))

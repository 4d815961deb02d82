from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import naive
from engine.differences import agrees_with_differences
from engine.learners import NOTHING, STILL, architecture, examples, flat, net_of, settings, trainer
from ravine.engine.activations import activations
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.op import COLUMNS, DX, DY, INPUTS, OUTPUTS, X, Y
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Choice, Layer, Layout, aligned, padded
from ravine.engine.plan import Plan
from ravine.engine.training import Examples

GOLDEN = dict(np.load(Path(__file__).parent.parent / "golden" / "gradients.npz"))
NETS = range(sum(key.endswith("/widths") for key in GOLDEN))
both = pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-5), (np.float64, 1e-12)])
depths = pytest.mark.parametrize("hidden", [1, 2, 5, 20, 64])

# --- gradients --------------------------------------------------------------------------------------------------------


def test_every_activation_and_loss_has_a_golden_net() -> None:
    assert {str(GOLDEN[f"{net}/activation"]) for net in NETS} == set(activations.names())
    assert {str(GOLDEN[f"{net}/loss"]) for net in NETS} == set(losses.names())


@pytest.mark.parametrize("number", NETS)
@both
def test_loss_and_gradient_are_those_of_pytorch(number: int, dtype: Any, rtol: float) -> None:
    golden = {key.split("/")[1]: value for key, value in GOLDEN.items() if key.startswith(f"{number}/")}
    activation, loss = str(golden["activation"]), str(golden["loss"])
    values = (float(golden["value"]),) if activations[activation].parameters else ()
    net = architecture(*golden["widths"].tolist(), activation=activation, values=values)
    train = Examples(golden["x"], golden["y"])
    made = trainer(settings(net, loss, STILL, batch=len(train)), train, NOTHING, dtype=dtype)

    def unpacked(numbers: Any) -> Any:
        result, start = np.zeros(made.layout.size), 0
        for span in made.layout.spans:
            for a, b in ((span.weights, span.weight_stop), (span.biases, span.bias_stop)):
                result[a:b] = numbers[start : start + b - a]
                start += b - a
        assert start == len(numbers) == made.layout.parameters
        return result

    places = [span.learned for span in made.layout.spans[:-1]]
    kept = made.theta[places].copy()
    made.theta[:] = unpacked(golden["theta"])
    made.theta[places] = kept
    record = made.run(1)
    wanted = unpacked(golden["grad"])
    wanted[places] = golden.get("slope", 0.0)
    assert record.loss[0] == pytest.approx(float(golden["cost"]), rel=rtol)
    np.testing.assert_allclose(made.grad, wanted, rtol=rtol, atol=rtol * np.abs(wanted).max())
    by_layer = [np.linalg.norm(wanted[span.weights : span.stop]) for span in made.layout.spans]
    np.testing.assert_allclose(record.gradient_norm[0], by_layer, rtol=rtol * 10)


@depths
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("width", [5, 16])
def test_a_deep_net_agrees_with_finite_differences(hidden: int, activation: str, width: int) -> None:
    net = architecture(2, *[width] * hidden, 3, activation=activation)
    chosen = settings(net, "softmax_cross_entropy", STILL, batch=17)
    initializer = Choice("he") if activation == "relu" else Choice("orthogonal", (1.2,))
    made = trainer(chosen, dtype=np.float64, initializer=initializer)
    # A difference must not step over one of the many corners of a deep ReLU net.
    agrees_with_differences(made, directions=10, step=1e-7 if activation == "relu" else 1e-5, rtol=1e-4)


@depths
def test_a_deep_net_with_every_kind_of_op_has_the_naive_gradient(hidden: int) -> None:
    names = activations.names()
    layers = [
        Layer(
            Dense(4 + place // 3 % 9, 1 + place % 2), names[place % len(names)], keep=0.9 if place % 3 == 0 else 1.0,
            skip=place % 3, branch=0.5 + place % 2,
        )
        for place in range(hidden)
    ]  # fmt: skip
    net = Architecture(3, (*layers, Layer(2)), "inverted")
    made = trainer(settings(net, optimizer=STILL, batch=9), dtype=np.float64, initializer=Choice("he"))
    train = examples("squared_error", 2, inputs=3)
    slow = naive.Learner(made.settings, net_of(made), train, NOTHING, 3, 4)
    record = made.run(1)
    loss, _, norms = slow.update()
    assert record.loss[0] == pytest.approx(loss, rel=1e-10)
    np.testing.assert_allclose(record.gradient_norm[0], norms, rtol=1e-8)
    np.testing.assert_array_equal(made.theta, flat(made, slow.net))


# --- where the numbers lie --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("widths", [(1, 1), (2, 8, 8, 1), (5, 17, 3), (784, 256, 10)])
def test_layers_follow_each_other_padded_to_whole_vectors(widths: tuple[int, ...]) -> None:
    layout = Layout.of(architecture(*widths))
    stops = [0]
    for span, (inputs, outputs) in zip(layout.spans, pairwise(widths), strict=True):
        assert (span.inputs, span.outputs) == (inputs, outputs)
        assert span.weights == stops[-1]
        assert span.weight_stop - span.weights == inputs * outputs
        assert span.bias_stop - span.biases == outputs
        assert span.weight_stop <= span.biases < span.weight_stop + 16
        assert span.bias_stop < span.stop <= span.bias_stop + 16, "there is room for what an activation learns"
        assert span.biases % 16 == span.stop % 16 == 0
        stops.append(span.stop)
    assert layout.size == stops[-1]
    assert layout.parameters == sum((i + 1) * o for i, o in pairwise(widths))


def test_weights_and_biases_are_views_of_theta() -> None:
    layout = Layout.of(architecture(2, 3, 1))
    theta = np.zeros(layout.size)
    layout.weights(theta, 1)[0, 2] = 5
    layout.biases(theta, 0)[1] = 7
    assert theta[layout.spans[1].weights + 2] == 5
    assert theta[layout.spans[0].biases + 1] == 7


def test_the_layout_does_not_depend_on_activations_dropout_or_batch() -> None:
    assert Layout.of(architecture(2, 3, 1)) == Layout.of(architecture(2, 3, 1, activation="relu", keep=0.5))


@pytest.mark.parametrize(("count", "wanted"), [(0, 0), (1, 16), (15, 16), (16, 16), (17, 32)])
def test_padded_is_the_next_multiple_of_sixteen(count: int, wanted: int) -> None:
    assert padded(count) == wanted


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_aligned_arrays_start_a_cache_line_and_hold_zeros(dtype: Any) -> None:
    for _ in range(5):
        array = aligned((3, 17), dtype)
        assert array.ctypes.data % 64 == 0
        assert array.shape == (3, 17)
        assert array.flags.c_contiguous
        assert not array.any()


# --- the table --------------------------------------------------------------------------------------------------------


def test_what_one_op_gives_is_what_the_next_takes_and_no_two_share_room() -> None:
    plan = Plan.of(architecture(3, 9, 5, 2, keep=0.5), 17, 2, np.float32)
    table, columns = plan.table, plan.columns
    assert columns == 32
    assert (table[:, COLUMNS] == columns).all()
    assert np.array_equal(table[1:, X], table[:-1, Y])
    assert np.array_equal(table[1:, DX], table[:-1, DY])
    assert np.array_equal(table[1:, INPUTS], table[:-1, OUTPUTS])
    assert table[0, DX] == -1
    rooms = [(0, 3), (plan.targets, 2)] + [(row[k], row[OUTPUTS]) for row in table for k in (Y, DY)]
    used = np.zeros(plan.scratch.size, int)
    for start, units in rooms:
        used[start : start + units * columns] += 1
    assert (used == 1).all()


def test_a_layers_last_row_is_what_it_hands_on() -> None:
    net = Architecture(2, (Layer(3, "relu", keep=0.5), Layer(4, "tanh"), Layer(5), Layer(1)))
    assert Plan.of(net, 10, 1, np.float32).last_row == (2, 4, 5, 6)


def test_an_activation_without_given_parameters_gets_the_defaults() -> None:
    for name in activations.names():
        plan = Plan.of(architecture(2, 3, 1, activation=name), 10, 1, np.float64)
        for value in activations[name].values({}):
            assert plan.params[1, 0] == value

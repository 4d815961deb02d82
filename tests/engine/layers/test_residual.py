from __future__ import annotations

import numpy as np
import pytest

from engine.differences import agrees_with_differences
from engine.learners import CLASSES, NOTHING, STILL, architecture, examples, net_of, settings, trainer
from ravine.engine.network import Architecture, Layer, Layout
from ravine.engine.plan import Plan

SPANS = {
    "over one layer": (0, 1, 1, 1),
    "over two": (0, 0, 2, 0),
    "from the input": (1, 2, 3, 4),
    "two from one place": (0, 1, 2, 0),
    "one inside another": (0, 0, 1, 3),
}
"""How far back each of four hidden layers, all as wide as the input, looks."""

each = pytest.mark.parametrize("skips", SPANS.values(), ids=SPANS)


def network(*skips: int, branch: float = 1.0, activation: str = "tanh", keep: float = 1.0) -> Architecture:
    hidden = [Layer(3, activation, keep=keep, skip=skip, branch=branch) for skip in skips]
    return Architecture(3, (*hidden, Layer(2)))


@each
@pytest.mark.parametrize("branch", [1.0, 0.2])
@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_a_net_with_it_agrees_with_finite_differences(skips: tuple[int, ...], branch: float, keep: float) -> None:
    net = network(*skips, branch=branch, keep=keep)
    agrees_with_differences(trainer(settings(net, CLASSES, STILL, batch=17), dtype=np.float64))


@each
def test_outputs_are_those_of_the_naive_net(skips: tuple[int, ...]) -> None:
    made = trainer(settings(network(*skips, branch=0.5)), dtype=np.float64)
    x = examples("squared_error", 2, inputs=3).x
    np.testing.assert_allclose(made.predict(x), net_of(made).forward(x.astype(np.float64)), rtol=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_blocks_of_zeros_are_the_identity(activation: str) -> None:
    net = Architecture(3, tuple(Layer(3, activation, skip=1) for _ in range(5)))
    made = trainer(settings(net, batch=9), examples("squared_error", 3, inputs=3), NOTHING)
    made.theta[:] = 0.0
    x = examples("squared_error", 3, inputs=3).x
    wanted = x + 5 * (0.5 if activation == "sigmoid" else 0.0)  # sigmoid(0) is no 0
    np.testing.assert_allclose(made.predict(x), wanted, rtol=1e-6, atol=0)


def test_a_branch_of_factor_zero_is_passed_by() -> None:
    made = trainer(settings(Architecture(3, (Layer(3, "relu", skip=1, branch=0.0), Layer(2)))))
    x = examples("squared_error", 2, inputs=3).x
    W, b = made.layout.weights(made.theta, 1), made.layout.biases(made.theta, 1)
    np.testing.assert_allclose(made.predict(x), x @ W.T + b, rtol=1e-5, atol=1e-6)


def test_connections_can_be_made_and_cut_while_the_parameters_stay() -> None:
    plain, residual = network(0, 0, 0), network(1, 1, 1)
    assert Layout.of(plain) == Layout.of(residual)
    made = trainer(settings(plain))
    theta = made.theta.copy()
    made.change(settings(residual))
    np.testing.assert_array_equal(made.theta, theta)


@pytest.mark.parametrize(("skips", "words"), [((2, 0), "look back 2 places: at most 1"), ((0, 0, 4), "at most 3")])
def test_what_lies_before_the_input_cannot_be_added(skips: tuple[int, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        network(*skips)


def test_layers_of_other_widths_cannot_be_added() -> None:
    with pytest.raises(ValueError, match="layer 2 of 5 units cannot add the 4 of another one"):
        Architecture(3, (Layer(4), Layer(5, skip=1)))


def test_a_plain_net_has_no_op_more() -> None:
    plan = Plan.of(architecture(3, 3, 3, 2), 10, 1, np.float32)
    assert len(plan.table) == 5
    assert plan.first_row == (0, 2, 4)
    both = Plan.of(network(0, 1), 10, 1, np.float32)
    assert (both.first_row, both.last_row) == ((0, 3, 6), (1, 5, 6))

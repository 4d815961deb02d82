from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.learners import NOTHING, architecture, examples, settings
from ravine.engine.initializers import initializers
from ravine.engine.network import Choice, Layout
from ravine.engine.normals import fill_normal
from ravine.engine.training import Trainer

each = pytest.mark.parametrize("name", initializers.names())
SIZES = [(100, 300), (300, 100), (200, 200)]


def drawn(name: str, outputs: int, inputs: int, *values: float, seed: int = 1) -> Any:
    W = np.full((outputs, inputs), np.nan)
    initializers[name].functions[0](np.random.default_rng(seed), W, *(values or initializers[name].values({})))
    return W


def theta(name: str, seed: int, *widths: int, dtype: Any = np.float32) -> Any:
    choice = Choice(name, initializers[name].values({}))
    return Layout.of(architecture(*widths)).initial(choice, seed, dtype)


@pytest.mark.parametrize(
    ("name", "values", "variance"),
    [
        ("normal", (0.1,), lambda outputs, inputs: 0.01),
        ("normal", (2.0,), lambda outputs, inputs: 4),
        ("xavier", (), lambda outputs, inputs: 2 / (inputs + outputs)),
        ("he", (), lambda outputs, inputs: 2 / inputs),
    ],
)
@pytest.mark.parametrize(("outputs", "inputs"), [*SIZES, (1024, 1031)])
def test_weights_are_normal_with_the_variance_of_the_formula(
    name: str, values: tuple[float, ...], variance: Any, outputs: int, inputs: int
) -> None:
    w = drawn(name, outputs, inputs, *values)
    wanted, count = variance(outputs, inputs), w.size
    assert w.shape == (outputs, inputs)
    assert abs(w.mean()) < 4 * math.sqrt(wanted / count)
    assert w.var() == pytest.approx(wanted, rel=4 * math.sqrt(2 / count))
    within = np.mean(np.abs(w) < math.sqrt(wanted))
    assert within == pytest.approx(math.erf(math.sqrt(0.5)), abs=0.01)


@pytest.mark.parametrize(("outputs", "inputs"), [*SIZES, (1, 1), (3, 1), (1, 3)])
@pytest.mark.parametrize("gain", [1.0, 1.4])
def test_orthogonal_weights_keep_lengths_but_for_the_gain(outputs: int, inputs: int, gain: float) -> None:
    w = drawn("orthogonal", outputs, inputs, gain)
    assert w.shape == (outputs, inputs)
    small = w.T @ w if outputs >= inputs else w @ w.T
    np.testing.assert_allclose(small, gain**2 * np.eye(min(outputs, inputs)), atol=1e-12)


def test_orthogonal_weights_have_no_preferred_sign() -> None:
    """A bare QR has a diagonal of one sign."""
    corners = [drawn("orthogonal", 4, 4, seed=seed)[0, 0] for seed in range(400)]
    assert abs(np.mean(corners)) < 4 * 0.5 / math.sqrt(400)


def test_zeros_are_zero() -> None:
    assert not theta("zeros", 1, 5, 7, 3).any()


@each
def test_biases_and_padding_start_at_zero(name: str) -> None:
    layout, start = Layout.of(architecture(5, 7, 3)), theta(name, 1, 5, 7, 3)
    weights = np.concatenate([np.arange(span.weights, span.weight_stop) for span in layout.spans])
    assert not np.delete(start, weights).any()
    assert name == "zeros" or start[weights].all()


@each
def test_the_same_seed_gives_the_same_theta_in_both_element_types(name: str) -> None:
    assert np.array_equal(theta(name, 1, 5, 7, 3), theta(name, 1, 5, 7, 3))
    assert np.array_equal(theta(name, 1, 5, 7, 3, dtype=np.float64).astype(np.float32), theta(name, 1, 5, 7, 3))


@pytest.mark.parametrize("name", [name for name in initializers.names() if name != "zeros"])
def test_another_seed_and_another_layer_give_other_weights(name: str) -> None:
    one, other = theta(name, 1, 8, 8, 8), theta(name, 2, 8, 8, 8)
    assert not np.intersect1d(one[one != 0], other[other != 0]).size
    first, second = (Layout.of(architecture(8, 8, 8)).weights(one, place) for place in (0, 1))
    assert not np.intersect1d(first, second).size


def test_a_layers_start_depends_on_its_place_and_size_alone() -> None:
    layouts = [Layout.of(architecture(5, 7, width)) for width in (3, 4)]
    starts = [layout.initial(Choice("he"), 1, np.float32) for layout in layouts]
    assert np.array_equal(layouts[0].weights(starts[0], 0), layouts[1].weights(starts[1], 0))


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
def test_lanes_of_one_seed_start_alike_whatever_the_rest_of_their_settings(seed: int) -> None:
    train = examples("squared_error", 1)
    thetas = []
    for net in (architecture(2, 8, 1), architecture(2, 8, 1, activation="relu", keep=0.5)):
        for batch in (1, 23):
            thetas.append(Trainer(settings(net, batch=batch), Choice("he"), train, NOTHING, 0, seed).theta)
    assert all(np.array_equal(thetas[0], other) for other in thetas)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_many_normal_numbers_are_normal_and_know_nothing_of_each_other(dtype: Any) -> None:
    z = np.empty(1 << 20, dtype)
    fill_normal(z, 5, 2.0)
    z = z.astype(np.float64) / 2
    for moment, wanted in ((1, 0), (2, 1), (3, 0), (4, 3), (6, 15)):
        spread = math.sqrt(np.mean(z ** (2 * moment)) / z.size)
        assert np.mean(z**moment) == pytest.approx(wanted, abs=4 * spread)
    assert np.abs(z).max() < 6
    for apart in (1, 16, 32):  # the other of a pair is 16 places further
        for a, b in ((z, z), (z * z - 1, z * z - 1)):
            together = a[:-apart] * b[apart:]
            assert abs(together.mean()) < 4 * together.std() / math.sqrt(z.size)


@pytest.mark.parametrize("count", [1, 31, 32, 33, 1000])
def test_each_normal_number_is_a_function_of_stream_and_place(count: int) -> None:
    some, more, other = (np.empty(size, np.float32) for size in (count, 2000, count))
    fill_normal(some, 7, 1.0)
    fill_normal(more, 7, 1.0)
    fill_normal(other, 8, 1.0)
    assert np.array_equal(some, more[:count])
    assert (some != other).all()

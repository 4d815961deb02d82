from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.learners import architecture, defaults, examples, net_of, parts, settings, trainer
from ravine.engine.network import Architecture, Layer
from ravine.engine.probes import BINS, histograms, layer_statistics
from ravine.engine.training import Trainer

X = examples("squared_error", 1, count=300).x


def handed_on(made: Trainer, x: Any) -> list[Any]:
    """What each layer hands on at test time, by the naive net."""
    net = net_of(made)
    result = []
    for place in range(len(net.W)):
        part = net_of(made)
        part.architecture = Architecture(2, net.architecture.layers[: place + 1], net.architecture.dropout_form)
        result.append(part.forward(np.asarray(x, np.float64)))
    return result


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_statistics_are_those_of_plain_numpy(activation: str, keep: float) -> None:
    made = trainer(settings(architecture(2, 9, 7, 1, activation=activation, keep=keep)))
    made.run(6)
    before = parts(made, made.theta.copy())
    made.run(1)
    now = parts(made, made.theta)
    got = layer_statistics(made, X)
    for place, outputs in enumerate(handed_on(made, X)):
        moved, size = (
            np.sqrt(sum(np.sum(part**2) for part in both))
            for both in ([now[k][place] - before[k][place] for k in (0, 1)], [now[k][place] for k in (0, 1)])
        )
        assert got[place, 0] == pytest.approx(moved / size, rel=1e-4)
        assert got[place, 1] == pytest.approx(outputs.mean(), abs=1e-5)
        assert got[place, 2] == pytest.approx(outputs.std(), rel=1e-4)
        if activation == "relu" and place < 2:
            assert got[place, 3] == pytest.approx((outputs == 0).all(axis=0).mean(), abs=1e-6)
        else:
            assert np.isnan(got[place, 3])


def test_the_ratio_is_that_of_the_last_update_alone_however_long_the_run() -> None:
    one, other = (trainer(settings(architecture(2, 9, 1))) for _ in range(2))
    one.run(20)
    for _ in range(20):
        other.run(1)
    np.testing.assert_array_equal(layer_statistics(one, X), layer_statistics(other, X))


def test_before_the_first_update_the_ratio_is_not_known() -> None:
    assert np.isnan(layer_statistics(trainer(settings(architecture(2, 9, 1))), X)[:, 0]).all()


def test_after_a_run_that_was_cut_short_the_ratio_is_not_known() -> None:
    made = trainer(settings(architecture(2, 9, 1, activation="linear"), optimizer=defaults("momentum", lr=30.0)))
    made.run(1000)
    assert made.diverged
    assert np.isnan(layer_statistics(made, X)[:, 0]).all()


@pytest.mark.parametrize("size", [1e10, 1e20, 1e30])
def test_huge_weights_shortly_before_a_divergence_do_no_harm(size: float) -> None:
    made = trainer(settings(architecture(2, 9, 9, 1, activation="relu")))
    made.before_last[:] = made.theta
    made.theta[:] *= size
    got = layer_statistics(made, X)
    assert got.shape == (3, 4)
    assert (got[:, 0] > 0.5).all()
    assert all(np.isfinite(part).all() for part in histograms(made))


def test_dead_units_are_counted() -> None:
    made = trainer(settings(architecture(2, 8, 8, 1, activation="relu")))
    made.layout.biases(made.theta, 0)[[1, 4, 5]] = -100
    assert layer_statistics(made, X)[0, 3] == pytest.approx(3 / 8)


def test_a_layer_of_zeros_has_a_ratio_of_zero() -> None:
    made = trainer(settings(architecture(2, 8, 1)))
    made.theta[:] = made.before_last[:] = 0
    assert (layer_statistics(made, X)[:, 0] == 0).all()


def test_histograms_are_those_of_plain_numpy() -> None:
    made = trainer(settings(architecture(2, 64, 65, 1), optimizer=defaults("adam"), l2=0.1, clip=0.01))
    made.run(5)
    for got, flat in zip(histograms(made), (made.theta, made.grad), strict=True):
        for row, weights in zip(got, parts(made, flat)[0], strict=True):
            counts, edges = np.histogram(weights.astype(np.float64), BINS)
            assert row[:2] == pytest.approx([edges[0], edges[-1]], rel=1e-6)
            assert np.array_equal(row[2:], counts)


@pytest.mark.parametrize("values", [[0.0], [1.0], [-3e9], [1e30], [1e6, 1e6], [0.5, np.nextafter(np.float32(0.5), 1)]])
def test_equal_weights_or_nearly_so_have_a_histogram_too(values: list[float]) -> None:
    made = trainer(settings(Architecture(len(values), (Layer(1),))))
    made.layout.weights(made.theta, 0)[:] = values
    (row, *_), _ = histograms(made)
    assert row[0] < row[1]
    assert row[2:].sum() == len(values)
    assert row[0] <= min(values) <= max(values) <= row[1]


def test_what_is_not_finite_is_left_out() -> None:
    made = trainer(settings(architecture(2, 8, 1)))
    made.layout.weights(made.theta, 0)[0] = [np.nan, np.inf]
    weights, _ = histograms(made)
    assert weights[0, 2:].sum() == 14
    assert np.isfinite(weights).all()

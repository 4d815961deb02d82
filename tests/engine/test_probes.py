from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import naive
from engine.learners import architecture, defaults, examples, net_of, parts, settings, trainer, with_
from ravine.engine import evaluation
from ravine.engine.activations import activations
from ravine.engine.evaluation import Examples, decided, predicted_classes, target_classes
from ravine.engine.evaluation import forward as evaluation_forward
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Layer
from ravine.engine.probes import (
    BINS,
    forward_pass,
    histograms,
    layer_statistics,
    masks,
    misclassified,
    neuron_outputs,
    weight_rows,
)
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


def test_after_a_divergence_there_is_no_gradient_to_count_and_after_another_update_there_is() -> None:
    made = trainer(settings(architecture(2, 9, 1, activation="linear"), optimizer=defaults("momentum", lr=30.0)))
    assert not made.grad_known
    assert not histograms(made)[1][:, 2:].any(), "nor before the first update"
    made.run(1)
    assert (histograms(made)[1][:, 2:].sum(axis=1) == [18, 9]).all()
    made.run(1000)
    assert made.diverged
    weights, gradients = histograms(made)
    assert (weights[:, 2:].sum(axis=1) == [18, 9]).all()
    assert not gradients[:, 2:].any()
    assert np.isfinite(gradients).all()
    made.change(with_(made.settings, clip=0.1))
    assert not histograms(made)[1][:, 2:].any()
    made.theta[:] *= 1e-9
    assert len(made.run(1)) == 1
    assert histograms(made)[1][:, 2:].any()


def test_after_a_restore_the_gradient_is_not_known_until_the_next_update() -> None:
    made = trainer(settings(architecture(2, 9, 1)))
    made.run(5)
    start = made.snapshot()
    made.run(5)
    made.restore(start)
    assert not histograms(made)[1][:, 2:].any()
    made.run(1)
    assert histograms(made)[1][:, 2:].any()


# --- every neuron, every weight ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 128, 300])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_the_outputs_of_all_neurons_are_those_of_the_naive_net(count: int, dtype: Any, keep: float) -> None:
    made = trainer(
        settings(architecture(2, 9, 7, 3, activation="relu", keep=keep), "softmax_cross_entropy"), dtype=dtype
    )
    got = neuron_outputs(made, X[:count])
    assert (got.shape, got.dtype) == ((9 + 7 + 3, count), np.dtype(np.float32))
    np.testing.assert_allclose(
        got, np.concatenate([part.T for part in handed_on(made, X[:count])]), rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize("name", activations.names())
@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_the_way_of_one_example_is_that_of_the_naive_net(name: str, keep: float) -> None:
    made = trainer(settings(architecture(2, 9, 7, 3, activation=name, keep=keep)))
    net = net_of(made)
    net.forward(X[:1].astype(np.float64))
    way = forward_pass(made, X[0])
    for place, (z, y) in enumerate(way):
        assert z.dtype == y.dtype == np.float32
        np.testing.assert_allclose(z, net.z[place][0], rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(y, handed_on(made, X[:1])[place][0], rtol=1e-4, atol=1e-6)
    assert [len(z) for z, _ in way] == [9, 7, 3]
    assert np.array_equal(way[2][1], made.predict(X[:1])[0])


def test_a_look_inside_is_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    made = trainer(settings(architecture(2, *[5] * 8, 1)))
    passes = []
    monkeypatch.setattr(evaluation, "forward", lambda *arguments: passes.append(evaluation_forward(*arguments)))
    for look in (neuron_outputs, layer_statistics, lambda made, x: made.layer_signals(x)):
        passes.clear()
        look(made, X[:200])
        assert len(passes) == 2, "of 128 examples at most"


def test_all_weights_in_a_row_are_unit_by_unit_with_the_bias_last() -> None:
    made = trainer(settings(architecture(2, 3, 2)))
    row = weight_rows(made)
    assert (row.shape, row.dtype) == ((3 * 3 + 2 * 4,), np.dtype(np.float32))
    for place, start in ((0, 0), (1, 9)):
        weights, biases = made.layout.weights(made.theta, place), made.layout.biases(made.theta, place)
        for unit, (w, b) in enumerate(zip(weights, biases, strict=True)):
            first = start + unit * (len(w) + 1)
            assert row[first : first + len(w) + 1].tolist() == [*w.tolist(), b]


# --- wrong answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", losses.names())
@pytest.mark.parametrize("outputs", [1, 4])
def test_the_misclassified_are_those_that_the_confusion_counts_the_surest_first(loss: str, outputs: int) -> None:
    if losses[loss].traits["target"] == "class" and outputs == 1:
        return
    data = examples(loss, outputs, 200)
    data = Examples(data.x, (data.y > 0).astype(np.float32) if loss == "squared_error" else data.y, max(2, outputs))
    made = trainer(settings(architecture(2, 9, outputs), loss), data)
    rows, classes, confidence = misclassified(made, data, 1000)
    counts = made.confusion(data)
    assert len(rows) == len(set(rows.tolist())) == counts.sum() - counts.trace() > 0
    assert (classes == predicted_classes(made.predict(data.x))[rows]).all()
    assert (classes != target_classes(data)[rows]).all()
    assert (np.diff(confidence) <= 0).all()
    assert (np.diff(rows)[np.diff(confidence) == 0] > 0).all(), "of equals the first row"
    assert ((confidence >= 0) & (confidence <= 1)).all()
    first = misclassified(made, data, 3)
    assert [part.tolist() for part in first] == [part[:3].tolist() for part in (rows, classes, confidence)]


def test_a_regression_and_no_examples_at_all_have_none_misclassified() -> None:
    made = trainer(settings(architecture(2, 3, 1)))
    for none in (examples("squared_error", 1), Examples(np.zeros((0, 2)), np.zeros((0, 1)), 2)):
        assert [len(part) for part in misclassified(made, none, 10)] == [0, 0, 0]


def test_the_probability_of_an_answer_is_that_of_the_loss() -> None:
    z = np.array([[1.0, 3.0, -2.0], [-1.0, -2.0, -3.0]], np.float32)
    classes, confidence = decided(z, "softmax_cross_entropy")
    assert classes.tolist() == [1, 0]
    np.testing.assert_allclose(confidence, naive.softmax(z.astype(np.float64)).max(axis=1), rtol=1e-12)
    np.testing.assert_allclose(decided(z, "binary_cross_entropy")[1], 1 / (1 + np.exp([-3.0, 1.0])), rtol=1e-7)
    assert decided(z, "squared_error")[1].tolist() == [1, 0]
    one = np.array([[-1.0], [0.5], [800.0]])
    assert decided(one, "binary_cross_entropy")[0].tolist() == [0, 1, 1]
    np.testing.assert_allclose(decided(one, "binary_cross_entropy")[1], 1 / (1 + np.exp([-1.0, -0.5, -800.0])))
    assert decided(one, "squared_error")[1].tolist() == [1, 0.75, 1]
    assert decided(np.full((1, 3), np.nan), "softmax_cross_entropy")[1].tolist() == [0]


# --- masks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", dropout_forms.names())
def test_the_masks_are_those_of_the_last_update(form: str) -> None:
    made = trainer(settings(architecture(2, 9, 7, 1, keep=0.5, form=form), batch=5))
    made.run(4)
    wanted = [naive.mask(4, 3, place, units, 5, 0.5, form)[:, 0] for place, units in enumerate((9, 7))]
    np.testing.assert_array_equal(masks(made), np.concatenate(wanted))
    before = made.theta.copy()
    assert not np.array_equal(masks(made), (made.run(1), masks(made))[1])
    assert not np.array_equal(before, made.theta)


def test_what_is_never_dropped_is_kept() -> None:
    layers = (Layer(3, keep=0.5), Layer(4), Layer(1))
    made = trainer(settings(Architecture(2, layers)))
    assert masks(made).all()
    made.run(3)
    assert masks(made)[3:].all()

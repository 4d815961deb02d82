from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import naive
from engine.learners import architecture, examples, net_of, settings, trainer
from ravine.engine.evaluation import COLUMNS_AT_ONCE
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.training import Examples

each_loss = pytest.mark.parametrize("loss", losses.names())
counts = pytest.mark.parametrize("count", [1, 15, 16, 17, COLUMNS_AT_ONCE, COLUMNS_AT_ONCE + 1, 300])
both = pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-5), (np.float64, 1e-12)])


@each_loss
@counts
@pytest.mark.parametrize("outputs", [1, 2, 5])
@both
def test_loss_accuracy_and_outputs_are_the_naive_ones(
    loss: str, count: int, outputs: int, dtype: Any, rtol: float
) -> None:
    made = trainer(settings(architecture(3, 9, outputs), loss), dtype=dtype)
    some = examples(loss, outputs, count, inputs=3, seed=1)
    z = net_of(made).forward(some.x.astype(np.float64))
    got = made.evaluate(some)
    np.testing.assert_allclose(made.predict(some.x), z, rtol=rtol * 10, atol=rtol)
    assert got.loss == pytest.approx(naive.LOSSES[loss](z, some.y)[0], rel=rtol * 10, abs=1e-7)
    if some.classes and outputs > 1:
        assert got.accuracy == pytest.approx(naive.accuracy(z, some.y))


@each_loss
def test_regression_has_no_accuracy(loss: str) -> None:
    some = examples(loss, 2)
    made = trainer(settings(architecture(2, 3, 2), loss))
    assert math.isnan(made.evaluate(Examples(some.x, some.y, 0)).accuracy)


@each_loss
def test_no_examples_have_neither_loss_nor_accuracy(loss: str) -> None:
    made = trainer(settings(architecture(2, 3, 2), loss))
    some = examples(loss, 2, count=0)
    got = made.evaluate(some)
    assert math.isnan(got.loss)
    assert math.isnan(got.accuracy)
    assert made.predict(some.x).shape == (0, 2)


@pytest.mark.parametrize("low", [0.0, -1.0])
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "squared_error"])
def test_one_output_is_right_on_the_targets_side_whether_targets_are_0_or_minus_1(loss: str, low: float) -> None:
    made = trainer(settings(architecture(2, 1), loss))
    x = examples(loss, 1, 200).x
    z = net_of(made).forward(x.astype(np.float64))[:, 0]
    y = np.where(np.arange(200) % 3 == 0, 1.0, low).astype(np.float32)[:, None]
    some = Examples(x, y, 2)
    right = (z > 0) == (y[:, 0] == 1)
    assert made.evaluate(some).accuracy == pytest.approx(right.mean())
    table = made.confusion(some)
    assert np.array_equal(table, [[np.sum((y[:, 0] != 1) & (z <= 0)), np.sum((y[:, 0] != 1) & (z > 0))],
                                  [np.sum((y[:, 0] == 1) & (z <= 0)), np.sum((y[:, 0] == 1) & (z > 0))]])  # fmt: skip


@pytest.mark.parametrize("outputs", [2, 5])
@pytest.mark.parametrize("one_hot", [False, True])
def test_confusion_counts_truth_by_row_and_answer_by_column(outputs: int, one_hot: bool) -> None:
    loss = "squared_error" if one_hot else "softmax_cross_entropy"
    made = trainer(settings(architecture(2, 9, outputs), loss))
    some = examples("softmax_cross_entropy", outputs, 300)
    truth = some.y[:, 0].astype(int)
    answer = net_of(made).forward(some.x.astype(np.float64)).argmax(axis=1)
    wanted = np.zeros((outputs, outputs), int)
    for row, column in zip(truth, answer, strict=True):
        wanted[row, column] += 1
    targets = np.eye(outputs, dtype=np.float32)[truth] if one_hot else some.y
    given = Examples(some.x, targets, outputs)
    table = made.confusion(given)
    assert np.array_equal(table, wanted)
    assert made.evaluate(given).accuracy == pytest.approx(np.trace(table) / 300)


@pytest.mark.parametrize("form", dropout_forms.names())
def test_dropout_is_in_its_test_form(form: str) -> None:
    made = trainer(settings(architecture(2, 9, 7, 3, keep=0.6, form=form), "softmax_cross_entropy"), dtype=np.float64)
    made.run(5)
    some = examples("softmax_cross_entropy", 3)
    z = net_of(made).forward(some.x.astype(np.float64))
    np.testing.assert_allclose(made.predict(some.x), z, rtol=1e-12)
    assert made.evaluate(some).loss == pytest.approx(naive.softmax_cross_entropy(z, some.y)[0], rel=1e-12)
    assert np.array_equal(made.predict(some.x), made.predict(some.x)), "no mask is drawn"


def test_layer_outputs_are_what_a_layer_hands_on() -> None:
    made = trainer(settings(architecture(2, 9, 7, 1, activation="relu", keep=0.8)), dtype=np.float64)
    x = examples("squared_error", 1, 200).x
    first = made.layout.weights(made.theta, 0), made.layout.biases(made.theta, 0)
    wanted = np.maximum(x @ first[0].T + first[1], 0) * 0.8
    given = made.layer_outputs(x)
    assert [part.shape for part in given] == [(9, 200), (7, 200), (1, 200)]
    np.testing.assert_allclose(given[0].T, wanted, rtol=1e-12, atol=1e-14)
    assert np.array_equal(given[2].T, made.predict(x))


def test_looking_does_not_change_the_training() -> None:
    chosen = settings(architecture(2, 9, 7, 3, keep=0.6), "softmax_cross_entropy", batch=7)
    watched, alone = trainer(chosen), trainer(chosen)
    some = examples("softmax_cross_entropy", 3, 300)
    for _ in range(10):
        watched.run(2)
        watched.evaluate(some)
        watched.predict(some.x)
        watched.layer_signals(some.x)
        watched.confusion(some)
    alone.run(20)
    assert np.array_equal(watched.theta, alone.theta)
    assert np.array_equal(watched.grad, alone.grad)


def test_the_loss_of_all_examples_is_that_of_one_batch_of_all() -> None:
    made = trainer(settings(architecture(2, 9, 3), "softmax_cross_entropy", batch=1000), dtype=np.float64)
    before = made.evaluate(examples("softmax_cross_entropy", 3)).loss
    assert made.run(1).loss[0] == pytest.approx(before, rel=1e-13)


def test_logits_of_a_thousand_do_no_harm() -> None:
    made = trainer(settings(architecture(2, 3), "softmax_cross_entropy"))
    made.theta[:] *= 1e4
    some = examples("softmax_cross_entropy", 3, 200)
    z = net_of(made).forward(some.x.astype(np.float64))
    assert np.abs(z).max() > 1000
    assert made.evaluate(some).loss == pytest.approx(naive.softmax_cross_entropy(z, some.y)[0], rel=1e-5)


def test_a_network_of_nan_has_a_loss_that_is_nan() -> None:
    made = trainer(settings(architecture(2, 5, 3), "softmax_cross_entropy"))
    made.layout.weights(made.theta, 1)[1] = np.nan
    assert math.isnan(made.evaluate(examples("softmax_cross_entropy", 3)).loss)

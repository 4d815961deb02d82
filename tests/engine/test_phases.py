from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from engine.learners import CLASSES, architecture, defaults, everything, examples, settings, state, trainer, with_
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.optimizers import optimizers
from ravine.engine.phases import Phases
from ravine.engine.training import Settings, Trainer

NETS = {
    "maxout": Architecture(2, (Layer(Dense(6, 3)), Layer(3))),
    "residual": Architecture(2, (Layer(6, "relu"), Layer(6, "tanh", skip=1, branch=0.5), Layer(3))),
    "prelu": Architecture(2, (Layer(6, "prelu"), Layer(3))),
    "frozen": Architecture(2, (Layer(6, "relu", frozen=True), Layer(6, "tanh"), Layer(3))),
    "deep": architecture(2, *[5] * 9, 3, activation="sigmoid"),
}


def comes_true(made: Trainer, updates: int = 5) -> None:
    """For some updates: what was shown is what is made then, bit for bit, and looking changed nothing."""
    for _ in range(updates):
        before, grad, known, last = state(made), made.grad.tobytes(), made.grad_known, made.before_last.tobytes()
        shown = Phases.of(made)
        assert state(made) == before
        assert (made.grad.tobytes(), made.grad_known, made.before_last.tobytes()) == (grad, known, last)
        assert shown.before.tobytes() == made.theta.tobytes()
        record = made.run(1)
        assert shown.after.tobytes() == made.theta.tobytes()
        assert shown.loss == record.loss[0]
        assert shown.rate == pytest.approx(record.lr[0], rel=1e-6)
        np.testing.assert_array_equal(shown.norms, record.gradient_norm[0])


# --- the law ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", optimizers.names())
def test_the_update_that_is_made_is_the_one_that_was_shown(name: str, dtype: Any) -> None:
    comes_true(trainer(everything(name), dtype=dtype), 12)


@pytest.mark.parametrize("name", NETS)
def test_it_is_so_for_every_kind_of_layer(name: str) -> None:
    comes_true(trainer(settings(NETS[name], CLASSES, defaults("adam"), batch=5, l2=0.01, clip=0.5)))


def test_an_update_that_ends_an_epoch_or_begins_one_is_shown_too() -> None:
    made = trainer(settings(architecture(2, 5, 3), CLASSES, batch=7))
    sizes = []
    for _ in range(5):
        sizes.append(Phases.of(made).rows.size)
        comes_true(made, 1)
    assert sizes == [7, 7, 7, 2, 7]


def test_where_early_stopping_ends_the_run_the_best_parameters_are_what_is_left() -> None:
    rule = Choice("early_stopping", (1, 2, 0.0))
    made = trainer(settings(architecture(2, 8, 3), CLASSES, defaults("gradient_descent", lr=50.0), stopping=rule))
    while made.stopped is None:
        comes_true(made, 1)
    with pytest.raises(ValueError, match="no update follows: the validation loss was lowest"):
        Phases.of(made)


# --- the four phases --------------------------------------------------------------------------------------------------


def test_sample_is_which_rows_of_the_training_set_are_in_the_batch() -> None:
    train = examples(CLASSES, 3, 23)
    made = trainer(settings(architecture(2, 5, 3), CLASSES, batch=7), train)
    seen: list[int] = []
    for _ in range(4):
        shown = Phases.of(made)
        np.testing.assert_array_equal(shown.x, train.x[shown.rows[0]])
        seen += shown.rows.tolist()
        made.run(1)
    assert sorted(seen) == list(range(23)), "each once in an epoch"
    assert seen != sorted(seen)


def test_forward_is_what_each_layer_hands_on_for_the_first_example() -> None:
    for net in NETS.values():
        made = trainer(settings(net, CLASSES, batch=5))
        shown = Phases.of(made)
        for given, wanted in zip(shown.given, made.layer_outputs(shown.x[None]), strict=True):
            np.testing.assert_allclose(given, wanted[:, 0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("form", dropout_forms.names())
def test_forward_has_the_masks_of_that_update(form: str) -> None:
    made = trainer(settings(architecture(2, 64, 3, activation="sigmoid", keep=0.5, form=form), CLASSES, batch=5))
    dropped = []
    for _ in range(2):
        shown = Phases.of(made)
        scale = 2.0 if form == "inverted" else 1.0
        kept = shown.given[0] > 0
        z = made.layout.weights(made.theta, 0) @ shown.x + made.layout.biases(made.theta, 0)
        np.testing.assert_allclose(shown.given[0][kept], scale / (1 + np.exp(-z[kept])), rtol=1e-5)
        assert 10 < kept.sum() < 54
        dropped.append(kept.tolist())
        made.run(1)
    assert dropped[0] != dropped[1]


def test_backprop_is_the_gradient_of_the_data_alone_of_frozen_layers_too() -> None:
    plain = settings(NETS["frozen"], CLASSES, batch=5)
    shown = Phases.of(trainer(with_(plain, l1=0.1, l2=0.1, weight_decay=0.1, clip=1e-3)))
    alone = Phases.of(trainer(plain))
    assert shown.gradient.tobytes() == alone.gradient.tobytes()
    for span, norm in zip(trainer(plain).layout.spans, shown.norms, strict=True):
        assert norm == pytest.approx(np.linalg.norm(shown.gradient[span.weights : span.stop]), rel=1e-5)
        assert norm > 0
    assert shown.moved[0] == 0 < shown.moved[1]


def test_update_moves_each_layer_by_the_rate_times_its_gradient_in_gradient_descent() -> None:
    made = trainer(settings(architecture(2, 5, 3), CLASSES, batch=5), dtype=np.float64)
    shown = Phases.of(made)
    assert shown.rate == 0.1
    np.testing.assert_allclose(shown.moved, 0.1 * shown.norms, rtol=1e-12)
    np.testing.assert_allclose(shown.after, shown.before - 0.1 * shown.gradient, rtol=1e-12)


def test_the_loss_afterwards_is_that_of_the_same_batch_and_falls_as_the_gradient_says() -> None:
    small = Choice("gradient_descent", (1e-4,))
    net = architecture(2, 9, 7, 3, keep=0.5)
    shown = Phases.of(trainer(settings(net, CLASSES, small, batch=9), dtype=np.float64))
    assert shown.loss_after - shown.loss == pytest.approx(-1e-4 * (shown.norms**2).sum(), rel=1e-2)


# --- where there is none ----------------------------------------------------------------------------------------------


def overflowing(lr: float) -> Settings:
    return settings(architecture(2, 5, 1, activation="linear"), "squared_error", Choice("gradient_descent", (lr,)))


def test_a_learner_that_has_diverged_has_no_next_update() -> None:
    made = trainer(overflowing(1e6))
    made.run(1000)
    assert made.diverged
    with pytest.raises(ValueError, match="no update follows"):
        Phases.of(made)


def test_an_update_that_diverges_is_no_update() -> None:
    made = trainer(overflowing(1e6))
    while made.diverged is None:
        before = made.snapshot()
        made.run(1)
    made.restore(before)
    with pytest.raises(ValueError, match="no update follows"):
        Phases.of(made)


def test_a_loss_that_overflows_afterwards_is_infinite() -> None:
    made = trainer(overflowing(1e28))
    shown = Phases.of(made)
    assert math.isfinite(shown.loss)
    assert shown.loss_after == math.inf


def test_switched_optimizers_and_set_weights_are_respected() -> None:
    made = trainer(everything("adam"))
    comes_true(made, 3)
    made.change(everything("momentum"))
    comes_true(made, 3)
    made.set_weight(0, 1, 1, 0.75)
    comes_true(made, 3)
    made.change(dataclasses.replace(made.settings, batch=11))
    comes_true(made, 3)

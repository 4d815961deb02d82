from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.learners import (
    CLASSES,
    DESCENT,
    NOTHING,
    architecture,
    defaults,
    everything,
    examples,
    settings,
    state,
    together,
    trainer,
    with_,
)
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.training import Examples

each_optimizer = pytest.mark.parametrize("name", optimizers.names())


# --- changes while it runs --------------------------------------------------------------------------------------------


def test_a_change_keeps_theta_bit_for_bit() -> None:
    made = trainer(everything())
    made.run(7)
    before = made.theta.tobytes()
    for changed in (
        {"optimizer": defaults("lion")}, {"schedule": Choice("constant")}, {"l1": 0.0}, {"clip": 0.0}, {"batch": 23},
        {"architecture": architecture(2, 9, 7, 3, activation="gelu", keep=0.5, form="inverted")},
    ):  # fmt: skip
        made.change(with_(made.settings, **changed))
        assert made.theta.tobytes() == before
        assert made.update == 7


def test_another_optimizer_starts_with_empty_slots_and_count_and_the_same_one_keeps_them() -> None:
    made = trainer(everything("adam"))
    made.run(7)
    slots = made.snapshot().slots.copy()
    for changed in ({"optimizer": defaults("adam", lr=0.5, beta1=0.3)}, {"batch": 7}, {"l2": 0.0}, {"loss": CLASSES}):
        made.change(with_(made.settings, **changed))
        assert np.array_equal(made.snapshot().slots, slots)
    made.change(with_(made.settings, optimizer=defaults("adamw")))
    assert not made.snapshot().slots.any()
    fresh = trainer(everything("adamw"))
    made.run(1)
    assert np.array_equal(made.snapshot().clock[3], fresh.snapshot().clock[3] + 1), "the count begins anew"


def test_rmsprop_chosen_in_mid_run_starts_with_sigma_0_too() -> None:
    made = trainer(settings(architecture(2, 5, 1), optimizer=defaults("adam")), dtype=np.float64)
    made.run(7)
    before = made.theta.copy()
    made.change(with_(made.settings, optimizer=Choice("rmsprop", (0.1, 0.9, 1e-16))))
    made.run(1)
    np.testing.assert_allclose(made.theta - before, -0.1 * np.sign(made.grad), atol=1e-12)


@pytest.mark.parametrize("widths", [(2, 9, 8, 3), (2, 9, 3), (3, 9, 7, 3), (2, 9, 7, 2)])
def test_other_widths_are_refused_and_nothing_is_changed(widths: tuple[int, ...]) -> None:
    made = trainer(everything())
    made.run(3)
    before, chosen = state(made), made.settings
    with pytest.raises(ValueError, match="do not fit"):
        made.change(with_(chosen, architecture=architecture(*widths)))
    assert state(made) == before
    assert made.settings == chosen
    assert len(made.run(3)) == 3


def test_a_change_and_back_at_once_is_no_change() -> None:
    plain, toggled = trainer(everything()), trainer(everything())
    for made in (plain, toggled):
        made.run(4)
    for changed in (
        {"batch": 7},
        {"l1": 0.5},
        {"loss": "binary_cross_entropy"},
        {"architecture": architecture(2, 9, 7, 3)},
    ):
        toggled.change(with_(everything(), **changed))
        toggled.change(everything())
    assert together([plain.run(20)]) == together([toggled.run(20)])


def test_other_examples_keep_theta_and_start_the_next_epoch() -> None:
    made = trainer(everything())
    made.run(7)
    before = made.theta.tobytes()
    made.set_examples(examples(CLASSES, 3, 40, seed=9), examples(CLASSES, 3, 10, seed=9))
    assert made.theta.tobytes() == before
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (7, 2, 8)
    made.set_examples(examples(CLASSES, 3, 3), NOTHING)
    assert (made.epoch, made.batch, made.updates_left_in_epoch) == (2, 3, 1)
    assert len(made.run(5)) == 5


def test_a_training_set_holds_at_least_one_example() -> None:
    made = trainer(everything())
    with pytest.raises(ValueError, match="at least one example"):
        made.set_examples(NOTHING, NOTHING)
    assert len(made.run(3)) == 3


def test_the_examples_that_were_given_are_never_changed() -> None:
    train = examples(CLASSES, 3)
    x, y = train.x.copy(), train.y.copy()
    trainer(everything(), train, train).run(50)
    assert np.array_equal(train.x, x)
    assert np.array_equal(train.y, y)


# --- clipping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clip", [1e-3, 0.1, 1e6])
def test_clipping_shortens_the_gradient_of_all_layers_together(clip: float) -> None:
    net = architecture(2, 9, 7, 2)
    plain, made = trainer(settings(net), dtype=np.float64), trainer(settings(net, clip=clip), dtype=np.float64)
    norms, record = plain.run(1).gradient_norm[0], made.run(1)
    whole = np.linalg.norm(norms)
    assert np.array_equal(record.gradient_norm[0], norms), "what is recorded is the data's"
    assert np.linalg.norm(made.grad) == pytest.approx(min(clip, whole), rel=1e-12)
    np.testing.assert_allclose(made.grad, plain.grad * min(1, clip / whole), rtol=1e-12)


# --- padding ----------------------------------------------------------------------------------------------------------


@each_optimizer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_padding_of_theta_stays_zero(name: str, dtype: Any) -> None:
    lowest = {p.name: p.low for p in optimizers[name].parameters if p.name == "eps"}
    for chosen in (everything(name), with_(everything(), optimizer=defaults(name, **lowest))):
        made = trainer(chosen, dtype=dtype)
        made.run(60)
        assert made.diverged is None
        spans = made.layout.spans
        learned = np.concatenate([np.r_[s.weights : s.weight_stop, s.biases : s.bias_stop] for s in spans])
        assert not np.delete(made.theta, learned).any()
        assert not np.delete(made.grad, learned).any()
        assert not np.delete(made.snapshot().slots, learned, axis=1).any() if made.snapshot().slots.size else True


# --- the record -------------------------------------------------------------------------------------------------------


def test_every_update_is_recorded() -> None:
    record = trainer(everything()).run(17)
    assert len(record) == 17
    assert record.loss.shape == record.lr.shape == (17,)
    assert record.gradient_norm.shape == (17, 3)
    assert {part.dtype for part in (record.loss, record.lr, record.gradient_norm)} == {np.dtype(np.float32)}
    assert (record.examples.shape, record.examples.dtype) == ((17,), np.dtype(np.float64))


def test_a_run_of_no_updates_records_none() -> None:
    made = trainer(everything())
    before = state(made)
    assert len(made.run(0)) == 0
    assert state(made) == before


def test_the_recorded_loss_is_that_before_the_update() -> None:
    made = trainer(settings(architecture(2, 5, 3), CLASSES, batch=1000), dtype=np.float64)
    train = examples(CLASSES, 3)
    before = made.evaluate(train).loss
    assert made.run(1).loss[0] == pytest.approx(before, rel=1e-13)
    assert made.evaluate(train).loss < before


def test_float32_and_float64_train_alike_to_single_precision() -> None:
    chosen = settings(architecture(2, 9, 7, 3), CLASSES, DESCENT, batch=6)
    single, double = trainer(chosen), trainer(chosen, dtype=np.float64)
    np.testing.assert_allclose(single.run(50).loss, double.run(50).loss, rtol=1e-4)


def test_a_net_learns_what_a_line_cannot_tell_apart() -> None:
    random = np.random.default_rng(0)
    x = random.uniform(-1, 1, (400, 2)).astype(np.float32)
    xor = Examples(x, (x[:, :1] * x[:, 1:] > 0).astype(np.float32), 2)
    made = trainer(settings(architecture(2, 8, 8, 2), CLASSES, defaults("adam")), xor, xor)
    assert made.evaluate(xor).accuracy < 0.8
    made.run(3000)
    assert made.evaluate(xor).accuracy > 0.97


def test_the_same_examples_with_targets_in_another_form_go_on_within_the_epoch() -> None:
    made = trainer(settings(architecture(2, 3, 2), "softmax_cross_entropy"))
    made.run(2)
    before = made.snapshot().clock
    data = examples("softmax_cross_entropy", 2)
    vector = Examples(data.x, np.eye(2, dtype=np.float32)[data.y[:, 0].astype(int)], 2)
    made.change(with_(made.settings, loss="squared_error"))
    made.set_examples(vector, vector)
    np.testing.assert_array_equal(made.snapshot().clock, before)

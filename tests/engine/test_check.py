from __future__ import annotations

import dataclasses
import time
from typing import Any

import numpy as np
import pytest

from engine.learners import (
    CLASSES,
    NOTHING,
    architecture,
    everything,
    examples,
    settings,
    state,
    together,
    trainer,
    with_,
)
from ravine.engine import check as module
from ravine.engine import plan
from ravine.engine.activations import activations
from ravine.engine.check import Check, LayerCheck, gradient_check
from ravine.engine.kernel import compile_all, kernel
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.dense import dense
from ravine.engine.layers.dropout import dropout, dropout_forms
from ravine.engine.layers.elementwise import activation_op
from ravine.engine.layers.op import Op, op_signature
from ravine.engine.layers.pool import GlobalAverage, MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.optimizers import optimizers
from ravine.engine.training import Examples, Settings, Trainer

HE = Choice("he")


def worst(checked: Check) -> float:
    return max(layer.error for layer in checked.layers)


def agrees(chosen: Settings, updates: int = 3, bound: float = 1e-6) -> None:
    made = trainer(chosen, initializer=HE)
    made.run(updates)
    assert worst(gradient_check(made)) < bound


# --- what is right passes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", activations.names())
@pytest.mark.parametrize("loss", losses.names())
def test_every_activation_and_loss_passes(name: str, loss: str) -> None:
    for outputs in (1, 3):
        agrees(settings(architecture(2, 9, 7, outputs, activation=name), loss, batch=9))


@pytest.mark.parametrize("form", dropout_forms.names())
def test_every_form_of_dropout_passes_with_the_masks_of_the_next_update(form: str) -> None:
    agrees(settings(architecture(2, 16, 16, 3, activation="relu", keep=0.5, form=form), CLASSES, batch=9))


@pytest.mark.parametrize("name", optimizers.names())
def test_every_optimizer_passes_with_penalties_clipping_and_a_schedule_that_watches(name: str) -> None:
    agrees(everything(name))


@pytest.mark.parametrize("batch", [1, 7, 16, 23, 1000])
def test_every_batch_passes_the_last_of_an_epoch_too(batch: int) -> None:
    made = trainer(everything(batch=batch), initializer=HE)
    seen = 0
    for _ in range(made.updates_left_in_epoch + 1):
        checked = gradient_check(made)
        assert worst(checked) < 1e-6
        now = int(made.run(1).examples[0])
        assert checked.examples == now - seen
        seen = now


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "elu"])
def test_many_corners_do_no_harm(activation: str) -> None:
    for width, depth in ((64, 3), (8, 20)):
        chosen = settings(architecture(2, *[width] * depth, 3, activation=activation, values=()), CLASSES, batch=128)
        made = trainer(chosen, examples(CLASSES, 3, 200), initializer=HE)
        assert worst(gradient_check(made)) < 1e-5


@pytest.mark.parametrize("depth", [8, 20])
def test_a_vanished_gradient_is_no_error(depth: int) -> None:
    made = trainer(settings(architecture(2, *[8] * depth, 3, activation="sigmoid"), CLASSES))
    checked = gradient_check(made)
    assert made.run(1).gradient_norm[0, 0] < 1e-4
    assert worst(checked) < 1e-4


def test_layers_without_any_gradient_have_no_error() -> None:
    net = architecture(2, 8, 8, 3, activation="relu")
    made = Trainer(settings(net, CLASSES), Choice("zeros"), examples(CLASSES, 3), NOTHING, 3, 4)
    checked = gradient_check(made)
    assert [layer.error for layer in checked.layers[:2]] == [0, 0]
    assert worst(checked) < 1e-6
    made.layout.biases(made.theta, 1)[:] = -100
    assert [layer.error for layer in gradient_check(made).layers[:2]] == [0, 0]


def test_a_loss_of_nothing_has_no_error() -> None:
    nothing = Examples(np.zeros((3, 2)), np.zeros((3, 1)))
    made = Trainer(settings(architecture(2, 4, 1)), Choice("zeros"), nothing, NOTHING, 3, 4)
    assert worst(gradient_check(made)) == 0


def test_large_weights_move_by_large_steps() -> None:
    made = trainer(settings(architecture(2, 9, 3), CLASSES))
    made.theta[:] *= 1e3
    made.layout.weights(made.theta, 1)[:] *= 1e-3
    assert worst(gradient_check(made)) < 1e-4


# --- what is wrong shows ----------------------------------------------------------------------------------------------


def test_a_wrong_derivative_of_an_activation_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    made = trainer(settings(architecture(2, 9, 7, 3), CLASSES))
    wrong = Op(activation_op("tanh").forward, activation_op("sigmoid").backward)
    monkeypatch.setattr(plan, "activation_op", lambda name: wrong)
    first, second, output = gradient_check(made).layers
    assert first.error > 0.1
    assert second.error > 0.1
    assert output.error < 1e-6, "what lies above it is right"


@kernel(op_signature)
def nothing(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """A backward pass that was forgotten."""


def test_a_layer_without_a_backward_pass_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    made = trainer(settings(architecture(2, 9, 7, 3), CLASSES))
    monkeypatch.setattr("ravine.engine.layers.dense.dense_op", lambda *size: Op(dense.forward, nothing))
    assert all(layer.error > 0.1 for layer in gradient_check(made).layers)


def test_masks_that_differ_between_the_passes_show(monkeypatch: pytest.MonkeyPatch) -> None:
    made = trainer(settings(architecture(2, 16, 16, 3, keep=0.5), CLASSES))
    monkeypatch.setattr(plan, "dropout", Op(dropout.forward, activation_op("linear").backward))
    assert gradient_check(made).layers[0].error > 0.01


@pytest.mark.parametrize("off", [1e-2, 1e-3, 1e-4])
def test_the_error_is_as_large_as_the_mistake(monkeypatch: pytest.MonkeyPatch, off: float) -> None:
    made = trainer(settings(architecture(2, 9, 7, 3), CLASSES))
    run = Trainer.run

    def run_and_spoil(self: Trainer, updates: int) -> Any:
        record = run(self, updates)
        self.grad *= 1 + off
        return record

    monkeypatch.setattr(Trainer, "run", run_and_spoil)
    for layer in gradient_check(made).layers:
        assert layer.error == pytest.approx(off / (1 + off), rel=1e-2)


# --- what it looks at -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_trainer_is_not_touched(dtype: Any) -> None:
    watched, alone = (trainer(everything(), dtype=dtype) for _ in range(2))
    records = []
    for _ in range(12):
        records.append(watched.run(2))
        before = [part.copy() for part in (watched.grad, watched.before_last, watched._order, watched._clock)]
        scratch, seen = watched._plan.scratch.copy(), state(watched)
        gradient_check(watched)
        assert state(watched) == seen
        assert watched._plan.scratch.tobytes() == scratch.tobytes()
        for part, now in zip(before, (watched.grad, watched.before_last, watched._order, watched._clock), strict=True):
            assert part.tobytes() == now.tobytes()
    assert together(records) == together([alone.run(24)])
    assert state(watched) == state(alone)


def test_every_parameter_of_a_small_layer_is_checked_and_a_choice_of_a_large_one() -> None:
    made = trainer(settings(architecture(2, 5, 40, 3), CLASSES))
    small, large, output = gradient_check(made, 30).layers
    assert (small.checked, small.of) == (15, 15)
    assert (large.checked, large.of) == (30, 240)
    assert (output.checked, output.of) == (30, 123)
    assert gradient_check(made, 30) == gradient_check(made, 30), "the same choice each time"


@pytest.mark.parametrize("most", [1, 2, 3, 7, 64, 10_000])
@pytest.mark.parametrize(("inputs", "outputs"), [(1, 1), (1, 100), (784, 256), (5, 3)])
def test_the_choice_is_spread_over_weights_and_biases(most: int, inputs: int, outputs: int) -> None:
    made = trainer(settings(Architecture(inputs, (Layer(outputs),))))
    (span,) = made.layout.spans
    chosen = module._spread(span, (inputs * outputs, outputs), most, np.random.default_rng(0))
    assert len(set(chosen.tolist())) == len(chosen) == min(most, (inputs + 1) * outputs)
    weights = chosen[chosen < span.weight_stop] - span.weights
    biases = chosen[chosen >= span.biases] - span.biases
    assert len(weights) + len(biases) == len(chosen)
    for places, count in ((weights, inputs * outputs), (biases, outputs)):
        assert ((places >= 0) & (places < count)).all()
        stretches = places * max(len(places), 1) // count
        assert len(places) < 2 or np.abs(stretches - np.arange(len(places))).max() <= 1
    assert most < 4 or len(biases) > 0


def test_a_large_net_and_a_large_batch_are_checked_in_part() -> None:
    many = examples(CLASSES, 10, 4000, inputs=784)
    made = trainer(settings(architecture(784, 1024, 1024, 10, activation="relu"), CLASSES, batch=3000), many)
    gradient_check(made)
    start = time.perf_counter()
    checked = gradient_check(made)
    assert time.perf_counter() - start < 10, "about half a second on a quiet machine"
    assert worst(checked) < 1e-5
    assert 16 <= checked.examples < 3000
    assert all(1 <= layer.checked < 64 for layer in checked.layers)


def test_a_batch_without_a_finite_loss_cannot_be_checked() -> None:
    train = examples("squared_error", 1)
    train.x[:, 0] = np.nan
    made = trainer(settings(architecture(2, 5, 1)), train)
    with pytest.raises(ValueError, match="no update follows: the loss or a gradient of update 1 is infinite"):
        gradient_check(made)


def test_a_learner_that_stopped_early_can_be_checked_where_it_stands() -> None:
    patient = Choice("early_stopping", (1.0, 1.0, 1e9))  # nothing is better by so much: it stops at once
    made = trainer(with_(settings(architecture(2, 5, 1)), stopping=patient), initializer=HE)
    made.run(50)
    assert made.stopped
    assert worst(gradient_check(made)) < 1e-6


def test_a_check_after_other_settings_is_one_of_those() -> None:
    made = trainer(everything())
    made.run(3)
    made.change(with_(made.settings, loss="squared_error"))
    made.set_examples(examples("squared_error", 3), examples("squared_error", 3, 5))
    assert worst(gradient_check(made)) < 1e-6


def test_all_kernels_of_float64_can_be_compiled_ahead() -> None:
    told: list[str] = []
    compile_all(lambda stage, done, count: told.append(stage), np.float64)
    assert told[-1] == "ready"


def test_a_check_can_be_taken_apart_for_a_message() -> None:
    checked = gradient_check(trainer(settings(architecture(2, 3, 1))))
    document = dataclasses.asdict(checked)
    assert document["examples"] == 10
    assert [sorted(layer) for layer in document["layers"]] == [["checked", "doubtful", "error", "of"]] * 2
    assert all(type(layer["error"]) is float for layer in document["layers"])


def test_frozen_layers_are_checked_as_any_other() -> None:
    layers = (Layer(5, "tanh", frozen=True), Layer(4, "prelu", frozen=True), Layer(3))
    made = trainer(settings(Architecture(2, layers), "softmax_cross_entropy"))
    made.run(3)
    assert max(layer.error for layer in gradient_check(made).layers) < 1e-6


def test_layers_that_learn_nothing_have_no_error_and_a_convolution_s_work_is_that_of_all_places() -> None:
    layers = Layer(Conv(16, 3, 1, 1), "tanh"), Layer(MaxPool(2, 2)), Layer(GlobalAverage()), Layer(3)
    net = Architecture(3072, layers, image=Shape(3, 32, 32))
    made = trainer(settings(net, CLASSES, batch=64), examples(CLASSES, 3, 80, 3072), initializer=HE)
    checked = gradient_check(made)
    assert worst(checked) < 1e-6
    assert checked.layers[1] == checked.layers[2] == LayerCheck(0.0, 0, 0, 0)
    work = 4 * net.products * checked.examples * sum(layer.checked for layer in checked.layers)
    assert work <= module.WORK

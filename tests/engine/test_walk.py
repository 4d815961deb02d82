"""Walks against the ordinary trainer, and what they do when they are left or meet numbers that are not finite."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import naive
from engine.layers.test_pictures import MIXED
from engine.learners import CLASSES, DESCENT, architecture, defaults, examples, settings, trainer
from ravine.engine import part
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.local_response_norm import LocalResponseNorm
from ravine.engine.layers.pool import AveragePool, MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.training import Examples, Trainer
from ravine.engine.walk import Walk, Way, needed_bytes

PICTURES = Architecture(
    2 * 15 * 17,
    (
        Layer(Conv(6, 3, 2), "relu"), Layer(MaxPool(3, 2)), Layer(LocalResponseNorm(2.0, 5, 0.1)),
        Layer(Conv(5, 3, 1, 1), "prelu", (0.2,)), Layer(AveragePool(2, 1), keep=0.5), Layer(Dense(7, 2)), Layer(3),
    ),
    image=Shape(2, 15, 17),
)  # fmt: skip
WIDE = architecture(30, 71, 199, 3, activation="relu", keep=0.8)
RESIDUAL = Architecture(4, (Layer(9, "tanh"), Layer(9, "tanh", skip=1, branch=0.5), Layer(9, "relu", skip=2), Layer(3)))
NETS = {"dense": architecture(4, 9, 7, 3), "wide": WIDE, "pictures": PICTURES, "residual": RESIDUAL, "mixed": MIXED}
each_net = pytest.mark.parametrize("net", NETS.values(), ids=NETS)
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
SEED, PASSES = 4, 3


def walk(net: Architecture, optimizer: Choice = DESCENT, batch: int = 12, dtype: Any = np.float32) -> Walk:
    return Walk(net, CLASSES, optimizer, Choice("xavier"), SEED, batch, dtype)


def both(net: Architecture, optimizer: Choice, batch: int, dtype: Any) -> tuple[Trainer, Walk]:
    """A trainer whose batch is all its examples, and a walk that stands where it does."""
    given = examples(CLASSES, 3, batch, net.inputs)
    made = trainer(settings(net, CLASSES, optimizer, batch=batch), given, lane_seed=SEED, dtype=dtype)
    beside = walk(net, optimizer, batch, dtype)
    beside.theta[:] = made.theta
    return made, beside


def batch_of(made: Trainer) -> Examples:
    """All examples, in the order in which the trainer's next update takes them."""
    return made.training_set[naive.order(3, made.epoch, len(made.training_set))]


def all_of(beside: Walk, given: Examples) -> None:
    for _ in beside.over(given.x, given.y):
        pass


@each_net
@each_dtype
@pytest.mark.parametrize("optimizer", ["momentum", "nadam", "rmsprop"])
def test_passes_are_bit_for_bit_the_updates_of_a_trainer(net: Architecture, dtype: Any, optimizer: str) -> None:
    made, beside = both(net, defaults(optimizer), 12, dtype)
    for _ in range(PASSES):
        given = batch_of(made)
        all_of(beside, given)
        record = made.run(1)
        assert beside.loss == record.loss[0]
        assert np.array_equal(beside.gradient_norm.astype(dtype), record.gradient_norm[0])
        assert np.array_equal(beside.theta, made.theta)
    assert beside.updates == PASSES


@pytest.mark.parametrize("batch", [5, 40])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-12)])
def test_few_pictures_and_many_are_passed_within_rounding(batch: int, dtype: Any, tolerance: float) -> None:
    net = replace(PICTURES, layers=tuple(Layer(layer.what, "tanh") for layer in PICTURES.layers))
    made, beside = both(net, defaults("momentum"), batch, dtype)
    for _ in range(PASSES):
        all_of(beside, batch_of(made))
        assert beside.loss == pytest.approx(made.run(1).loss[0], rel=tolerance)
        np.testing.assert_allclose(beside.theta, made.theta, atol=tolerance)


@each_dtype
@pytest.mark.parametrize("band", [1, 71 * 48, 199 * 71 - 1])
def test_a_large_layer_learns_in_bands_as_it_does_at_once(band: int, dtype: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(part, "BAND", band)
    made, beside = both(WIDE, defaults("adam"), 12, dtype)
    steps = list(beside.over(*batch_xy(made)))
    assert len(steps) == len(beside)
    bands = [step.part.rows for step in steps if step.part and step.layer == 1]
    assert [unit for rows in bands for unit in rows] == list(range(199))
    assert len(bands) > 2
    made.run(1)
    tolerance = 1e-13 if dtype is np.float64 else 1e-6  # BLAS may sum a smaller product in another order
    np.testing.assert_allclose(beside.theta, made.theta, atol=tolerance)
    padding = np.ones(len(made.theta), bool)
    for span in made.layout.spans:
        padding[span.weights : span.weight_stop] = padding[span.biases : span.bias_stop] = False
    assert not beside.theta[padding].any()


def batch_xy(made: Trainer) -> tuple[Any, Any]:
    given = batch_of(made)
    return given.x, given.y


@each_net
def test_updates_hold_the_whole_gradient_part_by_part(net: Architecture) -> None:
    made, beside = both(net, DESCENT, 12, np.float64)
    grad = np.zeros_like(made.grad)
    for step in beside.over(*batch_xy(made)):
        if step.part:
            grad[step.part.start : step.part.stop] = step.gradient
    made.run(1)
    assert np.array_equal(grad, made.grad)


@each_net
def test_a_walk_starts_with_the_parameters_of_a_trainer(net: Architecture) -> None:
    given = examples(CLASSES, 3, 12, net.inputs)
    made = Trainer(settings(net, CLASSES), Choice("he"), given, given, 1, SEED)
    assert np.array_equal(Walk(net, CLASSES, DESCENT, Choice("he"), SEED, 12).theta, made.theta)


@each_net
def test_scores_are_there_before_the_way_back(net: Architecture) -> None:
    undropped = replace(net, layers=tuple(replace(layer, keep=1.0) for layer in net.layers))
    made, beside = both(undropped, DESCENT, 12, np.float32)
    for step in beside.over(*batch_xy(made)):
        if step.way is Way.BACKWARD:
            break
        found = beside.scores
    assert found is not None
    if net is not MIXED:  # batch normalisation knows the batch here and the running mean there
        np.testing.assert_allclose(found, made.predict(batch_of(made).x), atol=1e-5)
    assert found.shape == (12, 3)


def test_a_pass_left_on_its_way_forward_changes_nothing() -> None:
    made, beside = both(PICTURES, defaults("momentum"), 12, np.float32)
    for step in beside.over(*batch_xy(made)):
        if step.layer == 3:
            break
    assert np.array_equal(beside.theta, made.theta)
    assert (beside.updates, beside.scores) == (0, None)
    all_of(beside, batch_of(made))
    made.run(1)
    assert np.array_equal(beside.theta, made.theta)


def test_a_pass_left_on_its_way_back_has_moved_the_layers_it_came_by() -> None:
    made, beside = both(PICTURES, defaults("momentum"), 12, np.float32)
    for step in beside.over(*batch_xy(made)):
        if step.way is Way.UPDATE and step.layer == 5:
            break
    before, spans = made.theta.copy(), made.layout.spans
    made.run(1)
    moved = spans[5].weights
    assert np.array_equal(beside.theta[moved:], made.theta[moved:])
    assert np.array_equal(beside.theta[:moved], before[:moved])
    assert np.isnan(beside.gradient_norm[:5]).all()
    assert beside.updates == 0


@each_net
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "amsgrad"])
def test_what_it_needs_is_known_before(net: Architecture, optimizer: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(part, "BAND", 5000)
    beside = walk(net, defaults(optimizer))
    slots = sum(slot.nbytes for layer in beside._slots for slot in layer)
    taken = beside.theta.nbytes + beside._grad.nbytes + beside._plan.scratch.nbytes + slots
    pairs = zip(beside.layout.spans, beside._parts, strict=True)
    unlearned = sum(span.stop - span.weights for span, parts in pairs if not parts)
    slots_a_number = {"gradient_descent": 0, "momentum": 1, "amsgrad": 3}[optimizer]
    assert needed_bytes(net, CLASSES, optimizer, 12) == taken + 4 * slots_a_number * unlearned


@each_net
def test_every_step_is_told_with_its_time(net: Architecture) -> None:
    made, beside = both(net, DESCENT, 12, np.float32)
    steps = list(beside.over(*batch_xy(made)))
    assert len(steps) == len(beside)
    for way in Way:
        for layer in range(len(net.layers)):
            told = sum(step.seconds for step in steps if (step.way, step.layer) == (way, layer))
            assert beside.seconds[way][layer] == pytest.approx(told)
            learns = made.layout.spans[layer].outputs > 0
            assert (told > 0) == (learns or way is not Way.UPDATE)


def test_frozen_layers_stay_and_their_gradient_is_told() -> None:
    net = Architecture(4, (Layer(9, "tanh"), Layer(9, "tanh", frozen=True), Layer(3)))
    made, beside = both(net, defaults("momentum"), 12, np.float32)
    all_of(beside, batch_of(made))
    record = made.run(1)
    assert np.array_equal(beside.theta, made.theta)
    assert np.array_equal(beside.gradient_norm.astype(np.float32), record.gradient_norm[0])
    assert beside.gradient_norm[1] > 0


def test_a_loss_that_is_not_finite_teaches_nothing() -> None:
    made, beside = both(NETS["dense"], DESCENT, 12, np.float32)
    beside.theta[beside.layout.spans[-1].weights] = np.inf
    before = beside.theta.copy()
    all_of(beside, batch_of(made))
    assert beside.diverged == "the loss is infinite or not a number: nothing has learned"
    assert np.array_equal(beside.theta, before)


def test_a_gradient_that_is_not_finite_ends_the_pass_at_its_layer() -> None:
    beside = walk(architecture(1, 2, 3, activation="tanh"))
    beside.theta[:] = 0.0
    beside.layout.weights(beside.theta, 1)[:] = np.finfo(np.float32).max
    before = beside.theta.copy()
    all_of(beside, Examples(np.zeros((3, 1)), np.array([[0.0], [1.0], [1.0]])))
    first = beside.layout.spans[0]
    assert beside.diverged == "the gradient of layer 1 is infinite or not a number"
    assert np.array_equal(beside.theta[: first.stop], before[: first.stop])
    assert not np.array_equal(beside.theta, before)
    assert beside.updates == 0


@pytest.mark.parametrize("shape", [(13, 4), (0, 4), (12, 5)])
def test_a_batch_that_does_not_fit_is_refused(shape: tuple[int, int]) -> None:
    beside = walk(NETS["dense"])
    with pytest.raises(ValueError, match="allowed are 1 to 12 times 4"):
        next(beside.over(np.zeros(shape), np.zeros((shape[0], 1))))

"""Learning from augmented pictures: the trainer sees what is shown, and all else of a run stays as it is."""

from __future__ import annotations

import numpy as np
import pytest

from engine.augment.pictures import COLOUR, GREY, NEUTRAL, STRONG, Array, augment, fitting, learner, pictures
from engine.learners import defaults, net_of, state, together, with_
from ravine.engine.augment.head import Head
from ravine.engine.augmented import augmented
from ravine.engine.batch import next_batch
from ravine.engine.check import gradient_check
from ravine.engine.layers.op import X, Y
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.phases import Phases
from ravine.engine.plan import Plan
from ravine.engine.probes import masks
from ravine.engine.training import Trainer

both = pytest.mark.parametrize("image", [GREY, COLOUR], ids=str)


def strong(image: Shape) -> dict[str, float]:
    return {name: STRONG[name] for name in fitting(image)}


def seen(made: Trainer) -> Array:
    """What the first layer took in the last update: (columns of the plan, inputs)."""
    plan, inputs = made.plan, made.settings.architecture.inputs
    start = int(plan.table[plan.first_row[0], X])
    return plan.scratch[start : start + inputs * plan.columns].reshape(inputs, plan.columns).T


@both
def test_the_pictures_shown_are_those_that_the_trainer_sees(image: Shape) -> None:
    made = learner(image, strong(image), batch=21)
    made.run(3)
    rows, update = next_batch(made), made.update
    shown = augmented(made, rows, update)
    assert not np.array_equal(shown, made.training_set.x[rows])
    made.run(1)
    np.testing.assert_array_equal(seen(made)[: len(rows)], shown)


def test_a_batch_in_shards_is_augmented_as_a_whole() -> None:
    made = learner(GREY, strong(GREY), batch=41, conv=True)
    rows = next_batch(made)
    shown = augmented(made, rows, 0)
    made.run(1)
    assert made.plan.columns == 16
    np.testing.assert_array_equal(seen(made)[:9], shown[32:])


@both
def test_an_update_is_one_on_the_augmented_pictures(image: Shape) -> None:
    made = learner(image, strong(image), batch=41)
    x = made.training_set.x.copy()
    x[next_batch(made)] = augmented(made, next_batch(made), 0)
    plain = learner(image, {}, x, batch=41)
    assert together([made.run(1)]) == together([plain.run(1)])
    np.testing.assert_array_equal(made.theta, plain.theta)


def test_layers_that_take_the_input_again_take_the_augmented_one() -> None:
    made = learner(GREY, strong(GREY), batch=20)
    layers = (Layer(GREY.units, "tanh", skip=1), Layer(9, "tanh", back=1), Layer(3))
    made = Trainer(
        with_(made.settings, architecture=Architecture(GREY.units, layers)), Choice("he"), made.training_set,
        made.training_set[:0], 3, 4, np.float64,
    )  # fmt: skip
    assert max(layer.error for layer in gradient_check(made).layers) < 1e-6
    rows = next_batch(made)
    shown = augmented(made, rows, 0)
    before = made.layer_outputs(shown)[1]
    made.run(1)
    plan = made.plan
    start = int(plan.table[plan.last_row[1], Y])
    handed_on = plan.scratch[start : start + 9 * plan.columns].reshape(9, plan.columns)
    np.testing.assert_allclose(handed_on[:, : len(rows)], before, rtol=1e-12)


def test_the_gradient_check_sees_the_augmented_batch() -> None:
    made = learner(GREY, strong(GREY), batch=20, keep=0.7)
    made.run(2)
    assert max(layer.error for layer in gradient_check(made).layers) < 1e-6
    phases = Phases.of(made)
    np.testing.assert_array_equal(phases.x, augmented(made, next_batch(made), made.update)[0])
    (loss,) = made.run(1).loss
    assert phases.loss == pytest.approx(loss, rel=1e-6)


def test_evaluation_sees_the_pictures_as_they_are() -> None:
    made = learner(GREY, strong(GREY))
    made.run(5)
    x = pictures(GREY, 30)
    np.testing.assert_allclose(made.predict(x), net_of(made).forward(x.astype(np.float64)), rtol=1e-4, atol=1e-5)


@both
@pytest.mark.parametrize("conv", [False, True], ids=["dense", "conv"])
def test_updates_are_the_same_however_they_are_sliced_and_after_a_restore(image: Shape, conv: bool) -> None:
    def made() -> Trainer:
        return learner(image, strong(image), batch=18, conv=conv, keep=0.8, optimizer=defaults("adam"))

    whole, sliced = made(), made()
    records = [whole.run(25)], [sliced.run(count) for count in (1, 2, 7, 1, 1, 13)]
    assert together(records[0]) == together(records[1])
    assert state(whole) == state(sliced)
    middle = whole.snapshot()
    after = whole.run(9)
    whole.restore(middle)
    assert together([whole.run(9)]) == together([after])


@both
def test_neutral_augmentation_trains_as_none_does(image: Shape) -> None:
    neutral = learner(image, {name: NEUTRAL[name] for name in fitting(image)}, keep=0.8)
    none = learner(image, {}, keep=0.8)
    assert together([neutral.run(30)]) == together([none.run(30)])
    assert state(neutral) == state(none)


def test_it_changes_no_batch_and_no_mask() -> None:
    augmented_, none = learner(GREY, strong(GREY), keep=0.5), learner(GREY, {}, keep=0.5)
    for _ in range(4):
        np.testing.assert_array_equal(next_batch(augmented_), next_batch(none))
        augmented_.run(1), none.run(1)
        np.testing.assert_array_equal(masks(augmented_), masks(none))
    assert state(augmented_) != state(none)


def test_it_is_switched_on_and_off_while_the_network_learns() -> None:
    made, never = learner(GREY, {}), learner(GREY, {})
    plain = made.settings
    made.run(5), never.run(5)
    made.change(with_(plain, augment=augment(GREY, {"shift": 0.2})))
    assert state(made) == state(never)
    there = made.snapshot()
    made.run(5), never.run(5)
    assert state(made) != state(never)
    made.change(plain)
    made.restore(there)
    made.run(5)
    assert state(made) == state(never)


def test_new_data_have_colours_of_their_own() -> None:
    made = learner(COLOUR, {"pca_colour": 1.0}, batch=21)
    other = pictures(COLOUR, 50) ** 3
    made.set_examples(learner(COLOUR, {}, other).training_set, made.training_set[:0])
    fresh = learner(COLOUR, {"pca_colour": 1.0}, other)
    np.testing.assert_array_equal(augmented(made, np.arange(9), 3), augmented(fresh, np.arange(9), 3))


def test_none_is_no_op_in_the_table() -> None:
    none, one = learner(GREY, {}), learner(GREY, {"cutout": 0.3})
    assert len(one.plan.table) == len(none.plan.table) + 1
    assert none.plan.table[0, X] == none.plan.table[none.plan.first_row[0], X] == 0


def test_a_lean_plan_has_no_head() -> None:
    made = learner(GREY, strong(GREY), conv=True, batch=5)
    head = Head.of(augment(GREY, strong(GREY)), made.training_set.x)
    with pytest.raises(ValueError, match="whole vectors"):
        Plan.of(made.settings.architecture, 5, 1, np.float32, lean=True, head=head)

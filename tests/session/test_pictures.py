"""What is shown of a lane: what the numbers stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from ravine.session import pictures
from ravine.session.blocks import KINDS
from ravine.session.pictures import GROUPS, HALF_SIDE, SIDE, decided, grid
from ravine.spec import commands
from session.specs import small, timed

SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 4))
OUTPUTS = arrays.arrays(np.float32, SHAPES, elements=st.floats(-1e3, 1e3, width=32))


@given(OUTPUTS, st.sampled_from(["softmax_cross_entropy", "binary_cross_entropy", "squared_error"]))
def test_a_confidence_is_a_probability(outputs: NDArray[np.float32], loss: str) -> None:
    classes, confidence = decided(outputs, loss)
    assert classes.shape == confidence.shape == (len(outputs),)
    assert ((confidence >= 0) & (confidence <= 1)).all()
    assert (classes < max(outputs.shape[1], 2)).all()


@given(arrays.arrays(np.float32, (3, 4), elements=st.floats(-50, 50, width=32)))
def test_softmax_gives_the_winner_its_probability(outputs: NDArray[np.float32]) -> None:
    classes, confidence = decided(outputs, "softmax_cross_entropy")
    whole = np.exp(outputs.astype(np.float64))
    whole /= whole.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(confidence, whole.max(axis=1), rtol=1e-6)
    np.testing.assert_array_equal(classes, outputs.argmax(axis=1))


def test_a_single_logit_decides_at_0() -> None:
    classes, confidence = decided(np.array([[-3.0], [0.0], [3.0]], np.float32), "binary_cross_entropy")
    assert classes.tolist() == [0, 0, 1]
    np.testing.assert_allclose(confidence, [1 / (1 + np.exp(-3)), 0.5, 1 / (1 + np.exp(-3))])


def test_a_single_value_between_minus_1_and_1_is_as_sure_as_it_is_far_from_0() -> None:
    classes, confidence = decided(np.array([[-1.0], [-0.5], [0.5], [7.0]], np.float32), "squared_error")
    assert classes.tolist() == [0, 0, 1, 1]
    np.testing.assert_allclose(confidence, [1.0, 0.75, 0.75, 1.0])


def test_the_grid_begins_in_the_upper_left() -> None:
    cells = grid().reshape(SIDE, SIDE, 2)
    assert (cells[0, :, 1] > 0.97 * HALF_SIDE).all()
    assert (cells[:, 0, 0] < -0.97 * HALF_SIDE).all()
    np.testing.assert_allclose(cells.mean(axis=(0, 1)), 0, atol=1e-6)


@pytest.mark.parametrize(("data", "names"), [
    ("two_moons", {"region_class", "region_confidence", "layer_statistics", "weight_histogram", "gradient_histogram",
                   "confusion"}),
    ("plane", {"region_value", "layer_statistics", "weight_histogram", "gradient_histogram"}),
    ("digits", {"layer_statistics", "weight_histogram", "gradient_histogram", "confusion"}),
])
def test_data_decide_which_pictures_there_are(data: str, names: set[str]) -> None:
    session = timed(small(1, data, 100))
    session.receive(commands.Step(), 0.0)
    session.advance(0.0, 1.0)
    lane = session.lanes[0]
    blocks = [block for draw in GROUPS for block in draw(lane)]
    assert {block.kind.name for block in blocks} == names
    for block in blocks:
        assert block.lane == lane.id
        assert block.start == 1
        assert block.kind == KINDS[block.kind.name]
    assert len(lane.evaluations) == 1


def test_a_region_is_what_the_network_says_at_its_cells() -> None:
    lane = timed(small(1)).lanes[0]
    field = pictures.regions(lane)[0].values
    for row, column in [(0, 0), (0, 63), (40, 7), (63, 63)]:
        x = np.array([[(column + 0.5) / 64 * 2.4 - 1.2, 1.2 - (row + 0.5) / 64 * 2.4]], np.float32)
        assert field[row, column] == lane.trainer.predict(x).argmax()


def test_confusion_counts_the_validation_part() -> None:
    session = timed(small(1))
    (block,) = pictures.confusion(session.lanes[0])
    assert block.values.shape == (2, 2)
    assert block.values.sum() == len(session.split.validation)
    np.testing.assert_array_equal(block.values.sum(axis=1), np.bincount(session.split.validation.y.astype(int)))


def test_without_a_validation_part_there_are_numbers_for_the_others() -> None:
    session = timed(small(1))
    session.receive(commands.PatchSession(changes={"split": {"train": 0.5, "validation": 0, "test": 0.5}}), 0.0)
    lane = session.lanes[0]
    pictures.metrics(lane)
    (evaluated,) = lane.evaluations
    assert np.isnan(evaluated.values).tolist() == [False, False, True, True, False, False]
    assert pictures.confusion(lane)[0].values.sum() == 30


def test_points_are_all_examples_with_their_part() -> None:
    session = timed(small(1))
    block = pictures.points(session.split, 2)
    assert block is not None
    assert block.values.shape == (60, 4)
    assert np.bincount(block.values[:, 3].astype(int)).tolist() == [36, 12, 12]
    np.testing.assert_array_equal(block.values[:36, :2], session.split.train.x)
    np.testing.assert_array_equal(block.values[36:48, 2], session.split.validation.y)


def test_every_view_but_the_past_and_the_points_belongs_to_one_group() -> None:
    served = [name for names in GROUPS.values() for name in names]
    assert sorted([*served, "loss", "learning_rate", "gradient_norm", "points"]) == sorted(KINDS)

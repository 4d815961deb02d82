"""What is shown of a lane: what the numbers stand for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from ravine.engine.evaluation import decided
from ravine.session.blocks import KINDS
from ravine.session.network import pictures
from ravine.session.network.inside import scaled
from ravine.session.network.lane import NetworkLane
from ravine.session.network.pictures import GROUPS
from ravine.session.network.plane import grid
from ravine.spec import commands
from ravine.spec.network import NetworkSpec
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
    cells = grid(((-2.0, 2.0), (0.0, 8.0)), 10).reshape(10, 10, 2)
    np.testing.assert_allclose(cells[0, :, 1], 7.6, rtol=1e-6)
    np.testing.assert_allclose(cells[:, 0, 0], -1.8, rtol=1e-6)
    np.testing.assert_allclose(cells.mean(axis=(0, 1)), (0, 4), atol=1e-6)


EVERY = {"layer_statistics", "weight_histogram", "gradient_histogram"}
INSIDE = {"neuron_maps", "neuron_ranges", "weights", "probe"}
WAY = {"picture", "feature_maps", "feature_ranges", "scores"}


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ("two_moons", {*EVERY, *INSIDE, "region_class", "region_confidence", "confusion"}),
        ("plane", {*EVERY, *INSIDE, "region_value"}),
        ("digits", {*EVERY, *WAY, "weights", "probe", "confusion", "misclassified", "misclassified_labels"}),
    ],
)
def test_data_decide_which_pictures_there_are(data: str, names: set[str]) -> None:
    session = timed(small(1, data, 100))
    session.receive(commands.Step(), 0.0)
    session.advance(0.0, 1.0)
    lane = session.lanes[0]
    blocks = [block for group in GROUPS for block in group.draw(lane)]
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
        assert field[row, column] == lane.learner.predict(x).argmax()


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
    (block,) = pictures.points(session.split, 2)
    assert block.values.shape == (60, 4)
    assert np.bincount(block.values[:, 3].astype(int)).tolist() == [36, 12, 12]
    np.testing.assert_array_equal(block.values[:36, :2], session.split.train.x)
    np.testing.assert_array_equal(block.values[36:48, 2], session.split.validation.y)


def test_every_view_but_the_past_and_the_points_belongs_to_one_group() -> None:
    served = [name for group in GROUPS for name in group.names]
    past = ["loss", "learning_rate", "gradient_norm", "effort", "path"]
    of_a_surface = ["window", "field", "map_label", "map_shade", "point"]
    assert sorted([*served, *past, "points", *of_a_surface]) == sorted(KINDS)


# --- the inside of the network ----------------------------------------------------------------------------------------


def inside(spec: NetworkSpec) -> tuple[NetworkLane, dict[str, NDArray[Any]]]:
    lane = timed(spec).lanes[0]
    return lane, {block.kind.name: block.values for group in GROUPS for block in group.draw(lane)}


def test_every_neuron_has_a_map_from_its_lowest_to_its_highest_value() -> None:
    lane, found = inside(small(1))
    maps, ranges = found["neuron_maps"], found["neuron_ranges"]
    assert maps.shape == (2 + 4 + 2, 24 * 24)
    assert (maps.min(axis=1) == 0).all()
    assert (maps.max(axis=1) == 255).all()
    corner = np.array([[-1.15, 1.15]], np.float32)
    np.testing.assert_allclose(ranges[:2], [[-1.15, 1.15]] * 2, rtol=1e-6)
    outputs = lane.learner.predict(corner)[0]
    told = ranges[-2:, 0] + maps[-2:, 0] / 255 * (ranges[-2:, 1] - ranges[-2:, 0])
    np.testing.assert_allclose(told, outputs, atol=0.005 * np.ptp(ranges[-2:], axis=1).max())


def test_a_neuron_that_gives_the_same_everywhere_is_all_0() -> None:
    cells, ranges = scaled(np.array([[3.0, 3.0], [-np.inf, np.nan]], np.float32))
    assert cells[0].tolist() == [0, 0]
    assert ranges[0].tolist() == [3.0, 3.0]
    assert np.isfinite(ranges).all()


def test_the_probe_s_numbers_are_those_that_the_weights_give() -> None:
    session = timed(small(1))
    session.receive(commands.Probe(x=(0.5, -0.25)), 0.0)
    lane = session.lanes[0]
    (probe,), (weights,) = inside_of(lane, "probe"), inside_of(lane, "weights")
    x, z = probe[:2], probe[2:6]
    assert x.tolist() == [0.5, -0.25]
    rows = weights[:12].reshape(4, 3)
    np.testing.assert_allclose(z, rows[:, :2] @ x + rows[:, 2], rtol=1e-5)
    np.testing.assert_allclose(probe[6:10], np.tanh(z), rtol=1e-5)


def inside_of(lane: NetworkLane, name: str) -> NDArray[Any]:
    return next(block.values for group in GROUPS for block in group.draw(lane) if block.kind.name == name)


@pytest.mark.parametrize("layers", [[{"units": 17}], [{"units": 3}] * 9], ids=["too wide", "too deep"])
def test_large_networks_are_not_shown_neuron_by_neuron(layers: list[dict[str, Any]]) -> None:
    _, found = inside(small(1, layers=layers))
    assert not INSIDE & set(found)


def test_misclassified_pictures_are_wrong_and_the_surest_come_first() -> None:
    lane, found = inside(small(1, "digits", 400))
    labels, pictured = found["misclassified_labels"], found["misclassified"]
    assert 0 < len(labels) <= 24
    assert (labels[:, 0] != labels[:, 1]).all()
    assert (np.diff(labels[:, 2]) <= 0).all()
    assert pictured.shape == (len(labels), 64)
    part = lane.parts.validation
    place = int(np.flatnonzero((np.rint(part.x * 255) == pictured[0]).all(axis=1))[0])
    assert lane.learner.predict(part.x[[place]]).argmax() == labels[0, 1]
    assert part.y[place, 0] == labels[0, 0]
    np.testing.assert_array_equal(np.rint(part.x[labels[:, 3].astype(int)] * 255), pictured)

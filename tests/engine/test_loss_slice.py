"""Planes through a network's parameters, and the loss over them: against the evaluator, a parabola, and geometry."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from engine.learners import CLASSES, architecture, examples, settings, state, trainer
from ravine.engine.batch import evenly
from ravine.engine.directions import Plane, box, main_plane, plane_through, random_plane
from ravine.engine.evaluation import Evaluator
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.loss_slice import PICTURE, LossSlice, longest_side
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Layer
from ravine.engine.section import MOST_EXAMPLES
from ravine.engine.training import Trainer

HERE = np.zeros((1, 2))

NETS = {
    "dense": architecture(2, 5, 4, 3),
    "wide": architecture(2, 40, 30, 3, activation="relu"),
    "maxout": Architecture(2, (Layer(Dense(4, 3)), Layer(5, "prelu", (0.2,)), Layer(3))),
    "residual": Architecture(2, (Layer(4, "tanh"), Layer(4, "relu", skip=1, branch=0.5), Layer(3))),
    **{form: architecture(2, 5, 4, 3, keep=0.6, form=form) for form in dropout_forms.names()},
}

each_net = pytest.mark.parametrize("net", NETS.values(), ids=NETS)


def network(net: Architecture, loss: str = CLASSES, count: int = 23, seed: int = 4, batch: int = 10) -> Trainer:
    data = examples(loss, net.outputs, count, inputs=net.inputs)
    made = trainer(settings(net, loss, batch=batch), data, lane_seed=seed)
    made.run(20)
    return made


def sliced(made: Trainer, plane: Plane, places: int = 100) -> LossSlice:
    return LossSlice.of(made.settings.architecture, made.settings.loss, plane, made._train, places)


def walk(count: int, size: int = 40, seed: int = 0) -> Any:
    return np.cumsum(np.random.default_rng(seed).normal(size=(count, size)), axis=0)


# --- random directions -----------------------------------------------------------------------------------------------


@each_net
def test_each_unit_s_row_is_as_long_as_the_network_s_own_and_nothing_else_moves(net: Architecture) -> None:
    made = network(net)
    plane, layout = random_plane(made.layout, made.theta, 7), made.layout
    assert np.array_equal(plane.origin, made.theta)
    for direction in plane.directions:
        rest = direction.copy()
        for place in range(len(layout.spans)):
            own, rows = layout.weights(made.theta, place), layout.weights(direction, place)
            assert np.linalg.norm(rows, axis=1) == pytest.approx(np.linalg.norm(own, axis=1), rel=1e-6)
            layout.weights(rest, place)[:] = 0.0
        assert not rest.any(), "biases, what an activation learns, and the padding stay"


def test_directions_are_a_function_of_the_seed_and_only_their_lengths_of_the_weights() -> None:
    made = network(NETS["dense"])
    plane, same, other = (random_plane(made.layout, made.theta, seed) for seed in (7, 7, 8))
    assert np.array_equal(plane.directions, same.directions)
    assert abs(np.corrcoef(plane.directions[0], other.directions[0])[0, 1]) < 0.6
    assert abs(np.corrcoef(*plane.directions)[0, 1]) < 0.6
    doubled = random_plane(made.layout, 2 * made.theta, 7)
    assert doubled.directions == pytest.approx(2 * plane.directions, rel=1e-12)


def test_weights_of_0_have_no_direction() -> None:
    made = network(NETS["dense"])
    with pytest.raises(ValueError, match="all weights are 0"):
        random_plane(made.layout, np.zeros_like(made.theta), 1)
    made.layout.weights(made.theta, 0)[2] = 0.0
    plane = random_plane(made.layout, made.theta, 1)
    assert not made.layout.weights(plane.directions[0], 0)[2].any()
    assert np.isfinite(plane.directions).all()


# --- the loss over a plane -------------------------------------------------------------------------------------------


@each_net
def test_in_the_middle_it_is_the_evaluator_s_loss(net: Architecture) -> None:
    made = network(net)
    piece = sliced(made, random_plane(made.layout, made.theta, 1))
    wanted = made.evaluate(made._train).loss
    assert piece.at(HERE)[0] == pytest.approx(wanted, rel=1e-6)
    assert piece.grid((-1.0, 1.0), (-1.0, 1.0), 5)[2, 2] == pytest.approx(wanted, rel=1e-6)
    assert (len(piece.examples), piece.drawn_from) == (23, 23)


@each_net
@pytest.mark.parametrize("loss", losses.names())
def test_everywhere_it_is_the_loss_of_the_parameters_there(net: Architecture, loss: str) -> None:
    made = network(net, loss)
    plane = random_plane(made.layout, made.theta, 1)
    places = np.random.default_rng(0).uniform(-1.5, 1.5, (20, 2))
    evaluator = Evaluator(net, loss, np.float64)
    data = made._train.astype(np.float64)
    wanted = [evaluator.evaluate(plane.origin + place @ plane.directions, data).loss for place in places]
    assert sliced(made, plane).at(places) == pytest.approx(wanted, rel=1e-4)


def test_the_first_row_is_the_highest_y() -> None:
    made = network(NETS["dense"])
    piece = sliced(made, random_plane(made.layout, made.theta, 1))
    grid = piece.grid((-1.0, 2.0), (0.5, 3.0), 6)
    corners = piece.at(np.array([[-1.0, 3.0], [2.0, 3.0], [-1.0, 0.5], [2.0, 0.5]]))
    assert [grid[0, 0], grid[0, -1], grid[-1, 0], grid[-1, -1]] == pytest.approx(corners.tolist(), rel=1e-6)
    assert grid[0, 2] == pytest.approx(piece.at(np.array([[0.2, 3.0]]))[0], rel=1e-5)
    assert len(set(grid.ravel().tolist())) == 36


def test_of_one_linear_layer_it_is_the_parabola_that_the_formula_says() -> None:
    """L = mean 1/2 |W x + b - y|^2 along W + a U + c V: a bowl with the matrix mean (U x)(V x)."""
    made = network(Architecture(3, (Layer(2),)), "squared_error")
    plane, layout = random_plane(made.layout, made.theta, 1), made.layout
    x, y = (np.asarray(part, np.float64) for part in (made._train.x, made._train.y))
    off = x @ layout.weights(plane.origin, 0).T + layout.biases(plane.origin, 0) - y
    u, v = (x @ layout.weights(direction, 0).T for direction in plane.directions)
    places = np.random.default_rng(0).uniform(-2, 2, (30, 2))
    wanted = [np.mean(np.sum((off + a * u + b * v) ** 2, axis=1)) / 2 for a, b in places]
    assert sliced(made, plane).at(places) == pytest.approx(wanted, rel=1e-5)


def test_a_loss_that_float32_cannot_hold_is_not_finite_and_its_neighbours_are_as_they_were() -> None:
    made = network(NETS["residual"], "squared_error")
    plane = random_plane(made.layout, made.theta, 1)
    low, high, again = sliced(made, plane).at(np.array([[0.0, 0.0], [1e30, 1e30], [0.0, 0.0]]))
    assert not np.isfinite(high)
    assert low == again == pytest.approx(made.evaluate(made._train).loss, rel=1e-6)


# --- what it costs ---------------------------------------------------------------------------------------------------


def test_of_many_examples_some_are_taken_evenly_and_fewer_of_a_large_network() -> None:
    made = network(NETS["dense"], count=1000)
    piece = sliced(made, random_plane(made.layout, made.theta, 1))
    assert (len(piece.examples), piece.drawn_from) == (MOST_EXAMPLES, 1000)
    assert piece.at(HERE)[0] == pytest.approx(made.evaluate(evenly(made._train, 200)).loss, rel=1e-6)
    large = network(architecture(2, 128, 128, 3), count=1000)
    counts = []
    for side in (5, 41, 61):
        of_large = sliced(large, random_plane(large.layout, large.theta, 1), side**2)
        counts.append(len(of_large.examples))
        assert of_large.at(HERE)[0] == pytest.approx(large.evaluate(evenly(large._train, counts[-1])).loss, rel=1e-5)
    assert counts == [200, 80, 32]


def test_a_network_that_is_too_large_is_refused_and_a_smaller_side_is_allowed() -> None:
    net = architecture(200, 300, 200, 10)
    made = network(net)
    plane, longest = random_plane(made.layout, made.theta, 1), longest_side(net)
    assert 5 < longest < 61
    assert len(sliced(made, plane, longest**2).examples) == 16
    with pytest.raises(ValueError, match=r"122,510 weights and biases is too large for [\d,]+ points of a slice"):
        sliced(made, plane, (longest + 1) ** 2)
    assert longest_side(architecture(1000, 1000, 1000, 1000)) < longest
    assert 16 * longest**2 * 122_510 <= PICTURE


def test_the_trainer_is_not_touched() -> None:
    made = network(NETS["dense"])
    before = state(made)
    sliced(made, random_plane(made.layout, made.theta, 1)).grid((-1, 1), (-1, 1), 5)
    assert state(made) == before


# --- through three networks ------------------------------------------------------------------------------------------


def test_the_plane_through_three_contains_them_and_their_losses() -> None:
    three = [network(NETS["dense"], seed=seed) for seed in (1, 2, 3)]
    plane = plane_through(np.stack([one.theta for one in three]))
    places, distances = plane.project(np.stack([one.theta for one in three]))
    size = float(np.linalg.norm(three[0].theta))
    assert distances == pytest.approx([0.0] * 3, abs=1e-13 * size)
    assert places[0] == pytest.approx([0.0, 0.0])
    assert places[1] == pytest.approx([np.linalg.norm(three[1].theta - three[0].theta), 0.0], rel=1e-6, abs=1e-12)
    assert places[2, 1] > 0
    losses_there = sliced(three[0], plane).at(places)
    wanted = [one.evaluate(three[0]._train).loss for one in three]
    assert losses_there == pytest.approx(wanted, rel=1e-5)
    assert len({round(one, 4) for one in wanted}) == 3, "else this proves nothing"


def test_its_directions_have_length_1_and_are_upright() -> None:
    for seed in range(20):
        first, step, other = walk(3, seed=seed)
        for third in (other, first + 1e-4 * other + 5 * (step - first)):
            u = plane_through(np.stack([first, step, third])).directions
            assert u @ u.T == pytest.approx(np.eye(2), abs=1e-14)


def test_three_on_one_line_have_no_plane() -> None:
    first, second, third = walk(3)
    for three in ([first, second, second], [first, second, 3 * second - 2 * first]):
        with pytest.raises(ValueError, match="one line"):
            plane_through(np.stack(three))
    for three in ([first, first, third], [first, second, first]):
        with pytest.raises(ValueError, match="the same network"):
            plane_through(np.stack(three))


# --- along a path ----------------------------------------------------------------------------------------------------


def test_a_path_in_a_plane_is_explained_whole() -> None:
    flat = walk(30, 2) @ np.random.default_rng(1).normal(size=(2, 40)) + 5.0
    plane = main_plane(flat)
    assert plane.explained(flat) == pytest.approx(1.0, abs=1e-12)
    places, distances = plane.project(flat)
    assert distances.max() < 1e-10
    assert places[-1] == pytest.approx([0.0, 0.0], abs=1e-12)


def test_no_plane_explains_more_and_it_is_what_the_singular_values_say() -> None:
    path = walk(60)
    plane = main_plane(path)
    explained = plane.explained(path)
    assert explained is not None
    sizes = np.linalg.svd(path[:-1] - path[-1], compute_uv=False)
    assert explained == pytest.approx(np.sum(sizes[:2] ** 2) / np.sum(sizes**2), rel=1e-9)
    assert 0.5 < explained < 0.99
    for seed in range(20):
        others = np.linalg.qr(plane.directions.T + 0.1 * np.random.default_rng(seed).normal(size=(40, 2)))[0].T
        other = Plane(plane.origin, others).explained(path)
        assert other is not None
        assert other < explained


def test_its_directions_are_upright_the_longer_one_first_and_drawn_the_same_way() -> None:
    for seed in range(10):
        path = walk(50, seed=seed)
        plane = main_plane(path)
        assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-13)
        places, _ = plane.project(path)
        assert (places[0] >= 0).all()
        assert np.sum(places[:, 0] ** 2) >= np.sum(places[:, 1] ** 2)


def test_a_path_without_two_directions_has_no_plane() -> None:
    first, second = walk(2)
    with pytest.raises(ValueError, match="fewer than three points"):
        main_plane(np.stack([first, second]))
    with pytest.raises(ValueError, match="one line"):
        main_plane(np.stack([first, second, 2 * second - first, second]))
    with pytest.raises(ValueError, match="one line"):
        main_plane(np.stack([first] * 5))


def test_the_path_of_a_full_batch_hardly_leaves_its_plane_and_leads_through_its_own_losses() -> None:
    """What lies off the plane changes the loss by no more than the steepest gradient allows over that distance."""
    made = network(NETS["dense"], batch=23)
    thetas, values, steepest = [], [], 0.0
    for _ in range(30):
        steepest = max(steepest, float(np.linalg.norm(made.run(5).gradient_norm, axis=1).max()))
        thetas.append(made.theta.copy())
        values.append(made.evaluate(made._train).loss)
    plane = main_plane(np.stack(thetas))
    places, distances = plane.project(np.stack(thetas))
    explained = plane.explained(np.stack(thetas))
    assert explained is not None
    assert explained > 0.999
    there = sliced(made, plane).at(places)
    assert there[-1] == pytest.approx(values[-1], rel=1e-5)
    assert (np.abs(there - values) <= steepest * distances + 1e-6).all()
    assert steepest * distances.max() < 0.2 * np.ptp(values), "else this proves nothing"
    assert distances[-1] == pytest.approx(0.0, abs=1e-12)


def test_random_directions_explain_next_to_nothing_of_a_path() -> None:
    """Li et al., 2018, section 7.1: in so many dimensions two random directions are at right angles to the path."""
    made = network(architecture(2, 40, 40, 3))
    thetas = [made.theta.copy()]
    for _ in range(20):
        made.run(5)
        thetas.append(made.theta.copy())
    explained = random_plane(made.layout, made.theta, 1).explained(np.stack(thetas))
    assert explained is not None
    assert 0.0 <= explained < 0.02


# --- projection ------------------------------------------------------------------------------------------------------


def test_projection_is_orthogonal_whatever_the_angle_and_the_lengths() -> None:
    random = np.random.default_rng(0)
    origin, u, points = random.normal(size=40), random.normal(size=40), random.normal(size=(25, 40))
    for v in (random.normal(size=40), 3 * u + 0.1 * random.normal(size=40)):
        plane = Plane(origin, np.stack([u, 0.01 * v]))
        places, distances = plane.project(points)
        off = points - origin - places @ plane.directions
        assert np.abs(off @ plane.directions.T).max() < 1e-10
        assert distances == pytest.approx(np.linalg.norm(off, axis=1), rel=1e-12)
        again, nothing = plane.project(origin + places @ plane.directions)
        assert again == pytest.approx(places, rel=1e-8)
        assert nothing.max() < 1e-10
        for step in np.array([[0.1, 0.0], [0.0, -0.1]]):
            further = points - origin - (places + step) @ plane.directions
            assert (np.linalg.norm(further, axis=1) > distances).all(), "the nearest"


def test_what_never_moved_has_nothing_to_explain() -> None:
    point = walk(1)
    plane = Plane(point[0], np.eye(2, 40))
    assert plane.explained(point) is None
    assert plane.explained(np.repeat(point, 3, axis=0)) is None


def test_a_box_holds_its_places_with_a_margin_and_is_never_flat() -> None:
    places = np.array([[0.0, 0.0], [4.0, 1.0], [1.0, 2.0]])
    assert box(places, 0.0) == ((0.0, 4.0), (0.0, 2.0))
    assert box(places, 1.0) == ((-2.0, 6.0), (-1.0, 3.0))
    x, y = box(places * [1.0, 0.001], 0.0)
    assert x == (0.0, 4.0)
    assert y == pytest.approx((0.001 - 0.2, 0.001 + 0.2))


def test_a_frozen_layer_is_part_of_the_plane_as_any_other() -> None:
    net = NETS["dense"]
    frozen = dataclasses.replace(net, layers=(dataclasses.replace(net.layers[0], frozen=True), *net.layers[1:]))
    made = network(frozen)
    plane = random_plane(made.layout, made.theta, 1)
    assert np.linalg.norm(made.layout.weights(plane.directions[0], 0)) > 0
    assert sliced(made, plane).at(HERE)[0] == pytest.approx(made.evaluate(made._train).loss, rel=1e-6)

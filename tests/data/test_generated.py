"""Each set against its own formula, without noise."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ravine.data.generated import blobs, checkerboard, circles, spirals, two_moons, xor
from ravine.data.regression import plane, sine, steps

N = 2000


def radius(x: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.hypot(x[:, 0].astype(np.float64), x[:, 1])


def test_two_moons_are_two_half_circles() -> None:
    data = two_moons(N, 0.0, 1)
    upper, lower = (data.x[data.y == c] * 1.5 + [0.5, 0.25] for c in (0, 1))
    np.testing.assert_allclose(np.hypot(upper[:, 0], upper[:, 1]), 1, atol=1e-5)
    np.testing.assert_allclose(np.hypot(lower[:, 0] - 1, lower[:, 1] - 0.5), 1, atol=1e-5)
    assert upper[:, 1].min() >= -1e-6
    assert lower[:, 1].max() <= 0.5 + 1e-6


def test_no_line_divides_the_two_moons() -> None:
    data = two_moons(N, 0.0, 1)
    design = np.column_stack([data.x, np.ones(N)])
    weights = np.linalg.lstsq(design, 2 * data.y - 1, rcond=None)[0]
    assert np.mean((design @ weights > 0) == (data.y == 1)) < 0.95


def test_circles_are_a_disc_within_a_ring_evenly_filled() -> None:
    data = circles(10_000, 0.0, 1)
    r = radius(data.x)
    assert r[data.y == 0].max() <= 0.5
    assert r[data.y == 1].min() >= 0.7 - 1e-6
    # even by area: half of a disc's points lie beyond r = R / sqrt 2
    assert np.mean(r[data.y == 0] > 0.5 / np.sqrt(2)) == pytest.approx(0.5, abs=0.02)
    assert np.mean(r[data.y == 1] > np.sqrt((0.7**2 + 1) / 2)) == pytest.approx(0.5, abs=0.02)


def test_xor_is_the_sign_of_the_product() -> None:
    data = xor(N, 0.0, 1)
    assert np.array_equal(data.y == 1, data.x.prod(axis=1) < 0)
    assert np.abs(data.x).min() >= 0.06 - 1e-6
    quadrants = 2 * (data.x[:, 0] > 0) + (data.x[:, 1] > 0)
    assert np.bincount(quadrants.astype(np.int64)).tolist() == [N // 4] * 4


@pytest.mark.parametrize("classes", range(2, 11))
def test_a_point_of_a_blob_is_nearest_to_its_own_centre(classes: int) -> None:
    data = blobs(N, 0.0, 1, classes)
    angle = 2 * np.pi * np.arange(classes) / classes
    centres = 0.65 * np.column_stack([np.cos(angle), np.sin(angle)])
    distance = np.linalg.norm(data.x[:, None] - centres, axis=2)
    assert np.array_equal(distance.argmin(axis=1), data.y)


@pytest.mark.parametrize("arms", range(2, 7))
def test_a_spiral_s_arms_are_one_curve_turned(arms: int) -> None:
    data = spirals(N, 0.0, 1, arms)
    r = radius(data.x)
    assert r.min() >= 0.05 - 1e-6
    angle = np.arctan2(data.x[:, 0], data.x[:, 1])
    expected = 2 * np.pi * (3.5 * r + data.y) / arms
    np.testing.assert_allclose(np.cos(angle - expected), 1, atol=1e-6)


@pytest.mark.parametrize("arms", range(2, 7))
def test_neighbouring_arms_keep_their_distance_whatever_their_number(arms: int) -> None:
    # along any ray the arms cross at r = (turns + c / k) / (3.5 / k): spaced by 1 / 3.5
    data = spirals(10_000, 0.0, 1, arms)
    r, angle = radius(data.x), np.arctan2(data.x[:, 0], data.x[:, 1])
    crossing = (angle / (2 * np.pi) * arms - data.y) / 3.5
    offset = (r - crossing) * 3.5 / arms
    np.testing.assert_allclose(offset, np.round(offset), atol=1e-4)


@pytest.mark.parametrize("cells", range(2, 9))
def test_checkerboard_neighbours_differ_and_every_cell_is_used(cells: int) -> None:
    data = checkerboard(N, 0.0, 1, cells)
    place = (data.x + 1) / 2 * cells
    cell = np.floor(place).astype(np.int64)
    assert np.array_equal(cell.sum(axis=1) % 2, data.y)
    assert len(np.unique(cell, axis=0)) == cells**2
    inside = place - cell
    assert inside.min() >= 0.05 - 1e-5
    assert inside.max() <= 0.95 + 1e-5


def test_plane_sine_and_steps_are_their_formulas() -> None:
    a, b = plane(N, 0.0, 1).x.astype(np.float64).T
    np.testing.assert_allclose(plane(N, 0.0, 1).y[:, 0], (a + b) / 2, atol=1e-6)
    a, b = sine(N, 0.0, 1).x.astype(np.float64).T
    np.testing.assert_allclose(sine(N, 0.0, 1).y[:, 0], np.sin(np.pi * a) * np.cos(np.pi * b), atol=1e-6)
    a, b = steps(N, 0.0, 1).x.astype(np.float64).T
    agree = np.isclose(steps(N, 0.0, 1).y[:, 0], (2 * np.minimum(np.floor(a + b + 2), 3) - 3) / 3, atol=1e-6)
    assert agree.mean() > 0.999  # x was rounded to float32: a point may lie on the edge of a step


def test_steps_has_four_levels() -> None:
    assert np.unique(steps(N, 0.0, 1).y) == pytest.approx([-1, -1 / 3, 1 / 3, 1])


def test_noise_on_a_regression_leaves_the_inputs_where_they_are() -> None:
    assert np.array_equal(plane(N, 0.0, 1).x, plane(N, 1.0, 1).x)

from __future__ import annotations

import numpy as np
import pytest

from engine.surfaces.grounds import ALL, LABELS, Array
from ravine.engine.settle import settle
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.surface import Surface, middles

each = pytest.mark.parametrize("surface", ALL, ids=LABELS)

STEP = 1e-5


def hessian(surface: Surface, x: float, y: float) -> Array:
    """By central differences of the gradient."""
    at = np.array([x, y])
    moves = STEP * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    g = surface.evaluate(at + moves)[1:]
    return np.stack([g[:, 0] - g[:, 1], g[:, 2] - g[:, 3]]) / (2 * STEP)


def curvatures(surface: Surface, x: float, y: float) -> Array:
    """The smaller and the larger eigenvalue of the Hessian."""
    matrix = hessian(surface, x, y)
    return np.linalg.eigvalsh((matrix + matrix.T) / 2)


def inside(surface: Surface, x: float, y: float) -> bool:
    return all(low <= place <= high for place, (low, high) in zip((x, y), surface.domain, strict=True))


@each
def test_at_minima_the_gradient_is_nothing_and_the_surface_curves_up(surface: Surface) -> None:
    for x, y in surface.minima:
        small, large = curvatures(surface, x, y)
        assert small > 0
        assert np.abs(surface.at(x, y)[1:]).max() <= 1e-10 * max(large, 1.0)


@each
def test_minima_are_right_to_ten_digits_after_the_point(surface: Surface) -> None:
    """One step of Newton's method from there leads no farther."""
    for x, y in surface.minima:
        if (surface.name, x, y) == ("ackley", 0.0, 0.0):
            continue  # a cone, whose tip is known exactly
        step = np.linalg.solve(hessian(surface, x, y), surface.at(x, y)[1:])
        assert np.abs(step).max() < 1e-10


@each
def test_at_saddles_the_gradient_is_nothing_and_the_surface_curves_both_ways(surface: Surface) -> None:
    for x, y in surface.saddles:
        assert inside(surface, x, y)
        assert np.abs(surface.at(x, y)[1:]).max() < 1e-10 * max(curvatures(surface, x, y)[1], 1.0)
        if surface.name == "monkey_saddle":
            assert np.abs(hessian(surface, x, y)).max() < 1e-4
            around = surface.values(0.1 * np.array([[np.cos(a), np.sin(a)] for a in np.arange(6) * np.pi / 3]))
            assert np.array_equal(np.sign(around), [1, -1, 1, -1, 1, -1])
            continue
        small, large = curvatures(surface, x, y)
        assert small < 0 < large


@each
def test_minima_lie_in_the_domain_the_lowest_first_and_each_once(surface: Surface) -> None:
    values = [surface.at(x, y)[0] for x, y in surface.minima]
    assert values == sorted(values)
    assert all(inside(surface, x, y) for x, y in surface.minima)
    assert len({(round(x, 6), round(y, 6)) for x, y in surface.minima}) == len(surface.minima)
    assert inside(surface, *surface.start)


@each
def test_no_point_of_the_domain_is_lower_than_the_first_minimum(surface: Surface) -> None:
    if not surface.minima:
        assert surface.name in ("saddle", "monkey_saddle")
        return
    lowest = surface.at(*surface.minima[0])[0]
    grid = surface.values(middles(surface.domain, 300, 300))
    assert grid.min() >= lowest - 1e-12 * (1 + abs(lowest))


@each
def test_every_dimple_of_the_domain_is_a_known_minimum(surface: Surface) -> None:
    """Where a cell of a picture is lower than all around it there is a minimum that is listed, or it is no dimple but a
    ravine askew to the grid."""
    side = 200
    picture = surface.field(surface.domain, side, side, np.float64)
    inner = picture[1:-1, 1:-1]
    shifts = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]
    around = np.min([np.roll(picture, shift, (0, 1))[1:-1, 1:-1] for shift in shifts], axis=0)
    dimples = np.zeros((side, side), bool)
    dimples[1:-1, 1:-1] = inner < around
    near = np.array([2 * (high - low) / side for low, high in surface.domain])
    for point in middles(surface.domain, side, side)[dimples.ravel()]:
        minimum = settle(surface, point, near)
        if minimum is not None:
            assert np.abs(np.array(surface.minima) - minimum).max(axis=1).min() < 1e-5
            continue
        small, large = curvatures(surface, *point)
        assert small <= 0 or large > 10 * small


@pytest.mark.parametrize(
    ("name", "where", "value"),
    [
        ("six_hump_camel", (0.0898, -0.7126), -1.0316),
        ("goldstein_price", (0.0, -1.0), 3.0),
        ("mccormick", (-0.54719, -1.54719), -1.9133),
        ("styblinski_tang", (-2.903534, -2.903534), -78.33234),
        ("himmelblau", (-3.779310, -3.283186), 0.0),
        ("easom", (3.14159, 3.14159), -1.0),
        ("beale", (3.0, 0.5), 0.0),
        ("levy", (1.0, 1.0), 0.0),
    ],
)
def test_minima_are_those_of_the_literature(name: str, where: tuple[float, float], value: float) -> None:
    surface = Surface.of(name)
    distance = np.abs(np.array(surface.minima) - where).max(axis=1)
    assert distance.min() < 1e-4
    assert surface.at(*surface.minima[distance.argmin()])[0] == pytest.approx(value, abs=2e-4)


# --- of data ----------------------------------------------------------------------------------------------------------


def test_where_a_line_separates_the_classes_there_is_no_minimum() -> None:
    rows = np.array([[1.0, 0.5, 1], [2.0, 0.1, 1], [-1.0, -0.3, 0], [-0.5, -2.0, 0]])
    assert Surface.from_data("logistic_regression", rows).minima == ()


def test_where_the_examples_leave_a_direction_free_there_is_no_minimum() -> None:
    assert Surface.from_data("linear_regression", np.array([[2.0, 1.0], [2.0, 3.0]])).minima == ()
    assert Surface.from_data("linear_regression", np.array([[2.0, 1.0]])).minima == ()
    assert Surface.from_data("sparse", np.array([[1.0, 0.0, 1.0], [2.0, 0.0, 1.0]])).minima == ()
    assert Surface.from_data("logistic_regression", np.array([[1.0, 1.0, 1], [1.0, 1.0, 0]])).minima == ()


def test_a_line_through_points_on_a_line_is_that_line() -> None:
    rows = np.array([[x, 2.0 * x - 3.0] for x in (-1.0, 0.5, 4.0)])
    surface = Surface.from_data("linear_regression", rows)
    np.testing.assert_allclose(surface.minima, [(2.0, -3.0)], rtol=1e-13)
    assert surface.at(2.0, -3.0)[0] < 1e-28


@pytest.mark.parametrize("name", [entry.name for entry in surfaces if entry.traits["from_data"]])
def test_points_to_begin_with_are_a_function_of_the_seed(name: str) -> None:
    traits = surfaces[name].traits
    points = traits["points"](5)
    assert np.array_equal(points, traits["points"](5))
    assert not np.array_equal(points, traits["points"](6))
    assert points.shape[1] == len(traits["columns"])
    if "class" in traits["columns"]:
        assert set(points[:, -1]) == {0.0, 1.0}


def test_few_examples_of_the_sparse_surface_have_the_second_feature() -> None:
    rows = surfaces["sparse"].traits["points"](0)
    assert 0 < np.count_nonzero(rows[:, 1]) <= 0.05 * len(rows)

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.surfaces.grounds import ALL, LABELS
from ravine.engine.expression import ExpressionError
from ravine.engine.registry import UnknownName
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.surface import Surface, middles

each = pytest.mark.parametrize("surface", ALL, ids=LABELS)

BOUNDS = ((-1.0, 3.0), (10.0, 12.0))


@each
def test_at_gives_value_and_gradient_of_one_point(surface: Surface) -> None:
    x, y = surface.start
    assert surface.at(x, y) == tuple(surface.evaluate(np.array([[x, y]]))[:, 0].tolist())


def test_a_fields_first_row_is_the_highest_and_its_cells_stand_for_their_middles() -> None:
    field = Surface.of("saddle").field(BOUNDS, 8, 4, np.float64)
    assert field.shape == (4, 8)
    assert field[0, 0] == (-0.75) ** 2 - 11.75**2
    assert field[3, 7] == 2.75**2 - 10.25**2


def test_a_field_takes_any_size_and_is_float32_unless_asked_otherwise() -> None:
    field = Surface.of("rosenbrock").field(BOUNDS, 7, 5)
    assert field.dtype == np.float32
    wanted = Surface.of("rosenbrock").values(middles(BOUNDS, 7, 5)).reshape(5, 7)
    np.testing.assert_allclose(field, wanted, rtol=1e-5)


def test_without_values_a_surface_has_its_defaults() -> None:
    assert Surface.of("rotated_ravine").p.tolist() == list(surfaces["rotated_ravine"].values({}))
    assert Surface.of("rotated_ravine", (7.0, 10.0)).p.tolist() == [7.0, 10.0]


def test_a_wrong_name_is_answered_with_the_nearest_right_one() -> None:
    with pytest.raises(UnknownName, match="there is no surface 'rosenbrok': did you mean rosenbrock"):
        Surface.of("rosenbrok")


def test_a_surface_of_data_has_the_examples_of_seed_0_unless_it_gets_others() -> None:
    rows = surfaces["sparse"].traits["points"](0)
    assert np.array_equal(Surface.of("sparse").rows, rows)
    assert len(Surface.from_data("sparse", rows[:7]).rows) == 7


def test_a_surface_keeps_its_own_examples() -> None:
    rows = surfaces["linear_regression"].traits["points"](0)
    surface = Surface.from_data("linear_regression", rows)
    before = surface.at(1.0, 1.0)
    rows[:] = 0.0
    assert surface.at(1.0, 1.0) == before


def test_a_surface_is_frozen_and_so_is_what_others_get_of_its_numbers() -> None:
    surface = Surface.of("ravine")
    with pytest.raises(dataclasses.FrozenInstanceError):
        surface.name = "bowl"  # type: ignore[misc]
    surface.numbers(np.float64)[:] = 3.0
    assert surface.p.tolist() == [50.0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rosenbrock", "(1-x)^2 + 100*(y-x^2)^2"),
        ("himmelblau", "(x^2+y-11)^2 + (x+y^2-7)^2"),
        ("mccormick", "sin(x+y) + (x-y)^2 - 1.5x + 2.5y + 1"),
        ("easom", "-cos(x)*cos(y)*exp(-(x-pi)^2-(y-pi)^2)"),
    ],
)
def test_a_typed_surface_is_the_built_in_one(name: str, text: str) -> None:
    built_in, typed = Surface.of(name), Surface.typed(text.replace("1.5x", "1.5*x").replace("2.5y", "2.5*y"))
    points = middles(built_in.domain, 40, 40)
    wanted = built_in.evaluate(points)
    np.testing.assert_allclose(typed.evaluate(points), wanted, rtol=1e-11, atol=1e-12)
    assert (typed.name, typed.minima, typed.saddles) == ("typed", (), ())


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(ExpressionError):
        Surface.typed("x + (y")

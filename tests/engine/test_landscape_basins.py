from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.surfaces.grounds import Array, settings
from ravine.engine.basins import BasinPicture, Basins
from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.explore import DIVERGED, MOVING, RESTING
from ravine.engine.settle import settle
from ravine.engine.surfaces.family import Bounds
from ravine.engine.surfaces.surface import Surface, middles

SIDES = (16, 32)
SEED = 3


def basins(surface: Surface, chosen: DescentSettings, updates: int = 300, **more: Any) -> Basins:
    return Basins(surface, chosen, surface.domain, updates, SEED, **{"sides": SIDES, **more})


def pictures(made: Basins) -> list[BasinPicture]:
    """Each level as it was when it had become whole."""
    shown: list[BasinPicture] = []
    while not made.step():
        if made.picture and (not shown or shown[-1] is not made.picture):
            shown.append(made.picture)
    return shown


def finest(*arguments: Any, **more: Any) -> BasinPicture:
    return pictures(basins(*arguments, **more))[-1]


def same(one: BasinPicture, other: BasinPicture) -> bool:
    columns = ("x", "y", "value", "needed", "label")
    return one.minima == other.minima and all(
        np.array_equal(getattr(one, column), getattr(other, column)) for column in columns
    )


# --- cells ------------------------------------------------------------------------------------------------------------


def test_a_cell_is_a_descent_from_its_middle() -> None:
    surface, chosen = Surface.of("himmelblau"), settings("momentum", lr=0.003, noise=1.0)
    picture = finest(surface, chosen, updates=100, dtype=np.float64)
    starts = middles(surface.domain, 32, 32).reshape(32, 32, 2)
    for row, column in ((0, 0), (0, 31), (17, 5), (31, 0), (20, 20)):
        made = Descent(surface, chosen, tuple(starts[row, column]), SEED)
        made.run(100)
        got = picture.x[row, column], picture.y[row, column], picture.value[row, column]
        np.testing.assert_allclose(got, (*made.point, surface.at(*made.point)[0]), rtol=1e-12, atol=1e-12)


def test_the_first_row_is_the_highest() -> None:
    picture = finest(Surface.of("himmelblau"), settings("gradient_descent", lr=0.0), updates=1)
    assert (picture.y[0] > 5.5).all()
    assert (picture.y[-1] < -5.5).all()
    assert (np.diff(picture.x, axis=1) > 0).all()


def test_other_bounds_are_another_part_of_the_same_map() -> None:
    surface, chosen = Surface.of("himmelblau"), settings("gradient_descent", lr=0.01)
    whole = finest(surface, chosen, dtype=np.float64)
    quarter: Bounds = ((0.0, 6.0), (0.0, 6.0))
    part = pictures(Basins(surface, chosen, quarter, 300, SEED, np.float64, (16,)))[0]
    assert np.array_equal(part.label, whole.label[:16, 16:])


# --- slices and levels ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "sin(x)*cos(y)", "x^2"])
def test_however_the_steps_are_sliced_the_map_is_the_same(text: str) -> None:
    surface = Surface.typed(text) if text else Surface.of("himmelblau")
    one, other = (basins(surface, settings("rmsprop", lr=0.02)) for _ in range(2))
    while not one.advance(0.0):
        pass
    assert other.advance(1e9)
    assert one.picture is not None
    assert other.picture is not None
    assert same(one.picture, other.picture)


def test_coarse_cells_reappear_in_the_finer_level() -> None:
    surface = Surface.typed("(x^2+y-11)^2 + (x+y^2-7)^2")
    coarse, middle, fine = pictures(basins(surface, settings("momentum", lr=0.005), sides=(16, 32, 64)))
    assert [picture.side for picture in (coarse, middle, fine)] == [16, 32, 64]
    for one, next_one, first in ((coarse, middle, 0), (middle, fine, 1)):
        for column in ("x", "y", "value", "needed", "label"):
            wanted = getattr(next_one, column)[first::2, first::2]
            assert np.array_equal(getattr(one, column), wanted), column
        assert next_one.minima[: len(one.minima)] == one.minima, "numbers stay those of the same minima"


def test_the_finest_level_alone_is_the_same_as_after_coarser_ones() -> None:
    surface, chosen = Surface.of("mccormick"), settings("adam", lr=0.1)
    alone, refined = finest(surface, chosen, sides=(64,)), finest(surface, chosen, sides=(16, 32, 64))
    for column in ("x", "y", "value", "needed"):
        np.testing.assert_allclose(getattr(alone, column), getattr(refined, column), rtol=1e-4, atol=1e-4)


# --- labels -----------------------------------------------------------------------------------------------------------


def test_labels_are_the_minima_that_are_known_the_lowest_first() -> None:
    surface = Surface.of("ball_track")
    picture = finest(surface, settings("momentum", lr=0.1))
    assert picture.minima == surface.minima
    assert set(np.unique(picture.label)) == {0, 1}
    ends = np.array(surface.minima)[picture.label]
    assert np.abs(np.stack([picture.x, picture.y], axis=-1) - ends).max() < 0.1


def found(text: str, chosen: DescentSettings, **more: Any) -> tuple[Array, BasinPicture]:
    picture = finest(Surface.typed(text), chosen, **more)
    return np.array(picture.minima).reshape(-1, 2), picture


@pytest.mark.parametrize(
    "chosen", [settings("momentum", lr=0.005), settings("adam", lr=0.1), settings("rmsprop", lr=0.01)]
)
def test_minima_that_nobody_told_are_found(chosen: DescentSettings) -> None:
    minima, picture = found("(x^2+y-11)^2 + (x+y^2-7)^2", chosen, updates=600)
    wanted = sorted(Surface.of("himmelblau").minima)
    np.testing.assert_allclose(sorted(minima.tolist()), wanted, atol=1e-7)
    assert (picture.label >= 0).mean() > 0.9
    for number, minimum in enumerate(minima):
        of_it = picture.label == number
        assert np.abs(np.stack([picture.x[of_it], picture.y[of_it]], axis=1) - minimum).max() <= 0.1


def test_of_minima_found_together_the_lowest_comes_first() -> None:
    minima, picture = found("(x^2-4)^2 + 2*x + y^2", settings("gradient_descent", lr=0.01), sides=(16,))
    values = Surface.typed("(x^2-4)^2 + 2*x + y^2").values(minima)
    assert len(minima) == 2
    assert values[0] < values[1]
    assert set(np.unique(picture.label)) == {0, 1}


@pytest.mark.parametrize("text", ["abs(x-1) + abs(y)", "x^4 + y^4", "max(abs(x), abs(y))"])
def test_minima_where_the_gradient_is_no_help_are_found_too(text: str) -> None:
    minima, _ = found(text, settings("adam", lr=0.1), updates=500)
    assert len(minima) == 1
    np.testing.assert_allclose(minima[0], [1.0 if "x-1" in text else 0.0, 0.0], atol=1e-4)


@pytest.mark.parametrize("text", ["x^2", "relu(x-1) + relu(-x-1) + y^2", "3", "relu(x) + relu(y)"])
def test_plains_and_level_valleys_have_no_minimum_of_their_own(text: str) -> None:
    minima, picture = found(text, settings("gradient_descent", lr=0.1))
    assert not len(minima)
    assert (picture.label == RESTING).mean() > 0.9


def test_a_saddle_that_a_start_rests_on_is_no_minimum() -> None:
    surface = Surface.of("saddle")
    bounds: Bounds = ((-1.0, 1.0), (-1e-9, 1e-9))
    picture = pictures(Basins(surface, settings("gradient_descent", lr=0.01), bounds, 500, SEED, sides=(16,)))[0]
    assert (picture.label == RESTING).all()


def test_who_is_still_on_the_way_is_not_at_rest() -> None:
    picture = finest(Surface.of("bowl"), settings("gradient_descent", lr=0.01), updates=50)
    assert (picture.label == MOVING).mean() > 0.9


def test_who_diverges_is_labelled_so() -> None:
    picture = finest(Surface.of("rosenbrock"), settings("gradient_descent", lr=0.002))
    gone = picture.label == DIVERGED
    assert 0.05 < gone.mean() < 0.95
    assert np.isinf(picture.value[gone]).all()
    assert np.isfinite(picture.value[~gone]).all()


def test_farther_starts_need_more_updates() -> None:
    picture = finest(Surface.of("bowl"), settings("gradient_descent", lr=0.05))
    assert picture.needed[0, 0] > picture.needed[8, 8] > picture.needed[15, 15]
    assert (picture.label == 0).all()


@pytest.mark.parametrize("text", ["sqrt(x) + y^2", "log(x) / y", "x^2 + y^2 + 0*log(x)"])
def test_at_the_edge_of_a_function_no_minimum_is_found_and_nothing_is_said(text: str) -> None:
    surface, near = Surface.typed(text), np.array([0.1, 0.1])
    for x in (1e-9, 1e-4, 0.01, 0.05):
        assert settle(surface, np.array([x, 0.01]), near) is None

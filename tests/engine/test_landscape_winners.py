from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.surfaces.grounds import settings
from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.surfaces.surface import Surface, middles
from ravine.engine.winners import EQUAL, NOBODY, TIE, WinnerPicture, Winners

SEED = 3
SIDES = (16, 32)


def winners(surface: Surface, racers: list[DescentSettings], updates: int = 100, **more: Any) -> Winners:
    return Winners(surface, racers, surface.domain, updates, SEED, **{"sides": SIDES, **more})


def pictures(made: Winners) -> list[WinnerPicture]:
    shown: list[WinnerPicture] = []
    while not made.step():
        if made.picture and (not shown or shown[-1] is not made.picture):
            shown.append(made.picture)
    return shown


GOOD, BAD, WILD = (settings("gradient_descent", lr=lr) for lr in (0.1, 0.001, 10.0))


def test_the_winner_is_the_racer_that_ends_lowest() -> None:
    surface = Surface.of("rosenbrock")
    racers = [settings("momentum", lr=5e-4), settings("adam", lr=0.05), settings("adagrad", lr=0.3)]
    picture = pictures(winners(surface, racers, dtype=np.float64))[-1]
    assert set(np.unique(picture.label)) >= {0, 1, 2}
    starts = middles(surface.domain, 32, 32).reshape(32, 32, 2)
    for row, column in ((0, 0), (5, 30), (16, 16), (31, 2), (25, 20)):
        values = []
        for racer in racers:
            made = Descent(surface, racer, tuple(starts[row, column]), SEED)
            made.run(100)
            values.append(np.inf if made.diverged else surface.at(*made.point)[0])
        equal = np.array(values) - min(values) <= EQUAL * (surface.at(*starts[row, column])[0] - min(values))
        assert picture.label[row, column] == (TIE if equal.sum() > 1 else np.argmin(values))
        np.testing.assert_allclose(picture.value[row, column], min(values), rtol=1e-9)


def test_a_racer_alone_wins_everywhere() -> None:
    assert (pictures(winners(Surface.of("bowl"), [BAD]))[-1].label == 0).all()


def test_equal_racers_tie_and_a_worse_third_changes_nothing() -> None:
    surface = Surface.of("bowl")
    assert (pictures(winners(surface, [GOOD, GOOD]))[-1].label == TIE).all()
    assert (pictures(winners(surface, [BAD, GOOD, GOOD]))[-1].label == TIE).all()
    assert (pictures(winners(surface, [GOOD, BAD, BAD]))[-1].label == 0).all()


def test_minima_of_one_depth_are_equally_good_whoever_reaches_which() -> None:
    racers = [settings("adam", lr=0.1), settings("momentum", lr=0.002)]
    assert (pictures(winners(Surface.of("himmelblau"), racers, 600))[-1].label == TIE).mean() > 0.9


def test_who_diverges_does_not_win_and_where_all_do_nobody_does() -> None:
    surface = Surface.of("rosenbrock")
    assert (pictures(winners(surface, [WILD, settings("adam")]))[-1].label == 1).all()
    nobody = pictures(winners(surface, [WILD, WILD]))[-1]
    assert (nobody.label == NOBODY).all()
    assert np.isinf(nobody.value).all()


def test_where_the_surface_is_infinite_from_the_start_on_nobody_wins() -> None:
    surface = replace(Surface.of("rosenbrock"), domain=((1e20, 2e20), (-1.0, 1.0)))
    assert (pictures(winners(surface, [GOOD, BAD]))[-1].label == NOBODY).all()


def test_eight_racers_have_eight_numbers() -> None:
    racers = [BAD] * 7 + [GOOD]
    assert (pictures(winners(Surface.of("bowl"), racers))[-1].label == 7).all()


def test_coarse_cells_reappear_and_slices_change_nothing() -> None:
    surface = Surface.of("rosenbrock")
    racers = [settings("momentum", lr=1e-3), settings("adam", lr=0.05)]
    coarse, fine = pictures(winners(surface, racers))
    assert np.array_equal(coarse.label, fine.label[1::2, 1::2])
    assert np.array_equal(coarse.value, fine.value[1::2, 1::2])
    whole = winners(surface, racers)
    assert whole.advance(1e9)
    assert whole.picture is not None
    assert np.array_equal(whole.picture.label, fine.label)

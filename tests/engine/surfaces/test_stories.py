"""What a surface is there to show, on the real kernels."""

from __future__ import annotations

import numpy as np
import pytest

from engine.surfaces.grounds import settings
from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.rates import best_rate
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.surface import Surface

RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


def end(surface: Surface, chosen: DescentSettings, start: tuple[float, float], updates: int) -> tuple[float, float]:
    made = Descent(surface, chosen, start, 0)
    made.run(updates)
    assert made.diverged is None
    return made.point


@pytest.mark.parametrize("lr", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("x", [-4.5, -4.0, -3.5, -3.0])
def test_on_the_balls_track_descent_stops_where_momentum_passes(lr: float, x: float) -> None:
    track = Surface.of("ball_track")
    deep, small = track.minima
    stopped, _ = end(track, settings("gradient_descent", lr=lr), (x, 0.8), 300)
    passed, _ = end(track, settings("momentum", lr=lr, lambda_=0.9), (x, 0.8), 300)
    assert -1.0 < stopped < small[0] + 0.01
    assert passed == pytest.approx(deep[0], abs=0.01)


@pytest.mark.parametrize("lr", [0.02, 0.3])
def test_but_momentum_is_no_guarantee(lr: float) -> None:
    track = Surface.of("ball_track")
    ends = [end(track, settings("momentum", lr=lr), (x, 0.8), 300)[0] for x in (-4.5, -4.0, -3.5, -3.0)]
    assert min(ends) == pytest.approx(track.minima[1][0], abs=0.01)


def test_where_the_curvature_changes_adagrad_stalls_and_rmsprop_does_not() -> None:
    surface = Surface.of("changing_curvature")
    lowest = surface.at(*surface.minima[0])[0]
    best = {
        name: min(best_rate(surface, settings(name), RATES, 300, surface.start, 0).values)
        for name in ("adagrad", "rmsprop")
    }
    assert best["adagrad"] - lowest > 0.5
    assert best["rmsprop"] - lowest < 0.001


@pytest.mark.parametrize("seed", range(5))
def test_where_one_gradient_is_rare_adagrad_beats_one_rate_for_all(seed: int) -> None:
    surface = Surface.from_data("sparse", surfaces["sparse"].traits["points"](seed))
    lowest = surface.at(*surface.minima[0])[0]
    best = {
        name: min(best_rate(surface, settings(name, batch=4), (0.003, *RATES), 300, surface.start, seed).values)
        for name in ("adagrad", "gradient_descent")
    }
    assert best["adagrad"] - lowest < 0.3 * (best["gradient_descent"] - lowest)


def test_in_the_ravine_descent_zigzags_and_momentum_comes_farther() -> None:
    surface = Surface.of("ravine")
    plain = Descent(surface, settings("gradient_descent", lr=0.038), surface.start, 0)
    across = plain.run(20).trace[:, 1]
    assert (np.sign(across[1:]) == -np.sign(across[:-1])).all()
    of_descent = min(best_rate(surface, settings("gradient_descent"), RATES, 60, surface.start, 0).values)
    of_momentum = min(best_rate(surface, settings("momentum"), RATES, 60, surface.start, 0).values)
    assert of_momentum < 0.2 * of_descent


@pytest.mark.parametrize("lr", [0.5, 1.0, 2.0])
def test_a_rate_for_the_plain_is_too_large_for_the_cliff(lr: float) -> None:
    surface = Surface.of("cliff")
    path = Descent(surface, settings("gradient_descent", lr=lr), surface.start, 0).run(100).trace[:, 0]
    steps = np.abs(np.diff(path))
    assert steps.max() > 8 * np.median(steps[path[:-1] < -1])


def test_on_the_saddle_the_adaptive_ones_are_away_first() -> None:
    surface = Surface.of("saddle")

    def updates_until_away(name: str) -> int:
        y = Descent(surface, settings(name, lr=0.03), surface.start, 0).run(500).trace[:, 1]
        return int(np.argmax(np.abs(y) > 1))

    assert 0 < updates_until_away("adam") < updates_until_away("momentum") < updates_until_away("gradient_descent")

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.surfaces.grounds import settings
from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.rates import Axis, Plane, PlanePicture, RateSearch, at_rate, best_rate
from ravine.engine.surfaces.surface import Surface

SEED = 3
LR, LAMBDA = Axis("lr", 1e-5, 1e-2, log=True), Axis("lambda", 0.0, 0.96)
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


def value_of(surface: Surface, chosen: DescentSettings, updates: int) -> float:
    made = Descent(surface, chosen, surface.start, SEED)
    made.run(updates)
    return np.inf if made.diverged else surface.at(*made.point)[0]


# --- the plane --------------------------------------------------------------------------------------------------------


def plane(x: Axis, y: Axis, chosen: DescentSettings | None = None, **more: Any) -> Plane:
    surface = Surface.of("rosenbrock")
    arguments = {"dtype": np.float64, "sides": (16, 32), **more}
    return Plane(surface, chosen or settings("momentum"), x, y, 100, surface.start, SEED, **arguments)


def pictures(made: Plane) -> list[PlanePicture]:
    shown: list[PlanePicture] = []
    while not made.step():
        if made.picture and (not shown or shown[-1] is not made.picture):
            shown.append(made.picture)
    return shown


@pytest.mark.parametrize(
    ("x", "y", "name"),
    [
        (LR, LAMBDA, "momentum"),
        (LAMBDA, LR, "momentum"),
        (LR, Axis("eps", 1e-8, 1e-1, log=True), "adagrad"),
        (Axis("beta1", 0.0, 0.9), Axis("beta2", 0.9, 0.999), "adam"),
    ],
)
def test_a_cell_is_a_descent_with_its_parameters(x: Axis, y: Axis, name: str) -> None:
    surface, sides = Surface.of("rosenbrock"), (16,)
    picture = pictures(plane(x, y, settings(name), sides=sides))[-1]
    names = [parameter.name for parameter in optimizers[name].parameters]
    for row, column in ((0, 0), (0, 15), (15, 0), (7, 9), (12, 3)):
        values = list(settings(name).optimizer.values)
        values[names.index(x.name)] = x.values(16)[column]
        values[names.index(y.name)] = y.values(16)[15 - row]
        wanted = value_of(surface, DescentSettings(Choice(name, tuple(values))), 100)
        np.testing.assert_allclose(picture.value[row, column], wanted, rtol=1e-7)


def test_too_large_a_rate_diverges_and_the_region_is_marked() -> None:
    value = pictures(plane(Axis("lr", 1e-5, 1.0, log=True), LAMBDA))[-1].value
    assert np.isfinite(value[:, 0]).all()
    assert np.isinf(value[:, -1]).all()


def test_a_plane_on_its_side_is_the_same_plane() -> None:
    upright, lying = pictures(plane(LR, LAMBDA))[-1].value, pictures(plane(LAMBDA, LR))[-1].value
    np.testing.assert_allclose(upright, lying[::-1].T[::-1], rtol=1e-7)


def test_coarse_cells_reappear_and_slices_change_nothing() -> None:
    coarse, fine = pictures(plane(LR, LAMBDA))
    np.testing.assert_allclose(coarse.value, fine.value[1::2, 1::2], rtol=1e-12)
    whole = plane(LR, LAMBDA)
    assert whole.advance(1e9)
    assert whole.picture is not None
    assert np.array_equal(whole.picture.value, fine.value)


def test_float32_is_near() -> None:
    exact, single = pictures(plane(LR, LAMBDA))[-1], pictures(plane(LR, LAMBDA, dtype=np.float32))[-1]
    assert single.value.dtype == np.float32
    close = np.isclose(exact.value, single.value, rtol=1e-2, atol=1e-4)
    assert close.mean() > 0.97


def test_an_axis_goes_by_equal_steps_or_by_equal_factors() -> None:
    np.testing.assert_allclose(Axis("lambda", 0.0, 1.0).values(4), [0.125, 0.375, 0.625, 0.875])
    factors = Axis("lr", 1e-4, 1.0, log=True).values(4)
    np.testing.assert_allclose(factors[1:] / factors[:-1], 10.0)
    assert factors[0] == pytest.approx(10**-3.5)


# --- the best of a grid -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", optimizers.names())
def test_each_rates_value_is_bit_for_bit_what_a_descent_at_it_ends_at(name: str) -> None:
    surface = Surface.of("sparse")
    chosen = settings(name, batch=5, noise=0.1, schedule=Choice("cosine", (80, 0.0)))
    search = best_rate(surface, chosen, RATES, 100, surface.start, SEED)
    assert search.values == tuple(value_of(surface, at_rate(chosen, rate), 100) for rate in RATES)


def test_the_winner_ends_lowest_of_equals_the_smallest_rate() -> None:
    surface = Surface.of("bowl")
    search = best_rate(surface, settings("gradient_descent"), (0.9, 0.1, 0.01), 40, (1.0, 1.0), 0)
    assert search.winner == 0.1
    assert search.values[1] == min(search.values)


def test_where_all_rates_diverge_there_is_no_winner() -> None:
    search = best_rate(Surface.of("rosenbrock"), settings("gradient_descent"), (10.0, 100.0), 50, (-1.2, 1.0), 0)
    assert search.values == (np.inf, np.inf)
    assert search.winner is None


def test_a_search_comes_in_steps_too() -> None:
    surface, chosen = Surface.of("rosenbrock"), settings("adam")
    search = RateSearch(surface, chosen, RATES, 1200, surface.start, SEED)
    steps = 0
    while not search.step():
        steps += 1
    assert steps >= len(RATES)
    assert search.values == best_rate(surface, chosen, RATES, 1200, surface.start, SEED).values


def test_at_another_rate_all_else_stays() -> None:
    chosen = settings("adam", lr=0.5, beta1=0.3, noise=0.2, batch=3)
    assert at_rate(chosen, 0.01) == settings("adam", lr=0.01, beta1=0.3, noise=0.2, batch=3)

from __future__ import annotations

import numpy as np
import pytest

import naive
from engine.surfaces.grounds import ALL, LABELS, Array, reference, scattered
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.family import surface_kernels
from ravine.engine.surfaces.surface import Surface

each = pytest.mark.parametrize("surface", ALL, ids=LABELS)

STEP = 1e-5


def gradients(surface: Surface, points: Array, dtype: type = np.float64) -> Array:
    """(2, N)"""
    return surface.evaluate(points, dtype)[1:]


def test_every_surface_has_a_naive_twin() -> None:
    assert {surface.name for surface in ALL} == set(naive.SURFACES) | set(naive.DATA_SURFACES)
    assert {surface.name for surface in ALL} | {"typed"} == set(surfaces.names())


@each
def test_a_value_is_that_of_the_formula(surface: Surface) -> None:
    points = scattered(surface)
    wanted = reference(surface, points)
    np.testing.assert_allclose(surface.values(points), wanted, rtol=1e-11, atol=1e-13 * (1 + np.abs(wanted).max()))


@each
def test_the_gradient_is_that_of_the_value(surface: Surface) -> None:
    points = scattered(surface)
    got = gradients(surface, points)
    for axis, move in enumerate(STEP * np.eye(2)):
        ahead, behind = reference(surface, points + move), reference(surface, points - move)
        rounding = 1e-16 * np.maximum(np.abs(ahead), np.abs(behind)) / STEP
        error = np.abs(got[axis] - (ahead - behind) / (2 * STEP))
        assert (error <= 2e-6 * (1 + np.abs(got).max(axis=0)) + 4 * rounding).all()


@each
def test_float32_is_close_to_float64(surface: Surface) -> None:
    points = scattered(surface, reach=1.0).astype(np.float32).astype(np.float64)
    exact, single = surface.evaluate(points), surface.evaluate(points, np.float32)
    assert single.dtype == np.float32
    size = np.abs(exact).max(axis=1, keepdims=True)
    assert (np.abs(single - exact) <= 2e-5 * np.abs(exact) + 1e-5 * size).all()


@each
def test_points_do_not_touch_each_other(surface: Surface) -> None:
    points = scattered(surface, 37)
    together = surface.evaluate(points)
    alone = np.column_stack([surface.evaluate(point[None])[:, 0] for point in points])
    # Compiled code may round a loop's last turn otherwise than the others.
    np.testing.assert_allclose(together, alone, rtol=1e-13, atol=1e-13 * np.abs(together).max())
    points[3] = np.nan
    assert np.array_equal(np.delete(surface.evaluate(points), 3, axis=1), np.delete(together, 3, axis=1))


@each
def test_what_is_no_number_gives_none(surface: Surface) -> None:
    for at in ((np.nan, 0.0), (0.0, np.nan)):
        assert np.isnan(surface.values(np.array([at])))[0]


def test_ackleys_tip_has_no_direction() -> None:
    assert Surface.of("ackley").at(0.0, 0.0) == pytest.approx((0.0, 0.0, 0.0), abs=1e-15)


@pytest.mark.parametrize("logit", [1e3, -1e3])
def test_logistic_regression_takes_large_logits(logit: float) -> None:
    rows = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 1.0]])
    got = Surface.from_data("logistic_regression", rows).at(logit, 0.0)
    assert got == pytest.approx((abs(logit) / 2, np.sign(logit) / 2, 0.0))


def test_a_ravine_of_condition_one_is_round_and_one_turned_by_nothing_is_the_ravine() -> None:
    points = scattered(Surface.of("ravine"))
    round_one = Surface.of("ravine", (1.0,)).evaluate(points)
    assert np.array_equal(2 * round_one, Surface.of("bowl").evaluate(points))
    turned = Surface.of("rotated_ravine", (50.0, 0.0)).evaluate(points)
    np.testing.assert_allclose(turned, Surface.of("ravine").evaluate(points), rtol=1e-14)


def test_every_surface_has_a_kernel_of_its_own() -> None:
    assert set(surface_kernels) == set(surfaces.names()) - {"typed"}
    assert len({kernel.address(np.float64) for kernel in surface_kernels.values()}) == len(surface_kernels)

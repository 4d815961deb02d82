"""A typed function is the built-in surface: in its value, its gradient, and every step of a path on it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.surfaces.grounds import scattered, settings
from ravine.engine.descent import Descent
from ravine.engine.expression import ExpressionError, parse
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.surface import Surface

TYPED = {
    "bowl": "x^2 + y^2",
    "ravine": "(x^2 + 50*y^2)/2",
    "rotated_ravine": "((cos(pi/6)*x + sin(pi/6)*y)^2 + 50*(cos(pi/6)*y - sin(pi/6)*x)^2)/2",
    "booth": "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
    "matyas": "0.26*(x^2 + y^2) - 0.48*x*y",
    "saddle": "x^2 - y^2",
    "monkey_saddle": "x^3 - 3*x*y^2",
    "cliff": "4*sigmoid(-10*x) + (x - 2)^2/50 + y^2/2",
    "changing_curvature": "10*exp(-2*x)*y^2 + (x - 5)^2/40 + (y - 2)^2/20",
    "rosenbrock": "(1-x)^2 + 100*(y-x^2)^2",
    "beale": "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    "himmelblau": "(x^2+y-11)^2 + (x+y^2-7)^2",
    "three_hump_camel": "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
    "six_hump_camel": "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2",
    "mccormick": "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
    "rastrigin": "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
    "ackley": "20 + e - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
    "griewank": "1 + (x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2))",
    "styblinski_tang": "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
    "easom": "-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)",
}
"""With the parameters' defaults, as a student would type them."""

each = pytest.mark.parametrize(("name", "text"), TYPED.items(), ids=TYPED)


@each
def test_value_and_gradient_are_those_of_the_built_in_surface(name: str, text: str) -> None:
    built_in, typed = Surface.of(name), Surface.typed(text)
    points = scattered(built_in)
    got, wanted = (np.array([surface.at(x, y) for x, y in points]) for surface in (typed, built_in))
    scale = np.maximum(np.abs(wanted), 1e-3 * np.abs(wanted).max(axis=0))  # where terms cancel their own errors stay
    np.testing.assert_array_less(np.abs(got - wanted) / scale, 1e-12)
    assert np.median(np.abs(got - wanted) / scale) < 1e-15


@pytest.mark.parametrize(
    ("name", "optimizer", "rate", "updates"),
    [
        ("rosenbrock", "gradient_descent", 1e-3, 1000),
        ("rosenbrock", "momentum", 5e-4, 1000),
        ("rosenbrock", "adam", 0.02, 500),
        ("himmelblau", "momentum", 2e-3, 300),
        ("himmelblau", "rmsprop", 0.01, 200),
        ("ackley", "adam", 0.05, 200),
        ("cliff", "adagrad", 0.3, 300),
    ],
)
def test_a_path_is_that_on_the_built_in_surface(name: str, optimizer: str, rate: float, updates: int) -> None:
    paths = []
    for surface in (Surface.typed(TYPED[name]), Surface.of(name)):
        descent = Descent(surface, settings(optimizer, lr=rate), Surface.of(name).start, seed=0)
        record = descent.run(updates)
        paths.append(np.column_stack([record.trace[:, :2], record.loss, record.gradient_norm]))
    assert len(paths[0]) == len(paths[1]) == updates
    np.testing.assert_allclose(paths[0], paths[1], rtol=1e-12, atol=1e-12)


def test_only_surfaces_that_are_too_long_to_type_are_missing_here() -> None:
    missing = {entry.name for entry in surfaces if not entry.traits["from_data"]} - set(TYPED) - {"typed"}
    assert missing == {"goldstein_price", "levy", "ball_track"}
    with pytest.raises(ExpressionError, match="more than 64"):
        parse("(1 + (x+y+1)^2*(19-14*x+3*x^2-14*y+6*x*y+3*y^2))*(30 + (2*x-3*y)^2*(18-32*x+12*x^2+48*y-36*x*y+27*y^2))")

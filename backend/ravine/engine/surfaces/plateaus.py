"""Saddles, plateaus, cliffs, and a curvature that changes: what makes descent slow or wild on the way."""

from __future__ import annotations

from typing import Any

from ravine.engine.elementary import exp, sigmoid, softplus
from ravine.engine.surfaces.family import add
from ravine.engine.vector import Vector


def saddle(x: Vector, y: Vector, p: Any) -> Any:
    """f = x^2 - y^2

    Down into the middle along x, and out of it along y, where the gradient is small: who gets away first? There is no
    minimum.
    """
    return x * x - y * y, x * 2.0, y * -2.0


def monkey_saddle(x: Vector, y: Vector, p: Any) -> Any:
    """f = x^3 - 3 x y^2

    Three ways down from one flat point, two for the legs and one for the tail; the Hessian there is 0.
    """
    s, t = x * x, y * y
    return x * (s - t * 3.0), (s - t) * 3.0, x * y * -6.0


def cliff(x: Vector, y: Vector, p: Any) -> Any:
    """f = 4 / (1 + exp(10 x)) + 1/50 (x - 2)^2 + 1/2 y^2

    A nearly flat plain that ends at a cliff, with a flat ground below: a rate that suits the plain flies far from the
    cliff (R. Pascanu, T. Mikolov, Y. Bengio, 2013).
    """
    edge = sigmoid(x * -10.0)
    d = x - 2.0
    f = edge * 4.0 + d * d * 0.02 + y * y * 0.5
    return f, d * 0.04 - edge * (1.0 - edge) * 40.0, y


def ball_track(x: Vector, y: Vector, p: Any) -> Any:
    """f = 1/2 y^2 + 1/2 ln(1 + exp(-3 (x + 2))) + 1/2 ln(1 + exp(4 (x - 4.5))) - x / 100
    - 0.15 exp(-((x - 0.8) / 0.35)^2) - 2 exp(-(x - 3)^2)   (after the lecture's picture, Momentum)

    A slope, a plateau, a small minimum, then the deep one. From x = -4.5 to -3 at rates of 0.05 to 0.2, 300 updates of
    gradient descent end on the plateau or in the small minimum, with momentum (0.9) in the deep one. At 0.02 and at
    0.3 momentum passes from some of these starts only: no guarantee, some hope.
    """
    fall, wall = (x + 2.0) * -3.0, (x - 4.5) * 4.0
    u, v = (x - 0.8) * (1.0 / 0.35), x - 3.0
    small, deep = exp(-(u * u)) * 0.15, exp(-(v * v)) * 2.0
    f = (y * y + softplus(fall) + softplus(wall)) * 0.5 - x * 0.01 - small - deep
    fx = sigmoid(fall) * -1.5 + sigmoid(wall) * 2.0 - 0.01 + u * small * (2.0 / 0.35) + v * deep * 2.0
    return f, fx, y


def changing_curvature(x: Vector, y: Vector, p: Any) -> Any:
    """f = 10 exp(-2 x) y^2 + 1/40 (x - 5)^2 + 1/20 (y - 2)^2

    Steep at first, flat later, and the way turns. AdaGrad remembers the steep part for ever and stalls; RMSProp forgets
    it (lecture, RMSProp). From the usual start, 300 updates at the best of seven rates from 0.01 to 10: AdaGrad reaches
    0.51, RMSProp 0.0021.
    """
    steep, a, b = exp(x * -2.0) * 10.0, x - 5.0, y - 2.0
    across = steep * y
    f = across * y + a * a * 0.025 + b * b * 0.05
    return f, a * 0.05 - across * y * 2.0, across * 2.0 + b * 0.1


add(
    saddle,
    title="Saddle",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.8, 0.001),
    saddles=((0.0, 0.0),),
)
add(
    monkey_saddle,
    title="Monkey saddle",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(1.8, 0.001),
    saddles=((0.0, 0.0),),
)
add(
    cliff,
    title="Plateau with a cliff",
    domain=((-4.0, 8.0), (-4.0, 4.0)),
    start=(-3.0, 1.0),
    minima=((2.0000020611111, 0.0),),
)
add(
    ball_track,
    title="The ball's track",
    domain=((-5.0, 5.5), (-2.5, 2.5)),
    start=(-4.2, 0.8),
    minima=((3.0012575854476, 0.0), (0.8375313381801, 0.0)),
    saddles=((1.1859271795776, 0.0),),
)
add(
    changing_curvature,
    title="Changing curvature",
    domain=((-2.5, 7.0), (-2.0, 4.0)),
    start=(-1.5, 1.0),
    minima=((5.0630242794136, 1.9841178081374),),
)

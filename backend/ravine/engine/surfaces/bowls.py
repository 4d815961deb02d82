"""Bowls and ravines: one minimum, and a curvature that is the same everywhere."""

from __future__ import annotations

import math
from typing import Any

from ravine.engine.registry import Parameter
from ravine.engine.surfaces.family import add
from ravine.engine.vector import Vector


def bowl(x: Vector, y: Vector, p: Any) -> Any:
    """f = x^2 + y^2

    Curved alike in all directions: the negative gradient points at the minimum.
    """
    return x * x + y * y, x * 2.0, y * 2.0


def ravine(x: Vector, y: Vector, p: Any) -> Any:
    """f = 1/2 (x^2 + kappa y^2)

    Steep across, flat along. The rate that the steep direction allows, below 2 / kappa, is slow in the flat one, which
    is what momentum is for (B. Polyak, 1964).
    """
    steep = y * p[0]
    return (x * x + steep * y) * 0.5, x, steep


def rotated_ravine(x: Vector, y: Vector, p: Any) -> Any:
    """f = 1/2 (u^2 + kappa v^2), (u, v) = (x, y) in axes turned by `angle`

    The same ravine askew: a rate of its own for each parameter, as AdaGrad and Adam have it, no longer fits the axes.
    """
    turn = p[1] * (math.pi / 180.0)
    c, s = math.cos(turn), math.sin(turn)
    u, v = x * c + y * s, y * c - x * s
    steep = v * p[0]
    return (u * u + steep * v) * 0.5, u * c - steep * s, u * s + steep * c


def booth(x: Vector, y: Vector, p: Any) -> Any:
    """f = (x + 2 y - 7)^2 + (2 x + y - 5)^2   (Booth; M. Jamil, X.-S. Yang, 2013)

    A bowl nine times as steep one way as the other, off the axes and away from 0.
    """
    a, b = x + y * 2.0 - 7.0, x * 2.0 + y - 5.0
    return a * a + b * b, a * 2.0 + b * 4.0, a * 4.0 + b * 2.0


def matyas(x: Vector, y: Vector, p: Any) -> Any:
    """f = 0.26 (x^2 + y^2) - 0.48 x y   (Matyas; M. Jamil, X.-S. Yang, 2013)

    A shallow ravine along x = y, fifty times as steep across as along.
    """
    fx, fy = x * 0.52 - y * 0.48, y * 0.52 - x * 0.48
    return (x * fx + y * fy) * 0.5, fx, fy


_condition = Parameter(
    "condition",
    50.0,
    1.0,
    1e6,
    "steep / flat",
    "The condition number kappa: how many times as curved the ravine is across as along.",
    choices=(1.0, 3.0, 10.0, 30.0, 50.0, 100.0, 300.0, 1000.0),
)
_angle = Parameter(
    "angle",
    30.0,
    -90.0,
    90.0,
    "degrees",
    "How far the ravine is turned against the x-axis.",
    choices=(-45.0, -30.0, -10.0, 0.0, 10.0, 30.0, 45.0),
)

add(bowl, title="Bowl", domain=((-3.0, 3.0), (-3.0, 3.0)), start=(-2.5, 1.5), minima=((0.0, 0.0),))
add(
    ravine,
    title="Ravine",
    domain=((-4.0, 4.0), (-2.0, 2.0)),
    start=(-3.5, 1.0),
    minima=((0.0, 0.0),),
    parameters=(_condition,),
)
add(
    rotated_ravine,
    title="Rotated ravine",
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    start=(-3.5, 0.0),
    minima=((0.0, 0.0),),
    parameters=(_condition, _angle),
)
add(booth, title="Booth", domain=((-10.0, 10.0), (-10.0, 10.0)), start=(-8.0, 6.0), minima=((1.0, 3.0),))
add(matyas, title="Matyas", domain=((-10.0, 10.0), (-10.0, 10.0)), start=(-8.0, 4.0), minima=((0.0, 0.0),))

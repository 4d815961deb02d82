"""Surfaces of many minima, most of them not the deepest."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product
from typing import Any

from ravine.engine.elementary import exp, sin_cos
from ravine.engine.surfaces.family import Point, add
from ravine.engine.vector import Vector, sqrt, where

TURN = 2.0 * math.pi


def rastrigin(x: Vector, y: Vector, p: Any) -> Any:
    """f = 20 + x^2 - 10 cos(2 pi x) + y^2 - 10 cos(2 pi y)   (L. Rastrigin, 1974)

    A bowl full of dimples, one near every pair of whole numbers.
    """
    (su, cu), (sv, cv) = sin_cos(x * TURN), sin_cos(y * TURN)
    f = x * x - cu * 10.0 + y * y - cv * 10.0 + 20.0
    return f, x * 2.0 + su * (10.0 * TURN), y * 2.0 + sv * (10.0 * TURN)


def ackley(x: Vector, y: Vector, p: Any) -> Any:
    """f = 20 + e - 20 exp(-0.2 r) - exp((cos(2 pi x) + cos(2 pi y)) / 2), r^2 = (x^2 + y^2) / 2   (D. Ackley, 1987)

    Dimples on a slope that leads to the deepest of them, whose tip is a cone: the gradient does not fade there.
    """
    (su, cu), (sv, cv) = sin_cos(x * TURN), sin_cos(y * TURN)
    r = sqrt((x * x + y * y) * 0.5)
    slope, dimples = exp(r * -0.2), exp((cu + cv) * 0.5)
    pull = where(r > 0.0, slope * 2.0 / r, 0.0)  # at the tip itself there is no direction
    f = 20.0 - slope * 20.0 + (math.e - dimples)
    return f, pull * x + su * dimples * math.pi, pull * y + sv * dimples * math.pi


def griewank(x: Vector, y: Vector, p: Any) -> Any:
    """f = 1 + (x^2 + y^2) / 4000 - cos(x) cos(y / sqrt 2)   (A. Griewank, 1981)

    Near 0 the wide bowl is all but lost behind minima of nearly the same depth.
    """
    (su, cu), (sv, cv) = sin_cos(x), sin_cos(y * math.sqrt(0.5))
    f = (x * x + y * y) * (1.0 / 4000.0) - cu * cv + 1.0
    return f, x * (1.0 / 2000.0) + su * cv, y * (1.0 / 2000.0) + cu * sv * math.sqrt(0.5)


def levy(x: Vector, y: Vector, p: Any) -> Any:
    """f = sin^2(pi u) + (u - 1)^2 (1 + 10 sin^2(pi u + 1)) + (v - 1)^2 (1 + sin^2(2 pi v)), u, v = 1 + (x - 1) / 4,
    1 + (y - 1) / 4   (A. Levy, A. Montalvo, 1985)

    Bumpy valleys that cross at the deepest minimum, (1, 1).
    """
    a, b = (x - 1.0) * 0.25, (y - 1.0) * 0.25
    angle = a * math.pi  # u = 1 + a, so sin(pi u) = -sin(angle)
    (s, c), (s1, c1), (s2, c2) = sin_cos(angle), sin_cos(angle + 1.0), sin_cos(b * TURN)
    bumps, ripples = s1 * s1 * 10.0 + 1.0, s2 * s2 + 1.0
    fx = s * c * TURN + a * (bumps * 2.0 + a * s1 * c1 * (20.0 * math.pi))
    fy = b * (ripples * 2.0 + b * s2 * c2 * (2.0 * TURN))
    return s * s + a * a * bumps + b * b * ripples, fx * 0.25, fy * 0.25


def styblinski_tang(x: Vector, y: Vector, p: Any) -> Any:
    """f = 1/2 (x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y)   (M. Styblinski, T.-S. Tang, 1990)

    Four minima of different depths, each with a wide basin.
    """
    s, t = x * x, y * y
    f = (s * (s - 16.0) + x * 5.0 + t * (t - 16.0) + y * 5.0) * 0.5
    return f, x * (s * 2.0 - 16.0) + 2.5, y * (t * 2.0 - 16.0) + 2.5


def easom(x: Vector, y: Vector, p: Any) -> Any:
    """f = -cos(x) cos(y) exp(-(x - pi)^2 - (y - pi)^2)   (E. Easom, 1990)

    One narrow hole in a wide plain: away from it there is next to no gradient to follow.
    """
    u, v = x - math.pi, y - math.pi
    (su, cu), (sv, cv) = sin_cos(x), sin_cos(y)
    hole = exp(-(u * u + v * v))
    return -cu * cv * hole, (su + u * cu * 2.0) * cv * hole, (sv + v * cv * 2.0) * cu * hole


# --- where they are least ---------------------------------------------------------------------------------------------

_RASTRIGIN = (0.0, 0.9949586376523, 1.9899122337085, 2.9848557010395, 3.9797838603008, 4.9746913908951)
_ACKLEY = (
    (0.0, 0.0),
    (0.9521665459502, 0.0), (0.9684776587077, 0.9684776587077),
    (1.9589197181217, 0.0), (1.9646166628630, 0.9824160350791), (1.9744519864841, 1.9744519864841),
    (2.9646194431121, 0.0), (2.9672595287626, 0.9891541864817), (2.9731394199244, 1.9821399503815),
    (2.9792239546911, 2.9792239546911),
    (3.9694667433518, 0.0), (3.9709183150643, 0.9927672061700), (3.9745401784682, 1.9873106146275),
    (3.9789247507682, 2.9842137381272), (3.9830676996898, 3.9830676996898),
    (4.9736112579970, 0.0), (4.9744977221770, 0.9949203738218), (4.9768438493301, 1.9907648757355),
    (4.9799579394868, 2.9879950588528), (4.9831988967609, 3.9865680979539), (4.9861804569979, 4.9861804569979),
)  # fmt: skip
_GRIEWANK = ((0.0, 0.0), (3.1400226338955, 4.4384444809207), (6.2800452793799, 0.0))
_LEVY_X = (1.0, 3.7910821904505, -4.2054349857182, 7.7230821507905, -8.2445546654649)
_LEVY_Y = (
    1.0, -2.8906496084617, 4.8906496084617, -4.9302862506102, 6.9302862506102, -6.9484522784875, 8.9484522784875,
    -8.9590233206079,
)  # fmt: skip
_TANG = (-2.9035340277712, 2.7468027709908)
_TANG_TOP = 0.1567312567803
_EASOM = (1.3049954504377, 4.9781898567419)


def _pairs(xs: Iterable[float], ys: Iterable[float]) -> tuple[Point, ...]:
    """Every x with every y."""
    return tuple(product(xs, ys))


def _mirrored(points: Iterable[Point], swapped: bool = False) -> tuple[Point, ...]:
    """The points and their images at both axes, and at x = y where `swapped`."""
    images = {
        (sign_x * a, sign_y * b): None
        for x, y in points
        for a, b in ((x, y), (y, x) if swapped else (x, y))
        for sign_x in (1.0, -1.0)
        for sign_y in (1.0, -1.0)
    }  # as a dict, which keeps their order
    return tuple(images)


add(
    rastrigin,
    title="Rastrigin",
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-4.2, 3.3),
    minima=_mirrored(_pairs(_RASTRIGIN, _RASTRIGIN)),
)
add(
    ackley,
    title="Ackley",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(-4.2, 3.3),
    minima=_mirrored(_ACKLEY, swapped=True),
)
add(
    griewank,
    title="Griewank",
    domain=((-8.0, 8.0), (-8.0, 8.0)),
    start=(-6.0, 7.0),
    minima=_mirrored(_GRIEWANK),
)
add(
    levy,
    title="Levy",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(-8.0, 7.0),
    minima=_pairs(_LEVY_X, _LEVY_Y),
)
add(
    styblinski_tang,
    title="Styblinski-Tang",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(0.5, 4.5),
    minima=_pairs(_TANG, _TANG),
    saddles=_pairs(_TANG, (_TANG_TOP,)) + _pairs((_TANG_TOP,), _TANG),
)
add(
    easom,
    title="Easom",
    domain=((0.0, 6.0), (0.0, 6.0)),
    start=(1.5, 2.0),
    minima=((math.pi, math.pi), *_pairs(_EASOM, _EASOM)),
)

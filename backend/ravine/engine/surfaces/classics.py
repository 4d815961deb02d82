"""The classical test functions of optimization: polynomials with curved valleys, several minima and saddles."""

from __future__ import annotations

from typing import Any

from ravine.engine.elementary import sin_cos
from ravine.engine.surfaces.family import add
from ravine.engine.vector import Vector


def rosenbrock(x: Vector, y: Vector, p: Any) -> Any:
    """f = (1 - x)^2 + 100 (y - x^2)^2   (H. Rosenbrock, 1960)

    Into the curved valley at once, along it slowly.
    """
    a, b = 1.0 - x, y - x * x
    return a * a + b * b * 100.0, a * -2.0 - x * b * 400.0, b * 200.0


def beale(x: Vector, y: Vector, p: Any) -> Any:
    """f = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2   (E. Beale, 1958)

    Flat in the middle, walls in the corners, where gradients reach 10^5.
    """
    square = y * y
    cube = square * y
    a, b, c = x * y - x + 1.5, x * square - x + 2.25, x * cube - x + 2.625
    fx = a * (y - 1.0) + b * (square - 1.0) + c * (cube - 1.0)
    fy = x * (a + b * y * 2.0 + c * square * 3.0)
    return a * a + b * b + c * c, fx * 2.0, fy * 2.0


def himmelblau(x: Vector, y: Vector, p: Any) -> Any:
    """f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2   (D. Himmelblau, 1972)

    Four minima, all of the same depth: which one is reached depends on the start.
    """
    a, b = x * x + y - 11.0, x + y * y - 7.0
    fx, fy = (x + x) * a + b, a + (y + y) * b
    return a * a + b * b, fx + fx, fy + fy


def three_hump_camel(x: Vector, y: Vector, p: Any) -> Any:
    """f = 2 x^2 - 1.05 x^4 + x^6 / 6 + x y + y^2   (L. Dixon, G. Szego, 1978)

    The deepest of three minima lies in the middle.
    """
    s = x * x
    f = s * (s * (s * (1.0 / 6.0) - 1.05) + 2.0) + x * y + y * y
    return f, x * (s * (s - 4.2) + 4.0) + y, x + y * 2.0


def six_hump_camel(x: Vector, y: Vector, p: Any) -> Any:
    """f = (4 - 2.1 x^2 + x^4 / 3) x^2 + x y + (4 y^2 - 4) y^2   (L. Dixon, G. Szego, 1978)

    Six minima in pairs, two of them the deepest.
    """
    s, t = x * x, y * y
    f = s * (s * (s * (1.0 / 3.0) - 2.1) + 4.0) + x * y + t * (t * 4.0 - 4.0)
    return f, x * (s * (s * 2.0 - 8.4) + 8.0) + y, x + y * (t * 16.0 - 8.0)


def goldstein_price(x: Vector, y: Vector, p: Any) -> Any:
    """f = (1 + (x + y + 1)^2 (19 - 14 x + 3 x^2 - 14 y + 6 x y + 3 y^2))
    (30 + (2 x - 3 y)^2 (18 - 32 x + 12 x^2 + 48 y - 36 x y + 27 y^2))   (A. Goldstein, J. Price, 1971)

    Values from 3 to 10^6: a rate that suits the valley flies off the walls.
    """
    a, b = x + y + 1.0, x * 2.0 - y * 3.0
    s = x + y
    q = s * (s * 3.0 - 14.0) + 19.0
    r = b * (b * 3.0 - 16.0) + 18.0
    u, v = a * a * q + 1.0, b * b * r + 30.0
    du = a * (q * 2.0 + a * (s * 6.0 - 14.0))
    dv = b * (r * 2.0 + b * (b * 6.0 - 16.0))
    return u * v, du * v + u * dv * 2.0, du * v - u * dv * 3.0


def mccormick(x: Vector, y: Vector, p: Any) -> Any:
    """f = sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1   (G. McCormick, 1976)

    A valley along x = y that goes down in steps, past one minimum to the next.
    """
    s, d = x + y, x - y
    value, slope = sin_cos(s)
    return value + d * d - x * 1.5 + y * 2.5 + 1.0, slope + d * 2.0 - 1.5, slope - d * 2.0 + 2.5


add(
    rosenbrock,
    title="Rosenbrock",
    domain=((-2.0, 2.0), (-1.0, 3.0)),
    start=(-1.2, 1.0),
    minima=((1.0, 1.0),),
)
add(
    beale,
    title="Beale",
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    start=(1.0, 1.5),
    minima=((3.0, 0.5),),
    saddles=((0.1005379373242, -2.6445135850231), (0.0, 1.0)),
)
add(
    himmelblau,
    title="Himmelblau",
    domain=((-6.0, 6.0), (-6.0, 6.0)),
    start=(-0.5, -1.0),
    minima=(
        (3.0, 2.0),
        (3.5844283403305, -1.8481265269644),
        (-2.8051180869527, 3.1313125182506),
        (-3.7793102533777, -3.2831859912862),
    ),
    saddles=(
        (3.3851541836070, 0.0738518798377),
        (0.0866775045554, 2.8842547011748),
        (-3.0730257507644, -0.0813530442880),
        (-0.1279613467307, -1.9537149802446),
    ),
)
add(
    three_hump_camel,
    title="Three-hump camel",
    domain=((-2.5, 2.5), (-2.5, 2.5)),
    start=(-2.0, 2.0),
    minima=((0.0, 0.0), (-1.7475523458303, 0.8737761729151), (1.7475523458303, -0.8737761729151)),
    saddles=((-1.0705422918237, 0.5352711459118), (1.0705422918237, -0.5352711459118)),
)
add(
    six_hump_camel,
    title="Six-hump camel",
    domain=((-2.1, 2.1), (-1.2, 1.2)),
    start=(-1.9, 1.0),
    minima=(
        (-0.0898420131003, 0.7126564030207),
        (0.0898420131003, -0.7126564030207),
        (-1.7036067149700, 0.7960835686726),
        (1.7036067149700, -0.7960835686726),
        (-1.6071047529202, -0.5686514548841),
        (1.6071047529202, 0.5686514548841),
    ),
    saddles=(
        (0.0, 0.0),
        (-1.1092053368048, 0.7682680925095),
        (1.1092053368048, -0.7682680925095),
        (-1.6380679841898, -0.2286740690444),
        (1.6380679841898, 0.2286740690444),
        (-1.2960702671671, -0.6050843880387),
        (1.2960702671671, 0.6050843880387),
    ),
)
add(
    goldstein_price,
    title="Goldstein-Price",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.5, -0.5),
    minima=((0.0, -1.0), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8)),
    saddles=((-0.4, -0.6), (1.2, -0.2), (1.4, 0.6), (0.6, 0.4)),
)
add(
    mccormick,
    title="McCormick",
    domain=((-1.5, 4.0), (-3.0, 4.0)),
    start=(3.5, 3.0),
    minima=((-0.5471975511966, -1.5471975511966), (2.5943951023932, 1.5943951023932)),
    saddles=((1.5471975511966, 0.5471975511966),),
)

"""Classes in the plane, within [-1, 1] x [-1, 1] before noise.

Row i is of class i mod k and takes its random numbers in the order of the rows: so any beginning of a set is balanced,
and a larger set begins with the smaller one.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.noise import noisy
from ravine.data.random import stream
from ravine.engine.registry import Family, Parameter

Points = NDArray[np.float64]


def two_moons(examples: int, noise: float, seed: int) -> Data:
    """(cos t, sin t) against (1 - cos t, 1/2 - sin t), t in [0, pi], moved and scaled into the square

    Two half circles that reach into each other: no straight line divides them. Noise 1 is a standard deviation of a
    quarter of the square's side.
    """
    t = math.pi * stream(seed, "two_moons").random(examples)
    label = np.arange(examples) % 2
    x0 = np.where(label == 0, np.cos(t), 1 - np.cos(t))
    x1 = np.where(label == 0, np.sin(t), 0.5 - np.sin(t))
    points = np.column_stack([x0 - 0.5, x1 - 0.25]) / 1.5
    return _data(two_moons.__name__, points, label, ("upper", "lower"), noise, seed)


def circles(examples: int, noise: float, seed: int) -> Data:
    """class 0: r <= 0.5; class 1: 0.7 <= r <= 1; r the distance from the centre

    A disc within a ring, evenly filled: the border between them is closed. Noise 1 is a standard deviation of a
    quarter of the square's side.
    """
    u, v = stream(seed, "circles").random((examples, 2)).T
    label = np.arange(examples) % 2
    inner, outer = np.array([0.0, 0.7])[label], np.array([0.5, 1.0])[label]
    r = np.sqrt(inner**2 + u * (outer**2 - inner**2))  # the root makes it even by area
    points = _at_angle(r, 2 * math.pi * v)
    return _data(circles.__name__, points, label, ("inner", "outer"), noise, seed)


def xor(examples: int, noise: float, seed: int) -> Data:
    """class 0: x0 x1 > 0; class 1: x0 x1 < 0

    The four quadrants, opposite ones of the same class, with a narrow empty cross between them: no single neuron can
    do it. Noise 1 is a standard deviation of a quarter of the square's side.
    """
    gap = 0.06
    distance = gap + (1 - gap) * stream(seed, "xor").random((examples, 2))
    quadrant = np.arange(examples) % 4
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])[quadrant]
    return _data(xor.__name__, signs * distance, quadrant % 2, ("same sign", "opposite signs"), noise, seed)


def blobs(examples: int, noise: float, seed: int, classes: int = 3) -> Data:
    """x = 0.65 (cos, sin)(2 pi c / k) + s n, n standard normal within 2.3, s smaller where the k blobs are closer

    One round cloud a class, side by side on a circle: the easiest set, and the one with the most classes. Noise 1
    widens a cloud by a standard deviation of a quarter of the square's side.
    """
    ring, reach = 0.65, 2.3
    spread = 0.3 * min(0.5, ring * math.sin(math.pi / classes))
    label = np.arange(examples) % classes
    u, v = stream(seed, "blobs").random((examples, 2)).T
    # the inverse of the Rayleigh distribution, cut off at `reach`, so that a cloud without noise has an end
    r = spread * np.sqrt(-2 * np.log1p(-u * -math.expm1(-(reach**2) / 2)))
    centres = _at_angle(np.full(examples, ring), 2 * math.pi * label / classes)
    names = tuple(f"blob {c + 1}" for c in range(classes))
    return _data(blobs.__name__, centres + _at_angle(r, 2 * math.pi * v), label, names, noise, seed)


def spirals(examples: int, noise: float, seed: int, arms: int = 2) -> Data:
    """x = r (sin a, cos a), a = 2 pi (3.5 r + c) / k, r in [0.05, 1]; c the arm of k

    Arms that wind around each other, the fewer the longer, so that neighbours are always equally far apart: the
    hardest set for a small network. Noise 1 is a standard deviation of a quarter of the square's side.
    """
    r = 0.05 + 0.95 * stream(seed, "spirals").random(examples)
    label = np.arange(examples) % arms
    # 3.5 / k turns: with two arms the 1.75 turns of the TensorFlow playground's spiral
    angle = 2 * math.pi * (3.5 * r + label) / arms
    points = np.column_stack([r * np.sin(angle), r * np.cos(angle)])
    return _data(spirals.__name__, points, label, tuple(f"arm {c + 1}" for c in range(arms)), noise, seed)


def checkerboard(examples: int, noise: float, seed: int, cells: int = 4) -> Data:
    """class = (column + row) mod 2 on a board of n x n cells

    Squares in two colours, with narrow gaps between them: the more cells, the more bends the border needs. Noise 1 is a
    standard deviation of a quarter of the square's side.
    """
    margin = 0.05
    label = np.arange(examples) % 2
    choice, u, v = stream(seed, "checkerboard").random((examples, 3)).T
    row, column = np.divmod(np.arange(cells * cells), cells)
    corner = np.empty((examples, 2))
    for c in (0, 1):
        own = np.flatnonzero((row + column) % 2 == c)
        cell = own[(choice[label == c] * len(own)).astype(np.int64)]
        corner[label == c] = np.column_stack([column[cell], row[cell]])
    inside = margin + (1 - 2 * margin) * np.column_stack([u, v])
    return _data(checkerboard.__name__, 2 * (corner + inside) / cells - 1, label, ("even", "odd"), noise, seed)


def add_to(family: Family) -> None:
    """Add the sets of this file."""
    in_the_plane: dict[str, Any] = {
        "task": "classification",
        "inputs": 2,
        "outputs": 1,
        "image": None,
        "flips": (),
        "examples": (500, 20, 10_000),
        "notice": "",
    }
    two = in_the_plane | {"classes": 2, "classes_from": None}
    family.add(two_moons, noise=(0.2, 0.0, 1.0), **two)
    family.add(circles, noise=(0.1, 0.0, 1.0), **two)
    family.add(xor, noise=(0.1, 0.0, 1.0), **two)
    count = Parameter("classes", 3, 2, 10, "", "how many clouds there are, one a class", integer=True)
    family.add(blobs, parameters=(count,), noise=(0.1, 0.0, 1.0), classes=None, classes_from="classes", **in_the_plane)
    count = Parameter("arms", 2, 2, 6, "", "how many arms there are, one a class", integer=True)
    family.add(spirals, parameters=(count,), noise=(0.1, 0.0, 1.0), classes=None, classes_from="arms", **in_the_plane)
    count = Parameter("cells", 4, 2, 8, "", "how many cells a side of the board has", integer=True)
    family.add(checkerboard, parameters=(count,), noise=(0.0, 0.0, 1.0), **two)


def _at_angle(r: Points, angle: Points) -> Points:
    return np.column_stack([r * np.cos(angle), r * np.sin(angle)])


def _data(
    name: str, points: Points, label: NDArray[np.int64], classes: tuple[str, ...], noise: float, seed: int
) -> Data:
    return Data(
        x=noisy(points, noise, seed, name),
        y=label.astype(np.float32),
        task="classification",
        classes=classes,
        image=None,
        features=("x0", "x1"),
    )

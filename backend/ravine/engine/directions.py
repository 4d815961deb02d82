"""Two directions in the space of all parameters, and the plane that they span through a point of it.

theta(x, y) = origin + x u + y v. Everything here is float64; theta lies as the network's layout says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.network import Layout
from ravine.engine.random import DIRECTIONS, generator

Array = NDArray[np.float64]

FLAT = 1e-6
"""Points that are less than this share of their extent off a line have no plane of their own."""


@dataclass(frozen=True, eq=False)
class Plane:
    """origin: (parameters,). directions: u and v, (2, parameters); at an angle, and of any length but 0."""

    origin: Array
    directions: Array

    def project(self, thetas: NDArray[Any]) -> tuple[Array, Array]:
        """The place (n, 2) in the plane that is nearest to each of thetas (n, parameters), and how far off it is (n,):
        Euclidean, and at right angles to both directions."""
        moved = np.asarray(thetas, np.float64) - self.origin
        u = self.directions
        places = np.asarray(np.linalg.solve(u @ u.T, u @ moved.T).T, np.float64)
        return places, np.asarray(np.linalg.norm(moved - places @ u, axis=1), np.float64)

    def explained(self, path: NDArray[Any]) -> float | None:
        """The share of the squared distances between a path's last point and all its others that lies in the plane's
        two directions; None where it never moved."""
        moved = np.asarray(path[:-1], np.float64) - path[-1]
        whole = float(np.sum(moved**2))
        if not whole:
            return None
        _, off = Plane(np.zeros_like(self.origin), self.directions).project(moved)
        return max(0.0, 1.0 - float(np.sum(off**2)) / whole)


def random_plane(layout: Layout, theta: NDArray[Any], seed: int) -> Plane:
    """u and v normal random numbers, the row of weights into each unit as long as the network's own, biases 0.

    So a step along them means as much in a network of large weights as in one of small ones (Li et al., Visualizing the
    Loss Landscape of Neural Nets, 2018, section 4, filter-wise normalisation; biases as in their code). A function of
    the seed: while the network learns, only the lengths change. Raises ValueError where all weights are 0.
    """
    origin = np.asarray(theta, np.float64)
    directions = np.zeros((2, layout.size))
    for number, direction in enumerate(directions):
        for place in range(len(layout.spans)):
            own, rows = layout.weights(origin, place), layout.weights(direction, place)
            rows[:] = generator(seed, DIRECTIONS, 2 * place + number).standard_normal(rows.shape)
            rows *= (np.linalg.norm(own, axis=1) / np.linalg.norm(rows, axis=1))[:, None]
    if not directions.any():
        raise ValueError("all weights are 0: a random direction as long as they are has no length")
    return Plane(origin, directions)


def plane_through(thetas: NDArray[Any]) -> Plane:
    """Through three points, (3, parameters); u leads from the first to the second, v at right angles to it towards the
    third, both of length 1 (as Garipov et al., Loss Surfaces, Mode Connectivity, 2018). Raises ValueError where the
    three lie on one line."""
    first, second, third = np.asarray(thetas, np.float64)
    along, across = second - first, third - first
    length, extent = float(np.linalg.norm(along)), float(np.linalg.norm(across))
    if not length or not extent:
        raise ValueError("two of the three are the same network")
    directions = _upright(along, across)
    if abs(directions[1] @ across) <= FLAT * max(length, extent):
        raise ValueError("the three networks lie on one line")
    return Plane(first, directions)


def _upright(along: Array, across: Array) -> Array:
    """(2, parameters): both of length 1, the first along the one, the second at right angles to it."""
    u = along / np.linalg.norm(along)
    for _ in range(2):  # twice, for right angles to the last digit
        across = across - (across @ u) * u
        size = np.linalg.norm(across)
        across = across / size if size else across
    return np.stack([u, across])


def main_plane(path: NDArray[Any]) -> Plane:
    """Through the last point of a path (n, parameters), along the two directions of length 1 in which all others are
    furthest from it: the first principal components of the rows theta_i - theta_n (Li et al., 2018, section 7.2); their
    mean is not taken away, so that no plane through theta_n explains more of the movement.

    They are found by the (n - 1)^2 products of the rows: a path has few points in a space of many parameters. The path
    begins at x and y of 0 or more, so that it is drawn the same way each time. Raises ValueError where the path has no
    two directions: with fewer than three points, or on one line.
    """
    origin = np.asarray(path[-1], np.float64)
    moved = np.asarray(path[:-1], np.float64) - origin
    if len(moved) < 2:
        raise ValueError("the path has fewer than three points")
    squares, mixtures = np.linalg.eigh(moved @ moved.T)  # the largest last
    if not squares[-2] > FLAT**2 * squares[-1]:
        raise ValueError("the path lies on one line")
    directions = _upright(mixtures[:, -1] @ moved, mixtures[:, -2] @ moved)
    return Plane(origin, directions * np.where(directions @ moved[0] < 0, -1.0, 1.0)[:, None])


def box(places: Array, reach: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges of x and y that hold places (n, 2), wider by reach / 2 of it on either side; none is narrower than a
    tenth of the other."""
    low, high = places.min(axis=0), places.max(axis=0)
    half = np.maximum((high - low) / 2, (high - low).max() / 20) * (1 + reach)
    middle = (low + high) / 2
    (left, bottom), (right, top) = middle - half, middle + half
    return (float(left), float(right)), (float(bottom), float(top))

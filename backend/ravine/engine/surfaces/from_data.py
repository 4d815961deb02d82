"""Surfaces that come from data: x and y are two parameters of a model, f is its loss on the batch of an update.

p[0] is the count of examples, behind it stand the examples one by one, the target last in each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.elementary import sigmoid, softplus
from ravine.engine.random import EXAMPLES, generator
from ravine.engine.surfaces.family import Point, add
from ravine.engine.vector import Vector, splat

Rows = NDArray[np.float64]


def linear_regression(x: Vector, y: Vector, p: Any) -> Any:
    """L(w, b) = (1/N) sum of 1/2 (w x_k + b - y_k)^2

    A line y = w x + b through the points (x_k, y_k); x is w, y is b. A batch of the points is another surface, so
    descent on batches is noisy.
    """
    f, fx, fy = splat(x, 0.0), splat(x, 0.0), splat(x, 0.0)
    count = int(p[0])
    for k in range(1, 1 + 2 * count, 2):
        d = x * p[k] + y - p[k + 1]
        f, fx, fy = f + d * d, fx + d * p[k], fy + d
    share = 1.0 / count
    return f * (0.5 * share), fx * share, fy * share


def logistic_regression(x: Vector, y: Vector, p: Any) -> Any:
    """L(w1, w2) = (1/N) sum of ln(1 + exp z_k) - c_k z_k, z_k = w1 x1_k + w2 x2_k

    Tells the classes c = 0 and 1 of the points (x1_k, x2_k) apart by a line through 0; x is w1, y is w2. Computed from
    the logits z, so that it neither overflows nor meets ln 0. Where a line separates the classes there is no minimum.
    """
    f, fx, fy = splat(x, 0.0), splat(x, 0.0), splat(x, 0.0)
    count = int(p[0])
    for k in range(1, 1 + 3 * count, 3):
        z = x * p[k] + y * p[k + 1]
        d = sigmoid(z) - p[k + 2]
        f, fx, fy = f + softplus(z) - z * p[k + 2], fx + d * p[k], fy + d * p[k + 1]
    share = 1.0 / count
    return f * share, fx * share, fy * share


def sparse(x: Vector, y: Vector, p: Any) -> Any:
    """L(w1, w2) = (1/N) sum of 1/2 (w1 x1_k + w2 x2_k - y_k)^2, x2_k = 0 for most k

    Most batches say nothing of w2, whose feature is rare, as most words are in a text. One rate for both parameters
    is too small for w2 or too noisy for w1; AdaGrad gives the rare one a larger rate (J. Duchi, E. Hazan, Y. Singer,
    2011).
    """
    f, fx, fy = splat(x, 0.0), splat(x, 0.0), splat(x, 0.0)
    count = int(p[0])
    for k in range(1, 1 + 3 * count, 3):
        d = x * p[k] + y * p[k + 1] - p[k + 2]
        f, fx, fy = f + d * d, fx + d * p[k], fy + d * p[k + 1]
    share = 1.0 / count
    return f * (0.5 * share), fx * share, fy * share


# --- examples, and where the mean over them is least ------------------------------------------------------------------


def _line(seed: int) -> Rows:
    random = generator(seed, EXAMPLES, 0)
    x = random.uniform(-1.0, 3.0, 20)
    return np.column_stack([x, 1.5 * x - 1.0 + 0.5 * random.standard_normal(20)])


def _classes(seed: int) -> Rows:
    random = generator(seed, EXAMPLES, 1)
    classes = np.arange(40) % 2
    centres = np.outer(2 * classes - 1, (0.8, 0.4))
    return np.column_stack([centres + random.standard_normal((40, 2)), classes])


def _features(seed: int) -> Rows:
    """w1 = 1.5, w2 = 2; three of sixty examples have the second feature."""
    random = generator(seed, EXAMPLES, 2)
    features = np.column_stack([2.0 * random.standard_normal(60), np.where(np.arange(60) % 20, 0.0, 0.5)])
    noise = np.where(features[:, 1], 0.0, 0.5 * random.standard_normal(60))
    return np.column_stack([features, features @ (1.5, 2.0) + noise])


def _solve_least_squares(features: Rows, targets: Rows) -> tuple[Point, ...]:
    """None where the examples leave a direction free."""
    solution, _, rank, _ = np.linalg.lstsq(features, targets, rcond=None)
    return ((float(solution[0]), float(solution[1])),) if rank == 2 else ()


def _solve_line(rows: Rows) -> tuple[Point, ...]:
    return _solve_least_squares(np.column_stack([rows[:, 0], np.ones(len(rows))]), rows[:, 1])


def _solve_sparse(rows: Rows) -> tuple[Point, ...]:
    return _solve_least_squares(rows[:, :2], rows[:, 2])


def _solve_classes(rows: Rows) -> tuple[Point, ...]:
    """Newton's method; its steps do not fade where a line separates the classes, and then there is no minimum."""
    features, classes = rows[:, :2], rows[:, 2]
    w = np.zeros(2)
    for _ in range(50):
        probability = 0.5 + 0.5 * np.tanh(0.5 * (features @ w))
        curvature = features.T @ (features * (probability * (1.0 - probability))[:, None])
        if np.linalg.matrix_rank(curvature) < 2:
            return ()
        step = np.linalg.solve(curvature, features.T @ (classes - probability))
        w = w + step
        if np.abs(step).max() < 1e-13 * (1.0 + np.abs(w).max()):
            return ((float(w[0]), float(w[1])),)
    return ()


add(
    linear_regression,
    title="Linear regression",
    domain=((-2.0, 5.0), (-4.5, 2.5)),
    start=(-1.5, 2.0),
    axes=("w", "b"),
    columns=("x", "y"),
    points=_line,
    solve=_solve_line,
)
add(
    logistic_regression,
    title="Logistic regression",
    domain=((-3.0, 5.0), (-4.0, 4.0)),
    start=(-2.5, 3.0),
    axes=("w1", "w2"),
    columns=("x1", "x2", "class"),
    points=_classes,
    solve=_solve_classes,
)
add(
    sparse,
    title="Sparse gradient",
    domain=((-3.0, 4.0), (-2.5, 4.5)),
    start=(-2.0, -1.0),
    axes=("w1", "w2"),
    columns=("x1", "x2", "y"),
    points=_features,
    solve=_solve_sparse,
)

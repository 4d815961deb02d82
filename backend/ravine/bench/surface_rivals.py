"""What descents and maps on a surface are measured against: plain NumPy and PyTorch, each making the same updates.

Eight optimizers go down on Rosenbrock's function, each from the same start, and record value, gradient length and way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.bench.rivals import Contender

START = (-1.2, 1.0)

RATES = {
    "gradient_descent": 5e-4, "momentum": 2e-4, "nesterov": 2e-4, "adagrad": 0.3, "rmsprop": 3e-3, "adadelta": 1.0,
    "adam": 0.02, "adamax": 0.02,
}  # fmt: skip

Array = NDArray[np.float64]


def rosenbrock(point: Array) -> tuple[float, Array]:
    x, y = point
    slope = y - x * x
    return (1 - x) ** 2 + 100 * slope**2, np.array([-2 * (1 - x) - 400 * x * slope, 200 * slope])


class Steps:
    """Each optimizer as it is written on a blackboard; s and u are what it remembers."""

    def __init__(self) -> None:
        self.s, self.u, self.t = np.zeros(2), np.zeros(2), 0

    def gradient_descent(self, g: Array, lr: float) -> Array:
        return -lr * g

    def momentum(self, g: Array, lr: float) -> Array:
        self.s = 0.9 * self.s - lr * g
        return self.s

    def nesterov(self, g: Array, lr: float) -> Array:
        self.s = 0.9 * self.s - lr * g
        return 0.9 * self.s - lr * g

    def adagrad(self, g: Array, lr: float) -> Array:
        self.s = self.s + g * g
        return -lr * g / (np.sqrt(self.s) + 1e-8)

    def rmsprop(self, g: Array, lr: float) -> Array:
        alpha = 0.9 if self.t > 1 else 0.0
        self.s = alpha * self.s + (1 - alpha) * g * g
        return -lr * g / (np.sqrt(self.s) + 1e-8)

    def adadelta(self, g: Array, lr: float) -> Array:
        self.s = 0.9 * self.s + 0.1 * g * g
        d = g * np.sqrt(self.u + 1e-6) / np.sqrt(self.s + 1e-6)
        self.u = 0.9 * self.u + 0.1 * d * d
        return -lr * d

    def adam(self, g: Array, lr: float) -> Array:
        self.s, self.u = 0.9 * self.s + 0.1 * g, 0.999 * self.u + 0.001 * g * g
        return -lr * (self.s / (1 - 0.9**self.t)) / (np.sqrt(self.u / (1 - 0.999**self.t)) + 1e-8)

    def adamax(self, g: Array, lr: float) -> Array:
        self.s, self.u = 0.9 * self.s + 0.1 * g, np.maximum(0.999 * self.u, np.abs(g))
        return -lr * (self.s / (1 - 0.9**self.t)) / (self.u + 1e-8)


def numpy_race(updates: int) -> Contender:
    def call() -> object:
        ends = []
        for name, lr in RATES.items():
            steps, point = Steps(), np.array(START)
            step: Callable[[Array, float], Array] = getattr(steps, name)
            value, length, way = np.empty(updates), np.empty(updates), np.empty((updates, 2))
            for k in range(updates):
                value[k], g = rosenbrock(point)
                length[k], way[k] = np.sqrt(g @ g), point
                steps.t += 1
                point = point + step(g, lr)
            ends.append((point, value, length, way))
        return ends

    return call


def torch_race(updates: int) -> Contender | None:
    """PyTorch, eager, one thread; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    optim = torch.optim
    made: dict[str, Callable[[list[Any], float], Any]] = {
        "gradient_descent": lambda p, lr: optim.SGD(p, lr),
        "momentum": lambda p, lr: optim.SGD(p, lr, momentum=0.9),
        "nesterov": lambda p, lr: optim.SGD(p, lr, momentum=0.9, nesterov=True),
        "adagrad": lambda p, lr: optim.Adagrad(p, lr),
        "rmsprop": lambda p, lr: optim.RMSprop(p, lr, alpha=0.9),
        "adadelta": lambda p, lr: optim.Adadelta(p, lr),
        "adam": lambda p, lr: optim.Adam(p, lr),
        "adamax": lambda p, lr: optim.Adamax(p, lr),
    }

    def call() -> object:
        ends = []
        for name, lr in RATES.items():
            point = torch.tensor(START, dtype=torch.float64, requires_grad=True)
            optimizer = made[name]([point], lr)
            record = []
            for _ in range(updates):
                optimizer.zero_grad()
                x, y = point
                loss = (1 - x) ** 2 + 100 * (y - x**2) ** 2
                loss.backward()
                record.append((loss.item(), point.grad.norm().item(), point.tolist()))
                optimizer.step()
            ends.append(record)
        return ends

    return call


def numpy_basins(x: NDArray[np.float32], y: NDArray[np.float32], lr: float, updates: int) -> Contender:
    """Momentum on Himmelblau's function from all the starts at once.

    Where each ends, its value there, whether it diverged, and the last update by which it had moved away from where it
    was before by more than a cell's half.
    """

    def call() -> object:
        a, b = x.copy(), y.copy()
        va, vb, needed = np.zeros_like(a), np.zeros_like(b), np.zeros(a.size, np.int32)
        anchor_a, anchor_b, lost = a.copy(), b.copy(), np.zeros(a.size, bool)
        keep, rate, reach = np.float32(0.9), np.float32(lr), np.float32(12 / 512)
        with np.errstate(over="ignore", invalid="ignore"):
            for k in range(updates):
                p, q = a * a + b - 11, a + b * b - 7
                lost |= ~np.isfinite(p * p + q * q)
                va = keep * va - rate * (4 * a * p + 2 * q)
                vb = keep * vb - rate * (2 * p + 4 * b * q)
                a += va
                b += vb
                far = np.maximum(np.abs(a - anchor_a), np.abs(b - anchor_b)) > reach
                anchor_a[far], anchor_b[far], needed[far] = a[far], b[far], k + 1
        return a, b, p * p + q * q, lost, needed

    return call

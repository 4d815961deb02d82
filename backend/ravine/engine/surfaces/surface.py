"""A surface ready to be used: a function with its parameters' values or its examples, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.expression import parse
from ravine.engine.kernel import Kernel
from ravine.engine.network import padded
from ravine.engine.program import Program, typed
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.family import Bounds, Point, surface_kernels

NO_ROWS = np.zeros((0, 0))

EXAMPLE = 500
"""Multiplications that one example takes the time of, at most: the logistic loss with its gradient, 50 ns."""


@dataclass(frozen=True, eq=False)
class Surface:
    """f(x, y) and its gradient.

    p: what the kernel gets, float64; it may write into it, so everybody who calls it has one of its own (`numbers`).
    rows: (N, columns) the examples of a surface that comes from data, else (0, 0). minima: the lowest first.
    """

    name: str
    kernel: Kernel
    p: NDArray[np.float64]
    domain: Bounds
    start: Point
    minima: tuple[Point, ...] = ()
    saddles: tuple[Point, ...] = ()
    rows: NDArray[np.float64] = field(default_factory=lambda: NO_ROWS)

    @classmethod
    def of(cls, name: str, values: Sequence[float] = ()) -> Surface:
        """A surface of the registry, `values` in their parameters' declared order; without them the defaults.

        One that comes from data has the examples of seed 0; a section of a network is found by its name. Raises
        UnknownName.
        """
        entry = surfaces[name]
        section: Surface | None = entry.traits.get("section")
        if section is not None:
            return section
        if entry.traits["from_data"]:
            return cls.from_data(name, entry.traits["points"](0))
        return cls._known(name, np.array(tuple(values) or entry.values({}), np.float64), entry.traits["minima"])

    @classmethod
    def from_data(cls, name: str, rows: NDArray[np.float64]) -> Surface:
        """A surface of the registry that is the mean over these examples, (N, columns) with N at least 1."""
        rows = np.array(rows, np.float64, ndmin=2)
        p = np.concatenate([[len(rows)], rows.ravel()])
        return cls._known(name, p, surfaces[name].traits["solve"](rows), rows)

    @classmethod
    def typed(cls, text: str) -> Surface:
        """A function of x and y as a person typed it; raises ExpressionError."""
        traits = surfaces["typed"].traits
        return cls("typed", typed, Program.of(parse(text)).array(), traits["domain"], traits["start"])

    @classmethod
    def _known(
        cls, name: str, p: NDArray[np.float64], minima: tuple[Point, ...], rows: NDArray[np.float64] = NO_ROWS
    ) -> Surface:
        kernel, traits = surface_kernels[name], surfaces[name].traits
        depths = evaluate_at(kernel, p.copy(), np.array(minima, np.float64).reshape(-1, 2))[0]
        lowest_first = tuple(minima[place] for place in np.argsort(depths, kind="stable"))
        return cls(name, kernel, p, traits["domain"], traits["start"], lowest_first, traits["saddles"], rows)

    # --- what it costs ------------------------------------------------------------------------------------------------

    def work(self, batch: int) -> int:
        """Multiplications that an update on a batch of so many examples takes the time of; 0 for a function, which is
        over in nanoseconds."""
        return EXAMPLE * min(batch, len(self.rows))

    def cells(self, most: int) -> int:
        """How many cells along a side a picture may have that nobody waits for; `most` at most."""
        return most

    # --- its values ---------------------------------------------------------------------------------------------------

    def numbers(self, dtype: Any) -> NDArray[Any]:
        """A copy of p for one's own calls of the kernel."""
        with np.errstate(over="ignore"):  # what float32 cannot hold is infinite there
            return self.p.astype(dtype)

    def room(self, batch: int, dtype: Any) -> NDArray[Any]:
        """Of the same form as p, for a batch of so many examples; only where it comes from data."""
        return np.zeros(1 + batch * self.rows.shape[1], dtype)

    def evaluate(self, points: NDArray[np.float64], dtype: Any = np.float64) -> NDArray[Any]:
        """f, df/dx and df/dy, (3, N), at points (N, 2); over all the examples where it comes from data."""
        return evaluate_at(self.kernel, self.numbers(dtype), points)

    def values(self, points: NDArray[np.float64], dtype: Any = np.float64) -> NDArray[Any]:
        """f, (N,), at points (N, 2)."""
        found: NDArray[Any] = self.evaluate(points, dtype)[0]
        return found

    def at(self, x: float, y: float) -> tuple[float, float, float]:
        """f, df/dx and df/dy, in float64."""
        f, fx, fy = self.evaluate(np.array([[x, y]]))[:, 0]
        return float(f), float(fx), float(fy)

    def field(self, bounds: Bounds, columns: int, rows: int, dtype: Any = np.float32) -> NDArray[Any]:
        """f in the middles of the cells of a picture, (rows, columns), the first row at the highest y."""
        return self.values(middles(bounds, columns, rows), dtype).reshape(rows, columns)


def evaluate_at(kernel: Kernel, p: NDArray[Any], points: NDArray[np.float64]) -> NDArray[Any]:
    """f, df/dx and df/dy, (3, N), at points (N, 2), in the element type of p."""
    count = len(points)
    xy = np.empty((2, padded(count)), p.dtype)
    xy[:, :count] = points.T
    xy[:, count:] = xy[:, count - 1 : count]
    out = np.empty((3, xy.shape[1]), p.dtype)
    kernel(xy, p, out)
    return out[:, :count]


def middles(bounds: Bounds, columns: int, rows: int) -> NDArray[np.float64]:
    """(rows * columns, 2): the middles of a picture's cells, row by row, the first row at the highest y."""
    (left, right), (low, high) = bounds
    x = left + (right - left) * (np.arange(columns) + 0.5) / columns
    y = low + (high - low) * (np.arange(rows) + 0.5) / rows
    return np.stack(np.meshgrid(x, y[::-1]), axis=-1).reshape(-1, 2)

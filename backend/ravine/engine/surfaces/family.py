"""The family of error surfaces: a surface is a function of two parameters x and y with its exact gradient.

It is written once, for vectors: `f(x, y, p)` gives f, df/dx and df/dy at sixteen points. `p` holds its parameters'
values in their declared order; where it comes from data, the count of examples and behind it the examples, row by row.
One kernel a surface serves races in float64, maps in float32 and the picture of its contours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core import types

from ravine.engine.kernel import Kernel, Use, caller, kernel, specialise
from ravine.engine.registry import Parameter
from ravine.engine.shelf import FamilyWithShelf
from ravine.engine.surfaces.sections import sections
from ravine.engine.vector import LANES, fast, load, store

surfaces = FamilyWithShelf("surfaces", "surface", sections)

Interval = tuple[float, float]
Bounds = tuple[Interval, Interval]
"""Lowest and highest x, lowest and highest y."""
Point = tuple[float, float]


def surface_signature(f: types.Type) -> Any:
    """(points (2, n), p, out (3, n)): x and y in, f, df/dx and df/dy out; n is a multiple of sixteen"""
    return types.void(f[:, ::1], f[::1], f[:, ::1])


call_surface = caller(surface_signature)


def _over_points(points, p, out):  # type: ignore[no-untyped-def]
    for i in range(0, points.shape[1], LANES):
        f, fx, fy = surface(load(points[0], i), load(points[1], i), p)  # type: ignore[name-defined]  # noqa: F821
        store(out[0], i, f)
        store(out[1], i, fx)
        store(out[2], i, fy)


surface_kernels: dict[str, Kernel] = {}


def add(
    function: Callable[..., Any],
    *,
    title: str,
    domain: Bounds,
    start: Point,
    minima: tuple[Point, ...] = (),
    saddles: tuple[Point, ...] = (),
    parameters: tuple[Parameter, ...] = (),
    axes: tuple[str, str] = ("x", "y"),
    columns: tuple[str, ...] = (),
    **from_data: Callable[..., Any],
) -> None:
    """Add a surface.

    `minima` and `saddles`: those known in the domain, minima the lowest first, the same for all values of the
    parameters. `axes`: what the two parameters are called. Where a surface comes from data, `columns` says what a row
    of them holds, `points(seed)` gives rows to begin with, and `solve(rows)` the minima of the mean over them.
    """
    entry = surfaces.add(
        function, parameters=parameters, title=title, domain=domain, start=start, minima=minima, saddles=saddles,
        axes=axes, columns=columns, from_data=bool(columns), typed=False, **from_data,
    )  # fmt: skip
    over_points = specialise(_over_points, entry.name, surface=fast(function))
    surface_kernels[entry.name] = kernel(surface_signature, use=Use.SURFACES)(over_points)

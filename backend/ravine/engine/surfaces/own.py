"""The surface that a person types. What it computes is `engine.program`, a kernel of the same signature."""

from __future__ import annotations

from typing import Any

from ravine.engine.surfaces.family import surfaces
from ravine.engine.vector import Vector


def typed(x: Vector, y: Vector, p: Any) -> Any:
    """f = your own function of x and y

    Numbers, x, y, pi, e, + - * / ^ and parentheses; sin cos tan exp log sqrt abs tanh sigmoid relu min max floor sign.
    The gradient is exact, by the rules of differentiation.
    """
    raise NotImplementedError("what is typed is never compiled: its program is carried out by `engine.program`")


surfaces.add(
    typed,
    title="Your own",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(-4.0, 3.0),
    minima=(),
    saddles=(),
    axes=("x", "y"),
    columns=(),
    from_data=False,
    typed=True,
)

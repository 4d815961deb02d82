"""What is done to pixels directly, after all else."""

from __future__ import annotations

from typing import Any

from ravine.engine.augment.family import NO_NEEDS, drawn, drawn_at
from ravine.engine.augment.normal import normal
from ravine.engine.layers.op import COLUMNS, HEIGHT, INPUTS, MAPS, WIDTH, X, Y
from ravine.engine.registry import Family, Parameter
from ravine.engine.vector import LANES, absolute, load, maximum, minimum, splat, store, where


def noise(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x <- x + n, n normal with standard deviation sigma, one of each pixel and map, cut off at 0 and 1

    The whole picture flickers.
    """
    columns = table[row, COLUMNS]
    for unit in range(table[row, INPUTS]):
        for k in range(0, columns, LANES):
            u = drawn_at(scratch, table, clock, row, 0, unit, k)
            v = drawn_at(scratch, table, clock, row, 1, unit, k)
            y = load(scratch, table[row, X] + unit * columns + k) + normal(u, v) * params[row, 0]
            store(scratch, table[row, Y] + unit * columns + k, maximum(minimum(y, 1.0), 0.0))


def cutout(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x(h, w) <- 0 where |h - i| < side H / 2 and |w - j| < side W / 2, (i, j) anywhere in the picture

    A black square hides a part of it, less at the edge, so that the rest has to do (DeVries, Taylor, 2017; there pixels
    have mean 0, so what is hidden is grey).
    """
    columns, height, width = table[row, COLUMNS], table[row, HEIGHT], table[row, WIDTH]
    tall, wide = params[row, 0] * height * 0.5, params[row, 0] * width * 0.5
    for k in range(0, columns, LANES):
        i = drawn(scratch, table, clock, row, 0, k) * float(height) - 0.5
        j = drawn(scratch, table, clock, row, 1, k) * float(width) - 0.5
        for m in range(table[row, MAPS]):
            for h in range(height):
                beside = where(absolute(float(h) - i) < tall, splat(scratch, 0.0), splat(scratch, 1.0))
                for w in range(width):
                    at = ((m * height + h) * width + w) * columns + k
                    x = load(scratch, table[row, X] + at)
                    hidden = where(absolute(float(w) - j) < wide, x * beside, x)
                    store(scratch, table[row, Y] + at, hidden)


def add_to(family: Family) -> None:
    """Add the augmentations of this file."""
    common: dict[str, Any] = {"stage": "pixels", **NO_NEEDS}
    sigma = Parameter(
        "sigma", 0.1, 0.0, 1.0, "of white", "How strong the noise is.", choices=(0.0, 0.05, 0.1, 0.2)
    )
    family.add(noise, parameters=(sigma,), **common)
    side = Parameter(
        "side", 0.3, 0.0, 1.0, "of the side", "How wide and how tall the square is.", choices=(0.0, 0.2, 0.3, 0.5)
    )
    family.add(cutout, parameters=(side,), **common)

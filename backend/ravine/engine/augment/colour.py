"""What becomes of the colours of a picture: one affine map of a pixel's colours a picture, composed, then done once.

y = M x + b, M of (maps, maps), cut off at 0 and 1; a vector of each number for sixteen pictures.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numba.extending import register_jitable
from numpy.typing import NDArray

from ravine.engine.augment.family import NO_NEEDS, between, drawn, head_op
from ravine.engine.augment.normal import normal
from ravine.engine.layers.op import COLUMNS, HEIGHT, KEPT, MAPS, WIDTH, X, Y
from ravine.engine.layers.shape import Shape
from ravine.engine.registry import Family, Parameter
from ravine.engine.vector import LANES, fma, load, maximum, minimum, splat, store

COLOURS = 3
"""Maps of a picture in colour: red, green, blue."""

LUMA = (0.299, 0.587, 0.114)
"""How bright red, green and blue look (ITU-R BT.601)."""


def numbers(maps: int) -> int:
    """Of each picture: M row by row, then b."""
    return maps * maps + maps


register_jitable(nogil=True)(numbers)


@njit(nogil=True)
def weight(maps, m):  # type: ignore[no-untyped-def]
    """What a map counts in the grey of a pixel"""
    return LUMA[m] if maps == COLOURS else 1.0 / maps


def keep_colours(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """M = 1;  b = 0"""
    kept, maps, columns = table[row, KEPT], table[row, MAPS], table[row, COLUMNS]
    for number in range(numbers(maps)):
        diagonal = number < maps * maps and number % (maps + 1) == 0
        for k in range(0, columns, LANES):
            store(scratch, kept + number * columns + k, splat(scratch, 1.0 if diagonal else 0.0))


def brightness(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x <- x + d, d uniform in [-amount, amount], one number a picture

    Lighter or darker as a whole.
    """
    maps, columns = table[row, MAPS], table[row, COLUMNS]
    for k in range(0, columns, LANES):
        d = between(drawn(scratch, table, clock, row, 0, k), params[row, 0])
        for m in range(maps):
            at = table[row, KEPT] + (maps * maps + m) * columns + k
            store(scratch, at, load(scratch, at) + d)


@njit(nogil=True)
def mean_grey(scratch, table, row, k):  # type: ignore[no-untyped-def]
    """The mean grey of each picture from k on, as M and b have made it so far"""
    maps, columns, area = table[row, MAPS], table[row, COLUMNS], table[row, HEIGHT] * table[row, WIDTH]
    grey = splat(scratch, 0.0)
    for m in range(maps):
        grey = grey + load(scratch, table[row, KEPT] + (maps * maps + m) * columns + k) * weight(maps, m)
    for j in range(maps):
        mean, factor = splat(scratch, 0.0), splat(scratch, 0.0)
        for at in range(j * area, (j + 1) * area):
            mean = mean + load(scratch, table[row, X] + at * columns + k)
        for m in range(maps):
            factor = factor + load(scratch, table[row, KEPT] + (m * maps + j) * columns + k) * weight(maps, m)
        grey = fma(factor, mean * (1.0 / area), grey)
    return grey


def contrast(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x <- g + c (x - g), g the picture's mean grey, c uniform in [1 - amount, 1 + amount]

    Light and dark further apart, or closer together.
    """
    maps, columns = table[row, MAPS], table[row, COLUMNS]
    for k in range(0, columns, LANES):
        c = between(drawn(scratch, table, clock, row, 0, k), params[row, 0]) + 1.0
        lift = mean_grey(scratch, table, row, k) * (1.0 - c)
        for number in range(numbers(maps)):
            at = table[row, KEPT] + number * columns + k
            y = load(scratch, at) * c
            store(scratch, at, y + lift if number >= maps * maps else y)


def saturation(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x <- g + s (x - g), g the pixel's own grey, s uniform in [1 - amount, 1 + amount]

    Colours stronger or paler. The grey is .299 red + .587 green + .114 blue.
    """
    maps, columns = table[row, MAPS], table[row, COLUMNS]
    for k in range(0, columns, LANES):
        s = between(drawn(scratch, table, clock, row, 0, k), params[row, 0]) + 1.0
        for j in range(maps + 1):  # the columns of M, and b
            first, step = (j, maps) if j < maps else (maps * maps, 1)
            grey = splat(scratch, 0.0)
            for m in range(maps):
                grey = grey + load(scratch, table[row, KEPT] + (first + m * step) * columns + k) * weight(maps, m)
            for m in range(maps):
                at = table[row, KEPT] + (first + m * step) * columns + k
                store(scratch, at, load(scratch, at) * s + grey * (1.0 - s))


def pca_colour(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x <- x + sum over i of a_i l_i p_i, a_i normal with standard deviation sigma, one of each a picture

    p_i and l_i are the eigenvectors and eigenvalues of the covariance of red, green and blue over the training part:
    colours vary as they do from picture to picture (Krizhevsky et al., 2012, section 4.1; their l_i, not its root, and
    pixels from 0 to 1).
    """
    maps, columns = table[row, MAPS], table[row, COLUMNS]
    for k in range(0, columns, LANES):
        for i in range(maps):
            u, v = drawn(scratch, table, clock, row, 2 * i, k), drawn(scratch, table, clock, row, 2 * i + 1, k)
            a = normal(u, v) * params[row, 0]
            for m in range(maps):
                at = table[row, KEPT] + (maps * maps + m) * columns + k
                store(scratch, at, load(scratch, at) + a * params[row, 1 + i * maps + m])


def principal_colours(x: NDArray[Any], image: Shape) -> tuple[float, ...]:
    """l_i p_i for i = 1, 2, 3, in one row, computed in float64; the largest component of each p_i is positive."""
    pixels = x.reshape(len(x), image.maps, image.area)
    mean = pixels.mean(axis=(0, 2), dtype=np.float64)[:, None]
    covariance = np.zeros((image.maps, image.maps))
    for first in range(0, len(x), 256):
        apart = pixels[first : first + 256].astype(np.float64) - mean
        covariance += np.einsum("nip,njp->ij", apart, apart)
    values, vectors = np.linalg.eigh(covariance / (len(x) * image.area))
    largest = vectors[np.abs(vectors).argmax(axis=0), np.arange(image.maps)]
    scaled = vectors * np.sign(largest) * values
    return tuple(scaled.T[::-1].ravel().tolist())


def recolour(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = M x + b, cut off at 0 and 1"""
    kept, maps, columns = table[row, KEPT], table[row, MAPS], table[row, COLUMNS]
    area = table[row, HEIGHT] * table[row, WIDTH] * columns
    for i in range(maps):
        for k in range(0, columns, LANES):
            b = load(scratch, kept + (maps * maps + i) * columns + k)
            for at in range(k, area, columns):
                y = b
                for j in range(maps):
                    factor = load(scratch, kept + (i * maps + j) * columns + k)
                    y = fma(factor, load(scratch, table[row, X] + j * area + at), y)
                store(scratch, table[row, Y] + i * area + at, maximum(minimum(y, 1.0), 0.0))


keeping_colours, recolouring = head_op(keep_colours), head_op(recolour)


def _amount(unit: str, help: str) -> Parameter:
    return Parameter("amount", 0.2, 0.0, 1.0, unit, help, choices=(0.0, 0.1, 0.2, 0.4))


def add_to(family: Family) -> None:
    """Add the augmentations of this file."""
    common: dict[str, Any] = {"stage": "colour", **NO_NEEDS}
    lighter = _amount("of white", "How much is added or taken away at most.")
    family.add(brightness, parameters=(lighter,), **common)
    family.add(contrast, parameters=(_amount("share", "How much the contrast changes at most."),), **common)
    paler = _amount("share", "How much the strength of colours changes at most.")
    family.add(saturation, parameters=(paler,), **common | {"maps": (COLOURS,)})
    sigma = Parameter(
        "sigma", 0.1, 0.0, 2.0, "standard deviation", "How strong the noise is; AlexNet has .1.",
        choices=(0.0, 0.1, 0.5, 1.0),
    )  # fmt: skip
    family.add(pca_colour, parameters=(sigma,), **common | {"maps": (COLOURS,), "fit": principal_colours})

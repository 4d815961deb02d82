"""Where each pixel of an augmented picture comes from: one affine map a picture, composed, then followed once.

A target pixel at p, counted from the middle of the picture, takes what lies at s = L p + t: a vector of each number for
sixteen pictures. Appending a change whose target pixel at p takes what lay at N p + n gives L N and L n + t.
"""

from __future__ import annotations

import math
from typing import Any

from numba import njit

from ravine.engine.augment.family import NO_NEEDS, between, drawn, head_op
from ravine.engine.elementary import exp, sin_cos
from ravine.engine.layers.op import COLUMNS, HEIGHT, KEPT, MAPS, WIDTH, X, Y
from ravine.engine.registry import Family, Parameter
from ravine.engine.vector import LANES, floor, fma, load, maximum, minimum, pick, splat, store, where

NUMBERS = 6
"""Of each picture: L row by row, then t; all (horizontal, vertical)."""


def stay(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """L = 1;  t = 0"""
    kept, columns = table[row, KEPT], table[row, COLUMNS]
    for number in range(NUMBERS):
        for k in range(0, columns, LANES):
            store(scratch, kept + number * columns + k, splat(scratch, 1.0 if number in (0, 3) else 0.0))


@njit(nogil=True)
def turn(scratch, table, row, k, xx, xy, yx, yy):  # type: ignore[no-untyped-def]
    """L <- L N for the pictures from k on"""
    for line in range(2):
        at = table[row, KEPT] + line * 2 * table[row, COLUMNS] + k
        a, b = load(scratch, at), load(scratch, at + table[row, COLUMNS])
        store(scratch, at, a * xx + b * yx)
        store(scratch, at + table[row, COLUMNS], a * xy + b * yy)


@njit(nogil=True)
def move(scratch, table, row, k, x, y):  # type: ignore[no-untyped-def]
    """t <- L n + t for the pictures from k on"""
    columns = table[row, COLUMNS]
    for line in range(2):
        at, to = table[row, KEPT] + line * 2 * columns + k, table[row, KEPT] + (4 + line) * columns + k
        t = load(scratch, to)
        store(scratch, to, t + (load(scratch, at) * x + load(scratch, at + columns) * y))


def flip_left_right(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x(h, w) <- x(h, W - 1 - w) with this probability

    Left and right change places. Only for pictures that keep their label then: a shoe does, a 2 or a b does not.
    """
    for k in range(0, table[row, COLUMNS], LANES):
        one, none = splat(scratch, 1.0), splat(scratch, 0.0)
        turned = drawn(scratch, table, clock, row, 0, k) < params[row, 0]
        turn(scratch, table, row, k, where(turned, -one, one), none, none, one)


def flip_up_down(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x(h, w) <- x(H - 1 - h, w) with this probability

    Top and bottom change places: grass seen from above stays grass.
    """
    for k in range(0, table[row, COLUMNS], LANES):
        one, none = splat(scratch, 1.0), splat(scratch, 0.0)
        turned = drawn(scratch, table, clock, row, 0, k) < params[row, 0]
        turn(scratch, table, row, k, one, none, none, where(turned, -one, one))


def scale(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x(p) <- x(p / s), p from the middle, ln s uniform in [-ln factor, ln factor]

    Larger or smaller, as often the one as the other.
    """
    reach = math.log(params[row, 0])
    for k in range(0, table[row, COLUMNS], LANES):
        shrink, none = exp(-between(drawn(scratch, table, clock, row, 0, k), reach)), splat(scratch, 0.0)
        turn(scratch, table, row, k, shrink, none, none, shrink)


def rotation(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x(p) <- x(R(-a) p), p from the middle, a uniform in [-degrees, degrees]

    A turn around the middle of the picture. A 6 turned by 180 degrees is a 9.
    """
    reach = params[row, 0] * (math.pi / 180.0)
    for k in range(0, table[row, COLUMNS], LANES):
        sine, cosine = sin_cos(between(drawn(scratch, table, clock, row, 0, k), reach))
        turn(scratch, table, row, k, cosine, sine, -sine, cosine)


def shift(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x(h, w) <- x(h - dh, w - dw), dh uniform in [-reach H, reach H], dw in [-reach W, reach W]

    Along both sides by any part of a pixel, up to this share of the side.
    """
    for k in range(0, table[row, COLUMNS], LANES):
        x = between(drawn(scratch, table, clock, row, 0, k), params[row, 0] * table[row, WIDTH])
        y = between(drawn(scratch, table, clock, row, 1, k), params[row, 0] * table[row, HEIGHT])
        move(scratch, table, row, k, -x, -y)


def crop(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """x(h, w) <- x(h + i, w + j), i and j whole, each from -margin to margin as often

    The picture gets a margin, and a window of its old size is cut out somewhere (He et al., 2016, section 4.2, with a
    margin of 4; Krizhevsky et al., 2012, cut 224 x 224 from 256 x 256). The margin repeats the pixel at the edge.
    """
    margin = params[row, 0]
    for k in range(0, table[row, COLUMNS], LANES):
        places = margin * 2.0 + 1.0
        x, y = drawn(scratch, table, clock, row, 0, k), drawn(scratch, table, clock, row, 1, k)
        # the largest number below 1 times the places may be rounded to all of them
        x, y = minimum(floor(x * places), margin * 2.0), minimum(floor(y * places), margin * 2.0)
        move(scratch, table, row, k, x - margin, y - margin)


def follow(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y(p) = x(L p + t), between pixels in proportion to their nearness (bilinear), outside the pixel at the edge

    A pixel that is met exactly is copied as it is.
    """
    columns, maps, height, width = table[row, COLUMNS], table[row, MAPS], table[row, HEIGHT], table[row, WIDTH]
    kept, middle, centre = table[row, KEPT], (width - 1) * 0.5, (height - 1) * 0.5
    area = height * width * columns
    for k in range(0, columns, LANES):
        xx, xy = load(scratch, kept + k), load(scratch, kept + columns + k)
        yx, yy = load(scratch, kept + 2 * columns + k), load(scratch, kept + 3 * columns + k)
        x, y = load(scratch, kept + 4 * columns + k), load(scratch, kept + 5 * columns + k)
        for h in range(height):
            down_x = fma(xy, splat(scratch, h - centre), x) + middle
            down_y = fma(yy, splat(scratch, h - centre), y) + centre
            for w in range(width):
                across = splat(scratch, w - middle)
                u = maximum(minimum(fma(xx, across, down_x), width - 1.0), 0.0)
                v = maximum(minimum(fma(yx, across, down_y), height - 1.0), 0.0)
                left, top = floor(u), floor(v)
                right, bottom = minimum(left + 1.0, width - 1.0), minimum(top + 1.0, height - 1.0)
                u, v = u - left, v - top
                for m in range(maps):
                    source = table[row, X] + m * area + k
                    a = pick(scratch, source, top * float(width) + left, columns)
                    b = pick(scratch, source, top * float(width) + right, columns)
                    c = pick(scratch, source, bottom * float(width) + left, columns)
                    d = pick(scratch, source, bottom * float(width) + right, columns)
                    above, below = fma(u, b - a, a), fma(u, d - c, c)
                    target = table[row, Y] + m * area + (h * width + w) * columns + k
                    store(scratch, target, fma(v, below - above, above))


staying, following = head_op(stay), head_op(follow)


def add_to(family: Family) -> None:
    """Add the augmentations of this file."""
    common: dict[str, Any] = {"stage": "place", **NO_NEEDS}
    often = Parameter(
        "probability", 0.5, 0.0, 1.0, "", "How often a picture is mirrored.", choices=(0.0, 0.25, 0.5, 1.0)
    )
    family.add(flip_left_right, parameters=(often,), **common | {"flips": "left_right"})
    family.add(flip_up_down, parameters=(often,), **common | {"flips": "up_down"})
    larger = Parameter(
        "factor", 1.15, 1.0, 3.0, "times", "The largest magnification, and what it shrinks by at most.",
        choices=(1.0, 1.1, 1.15, 1.25, 1.5, 2.0),
    )  # fmt: skip
    family.add(scale, parameters=(larger,), **common)
    turned = Parameter(
        "degrees", 10.0, 0.0, 180.0, "degrees", "The widest turn to either side.",
        choices=(0.0, 5.0, 10.0, 15.0, 30.0, 90.0, 180.0),
    )  # fmt: skip
    family.add(rotation, parameters=(turned,), **common)
    far = Parameter(
        "reach", 0.1, 0.0, 1.0, "of the side", "How far a picture moves at most.", choices=(0.0, 0.05, 0.1, 0.2, 0.3)
    )
    family.add(shift, parameters=(far,), **common)
    margin = Parameter(
        "margin", 2, 0, 16, "pixels", "The margin, and so how far the window moves at most.", integer=True,
        choices=(0, 1, 2, 4),
    )  # fmt: skip
    family.add(crop, parameters=(margin,), **common)

"""Answers about networks of pictures."""

from __future__ import annotations

from typing import Literal

from ravine.spec.strict import Strict


class StrongPicture(Strict):
    """row: of the test part. truth: its class. value: the map's largest pixel. part: first row and column of the part
    of the picture that this pixel sees, and behind the last ones. pixels: map by map, row by row, 0 to 255."""

    row: int
    truth: int
    value: float
    part: tuple[int, int, int, int]
    pixels: tuple[int, ...]


class StrongestPictures(Strict):
    """The strongest first, out of the first `of` test pictures."""

    kind: Literal["strongest_pictures"] = "strongest_pictures"
    lane: int
    update: int
    layer: int
    map: int
    of: int
    pictures: tuple[StrongPicture, ...]
    number: int | None = None


class OutlinedLayer(Strict):
    """shape: maps, height and width of what it hands on. parameters: weights and biases. products: multiply-adds of one
    example forward. numbers: that it holds for one example. field: height and width of the part of the picture that one
    of its pixels sees."""

    layer: str
    shape: tuple[int, int, int]
    parameters: int
    products: int
    numbers: int
    field: tuple[int, int]


class Outlined(Strict):
    """Of every layer, the last one gives the outputs."""

    kind: Literal["outlined"] = "outlined"
    lane: int | None
    shape: tuple[int, int, int]
    """Of the picture."""
    layers: tuple[OutlinedLayer, ...]
    parameters: int
    products: int
    number: int | None = None

"""The shape of what a layer takes or hands on: maps of pixels; features are maps of one pixel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """In scratch map by map, each row by row from the top, a pixel as the numbers of its batch."""

    maps: int
    height: int = 1
    width: int = 1

    @property
    def area(self) -> int:
        """Pixels of a map."""
        return self.height * self.width

    @property
    def units(self) -> int:
        return self.maps * self.area

    def __str__(self) -> str:
        return f"{self.height} x {self.width} x {self.maps}" if self.area > 1 else str(self.maps)


def slid_over(given: Shape, maps: int, size: int, stride: int, padding: int = 0) -> Shape:
    """What a window of size x size gives that moves by `stride` over maps with a margin of `padding` zeros.

    Along each side (n + 2 padding - size) / stride + 1 places, rounded down. Raises ValueError where it does not fit,
    or where the margin is as wide as the window, which would then see nothing but zeros.
    """
    if padding >= size:
        raise ValueError(f"a margin of {padding} needs a window larger than that, and it is {size} x {size}")
    tall, wide = given.height + 2 * padding, given.width + 2 * padding
    if size > min(tall, wide):
        margin = f" with their margin of {padding}" if padding else ""
        maps_of = f"{given.height} x {given.width}{margin}"
        raise ValueError(f"a window of {size} x {size} does not fit into maps of {maps_of}")
    return Shape(maps, (tall - size) // stride + 1, (wide - size) // stride + 1)

"""Tiles of photographs, told apart by photographs whose every pixel says where it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.data.tiles import tiles

SIDE = 256


def photographs(count: int) -> NDArray[np.uint8]:
    """Red is the photograph, green the row, blue the column."""
    number, row, column = np.indices((count, SIDE, SIDE), dtype=np.uint8)
    return np.stack([number, row, column], axis=-1)


def test_no_pixel_is_in_tiles_of_both_parts_nor_in_two_groups() -> None:
    pixels, _, blocks, test_from = tiles(photographs(3))
    places = pixels.transpose(0, 2, 3, 1).reshape(len(pixels), -1, 3).astype(np.int64) @ [1 << 16, 1 << 8, 1]
    learned, tested = np.unique(places[:test_from]), np.unique(places[test_from:])
    assert not len(np.intersect1d(learned, tested))
    assert len(learned) + len(tested) == 3 * SIDE * SIDE, "and every pixel is in some tile"
    owner: dict[int, int] = {}
    for block, seen in zip(blocks.tolist(), places, strict=True):
        assert {owner.setdefault(place, block) for place in seen.tolist()} == {block}


def test_a_tile_is_a_piece_of_its_photograph_as_it_stands_there() -> None:
    pixels, labels, _, test_from = tiles(photographs(3))
    assert pixels.shape == (1200, 3, 32, 32)
    assert test_from == 900
    assert np.bincount(labels).tolist() == [400] * 3
    for (photograph, rows, columns), label in zip(pixels, labels, strict=True):
        assert (photograph == label).all()
        assert (rows == rows[0, 0] + np.arange(32)[:, None]).all()
        assert (columns == columns[0, 0] + np.arange(32)).all()


def test_all_rows_and_columns_of_a_photograph_are_tested_on() -> None:
    pixels, _, _, test_from = tiles(photographs(1))
    assert set(np.unique(pixels[test_from:, 1])) == set(np.unique(pixels[test_from:, 2])) == set(range(SIDE))

from __future__ import annotations

import numpy as np

from ravine.data.random import stream


def test_the_same_seed_and_purpose_give_the_same_numbers() -> None:
    assert np.array_equal(stream(7, "points").random(100), stream(7, "points").random(100))


def test_another_seed_or_purpose_gives_other_numbers() -> None:
    points = stream(7, "points").random(100)
    assert not np.intersect1d(points, stream(8, "points").random(100)).size
    assert not np.intersect1d(points, stream(7, "noise").random(100)).size


def test_the_largest_seed_is_a_seed() -> None:
    assert 0 <= stream(2**32 - 1, "points").random() < 1


def test_fewer_numbers_are_the_beginning_of_more() -> None:
    few, many = stream(1, "points").standard_normal((10, 3)), stream(1, "points").standard_normal((20, 3))
    assert np.array_equal(few, many[:10])

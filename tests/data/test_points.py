"""Painted points: what is taken, and the parts that they stay in while others are added."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ravine.data.data import Data
from ravine.data.noise import noisy_by_mark
from ravine.data.points import CLASSES, FEWEST, MOST, PointsError, painted
from ravine.data.random import drawn
from ravine.data.split import Shares, leaks, split_rows, with_label_noise

POINT = st.tuples(st.floats(-1.2, 1.2), st.floats(-1.2, 1.2), st.integers(0, 2)).map(list)
FOUR: list[list[float]] = [[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0], [-1, 1, 1]]


def test_points_are_kept_as_they_were_painted() -> None:
    data = painted(FOUR, 3)
    np.testing.assert_array_equal(data.x, np.array(FOUR, np.float32)[:, :2])
    assert data.y.tolist() == [0, 1, 0, 1]
    assert data.classes == ("class 1", "class 2", "class 3")
    assert data.x_scaling is None


@pytest.mark.parametrize(("points", "classes", "words"), [
    (FOUR[: FEWEST - 1], 2, "2 points"),
    ([[0, 0, 0]] * 4, 2, "one class"),
    ([*FOUR, [2, 0, 1]], 2, "point 5 lies outside"),
    ([*FOUR, [float("nan"), 0, 1]], 2, "point 5 lies outside"),
    ([*FOUR, [0, 0, 2]], 2, "class of point 5 is 2"),
    ([*FOUR, [0, 0, 0.5]], 2, "class of point 5 is 0.5"),
    ([*FOUR, [0, 0, 10**400]], 2, "class of point 5 is 10000"),
    ([*FOUR, [10**400, 0, 0]], 2, "point 5 lies outside"),
    ([*FOUR, [0, 0]], 2, "point 5 is none"),
    ([*FOUR, [0, 0, True]], 2, "point 5 is none"),
    ([*FOUR, "x"], 2, "point 5 is none"),
    (FOUR * MOST, 2, "points"),
    ({"0": FOUR}, 2, "no list"),
    (FOUR, 1, "classes"),
    (FOUR, CLASSES + 1, "classes"),
    (FOUR, None, "classes"),
])  # fmt: skip
def test_what_is_no_set_of_points_is_refused_with_what_is_allowed(points: Any, classes: Any, words: str) -> None:
    with pytest.raises(PointsError, match=words) as caught:
        painted(points, classes)
    assert caught.value.allowed


SHARES = (0.6, 0.2, 0.2)
MANY = [[round(0.01 * number - 1, 3), 0.5, number % 2] for number in range(200)]


def marks_of_parts(data: Data, seed: int) -> list[set[int]]:
    assert data.marks is not None
    return [set(data.marks[rows].tolist()) for rows in split_rows(data, SHARES, seed)]


@settings(deadline=None)
@given(st.lists(POINT, max_size=30), st.lists(POINT, max_size=30), st.integers(0, 9))
def test_a_point_stays_in_its_part_when_others_are_painted_or_rubbed_out(
    gone: list[list[float]], new: list[list[float]], seed: int
) -> None:
    before, after = painted([*gone, *MANY], 3), painted([*MANY, *new], 3)
    assert not leaks(before, after, SHARES, seed)
    both = {mark for part in marks_of_parts(painted(MANY, 3), seed) for mark in part}
    for old, now in zip(marks_of_parts(before, seed), marks_of_parts(after, seed), strict=True):
        assert old & both == now & both


@settings(deadline=None)
@given(st.lists(POINT, min_size=1, max_size=12), st.lists(POINT, max_size=5), st.integers(0, 99))
def test_what_was_learned_from_and_would_be_tested_on_is_seen(
    first: list[list[float]], more: list[list[float]], seed: int
) -> None:
    """Of a few points, the nearest goes where a part would be empty: then one may change its part."""
    before, after = painted([[0, 0, 0], [0, 0, 1], *first], 3), painted([*first, [0, 0, 1], [0, 0.5, 2], *more], 3)
    (train, *_), (_, *others) = marks_of_parts(before, seed), marks_of_parts(after, seed)
    assert leaks(before, after, SHARES, seed) is any(train & part for part in others)


@settings(deadline=None)
@given(st.lists(POINT, max_size=60), st.integers(0, 9), st.sampled_from([SHARES, (0.01, 0.0, 0.99), (0.9, 0.05, 0.05)]))
def test_every_row_is_in_one_part_and_every_part_with_a_share_has_one(
    points: list[list[float]], seed: int, shares: Shares
) -> None:
    data = painted([[0, 0, 0], [0, 0, 1], [1, 1, 1], *points], 3)
    parts = split_rows(data, shares, seed)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(data)))
    assert [len(part) > 0 for part in parts] == [share > 0 for share in shares]


@pytest.mark.parametrize("shares", [SHARES, (0.8, 0.0, 0.2), (0.5, 0.5, 0.0), (1.0, 0.0, 0.0)])
def test_the_parts_have_about_their_shares_of_each_class(shares: Shares) -> None:
    data = painted([[round(0.0005 * number - 1, 4), 0, number % 2] for number in range(4000)], 2)
    for rows, share in zip(split_rows(data, shares, 1), shares, strict=True):
        counts = np.bincount(data.strata[rows], minlength=2)
        assert np.abs(counts - 2000 * share).max() <= 4 * (2000 * share * (1 - share)) ** 0.5


def test_another_seed_deals_otherwise() -> None:
    data = painted(MANY, 2)
    assert marks_of_parts(data, 1) == marks_of_parts(data, 1) != marks_of_parts(data, 2)


def test_a_part_of_the_points_keeps_its_noise_and_its_wrong_labels() -> None:
    data = painted(MANY, 2)
    part = data.take(np.arange(50, 150))
    for whole, few in ((data, part),):
        assert whole.marks is not None
        assert few.marks is not None
        np.testing.assert_array_equal(
            noisy_by_mark(whole.x, whole.marks, 0.3, 1)[50:150], noisy_by_mark(few.x, few.marks, 0.3, 1)
        )
    wrong = with_label_noise(data, 0.25, 1).y[50:150] != data.y[50:150]
    assert 10 <= wrong.sum() <= 40
    assert (wrong != (with_label_noise(part, 0.25, 1).y != part.y)).sum() <= 8
    assert (with_label_noise(data, 0.25, 1).y != data.y).sum() == 50


def test_noise_by_mark_is_normal_and_drawn_numbers_are_uniform() -> None:
    marks = np.arange(40_000, dtype=np.uint64)
    n = 2 * noisy_by_mark(np.zeros((len(marks), 2), np.float32), marks, 1.0, 1)
    assert np.abs(n.mean(axis=0)).max() < 0.02
    assert np.abs(n.std(axis=0) - 1).max() < 0.02
    assert np.abs(np.mean(np.abs(n) > 1.96) - 0.05) < 0.004
    assert abs(np.mean(n[:, 0] * n[:, 1])) < 0.02
    u = drawn(marks, 1, "split")
    assert 0 <= u.min() < u.max() < 1
    assert np.abs(np.histogram(u, 20, (0, 1))[0] - 2000).max() < 200
    assert abs(np.mean((u - 0.5) * (drawn(marks, 2, "split") - 0.5))) < 0.002


def test_the_sign_of_zero_makes_no_other_point() -> None:
    np.testing.assert_array_equal(painted([[-0.0, 0, 0], *FOUR], 2).marks, painted([[0, 0, 0], *FOUR], 2).marks)

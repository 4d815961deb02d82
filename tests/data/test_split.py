from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ravine.data.data import Data
from ravine.data.generated import blobs, spirals
from ravine.data.images import digits, emoji, fashion_mnist, photo_tiles
from ravine.data.regression import plane
from ravine.data.split import Shares, part_sizes, split, split_rows, with_label_noise

SIXTY = (0.6, 0.2, 0.2)


@st.composite
def any_shares(draw: st.DrawFn) -> Shares:
    train, validation, test = draw(st.integers(1, 100)), draw(st.integers(0, 100)), draw(st.integers(0, 100))
    whole = train + validation + test
    return train / whole, validation / whole, test / whole


@settings(deadline=None)
@given(st.integers(20, 400), st.integers(2, 10), any_shares(), st.integers(0, 2**32 - 1))
def test_the_parts_are_disjoint_complete_sized_and_stratified(n: int, classes: int, shares: Shares, seed: int) -> None:
    data = blobs(n, 0.1, 1, classes)
    parts = split_rows(data, shares, seed)
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(n))
    whole = np.bincount(data.strata, minlength=classes)
    for rows, share in zip(parts, shares, strict=True):
        assert abs(len(rows) - share * n) < 2
        assert (len(rows) > 0) == (share > 0)
        counts = np.bincount(data.strata[rows], minlength=classes)
        assert np.abs(counts - whole * len(rows) / n).max() < 2


def test_a_split_holds_each_example_with_its_own_label() -> None:
    data = spirals(500, 0.1, 1)
    label_of = {row.tobytes(): label for row, label in zip(data.x, data.y, strict=True)}
    parts = split(data, SIXTY, 1)
    assert [len(parts.train), len(parts.validation), len(parts.test)] == [300, 100, 100]
    for part in (parts.train, parts.validation, parts.test):
        assert all(label_of[row.tobytes()] == label for row, label in zip(part.x, part.y, strict=True))
        assert part.x.flags.c_contiguous
        assert part.x.flags.writeable
        assert (part.task, part.classes, part.features) == (data.task, data.classes, data.features)


def test_the_same_seed_splits_alike_and_another_otherwise() -> None:
    data = digits(1797, 0.0, 1)
    for again, other in zip(split_rows(data, SIXTY, 4), split_rows(data, SIXTY, 5), strict=True):
        assert not np.array_equal(again, other)
    for again, once in zip(split_rows(data, SIXTY, 4), split_rows(data, SIXTY, 4), strict=True):
        assert np.array_equal(again, once)


def test_noise_on_the_points_moves_none_of_them_to_another_part() -> None:
    for still, noisy in zip(
        split_rows(spirals(500, 0.0, 1), SIXTY, 1), split_rows(spirals(500, 0.8, 1), SIXTY, 1), strict=True
    ):
        assert np.array_equal(still, noisy)


@pytest.mark.parametrize("examples", [100, 500, 4400])
@pytest.mark.parametrize("shares", [SIXTY, (0.9, 0.05, 0.05), (0.1, 0.1, 0.8), (0.8, 0.2, 0.0), (0.8, 0.0, 0.2)])
def test_a_given_test_part_is_the_only_source_of_test_examples(examples: int, shares: Shares) -> None:
    data = fashion_mnist(examples, 0.0, 1)
    assert data.test_from is not None
    train, validation, test = split_rows(data, shares, 1)
    assert np.array_equal(np.sort(np.concatenate([train, validation])), np.arange(data.test_from))
    assert len(train) / data.test_from == pytest.approx(shares[0] / (shares[0] + shares[1]), abs=1 / data.test_from)
    assert len(test) == min(round(shares[2] * examples), examples - data.test_from)
    assert len(np.unique(test)) == len(test)
    assert (test >= data.test_from).all()
    if len(test):
        counts = np.bincount(data.strata[test], minlength=10)
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize(("examples", "cut"), [(3200, 0), (1000, 8)])
def test_tiles_of_a_place_are_learned_from_or_validated_on(examples: int, cut: int) -> None:
    data = photo_tiles(examples, 0.0, 1)
    assert data.groups is not None
    train, validation, _ = split_rows(data, SIXTY, 1)
    both = set(data.groups[train]) & set(data.groups[validation])
    assert len(both) <= cut, "at most one a photograph, none where the sizes are those of whole blocks"


def test_drawings_of_a_symbol_are_learned_from_or_validated_on() -> None:
    data = emoji(2004, 0.0, 1)
    assert data.groups is not None
    train, validation, _ = split_rows(data, SIXTY, 1)
    both = set(data.groups[train]) & set(data.groups[validation])
    assert len(both) <= len(data.classes)
    assert len(train) == round(1598 * 0.75)


def test_parts_of_a_set_with_a_given_test_part_have_none() -> None:
    parts = split(fashion_mnist(500, 0.0, 1), SIXTY, 1)
    assert parts.train.test_from is parts.validation.test_from is parts.test.test_from is None


def test_a_regression_is_split_too() -> None:
    parts = split(plane(500, 0.1, 1), SIXTY, 1)
    assert parts.train.y.shape == (300, 1)


@pytest.mark.parametrize(
    ("shares", "complaint"),
    [
        ((0.0, 0.5, 0.5), "train part is 0"),
        ((0.5, 0.2, 0.2), "add up to 0.9"),
        ((0.6, 0.2, 0.2 + 2e-6), "add up to"),
        ((1.2, -0.1, -0.1), "train part is 1.2: allowed is 0 to 1"),
        ((0.8, 0.4, -0.2), "test part is -0.2"),
        ((math.nan, 0.5, 0.5), "train part is nan"),
        ((0.5, math.inf, 0.5), "validation part is inf"),
    ],
)
def test_shares_that_are_none_are_refused_with_the_reason(shares: Shares, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        split(spirals(100, 0.0, 1), shares, 1)


def test_shares_may_miss_one_by_rounding() -> None:
    assert len(split(spirals(100, 0.0, 1), (0.6, 0.2, 0.2 + 9e-7), 1).train) == 60


def test_every_part_that_has_a_share_has_an_example() -> None:
    assert part_sizes(20, (0.98, 0.01, 0.01)) == [18, 1, 1]
    assert part_sizes(3, (0.98, 0.01, 0.01)) == [1, 1, 1]
    assert part_sizes(3, (0.01, 0.98, 0.01)) == [1, 1, 1]
    with pytest.raises(ValueError, match="2 examples cannot be split into 3 parts"):
        part_sizes(2, (0.4, 0.3, 0.3))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.25, 0.333, 0.5, 1.0])
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_label_noise_changes_exactly_the_share_asked_for_and_no_point(share: float, classes: int) -> None:
    data = blobs(600, 0.1, 1, classes)
    noisy = with_label_noise(data, share, 7)
    assert np.array_equal(noisy.x, data.x)
    assert np.count_nonzero(noisy.y != data.y) == round(share * 600)
    assert set(np.unique(noisy.y)) <= set(range(classes))
    assert noisy.y.dtype == np.float32


def test_a_wrong_label_is_any_other_class_equally_often() -> None:
    data = blobs(10_000, 0.1, 1, 5)
    steps = (with_label_noise(data, 1.0, 7).y - data.y) % 5
    assert np.bincount(steps.astype(np.int64), minlength=5)[0] == 0
    assert np.bincount(steps.astype(np.int64), minlength=5)[1:] == pytest.approx([2500] * 4, rel=0.06)


def test_more_label_noise_keeps_the_labels_that_were_wrong() -> None:
    data = digits(1000, 0.0, 1)
    little, more = with_label_noise(data, 0.1, 7), with_label_noise(data, 0.3, 7)
    wrong = little.y != data.y
    assert np.array_equal(little.y[wrong], more.y[wrong])


def test_label_noise_leaves_a_given_test_part_alone() -> None:
    data = fashion_mnist(1000, 0.0, 1)
    noisy = with_label_noise(data, 1.0, 7)
    assert (noisy.y != data.y)[: data.test_from].all()
    assert np.array_equal(noisy.y[data.test_from :], data.y[data.test_from :])


def test_label_noise_on_the_training_part_leaves_the_others_alone() -> None:
    parts = split(digits(1797, 0.0, 1), SIXTY, 1)
    before = [parts.train.y.copy(), parts.validation.y.copy(), parts.test.y.copy()]
    with_label_noise(parts.train, 0.5, 1)
    for part, y in zip((parts.train, parts.validation, parts.test), before, strict=True):
        assert np.array_equal(part.y, y)


def test_label_noise_is_the_same_for_the_same_seed() -> None:
    data = digits(500, 0.0, 1)
    assert np.array_equal(with_label_noise(data, 0.2, 7).y, with_label_noise(data, 0.2, 7).y)
    assert not np.array_equal(with_label_noise(data, 0.2, 7).y, with_label_noise(data, 0.2, 8).y)


def test_label_noise_on_a_regression_is_gaussian_in_units_of_the_target_s_spread() -> None:
    data = plane(10_000, 0.0, 1)
    half, whole = with_label_noise(data, 0.5, 7).y - data.y, with_label_noise(data, 1.0, 7).y - data.y
    assert whole.std() == pytest.approx(data.y.std(), rel=0.03)
    np.testing.assert_allclose(half, whole / 2, atol=1e-6)


@pytest.mark.parametrize("share", [-0.01, 1.01, math.nan, math.inf])
def test_a_share_of_wrong_labels_that_is_none_is_refused(share: float) -> None:
    data: Data = spirals(100, 0.0, 1)
    with pytest.raises(ValueError, match="share of noisy labels is"):
        with_label_noise(data, share, 1)

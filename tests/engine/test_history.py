from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

from ravine.engine.history import LEVELS, RING, History, Piece
from ravine.engine.training import Record

LAYERS = 2
Columns = Any  # (updates, 2 + layers): loss, lr, gradient norms


def numbers(count: int, seed: int = 0) -> Columns:
    return np.random.default_rng(seed).normal(size=(count, 2 + LAYERS)).astype(np.float32)


def record(block: Columns) -> Record:
    return Record(block[:, 0], block[:, 1], block[:, 2:])


def filled(block: Columns) -> History:
    history = History(LAYERS)
    history.append(record(block))
    return history


class Reader:
    """A page: it keeps what it has read, and drops what a piece says anew."""

    def __init__(self) -> None:
        self.bins: list[tuple[int, int, Any]] = []  # start, width, (min, max, mean) of each column
        self.cursor = 0

    def take(self, history: History, points: int) -> list[Piece]:
        pieces = history.since(self.cursor, points)
        for piece in pieces:
            self.bins = [kept for kept in self.bins if kept[0] + kept[1] <= piece.start]
            for start, row in zip(range(piece.start, piece.stop, piece.width), rows(piece), strict=True):
                self.bins.append((start, piece.width, row))
            self.cursor = piece.stop
        return pieces

    def catch_up(self, history: History, points: int) -> None:
        while self.take(history, points):
            pass


def rows(piece: Piece) -> Any:
    """(n, 3, loss and norms): minimum, maximum and mean of each bin; lr's mean is checked by itself."""
    n = len(piece.lr)
    kinds = 1 if piece.width == 1 else 3
    assert piece.loss.shape == (n, kinds)
    assert piece.gradient_norm.shape == (n, kinds * LAYERS)
    together = np.concatenate([piece.loss[:, :, None], piece.gradient_norm.reshape(n, kinds, LAYERS)], axis=2)
    return np.broadcast_to(together, (n, 3, 1 + LAYERS))


def joins(bins: list[tuple[int, int, Any]], block: Columns) -> None:
    """The bins follow each other from 0 to the end, and each says the truth of its updates."""
    position = 0
    for start, width, (low, high, mean) in bins:
        assert start == position, "no gap, no overlap"
        position += width
        part = block[start : start + width, [0, 2, 3]]
        assert np.array_equal(low, part.min(axis=0))
        assert np.array_equal(high, part.max(axis=0))
        np.testing.assert_allclose(mean, part.mean(axis=0, dtype=np.float64), atol=1e-5)
    assert position == len(block)


appends = draw.lists(draw.tuples(draw.integers(0, 6000), draw.booleans(), draw.integers(10, 3000)), max_size=30)


@effort(max_examples=25, deadline=None, derandomize=True, database=None)
@given(appends)
def test_pieces_join_without_gap_or_overlap(steps: list[tuple[int, bool, int]]) -> None:
    history, reader, block = History(LAYERS), Reader(), numbers(0)
    for seed, (count, reads, points) in enumerate(steps):
        more = numbers(count, seed)
        history.append(record(more))
        block = np.concatenate([block, more])
        assert history.end == len(block)
        if reads:
            reader.take(history, points)
    reader.catch_up(history, 500)
    assert reader.cursor == history.end
    joins(reader.bins, block)
    late = Reader()
    late.catch_up(history, 500)
    joins(late.bins, block)


@effort(max_examples=20, deadline=None, derandomize=True, database=None)
@given(draw.lists(draw.integers(1, 40), min_size=1, max_size=20))
def test_the_same_bins_come_out_however_the_appends_are_sliced(slices: list[int]) -> None:
    block = numbers(sum(slices) * 100)
    sliced, start = History(LAYERS), 0
    for part in slices:
        sliced.append(record(block[start : start + 100 * part]))
        start += 100 * part
    for points in (10, 100, 5000):
        one, other = filled(block).since(0, points), sliced.since(0, points)
        assert [(piece.start, piece.width) for piece in one] == [(piece.start, piece.width) for piece in other]
        assert all(np.array_equal(a.loss, b.loss) for a, b in zip(one, other, strict=True))


def test_the_newest_updates_are_held_exactly() -> None:
    block = numbers(100_000)
    (piece,) = filled(block).since(100_000 - RING, RING)
    assert (piece.start, piece.stop, piece.width) == (100_000 - RING, 100_000, 1)
    assert np.array_equal(piece.loss[:, 0], block[-RING:, 0])
    assert np.array_equal(piece.lr, block[-RING:, 1])
    assert np.array_equal(piece.gradient_norm, block[-RING:, 2:])


def test_the_rate_of_a_bin_is_its_mean() -> None:
    block = numbers(10_000)
    (piece,) = filled(block).since(0, 200)
    means = block[: piece.stop, 1].reshape(-1, piece.width).mean(axis=1, dtype=np.float64)
    assert piece.width == 64
    np.testing.assert_allclose(piece.lr, means, atol=1e-5)


@pytest.mark.parametrize("count", [1, 100, 2048, 2049, 50_000, 1_000_000])
@pytest.mark.parametrize("points", [10, 500, 2000])
def test_a_piece_has_about_as_many_bins_as_were_asked_for(count: int, points: int) -> None:
    (piece,) = filled(numbers(count)).since(0, points)
    assert len(piece.lr) <= points + 1
    assert len(piece.lr) >= min(count, points // 4 - 1)


def test_a_run_of_any_length_takes_the_same_memory() -> None:
    def size(history: History) -> int:
        return sum(part.nbytes for part in vars(history).values() if isinstance(part, np.ndarray))

    history = History(LAYERS)
    before = size(history)
    block = record(numbers(200_000))
    for _ in range(10):
        history.append(block)
    assert size(history) == before == LEVELS * RING * 3 * (2 + LAYERS) * 4
    (piece,) = history.since(0, 500)
    assert (piece.start, piece.stop) == (0, history.end // piece.width * piece.width)


def test_who_has_everything_gets_nothing() -> None:
    history = filled(numbers(1234))
    assert history.since(1234, 100) == []
    assert history.since(99_999, 100) == []
    assert History(LAYERS).since(0, 100) == []


def test_an_empty_record_changes_nothing() -> None:
    history = filled(numbers(10))
    history.append(record(numbers(0)))
    assert history.end == 10


# --- going back -------------------------------------------------------------------------------------------------------


@effort(max_examples=60, deadline=None, derandomize=True, database=None)
@given(draw.integers(0, 60_000), draw.integers(0, 60_000), draw.lists(draw.integers(0, 9000), min_size=1, max_size=4))
def test_going_back_forgets_what_came_after_and_keeps_what_came_before(count: int, back: int, more: list[int]) -> None:
    block = numbers(count)
    history = filled(block)
    history.truncate(back)
    block = block[:back]
    assert history.end == len(block)
    for seed, step in enumerate([0, *more], 1):
        history.append(record(numbers(step, seed)))
        block = np.concatenate([block, numbers(step, seed)])
        reader = Reader()
        reader.catch_up(history, 500)
        position, lost = 0, 4 * count / RING + 4  # less than a bin of the finest level that was held where it went back
        for start, width, (low, high, mean) in reader.bins:
            part = block[start : start + width, [0, 2, 3]]
            assert start == position or (start - position < lost and width == 1)
            assert (low >= part.min(axis=0)).all()
            assert (high <= part.max(axis=0)).all()
            assert (low <= mean + 1e-5).all()
            assert (mean <= high + 1e-5).all()
            if width == 1:
                assert np.array_equal(low, part[0])
            position = start + width
        assert position == len(block) or (len(block) == back and back - position < lost)


def test_going_back_a_little_loses_nothing() -> None:
    block = numbers(1500)
    history = filled(block)
    history.truncate(700)
    again = numbers(900, seed=1)
    history.append(record(again))
    reader = Reader()
    reader.catch_up(history, 300)
    joins(reader.bins, np.concatenate([block[:700], again]))


def test_going_back_far_keeps_the_early_past_at_the_width_that_was_still_held() -> None:
    block = numbers(100_000)
    history = filled(block)
    history.truncate(50_001)
    reader = Reader()
    reader.catch_up(history, 2000)
    assert reader.bins[0][:2] == (0, 64)
    assert sum(width for _, width, _ in reader.bins) == 50_001 // 64 * 64
    joins(reader.bins, block[: 50_001 // 64 * 64])
    history.append(record(numbers(20, seed=1)))
    assert reader.take(history, 2000)[0].start == 50_001, "what is new is seen at once"
    history.append(record(numbers(80, seed=2)))
    late = Reader()
    late.take(history, 2000)
    start, width, (low, _, _) = late.bins[-1]
    known = np.concatenate([numbers(20, seed=1), numbers(80, seed=2)])[: start + width - 50_001, [0, 2, 3]]
    assert (start, width) == (49_984, 64)
    assert np.array_equal(low, known.min(axis=0)), "a bin that was begun speaks for its new updates"

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

from ravine.engine import history as module
from ravine.engine.history import BASE, LEVELS, RING, History, Piece
from ravine.engine.record import Record

LAYERS = 2
Columns = Any  # (updates, 4 + layers): loss, lr, examples, seconds, gradient norms


def numbers(count: int, seed: int = 0, before: Columns = ()) -> Columns:
    """Of `count` updates: ten examples each, and a quarter of a second; counted on from those `before`."""
    block = np.random.default_rng(seed).normal(size=(count, 4 + LAYERS)).astype(np.float32)
    start = before[-1] if len(before) else np.zeros(4)
    block[:, 2:4] = np.arange(1, count + 1)[:, None] * (10, 0.25) + start[2:4]
    return block


def record(block: Columns) -> Record:
    return Record(block[:, 0], block[:, 1], block[:, 4:], block[:, 2].astype(np.float64), block[:, :0],
                  block[:, :0])  # fmt: skip


def add(history: History, block: Columns) -> None:
    history.append(record(block), 0.25 * len(block))


def filled(block: Columns) -> History:
    history = History(LAYERS)
    add(history, block)
    return history


KEPT = [0, 2, 3, 4, 5]  # the columns of which a bin has minimum, maximum and mean


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
    """(n, 3, KEPT): minimum, maximum and mean of each bin; lr's mean is checked by itself."""
    n = len(piece.lr)
    kinds = 1 if piece.width == 1 else 3
    assert piece.loss.shape == (n, kinds)
    assert piece.effort.shape == (n, kinds * 2)
    assert piece.gradient_norm.shape == (n, kinds * LAYERS)
    parts = (piece.loss, piece.effort, piece.gradient_norm)
    together = np.concatenate([part.reshape(n, kinds, -1) for part in parts], axis=2)
    return np.broadcast_to(together, (n, 3, len(KEPT)))


def joins(bins: list[tuple[int, int, Any]], block: Columns) -> None:
    """The bins follow each other from 0 to the end, and each says the truth of its updates."""
    position = 0
    for start, width, (low, high, mean) in bins:
        assert start == position, "no gap, no overlap"
        position += width
        part = block[start : start + width, KEPT]
        assert np.array_equal(low, part.min(axis=0))
        assert np.array_equal(high, part.max(axis=0))
        np.testing.assert_allclose(mean, part.mean(axis=0, dtype=np.float64), rtol=1e-6, atol=1e-5)
    assert position == len(block)


appends = draw.lists(draw.tuples(draw.integers(0, 6000), draw.booleans(), draw.integers(10, 3000)), max_size=30)


@effort(max_examples=25, deadline=None, derandomize=True, database=None)
@given(appends)
def test_pieces_join_without_gap_or_overlap(steps: list[tuple[int, bool, int]]) -> None:
    history, reader, block = History(LAYERS), Reader(), numbers(0)
    for seed, (count, reads, points) in enumerate(steps):
        more = numbers(count, seed, block)
        add(history, more)
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
        add(sliced, block[start : start + 100 * part])
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
    assert np.array_equal(piece.effort, block[-RING:, 2:4])
    assert np.array_equal(piece.gradient_norm, block[-RING:, 4:])


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
    block = numbers(200_000)
    for _ in range(10):
        add(history, block)
    assert size(history) == before == LEVELS * RING * 3 * (4 + LAYERS) * 4
    (piece,) = history.since(0, 500)
    assert (piece.start, piece.stop) == (0, history.end // piece.width * piece.width)


def test_who_has_everything_gets_nothing() -> None:
    history = filled(numbers(1234))
    assert history.since(1234, 100) == []
    assert history.since(99_999, 100) == []
    assert History(LAYERS).since(0, 100) == []


def test_an_empty_record_changes_nothing() -> None:
    history = filled(numbers(10))
    history.append(record(numbers(0)), 1.0)
    assert (history.end, history.seconds) == (10, 2.5)


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
        more_of_it = numbers(step, seed, block)
        add(history, more_of_it)
        block = np.concatenate([block, more_of_it])
        reader = Reader()
        reader.catch_up(history, 500)
        position, lost = 0, 4 * count / RING + 4  # less than a bin of the finest level that was held where it went back
        for start, width, (low, high, mean) in reader.bins:
            part = block[start : start + width, KEPT]
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
    again = numbers(900, 1, block[:700])
    add(history, again)
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
    first = numbers(20, 1, block[:50_001])
    add(history, first)
    assert reader.take(history, 2000)[0].start == 50_001, "what is new is seen at once"
    second = numbers(80, 2, first)
    add(history, second)
    late = Reader()
    late.take(history, 2000)
    start, width, (low, _, _) = late.bins[-1]
    known = np.concatenate([first, second])[: start + width - 50_001, KEPT]
    assert (start, width) == (49_984, 64)
    assert np.array_equal(low, known.min(axis=0)), "a bin that was begun speaks for its new updates"


class Naive:
    """What a history with rings of `ring` bins holds: of each level, of each bin, the updates that it speaks for, and
    their mean, in which a part that lost some of its updates counts as much as one that did not."""

    def __init__(self, ring: int, levels: int) -> None:
        self.ring = ring
        self.updates: list[Columns] = []
        self.levels: list[dict[int, tuple[list[Columns], Columns]]] = [{} for _ in range(levels)]

    def append(self, block: Columns) -> None:
        for row in block:
            self.updates.append(row)
            self._write(0, len(self.updates) - 1, ([row], row))

    def _write(self, level: int, number: int, rows_and_mean: tuple[list[Columns], Columns]) -> None:
        """The bin that lay at the same place of the ring is gone."""
        held = self.levels[level]
        for other in [other for other in held if (other - number) % self.ring == 0]:
            del held[other]
        held[number] = rows_and_mean
        if level + 1 < len(self.levels) and number % BASE == BASE - 1:
            parts = [held[part] for part in range(number - BASE + 1, number + 1) if part in held]
            mean = np.mean([mean for _, mean in parts], axis=0, dtype=np.float64)
            self._write(level + 1, number // BASE, ([row for rows, _ in parts for row in rows], mean))

    def truncate(self, end: int) -> None:
        del self.updates[end:]
        for level, held in enumerate(self.levels):
            for number in [number for number in held if (number + 1) * BASE**level > end]:
                del held[number]

    def newest(self, level: int) -> list[int]:
        """The bins held up to the end without a gap."""
        number = len(self.updates) // BASE**level
        run: list[int] = []
        while number - 1 in self.levels[level]:
            number -= 1
            run.insert(0, number)
        return run


deeds = draw.lists(
    draw.one_of(
        draw.tuples(draw.just("append"), draw.integers(0, 90)), draw.tuples(draw.just("truncate"), draw.floats(0, 1))
    ),
    min_size=1,
    max_size=12,
)


@effort(max_examples=300, deadline=None, derandomize=True, database=None)
@given(deeds, draw.sampled_from([8, 16]))
def test_however_often_it_goes_back_it_holds_what_the_naive_one_holds(
    deeds: list[tuple[str, float]], ring: int
) -> None:
    """Small rings, so that every place is overwritten often: each level from its oldest bin to the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "RING", ring)
        patch.setattr(module, "LEVELS", 4)
        history, naive = History(LAYERS), Naive(ring, 4)
        for seed, (what, amount) in enumerate(deeds):
            if what == "append":
                block = numbers(int(amount), seed)
                block[:, 3] = history.seconds + 0.25 * np.arange(1, len(block) + 1)
                add(history, block)
                naive.append(block)
            else:
                end = int(amount * len(naive.updates))
                history.truncate(end)
                naive.truncate(end)
            assert history.end == len(naive.updates)
            for level in range(4):
                width = BASE**level
                bins = naive.newest(level)
                first = history.oldest(level) // width
                assert list(range(first, history.end // width)) == bins
                if not bins:
                    continue
                low, high, mean = rows(history._piece(first * width, history.end // width * width, level)).swapaxes(
                    0, 1
                )
                for place, number in enumerate(bins):
                    updates, average = naive.levels[level][number]
                    known = np.array(updates)[:, KEPT]
                    assert np.array_equal(low[place], known.min(axis=0))
                    assert np.array_equal(high[place], known.max(axis=0))
                    np.testing.assert_allclose(mean[place], average[KEPT], rtol=1e-6, atol=1e-6)


# --- effort -----------------------------------------------------------------------------------------------------------


def test_the_seconds_of_a_call_are_shared_by_its_updates() -> None:
    history, block = History(LAYERS), numbers(7)
    history.append(record(block[:4]), 2.0)
    history.append(record(block[4:]), 0.75)
    (piece,) = history.since(0, 100)
    assert piece.effort[:, 0].tolist() == [10, 20, 30, 40, 50, 60, 70]
    assert piece.effort[:, 1].tolist() == [0.5, 1, 1.5, 2, 2.25, 2.5, 2.75]
    assert history.seconds == 2.75


@effort(max_examples=60, deadline=None, derandomize=True, database=None)
@given(draw.integers(1, 200_000), draw.lists(draw.floats(0, 1), min_size=1, max_size=4))
def test_after_going_back_the_seconds_go_on_from_where_they_were(count: int, backs: list[float]) -> None:
    """At an even speed they are exact whatever is still held; and after more than one step back they stay in order."""
    history = filled(numbers(count))
    for back in backs:
        end = int(back * history.end)
        history.truncate(end)
        assert history.seconds == pytest.approx(0.25 * end, abs=0.25 * (4 * count / RING + 4))
        if back is backs[0]:
            assert history.seconds == 0.25 * end
        before = history.seconds
        add(history, numbers(50))
        assert history.seconds == before + 12.5
        reader = Reader()
        reader.catch_up(history, 500)
        seconds = [value for _, _, (low, _, high_of) in reader.bins for value in (low[2], high_of[2])]
        assert seconds == sorted(seconds)


def test_where_the_speed_changed_the_seconds_before_an_update_that_is_held_are_exact() -> None:
    history, block = History(LAYERS), numbers(3000)
    for start, seconds in ((0, 1.0), (1000, 7.0), (2000, 0.5)):
        history.append(record(block[start : start + 1000]), seconds)
    history.truncate(1500)
    assert history.seconds == pytest.approx(1.0 + 3.5, rel=1e-6)
    history.truncate(0)
    assert history.seconds == 0.0


@effort(max_examples=60, deadline=None, derandomize=True, database=None)
@given(draw.integers(1, 20_000), draw.integers(0, 20_000), draw.integers(1, 5_000))
def test_a_mean_over_a_range_is_that_of_its_updates_or_nothing(count: int, first: int, length: int) -> None:
    history, block = filled(numbers(count)), numbers(count)
    last = first + length
    found = history.mean(first, last)
    if found is None:
        assert last > count or first < history.oldest(0)
    else:
        assert found[0] == pytest.approx(block[first:last, 0].mean(dtype=np.float64), abs=1e-5)
        assert found[4:] == pytest.approx(block[first:last, 4:].mean(axis=0, dtype=np.float64), abs=1e-5)


def test_a_mean_over_whole_bins_is_the_same_while_it_is_held() -> None:
    history = filled(numbers(1000))
    before = history.mean(256, 512)
    add(history, numbers(150_000))
    assert before is not None
    assert np.array_equal(history.mean(256, 512), before)  # type: ignore[arg-type]
    assert history.mean(255, 512) is None

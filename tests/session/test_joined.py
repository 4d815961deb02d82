"""Pieces of a past join without gap or overlap, from any cursor and at any resolution."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ravine.engine.history import RING, History
from ravine.engine.record import Record
from ravine.session.joined import joined

LAYERS = 2


def record(start: int, count: int) -> Record:
    """Update u has loss u, rate u / 2, norms u, -u, and saw u examples: so every number says where it comes from."""
    update = np.arange(start, start + count, dtype=np.float32)
    norms = np.column_stack([update, -update])
    return Record(update, update / 2, norms, update.astype(np.float64), norms[:, :0], norms[:, :0])


def past(updates: int) -> History:
    history = History(LAYERS)
    history.append(record(0, updates), 0.0)
    return history


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40_000), st.integers(8, 300)), min_size=1, max_size=12))
def test_ranges_join_and_their_bins_hold_the_updates_they_name(looks: list[tuple[int, int]]) -> None:
    history, cursor = History(LAYERS), 0
    for updates, bins in looks:
        history.append(record(history.end, updates), 0.0)
        for piece in joined(history, cursor, bins):
            assert piece.start == cursor, "a gap or an overlap"
            assert len(piece.lr) > 0
            cursor = piece.stop
            start = piece.start + piece.width * np.arange(len(piece.lr))
            if piece.width == 1:
                np.testing.assert_array_equal(piece.loss[:, 0], start)
                np.testing.assert_array_equal(piece.gradient_norm, np.column_stack([start, -start]))
                np.testing.assert_array_equal(piece.effort[:, 0], start)
            else:
                low, high, mean = piece.loss.T
                np.testing.assert_array_equal(high, start + piece.width - 1)
                assert (low <= start).all()
                assert (low <= mean).all()
                assert (mean <= high).all()
                np.testing.assert_array_equal(piece.gradient_norm[:, 2], high)
                np.testing.assert_array_equal(piece.effort[:, 2], high)
                np.testing.assert_array_equal(low[1:], start[1:])
    while cursor < history.end:  # what is behind the last whole bin comes with the next looks
        before = cursor
        for piece in joined(history, cursor, RING):
            assert piece.start == cursor
            cursor = piece.stop
        assert cursor > before
    assert cursor == history.end


def test_what_fits_comes_exactly() -> None:
    pieces = list(joined(past(500), 123, 512))
    assert [(piece.start, piece.stop, piece.width) for piece in pieces] == [(123, 500, 1)]


def test_a_cursor_within_a_bin_gets_finer_ones_up_to_the_bins_end() -> None:
    history = past(1003)
    history.append(record(1003, 1200), 0.0)
    first, *rest = joined(history, 1003, 100)
    assert (first.start, first.width) == (1003, 1)
    assert all(piece.width > 1 for piece in rest)


def test_where_finer_ones_are_gone_the_bin_is_cut_at_the_cursor() -> None:
    history = past(1003)
    history.append(record(1003, 1_000_000), 0.0)
    first = next(joined(history, 1003, 256))
    assert first.start == 1003
    assert len(first.lr) == 1
    assert first.loss[0, 1] == first.stop - 1


def test_nothing_new_is_no_piece() -> None:
    assert list(joined(past(64), 64, 256)) == []

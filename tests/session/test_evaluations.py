"""Kept evaluations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ravine.session.evaluations import CAPACITY, Evaluations

NONE = (float("nan"),) * 6


def values(number: float) -> tuple[float, float, float, float, float, float]:
    return (number,) * 6


@given(st.lists(st.integers(0, 50), max_size=80), st.integers(0, 80))
def test_who_asks_for_news_ends_up_with_what_is_kept(updates: list[int], asked_at: int) -> None:
    evaluations = Evaluations()
    page: dict[int, float] = {}
    seen = 0
    for turn, update in enumerate(updates):
        evaluations.add(update, values(turn))
        if turn in (asked_at, len(updates) - 1):
            for one in evaluations.since(seen):
                page[one.update] = one.values[0]
                seen = one.number
    if updates:
        assert page == {one.update: one.values[0] for one in evaluations}


def test_a_later_one_for_the_same_update_replaces_the_earlier() -> None:
    evaluations = Evaluations()
    evaluations.add(7, values(1))
    evaluations.add(7, values(2))
    assert [(one.update, one.values[0]) for one in evaluations] == [(7, 2)]


def test_however_many_come_memory_is_bounded_and_the_whole_run_stays_covered() -> None:
    evaluations = Evaluations()
    for update in range(10 * CAPACITY):
        evaluations.add(update, values(update))
        assert len(evaluations) <= CAPACITY
    kept = [one.update for one in evaluations]
    assert (kept[0], kept[-1]) == (0, 10 * CAPACITY - 1)
    gaps = [later - earlier for earlier, later in zip(kept, [*kept[1:], 10 * CAPACITY], strict=True)]
    assert max(gaps) <= 50, "an even spread over 1,024 places has gaps of ten"


def test_what_is_forgotten_is_not_told() -> None:
    evaluations = Evaluations()
    for update in (1, 5, 9):
        evaluations.add(update, values(update))
    evaluations.truncate(5)
    assert [one.update for one in evaluations.since(0)] == [1, 5]

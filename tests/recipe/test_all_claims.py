"""Every claim of every lesson holds, over a few seeds; `run.py bench lessons` asks many."""

from __future__ import annotations

import pytest

from ravine.recipe.checking import check
from ravine.recipe.lesson import Lesson, lessons

SEEDS = 3


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_what_a_lesson_claims_is_what_the_engine_shows(lesson: Lesson) -> None:
    found = check([lesson], SEEDS)
    assert len(found) == sum(len(one.claims) for one in lesson.experiments) >= 1
    assert [one.document() for one in found if not one.holds] == []


def test_every_row_of_the_lecture_has_its_lesson() -> None:
    assert [lesson.front.row for lesson in lessons()] == list(range(1, 28))

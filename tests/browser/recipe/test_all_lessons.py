"""Every lesson from beginning to end: what the page shows of each claim is what the engine gives without a page."""

from __future__ import annotations

import pytest

from browser.recipe.reader import Reader
from ravine.recipe.checking import check
from ravine.recipe.lesson import Lesson, lessons

pytestmark = pytest.mark.browser

PATIENCE = 120.0
"""Seconds that a lesson may take as fast as it goes, on a busy machine."""

SHOWN = """names => import('/src/views/gallery.js').then(({isShown}) => names.filter(name => !isShown(name)))"""


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_the_page_shows_what_the_engine_finds(reader: Reader, lesson: Lesson) -> None:
    front = lesson.front
    assert reader.page.evaluate(SHOWN, list(front.views)) == [], "views that the page does not know"
    reader.open(front.title)
    reader.predict(front.question.choices[front.question.right])
    reader.run(front.updates, PATIENCE)
    assert "You were right" in reader.verdict
    for shown, found in zip(reader.claims, check([lesson], 1), strict=True):
        assert shown["says"].endswith(found.claim.says)
        if any(one.value is not None for one in found.claim.measured):  # of a sweep, which trains other networks
            assert (shown["holds"], shown["why"].startswith("it is about the sweep")) == ("open", True)
            continue
        figures = found.figures[0]
        sides = [figures.left, figures.right][: len(found.claim.measured)]
        assert [float(value) for value in shown["figures"]] == sides, shown
        assert shown["holds"] == ("yes" if found.claim.compare(figures.left, figures.right) else "no"), shown

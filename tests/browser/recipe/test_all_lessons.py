"""Every lesson from beginning to end: what the page shows of each claim is what the engine gives without a page."""

from __future__ import annotations

from statistics import fmean

import pytest

from browser.recipe.reader import Reader
from ravine.recipe.checking import check
from ravine.recipe.lesson import Lesson, lessons

pytestmark = pytest.mark.browser

PATIENCE = 120.0
"""Seconds that a lesson may take as fast as it goes, on a busy machine."""

COUNTED = "() => /^\\d+ of \\d+ runs of the sweep$/.test(document.querySelector('.claim-why').textContent)"

MEASURED = """() => [...document.querySelectorAll('.claim')].every(({ dataset }) => dataset.holds !== 'open')"""

SHOWN = """names => import('/src/views/gallery.js').then(({isShown}) => names.filter(name => !isShown(name)))"""


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_the_page_shows_what_the_engine_finds(reader: Reader, lesson: Lesson) -> None:
    front = lesson.front
    assert reader.page.evaluate(SHOWN, list(front.views)) == [], "views that the page does not know"
    reader.open(front.title)
    reader.predict(front.question.choices[front.question.right])
    reader.run(front.updates, PATIENCE)
    assert "You were right" in reader.verdict
    if front.sweep is not None:
        assert all(claim["why"].startswith("it is about the sweep") for claim in reader.claims)
        reader.page.get_by_role("button", name="Run the sweep", exact=True).click()
        reader.wait(COUNTED)
        reader.wait(MEASURED, within=PATIENCE)
    seeds = 1 if front.sweep is None else front.sweep.seeds
    for shown, found in zip(reader.claims, check([lesson], seeds), strict=True):
        assert shown["says"].endswith(found.claim.says)
        sides = [fmean(one.left for one in found.figures), fmean(one.right for one in found.figures)]
        assert [float(value) for value in shown["figures"]] == sides[: len(found.claim.measured)], shown
        assert shown["holds"] == ("yes" if found.holds else "no"), shown

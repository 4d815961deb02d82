"""Every lesson from beginning to end: what the page shows of each claim is what the engine gives without a page."""

from __future__ import annotations

import re
from statistics import fmean

import pytest

from browser.recipe.reader import Reader
from ravine.recipe.checking import check
from ravine.recipe.experiment import Experiment
from ravine.recipe.lesson import Lesson, lessons

pytestmark = pytest.mark.browser

PATIENCE = 120.0
"""Seconds that a lesson may take as fast as it goes, on a busy machine."""

COUNTED = "() => /^\\d+ of \\d+ runs of the sweep$/.test(document.querySelector('.claim-why').textContent)"

MEASURED = """() => [...document.querySelectorAll('.claim')].every(({ dataset }) => dataset.holds !== 'open')"""

SHOWN = """names => import('/src/views/gallery.js').then(({isShown}) => names.filter(name => !isShown(name)))"""


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_the_page_shows_what_the_engine_finds(reader: Reader, lesson: Lesson) -> None:
    reader.open(lesson.front.title)
    for experiment in lesson.experiments:
        if experiment is not lesson.front:
            assert experiment.label is not None
            reader.open_experiment(experiment.label)
        check_experiment(reader, lesson, experiment)
    reader.contents.locator("[aria-current=page] .tick").wait_for()


def check_experiment(reader: Reader, lesson: Lesson, one: Experiment) -> None:
    assert reader.page.evaluate(SHOWN, list(one.views)) == [], "views that the page does not know"
    reader.predict(one.question.choices[one.question.right])
    reader.run(one.updates, PATIENCE)
    assert "You were right" in reader.verdict
    if one.sweep is not None:
        assert all(claim["why"].startswith("it is about the sweep") for claim in reader.claims)
        reader.page.get_by_role("button", name=re.compile("^Run the (sweep|ladder)$")).click()
        reader.wait(COUNTED)
    reader.wait(MEASURED, within=PATIENCE)
    seeds = 1 if one.sweep is None else one.sweep.seeds
    results = [found for found in check([lesson], seeds) if found.experiment == one.label]
    for shown, found in zip(reader.claims, results, strict=True):
        assert shown["says"].endswith(found.claim.says)
        sides = [fmean(one.left for one in found.figures), fmean(one.right for one in found.figures)]
        assert [float(value) for value in shown["figures"]] == sides[: len(found.claim.measured)], shown
        assert shown["holds"] == ("yes" if found.holds else "no"), shown

"""axe finds nothing in the Recipe place, and nothing sticks out of the window: in no look, at no size."""

from __future__ import annotations

import pytest

from browser.recipe.reader import Reader
from ravine.recipe.lesson import lessons

pytestmark = pytest.mark.browser

BREACHES = """axe.run({resultTypes: ['violations']}).then(({violations}) =>
    violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"""
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TALL = "document.querySelector('.see').offsetHeight"

ONE = min((one for one in lessons() if one.front.spec.place == "network"), key=lambda one: one.front.updates)


@pytest.mark.parametrize("look", ["light", "dark", "projector"])
def test_axe_finds_nothing_on_the_first_page_and_in_a_lesson(reader: Reader, axe: str, look: str) -> None:
    page = reader.page
    reader.look(look)
    page.evaluate(axe)
    page.locator(".flow-box[data-lit=true]").wait_for()
    assert page.evaluate(BREACHES) == [], "the first page"
    reader.open_address(ONE.name, ONE.front.title)
    page.get_by_text("Controls of this session").click()
    page.locator(".lesson-controls .panel .sections").wait_for()
    reader.run(ONE.front.updates)
    page.locator(".explain .katex, .explain .prose").first.wait_for()
    assert page.evaluate(BREACHES) == [], "a lesson that was run"

SIZES = [{"viewport": {"width": width, "height": height}} for width, height in ((1440, 900), (1024, 768), (390, 844))]


@pytest.mark.parametrize("visit", SIZES, indirect=True)
@pytest.mark.parametrize("look", ["light", "projector"])
def test_nothing_sticks_out_and_no_claim_jumps_when_its_figures_come(reader: Reader, look: str) -> None:
    page = reader.page
    reader.look(look)
    assert page.evaluate(STICKS_OUT) <= 0, "the first page"
    reader.open_address(ONE.name, ONE.front.title)
    reader.predict(ONE.front.question.choices[0])
    page.locator(".claim-figures dd").first.wait_for()
    before = page.evaluate(TALL)
    reader.run(ONE.front.updates)
    assert page.evaluate(STICKS_OUT) <= 0, "a lesson"
    line = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.45")
    assert abs(page.evaluate(TALL) - before) < line, "the text below moved"


@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_on_a_phone_a_lesson_is_chosen_from_a_list(reader: Reader) -> None:
    assert not reader.contents.is_visible()
    reader.page.get_by_label("Lesson", exact=True).select_option(ONE.name)
    reader.wait("title => document.querySelector('#lesson-title')?.textContent === title", ONE.front.title)

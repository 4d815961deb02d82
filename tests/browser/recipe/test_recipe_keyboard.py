"""A lesson is done without a mouse."""

from __future__ import annotations

import pytest

from browser.recipe.reader import Reader
from browser.visit import Visit
from ravine.recipe.lesson import lessons

pytestmark = pytest.mark.browser

ONE = min((one for one in lessons() if one.front.spec.place == "network"), key=lambda one: one.front.updates)
FOCUSED = "() => (document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"


def tab_to(visit: Visit, selector: str, most: int = 150) -> None:
    """Tab until that has the focus."""
    for _ in range(most):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached; the focus is at {visit.page.evaluate(FOCUSED)!r}")


def test_a_lesson_from_the_contents_to_its_claims_and_apart_by_keys_alone(visit: Visit) -> None:
    reader = Reader(visit.page)
    press = visit.page.keyboard.press
    tab_to(reader, ".places button:last-child")
    press("Enter")
    reader.contents.wait_for()
    tab_to(reader, f".contents a[href*='%22{ONE.name}%22']")
    press("Enter")
    reader.wait("title => document.querySelector('#lesson-title')?.textContent === title", ONE.front.title)
    assert reader.page.evaluate(FOCUSED) == ONE.front.title, "reading goes on at the lesson"
    reader.wait("() => ravine.state() !== null")
    tab_to(reader, "input[name=prediction]")
    press("Space")
    press("ArrowDown")
    assert reader.page.locator("input[name=prediction]").nth(1).is_checked()
    assert reader.state["update"] == 0, "an arrow means the next choice here, not an update"
    tab_to(reader, ".run-button")
    press("Enter")
    reader.wait("() => ravine.state().clock === 'playing'")
    reader.wait("n => ravine.state().clock === 'paused' && ravine.state().update === n", ONE.front.updates, 90)
    reader.wait("n => document.querySelector('.claims').dataset.update === String(n)", ONE.front.updates)
    tab_to(reader, ".neighbours a")
    tab_to(reader, ".lesson-acts button")
    press("Enter")
    reader.page.locator(".taken-apart").wait_for()

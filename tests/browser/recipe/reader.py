"""A person at the Recipe place: opens a lesson, predicts, runs it, and reads what the engine found."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator

from browser.visit import Visit

MEASURED = "update => document.querySelector('.claims')?.dataset.update === String(update)"
"""The claims that are shown were measured at this update."""

FIGURES = """() => [...document.querySelectorAll('.claim')].map(claim => ({
    says: claim.querySelector('p').innerText, holds: claim.dataset.holds,
    figures: [...claim.querySelectorAll('dd')].map(figure => figure.dataset.value ?? null),
    shown: [...claim.querySelectorAll('dd')].map(figure => figure.innerText),
    why: claim.querySelector('.claim-why')?.innerText ?? ''}))"""

OPEN = "title => document.querySelector('#lesson-title')?.textContent === title && ravine.state() !== null"


def address_of(lesson: str, experiment: int = 0) -> str:
    """The hash that leads to a lesson, or to a later experiment of it."""
    return "#v=" + quote(json.dumps({"lesson": lesson} | ({"experiment": experiment} if experiment else {})), safe="")


class Reader(Visit):
    """The Recipe place, at its first page or in a lesson."""

    # --- reading ------------------------------------------------------------------------------------------------------

    @property
    def contents(self) -> Locator:
        return self.page.get_by_role("navigation", name="Lessons", exact=True)

    @property
    def title(self) -> str:
        return self.page.locator("#lesson-title").inner_text()

    @property
    def experiments(self) -> Locator:
        """Of the lesson, where it has several."""
        return self.page.get_by_role("navigation", name="Experiments", exact=True)

    @property
    def run_button(self) -> Locator:
        return self.page.locator(".run-button")

    @property
    def verdict(self) -> str:
        return self.page.locator(".verdict").inner_text()

    @property
    def claims(self) -> list[dict[str, Any]]:
        """Of each claim: its text, whether it holds (yes, no, open), its figures to the last digit and as shown."""
        found: list[dict[str, Any]] = self.page.evaluate(FIGURES)
        return found

    def step(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def wait_shown(self, update: int) -> None:
        """Until this update is shown; on the way from one session to the next there is none."""
        self.wait("() => ravine.state() !== null")
        self.wait("n => ravine.state()?.clock === 'paused' && ravine.state()?.update === n", update)

    # --- doing --------------------------------------------------------------------------------------------------------

    def go(self, place: str) -> None:
        """To another place, until its session is there."""
        places = self.page.get_by_role("navigation", name="Places")
        places.get_by_role("button", name=place).click()
        places.get_by_role("button", name=place).and_(self.page.locator("[aria-current]")).wait_for()
        self.wait("() => ravine.state() !== null")
        self.page.locator(".lane-row canvas, .race canvas, .shown").first.wait_for()

    def open(self, title: str) -> None:
        """A lesson, by the table of contents."""
        self.contents.get_by_role("link").filter(has=self.page.get_by_text(title, exact=True)).click()
        self.wait(OPEN, title)

    def open_address(self, lesson: str, title: str) -> None:
        self.page.evaluate("hash => { location.hash = hash }", address_of(lesson))
        self.wait(OPEN, title)

    def open_experiment(self, label: str) -> None:
        """Another one of the lesson that is open."""
        self.experiments.get_by_role("link", name=label, exact=True).click()
        self.wait("label => document.querySelector('.experiments [aria-current]')?.textContent.trim() === label", label)
        self.wait("() => ravine.state() !== null")

    def predict(self, choice: str) -> None:
        self.step("Predict").get_by_role("radio", name=choice, exact=True).check()

    def run(self, updates: int, within: float = 60) -> None:
        """To the lesson's end, as fast as it goes, until its claims are measured there."""
        self.page.get_by_role("combobox", name="speed", exact=True).select_option("")
        self.wait("() => ravine.state().speed === null")
        self.run_button.click()
        self.wait("n => ravine.state().clock === 'paused' && ravine.state().update === n", updates, within)
        self.wait(MEASURED, updates, within)

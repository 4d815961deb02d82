"""A person at the page: what they press, and what they can read."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

CURVES = """ravine.inspect('loss').then(({lanes, rows}) => lanes.map(lane => ({...lane,
    bins: rows.filter(row => row[0] === lane.name && row[1] === 'batch').map(row => [row[2], row[3]])})))"""
"""Of each lane: id, name, gaps, end; and of each bin of its loss curve the first update and how many it holds."""


class Visit:
    """Wraps a page that is open at the server."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # --- reading ------------------------------------------------------------------------------------------------------

    @property
    def update(self) -> int:
        return int(self.page.locator("[data-number=update]").inner_text().replace(",", ""))

    @property
    def playing(self) -> bool:
        return self.page.get_by_role("button", name="Pause", exact=True).count() == 1

    def inspect(self, view: str, lane: int | None = None) -> dict[str, Any]:
        """The values that a view draws."""
        asked = [view] if lane is None else [view, lane]
        found: dict[str, Any] = self.page.evaluate("asked => ravine.inspect(...asked)", asked)
        return found

    @property
    def lanes(self) -> list[dict[str, Any]]:
        """Of each lane: id, name, and how far its loss curve reaches."""
        found: list[dict[str, Any]] = self.page.evaluate("ravine.inspect('loss').then(({lanes}) => lanes)")
        return found

    def control(self, name: str) -> Locator:
        """By scope and path: `lane.optimizer.lr`, `session.data`."""
        return self.page.locator(f"[name='{name}']")

    @property
    def notice(self) -> Locator:
        return self.page.get_by_role("status")

    # --- doing --------------------------------------------------------------------------------------------------------

    def wait(self, condition: str, argument: Any = None) -> None:
        """Until the JavaScript `condition` holds."""
        self.page.wait_for_function(condition, arg=argument)

    def wait_update(self, at_least: int) -> None:
        self.wait("n => +document.querySelector('[data-number=update]').textContent.replaceAll(',', '') >= n", at_least)

    def wait_curves(self, end: int) -> None:
        """Until the loss curve of every lane reaches exactly to update `end`."""
        self.wait("end => ravine.inspect('loss').then(({lanes}) => lanes[0] && lanes.every(l => l.end === end))", end)

    def goes_on(self, updates: int = 20) -> None:
        """The update count rises from where it is now."""
        self.wait_update(self.update + updates)

    def wait_shown(self, update: int) -> None:
        """Until this update is shown, and nothing is on its way to it any more."""
        self.wait("n => ravine.state().clock === 'paused' && ravine.state().update === n", update)

    def scrub(self, update: int) -> None:
        self.page.get_by_label("update shown").fill(str(update))
        self.wait_shown(update)
        self.page.locator("h1").click()  # the focus leaves the slider

    def play(self) -> None:
        self.page.get_by_role("button", name="Play", exact=True).click()
        self.page.get_by_role("button", name="Pause", exact=True).wait_for()

    def pause(self) -> None:
        self.page.get_by_role("button", name="Pause", exact=True).click()
        self.page.get_by_role("button", name="Play", exact=True).wait_for()

    def pick(self, lane: str) -> None:
        self.page.get_by_role("region", name="Lanes").get_by_role("button", name=lane).first.click()

    def unfold(self) -> None:
        """Open every section of the controls."""
        self.page.evaluate("for (const one of document.querySelectorAll('.panel details')) one.open = true")

    def choose(self, name: str, entry: str) -> None:
        """Take another entry, and wait until it is in force."""
        self.control(name).select_option(entry)
        self.settled()

    def set(self, name: str, value: float | str) -> None:
        """Type a number, and wait until it is in force or refused."""
        self.control(name).fill(str(value))
        self.control(name).press("Enter")
        self.settled()

    def settled(self) -> None:
        """The server has answered all edits."""
        self.wait("() => ravine.settled()")

    def check_curves(self) -> None:
        """The loss of every lane is held from update 0 to its end, without gap or overlap; so are the gradients."""
        for lane in self.page.evaluate(CURVES):
            assert lane["gaps"] == 0, lane
            end = 0
            for start, width in lane["bins"]:
                assert start == end, f"{lane['name']}: {end} is followed by {start}"
                end = start + width
            assert end == lane["end"]
            gaps = self.page.evaluate("lane => ravine.inspect('gradients', lane).then(({gaps}) => gaps)", lane["id"])
            assert gaps == 0, lane

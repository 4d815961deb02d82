"""A person at the page: what they press, and what they can read."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page

CURVES = """ravine.inspect('loss').then(({lanes, rows}) => lanes.map(lane => ({...lane,
    bins: rows.filter(row => row[0] === lane.name && row[1] === 'batch').map(row => [row[2], row[3]])})))"""
"""Of each lane: id, name, gaps, end; and of each bin of its loss curve the first update and how many it holds."""


WAIT = """async ([argument, seconds]) => {
    const holds = %s;
    const end = performance.now() + 1000 * seconds;
    while (!await holds(argument)) {
        if (performance.now() > end) throw new Error(`not in ${seconds} s: ${holds} of ${JSON.stringify(argument)}`);
        await new Promise(requestAnimationFrame);
    }
}"""
"""Playwright's own wait takes a promise for true."""

DROP = """([on, files]) => {
    const data = new DataTransfer();
    for (const {name, mimeType, buffer} of files)
        data.items.add(new File([Uint8Array.from(atob(buffer), one => one.charCodeAt(0))], name, {type: mimeType}));
    for (const kind of ['dragenter', 'dragover', 'drop'])
        document.querySelector(on).dispatchEvent(
            new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


class Visit:
    """Wraps a page that is open at the server."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.refusals = 0
        """Uploads that the server is to refuse in this test."""

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
    def state(self) -> dict[str, Any]:
        """What the server last said of the clock and the lanes."""
        found: dict[str, Any] = self.page.evaluate("ravine.state()")
        return found

    @property
    def lives(self) -> list[int]:
        """Of each lane how often it started anew."""
        return [lane["life"] for lane in self.state["lanes"]]

    def figure(self, title: str, lane: str | None = None) -> Locator:
        """A picture by its title, of one lane or of all."""
        place = self.page if lane is None else self.page.get_by_role("region", name=f"Lane {lane}")
        return place.get_by_role("figure", name=title, exact=True)

    @property
    def notice(self) -> Locator:
        return self.page.get_by_role("status")

    # --- doing --------------------------------------------------------------------------------------------------------

    def wait(self, condition: str, argument: Any = None, within: float = 30) -> None:
        """Until the JavaScript `condition`, a function, gives true or a promise of it."""
        self.page.evaluate(WAIT % condition, [argument, within])

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

    def look(self, name: str) -> None:
        """Light, dark or projector."""
        while name not in self.page.locator(".look").inner_text():
            self.page.locator(".look").click()

    def open_files(self, button: str, *files: FilePayload) -> None:
        """Choose files where `button` asks for one."""
        self.page.locator(f"input[type=file][aria-label='{button}']").set_input_files(list(files))

    def drop_files(self, *files: FilePayload, on: str = "main") -> None:
        """Let files fall on the page, or on a part of it."""
        texts = [{**file, "buffer": base64.b64encode(file["buffer"]).decode()} for file in files]
        self.page.evaluate(DROP, [on, texts])

    def saved(self, button: str) -> tuple[str, bytes]:
        """The name and the content of the file that a button saves."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=button, exact=True).click()
        return download.value.suggested_filename, Path(download.value.path()).read_bytes()

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

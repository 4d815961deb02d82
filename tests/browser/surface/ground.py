"""A person at the Surface place: where things are on the map, and what is drawn on it."""

from __future__ import annotations

from typing import Any

from browser.visit import Visit

SPOT = """async ([view, at]) => {
    const {boxOf, scalesOf} = await import('/src/views/window.js');
    const {drawingTheme} = await import('/src/theme.js');
    const frame = document.querySelector(view).getBoundingClientRect();
    const {window} = await ravine.inspect('surface');
    const {x, y} = scalesOf(window, boxOf(frame, drawingTheme().fontSize));
    return [frame.left + x.at(at[0]), frame.top + y.at(at[1])];
}"""
"""Where a point of the plane stands on the page."""

DRAWN = """async () => {
    const found = await ravine.inspect('surface');
    if (!found.window || !found.field) return false;
    return found.window.flat().every((one, i) => Math.abs(one - found.field.window.flat()[i]) < 1e-6);
}"""
"""The field that came is that of the window shown."""


class Ground(Visit):
    """The map has its picture."""

    def go(self, place: str) -> None:
        """To another place, until its session is there."""
        self.page.get_by_role("navigation", name="Places").get_by_role("button", name=place).click()
        if place == "Surface":
            self.page.locator(".race canvas").wait_for()
            self.wait_drawn()
        else:
            self.page.locator(".lane-row canvas").first.wait_for()

    @property
    def map(self) -> dict[str, Any]:
        return self.inspect("surface")

    @property
    def starts(self) -> list[list[float]]:
        """Where each lane begins."""
        return [lane["start"] for lane in self.map["lanes"]]

    def wait_drawn(self) -> None:
        self.wait(DRAWN)

    def wait_starts(self, *starts: list[float]) -> None:
        """Until the lanes begin there, within what a pixel tells."""
        self.wait(
            """async starts => {
                const {lanes, window} = await ravine.inspect('surface');
                const near = (window[0][1] - window[0][0]) / 200;
                return lanes.every(({start}, i) => starts[i % starts.length].every(
                    (one, axis) => Math.abs(one - start[axis]) < near));
            }""",
            list(starts),
        )

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """Where this point of the plane stands on the page."""
        px, py = self.page.evaluate(SPOT, [".race .frame", [x, y]])
        return px, py

    def click(self, x: float, y: float, *, alt: bool = False) -> None:
        if alt:
            self.page.keyboard.down("Alt")
        self.page.mouse.click(*self.spot(x, y))
        if alt:
            self.page.keyboard.up("Alt")

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """From a point of the plane to another one."""
        (x0, y0), (x1, y1) = self.spot(*start), self.spot(*end)
        self.page.mouse.move(x0, y0)
        self.page.mouse.down()
        self.page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
        self.page.mouse.move(x1, y1)
        self.page.mouse.up()

    def take(self, surface: str) -> None:
        """Another surface, until its picture is there."""
        self.choose("session.surface", surface)
        self.wait_drawn()

    def tab(self, name: str) -> None:
        """Look closer at something."""
        tab = self.page.get_by_role("tab", name=name)
        if tab.get_attribute("aria-selected") != "true":
            tab.click()

    def wait_map(self, what: str) -> dict[str, Any]:
        """Until a map is as fine as it gets."""
        self.wait(
            "what => ravine.inspect('map').then(({mapped}) => mapped?.what === what && mapped.done)",
            what,
        )
        return self.inspect("map")

"""`ravine bench page`: how smoothly a browser draws while three lanes train as fast as they can.

Chromium with software rendering on this machine, which also runs the server. All views are on the screen.
"""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ravine.bench.browser import FLAGS, find_browser
from ravine.bench.served import served

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

SECONDS = 10
ROUNDS = 3
"""Of so many seconds each; the table has the medians."""

WARM_UP = 3
STARTS = 120_000
"""Milliseconds that a machine may take to compile the kernels."""

VIEWPORT = {"width": 1440, "height": 1500}
"""High enough for every view to be on the screen at once."""


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure and what it should reach."""

    what: str
    figure: float
    unit: str
    bound: str
    reached: bool


def measure() -> tuple[list[Row], dict[str, Any]]:
    """The table, and what was going on meanwhile."""
    from playwright.sync_api import sync_playwright

    browser = find_browser()
    if browser.executable is None:
        raise RuntimeError(f"no browser: {browser.origin}")
    with served() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.executable, args=list(FLAGS))
        page = chromium.new_page(viewport=VIEWPORT)  # type: ignore[arg-type]
        page.goto(address)
        page.locator("[data-phase=open]").wait_for(timeout=STARTS)
        page.locator(".card canvas").first.wait_for(timeout=STARTS)
        page.get_by_label("add a copy of ReLU", exact=True).click()
        page.locator(".lane-row").nth(2).wait_for()
        page.get_by_label("speed").select_option("")
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_timeout(1000 * WARM_UP)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        rounds = [_round(page, session) for _ in range(ROUNDS)]
        rate = page.locator("[data-number=rate]").inner_text()
        chromium.close()
    frames, beats, pictures, busy, drew, p95 = (statistics.median(column) for column in zip(*rounds, strict=True))
    rows = [
        Row("frames drawn", frames, "a second", ">= 60 (59 with the clock's own error)", frames >= 59),
        Row("the page's own thread", busy, "% busy", "< 15", busy < 15),
        Row("frame to picture, 95 of 100 within", p95, "ms", "< 40", p95 < 40),
    ]
    about = {
        "rounds": f"{ROUNDS} of {SECONDS} s",
        "animation frames of the browser": f"{beats:.1f} a second",
        "pictures drawn": f"{pictures:.0f} a second",
        "updates a second": rate,
        "the worker drew": f"{drew:.0f} % of the time",
    }
    return rows, about


def _round(page: Page, session: CDPSession) -> tuple[float, ...]:
    """A second's frames with news, animation frames and pictures; percent of the time that the page's thread was busy
    and that the worker drew; milliseconds within which 95 of 100 frames of numbers were pictures."""
    page.evaluate("ravine.pace()")  # what was drawn before does not count
    before = _metrics(session)
    page.wait_for_timeout(1000 * SECONDS)
    pace, after = page.evaluate("ravine.pace()"), _metrics(session)
    seconds = after["Timestamp"] - before["Timestamp"]
    return (
        pace["frames"] / seconds,
        pace["beats"] / seconds,
        pace["pictures"] / seconds,
        100 * (after["TaskDuration"] - before["TaskDuration"]) / seconds,
        100 * pace["busy"] / pace["elapsed"],
        statistics.quantiles(pace["latencies"], n=20)[-1],
    )


def _metrics(session: CDPSession) -> dict[str, float]:
    return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}


def main(arguments: list[str]) -> int:
    rows, about = measure()
    if "--json" in arguments:
        print(json.dumps({"rows": [asdict(row) for row in rows], **about}, indent=2))
        return 0
    for row in rows:
        print(f"{row.what:36} {row.figure:7.1f} {row.unit:10} {row.bound:38} {'yes' if row.reached else 'no'}")
    print(", ".join(f"{name}: {value}" for name, value in about.items()))
    return 0

"""A real server in its own process, a real Chromium, and a page watched for errors and foreign requests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request, sync_playwright

from browser.visit import Visit
from ravine.bench.browser import FLAGS
from ravine.bench.served import served

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
REFUSED = "Failed to load resource: the server responded with a status of 422"
"""What Chromium itself writes into the console, whatever the page does about it."""

OWN = ("[.WebGL-", "Canvas2D: Multiple readback")
"""How Chromium's own remarks begin, on how Plotly draws in three dimensions."""

STARTS = 120_000
"""Milliseconds that a machine may take to compile the kernels; everything else keeps Playwright's 30 s."""


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server of its own."""
    with served() as address:
        yield address


@pytest.fixture(scope="session")
def chromium(browser_executable: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(server: str, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh browser at the page, connected. Parametrize indirectly with settings of the browser's context."""
    settings = {"viewport": {"width": 1440, "height": 900}, **getattr(request, "param", {})}
    context = chromium.new_context(**settings)
    page = context.new_page()
    refused: list[str] = []
    errors: list[str] = []
    foreign: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.text.startswith(REFUSED) and message.location["url"] == f"{server}/api/data":
            refused.append(message.text)
        elif message.type in ("error", "warning") and not message.text.startswith(OWN):
            errors.append(message.text)

    def on_request(asked: Request) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(server).netloc:
            foreign.append(asked.url)

    page.on("console", on_console)
    page.on("pageerror", lambda error: errors.append(str(error)))
    context.on("request", on_request)
    page.goto(server)
    page.locator("[data-phase=open]").wait_for()
    page.locator(".progress").wait_for(state="detached", timeout=STARTS)
    page.locator(".card canvas").first.wait_for()
    visit = Visit(page)
    yield visit
    context.close()
    assert len(refused) == visit.refusals, refused
    assert not errors, errors
    assert not foreign, foreign


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source, to be run within the page."""
    if AXE.is_file():
        return AXE.read_text(encoding="utf-8")
    reason = "no axe-core: run `npm ci` in frontend/"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)

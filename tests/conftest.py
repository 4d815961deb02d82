"""The browser for tests: `CHROMIUM_PATH`, then one on the PATH, then Playwright's own.

Without one the tests that need it are skipped with the reason; where CI is set, that is a failure.
"""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


class Browser(NamedTuple):
    """An executable, or None and why there is none."""

    executable: Path | None
    origin: str


def playwrights_own() -> Path | None:
    """The Chromium that `playwright install` fetched, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        executable = Path(playwright.chromium.executable_path)
    return executable if executable.is_file() else None


@functools.cache
def find_browser() -> Browser:
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        found = shutil.which(given)
        if found:
            return Browser(Path(found), "named by CHROMIUM_PATH")
        return Browser(None, f"CHROMIUM_PATH names {given}, which is no program")
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Browser(Path(found), "found on the PATH")
    own = playwrights_own()
    if own:
        return Browser(own, "Playwright's own")
    mend = "install one, or run `python -m playwright install chromium`"
    return Browser(None, f"none of {', '.join(NAMES)} on the PATH: {mend}")


def pytest_report_header() -> str:
    browser = find_browser()
    return f"browser: {browser.executable or 'none'} ({browser.origin})"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: Playwright keeps an event loop in this thread, and other tests run their own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def browser_executable() -> Path:
    """A Chromium to drive; a test that asks for it is skipped where there is none, and fails in CI."""
    browser = find_browser()
    if browser.executable is None:
        reason = f"no browser: {browser.origin}"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return browser.executable

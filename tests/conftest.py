"""The browser for tests; without one the tests that need it are skipped with the reason. Where CI is set, that is a
failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ravine.bench.browser import find_browser


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

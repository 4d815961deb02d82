"""What many tests use: the command line, and a browser. Without one the tests that need it are skipped with the reason;
where CI is set, that is a failure."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ravine import cli
from ravine.bench.browser import find_browser
from saying import Said


def pytest_report_header() -> str:
    browser = find_browser()
    return f"browser: {browser.executable or 'none'} ({browser.origin})"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: Playwright keeps an event loop in this thread, and other tests run their own. Of
    these the files with most tests come first: in the end no process should wait long for another."""
    size = Counter(item.path for item in items)
    browser = [item for item in items if item.get_closest_marker("browser") is not None]
    others = [item for item in items if item.get_closest_marker("browser") is None]
    items[:] = [*others, *sorted(browser, key=lambda item: -size[item.path])]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command of the command line in this process."""

    def run(*words: str | Path) -> Said:
        code = cli.main([str(word) for word in words])
        return Said(code, *capsys.readouterr())

    return run


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

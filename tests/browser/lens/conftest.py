"""A page with one lens, watched for errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser.lens.look import Look


@pytest.fixture
def look(server: str, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Look]:
    """Parametrize indirectly with settings of the browser's context."""
    settings = {"viewport": {"width": 1440, "height": 900}, **getattr(request, "param", {})}
    context = chromium.new_context(**settings)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Look(page, server)
    context.close()
    assert not errors, errors

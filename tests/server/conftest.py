"""One server a module, and a page that has said hello to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from server.page import Page, page_at
from server.running import running
from session.specs import small


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running() as port:
        yield port


@pytest.fixture
def spec() -> dict[str, Any]:
    """Two small lanes."""
    return small().document()


@pytest.fixture
def page(port: int, spec: dict[str, Any]) -> Iterator[Page]:
    """Connected to a session of its own."""
    with page_at(port) as page:
        page.hello(spec=spec)
        yield page

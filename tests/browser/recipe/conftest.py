"""The Recipe place, open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from browser.recipe.reader import Reader
from browser.visit import Visit


@pytest.fixture
def reader(visit: Visit) -> Iterator[Reader]:
    """At the first page. Parametrize `visit` indirectly with settings of the browser's context."""
    reader = Reader(visit.page)
    reader.go("Recipe")
    yield reader
    visit.refusals = reader.refusals

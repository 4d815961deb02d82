"""The Surface place, open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from browser.surface.ground import Ground
from browser.visit import Visit


@pytest.fixture
def ground(visit: Visit) -> Iterator[Ground]:
    """Parametrize `visit` indirectly with settings of the browser's context."""
    ground = Ground(visit.page)
    ground.go("Surface")
    yield ground
    visit.refusals = ground.refusals

"""What tests of sessions on real threads use."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from ravine.session.scheduler import Scheduler

PATIENCE = 20.0
"""Seconds until its threads must have come back."""


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    """Two workers that run."""
    interval = sys.getswitchinterval()
    made = Scheduler(2)
    made.start()
    yield made
    made.close(PATIENCE)
    sys.setswitchinterval(interval)

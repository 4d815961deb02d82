"""What a lane needs of that which learns in it: a network's trainer, or a point's descent."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from ravine.engine.record import Record
from ravine.engine.snapshot import Snapshot


class Learner(Protocol):
    """Makes updates and records each; equal states go on alike, bit for bit."""

    diverged: str | None
    """Why it cannot go on: it stands at its last finite state."""

    dtype: np.dtype[Any]

    @property
    def stopped(self) -> str | None:
        """Why its own rule let it stop learning."""

    @property
    def best_update(self) -> int | None:
        """Where such a rule saw the best so far."""

    @property
    def update(self) -> int:
        """Updates made."""

    @property
    def epoch(self) -> int: ...

    @property
    def updates_left_in_epoch(self) -> int: ...

    @property
    def columns(self) -> tuple[int, int]:
        """How many gradient norms, and how many numbers of the way, each update records."""

    @property
    def remembered(self) -> int:
        """How many numbers of what its optimizer remembers each update records."""

    def run(self, updates: int) -> Record:
        """Make so many updates; fewer after a divergence, or when cancelled."""

    def cancel(self) -> None:
        """From another thread: come back from `run` soon."""

    def snapshot(self) -> Snapshot: ...

    def restore(self, snapshot: Snapshot) -> None: ...

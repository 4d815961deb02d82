"""A moment of a learner that it can go back to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.layers.op import UPDATE
from ravine.engine.plateau import Plateau
from ravine.engine.stopping import Best


@dataclass(frozen=True)
class Snapshot:
    """All that a learner's future depends on beside its settings and data."""

    theta: NDArray[Any]
    slots: NDArray[Any]
    memory: NDArray[np.float64]
    clock: NDArray[np.int64]
    plateau: Plateau
    best: Best = field(default_factory=Best)

    @property
    def update(self) -> int:
        return int(self.clock[UPDATE])

    @property
    def size(self) -> int:
        """Bytes held."""
        best = 0 if self.best.theta is None else self.best.theta.nbytes
        return self.theta.nbytes + self.slots.nbytes + best

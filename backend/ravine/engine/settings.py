"""What a learner may be told to do otherwise in the middle of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from ravine.engine.augment.head import Augment
from ravine.engine.network import Architecture, Choice


@dataclass(frozen=True)
class Settings:
    """All that may change while a learner runs, its parameters kept."""

    architecture: Architecture
    loss: str
    optimizer: Choice
    schedule: Choice = field(default_factory=lambda: Choice("constant"))
    stopping: Choice = field(default_factory=lambda: Choice("never"))
    l1: float = 0.0
    l2: float = 0.0
    weight_decay: float = 0.0
    clip: float = 0.0
    """The largest global gradient norm; 0: no clipping."""
    batch: int = 10
    augment: Augment | None = None

    def penalties(self) -> dict[str, float]:
        """The penalties in force, with their strengths."""
        strengths = {"l1": self.l1, "l2": self.l2, "weight_decay": self.weight_decay}
        return {name: strength for name, strength in strengths.items() if strength > 0}

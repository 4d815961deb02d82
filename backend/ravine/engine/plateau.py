"""The rule that watches the validation set: reduce the rate when it no longer gets better."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Plateau:
    """Where the rule stands. `best` is the best score so far; a higher score is better."""

    factor: float = 1.0
    best: float = -math.inf
    waited: int = 0

    def after(self, score: float, factor: float, patience: int) -> Plateau:
        """The rule's state after a check that gave `score`; the rate falls at the patience-th check without a gain."""
        if score > self.best:
            return replace(self, best=score, waited=0)
        if self.waited + 1 < patience:
            return replace(self, waited=self.waited + 1)
        return replace(self, factor=self.factor * factor, waited=0)

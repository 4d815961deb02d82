"""A committee: networks that answer together, by the mean of their probabilities (lecture, Case study: AlexNet)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.evaluation import probabilities, target_classes
from ravine.engine.training import Examples, Trainer


@dataclass(frozen=True)
class Committee:
    """errors: of each member, the share of wrong answers. together: of the mean of their probabilities."""

    examples: int
    errors: tuple[float, ...]
    together: float

    @property
    def mean(self) -> float:
        return float(np.mean(self.errors))

    @property
    def spread(self) -> float:
        """Sample standard deviation of the members' errors; NaN of fewer than two."""
        return float(np.std(self.errors, ddof=1)) if len(self.errors) > 1 else float("nan")


def committee(members: Sequence[Trainer], examples: Sequence[Examples]) -> Committee:
    """What each member answers on its own examples, and all of them together.

    p = 1/k sum over the members of p_member; the answer is the class with the largest p, of equals the first. examples:
    of each member, the same ones, with the targets as its loss takes them. Raises ValueError where there is none of
    either, or no classes.
    """
    if not members or not len(examples[0]) or not examples[0].classes:
        raise ValueError("a committee needs members, and examples with classes that they answer")
    truth = target_classes(examples[0])
    says = [
        probabilities(one.predict(some.x), one.settings.loss) for one, some in zip(members, examples, strict=True)
    ]  # fmt: skip
    return Committee(len(truth), tuple(_error(one, truth) for one in says), _error(np.mean(says, axis=0), truth))


def _error(p: NDArray[Any], truth: NDArray[np.int64]) -> float:
    return float(np.mean(p.argmax(axis=1) != truth))

"""What a run of updates leaves behind for the charts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Record:
    """What K updates recorded: loss (K,) of the batch before each, lr (K,), gradient_norm (K, layers), and examples
    (K,), how many the learner has seen in all updates so far, each update's own batch included; trace (K, columns):
    where the learner was before each, for a point on a surface; slots (K, columns): what its optimizer remembered
    before each, of one slot after the other a number a coordinate, NaN where it has no such slot."""

    loss: NDArray[Any]
    lr: NDArray[Any]
    gradient_norm: NDArray[Any]
    examples: NDArray[np.float64]
    trace: NDArray[Any]
    slots: NDArray[Any]

    @classmethod
    def blank(cls, updates: int, layers: int, dtype: Any, traced: int = 0, remembered: int = 0) -> Record:
        """Room for so many updates."""
        return cls(
            np.empty(updates, dtype), np.empty(updates, dtype), np.empty((updates, layers), dtype), np.empty(updates),
            np.empty((updates, traced), dtype), np.full((updates, remembered), np.nan, dtype),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.loss)

    def __getitem__(self, part: slice) -> Record:
        """The record of some of the updates; it shares their numbers."""
        return Record(*(getattr(self, column.name)[part] for column in fields(self)))

"""The scale on which heights of a surface are coloured: fine at the lowest, where a surface is flat and one looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FINER = 1000
"""How much finer the scale is at the lowest value than it would be in equal steps; as on the page."""

TICKS = 7

SAID = "heights on a logarithmic scale above the lowest value"


@dataclass(frozen=True)
class Heights:
    """share = ln(1 + 1000 t) / ln 1001, t = (value - low) / (high - low)"""

    low: float
    high: float

    @classmethod
    def of(cls, *values: NDArray[Any]) -> Heights:
        """The range of all that are finite."""
        finite = np.concatenate([one[np.isfinite(one)].ravel() for one in values])
        return cls(float(finite.min()), float(finite.max())) if len(finite) else cls(0.0, 1.0)

    def shares(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """0 at the lowest value, 1 at the highest; NaN where there is no finite value."""
        # halves, for the whole range may be larger than the largest number
        halves = np.where(np.isfinite(values), values, np.nan) * 0.5 - self.low * 0.5
        span = self.high * 0.5 - self.low * 0.5 or 1.0
        return np.asarray(np.log1p(FINER * np.maximum(0.0, halves / span)) / math.log1p(FINER))

    def value(self, share: float) -> float:
        """The value at this share of the scale."""
        t = math.expm1(share * math.log1p(FINER)) / FINER
        return self.low * (1.0 - t) + self.high * t

    def ticks(self) -> dict[str, list[Any]]:
        """Evenly spread over the scale, each written as the value that it stands for."""
        shares = [place / (TICKS - 1) for place in range(TICKS)]
        return {"tickvals": shares, "ticktext": [f"{self.value(share):.3g}" for share in shares]}

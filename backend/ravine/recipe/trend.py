"""Whether the recorded loss still falls."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ravine.recipe.evidence import Evidence
from ravine.recipe.figures import plain
from ravine.recipe.thresholds import limit


@dataclass(frozen=True)
class Trend:
    """The mean loss in the first and in the second half of the last `updates` updates. unclear: the batches differ too
    much to tell. young: there are too few updates since something was changed."""

    way: Literal["falling", "flat", "rising", "unclear", "young"]
    updates: int
    before: float
    after: float

    @property
    def share(self) -> float:
        """By which share of itself the loss has fallen; 0 where it has not."""
        return 1 - self.after / self.before if self.way == "falling" else 0.0

    def __str__(self) -> str:
        words = {
            "falling": "still falling",
            "flat": f"flat for {self.updates} updates",
            "rising": "rising",
            "unclear": "too uneven to say whether it falls",
            "young": f"changed {self.updates} updates ago",
        }
        return words[self.way]

    @property
    def figures(self) -> str:
        if self.way == "young":
            return f"after {plain(limit('enough'))} there is enough to say whether the loss falls"
        return f"its mean went from {plain(self.before)} to {plain(self.after)} in the last {self.updates} updates"


def trend(known: Evidence) -> Trend:
    """Over the last updates, ever more of them until the difference stands out from its standard error; where it is
    flat, over as many as it is flat for."""
    if known.followed < limit("enough"):
        return Trend("young", known.followed, math.nan, math.nan)
    span, found = int(limit("flat_for")), None
    while True:
        here = _over(known, span)
        if found is not None and here.way != "flat":
            return found
        if here.way == "flat":
            found = here
        elif here.way != "unclear":
            return here
        if span >= known.followed:
            return found or here
        span *= 2


def _over(known: Evidence, span: int) -> Trend:
    series = known.recent if known.recent.width == 1 and span <= known.recent.updates else known.whole
    if known.followed <= known.recent.updates:
        series = known.recent
    losses = series.last(min(span, known.followed))
    older, newer = losses[: len(losses) // 2], losses[len(losses) // 2 :]
    if len(older) < 2:
        return Trend("unclear", series.width * len(losses), math.nan, math.nan)
    before, after = float(older.mean()), float(newer.mean())
    error = 2 * math.sqrt(float(np.var(older, ddof=1)) / len(older) + float(np.var(newer, ddof=1)) / len(newer))
    step = limit("flat") * abs(before)
    updates = series.width * len(losses)
    if abs(before - after) > max(step, error):
        return Trend("falling" if after < before else "rising", updates, before, after)
    way: Literal["flat", "unclear"] = "flat" if max(abs(before - after), error) <= step else "unclear"
    return Trend(way, updates, before, after)

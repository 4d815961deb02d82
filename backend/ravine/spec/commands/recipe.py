"""What the recipe's place may ask of a session."""

from __future__ import annotations

from typing import Annotated, Literal

from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.commands.asked import Asked, LaneId, Token
from ravine.spec.number import Number, whole
from ravine.spec.strict import Strict
from ravine.spec.sweep import SweepSpec


class Claims(Asked):
    """Measure the claims of a lesson's experiment, counted from 0, on the session's lanes as they are."""

    kind: Literal["claims"] = "claims"
    lesson: Token
    experiment: Annotated[int, whole("experiment", 0, limits.EXPERIMENTS - 1)] = 0


class Sweep(Asked):
    """Train every lane anew at each of these values, beside the session; a sweep that is on its way gives way."""

    kind: Literal["sweep"] = "sweep"
    sweep: SweepSpec


class StopSweep(Asked):
    """Compute no more of the sweep; what it has found stays."""

    kind: Literal["stop_sweep"] = "stop_sweep"


def _share(name: str, label: str) -> Number:
    what = "What counts as good: the share of right answers; in a regression, of the spread of the targets explained."
    return Number(Parameter(name, 0.9, 0.0, 1.0, "share", what, choices=(0.8, 0.9, 0.95, 0.99)), label)


TRAINING, TESTING = _share("training", "good on training data"), _share("testing", "good on testing data")


class GoodSpec(Strict):
    """What counts as good results on training data, and on testing data."""

    training: Annotated[float, TRAINING]
    testing: Annotated[float, TESTING]


class Advise(Asked):
    """Where a lane is in the recipe's flow chart, what can be seen of it, and what would help."""

    kind: Literal["advise"] = "advise"
    lane: LaneId
    good: GoodSpec | None = None

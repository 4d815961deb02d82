"""What a session answers about the recipe: its lanes' numbers against what is claimed of them."""

from __future__ import annotations

from typing import Any, Literal

from ravine.spec.strict import Strict


class ClaimFigure(Strict):
    """One side of a claim; value: null where it is not finite."""

    label: str
    value: float | None
    unit: str


class ClaimResult(Strict):
    """holds: null where it cannot be said yet. why: the comparison with its numbers, or why there is none."""

    says: str
    figures: tuple[ClaimFigure, ...]
    holds: bool | None
    why: str


class Claimed(Strict):
    """The claims of a lesson's experiment, each measured on the session's lanes as they stood at this update. What
    needs a run from update 0 comes later, without a number, and is dropped where the lanes are changed meanwhile."""

    kind: Literal["claimed"] = "claimed"
    lesson: str
    experiment: int
    update: int
    claims: tuple[ClaimResult, ...]
    number: int | None = None


class SweptLane(Strict):
    """One lane over the values. means, spreads: over the seeds that are done, mean and sample standard deviation; null
    where there are none, for a spread fewer than two. counts: how many these are. diverged: how many networks stopped
    at their last finite state, where they are measured. together: where networks of several seeds answer together, how
    often they are right; else empty."""

    lane: int
    name: str
    means: tuple[float | None, ...]
    spreads: tuple[float | None, ...]
    counts: tuple[int, ...]
    diverged: tuple[int, ...]
    together: tuple[float | None, ...] = ()


class Swept(Strict):
    """How far a sweep is. vary, label, unit: the setting that the values are of. log: to be shown over their ratios.
    measure, measured: what the means are of, by name and in words; log_measure likewise.

    done: networks, of `total`; share: of all its work. why: it ended before all were done.
    """

    kind: Literal["swept"] = "swept"
    vary: str
    label: str
    unit: str
    log: bool
    values: tuple[float, ...]
    seeds: int
    updates: int
    measure: str
    measured: str
    log_measure: bool
    series: tuple[SweptLane, ...]
    done: int
    total: int
    share: float
    running: bool
    why: str | None = None
    number: int | None = None


class FoundFault(Strict):
    """What is seen of a run, with its evidence in words and figures."""

    name: str
    title: str
    evidence: str


class OfferedRemedy(Strict):
    """changes: of the lane, for a fork of it."""

    label: str
    why: str
    changes: dict[str, Any]


class RefusedRemedy(Strict):
    """What would not help, and why not."""

    label: str
    why: str


class Advised(Strict):
    """A lane in the recipe's flow chart: the lit box, and the reason with its numbers.

    train, test: share of right answers; in a regression, of the spread of the targets explained; null where it is not
    finite or there are no examples. good_training, good_testing: what counted as good. more: what would help and is no
    change of a lane.
    """

    kind: Literal["advised"] = "advised"
    lane: int
    update: int
    box: Literal["functions", "goodness", "best", "training", "testing", "overfitting", "done"]
    reason: str
    train: float | None
    test: float | None
    good_training: float
    good_testing: float
    findings: tuple[FoundFault, ...]
    remedies: tuple[OfferedRemedy, ...]
    refused: tuple[RefusedRemedy, ...]
    more: str | None = None
    number: int | None = None

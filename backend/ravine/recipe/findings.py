"""What can be seen of a run that goes wrong, each with its evidence in words and figures.

A fault is what stands in the way of a good result: of those in training nothing is said where training is good.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ravine.recipe.evidence import Evidence, Other
from ravine.recipe.figures import percent, plain
from ravine.recipe.thresholds import Good, limit
from ravine.recipe.trend import Trend, trend

ENOUGH_SCORES = 4
"""Evaluations on the way, of which the last three are averaged."""


@dataclass(frozen=True)
class Finding:
    """name: one word for programs. evidence: a sentence with its figures."""

    name: str
    title: str
    evidence: str


@dataclass(frozen=True)
class Passed:
    """update: where the validation loss was lowest. now: the mean of the last three. fell: the training loss did, by a
    tenth or more, since then."""

    update: int
    lowest: float
    now: float
    fell: bool


@dataclass(frozen=True)
class Case:
    """What the findings are made of."""

    known: Evidence
    good: Good
    way: Trend

    @classmethod
    def of(cls, known: Evidence, good: Good) -> Case:
        return cls(known, good, trend(known))

    @property
    def early(self) -> bool:
        """Nothing can be said yet."""
        return self.known.update < limit("enough") and self.known.diverged is None

    @property
    def young(self) -> bool:
        """Nothing can be said yet of the updates since something was changed."""
        return self.way.way == "young"

    @property
    def training(self) -> bool:
        """Good on training data; or as good as it gets, where what is learned no longer carries over."""
        return self.known.train.share >= self.good.training or self.risen is not None

    @property
    def testing(self) -> bool | None:
        """Good on testing data; None where there are none."""
        test = self.known.test
        return None if test is None else test.share >= self.good.testing

    @property
    def dead(self) -> float:
        """The share of dead units in the worst layer."""
        shares = self.known.dead[np.isfinite(self.known.dead)]
        return float(shares.max(initial=0.0))

    @property
    def shallower(self) -> Other | None:
        """A lane with fewer hidden layers that is far better on the same training data."""
        known = self.known
        better = [
            other for other in known.others
            if other.layers < len(known.lane.layers) and other.train >= known.train.share + limit("better")
        ]  # fmt: skip
        return max(better, key=lambda other: other.train, default=None)

    @property
    def gap(self) -> float | None:
        """By how much training is better than testing, where that is more than chance."""
        train, test = self.known.train, self.known.test
        if test is None:
            return None
        gap = train.share - test.share
        return gap if gap >= max(limit("gap"), limit("sure") * math.hypot(train.error, test.error)) else None

    @property
    def watched(self) -> bool:
        """It was evaluated often enough on the way to say whether the validation loss still falls."""
        return len(self.known.scores) >= ENOUGH_SCORES

    @property
    def passed(self) -> Passed | None:
        """Where the validation loss was lowest, if it has not come near that again."""
        scores = self.known.scores
        if not self.watched:
            return None
        best, last = min(scores, key=lambda score: score.watched), scores[-3:]
        now, train = (float(np.mean([getattr(score, what) for score in last])) for what in ("watched", "train"))
        if best.update >= last[0].update or now < (1 + limit("past")) * best.watched:
            return None
        return Passed(best.update, best.watched, now, train <= (1 - limit("fell")) * best.train)

    @property
    def risen(self) -> Passed | None:
        """The same, if it has risen far since while the training loss fell, and testing is not good."""
        passed = self.passed
        far = passed is not None and passed.fell and passed.now >= (1 + limit("risen")) * passed.lowest
        return passed if far and self.testing is False else None

    @property
    def overfits(self) -> bool:
        """Worse in testing than in training by more than chance, and no longer getting better there."""
        if self.testing is not False or self.known.diverged is not None:
            return False
        settled = self.passed is not None or (not self.watched and self.way.way in ("flat", "rising"))
        return self.risen is not None or (self.gap is not None and settled)


# --- in training ------------------------------------------------------------------------------------------------------


def diverging(case: Case) -> str | None:
    known, way = case.known, case.way
    if known.diverged is not None:
        return f"it stopped after update {known.update}: {known.diverged}"
    if case.training or not way.after > limit("diverging") * known.blind or way.way == "falling":
        return None
    return (
        f"the loss is {plain(way.after)} and does not fall; a network that gives 0 whatever it sees has "
        f"{plain(known.blind)}"
    )


def dead_relus(case: Case) -> str | None:
    if case.training or case.dead < limit("dead"):
        return None
    place = int(np.nanargmax(case.known.dead))
    return (
        f"{percent(case.dead)} of the units of layer {place + 1} give 0 for every example that was tried, and no "
        "gradient passes through them"
    )


def vanishing_gradient(case: Case) -> str | None:
    norms = case.known.recent.gradient_norm
    if case.training or case.young or case.dead == 1.0 or not len(norms) or norms.shape[1] < 2:
        return None
    first, last = (float(np.median(norms[:, layer])) for layer in (0, -1))
    if not last > 0 or first >= limit("vanished") * last:
        return None
    return (
        f"the gradient of the first layer is {plain(first / last)} of the last layer's ({plain(first)} against "
        f"{plain(last)}, median of {len(norms)} updates): the layers near the input hardly learn"
    )


def rate_too_small(case: Case) -> str | None:
    known = case.known
    moved = float(np.nan_to_num(known.ahead.moved).max(initial=0.0))
    slope = float(np.median(np.linalg.norm(known.recent.gradient_norm, axis=1))) if known.recent.updates else 0.0
    if case.training or case.young or not 0 < moved < limit("slow") or slope < limit("slope"):
        return None
    return (
        f"at rate {plain(known.rate)} an update moves no layer by more than {plain(moved)} of its length: "
        f"{1 / moved:,.0f} updates for one length, though the gradient is {plain(slope)} long"
    )


def zigzag(case: Case) -> str | None:
    turns = case.known.ahead.turns
    if case.training or case.known.followed < limit("flat_for") or case.way.share > limit("well"):
        return None
    if not len(turns) or float(turns.mean()) > limit("turned"):
        return None
    return (
        f"each update overshoots: the cosine between the gradients before and after it is {turns.mean():.2f}, the mean "
        f"of the next {len(turns)} updates on {case.known.ahead.examples} examples; -1 is the way back"
    )


def plateau(case: Case) -> str | None:
    way = case.way
    if case.training or way.way != "flat" or way.updates < limit("flat_for"):
        return None
    return f"the loss is flat for {way.updates} updates: its mean went from {plain(way.before)} to {plain(way.after)}"


# --- in testing -------------------------------------------------------------------------------------------------------


def overfitting(case: Case) -> Finding | None:
    known, test = case.known, case.known.test
    if test is None or not case.overfits:
        return None
    said = []
    if case.gap is not None:
        said.append(f"{known.what} {percent(known.train.share)} in training and {percent(test.share)} in testing")
    if case.passed is not None:
        passed = case.passed
        said.append(
            f"the validation loss was lowest at update {passed.update}, {plain(passed.lowest)}, and is "
            f"{plain(passed.now)} now" + (", while the training loss fell on" if passed.fell else "")
        )
    return Finding("overfitting", "overfitting", "; ".join(said))


def not_overfitting(case: Case, fault: bool) -> Finding | None:
    """fault: something goes wrong in training."""
    known, test = case.known, case.known.test
    if case.training or case.testing is not False or test is None:
        return None
    better = case.shallower
    if better is None and not fault:
        return None
    said = (
        f"{known.what} {percent(known.train.share)} in training and {percent(test.share)} in testing: it is bad on the "
        "training data already"
    )
    if better is not None:
        depths = f"{better.layers} hidden layers instead of {len(known.lane.layers)}"
        said += f", where {better.name} with {depths} has {percent(better.train)}"
    return Finding("not_overfitting", "not overfitting", said)


IN_TRAINING: dict[Callable[[Case], str | None], str] = {
    diverging: "diverging",
    dead_relus: "dead ReLUs",
    vanishing_gradient: "vanishing gradient",
    rate_too_small: "rate too small",
    zigzag: "zigzag",
    plateau: "plateau",
}
"""What gives the evidence of each, the gravest first, and its title; a finding is named as its function."""

EXPLAINED = {
    "vanishing_gradient": ("diverging", "dead_relus"),
    "rate_too_small": ("diverging", "dead_relus"),
    "zigzag": ("diverging", "dead_relus", "vanishing_gradient"),
    "plateau": ("diverging", "rate_too_small", "zigzag"),
}
"""What is not said beside which others, for those say where it comes from."""


def findings(case: Case) -> tuple[Finding, ...]:
    """All that is seen, the gravest first."""
    if case.early:
        return ()
    seen = {
        find.__name__: Finding(find.__name__, title, evidence)
        for find, title in IN_TRAINING.items()
        if (evidence := find(case)) is not None
    }
    faults = [one for name, one in seen.items() if not any(other in seen for other in EXPLAINED.get(name, ()))]
    last = overfitting(case) if case.training or not faults else None
    last = last or not_overfitting(case, bool(faults))
    return (*faults, last) if last else tuple(faults)

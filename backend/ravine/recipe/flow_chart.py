"""The recipe's flow chart: which box a run is in, and the reason in words with its numbers (lecture, Recipe).

    step 1 a set of functions -> step 2 goodness -> step 3 pick the best -> good on training data? -> good on testing
    data? -> done; no to the first: training; no to the second: overfitting, where it is that
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ravine.recipe.figures import percent, plain
from ravine.recipe.findings import Case, Finding
from ravine.recipe.thresholds import limit

Box = Literal["functions", "goodness", "best", "training", "testing", "overfitting", "done"]


@dataclass(frozen=True)
class Lit:
    """The box where a run is, and why."""

    box: Box
    reason: str


BESIDE = ("overfitting",)
"""Findings that are no fault of training."""


def lit(case: Case, found: Sequence[Finding]) -> Lit:
    """found: what `findings` sees of the case."""
    known = case.known
    faults = [finding for finding in found if finding.name not in BESIDE]
    if known.update == 0 and known.diverged is None:
        return Lit("functions", f"no update yet: {known.parameters:,} numbers pick one function out of the set")
    if case.early:
        return Lit(
            "goodness",
            f"the loss, {plain(known.train.loss)} on training data, says how good the function is; after "
            f"{plain(limit('enough'))} updates there is enough to judge, and there are {known.update} so far",
        )
    if case.training:
        return _good_on_training(case)
    share = _share(case, "training")
    if known.diverged is not None or any(finding.name == "diverging" for finding in found):
        return Lit("training", f"{share}; diverging")
    if known.stopped is not None:
        return Lit("training", f"{share}, and it has stopped: {known.stopped}")
    said = f"{share}; the loss is {case.way}: {case.way.figures}"
    if faults or case.way.way in ("flat", "rising"):
        return Lit("training", said)
    return Lit("best", said)


def _good_on_training(case: Case) -> Lit:
    if case.testing is None:
        return Lit("testing", f"{_share(case, 'training')}; no examples are kept for testing")
    if case.testing:
        return Lit("done", f"{_share(case, 'training')}; {_share(case, 'testing')}")
    said = f"{_share(case, 'training')}, but {_share(case, 'testing')}"
    if case.overfits:
        passed = case.passed
        why = "" if passed is None else f"; the validation loss was lowest at update {passed.update}"
        return Lit("overfitting", said + why)
    if case.gap is None:
        return Lit("testing", f"{said}: no further from training than chance may take it")
    if not case.watched:
        return Lit("testing", f"{said}; it was evaluated too seldom to say whether it still gets better there")
    return Lit("testing", f"{said}; the validation loss is still about its lowest")


def _share(case: Case, part: Literal["training", "testing"]) -> str:
    """`training accuracy 61 %, under 90 %`; how many examples it was measured on, where those are not all."""
    known, wanted = case.known, getattr(case.good, part)
    measured = known.train if part == "training" else known.test
    assert measured is not None
    partly = "" if measured.examples == measured.of else f" (on {measured.examples} of {measured.of} examples)"
    compared = "at least" if measured.share >= wanted else "under"
    return f"{part} {known.what} {percent(measured.share)}{partly}, {compared} {percent(wanted)}"

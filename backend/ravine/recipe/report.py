"""Lessons, measures and checked claims as lines for a terminal."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import groupby

from ravine.recipe.checking import Checked
from ravine.recipe.claims import Figures
from ravine.recipe.lesson import Lesson
from ravine.recipe.measures import Argument, measures

SHOWN = 5
"""Seeds whose figures are printed one by one; of more the mean and the range."""


def table(lessons: Sequence[Lesson]) -> str:
    """A line a lesson: its row in the lecture, name, minutes, claims and title."""
    wide = max([len("lesson"), *(len(one.name) for one in lessons)])
    lines = [f"{'row':>3}  {'lesson':<{wide}}  {'minutes':>7}  {'claims':>6}  title"]
    for one in lessons:
        claims = sum(len(experiment.claims) for experiment in one.experiments)
        lines.append(f"{one.front.row:>3}  {one.name:<{wide}}  {one.minutes:>7.1f}  {claims:>6}  {one.front.title}")
    return "\n".join(lines)


def measures_table() -> str:
    """Each measure with what it takes, its place and its formula."""
    lines = []
    for entry in measures:
        takes = ", ".join(map(_argument, entry.traits["arguments"]))
        where = entry.traits["place"] or "any place"
        lines += [f"{entry.name}({takes})  [{where}]", f"    {entry.formula}"]
    return "\n".join(lines)


def _argument(one: Argument) -> str:
    kind = " | ".join(one.words) or ("lane" if one.kind.__name__ == "Run" else one.kind.__name__)
    return f"{one.name}: {kind}" + ("" if one.required else f" = {one.default}")


def results_table(results: Sequence[Checked]) -> str:
    """Lesson by lesson each claim, whether it holds, and its figures; in the end how many hold."""
    lines = []
    for (name, label), of_it in groupby(results, lambda one: (one.lesson, one.experiment)):
        lines.append(f"{name}: {label}" if label else name)
        for one in of_it:
            lines.append(f"  {'ok  ' if one.holds else 'FAIL'}  {one.claim.says}")
            lines += [f"        {line}" for line in _figures(one)]
    holding = sum(one.holds for one in results)
    lines.append(f"{holding} of {len(results)} claims hold")
    return "\n".join(lines)


def _figures(one: Checked) -> list[str]:
    claim, measured = one.claim, [found for found in one.figures if found.why is None]
    lines = [f"seed {seed}: {found.why}" for seed, found in zip(one.seeds, one.figures, strict=True) if found.why]
    if len(measured) > SHOWN:
        for side, label in zip(("left", "right"), claim.measured, strict=False):
            values = [float(getattr(found, side)) for found in measured]
            lines.append(
                f"{label.label()}: mean {statistics.fmean(values):.4g}, from {min(values):.4g} to {max(values):.4g}"
            )
        right = sum(claim.compare(found.left, found.right) for found in measured)
        lines.append(f"{right} of {len(one.figures)} seeds")
    else:
        lines += [
            f"seed {seed}: {claim.words(found.left, found.right)}"
            for seed, found in zip(one.seeds, one.figures, strict=True)
            if found.why is None
        ]
    if claim.holds == "mean" and measured:
        lines.append(f"mean: {_means(one, measured)}")
    return lines


def _means(one: Checked, measured: Sequence[Figures]) -> str:
    left, right = (statistics.fmean(getattr(found, side) for found in measured) for side in ("left", "right"))
    return one.claim.words(left, right)

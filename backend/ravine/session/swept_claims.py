"""A lesson's claims about its sweep, from what the session's newest sweep has found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean

from ravine.recipe.claims import Claim, Figures, Measured, proven
from ravine.recipe.lesson import chosen
from ravine.recipe.sweep import Series
from ravine.spec import events
from ravine.spec.sweep import SweepSpec


def with_sweep(told: events.Claimed, swept: events.Swept, series: Sequence[Series]) -> events.Claimed:
    """The claims about a sweep over what `swept` is over, with their means over the seeds and whether they hold over
    them; the others as they are. series: of the lanes that were swept, of several with one name the first counts."""
    (lesson,) = chosen([told.lesson])
    one = lesson.experiment(told.experiment)
    if one.sweep is None or not _same(one.sweep, swept):
        return told
    named = {each.name: each for each in reversed(series)}
    results = (_result(claim, result, swept, named) for claim, result in zip(one.claims, told.claims, strict=True))
    return told.model_copy(update={"claims": tuple(results)})


def _same(asked: SweepSpec, swept: events.Swept) -> bool:
    """Whether networks of both can be compared; values and seeds may be others."""
    return (asked.vary, asked.updates, asked.measure) == (swept.vary, swept.updates, swept.measure)


def _result(
    claim: Claim, result: events.ClaimResult, swept: events.Swept, series: Mapping[str, Series]
) -> events.ClaimResult:
    sides = [each for one in claim.measured if (each := _each(one, swept, series)) is not None]
    if len(sides) < len(claim.measured):
        return result
    done, runs = sum(map(len, sides)), swept.seeds * len(sides)
    if done < runs:
        return result.model_copy(update={"why": f"{done} of {runs} runs of the sweep"})
    if not isinstance(claim.right, Measured):
        sides.append((claim.right,) * swept.seeds)
    return _over_seeds(claim, result, [Figures(*pair) for pair in zip(*sides, strict=True)])


def _each(one: Measured, swept: events.Swept, series: Mapping[str, Series]) -> tuple[float, ...] | None:
    """What it was from each seed that is done; None where the sweep does not measure it."""
    if one.measure != swept.measure or one.parameters:
        return None
    if one.lane is None or one.lane not in series or one.value not in swept.values:
        return None
    return series[one.lane].each[swept.values.index(one.value)]


def _over_seeds(claim: Claim, result: events.ClaimResult, seeds: Sequence[Figures]) -> events.ClaimResult:
    means = fmean(one.left for one in seeds), fmean(one.right for one in seeds)
    each = sum(claim.compare(one.left, one.right) for one in seeds)
    why = claim.words(*means)
    if len(seeds) > 1:
        why += f", the means of {len(seeds)} seeds; true for {each} of them"
    figures = tuple(
        figure.model_copy(update={"value": mean if math.isfinite(mean) else None})
        for figure, mean in zip(result.figures, means, strict=False)
    )  # fmt: skip
    return result.model_copy(update={"figures": figures, "holds": proven(claim, seeds), "why": why})

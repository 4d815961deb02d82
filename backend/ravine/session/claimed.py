"""A lesson's claims, measured on the lanes of a session as they stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ravine.recipe.claims import Claim, Measured, figures
from ravine.recipe.lesson import Lesson, chosen
from ravine.recipe.run import Run
from ravine.session.lane import Lane
from ravine.spec import commands, events


def claimed(lanes: Sequence[Lane], command: commands.Claims) -> events.Claimed:
    """Lanes are found by their names, of several with one name the first; raises SpecError for no lesson."""
    (lesson,) = chosen([command.lesson])
    runs = {lane.name: Run(lane.alone, lane.learner, lane.history, getattr(lane, "parts", None))
            for lane in reversed(lanes)}  # fmt: skip
    results = tuple(_result(lesson, claim, runs) for claim in lesson.front.claims)
    return events.Claimed(lesson=lesson.name, update=max(lane.update for lane in lanes), claims=results)


def _result(lesson: Lesson, claim: Claim, runs: Mapping[str, Run]) -> events.ClaimResult:
    why = _too_early(lesson, claim, runs)
    if why is None:
        found = figures(claim, {None: runs})
        why = found.why
    if why is not None:
        unknown = tuple(_figure(one, math.nan) for one in claim.measured)
        return events.ClaimResult(says=claim.says, figures=unknown, holds=None, why=why)
    values = found.left, found.right
    told = tuple(map(_figure, claim.measured, values))
    return events.ClaimResult(
        says=claim.says, figures=told, holds=claim.compare(*values), why=claim.words(*values)
    )


def _figure(one: Measured, value: float) -> events.ClaimFigure:
    known = value if math.isfinite(value) else None
    return events.ClaimFigure(label=one.label, value=known, unit=one.entry.traits["unit"])


def _too_early(lesson: Lesson, claim: Claim, runs: Mapping[str, Run]) -> str | None:
    """Why a claim cannot be measured on these lanes yet, or at all."""
    for one in claim.measured:
        if one.value is not None:
            assert lesson.front.sweep is not None
            return f"it is about the sweep over {lesson.front.sweep.setting.number.label}"
        for name in one.lanes:
            run = runs.get(name)
            if run is None:
                return f"there is no lane {name}"
            if run.update < lesson.front.updates and run.ended is None:
                return f"{name} has made {run.update} of {lesson.front.updates} updates"
    return None

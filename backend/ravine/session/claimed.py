"""A lesson's claims, measured on the lanes of a session as they stand.

What needs a run from update 0 is made anew in slices; the rest, and all that those runs need, is taken at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ravine.recipe.claims import Claim, Measured
from ravine.recipe.experiment import Experiment
from ravine.recipe.figures import percent
from ravine.recipe.lesson import chosen
from ravine.recipe.replay import Replay, Replaying, Unmeasured
from ravine.recipe.run import Run
from ravine.session.lane import Lane
from ravine.spec import commands, events
from ravine.spec.sweep import Setting


class Measuring:
    """The claims of an experiment on their way. Not to be used from two threads at once, but for `cancel` and
    `interrupt`.

    Lanes are found by their names, of several with one name the first; raises SpecError where there is no such lesson,
    or no such experiment in it.
    """

    def __init__(self, lanes: Sequence[Lane], command: commands.Claims) -> None:
        (lesson,) = chosen([command.lesson])
        experiment = lesson.experiment(command.experiment)
        self.about = command
        self.update = max(lane.update for lane in lanes)
        runs = {lane.name: Run(lane.alone, lane.learner, lane.history, getattr(lane, "parts", None))
                for lane in reversed(lanes)}  # fmt: skip
        self._claims = [_Measured.begun(experiment, claim, runs) for claim in experiment.claims]
        self._cancelled = False

    @property
    def _ways(self) -> list[Replaying]:
        return [way for claim in self._claims for way in claim.ways]

    @property
    def over(self) -> bool:
        return self._cancelled or all(way.over for way in self._ways)

    def advance(self, seconds: float, timer: Callable[[], float]) -> None:
        """Go on for about so long, at least one step; no further than to the end of a run."""
        going = next((way for way in self._ways if not way.over), None)
        if going is not None and not self._cancelled:
            going.advance(seconds, timer)

    def cancel(self) -> None:
        """From another thread: come back from `advance` soon, and for good."""
        self._cancelled = True
        self.interrupt()

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon."""
        for way in self._ways:
            way.interrupt()

    def told(self, why: str | None = None) -> events.Claimed:
        """How far it is. why: what is not measured yet never will be."""
        results = tuple(claim.result(why) for claim in self._claims)
        lesson, experiment = self.about.lesson, self.about.experiment
        return events.Claimed(lesson=lesson, experiment=experiment, update=self.update, claims=results)


@dataclass(frozen=True, eq=False)
class _Measured:
    """A claim. setting: what the sweep is over, None: there is none; sides: a number each, or the way to it; why: they
    cannot be measured."""

    claim: Claim
    setting: Setting | None
    sides: tuple[float | Replaying, ...] = ()
    why: str | None = None

    @classmethod
    def begun(cls, experiment: Experiment, claim: Claim, runs: Mapping[str, Run]) -> _Measured:
        setting = experiment.sweep.setting if experiment.sweep else None
        why = _too_early(experiment, claim, runs)
        if why is not None:
            return cls(claim, setting, why=why)
        try:
            found = [one.begun(runs) for one in claim.measured]
        except Unmeasured as error:
            return cls(claim, setting, why=str(error))
        return cls(claim, setting, tuple(Replaying(one) if isinstance(one, Replay) else float(one) for one in found))

    @property
    def ways(self) -> list[Replaying]:
        return [side for side in self.sides if isinstance(side, Replaying)]

    def result(self, why: str | None) -> events.ClaimResult:
        left = [way.share for way in self.ways if not way.over]
        if self.why is not None or left:
            made = f"made anew from update 0: {percent(min(left, default=0.0))} so far"
            return self._unknown(self.why or why or made)
        try:
            found = [side.value if isinstance(side, Replaying) else side for side in self.sides]
        except Unmeasured as error:
            return self._unknown(str(error))
        claim = self.claim
        values = found[0], found[1] if isinstance(claim.right, Measured) else float(claim.right)
        told = tuple(self._figure(*side) for side in zip(claim.measured, values, strict=False))
        return events.ClaimResult(
            says=claim.says, figures=told, holds=claim.compare(*values), why=claim.words(*values)
        )

    def _unknown(self, why: str) -> events.ClaimResult:
        figures = tuple(self._figure(one, math.nan) for one in self.claim.measured)
        return events.ClaimResult(says=self.claim.says, figures=figures, holds=None, why=why)

    def _figure(self, one: Measured, value: float) -> events.ClaimFigure:
        known = value if math.isfinite(value) else None
        return events.ClaimFigure(label=one.label(self.setting), value=known, unit=one.entry.traits["unit"])


def _too_early(experiment: Experiment, claim: Claim, runs: Mapping[str, Run]) -> str | None:
    """Why a claim cannot be measured on these lanes yet, or at all."""
    for one in claim.measured:
        if one.value is not None:
            assert experiment.sweep is not None
            return f"it is about the sweep over {experiment.sweep.setting.number.label}"
        for name in one.lanes:
            run = runs.get(name)
            if run is None:
                return f"there is no lane {name}"
            if run.update < experiment.updates and run.ended is None:
                return f"{name} has made {run.update} of {experiment.updates} updates"
    return None

"""What the recipe's advisor says of a lane as it stands, beside the other lanes on the same data."""

from __future__ import annotations

import dataclasses
import math

from ravine.recipe.advice import advise
from ravine.recipe.evidence import Goodness, Other, gather
from ravine.recipe.run import Run
from ravine.recipe.thresholds import Good
from ravine.session.fate import Status
from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands, events
from ravine.spec.network import NetworkSpec


def advised(lanes: Lanes, command: commands.Advise) -> events.Advised:
    """A lane on its way through the past is judged where it stands."""
    lane: NetworkLane = lanes[lanes.place(command.lane)]
    good = Good() if command.good is None else Good(command.good.training, command.good.testing)
    run = Run(lane.alone, lane.learner, lane.history, lane.parts)
    changed = lane.timeline.changed(_judged_by, lane.update)
    seen = ((one.update, one.values) for one in lane.evaluations if changed is None or one.update > changed)
    known = gather(run, seen, tuple(_other(one) for one in lanes if one is not lane and len(one.evaluations)))
    known = dataclasses.replace(known, diverged=lane.reason if lane.status is Status.DIVERGED else None)
    advice = advise(known, good)
    return events.Advised(
        lane=lane.id,
        update=lane.update,
        box=advice.lit.box,
        reason=advice.lit.reason,
        train=_told(known.train),
        test=_told(known.test),
        good_training=good.training,
        good_testing=good.testing,
        findings=tuple(events.FoundFault(**dataclasses.asdict(one)) for one in advice.findings),
        remedies=tuple(events.OfferedRemedy(**dataclasses.asdict(one)) for one in advice.remedies),
        refused=tuple(events.RefusedRemedy(**dataclasses.asdict(one)) for one in advice.refused),
        more=advice.more,
        number=command.number,
    )


def _judged_by(alone: NetworkSpec) -> object:
    """What evaluations must have in common to be compared. Another seed or split starts a lane anew anyway."""
    return alone.data, alone.lanes[0].loss


def _other(lane: NetworkLane) -> Other:
    """As it was when it was evaluated last; a regression has no share of right answers."""
    *_, last = lane.evaluations
    return Other(lane.name, len(lane.spec.layers), last.values[1])


def _told(good: Goodness | None) -> float | None:
    return good.share if good is not None and math.isfinite(good.share) else None

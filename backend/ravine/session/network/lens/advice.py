"""What the recipe's advisor says of a lane as it stands, next to the other lanes on the same data."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Generator

from ravine.recipe import reach
from ravine.recipe.advice import advise
from ravine.recipe.evidence import Goodness, Other, Values, gathering
from ravine.recipe.run import Run
from ravine.recipe.thresholds import Good
from ravine.session.fate import Status
from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands, events
from ravine.spec.error import SpecError


def advising(lanes: Lanes, command: commands.Advise) -> Generator[None, None, events.Advised]:
    """In steps, of which the first takes all that is needed of the lanes. A lane on its way through the past is judged
    where it stands."""
    lane = lanes.by_id(command.lane)
    if not isinstance(lane, NetworkLane):
        raise SpecError(f"{command.kind} is no command for this session", "kind")
    good = Good() if command.good is None else Good(command.good.training, command.good.testing)
    run = Run(lane.alone, lane.learner, lane.history, lane.parts)
    others = [other for one in lanes if one is not lane and (other := _other(one)) is not None]
    since = lane.timeline.changed(reach.recorded, lane.update) or 0
    diverged = lane.reason if lane.status is Status.DIVERGED else None
    known = yield from gathering(run, _evaluations(lane), tuple(others), since)
    known = dataclasses.replace(known, diverged=diverged)
    advice = advise(known, good)
    return events.Advised(
        lane=command.lane,
        update=known.update,
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


def _evaluations(lane: NetworkLane) -> list[tuple[int, Values]]:
    """Those up to where it stands that still count."""
    changed = lane.timeline.changed(reach.judged, lane.update)
    first = 0 if changed is None else changed + 1  # one where it was changed may have been made before
    return [(one.update, one.values) for one in lane.evaluations if first <= one.update <= lane.update]


def _other(lane: NetworkLane) -> Other | None:
    """As it was when it was evaluated last; a regression has no share of right answers."""
    seen = _evaluations(lane)
    return Other(lane.name, len(lane.spec.layers), seen[-1][1][1]) if seen else None


def _told(good: Goodness | None) -> float | None:
    return good.share if good is not None and math.isfinite(good.share) else None

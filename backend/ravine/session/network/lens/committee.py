"""The lanes as a committee: each one's error on the test part, and that of all together."""

from __future__ import annotations

import math

from ravine.engine.committee import committee
from ravine.session.lanes import Lanes
from ravine.spec import commands, events
from ravine.spec.error import refusing

WORK = 3_000_000_000
"""Multiply-adds for one answer: some tens of milliseconds."""


def together(lanes: Lanes, command: commands.Committee) -> events.CommitteeTold:
    """Lanes on their way through the past are looked at where they stand."""
    products = sum(lane.learner.settings.architecture.products for lane in lanes)
    most = max(1, WORK // max(1, products))
    with refusing():
        found = committee([lane.learner for lane in lanes], [lane.parts.test[:most] for lane in lanes])
    return events.CommitteeTold(
        examples=found.examples,
        members=tuple(
            events.MemberError(lane=lane.id, update=lane.update, error=error)
            for lane, error in zip(lanes, found.errors, strict=True)
        ),
        mean=found.mean,
        spread=None if math.isnan(found.spread) else found.spread,
        together=found.together,
        number=command.number,
    )

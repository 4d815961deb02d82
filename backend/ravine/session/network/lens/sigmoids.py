"""Shifted sigmoids added up, beside what their sum becomes."""

from __future__ import annotations

from ravine.engine.sum_of_sigmoids import SumOfSigmoids
from ravine.session.lanes import Lanes
from ravine.spec import commands, events


def summed(lanes: Lanes, command: commands.SumOfSigmoids) -> events.SummedSigmoids:
    """The same whatever the lanes are."""
    found = SumOfSigmoids.of(command.terms)
    return events.SummedSigmoids(
        terms=found.terms,
        x=tuple(found.x.tolist()),
        total=tuple(found.total.tolist()),
        softplus=tuple(found.softplus.tolist()),
        rectified=tuple(found.relu.tolist()),
        difference=found.difference,
        number=command.number,
    )

"""The best rate of a grid for each racer: what makes a comparison of optimizers fair."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ravine.engine.optimizers import RATES
from ravine.engine.rates import best_rate
from ravine.engine.surfaces.surface import Surface
from ravine.session.surface.lane import SurfaceLane
from ravine.spec import events, ground
from ravine.spec.error import SpecError
from ravine.spec.patch import patch_lane
from ravine.spec.surface import SurfaceSpec

WORK = 10_000_000_000
"""Multiplications that one search takes the time of, at most: a second of somebody's waiting."""


def tuned(
    spec: SurfaceSpec, surface: Surface, lanes: Sequence[SurfaceLane], updates: int
) -> tuple[events.Tuned, SurfaceSpec]:
    """What every rate led to, and the spec in which each lane has its best; a lane that diverged at all keeps its own.

    The value is that of all data and without noise, where the racer is after so many updates. Raises SpecError where
    that would take too long.
    """
    _check_work(spec, surface, updates)
    found, best = [], spec
    for place, lane in enumerate(lanes):
        search = best_rate(surface, ground.settings(spec, place), RATES, updates, spec.start_of(place), spec.seed)
        told = tuple(value if math.isfinite(value) else None for value in search.values)
        found.append(events.Tried(lane=lane.id, rates=search.rates, values=told, best=search.winner))
        if search.winner is not None:
            best = patch_lane(best, place, {"optimizer": {"lr": search.winner}})
    return events.Tuned(updates=updates, lanes=tuple(found)), best


def _check_work(spec: SurfaceSpec, surface: Surface, updates: int) -> None:
    """An update on many examples takes longer than one on a function, on a network's weights by a hundred times and
    more."""
    work = len(RATES) * sum(surface.work(racer.batch) for racer in spec.lanes)
    if work * updates > WORK:
        allowed = f"at most {WORK // work} on this surface with these batches"
        raise SpecError(f"updates is {updates}; nothing was changed", "updates", allowed)

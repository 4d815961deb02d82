"""From a spec of the Surface place to what the engine runs: the surface, and each racer's descent on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.surfaces.surface import Surface
from ravine.spec import events
from ravine.spec.catalogue import section_entry
from ravine.spec.plan import engine_choice
from ravine.spec.surface import SurfaceSpec


def surface(session: SurfaceSpec) -> Surface:
    """The function that the racers go down on."""
    traits = session.entry.traits
    if traits["typed"]:
        return Surface.typed(session.expression)
    if traits["from_data"]:
        points = traits["points"](session.seed) if session.points is None else np.array(session.points, np.float64)
        return Surface.from_data(session.surface.name, points)
    return Surface.of(session.surface.name, session.surface.values)


def settings(session: SurfaceSpec, lane: int) -> DescentSettings:
    """All of a racer that may change while it runs."""
    spec = session.lanes[lane]
    return DescentSettings(engine_choice(spec.optimizer), engine_choice(spec.schedule), session.noise, spec.batch)


def descent(session: SurfaceSpec, lane: int, ground: Surface) -> Descent:
    """The racer at this place, at update 0; `ground` is what `surface` made of the session."""
    return Descent(ground, settings(session, lane), session.start_of(lane), session.seed)


def described(session: SurfaceSpec, ground: Surface) -> events.Ground:
    """What the page is told of the surface."""
    entry = session.entry
    return events.Ground(
        title=entry.traits["title"],
        formula=session.expression if entry.traits["typed"] else entry.formula,
        domain=ground.domain,
        minima=_critical(ground, ground.minima),
        saddles=_critical(ground, ground.saddles),
        start=session.start or entry.traits["start"],
        axes=entry.traits["axes"],
        columns=entry.traits["columns"],
        points=tuple(tuple(row) for row in ground.rows.tolist()) if entry.traits["from_data"] else (),
        own=section_entry(session.surface),
    )


def _critical(ground: Surface, places: Sequence[tuple[float, float]]) -> tuple[events.Critical, ...]:
    told = [events.Critical(x=x, y=y, value=ground.at(x, y)[0]) for x, y in places]
    return tuple(sorted(told, key=lambda one: one.value))

"""The next update of a racer from inside, as an event."""

from __future__ import annotations

import math

from ravine.engine.explained import Line, explain
from ravine.engine.optimizers import optimizers
from ravine.session.lines import line_of
from ravine.session.surface.lane import SurfaceLane
from ravine.spec import events
from ravine.spec.error import SpecError

NOTHING = "the value or the gradient is infinite or not a number"


def explained(lane: SurfaceLane) -> events.Explained:
    """Every line of its optimizer's formula, for x and for y, with the numbers of this update in their places.

    Raises SpecError where there is no next update.
    """
    racer = lane.learner
    value, *gradient = racer.next_gradient()
    if not all(map(math.isfinite, (value, *gradient))):
        raise SpecError(f"{lane.name} stands where {NOTHING}: no update follows")
    of_x, of_y = (_lines(lane, axis, gradient[axis]) for axis in (0, 1))
    traits = optimizers[racer.settings.optimizer.name].traits
    symbols = traits.get("symbols", {})
    return events.Explained(
        lane=lane.id,
        update=lane.update,
        optimizer=racer.settings.optimizer.name,
        point=racer.point,
        value=value,
        gradient=(gradient[0], gradient[1]),
        remembered={symbols.get(slot, slot): pair for slot, pair in racer.slots.items()},
        meanings=dict(traits["meanings"]),
        lines=tuple((line_of(one), line_of(other)) for one, other in zip(of_x, of_y, strict=True)),
        next=(line_of(of_x[-1]).value, line_of(of_y[-1]).value),
    )


def _lines(lane: SurfaceLane, axis: int, g: float) -> list[Line]:
    racer, optimizer = lane.learner, lane.learner.settings.optimizer
    slots = {name: pair[axis] for name, pair in racer.slots.items()}
    point, memory = racer.point[axis], racer.memory.tolist()
    return explain(optimizer.name, optimizer.values, slots, memory, racer.steps + 1, point, g, racer.next_rate)

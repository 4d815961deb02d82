"""What the optimizer of a lane remembers, as an event: of a network layer by layer, of a point with its past."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.descent import Descent
from ravine.engine.history import History
from ravine.engine.layers.op import STEPS
from ravine.engine.remembered import CELLS, Quantity, Spread, quantities, rate_in_force, rates_now
from ravine.engine.training import Trainer
from ravine.session.lanes import Lanes
from ravine.spec import commands, events
from ravine.spec.error import refusing

POINTS = 512
"""Of the past of a slot, about: as many as a chart has room for."""

Numbers = NDArray[Any]


def remembered(lanes: Lanes, command: commands.Remember) -> events.Remembered:
    """A lane on its way through the past is looked at where it stands; raises SpecError where no update follows."""
    lane = lanes.by_id(command.lane)
    learner = lane.learner
    optimizer, here = learner.settings.optimizer, learner.snapshot()
    with refusing():
        every = [rates_now(learner), *here.slots]
    told = quantities(optimizer, int(here.clock[STEPS]))
    updates, courses = _past(lane.history, learner) if isinstance(learner, Descent) else ((), ())
    return events.Remembered(
        lane=lane.id,
        update=lane.update,
        optimizer=optimizer.name,
        rate=rate_in_force(learner),
        cells=CELLS,
        quantities=tuple(events.RememberedQuantity(**asdict(one)) for one in told),
        parts=tuple(
            events.RememberedPart(parameters=part[0].size, spreads=tuple(map(_spread, part, told)))
            for part in zip(*(_parts(learner, values) for values in every), strict=True)
        ),
        updates=updates,
        courses=courses,
        number=command.number,
    )


def _parts(learner: Trainer | Descent, values: Numbers) -> list[Numbers]:
    """What lies like theta, layer by layer or x and y."""
    if isinstance(learner, Descent):
        return [row[:1] for row in values.reshape(2, -1)]
    return [learner.layout.rows(values, place).ravel() for place in range(len(learner.layout.spans))]


def _spread(values: Numbers, quantity: Quantity) -> events.RememberedSpread:
    spread = Spread.of(values, quantity.powers)
    low, tenth, median, ninetieth, high = _finite(spread.levels)
    return events.RememberedSpread(
        levels=(low, tenth, median, ninetieth, high), zeros=spread.zeros, counts=spread.counts
    )


def _past(history: History, learner: Descent) -> tuple[tuple[int, ...], Any]:
    """The updates, and of each slot the courses of x and of y, up to what it holds now."""
    now = np.array(list(learner.slots.values()), np.float64).reshape(-1, 2)
    updates: list[int] = []
    rows = [np.empty((0, 3, len(now), 2))]
    for piece in history.since(0, POINTS):
        starts = range(piece.start, piece.stop, piece.width)
        known = max(0, min(len(starts), (learner.update - piece.start) // piece.width))
        held = piece.slots.reshape(len(piece.lr), -1, learner.remembered // 2, 2)[:known, :, : len(now)]
        updates += starts[:known]
        rows.append(np.broadcast_to(held, (known, 3, len(now), 2)) if piece.width == 1 else held)
    rows.append(np.broadcast_to(now, (1, 3, len(now), 2)))
    low, high, mean = np.moveaxis(np.concatenate(rows), 1, 0)
    courses = tuple(
        tuple(_course(low[:, slot, axis], high[:, slot, axis], mean[:, slot, axis]) for axis in (0, 1))
        for slot in range(len(now))
    )
    return (*updates, learner.update), courses


def _course(low: Numbers, high: Numbers, mean: Numbers) -> events.RememberedCourse:
    exact = np.array_equal(low, high, equal_nan=True)
    edges = () if exact else _finite(low.tolist()), () if exact else _finite(high.tolist())
    return events.RememberedCourse(mean=_finite(mean.tolist()), low=edges[0], high=edges[1])


def _finite(values: Iterable[float]) -> tuple[float | None, ...]:
    return tuple(value if math.isfinite(value) else None for value in values)

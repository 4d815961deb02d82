"""The activation functions that a lane has learned."""

from __future__ import annotations

from ravine.engine.shapes import Shape, learned_shapes
from ravine.session.lanes import Lanes
from ravine.spec import commands, events


def shaped(lanes: Lanes, command: commands.Shapes) -> events.Shaped:
    lane = lanes.by_id(command.lane)
    layers = tuple(_layer(shape) for shape in learned_shapes(lane.learner))
    return events.Shaped(lane=lane.id, update=lane.update, layers=layers)


def _layer(shape: Shape) -> events.LayerShape:
    units = []
    for number, y in enumerate(shape.y):
        if shape.pieces is None:
            units.append(events.UnitShape(y=tuple(y.tolist())))
            continue
        pieces = shape.pieces[number]
        lines = tuple(tuple(piece) for piece in pieces.tolist())
        units.append(events.UnitShape(y=tuple(y.tolist()), pieces=lines, winners=tuple(pieces.argmax(axis=0).tolist())))
    return events.LayerShape(
        layer=shape.layer, kind="slope" if shape.pieces is None else "pieces", alpha=shape.alpha,
        x=tuple(shape.x.tolist()), units=tuple(units),
    )  # fmt: skip

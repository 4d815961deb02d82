"""What a network is made of, whether a lane could be it or not."""

from __future__ import annotations

from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Layer
from ravine.engine.outline import outline
from ravine.session.lanes import Lanes
from ravine.spec import commands, events
from ravine.spec.architecture import check_places
from ravine.spec.error import Refusal, SpecError

OUTPUT = "output"


def outlined(lanes: Lanes, command: commands.Outline) -> events.Outlined:
    """Raises SpecError where a layer cannot take what it is given."""
    picture = Shape(command.maps, command.side, command.side)
    hidden = tuple(layer.layer for layer in command.layers)
    try:
        check_places(hidden, picture)
    except Refusal as refusal:
        raise SpecError(f"{refusal.at} {refusal.predicate}", refusal.at, refusal.allowed) from None
    net = Architecture(picture.units, (*hidden, Layer(command.classes)), image=picture)
    found = outline(net)
    kinds = [*(layer.kind for layer in command.layers), OUTPUT]
    return events.Outlined(
        lane=command.lane,
        shape=_told(picture),
        layers=tuple(
            events.OutlinedLayer(
                layer=kind, shape=_told(one.shape), parameters=one.parameters, products=one.products,
                numbers=one.numbers, field=one.field.size,
            )
            for kind, one in zip(kinds, found, strict=True)
        ),
        parameters=sum(one.parameters for one in found),
        products=sum(one.products for one in found),
        number=command.number,
    )  # fmt: skip


def _told(shape: Shape) -> tuple[int, int, int]:
    return shape.maps, shape.height, shape.width

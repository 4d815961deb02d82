"""What a network is made of, whether a lane could be it or not."""

from __future__ import annotations

from ravine.engine.layers.shape import Shape
from ravine.engine.network import Layer
from ravine.engine.outline import outline
from ravine.session.lanes import Lanes
from ravine.spec import commands, events
from ravine.spec.architecture import of_layers

OUTPUT = "output"
NUMBER = 4
"""Bytes of a number: they are float32."""
LEARNED = 3
"""Numbers for each parameter: itself, its gradient, its momentum."""
HELD = 2
"""Numbers for each that a layer hands on: itself and its gradient."""


def outlined(lanes: Lanes, command: commands.Outline) -> events.Outlined:
    """Raises SpecError where a layer cannot take what it is given."""
    picture = Shape(command.maps, command.side, command.side)
    found = outline(of_layers(command.layers, picture, Layer(command.classes)))
    kinds = [*(layer.kind for layer in command.layers), OUTPUT]
    layers = tuple(
        events.OutlinedLayer(
            layer=kind, given=_told(one.given), shape=_told(one.shape), weights=one.weights, biases=one.biases,
            products=one.products, field=one.field.size, step=one.field.step,
            parameter_bytes=LEARNED * NUMBER * one.parameters,
            batch_bytes=HELD * NUMBER * one.numbers * command.batch,
        )
        for kind, one in zip(kinds, found, strict=True)
    )  # fmt: skip
    return events.Outlined(
        lane=command.lane,
        shape=_told(picture),
        layers=layers,
        parameters=sum(one.parameters for one in found),
        products=sum(one.products for one in found),
        bytes=sum(layer.parameter_bytes + layer.batch_bytes for layer in layers),
        number=command.number,
    )


def _told(shape: Shape) -> tuple[int, int, int]:
    return shape.maps, shape.height, shape.width

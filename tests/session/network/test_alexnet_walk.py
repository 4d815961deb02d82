"""AlexNet as the page walks it: the catalogue's layers are the engine's, and so are the figures of the page's tests."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ravine.engine.alexnet import ALEXNET, LAYERS
from ravine.engine.network import Layer
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.alexnet import walkable
from ravine.spec.network import NetworkSpec

NET = walkable()
FIGURES = json.loads((Path(__file__).parents[3] / "frontend" / "test" / "alexnet.json").read_text())
"""By the fields of its first layer that are changed: what the server tells of all layers."""


def outlined(changes: dict[str, int]) -> Any:
    session = NetworkSession(NetworkSpec())
    layers = [{**NET.layers[0], **changes}, *NET.layers[1:]]
    fields = {"layers": layers, "maps": NET.maps, "side": NET.side, "classes": NET.classes, "batch": 8}
    (event,) = session.receive(commands.Outline.model_validate(fields), 0.0)
    return event


def test_the_layers_of_the_catalogue_are_the_engines() -> None:
    fields = {"layers": NET.layers, "maps": NET.maps, "side": NET.side, "classes": NET.classes}
    hidden = tuple(layer.layer for layer in commands.Outline.model_validate(fields).layers)
    layers = [replace(layer, what=layer.work) for layer in (*hidden, Layer(NET.classes))]
    assert layers == [replace(layer, what=layer.work) for layer in ALEXNET.layers]
    assert ALEXNET.image is not None
    assert (NET.maps, NET.side, NET.side) == (ALEXNET.image.maps, ALEXNET.image.height, ALEXNET.image.width)
    assert (NET.names, NET.grouped) == (list(LAYERS), 60_965_224)


@pytest.mark.parametrize("case", FIGURES, ids=lambda case: json.dumps(case["changes"]))
def test_the_figures_of_the_pages_tests_are_the_servers(case: dict[str, Any]) -> None:
    event = outlined(case["changes"])
    assert isinstance(event, events.Outlined)
    layers = [{**NET.layers[0], **case["changes"]}, *NET.layers[1:], None]
    assert [one["spec"] for one in case["layers"]] == layers
    assert [one["told"] for one in case["layers"]] == [one.model_dump(mode="json") for one in event.layers]


def test_an_impossible_shape_is_refused_at_the_layer_where_it_arises() -> None:
    """Strides of 16 leave 14 x 14 pixels, then 6 x 6, then 2 x 2: too few for a window of 3."""
    event = outlined({"stride": 16})
    assert isinstance(event, events.Error)
    assert event.field == f"layers.{NET.names.index('POOL3')}"
    assert event.message.startswith(event.field)

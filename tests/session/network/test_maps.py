"""What a session tells of a network of maps: filters, one picture's way, what a map looks for, what it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.session.network import maps
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.alexnet import walkable
from ravine.spec.events import Event
from ravine.spec.network import NetworkSpec
from ravine.spec.vision import VisionSpec

LAYERS: list[dict[str, Any]] = [{"kind": "conv", "filters": 3}, {"kind": "max_pool", "size": 2}, {"units": 4}]


def session(data: str = "digits", layers: list[dict[str, Any]] = LAYERS) -> NetworkSession:
    spec = {"data": {"name": data, "examples": 300}, "lanes": [{"layers": layers}]}
    return NetworkSession(NetworkSpec.read(spec, "the session"))


def blocks(one: NetworkSession) -> dict[str, Any]:
    lane = one.lanes[0]
    return {block.kind.name: block.values for block in (*maps.filters(lane), *maps.way(lane))}


def asked(one: NetworkSession, command: Any) -> Event:
    (event,) = one.receive(command, 0.0)
    return event


def test_filters_are_the_first_convolution_s_weights() -> None:
    one = session()
    learner = one.lanes[0].learner
    np.testing.assert_array_equal(blocks(one)["filters"], learner.layout.weights(learner.theta, 0))
    assert blocks(one)["filters"].shape == (3, 9)
    assert "filters" not in blocks(session(layers=[{}]))


def test_the_way_of_the_first_test_picture_is_what_all_layers_hand_on() -> None:
    one = session()
    lane, told = one.lanes[0], blocks(one)
    x = lane.parts.test.x[:1]
    given = lane.learner.layer_outputs(x)
    np.testing.assert_array_equal(told["picture"][0], np.rint(255 * x[0]))
    start = 0
    for layer, (low, high) in zip(given, told["feature_ranges"], strict=True):
        cells = told["feature_maps"][0, start : start + len(layer)]
        start += len(layer)
        assert (low, high) == (layer.min(), layer.max())
        np.testing.assert_allclose(low + cells / 255 * (high - low), layer[:, 0], atol=(high - low) / 500)
    z = given[-1][:, 0].astype(np.float64)
    np.testing.assert_allclose(told["scores"][0, 1:], np.exp(z) / np.exp(z).sum(), rtol=1e-5)
    assert told["scores"][0, 0] == lane.parts.test.y[0, 0]


def test_a_row_of_a_part_and_a_picture_of_one_s_own_are_looked_into() -> None:
    one = session()
    test = one.lanes[0].parts.test
    asked(one, commands.Probe(row=5))
    np.testing.assert_array_equal(blocks(one)["picture"][0], np.rint(255 * test.x[5]))
    asked(one, commands.Probe(row=5 + len(test)))
    assert blocks(one)["scores"][0, 0] == test.y[5, 0]
    asked(one, commands.Probe(x=tuple([0.25] * 64)))
    assert set(blocks(one)["picture"][0]) == {64}
    assert blocks(one)["scores"][0, 0] == maps.UNKNOWN
    for part in ("train", "validation"):
        asked(one, commands.Probe(row=3, part=part))
        np.testing.assert_array_equal(blocks(one)["picture"][0], np.rint(255 * getattr(one.lanes[0].parts, part).x[3]))
    asked(one, commands.Probe(x=(0.5, 0.5)))  # no picture of 64 pixels: the usual one
    assert blocks(one)["scores"][0, 0] == test.y[0, 0]


def test_the_plane_has_no_pictures() -> None:
    assert blocks(session("spirals", [{}])) == {}


def test_the_strongest_pictures_come_with_the_part_that_is_seen() -> None:
    one = session()
    event = asked(one, commands.Strongest(lane=1, layer=0, map=2, number=7))
    assert isinstance(event, events.StrongestPictures)
    lane = one.lanes[0]
    largest = lane.learner.layer_outputs(lane.parts.test.x)[0][2 * 36 : 3 * 36].max(axis=0)
    assert [one.value for one in event.pictures] == sorted(largest.tolist(), reverse=True)[:9]
    assert (event.of, event.number) == (len(lane.parts.test), 7)
    for shown in event.pictures:
        top, left, bottom, right = shown.part
        assert (bottom - top, right - left) == (3, 3)
        picture = lane.parts.test.x[shown.row].reshape(8, 8)[top:bottom, left:right]
        weights = lane.learner.layout.weights(lane.learner.theta, 0)[2]
        assert np.dot(weights, picture.ravel()) == pytest.approx(shown.value, abs=1e-5)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (commands.Strongest(lane=1, layer=0, map=3), "map"),
        (commands.Strongest(lane=1, layer=9, map=0), "map"),
        (commands.Outline.model_validate({"layers": [{"kind": "conv", "size": 5}] * 2, "side": 8}), "layers.1"),
    ],
)
def test_what_is_not_there_is_refused(command: Any, field: str) -> None:
    event = asked(session(), command)
    assert isinstance(event, events.Error)
    assert event.field == field


def test_a_network_is_outlined_that_no_lane_could_be() -> None:
    """Its 62 million parameters are far above what a lane may have."""
    event = asked(session(), commands.Outline.model_validate({"layers": walkable().layers}))
    assert isinstance(event, events.Outlined)
    assert (event.parameters, event.products) == (62_378_344, 1_135_256_096)
    assert [one.layer for one in event.layers][-2:] == ["dense", "output"]
    assert event.layers[0].shape == (96, 55, 55)


def test_the_vision_place_loads_with_a_small_alexnet() -> None:
    spec = VisionSpec()
    assert NetworkSession(spec).spec == spec
    assert {layer.kind for layer in spec.lanes[0].layers} == {"conv", "max_pool", "local_response_norm", "dense"}

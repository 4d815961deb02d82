"""Every kind of hidden layer as a spec: what it gives the engine, where it is refused, what makes a lane start anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.engine.layers.shape import Shape
from ravine.engine.training import Trainer
from ravine.spec import plan
from ravine.spec.architecture import activations, architecture, parameter_count
from ravine.spec.catalogue import catalogue
from ravine.spec.error import SpecError
from ravine.spec.layers.hidden import KINDS
from ravine.spec.layers.kinds import MODELS
from ravine.spec.network import NetworkSpec
from ravine.spec.patch import patch_lane

SMALL: list[dict[str, Any]] = [
    {"kind": "conv", "filters": 4, "padding": 1},
    {"kind": "local_response_norm"},
    {"kind": "max_pool", "size": 2},
    {"kind": "conv", "filters": 6, "activation": "linear"},
    {"kind": "batch_norm"},
    {"kind": "global_average"},
    {"units": 5, "keep": 0.5},
]


def digits(layers: list[dict[str, Any]], **lane: Any) -> NetworkSpec:
    return NetworkSpec.read({"data": "digits", "lanes": [{"layers": layers, **lane}]}, "the session")


def refused(layers: list[dict[str, Any]], data: str = "digits") -> SpecError:
    with pytest.raises(SpecError) as caught:
        NetworkSpec.read({"data": data, "lanes": [{"layers": layers}]}, "the session")
    return caught.value


def test_each_kind_that_is_named_has_a_model_and_stands_in_the_catalogue() -> None:
    assert tuple(MODELS) == KINDS
    told = {entry["name"]: entry for entry in catalogue()["layers"]}
    assert list(told) == list(KINDS)
    assert all(entry["formula"] and entry["help"] for entry in told.values())
    assert {kind for kind, entry in told.items() if not entry["pictures"]} == {"dense", "maxout", "batch_norm"}
    assert {kind for kind, entry in told.items() if entry["activated"]} == {"dense", "conv", "batch_norm"}


def test_layers_of_maps_hand_on_what_the_engine_says() -> None:
    spec = digits(SMALL)
    built = architecture(spec.lanes[0], spec.shape)
    shapes = ["8 x 8 x 1", "8 x 8 x 4", "8 x 8 x 4", "4 x 4 x 4", "2 x 2 x 6", "2 x 2 x 6", "6", "5", "10"]
    assert [str(shape) for shape in built.shapes] == shapes
    conv = (9 + 1) * 4 + (4 * 9 + 1) * 6
    assert parameter_count(built) == conv + 2 * 6 + (6 + 1) * 5 + (5 + 1) * 10
    assert built.products == 9 * 4 * 64 + 4 * 9 * 6 * 4 + 6 * 5 + 5 * 10
    assert activations(built, 10) == 10 * sum(shape.units for shape in built.shapes)


def test_a_network_of_all_kinds_learns_the_digits() -> None:
    spec = digits([{**layer, "keep": 1.0} for layer in SMALL], batch=50, optimizer={"name": "adam", "lr": 0.01})
    parts = plan.prepare(spec)
    trainer: Trainer = plan.trainer(spec, 0, parts)
    train = plan.examples(parts.train, spec.lanes[0], spec.shape)
    before = trainer.evaluate(train)
    trainer.run(300)
    after = trainer.evaluate(train)
    assert trainer.diverged is None
    assert after.loss < 0.6 * before.loss
    assert after.accuracy > 0.5 > before.accuracy


def test_only_a_shard_of_a_batch_is_held_at_once() -> None:
    layers: list[dict[str, Any]] = [{"kind": "conv", "filters": 2}, {"units": 3}]
    spec = digits(layers)
    built = architecture(spec.lanes[0], spec.shape)
    assert activations(built, 1000) == activations(built, 16)


@pytest.mark.parametrize("kind", [kind for kind, model in MODELS.items() if model.PICTURES])
def test_data_that_are_no_pictures_are_refused_with_the_sets_that_are(kind: str) -> None:
    error = refused([{}, {"kind": kind}], data="spirals")
    assert error.field == "lanes.0.layers.1.kind"
    assert "digits" in str(error.allowed)
    assert "dense" in str(error.allowed)


@pytest.mark.parametrize(
    ("layers", "field", "words"),
    [
        ([{"kind": "conv", "size": 9}], "lanes.0.layers.0", "a window of 9 x 9 does not fit into maps of 8 x 8"),
        ([{"kind": "conv", "padding": 3}], "lanes.0.layers.0", "a margin of 3 needs a window larger than that"),
        ([{"units": 4}, {"kind": "conv"}], "lanes.0.layers.1", "does not fit into maps of 1 x 1"),
        ([{"kind": "max_pool", "size": 3}] * 3, "lanes.0.layers.2", "does not fit into maps of 1 x 1"),
        ([{"kind": "local_response_norm", "neighbours": 4}], "lanes.0.layers.0.neighbours", "is 4"),
        ([{"kind": "conv", "back": 1}], "lanes.0.layers.0.back", "is 1"),
        ([{"kind": "conv"}, {"kind": "conv", "skip": 1}], "lanes.0.layers.1.skip", "of its 4 x 4 x 16 pixels"),
        ([{"kind": "conv2d"}], "lanes.0.layers.0.kind", "did you mean conv"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_does_not_fit_is_refused_where_it_stands(layers: list[dict[str, Any]], field: str, words: str) -> None:
    error = refused(layers)
    assert error.field == field
    assert words in error.message


def test_a_residual_block_with_a_projection_is_the_engine_s() -> None:
    block: list[dict[str, Any]] = [
        {"kind": "conv", "filters": 4, "padding": 1},
        {"kind": "conv", "filters": 6, "padding": 1, "stride": 2},
        {"kind": "conv", "filters": 6, "padding": 1, "activation": "linear"},
        {"kind": "conv", "filters": 6, "size": 1, "stride": 2, "activation": "linear", "back": 2, "skip": 1},
    ]
    spec = digits(block)
    built = architecture(spec.lanes[0], spec.shape)
    assert built.taken(3) == built.shapes[1] == Shape(4, 8, 8)
    trainer = plan.trainer(spec, 0, plan.prepare(spec))
    theta = trainer.theta.copy()
    trainer.run(5)
    assert not np.array_equal(theta, trainer.theta)
    assert trainer.diverged is None


def changed(kind: str) -> list[tuple[str, str, Any]]:
    """Each own number of a kind with another value that fits the digits."""
    values: dict[str, Any] = {"size": 4, "stride": 3, "padding": 2, "neighbours": 3, "filters": 9, "k": 1, "alpha": 1,
                              "beta": 1}  # fmt: skip
    return [(kind, name, values[name]) for name in MODELS[kind].own()]


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [one for kind, model in MODELS.items() if model.PICTURES for one in changed(kind)],
)
def test_what_a_layer_of_maps_does_cannot_change_while_it_learns(kind: str, name: str, value: Any) -> None:
    before = digits([{"kind": kind}, {}])
    after = patch_lane(before, 0, {"layers": [{"kind": kind, name: value}, {}]})
    assert before.restarts(after, 0) == "a layer of maps is another one"


def test_what_follows_a_layer_of_maps_changes_while_it_learns() -> None:
    before = digits([{"kind": "conv"}, {}])
    after = patch_lane(before, 0, {"layers": [{"kind": "conv", "activation": "tanh", "keep": 0.5, "frozen": True}, {}]})
    assert before.restarts(after, 0) is None

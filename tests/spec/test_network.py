"""What a spec is: whole, unchanged by a trip through JSON, and refused with the reason where it is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from ravine.spec.architecture import architecture, parameter_count
from ravine.spec.error import SpecError
from ravine.spec.json_text import read_json, write_json
from ravine.spec.lane import LaneSpec
from ravine.spec.layers.units import DenseSpec
from ravine.spec.limits import FILE_BYTES, LANES, LAYERS, PARAMETERS
from ravine.spec.network import NetworkSpec
from spec.strategies import sessions


def read(document: Any) -> NetworkSpec:
    return NetworkSpec.read(document, "the spec")


def refused(document: Any) -> SpecError:
    with pytest.raises(SpecError) as caught:
        read(document)
    return caught.value


@settings(max_examples=150, deadline=None)
@given(sessions())
def test_every_valid_spec_survives_a_round_trip_through_json(document: dict[str, Any]) -> None:
    spec = read(document)
    text = write_json(spec.document())
    assert read(read_json(text, FILE_BYTES, "the spec")) == spec
    assert json.loads(text) == spec.document()


@settings(max_examples=50, deadline=None)
@given(sessions())
def test_a_spec_written_out_in_full_says_the_same_as_its_short_form(document: dict[str, Any]) -> None:
    whole = read(document).document()
    assert whole["seed"] == document["seed"]
    for short, lane in zip(document["lanes"], whole["lanes"], strict=True):
        for name, value in short.items():
            if isinstance(value, (int, float)) or value is None:
                assert lane[name] == value


def test_the_bare_spec_is_two_lanes_of_relu_and_sigmoid_on_spirals() -> None:
    spec = read({})
    assert spec == NetworkSpec()
    assert spec.data.name == "spirals"
    first = [lane.layers[0] for lane in spec.lanes]
    assert [layer.activation.name for layer in first if isinstance(layer, DenseSpec)] == ["relu", "sigmoid"]
    alike = [lane.model_dump(exclude={"name", "layers", "initializer"}) for lane in spec.lanes]
    assert alike[0] == alike[1]


def test_a_spec_is_frozen() -> None:
    spec = NetworkSpec()
    with pytest.raises(ValidationError):
        spec.seed = 2
    with pytest.raises(ValidationError):
        spec.lanes[0].batch = 2


def test_lanes_without_a_name_are_numbered() -> None:
    assert [lane.name for lane in read({"lanes": [{}, {"name": "mine"}, {}]}).lanes] == ["lane 1", "mine", "lane 3"]


def test_a_loss_that_is_not_named_fits_the_data() -> None:
    assert read({"data": "plane"}).lanes[0].loss.name == "squared_error"
    assert read({"data": "blobs", "lanes": [{}]}).lanes[0].loss.name == "softmax_cross_entropy"


def test_a_loss_that_is_named_and_does_not_fit_is_refused() -> None:
    error = refused({"data": "sine", "lanes": [{"loss": "softmax_cross_entropy"}]})
    assert error.field == "lanes.0.loss"
    assert error.allowed == "squared_error"


def test_a_lane_without_a_seed_has_the_sessions() -> None:
    spec = read({"seed": 7, "lanes": [{}, {"seed": 0}]})
    assert [spec.lane_seed(0), spec.lane_seed(1)] == [7, 0]


WRONG: list[tuple[Any, str | None, str]] = [
    (7, None, "an object"),
    ([], None, "an object"),
    ({"optimizer": "adam"}, "optimizer", "lanes.0.optimizer"),
    ({"lane": []}, "lane", "lanes"),
    ({1: 2}, "1", "lanes"),
    ({"lanes": []}, "lanes", f"1 to {LANES} lanes"),
    ({"lanes": [{}] * (LANES + 1)}, "lanes", f"1 to {LANES} lanes"),
    ({"lanes": {"name": "x"}}, "lanes", "a list"),
    ({"lanes": [None]}, "lanes.0", "an object"),
    ({"lanes": [{"layers": []}]}, "lanes.0.layers", f"1 to {LAYERS} layers"),
    ({"lanes": [{"layers": [{}] * (LAYERS + 1)}]}, "lanes.0.layers", f"1 to {LAYERS} layers"),
    ({"lanes": [{"layers": [{"kind": "conv"}]}]}, "lanes.0.layers.0.kind", "dense"),
    ({"lanes": [{"layers": [{"activation": "rellu"}]}]}, "lanes.0.layers.0.activation.name", "did you mean relu"),
    ({"lanes": [{"dropout": "inverse"}]}, "lanes.0.dropout", "did you mean inverted"),
    ({"lanes": [{"dropout": None}]}, "lanes.0.dropout", "lecture"),
    ({"lanes": [{"name": " "}]}, "lanes.0.name", "1 to 40"),
    ({"lanes": [{"name": "x" * 41}]}, "lanes.0.name", "1 to 40"),
    ({"lanes": [{"name": "a\nb"}]}, "lanes.0.name", "printable"),
    ({"lanes": [{"name": 3}]}, "lanes.0.name", "not text"),
    ({"split": {"train": 0.5}}, "split", "train + validation + test = 1"),
    ({"split": {"train": 0.7, "validation": 0.2, "test": 0.2}}, "split", "= 1"),
    ({"data": "mnist"}, "data.name", "did you mean fashion_mnist"),
    ({"data": {"name": "spirals", "classes": 3}}, "data.classes", "arms"),
    ({"data": {"name": "spirals", "arms": 2.5}}, "data.arms", "a whole number"),
]


@pytest.mark.parametrize(("document", "field", "words"), WRONG, ids=str)
def test_what_is_wrong_is_named_with_what_is_allowed(document: Any, field: str | None, words: str) -> None:
    error = refused(document)
    assert error.field == field
    assert words in str(error)
    assert str(error).isascii()
    assert "\n" not in str(error)


def test_several_mistakes_are_counted() -> None:
    assert "(and 1 more)" in refused({"seed": -1, "split": 3}).message


def test_a_rule_that_watches_the_validation_set_needs_one() -> None:
    split = {"train": 0.5, "validation": 0.0, "test": 0.5}
    error = refused({"split": split, "lanes": [{}, {"schedule": "reduce_on_plateau"}]})
    assert error.field == "lanes.1.schedule"


def test_too_many_parameters_are_refused_with_their_number() -> None:
    deep = {"layers": [{"units": 1024}] * 64}
    lane = LaneSpec.read(deep, "the lane")
    error = refused({"lanes": [deep]})
    assert error.field == "lanes"
    assert str(parameter_count(architecture(lane, NetworkSpec().shape))) in error.message
    assert str(PARAMETERS) in str(error)


def test_too_much_work_for_one_update_is_refused_with_its_number() -> None:
    error = refused({"data": "fashion_mnist", "lanes": [{"batch": 100_000, "layers": [{"units": 1024}]}]})
    assert error.field == "lanes.0"
    assert "billion multiplications for a batch of 4400" in error.message


@pytest.mark.parametrize("layer", [
    {"kind": "max_pool", "size": 16, "stride": 1}, {"kind": "average_pool", "size": 16, "stride": 1},
    {"kind": "local_response_norm", "neighbours": 15},
], ids=lambda layer: str(layer["kind"]))  # fmt: skip
def test_what_a_layer_looks_at_counts_as_work_too(layer: dict[str, Any]) -> None:
    """A window of 16 x 16 on 512 maps of 32 x 32 pixels takes seconds an update."""
    layers = [{"kind": "conv", "filters": 128, "size": 1}, layer, {"kind": "global_average"}]
    error = refused({"data": "photo_tiles", "lanes": [{"batch": 1200, "layers": layers}]})
    assert error.field == "lanes.0"
    assert "billion multiplications for a batch of 1200" in error.message


def test_too_many_activations_are_refused_with_their_number() -> None:
    narrow = {"batch": 100_000, "layers": [{"units": 40}] * 64}
    error = refused({"data": {"name": "circles", "examples": 10_000}, "lanes": [narrow]})
    assert "million activations for a batch of 10000" in error.message

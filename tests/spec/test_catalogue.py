"""The catalogue tells all that the registry and the models know, and only what JSON can hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ravine.data.datasets import datasets
from ravine.data.table import MAX_COLUMNS
from ravine.engine.activations import activations
from ravine.engine.initializers import initializers
from ravine.engine.losses import losses
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.registry import Family
from ravine.engine.schedules import schedules
from ravine.spec.catalogue import catalogue
from ravine.spec.limits import INPUTS, LANES
from ravine.spec.network import NetworkSpec

CATALOGUE = catalogue()
FAMILIES = [activations, losses, optimizers, schedules, initializers, penalties, datasets]


def test_it_is_json() -> None:
    assert json.loads(json.dumps(CATALOGUE, allow_nan=False)) == CATALOGUE


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_entry_of_every_family_is_there_in_its_order(family: Family) -> None:
    entries = CATALOGUE[family.name]
    assert [entry["name"] for entry in entries] == list(family.names())
    for entry in entries:
        assert entry["formula"] == family[entry["name"]].formula
        names = [parameter["name"] for parameter in entry["parameters"]]
        own = [parameter.name for parameter in family[entry["name"]].parameters]
        assert names[: len(own)] == own


def parameters() -> list[dict[str, Any]]:
    entries = [entry for family in FAMILIES for entry in CATALOGUE[family.name]]
    return [*CATALOGUE["fields"], *(parameter for entry in entries for parameter in entry["parameters"])]


@pytest.mark.parametrize("parameter", parameters(), ids=lambda parameter: parameter["name"])
def test_every_number_has_what_a_control_needs(parameter: dict[str, Any]) -> None:
    assert parameter["low"] <= parameter["default"] <= parameter["high"]
    assert parameter["help"]
    for choice in parameter["choices"]:
        assert parameter["low"] <= choice <= parameter["high"]
        assert isinstance(choice, int if parameter["integer"] else float)


def test_every_data_set_has_examples_noise_and_label_noise() -> None:
    for entry in CATALOGUE["datasets"]:
        assert [parameter["name"] for parameter in entry["parameters"]][-3:] == ["examples", "noise", "label_noise"]
        assert entry["task"] in ("classification", "regression")


def test_a_field_is_found_by_scope_and_path() -> None:
    places = [(field["scope"], field["path"]) for field in CATALOGUE["fields"]]
    assert len(places) == len(set(places))
    some = {("session", "seed"), ("session", "split.train"), ("lane", "batch"), ("lane", "l2"), ("dense", "units")}
    assert some <= set(places)


def test_what_may_be_swept_is_a_number_of_a_lane_and_is_told_with_its_measures() -> None:
    scopes = ("lane", "layer", "dense", "maxout")
    fields = {field["path"]: field for field in CATALOGUE["fields"] if field["scope"] in scopes}
    for setting in CATALOGUE["swept"]:
        name = setting["path"].removeprefix("layers.*.")
        if name not in ("depth", "ladder") and not name.startswith("optimizer."):
            assert setting == {key: fields[name][key] for key in setting if key in fields[name]} | {
                "path": setting["path"], "log": setting["log"]
            }  # fmt: skip
    assert CATALOGUE["measures"][0] == {
        "name": "train_accuracy", "label": "training accuracy", "part": "train", "answers": True, "log": False
    }  # fmt: skip


def test_the_default_is_the_spec_that_the_page_loads_with() -> None:
    assert NetworkSpec.read(CATALOGUE["default"], "the default") == NetworkSpec()
    assert CATALOGUE["limits"]["lanes"] == LANES


def test_no_data_set_has_more_inputs_than_a_command_can_name() -> None:
    assert max(entry["inputs"] for entry in CATALOGUE["datasets"]) == INPUTS == MAX_COLUMNS - 1
    colours = {entry["name"]: (entry["image"], entry["flips"]) for entry in CATALOGUE["datasets"] if entry["image"]}
    assert colours["photo_tiles"] == ([3, 32, 32], ["left_right", "up_down"])
    assert colours["digits"] == ([1, 8, 8], [])


def test_the_symbols_are_the_lectures() -> None:
    by_name = {
        entry["name"]: [parameter["name"] for parameter in entry["parameters"]] for entry in CATALOGUE["optimizers"]
    }
    assert by_name["momentum"] == ["lr", "lambda"]
    assert by_name["rmsprop"][:2] == ["lr", "alpha"]
    assert by_name["adam"][:4] == ["lr", "beta1", "beta2", "eps"]
    assert all(names[0] == "lr" for names in by_name.values())

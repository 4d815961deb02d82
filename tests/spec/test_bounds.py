"""Every number that can be set, from both sides: found in the models and the registry, so a new one is tried too."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from ravine.data.datasets import datasets
from ravine.engine.activations import activations
from ravine.engine.initializers import initializers
from ravine.engine.losses import losses
from ravine.engine.optimizers import optimizers
from ravine.engine.registry import Family, Parameter
from ravine.engine.schedules import schedules
from ravine.spec.catalogue import numbers_of, scoped_numbers
from ravine.spec.choice import Parameters, own_parameters
from ravine.spec.commands import COMMANDS, VERSION
from ravine.spec.data import data_parameters
from ravine.spec.error import SpecError
from ravine.spec.layers.kinds import MODELS
from ravine.spec.network import NetworkSpec


class Field(NamedTuple):
    """A number somewhere in a document: how to read a document that holds a value there, and how errors call it."""

    path: str
    parameter: Parameter
    read: Callable[[Any], Any]

    def __str__(self) -> str:
        return self.path


def session_with(*path: str | int, **beside: str) -> Callable[[Any], Any]:
    """Reads the smallest session spec that holds a value at this path, with something else beside it."""

    def read(value: Any) -> Any:
        document = value
        for step in reversed(path):
            document = [document] if step == 0 else {step: document, **(beside if step == path[-1] else {})}
        return NetworkSpec.read(document, "the spec")

    return read


def split_with(name: str) -> Callable[[Any], Any]:
    """The other two shares make up the rest, within their own bounds."""

    def read(value: Any) -> Any:
        others = {"train", "validation", "test"} - {name}
        rest = 1 - value if isinstance(value, float) and 0 <= value <= 1 else 1.0
        split: dict[str, Any] = dict.fromkeys(others, rest / 2) | {name: value}
        return NetworkSpec.read({"split": split}, "the spec")

    return read


def plain_fields() -> list[Field]:
    before: dict[str, tuple[str | int, ...]] = {
        "session": (), "lane": ("lanes", 0), "layer": ("lanes", 0, "layers", 0),
        "dense": ("lanes", 0, "layers", 0), "maxout": ("lanes", 0, "layers", 0),
    }  # fmt: skip
    found = []
    for scope, name, number, _ in scoped_numbers():
        if name in ("skip", "back"):  # what fits depends on the other layers: tests/spec/test_layers.py
            continue
        if name.startswith("split."):
            found.append(Field(name, number.parameter, split_with(name.removeprefix("split."))))
        elif scope in before:
            path = (*before[scope], name)
            read = session_with(*path, kind="maxout") if scope == "maxout" else session_with(*path)
            found.append(Field(".".join(map(str, path)), number.parameter, read))
        elif scope in MODELS:
            found.append(Field(name, number.parameter, layer_with(scope, name)))
    return found


def layer_with(kind: str, name: str) -> Callable[[Any], Any]:
    """The layer alone: what fits depends on the pictures."""
    return lambda value: MODELS[kind].read({"kind": kind, name: value}, "the layer")


def command_fields() -> list[Field]:
    needed: dict[str, Any] = {
        "version": VERSION, "lane": 0, "changes": {}, "sequence": 0, "updates_per_second": 1.0, "views": [],
        "update": 0, "layer": 0, "unit": 0, "value": 0.0, "x": None, "spec": {},
        "window": None, "what": None, "updates": 300,
        "first": {"layer": 0, "unit": 0}, "second": {"layer": 0, "unit": 1},
        "spot": {"layer": 0, "unit": 0}, "deltas": [0.1], "terms": 4, "lesson": "momentum",
        "sweep": {"vary": "depth", "values": [1, 2]}, "layers": [{}], "map": 0,
    }  # fmt: skip
    found = []
    for kind, model in COMMANDS.items():
        base = {name: needed[name] for name, field in model.model_fields.items() if field.is_required()}

        def reader(name: str, kind: str = kind, base: dict[str, Any] = base) -> Callable[[Any], Any]:
            return lambda value: COMMANDS[kind].read({"kind": kind, **base, name: value}, kind)

        found += [Field(name, number.parameter, reader(name)) for name, number, _ in numbers_of(model)]
    return found


def choice_fields() -> list[Field]:
    places: list[tuple[Family, Parameters, tuple[str | int, ...]]] = [
        (activations, own_parameters, ("lanes", 0, "output")),
        (initializers, own_parameters, ("lanes", 0, "initializer")),
        (losses, own_parameters, ("lanes", 0, "loss")),
        (optimizers, own_parameters, ("lanes", 0, "optimizer")),
        (schedules, own_parameters, ("lanes", 0, "schedule")),
        (datasets, data_parameters, ("data",)),
    ]
    found = []
    for family, parameters, path in places:
        for entry in family:
            for parameter in parameters(entry):

                def read(value: Any, path: Any = path, name: str = entry.name, key: str = parameter.name) -> Any:
                    return session_with(*path)({"name": name, key: value})

                found.append(Field(".".join(map(str, (*path, parameter.name))), parameter, read))
    return found


FIELDS = [*plain_fields(), *command_fields(), *choice_fields()]


def refused(field: Field, value: Any) -> SpecError:
    with pytest.raises(SpecError) as caught:
        field.read(value)
    return caught.value


def ends(parameter: Parameter) -> tuple[Any, Any]:
    if parameter.integer:
        return int(parameter.low), int(parameter.high)
    return float(parameter.low), float(parameter.high)


def test_there_are_fields_of_every_kind() -> None:
    paths = {field.path for field in FIELDS}
    assert {"seed", "split.train", "lanes.0.batch", "lanes.0.layers.0.units", "lanes.0.optimizer.lambda", "data.arms",
            "sequence", "updates_per_second", "lanes.0.weight_decay"} <= paths  # fmt: skip


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_both_ends_are_allowed(field: Field) -> None:
    for value in ends(field.parameter):
        field.read(value)


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_beyond_either_end_is_refused_with_the_bounds(field: Field) -> None:
    low, high = ends(field.parameter)
    below, above = (low - 1, high + 1) if field.parameter.integer else (
        math.nextafter(low, -math.inf), math.nextafter(high, math.inf)
    )  # fmt: skip
    for value, wrong in ((below, "too small"), (above, "too large"), (-(10**400), "too small"), (10**400, "too large")):
        error = refused(field, value)
        assert error.field == field.path
        assert wrong in error.message
        assert error.allowed is not None
        assert error.allowed.startswith(("a number from", "a whole number from", str(VERSION)))


@pytest.mark.parametrize("field", FIELDS, ids=str)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, "1", [], {}, 1j, b"1"], ids=str)
def test_what_is_no_finite_number_is_refused(field: Field, value: Any) -> None:
    error = refused(field, value)
    assert error.field == field.path
    assert "number" in error.message


@pytest.mark.parametrize("field", [field for field in FIELDS if field.parameter.integer], ids=str)
def test_a_whole_number_may_be_written_with_a_point_and_not_with_a_fraction(field: Field) -> None:
    low = int(field.parameter.low)
    assert field.read(float(low)) == field.read(low)
    assert "not a whole number" in refused(field, low + 0.5).message


def test_numbers_of_numpy_are_numbers() -> None:
    spec = NetworkSpec.read(
        {"seed": np.int64(3), "lanes": [{"batch": np.float32(4), "l2": np.float64(0.5)}]}, "the spec"
    )
    assert (spec.seed, spec.lanes[0].batch, spec.lanes[0].l2) == (3, 4, 0.5)
    assert type(spec.seed) is int
    assert type(spec.lanes[0].l2) is float

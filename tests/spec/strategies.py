"""Hypothesis draws any valid spec, from the registry and the models: what is added there is drawn here."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ravine.data.datasets import datasets
from ravine.engine.activations import activations
from ravine.engine.augment.family import augmentations
from ravine.engine.initializers import initializers
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.optimizers import optimizers
from ravine.engine.registry import Family, Parameter
from ravine.engine.schedules import schedules
from ravine.engine.stopping import stopping
from ravine.spec.augment import unfit
from ravine.spec.catalogue import numbers_of
from ravine.spec.choice import Choice, Of, Parameters, own_parameters
from ravine.spec.data import data_parameters
from ravine.spec.lane import LaneSpec
from ravine.spec.layers.kinds import MODELS
from ravine.spec.layers.units import DenseSpec, MaxoutSpec
from ravine.spec.shape import Shape, fitting_losses, shape_of
from ravine.spec.strict import Strict


def values(parameter: Parameter) -> st.SearchStrategy[float]:
    if parameter.integer:
        return st.integers(int(parameter.low), int(parameter.high))
    return st.floats(parameter.low, parameter.high, allow_nan=False)


@st.composite
def choices(draw: st.DrawFn, family: Family, parameters: Parameters = own_parameters) -> dict[str, Any] | str:
    """A name with some of its parameters, or the bare name."""
    entry = draw(st.sampled_from(list(family)))
    if draw(st.booleans()):
        return entry.name
    given = {parameter.name: draw(values(parameter)) for parameter in parameters(entry) if draw(st.booleans())}
    return {"name": entry.name, **given}


def plain_numbers(model: type[Strict]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the model's own numbers, some of them null where that is allowed."""
    fields = {
        name: st.none() | values(number.parameter) if optional else values(number.parameter)
        for name, number, optional in numbers_of(model)
    }
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def layers(draw: st.DrawFn) -> dict[str, Any]:
    is_maxout = draw(st.booleans())
    numbers = draw(plain_numbers(MaxoutSpec if is_maxout else DenseSpec))
    numbers.pop("skip", None)
    numbers.pop("back", None)
    if "units" in numbers:
        numbers["units"] = draw(st.integers(1, 100))  # eight lanes of the widest layers are more than allowed
    rest: dict[str, Any] = {"kind": "maxout"} if is_maxout else {"activation": draw(choices(activations))}
    if draw(st.booleans()):
        rest["frozen"] = draw(st.booleans())
    return {**numbers, **rest}


@st.composite
def stacks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Hidden layers; where two are as wide the later one may look back to the earlier."""
    drawn = draw(st.lists(layers(), min_size=1, max_size=4))
    for place, layer in enumerate(drawn):
        looks = [skip for skip in range(1, place + 1) if drawn[place - skip].get("units") == layer.get("units")]
        layer["skip"] = draw(st.sampled_from([0, *looks]))
    return drawn


@st.composite
def picture_stacks(draw: st.DrawFn, side: int) -> list[dict[str, Any]]:
    """Layers of maps over pictures of side x side pixels, as long as a window fits, and layers of neurons behind."""
    drawn: list[dict[str, Any]] = []
    for kind in draw(st.lists(st.sampled_from([kind for kind, model in MODELS.items() if model.PICTURES]), max_size=4)):
        layer: dict[str, Any] = {"kind": kind}
        if "size" in MODELS[kind].model_fields:
            layer["size"] = draw(st.integers(1, min(5, side)))
            layer["stride"] = draw(st.integers(1, 3))
            padding = draw(st.integers(0, layer["size"] - 1)) if kind == "conv" else 0
            side = (side + 2 * padding - layer["size"]) // layer["stride"] + 1
        if kind == "conv":
            layer |= {"filters": draw(st.integers(1, 6)), "padding": padding, "activation": draw(choices(activations))}
        if kind == "global_average":
            side = 1
        drawn.append({**layer, "keep": draw(st.sampled_from([1, 0.5]))})
    norm = [{"kind": "batch_norm"}] if draw(st.booleans()) else []
    return [*drawn, *norm, draw(layers())]


@st.composite
def augments(draw: st.DrawFn, data: str, shape: Shape) -> dict[str, Any]:
    """Some of the augmentations that the data can have, each with some of its parameters."""
    fitting = [entry for entry in augmentations if not unfit(entry, data, shape)]
    chosen = draw(st.lists(st.sampled_from(fitting), unique_by=lambda entry: entry.name)) if fitting else []
    return {
        entry.name: {one.name: draw(values(one)) for one in entry.parameters if draw(st.booleans())} for entry in chosen
    }


@st.composite
def lanes(draw: st.DrawFn, data: str, shape: Shape, plateau: bool) -> dict[str, Any]:
    lane, image = draw(plain_numbers(LaneSpec)), shape.image
    parts = {
        "name": st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40),
        "layers": stacks() if image is None else stacks() | picture_stacks(min(image[1:])),
        "output": choices(activations),
        "dropout": st.sampled_from(dropout_forms.names()),
        "initializer": choices(initializers),
        "loss": st.sampled_from(fitting_losses(shape)),
        "optimizer": choices(optimizers),
        "schedule": choices(schedules),
        "stopping": choices(stopping),
        "augment": augments(data, shape),
    }
    for name, strategy in parts.items():
        if draw(st.booleans()):
            lane[name] = draw(strategy)
    if shape.inputs > 100 and "batch" in lane:
        lane["batch"] = draw(st.integers(1, 500))  # all 5,000 of large pictures at once are more than allowed
    watches = isinstance(lane.get("schedule"), (str, dict)) and schedules[_name(lane["schedule"])].traits["watches"]
    if watches and not plateau:
        del lane["schedule"]
    if not plateau:
        lane.pop("stopping", None)
    return lane


@st.composite
def sessions(draw: st.DrawFn) -> dict[str, Any]:
    data = draw(choices(datasets, data_parameters))
    train = draw(st.integers(1, 100))
    validation = draw(st.integers(0, min(90, 100 - train)))
    test = 100 - train - validation
    if test > 90:
        train, test = train + test - 90, 90
    chosen: Choice = Of(datasets, data_parameters).read(data)
    shape = shape_of(chosen)
    drawn = lanes(chosen.name, shape, plateau=validation > 0)
    most = 1 if shape.inputs > 1000 else 3  # Maxout of three lanes on colour pictures has more weights than allowed
    return {
        "seed": draw(st.integers(0, 2**32 - 1)),
        "data": data,
        "split": {"train": train / 100, "validation": validation / 100, "test": test / 100},
        "lanes": draw(st.lists(drawn, min_size=1, max_size=most)),
    }


def _name(choice: dict[str, Any] | str) -> str:
    return choice if isinstance(choice, str) else str(choice["name"])

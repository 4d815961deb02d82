"""Everything that can be chosen, as the page builds its controls from it: names, formulas, parameters, bounds."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict

from ravine.data.datasets import datasets
from ravine.data.own import own
from ravine.engine.activations import activations
from ravine.engine.augment.family import augmentations
from ravine.engine.initializers import initializers
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.registry import Entry, Family, Parameter
from ravine.engine.schedules import schedules
from ravine.engine.stopping import stopping
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.sections import sections
from ravine.spec import limits
from ravine.spec.alexnet import Walkable, walkable
from ravine.spec.choice import Choice, Parameters, own_parameters
from ravine.spec.commands import VERSION, Speed
from ravine.spec.data import SplitSpec, data_parameters
from ravine.spec.lane import LaneSpec
from ravine.spec.layers.hidden import ActivatedSpec, HiddenSpec
from ravine.spec.layers.kinds import MODELS
from ravine.spec.network import NetworkSpec
from ravine.spec.number import Number, checked
from ravine.spec.presets import PRESETS, Preset
from ravine.spec.racer import RacerSpec
from ravine.spec.strict import Strict
from ravine.spec.surface import SurfaceSpec
from ravine.spec.sweep import MEASURES, SETTINGS, Setting

SCOPES: tuple[tuple[str, str, type[Strict]], ...] = (
    ("session", "", NetworkSpec),
    ("session", "split.", SplitSpec),
    ("lane", "", LaneSpec),
    ("layer", "", HiddenSpec),
    *((kind, "", model) for kind, model in MODELS.items()),
    ("surface", "", SurfaceSpec),
    ("racer", "", RacerSpec),
    ("clock", "", Speed),
)
"""Where plain numbers stand, each with what comes before their name in a path that begins at the scope."""

CONTENT = ("whole", "section")
"""Traits that are not told: what an entry that somebody made for this process holds."""


class CatalogueParameter(BaseModel):
    """A number that a person may set."""

    name: str
    default: int | float
    low: int | float
    high: int | float
    unit: str
    help: str
    integer: bool
    choices: list[int | float]
    """The few values to offer before free input."""
    restarts: bool
    """Whether a change starts a lane anew."""


class CatalogueField(CatalogueParameter):
    """A plain number of a spec: where it stands, what to call it, and whether its change starts a lane anew."""

    scope: str
    path: str
    """From the scope on: `split.train` of a session, `batch` of a lane, `units` of a layer."""
    label: str
    optional: bool
    """Whether null is allowed too."""


class CatalogueLayer(BaseModel):
    """A kind of hidden layer: whether it takes pictures only, and whether an activation follows it."""

    name: str
    title: str
    formula: str
    help: str
    pictures: bool
    activated: bool


class CatalogueSetting(CatalogueParameter):
    """A number of every lane that may be swept: its path as a sweep names it, what to call it, and whether its values
    are compared by their ratios."""

    path: str
    label: str
    log: bool


class CatalogueMeasure(BaseModel):
    """What a sweep may measure: its name, what to call it, which part of the data has to hold examples, whether they
    need classes, and whether it is compared by ratios."""

    name: str
    label: str
    part: str | None
    answers: bool
    log: bool


class CatalogueEntry(BaseModel):
    """One member of a family; what else the family says of its members stands beside."""

    model_config = ConfigDict(extra="allow")

    name: str
    formula: str
    help: str
    parameters: list[CatalogueParameter]


class Catalogue(BaseModel):
    """All families, the plain fields, the limits, and the spec that the page loads with."""

    version: int
    activations: list[CatalogueEntry]
    losses: list[CatalogueEntry]
    optimizers: list[CatalogueEntry]
    schedules: list[CatalogueEntry]
    stopping: list[CatalogueEntry]
    initializers: list[CatalogueEntry]
    penalties: list[CatalogueEntry]
    datasets: list[CatalogueEntry]
    surfaces: list[CatalogueEntry]
    dropout_forms: list[CatalogueEntry]
    layers: list[CatalogueLayer]
    augmentations: list[CatalogueEntry]
    limits: dict[str, int]
    fields: list[CatalogueField]
    swept: list[CatalogueSetting]
    measures: list[CatalogueMeasure]
    default: NetworkSpec
    presets: list[Preset]
    alexnet: Walkable


def catalogue() -> dict[str, Any]:
    """The catalogue as JSON holds it: what `GET /api/catalogue` and `ravine catalogue --json` answer."""
    return Catalogue(
        version=VERSION,
        activations=_entries(activations),
        losses=_entries(losses),
        optimizers=_entries(optimizers),
        schedules=_entries(schedules),
        stopping=_entries(stopping),
        initializers=_entries(initializers),
        penalties=_entries(penalties),
        datasets=_entries(datasets, data_parameters),
        surfaces=_entries(surfaces),
        dropout_forms=_entries(dropout_forms),
        layers=[_layer(kind, model) for kind, model in MODELS.items()],
        augmentations=_entries(augmentations),
        limits={
            "lanes": limits.LANES,
            "layers": limits.LAYERS,
            "units": limits.UNITS,
            "batch": limits.BATCH,
            "parameters": limits.PARAMETERS,
            "name": limits.NAME,
            "message_bytes": limits.MESSAGE_BYTES,
            "expression": limits.EXPRESSION,
            "points": limits.POINTS,
            "tried": limits.TRIED,
            "swept_values": limits.SWEPT_VALUES,
            "swept_seeds": limits.SWEPT_SEEDS,
            "swept_updates": limits.SWEPT_UPDATES,
        },
        fields=list(_fields()),
        swept=[_setting(one) for one in SETTINGS.values()],
        measures=[CatalogueMeasure(**dataclasses.asdict(one)) for one in MEASURES.values()],
        default=NetworkSpec(),
        presets=list(PRESETS),
        alexnet=walkable(),
    ).model_dump(mode="json")


def own_entry(data: Choice) -> dict[str, Any] | None:
    """The entry of data of one's own, which the catalogue does not list."""
    entry = own.find(data.name)
    return None if entry is None else _entry(entry, data_parameters(entry)).model_dump(mode="json")


def section_entry(surface: Choice) -> dict[str, Any] | None:
    """The entry of a section of a network, which the catalogue does not list."""
    entry = sections.find(surface.name)
    return None if entry is None else _entry(entry, entry.parameters).model_dump(mode="json")


def _entries(family: Family, parameters: Parameters = own_parameters) -> list[CatalogueEntry]:
    return [_entry(entry, parameters(entry)) for entry in family]


def _entry(entry: Entry, parameters: tuple[Parameter, ...]) -> CatalogueEntry:
    named = {parameter.name for parameter in parameters}
    # of a data set: other examples, and other classes; a lane keeps what it learned through all other parameters
    anew = ("examples", entry.traits.get("classes_from"))
    # a trait that is spelled out as a parameter (a data set's `examples`, `noise`) is not told twice
    told = {name: value for name, value in entry.traits.items() if not callable(value) and name not in CONTENT}
    traits = {name: value for name, value in told.items() if name not in named}
    return CatalogueEntry(
        name=entry.name,
        formula=entry.formula,
        help=entry.help,
        parameters=[CatalogueParameter(**_parameter(parameter, parameter.name in anew)) for parameter in parameters],
        **traits,
    )


def _parameter(parameter: Parameter, restarts: bool) -> dict[str, Any]:
    return {
        "restarts": restarts,
        "name": parameter.name,
        "default": checked(parameter, parameter.default),
        "low": checked(parameter, parameter.low),
        "high": checked(parameter, parameter.high),
        "unit": parameter.unit,
        "help": parameter.help,
        "integer": parameter.integer,
        "choices": [checked(parameter, choice) for choice in parameter.choices],
    }


def _layer(kind: str, model: type[HiddenSpec]) -> CatalogueLayer:
    first, _, rest = (inspect.getdoc(model) or "").partition("\n\n")
    title, _, formula = first.partition(": ")
    return CatalogueLayer(
        name=kind, title=title, formula=formula, help=" ".join(rest.split()), pictures=model.PICTURES,
        activated=issubclass(model, ActivatedSpec),
    )  # fmt: skip


def _setting(setting: Setting) -> CatalogueSetting:
    number = setting.number
    return CatalogueSetting(
        path=setting.path, label=number.label, log=setting.log, **_parameter(number.parameter, number.restarts)
    )


def _fields() -> Iterator[CatalogueField]:
    for scope, path, number, optional in scoped_numbers():
        if number.parameter.help:  # else only machines set it
            more = _parameter(number.parameter, number.restarts)
            yield CatalogueField(scope=scope, path=path, label=number.label, optional=optional, **more)


def scoped_numbers() -> Iterator[tuple[str, str, Number, bool]]:
    """All plain numbers: scope, path from there, number, whether null is allowed too. What every hidden layer has
    stands with `layer`, and not again with each kind."""
    for scope, before, model in SCOPES:
        known = HiddenSpec.model_fields if scope in MODELS else {}
        for name, number, optional in numbers_of(model):
            if name not in known:
                yield scope, before + name, number, optional


def numbers_of(model: type[Strict]) -> Iterator[tuple[str, Number, bool]]:
    """The model's own fields that are numbers: name, number, whether null is allowed too."""
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name not in model.model_fields:
            continue
        optional = get_origin(hint) is not Annotated and type(None) in get_args(hint)
        for part in get_args(hint) if optional else (hint,):
            for mark in getattr(part, "__metadata__", ()):
                if isinstance(mark, Number):
                    yield name, mark, optional

"""What a sweep is: one setting of every lane over a list of values, from several seeds, measured at the same update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice, pairwise
from typing import Annotated, Any

from pydantic import ValidationInfo, field_validator

from ravine.engine.optimizers import optimizers
from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.architecture import architecture
from ravine.spec.error import Refusal, SpecError, number
from ravine.spec.ladder import RUNGS, climb
from ravine.spec.lane import BATCH, CLIP, L1, L2, WEIGHT_DECAY
from ravine.spec.layers.hidden import BRANCH, KEEP, SKIP
from ravine.spec.layers.kinds import MODELS
from ravine.spec.layers.units import PIECES, UNITS
from ravine.spec.listed import listed
from ravine.spec.network import NetworkSpec
from ravine.spec.number import Number, checked
from ravine.spec.strict import Strict
from ravine.spec.text import words

# --- what may be swept ------------------------------------------------------------------------------------------------

DEPTH = Number(
    Parameter(
        "depth",
        2,
        1,
        limits.LAYERS,
        "hidden layers",
        "How many hidden layers the network has: the first, then the others again and again.",
        integer=True,
        choices=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    ),
    "depth",
    restarts=True,
)


RUNG = Number(
    Parameter(
        "ladder",
        0,
        0,
        len(RUNGS),
        "tricks",
        f"How many of AlexNet's tricks a lane has, in this order: {', '.join(rung.title for rung in RUNGS)}.",
        integer=True,
        choices=tuple(range(len(RUNGS) + 1)),
    ),
    "ladder",
    restarts=True,
)
BARE = "bare"
"""The lane before the first rung."""


@dataclass(frozen=True)
class Setting:
    """A number of a lane that may be swept. put: writes it into a lane's document. log: it is compared by ratios.

    names: of its values from 0 on, where they have some. committee: the seeds are the lanes' own on the same data, so
    that their networks can answer together.
    """

    path: str
    number: Number
    put: Callable[[dict[str, Any], int | float], None]
    log: bool = False
    names: tuple[str, ...] = ()
    committee: bool = False

    def told(self, value: float) -> str:
        """One of its values, for a table: `hidden layers 4`; by its name, where it has one."""
        return self.names[int(value)] if self.names else f"{self.number.label} {number(value)}"


def _climb(lane: dict[str, Any], value: int | float) -> None:
    climb(lane, int(value))


def _depth(lane: dict[str, Any], value: int | float) -> None:
    first, *others = lane["layers"]
    lane["layers"] = [first, *islice(cycle(others or [first]), int(value) - 1)]  # the first alone sees the inputs


def _of_lane(number: Number, log: bool = False) -> Setting:
    name = number.parameter.name

    def put(lane: dict[str, Any], value: int | float) -> None:
        lane[name] = value

    return Setting(name, number, put, log)


def _of_layers(number: Number, log: bool = False) -> Setting:
    """Of all hidden layers alike."""
    name = number.parameter.name

    def put(lane: dict[str, Any], value: int | float) -> None:
        fit = [layer for layer in lane["layers"] if name in MODELS[layer["kind"]].model_fields]
        for layer in fit or lane["layers"]:  # where none has it, reading the lane says so
            layer[name] = value

    return Setting(f"layers.*.{name}", number, put, log)


def _skip(lane: dict[str, Any], value: int | float) -> None:
    """The first layers have no layer so far before them."""
    for place, layer in enumerate(lane["layers"]):
        layer["skip"] = int(value) if place >= value else 0


def _of_optimizer(parameter: Parameter) -> Setting:
    def put(lane: dict[str, Any], value: int | float) -> None:
        lane["optimizer"] = {**lane["optimizer"], parameter.name: value}

    label = "learning rate" if parameter.name == "lr" else parameter.name
    return Setting(f"optimizer.{parameter.name}", Number(parameter, label), put, parameter.name in ("lr", "eps"))


_PARAMETERS = {parameter.name: parameter for entry in reversed(list(optimizers)) for parameter in entry.parameters}

SETTINGS = {
    setting.path: setting
    for setting in (
        Setting("depth", DEPTH, _depth),
        _of_layers(UNITS, log=True),
        _of_layers(KEEP),
        _of_layers(PIECES),
        Setting("layers.*.skip", SKIP, _skip),
        _of_layers(BRANCH),
        *(_of_optimizer(parameter) for parameter in _PARAMETERS.values()),
        _of_lane(BATCH, log=True),
        _of_lane(L1, log=True),
        _of_lane(L2, log=True),
        _of_lane(WEIGHT_DECAY, log=True),
        _of_lane(CLIP, log=True),
        Setting("ladder", RUNG, _climb, names=(BARE, *(f"+ {rung.title}" for rung in RUNGS)), committee=True),
    )
}


# --- what is measured -------------------------------------------------------------------------------------------------

RECENT = 64
"""Updates before the end that a gradient's size is the mean of: one batch alone says little."""


@dataclass(frozen=True)
class Measure:
    """part: of the data, that is evaluated; None: nothing is. answers: only where examples have classes."""

    name: str
    label: str
    part: str | None
    answers: bool = False
    log: bool = False


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("train_accuracy", "training accuracy", "train", answers=True),
        Measure("validation_accuracy", "validation accuracy", "validation", answers=True),
        Measure("test_accuracy", "test accuracy", "test", answers=True),
        Measure("train_loss", "training loss", "train"),
        Measure("validation_loss", "validation loss", "validation"),
        Measure("test_loss", "test loss", "test"),
        Measure("gradient_ratio", f"gradient of the first layer / last, over {RECENT} updates", None, log=True),
    )
}


# --- the spec ---------------------------------------------------------------------------------------------------------

_VALUE = Number(Parameter("value", 0.0, -limits.FAR, limits.FAR, "", "Of the setting."), "value")
SEEDS = Number(
    Parameter(
        "seeds", 3, 1, limits.SWEPT_SEEDS, "seeds",
        "From how many seeds each value is tried: the session's, the next, ...", integer=True, choices=(1, 3, 5, 10),
    ),
    "seeds",
)  # fmt: skip
UPDATES = Number(
    Parameter(
        "updates", 1000, 1, limits.SWEPT_UPDATES, "updates", "After how many it is measured.", integer=True,
        choices=(1, 100, 300, 1000, 3000, 10000),
    ),
    "updates",
)  # fmt: skip


class SweepSpec(Strict):
    """vary: a setting of every lane, as a path from the lane on. values: rising."""

    vary: Annotated[str, *words(tuple(SETTINGS), "setting that can be swept")]
    values: Annotated[tuple[Annotated[float, _VALUE], ...], listed(2, limits.SWEPT_VALUES, "numbers")]
    seeds: Annotated[int, SEEDS] = SEEDS.default
    updates: Annotated[int, UPDATES] = UPDATES.default
    measure: Annotated[str, *words(tuple(MEASURES), "measure of a sweep")] = "train_accuracy"

    @property
    def setting(self) -> Setting:
        return SETTINGS[self.vary]

    @field_validator("values")
    @classmethod
    def _of_the_setting(cls, values: tuple[float, ...], info: ValidationInfo) -> tuple[int | float, ...]:
        """Each within the setting's bounds, int where it is a whole number."""
        if "vary" not in info.data:
            return values  # what is wrong is told already
        found = []
        for place, value in enumerate(values):
            try:
                found.append(checked(SETTINGS[info.data["vary"]].number.parameter, value))
            except Refusal as refusal:
                raise refusal.within(str(place)) from None
        for place, (before, after) in enumerate(pairwise(found), 1):
            if after <= before:
                raise Refusal(f"is {number(after)} after {number(before)}", "values that rise", str(place))
        return tuple(found)


# --- of a session -----------------------------------------------------------------------------------------------------


def lanes_at(session: NetworkSpec, sweep: SweepSpec) -> tuple[tuple[NetworkSpec, ...], ...]:
    """Of each value the session's lanes at that value, each one alone; raises SpecError where there is no such lane,
    nothing to measure, or too much to compute."""
    _check_measure(session, MEASURES[sweep.measure])
    places = range(len(session.lanes))
    lanes = tuple(
        tuple(_at(session, lane, sweep, place) for lane in places) for place in range(len(sweep.values))
    )  # fmt: skip
    _check_work(lanes, sweep)
    return lanes


def work(alone: NetworkSpec) -> int:
    """Multiplications that one update of a session's only lane takes the time of: forward, two backward, and what every
    update costs."""
    (lane,) = alone.lanes
    batch = min(lane.batch, int(alone.data["examples"]))
    return limits.UPDATE_WORK + 3 * batch * architecture(lane, alone.shape).products


def _at(session: NetworkSpec, lane: int, sweep: SweepSpec, place: int) -> NetworkSpec:
    document, value = session.alone(lane).document(), sweep.values[place]
    sweep.setting.put(document["lanes"][0], value)
    try:
        return type(session).read(document, "the session")
    except SpecError as error:
        wrong = error.message.removeprefix("lanes.0").lstrip(". ")
        told = f"{session.lanes[lane].name} with {sweep.vary} {number(value)}: {wrong}"
        raise SpecError(told, f"sweep.values.{place}", error.allowed) from None


def _check_measure(session: NetworkSpec, measure: Measure) -> None:
    if measure.answers and session.shape.classes is None:
        others = ", ".join(one.name for one in MEASURES.values() if not one.answers)
        raise SpecError(f"measure is {measure.name}, and {session.data.name} has no classes", "sweep.measure", others)
    if measure.part is not None and getattr(session.split, measure.part) == 0:
        raise SpecError(
            f"measure is {measure.name}, and the {measure.part} part has a share of 0", "sweep.measure",
            f"another measure, or a {measure.part} share above 0",
        )  # fmt: skip


def _check_work(lanes: tuple[tuple[NetworkSpec, ...], ...], sweep: SweepSpec) -> None:
    once = sweep.seeds * sum(work(alone) for row in lanes for alone in row)
    if once * sweep.updates > limits.SWEEP_WORK:
        most = limits.SWEEP_WORK // once
        fewer = "fewer values, seeds or lanes"
        raise SpecError(
            f"the sweep takes the time of {once * sweep.updates / 1e9:.4g} billion multiplications", "sweep.updates",
            f"at most {limits.SWEEP_WORK / 1e9:.4g} billion: " + (f"{most} updates, or {fewer}" if most else fewer),
        )  # fmt: skip

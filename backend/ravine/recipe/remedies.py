"""What each branch of the recipe offers, as changes of a lane for a fork that runs beside it, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ravine.data.datasets import datasets
from ravine.engine.activations import activations
from ravine.engine.optimizers import optimizers
from ravine.engine.stopping import stopping
from ravine.recipe.figures import percent
from ravine.recipe.findings import Case, Finding
from ravine.recipe.flow_chart import Lit
from ravine.spec import limits, patch
from ravine.spec.architecture import architecture
from ravine.spec.error import SpecError, number
from ravine.spec.lane import LaneSpec
from ravine.spec.layers.hidden import ActivatedSpec, HiddenSpec
from ravine.spec.layers.maps import ConvSpec
from ravine.spec.layers.units import DenseSpec, MaxoutSpec
from ravine.spec.network import NetworkSpec

BOUNDED = ("sigmoid", "tanh")
"""Activations whose slope falls to 0 on both sides."""

UNFIT = ("zeros", "normal")
"""Initializers that know nothing of the width of a layer."""

PLAIN = ("gradient_descent", "momentum", "nesterov")
"""Optimizers with one rate for all parameters."""

ADAPTIVE = ("adam", "rmsprop", "momentum")
"""What the lecture puts in the place of vanilla gradient descent, the most usual first."""

DEEP = 8
"""Hidden layers from which on residual connections are offered: plain digits nets of 8 train as well without."""

BRANCH = 0.2
"""What a residual branch is multiplied by, so that many of them together do not make the signal ever larger."""

L2, L1, KEEPS = 0.01, 0.001, (0.8, 0.5)
"""Strengths that helped against wrong labels: 600 digits, a quarter of their labels random, two layers of 128."""

CLIP = 1.0


@dataclass(frozen=True)
class Remedy:
    """changes: as a command that adds a lane takes them."""

    label: str
    why: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Refused:
    """What would not help, and why not."""

    label: str
    why: str


def remedies(case: Case, box: Lit, found: Sequence[Finding]) -> tuple[Remedy, ...]:
    """Those of the lit branch that are not in force already and that the lane can take, the likeliest first."""
    names = {finding.name for finding in found}
    if box.box in ("training", "best") and (names or box.box == "training"):
        offered = _training(case, names)
    elif box.box in ("overfitting", "testing") and case.testing is not None:
        offered = _testing(case)
    else:
        return ()
    told: dict[str, Remedy] = {}
    for remedy in offered:
        if remedy.label not in told and (taken := _taken(case, remedy)) is not None:
            told[remedy.label] = taken
    return tuple(told.values())


def refused(case: Case, box: Lit) -> tuple[Refused, ...]:
    """While training is bad: what is for good results on testing data."""
    if box.box not in ("training", "best"):
        return ()
    lane, share = case.known.lane, f"{case.known.what} on training data is {percent(case.known.train.share)}"
    why = {
        "dropout": f"it is for good results on testing data, and it makes training harder; {share}",
        "L1 or L2": f"it holds the weights back, and what is missing is a better fit; {share}",
        "early stopping": f"it would stop a training that has not got there yet; {share}",
    }
    there = {"dropout": _drops(lane), "L1 or L2": _penalized(lane), "early stopping": _stops(lane)}
    return tuple(Refused(label, reason) for label, reason in why.items() if not there[label])


def more_data(case: Case, box: Lit) -> str | None:
    """What would help and is no change of a lane: more examples, where the data set has them."""
    if box.box not in ("overfitting", "testing"):
        return None
    alone = case.known.alone
    if case.testing is None:
        return "a testing share above 0: without it nobody knows how good the network is on new data"
    used, most = int(alone.data["examples"]), int(datasets[alone.data.name].traits["examples"][2])
    if used >= most:
        return None
    return f"more data: the session uses {used} of the {most} examples that {alone.data.name} can give"


# --- bad on training data ---------------------------------------------------------------------------------------------


def _training(case: Case, names: set[str]) -> Iterator[Remedy]:
    lane = case.known.lane
    if names & {"diverging", "dead_relus", "zigzag"}:
        yield from _smaller_rate(lane)
    if "rate_too_small" in names:
        yield from _larger_rate(lane)
    if "dead_relus" in names:
        yield from _leaky(lane)
    if names & {"diverging", "dead_relus", "plateau"}:
        yield from _careful(lane)
    if "diverging" in names:
        yield from _clipped(lane)
    if "rate_too_small" not in names:
        yield from _relu(lane)
    if "not_overfitting" in names or "vanishing_gradient" in names:
        yield from _residual(case.known.alone)
    yield from _adaptive(lane)
    yield from _unhindered(lane)
    if names <= {"plateau", "not_overfitting"}:
        yield from _wider(lane)


def _smaller_rate(lane: LaneSpec) -> Iterator[Remedy]:
    rate, usual = lane.optimizer["lr"], optimizers[lane.optimizer.name].defaults()["lr"]
    lower = min(float(f"{rate / 10:.3g}"), usual)
    if 0 < lower < rate:
        yield Remedy(_rate(lower, rate), "shorter steps do not overshoot", {"optimizer": {"lr": lower}})


def _larger_rate(lane: LaneSpec) -> Iterator[Remedy]:
    rate, entry = lane.optimizer["lr"], optimizers[lane.optimizer.name]
    usual = entry.defaults()["lr"]
    higher = usual if rate < usual else min(10 * rate, entry.parameters[0].high)
    if higher > rate:
        yield Remedy(_rate(higher, rate), "the gradient is there, the steps are short", {"optimizer": {"lr": higher}})


def _rate(new: float, old: float) -> str:
    return f"rate {number(new)} instead of {number(old)}"


def _relu(lane: LaneSpec) -> Iterator[Remedy]:
    """A new activation function."""
    old = sorted({name for layer in lane.layers if (name := _activation(layer)) in BOUNDED})
    if old:
        layers = [_with(layer, activation="relu") if _bounded(layer) else layer.document() for layer in lane.layers]
        changes = {"layers": layers, "initializer": "he"}
        yield Remedy(f"relu instead of {' and '.join(old)}", "its slope is 1 wherever it is active", changes)


def _leaky(lane: LaneSpec) -> Iterator[Remedy]:
    if any(_dies(layer) for layer in lane.layers):
        layers = [_with(layer, activation="leaky_relu") if _dies(layer) else layer.document() for layer in lane.layers]
        yield Remedy("leaky_relu", "a little gets through below 0, so a unit cannot die", {"layers": layers})


def _careful(lane: LaneSpec) -> Iterator[Remedy]:
    if lane.initializer.name in UNFIT:
        fit = "xavier" if any(_bounded(layer) for layer in lane.layers) else "he"
        why = "weights of a size that fits the width of each layer, and no two units alike"
        yield Remedy(f"{fit} as initializer", why, {"initializer": fit})


def _clipped(lane: LaneSpec) -> Iterator[Remedy]:
    if not 0 < lane.clip <= CLIP:
        yield Remedy(f"clip gradients at {number(CLIP)}", "one steep place then throws nothing away", {"clip": CLIP})


def _residual(alone: NetworkSpec) -> Iterator[Remedy]:
    (lane,) = alone.lanes
    if len(lane.layers) < DEEP or any(layer.skip for layer in lane.layers):
        return
    layers, shapes = [lane.layers[0].document()], architecture(lane, alone.shape).shapes
    for layer, given, own in zip(lane.layers[1:], shapes[1:], shapes[2:], strict=False):
        layers.append({**layer.document(), "skip": 1, "branch": BRANCH} if given == own else layer.document())
    why = f"each layer adds {number(BRANCH)} times its own to what it got, and the gradient has a straight way back"
    yield Remedy("residual connections", why, {"layers": layers})


def _adaptive(lane: LaneSpec) -> Iterator[Remedy]:
    """An adaptive learning rate, each at its usual rate."""
    if lane.optimizer.name not in PLAIN:
        return
    for name in ADAPTIVE if lane.optimizer.name == "gradient_descent" else ADAPTIVE[:-1]:
        rate = optimizers[name].defaults()["lr"]
        why = "keeps its way over a plateau and across a valley" if name == "momentum" else "a rate for each parameter"
        changes = {"optimizer": {"name": name, "lr": rate}}
        yield Remedy(f"{name} at rate {number(rate)}", why, changes)


def _unhindered(lane: LaneSpec) -> Iterator[Remedy]:
    """Without what is for good results on testing data and makes training harder."""
    if _drops(lane):
        layers = [_with(layer, keep=1.0) for layer in lane.layers]
        yield Remedy("no dropout", "it makes training harder", {"layers": layers})
    if _penalized(lane):
        yield Remedy("no penalty", "it holds the weights back", {"l1": 0.0, "l2": 0.0, "weight_decay": 0.0})
    if _stops(lane):
        yield Remedy("no early stopping", "it stopped before training was good", {"stopping": "never"})


def _wider(lane: LaneSpec) -> Iterator[Remedy]:
    """Another set of functions."""
    layers = [_twice(layer) for layer in lane.layers]
    noun = "filters and neurons" if any(isinstance(layer, ConvSpec) for layer in lane.layers) else "neurons"
    yield Remedy(f"twice as many {noun}", "a larger set of functions may hold a better one", {"layers": layers})


def _twice(layer: HiddenSpec) -> dict[str, Any]:
    match layer:
        case DenseSpec() | MaxoutSpec():
            return _with(layer, units=min(2 * layer.units, limits.UNITS))
        case ConvSpec():
            return _with(layer, filters=min(2 * layer.filters, limits.MAPS))
        case _:
            return layer.document()


# --- good on training data, bad on testing data -----------------------------------------------------------------------


def _testing(case: Case) -> Iterator[Remedy]:
    lane = case.known.lane
    if not _stops(lane):
        entry = stopping["early_stopping"]
        watched = f"stops once the validation loss has not fallen for {number(entry.defaults()['patience'])} checks"
        yield Remedy("early stopping", f"{watched}, and takes the best weights back", {"stopping": entry.name})
    if not lane.l2:
        yield Remedy(f"L2 {number(L2)}", "every weight is pulled closer to 0, in proportion", {"l2": L2})
    if not lane.l1:
        yield Remedy(f"L1 {number(L1)}", "every weight is pulled closer to 0, by a constant", {"l1": L1})
    kept = min(layer.keep for layer in lane.layers)
    for keep in KEEPS:
        if keep < kept:
            layers = [_with(layer, keep=keep) for layer in lane.layers]
            why = "a thinner network in each minibatch, all of them averaged in testing"
            yield Remedy(f"dropout, keep {number(keep)}", why, {"layers": layers})


# --- of a lane --------------------------------------------------------------------------------------------------------


def _taken(case: Case, remedy: Remedy) -> Remedy | None:
    """The remedy, with the reason why the fork starts anew where it has to; None where the lane cannot take it."""
    alone = case.known.alone
    try:
        after = patch.patch_lane(alone, 0, remedy.changes)
    except SpecError:  # too large, or the data keep no part for it
        return None
    if after == alone:
        return None
    anew = alone.restarts(after, 0)
    return remedy if anew is None else Remedy(remedy.label, f"{remedy.why}; starts anew: {anew}", remedy.changes)


def _with(layer: Any, **changes: Any) -> dict[str, Any]:
    return {**layer.document(), **changes}


def _activation(layer: Any) -> str:
    """Empty for a layer that learns its own."""
    return layer.activation.name if isinstance(layer, ActivatedSpec) else ""


def _bounded(layer: Any) -> bool:
    return _activation(layer) in BOUNDED


def _dies(layer: Any) -> bool:
    name = _activation(layer)
    return bool(name and activations[name].traits["dead"])


def _drops(lane: LaneSpec) -> bool:
    return any(layer.keep < 1 for layer in lane.layers)


def _penalized(lane: LaneSpec) -> bool:
    return any((lane.l1, lane.l2, lane.weight_decay))


def _stops(lane: LaneSpec) -> bool:
    return bool(stopping[lane.stopping.name].traits["watches"])

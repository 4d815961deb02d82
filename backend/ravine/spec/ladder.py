"""AlexNet's tricks as rungs of a ladder: each can be put on a lane and taken away again (lecture, Case study: AlexNet).

A lane at height h has the first h of them and none of the others, so that each rung shows what one more trick gives.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ravine.spec.layers.kinds import MODELS
from ravine.spec.layers.units import UNITS

Document = dict[str, Any]
"""Of a lane, as JSON holds it."""


@dataclass(frozen=True)
class Rung:
    """on, off: change a lane's document. held: whether it is on; None: where putting it on would change nothing."""

    name: str
    title: str
    help: str
    on: Callable[[Document], None]
    off: Callable[[Document], None]
    held: Callable[[Document], bool] | None = None

    def is_on(self, lane: Document) -> bool:
        return self.held(lane) if self.held else _changed(lane, self.on) == lane

    def toggled(self, lane: Document) -> Document:
        """The lane with it, or without."""
        return _changed(lane, self.off if self.is_on(lane) else self.on)


def _changed(lane: Document, change: Callable[[Document], None]) -> Document:
    changed = deepcopy(lane)
    change(changed)
    return changed


def _put(**values: Any) -> Callable[[Document], None]:
    return lambda lane: lane.update(deepcopy(values))


def _activation(name: str) -> Callable[[Document], None]:
    def change(lane: Document) -> None:
        for layer in lane["layers"]:
            if "activation" in layer and layer["activation"]["name"] != name:
                layer["activation"] = {"name": name}

    return change


def _optimizer(name: str, **more: float) -> Callable[[Document], None]:
    """At the rate that is in force."""

    def change(lane: Document) -> None:
        lane["optimizer"] = {"name": name, "lr": lane["optimizer"]["lr"], **more}

    return change


def _augment(**chosen: dict[str, float]) -> Callable[[Document], None]:
    """These and no others."""

    def change(lane: Document) -> None:
        lane["augment"] = dict.fromkeys(lane["augment"]) | chosen

    return change


def _keep(value: float) -> Callable[[Document], None]:
    """Of the layers of neurons."""

    def change(lane: Document) -> None:
        for layer in lane["layers"]:
            if UNITS.parameter.name in MODELS[layer["kind"]].model_fields:
                layer["keep"] = value

    return change


NORM = "local_response_norm"
POOL = "max_pool"
NORMS = 2
"""AlexNet has one behind each of its first two pools."""


def _without_norms(lane: Document) -> None:
    lane["layers"] = [layer for layer in lane["layers"] if layer["kind"] != NORM]


def _with_norms(lane: Document) -> None:
    _without_norms(lane)
    pools = [place for place, layer in enumerate(lane["layers"]) if layer["kind"] == POOL][:NORMS]
    for place in reversed(pools):
        lane["layers"].insert(place + 1, MODELS[NORM].read({"kind": NORM}, "the layer").document())


RUNGS = (
    Rung("relu", "ReLU", "ReLU as activation of all layers; without it tanh.",
         _activation("relu"), _activation("tanh")),
    Rung("momentum", "momentum .9", "At the same rate: a movement that goes on grows up to tenfold.",
         _optimizer("momentum", **{"lambda": 0.9}), _optimizer("gradient_descent")),
    Rung("augmentation", "augmentation", "Each picture is cut out anew of one with a margin.",
         _augment(crop={"margin": 2}), _augment(), lambda lane: any(lane["augment"].values())),
    Rung("weight_decay", "L2 5e-4", "Every weight is pulled closer to 0, in proportion.", _put(l2=5e-4), _put(l2=0.0)),
    Rung("dropout", "dropout .5", "Half of the neurons of the dense layers are dropped in each update.",
         _keep(0.5), _keep(1.0)),
    Rung("local_response_norm", "local response norm", "Local response normalisation behind the first two pools.",
         _with_norms, _without_norms, lambda lane: any(layer["kind"] == NORM for layer in lane["layers"])),
    Rung("plateau", "plateau rule", "The rate is divided by 10 when the validation accuracy stays.",
         _put(schedule={"name": "reduce_on_plateau", "factor": 0.1, "patience": 5, "every": 100}),
         _put(schedule={"name": "constant"})),
)  # fmt: skip


def climb(lane: Document, height: int) -> None:
    """The first rungs on, the others off."""
    for place, rung in enumerate(RUNGS):
        (rung.on if place < height else rung.off)(lane)

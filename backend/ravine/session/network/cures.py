"""What would help a lane that diverged, as changes of its spec for one click each."""

from __future__ import annotations

from typing import Any

from ravine.engine.optimizers import optimizers
from ravine.spec.error import number
from ravine.spec.events import Cure
from ravine.spec.lane import LaneSpec
from ravine.spec.layers.hidden import ActivatedSpec

CLIP = 1.0
BOUNDED = ("sigmoid", "tanh")
"""Activations whose output stays within 1, so that no layer can feed the next ever larger numbers."""

CAREFUL = ("he", "xavier", "orthogonal")
"""Initializers that fit the scale of the weights to the width of the layer."""


def cures_for(lane: LaneSpec) -> tuple[Cure, ...]:
    """The changes that are not in force already, the likeliest first."""
    found = []
    rate = lane.optimizer["lr"]
    lower = min(float(f"{rate / 10:.3g}"), optimizers[lane.optimizer.name].defaults()["lr"])
    if 0 < lower < rate:
        found.append(_cure(f"rate {number(lower)} instead of {number(rate)}", optimizer={"lr": lower}))
    if not 0 < lane.clip <= CLIP:
        found.append(_cure(f"clip gradients at {number(CLIP)}", clip=CLIP))
    activated = [layer for layer in lane.layers if isinstance(layer, ActivatedSpec)]
    if any(layer.activation.name not in BOUNDED for layer in activated):
        layers = [
            layer.document() | ({"activation": BOUNDED[-1]} if layer in activated else {}) for layer in lane.layers
        ]
        found.append(_cure(f"{BOUNDED[-1]} as activation", layers=layers))
    if lane.initializer.name not in CAREFUL:
        found.append(_cure(f"{CAREFUL[0]} as initializer", initializer=CAREFUL[0]))
    return tuple(found)


def _cure(label: str, **changes: Any) -> Cure:
    return Cure(label=label, changes=changes)

"""What one network is: its layers, how they start, what they minimise and how they are trained."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from ravine.engine.activations import activations
from ravine.engine.initializers import initializers
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.registry import Parameter
from ravine.engine.schedules import schedules
from ravine.engine.stopping import stopping
from ravine.spec import limits
from ravine.spec.augment import Augmentations
from ravine.spec.choice import Activation, Initializer, Loss, Of, Optimizer, Schedule, Stopping
from ravine.spec.layers.kinds import Layers
from ravine.spec.layers.units import DenseSpec
from ravine.spec.number import Number
from ravine.spec.session import SEED, AnyLane
from ravine.spec.text import words


def _penalty(name: str, label: str) -> Number:
    """A penalty as a plain field of the lane: its one parameter under the penalty's own name."""
    entry = penalties[name]
    (strength,) = entry.parameters
    return Number(dataclasses.replace(strength, name=name, help=f"{entry.formula}. {strength.help}".strip()), label)


LANE_SEED = Number(
    dataclasses.replace(SEED, help="The lane's own initial parameters and masks; empty: the session's seed."),
    "lane seed",
    restarts=True,
)
CLIP = Number(
    Parameter(
        "clip",
        0.0,
        0.0,
        1000.0,
        "gradient norm",
        "A gradient longer than this is cut to this length before the optimizer sees it; 0: never.",
        choices=(0.0, 0.1, 1.0, 5.0),
    ),
    "clip gradients at",
)
BATCH = Number(
    Parameter(
        "batch",
        10,
        1,
        limits.BATCH,
        "examples",
        "How many examples an update looks at; at most all of them.",
        integer=True,
        choices=(1, 5, 10, 20, 50, 100, 500),
    ),
    "batch",
)
L1, L2, WEIGHT_DECAY = _penalty("l1", "L1"), _penalty("l2", "L2"), _penalty("weight_decay", "weight decay")


class LaneSpec(AnyLane):
    """Everything that one learner may differ in. `layers` are the hidden ones; data and loss give the output layer."""

    seed: Annotated[int, LANE_SEED] | None = None
    layers: Layers = (DenseSpec(), DenseSpec())
    output: Activation = Of(activations).read("linear")
    dropout: Annotated[str, *words(dropout_forms.names(), dropout_forms.noun)] = "lecture"
    initializer: Initializer = Of(initializers).read("he")
    loss: Loss = Of(losses).read("softmax_cross_entropy")
    optimizer: Optimizer = Of(optimizers).read({"name": "gradient_descent", "lr": 0.1})
    schedule: Schedule = Of(schedules).read("constant")
    stopping: Stopping = Of(stopping).read("never")
    l1: Annotated[float, L1] = L1.default
    l2: Annotated[float, L2] = L2.default
    weight_decay: Annotated[float, WEIGHT_DECAY] = WEIGHT_DECAY.default
    clip: Annotated[float, CLIP] = CLIP.default
    batch: Annotated[int, BATCH] = BATCH.default
    augment: Augmentations = ()

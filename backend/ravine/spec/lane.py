"""What one network is: its layers, how they start, what they minimise and how they are trained."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from ravine.engine.activations import activations
from ravine.engine.initializers import initializers
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.registry import Parameter, nearest
from ravine.engine.schedules import schedules
from ravine.engine.stopping import stopping
from ravine.spec import limits
from ravine.spec.choice import Activation, Initializer, Loss, Of, Optimizer, Schedule, Stopping
from ravine.spec.error import Refusal, show
from ravine.spec.listed import listed
from ravine.spec.number import Number
from ravine.spec.session import SEED, AnyLane
from ravine.spec.strict import Strict
from ravine.spec.text import words


def _penalty(name: str, label: str) -> Number:
    """A penalty as a plain field of the lane: its one parameter under the penalty's own name."""
    entry = penalties[name]
    (strength,) = entry.parameters
    return Number(dataclasses.replace(strength, name=name, help=f"{entry.formula}. {strength.help}".strip()), label)


UNITS = Number(
    Parameter(
        "units",
        8,
        1,
        limits.UNITS,
        "neurons",
        "How many neurons the layer has.",
        integer=True,
        choices=(2, 4, 8, 16, 32, 64, 128),
    ),
    "neurons",
    restarts=True,
)
KEEP = Number(
    Parameter(
        "keep",
        1.0,
        0.05,
        1.0,
        "probability",
        "Dropout: the p with which a neuron is kept in an update.",
        choices=(0.5, 0.8, 0.9, 1.0),
    ),
    "keep",
)
PIECES = Number(
    Parameter(
        "pieces", 2, 2, limits.PIECES, "pieces", "Maxout: how many linear functions a neuron has, the largest counts.",
        integer=True, choices=(2, 3, 5),
    ),
    "pieces",
    restarts=True,
)  # fmt: skip
SKIP = Number(
    Parameter(
        "skip", 0, 0, limits.LAYERS, "layers",
        "Residual connection: adds what the layer so many places before hands on, which must be as wide; 0: none.",
        integer=True, choices=(0, 1, 2),
    ),
    "skip",
)  # fmt: skip
BRANCH = Number(
    Parameter(
        "branch", 1.0, 0.0, 10.0, "", "What the layer's own output is multiplied by before the residual is added.",
        choices=(0.1, 0.2, 0.5, 1.0),
    ),
    "branch",
)  # fmt: skip
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


KINDS = ("dense", "maxout")
"""Of hidden layers; one that names none is of the first."""


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refusal(f"is {show(value)}", "true or false")
    return value


def _kind(value: Any) -> Any:
    if value not in KINDS:
        near = nearest(value, KINDS) if isinstance(value, str) else ""
        raise Refusal(f"is {show(value)}, which is no kind of layer{near}", ", ".join(KINDS))
    return value


class HiddenSpec(Strict):
    """What every hidden layer has: neurons, dropout, a residual connection, and whether it is frozen."""

    kind: Annotated[Literal["dense", "maxout"], BeforeValidator(_kind)]
    units: Annotated[int, UNITS] = UNITS.default
    keep: Annotated[float, KEEP] = KEEP.default
    skip: Annotated[int, SKIP] = SKIP.default
    branch: Annotated[float, BRANCH] = BRANCH.default
    frozen: Annotated[bool, BeforeValidator(_flag)] = False
    """No update changes it."""

    @property
    def rows(self) -> int:
        """Linear functions of its input."""
        return self.units


class DenseSpec(HiddenSpec):
    """A dense layer and the activation that follows it."""

    kind: Annotated[Literal["dense"], BeforeValidator(_kind)] = "dense"
    activation: Activation = Of(activations).read("relu")


class MaxoutSpec(HiddenSpec):
    """Neurons that give the largest of several linear functions: an activation that is learned."""

    kind: Annotated[Literal["maxout"], BeforeValidator(_kind)] = "maxout"
    pieces: Annotated[int, PIECES] = PIECES.default

    @property
    def rows(self) -> int:
        return self.units * self.pieces


def _tag(document: Any) -> str:
    kind = document.get("kind") if isinstance(document, dict) else getattr(document, "kind", None)
    return f"<{kind if kind in KINDS else KINDS[0]}>"


LayerSpec = Annotated[
    Annotated[DenseSpec, Tag("<dense>")] | Annotated[MaxoutSpec, Tag("<maxout>")], Discriminator(_tag)
]
"""A tag in angle brackets is no part of an error's path."""

Layers = Annotated[tuple[LayerSpec, ...], listed(1, limits.LAYERS, "layers")]


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

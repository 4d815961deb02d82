"""What every hidden layer has, of whatever kind: dropout, a residual connection, and whether it is frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from ravine.engine.activations import activations
from ravine.engine.layers.work import Work
from ravine.engine.network import Layer
from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.choice import Activation, Of
from ravine.spec.error import Refusal, show
from ravine.spec.number import Number
from ravine.spec.strict import Strict
from ravine.spec.text import one_of

KINDS = (
    "dense", "maxout", "conv", "max_pool", "average_pool", "global_average", "local_response_norm", "batch_norm",
)  # fmt: skip
"""Of hidden layers; one that names none is of the first."""

KEEP = Number(
    Parameter(
        "keep",
        1.0,
        0.05,
        1.0,
        "probability",
        "Dropout: the p with which a neuron, of pictures a whole map, is kept in an update.",
        choices=(0.5, 0.8, 0.9, 1.0),
    ),
    "keep",
)
SKIP = Number(
    Parameter(
        "skip", 0, 0, limits.LAYERS, "layers",
        "Residual connection: adds what the layer so many places before hands on, which must be as large; 0: none.",
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
BACK = Number(
    Parameter(
        "back", 0, 0, limits.LAYERS, "layers",
        "Takes what lies so many layers further back than the one before it: the projection of a residual block.",
        integer=True, choices=(0, 1, 2),
    ),
    "further back",
    restarts=True,
)  # fmt: skip


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refusal(f"is {show(value)}", "true or false")
    return value


known = BeforeValidator(one_of(KINDS, "kind of layer"))
"""Metadata of the field that names the kind."""


class HiddenSpec(Strict):
    """A hidden layer: what it does itself, and what follows."""

    PICTURES: ClassVar[bool] = False
    """Whether it takes maps of pixels only."""
    WORK: ClassVar[Callable[..., Work]]
    """What it does itself, made of the fields that are its own."""

    kind: str
    keep: Annotated[float, KEEP] = KEEP.default
    skip: Annotated[int, SKIP] = SKIP.default
    branch: Annotated[float, BRANCH] = BRANCH.default
    back: Annotated[int, BACK] = BACK.default
    frozen: Annotated[bool, BeforeValidator(_flag)] = False
    """No update changes it."""

    @classmethod
    def own(cls) -> tuple[str, ...]:
        """The fields that other kinds need not have."""
        return tuple(name for name in cls.model_fields if name not in ActivatedSpec.model_fields)

    @property
    def work(self) -> Work:
        """What it does itself."""
        return type(self).WORK(**{name: getattr(self, name) for name in self.own()})

    @property
    def layer(self) -> Layer:
        """As the engine takes it."""
        return Layer(
            self.work, keep=self.keep, skip=self.skip, branch=self.branch, back=self.back, frozen=self.frozen
        )


class ActivatedSpec(HiddenSpec):
    """A layer that an activation follows."""

    activation: Activation = Of(activations).read("relu")

    @property
    def layer(self) -> Layer:
        chosen = self.activation
        return replace(super().layer, activation=chosen.name, activation_parameters=chosen.values)

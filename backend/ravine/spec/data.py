"""Which data a session learns from, and how they are split."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from ravine.data.datasets import datasets
from ravine.engine.registry import Entry, Parameter
from ravine.spec.choice import Choice, Of
from ravine.spec.error import Refusal, number
from ravine.spec.number import Number
from ravine.spec.strict import Strict


def data_parameters(entry: Entry) -> tuple[Parameter, ...]:
    """What a person sets of a data set: its own parameters, and three that every data set has."""
    default, low, high = entry.traits["examples"]
    counts = tuple(count for count in (100, 200, 500, 1000, 2000, 5000) if low <= count < high)
    examples = Parameter(
        "examples", default, low, high, "examples", "How many there are in all.", integer=True, choices=(*counts, high)
    )
    default, low, high = entry.traits["noise"]
    noise = Parameter(
        "noise",
        default,
        low,
        high,
        "",
        "How far the examples are moved at random.",
        choices=tuple(level for level in (0.0, 0.05, 0.1, 0.2, 0.5) if low <= level <= high),
    )
    label_noise = Parameter(
        "label_noise",
        0.0,
        0.0,
        1.0,
        "share",
        "How many of the training labels are wrong.",
        choices=(0.0, 0.1, 0.25, 0.5),
    )
    return (*entry.parameters, examples, noise, label_noise)


DataSpec = Annotated[Choice, Of(datasets, data_parameters)]
"""A data set with its parameters, `examples`, `noise` and `label_noise`."""

TRAIN = Number(
    Parameter("train", 0.6, 0.01, 1.0, "share", "What the parameters are learned from.", choices=(0.2, 0.4, 0.6, 0.8)),
    "training share",
    restarts=True,
)
VALIDATION = Number(
    Parameter(
        "validation",
        0.2,
        0.0,
        0.9,
        "share",
        "What decisions are based on, such as cutting the rate.",
        choices=(0.1, 0.2, 0.3),
    ),
    "validation share",
    restarts=True,
)
TEST = Number(
    Parameter(
        "test", 0.2, 0.0, 0.9, "share", "What nothing is decided by: the honest figure.", choices=(0.1, 0.2, 0.3)
    ),
    "test share",
    restarts=True,
)

_ROUNDING = 1e-6
"""How far from 1 the shares may add up to: thirds written with seven digits."""


class SplitSpec(Strict):
    """The shares of training, validation and test part; they add up to 1."""

    train: Annotated[float, TRAIN] = TRAIN.default
    validation: Annotated[float, VALIDATION] = VALIDATION.default
    test: Annotated[float, TEST] = TEST.default

    @property
    def shares(self) -> tuple[float, float, float]:
        return self.train, self.validation, self.test

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(self.shares)
        if abs(total - 1) > _ROUNDING:
            parts = ", ".join(
                f"{name} {number(share)}"
                for name, share in zip(("train", "validation", "test"), self.shares, strict=True)
            )
            raise Refusal(f"has shares that add up to {total:g} ({parts})", "train + validation + test = 1")
        return self

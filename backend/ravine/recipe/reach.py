"""How far back the advisor looks: the one table of which change makes which older figures speak of something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ravine.spec.network import NetworkSpec


@dataclass(frozen=True)
class Change:
    """fields: of a session, or of a lane. evaluations, records: whether those from before it count no more. Records are
    the losses and the gradient norms of the updates."""

    fields: tuple[str, ...]
    evaluations: bool
    records: bool
    reason: str


TABLE = (
    Change(("data", "split"), True, True, "they were of other examples"),
    Change(("loss",), True, True, "another loss has another scale"),
    Change(
        ("layers", "output", "dropout"), True, True,
        "the same weights are another function now, with another loss and other gradients",
    ),
    Change(
        ("optimizer", "schedule", "batch", "clip", "l1", "l2", "weight_decay", "augment"), False, True,
        "how the loss fell says nothing of how it falls in this way; how good a function is does not depend on the way "
        "to it",
    ),
    Change(("name", "stopping"), False, False, "no function and no update is another one"),
    Change(
        ("seed", "lanes", "place", "initializer"), False, False,
        "nothing older is left where these are others: the lane starts anew, or is another one",
    ),
)  # fmt: skip
"""A weight set by hand ends both: what follows does not follow from what was before."""


def judged(alone: NetworkSpec) -> list[Any]:
    """What evaluations of a lane must have in common to be compared."""
    return _values(alone, [field for change in TABLE if change.evaluations for field in change.fields])


def recorded(alone: NetworkSpec) -> list[Any]:
    """What the records of a lane's updates must have in common."""
    return _values(alone, [field for change in TABLE if change.records for field in change.fields])


def _values(alone: NetworkSpec, fields: list[str]) -> list[Any]:
    (lane,) = alone.lanes
    return [getattr(lane if field in type(lane).model_fields else alone, field) for field in fields]

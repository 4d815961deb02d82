"""What every session is, whatever place of the page it belongs to: a seed and the lanes that start alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, field_validator

from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.number import Number
from ravine.spec.strict import Strict
from ravine.spec.text import Name, one_of

SEED = Parameter("seed", 1, 0, limits.SEED, "", "Everything random is drawn from it.", integer=True)
SESSION_SEED = Number(SEED, "seed", restarts=True)

PLACES = ("network", "surface", "vision")
"""Of the page, each with sessions of its own; a spec that names none belongs to the first."""


named = BeforeValidator(one_of(PLACES, "place of the page"))
"""Metadata of the field that names the place."""


class AnyLane(Strict):
    """What every lane is: it has a name; all else is what one learner may differ in."""

    name: Name = "lane"


class SessionSpec(Strict):
    """Up to eight lanes, and what they share."""

    LANE: ClassVar[type[AnyLane]]
    """The model of its lanes."""

    place: str
    """Of the page: what the lanes are."""
    seed: Annotated[int, SESSION_SEED] = SESSION_SEED.default
    if TYPE_CHECKING:  # each place declares them last: fields are checked in their order, and lanes need the others
        lanes: tuple[Any, ...]

    @field_validator("lanes", check_fields=False)
    @classmethod
    def _numbered(cls, lanes: tuple[AnyLane, ...]) -> tuple[AnyLane, ...]:
        """Who has no name gets a number for one."""
        return tuple(
            lane if "name" in lane.model_fields_set else lane.model_copy(update={"name": f"lane {number}"})
            for number, lane in enumerate(lanes, 1)
        )

    def alone(self, lane: int) -> Self:
        """The same session with the lane at this place as its only one."""
        return self.model_copy(update={"lanes": (self.lanes[lane],)})

    @property
    def source(self) -> tuple[Any, ...]:
        """What the lanes learn from: equal sources, equal data."""
        raise NotImplementedError

    def patched(self, document: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """What else has to change where `changes` made `document` of the session, for it to be one."""
        return document

    def restarts(self, after: Self, lane: int) -> str | None:
        """Why the lane at this place has to start anew where `after` comes into force, in plain words; None where it
        keeps what it learned. Both sessions hold the same lanes in the same places."""
        raise NotImplementedError

    @classmethod
    def where_instead(cls, name: str) -> str:
        return f": it belongs to a lane, lanes.0.{name}" if name in cls.LANE.model_fields else ""

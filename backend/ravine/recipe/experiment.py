"""An experiment of a lesson: what to predict, the session that runs, what it shows, and what is claimed of it."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import PlainValidator, WithJsonSchema, model_validator

from ravine.engine.registry import Parameter, nearest
from ravine.recipe.claims import Claim
from ravine.spec import limits
from ravine.spec.commands.asked import Token
from ravine.spec.commands.session import SPEED
from ravine.spec.error import Refusal, SpecError, show
from ravine.spec.listed import listed
from ravine.spec.network import NetworkSpec
from ravine.spec.number import Number, whole
from ravine.spec.places import MODELS, AnySpec
from ravine.spec.strict import Strict
from ravine.spec.sweep import SweepSpec, lanes_at

UPDATES = Number(Parameter("updates", 1000, 1, limits.UPDATES, "updates", "How far it runs.", integer=True), "updates")


def _line(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 200 or not value.isprintable():
        raise Refusal(f"is {show(value)}", "text on one line, up to 200 characters")
    return value.strip()


Text = Annotated[str, PlainValidator(_line), WithJsonSchema({"type": "string"})]


class Question(Strict):
    """What to predict before the run; right: which of the choices comes true, counted from 0."""

    text: Text
    choices: Annotated[tuple[Text, ...], listed(2, 5, "texts")]
    right: Annotated[int, whole("right", 0, 4)]

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.right >= len(self.choices):
            raise Refusal(f"is {self.right}", f"0 to {len(self.choices) - 1}", "right")
        return self


class Experiment(Strict):
    """label: what it is called among several of one lesson."""

    label: Text | None = None
    views: Annotated[tuple[Token, ...], listed(1, limits.VIEWS, "views")]
    updates: Annotated[int, UPDATES]
    speed: Annotated[float, SPEED] | None = None
    question: Question
    spec: AnySpec
    sweep: SweepSpec | None = None
    claims: Annotated[tuple[Claim, ...], listed(1, 12, "claims")]

    @model_validator(mode="after")
    def _lanes_fit(self) -> Self:
        """Lanes that can be told apart, and swept."""
        names = [lane.name for lane in self.spec.lanes]
        if len(set(names)) < len(names):
            raise Refusal("have a name twice", at="spec.lanes")
        if self.sweep is not None:
            if not isinstance(self.spec, NetworkSpec):
                raise Refusal("is given, and only networks can be swept", at="sweep")
            try:
                lanes_at(self.spec, self.sweep)
            except SpecError as error:
                raise Refusal(f"cannot be: {error.message}", error.allowed, error.field or "sweep") from None
        return self

    @model_validator(mode="after")
    def _claims_fit(self) -> Self:
        """Claims about lanes that there are, measured where it goes."""
        for number, claim in enumerate(self.claims):
            for side, one in zip(("left", "right"), claim.measured, strict=False):
                at = f"claims.{number}.{side}"
                names = tuple(lane.name for lane in self.spec.lanes)
                for name in one.lanes:
                    if name not in names:
                        raise Refusal(f"is of the lane {name}{nearest(name, names)}", ", ".join(names), at)
                place = one.entry.traits["place"]
                if place is not None and not isinstance(self.spec, MODELS[place]):
                    raise Refusal(f"is {one.measure}, and that is for the place {place}", at=at)
                values = self.sweep.values if self.sweep else ()
                if one.value is not None and one.value not in values:
                    allowed = ", ".join(show(value) for value in values) or "none, for there is no sweep"
                    raise Refusal(f"is {show(one.value)}", allowed, f"{at}.value")
                end = self.updates if one.value is None or self.sweep is None else self.sweep.updates
                last = dict(one.parameters).get("last", 0)
                if isinstance(last, int) and last > end:
                    raise Refusal(f"is {last}", f"up to {end}, where the run ends", f"{at}.last")
        return self

    def swept(self) -> dict[float, tuple[NetworkSpec, ...]]:
        """Of each value of the sweep every lane at that value, each one alone."""
        if self.sweep is None:
            return {}
        assert isinstance(self.spec, NetworkSpec)
        return dict(zip(self.sweep.values, lanes_at(self.spec, self.sweep), strict=True))

"""Which augmentations a lane has: any of the family, each at most once, and only what its data allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ravine.data.datasets import datasets
from ravine.engine.augment.family import augmentations
from ravine.engine.augment.head import Augment
from ravine.engine.layers import shape as engine
from ravine.engine.network import Choice as EngineChoice
from ravine.engine.registry import Entry
from ravine.spec.choice import Choice, Of
from ravine.spec.error import Refusal, plain, show
from ravine.spec.shape import Shape


@dataclass(frozen=True)
class Several:
    """Marks a field as choices out of a family, in the family's order whatever order they are given in.

    In JSON each choice's parameters stand under its name, `{"shift": {"reach": 0.1}}`, so that a patch can change one
    of them, and `null` takes one away. A document says of each whether it is there, so that as a patch it gives itself.
    """

    of: Of

    def read(self, given: Any) -> tuple[Choice, ...]:
        """The choices that `given` means; raises Refusal."""
        family = self.of.family
        if isinstance(given, tuple):
            given = self.document(given)
        if not isinstance(given, dict):
            names = ", ".join(family.names())
            raise Refusal(f"is {show(given)}", f"an object with any of {names}, each with its parameters")
        chosen = {}
        for name, parameters in given.items():
            try:
                if name not in family:
                    hint = family.hint(name) if isinstance(name, str) else ""
                    raise Refusal(f"is no {family.noun}{hint}", ", ".join(family.names()))
                if parameters is None:
                    continue
                if not isinstance(parameters, dict) or "name" in parameters:
                    allowed = ", ".join(parameter.name for parameter in family[name].parameters)
                    raise Refusal(f"is {show(parameters)}", f"an object with {allowed}, or with nothing in it")
                chosen[name] = self.of.read({"name": name, **parameters})
            except Refusal as refusal:
                raise refusal.within(plain(str(name))) from None
        return tuple(chosen[name] for name in family.names() if name in chosen)

    def document(self, chosen: tuple[Choice, ...]) -> dict[str, Any]:
        """As JSON holds them."""
        held = {choice.name: dict(choice.parameters) for choice in chosen}
        return {name: held.get(name) for name in self.of.family.names()}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(self.document)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        numbers = {"type": ["object", "null"], "additionalProperties": {"type": "number"}}
        return {"type": "object", "additionalProperties": numbers}


AUGMENTATIONS = Several(Of(augmentations))
Augmentations = Annotated[tuple[Choice, ...], AUGMENTATIONS]


def unfit(entry: Entry, data: str, shape: Shape) -> str:
    """Why a data set, of this shape, cannot have the augmentation; "" where it can."""
    if shape.image is None:
        return f"is for pictures, and the data set {data} has none"
    if entry.traits["maps"] and shape.image[0] not in entry.traits["maps"]:
        return f"is for pictures in colour, and those of {data} are grey"
    if entry.traits["flips"] and entry.traits["flips"] not in datasets[data].traits["flips"]:
        return f"is not for {data}: mirrored, its pictures would have another label"
    return ""


def check_augmentations(chosen: tuple[Choice, ...], data: str, shape: Shape) -> None:
    """Raise Refusal where the data cannot have one of them."""
    for choice in chosen:
        reason = unfit(augmentations[choice.name], data, shape)
        if reason:
            fitting = [entry.name for entry in augmentations if not unfit(entry, data, shape)]
            raise Refusal(reason, ", ".join(fitting) or "none", f"augment.{choice.name}")


def fitting_augmentations(chosen: tuple[Choice, ...], data: str, shape: Shape) -> tuple[Choice, ...]:
    """Those that the data can have."""
    return tuple(choice for choice in chosen if not unfit(augmentations[choice.name], data, shape))


def augment(chosen: tuple[Choice, ...], shape: Shape) -> Augment | None:
    """As the engine takes them."""
    if shape.image is None or not chosen:
        return None
    return Augment(engine.Shape(*shape.image), tuple(EngineChoice(choice.name, choice.values) for choice in chosen))

"""A choice out of a family of the registry, with its parameters: `{"name": "momentum", "lr": 0.1, "lambda": 0.9}`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ravine.engine.activations import activations
from ravine.engine.initializers import initializers
from ravine.engine.losses import losses
from ravine.engine.optimizers import optimizers
from ravine.engine.registry import Entry, Family, Parameter, nearest
from ravine.engine.schedules import schedules
from ravine.engine.stopping import stopping
from ravine.spec.error import Refusal, plain, show
from ravine.spec.number import checked


@dataclass(frozen=True)
class Choice:
    """An entry's name and all of its parameters, in the entry's order.

    In JSON the parameters stand beside the name, under the names that the registry gives them (`lambda` too). Written
    as a bare name it means the defaults.
    """

    name: str
    parameters: tuple[tuple[str, int | float], ...] = ()

    def __getitem__(self, parameter: str) -> int | float:
        return dict(self.parameters)[parameter]

    @property
    def values(self) -> tuple[float, ...]:
        """The parameters' values alone, as the engine takes them."""
        return tuple(float(value) for _, value in self.parameters)

    def document(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"name": self.name, **dict(self.parameters)}


Parameters = Callable[[Entry], tuple[Parameter, ...]]


def own_parameters(entry: Entry) -> tuple[Parameter, ...]:
    """What a person sets of an entry: its parameters."""
    return entry.parameters


@dataclass(frozen=True)
class Of:
    """Marks a field as a choice out of `family`, `Annotated[Choice, Of(optimizers)]`."""

    family: Family
    parameters: Parameters = own_parameters

    def read(self, given: Any) -> Choice:
        """The choice that `given` (a name, an object, or a Choice) means; raises Refusal."""
        if isinstance(given, Choice):
            given = given.document()
        if isinstance(given, str):
            given = {"name": given}
        names = ", ".join(self.family.names())
        if not isinstance(given, dict):
            raise Refusal(f"is {show(given)}", f"one of {names}, or an object with such a name and its parameters")
        if "name" not in given:
            raise Refusal(f"does not say which {self.family.noun}", f"a name out of {names}", "name")
        name = given["name"]
        if not isinstance(name, str) or name not in self.family:
            hint = self.family.hint(name) if isinstance(name, str) else ""
            raise Refusal(f"is {show(name)}, which is no {self.family.noun}{hint}", names, "name")
        declared = self.parameters(self.family[name])
        known = [parameter.name for parameter in declared]
        for key in given:
            if key != "name" and key not in known:
                text = plain(str(key))
                raise Refusal(f"is no parameter of {name}{nearest(text, known)}", ", ".join(known) or "none", text)
        return Choice(name, tuple((parameter.name, _value(parameter, given)) for parameter in declared))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(Choice.document)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        # not one schema an entry: the page reads the entries from the catalogue and knows none by name
        return {
            "title": "Choice",
            "type": "object",
            "properties": {"name": {"type": "string"}},
            "required": ["name"],
            "additionalProperties": {"type": "number"},
        }


def _value(parameter: Parameter, given: dict[str, Any]) -> int | float:
    try:
        return checked(parameter, given.get(parameter.name, parameter.default))
    except Refusal as refusal:
        raise refusal.within(parameter.name) from None


Activation = Annotated[Choice, Of(activations)]
Initializer = Annotated[Choice, Of(initializers)]
Loss = Annotated[Choice, Of(losses)]
Optimizer = Annotated[Choice, Of(optimizers)]
Schedule = Annotated[Choice, Of(schedules)]
Stopping = Annotated[Choice, Of(stopping)]

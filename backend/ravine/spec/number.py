"""A number with its bounds: the same check for a plain field (`batch`) and for a parameter of a choice (`lr`)."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ravine.engine.registry import Parameter
from ravine.spec.error import Refusal, number, show


def allowed(parameter: Parameter) -> str:
    """The bounds in words: `a whole number from 1 to 64 (layers)`."""
    if parameter.low == parameter.high:
        return number(parameter.low)
    kind = "a whole number" if parameter.integer else "a number"
    unit = f" ({parameter.unit})" if parameter.unit else ""
    return f"{kind} from {number(parameter.low)} to {number(parameter.high)}{unit}"


def checked(parameter: Parameter, value: Any) -> int | float:
    """`value` as the parameter holds it, int or float; raises Refusal where it is none or out of bounds.

    A whole float passes for an int, for JSON knows no difference; text and true/false pass for no number.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise Refusal(f"is {show(value)}, not a number", allowed(parameter))
    if not isinstance(value, numbers.Integral):
        value = float(value)
        if not math.isfinite(value):
            raise Refusal(f"is {number(value)}, not a finite number", allowed(parameter))
        if parameter.integer and value != math.floor(value):
            raise Refusal(f"is {number(value)}, not a whole number", allowed(parameter))
    if not parameter.low <= value <= parameter.high:
        wrong = "too small" if value < parameter.low else "too large"
        raise Refusal(
            f"is {show(int(value) if isinstance(value, numbers.Integral) else value)}, {wrong}", allowed(parameter)
        )
    return int(value) if parameter.integer else float(value)


@dataclass(frozen=True)
class Number:
    """Marks a field as the number that `parameter` describes, `Annotated[float, Number(parameter, ...)]`.

    label: what a control is called. restarts: whether a lane has to start anew when it changes.
    """

    parameter: Parameter
    label: str
    restarts: bool = False

    @property
    def default(self) -> Any:
        """The default, as int where the parameter is one."""
        return checked(self.parameter, self.parameter.default)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        parameter = self.parameter
        return core_schema.no_info_plain_validator_function(lambda value: checked(parameter, value))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        kind = "integer" if self.parameter.integer else "number"
        return {"type": kind, "minimum": self.parameter.low, "maximum": self.parameter.high}


def whole(name: str, low: int, high: int, unit: str = "") -> Number:
    """A whole number that only machines set: ids and counts in messages."""
    return Number(Parameter(name, low, low, high, unit, "", integer=True), name)

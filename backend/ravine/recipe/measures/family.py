"""The family of measures: each one function of a run, its docstring's first paragraph the formula.

A measure takes the run of its lane, other lanes' runs where it compares them, and numbers or words by name. It gives a
number, or the replay from update 0 that comes to one, and raises Unmeasured where it cannot be had.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_type_hints

from ravine.engine.registry import Family
from ravine.recipe.replay import Replay
from ravine.recipe.run import Run

measures = Family("measures", "measure")

Function = TypeVar("Function", bound=Callable[..., float | Replay])


@dataclass(frozen=True)
class Argument:
    """What a measure takes beside the run of its lane. kind: int, float or str; Run for the name of another lane.
    words: those that are allowed; empty: any."""

    name: str
    kind: type
    default: Any = None
    required: bool = True
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, hint: Any, default: Any) -> Argument:
        words = get_args(hint)  # of a Literal
        required = default is inspect.Parameter.empty
        return cls(name, str if words else hint, None if required else default, required, words)


def measure(unit: str = "", place: str | None = "network", says: str = "") -> Callable[[Function], Function]:
    """Adds a function to the measures. place: whose lanes it is for; None: those of any place. says: what it is, for
    people, with what it takes in braces: `loss on {part} data after {updates} updates`; without it: its name."""

    def add(function: Function) -> Function:
        hints = get_type_hints(function)
        arguments = [
            Argument.of(name, hints[name], one.default) for name, one in inspect.signature(function).parameters.items()
        ]
        of_lane = bool(arguments) and arguments[0].kind is Run
        words = says or function.__name__.replace("_", " ")
        taken = tuple(arguments[of_lane:])
        measures.add(function, unit=unit, place=place, of_lane=of_lane, arguments=taken, says=words)
        return function

    return add

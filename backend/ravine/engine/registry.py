"""What Ravine knows, each thing defined once: a family of entries (activations, optimizers, data sets, ...).

An entry is a function (or a pair of functions) with its parameters. Its name is the function's, its formula the first
paragraph of its docstring, its help the rest. Specs, controls, documentation and tests read it from here.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST = 40
"""Characters of a wrong name that are compared: a name of somebody's making may be of any length."""


class UnknownName(ValueError):
    """A name that its family does not hold; the message lists the nearest right ones."""


def nearest(name: str, names: Iterable[str]) -> str:
    """`: did you mean tanh?`, or nothing where no right name is near; to be put behind the wrong one."""
    near = difflib.get_close_matches(name[:LONGEST].lower(), list(names), n=2, cutoff=0.55)
    return f": did you mean {' or '.join(near)}?" if near else ""


@dataclass(frozen=True)
class Parameter:
    """One number that a person may set: `low <= value <= high`, in `unit`."""

    name: str
    default: float
    low: float
    high: float
    unit: str
    help: str
    integer: bool = False
    choices: tuple[float, ...] = ()
    """The few values that a control offers before free input; log-spaced where the effect is."""

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise ValueError(f"{self.name}: the default {self.default} lies outside {self.low} .. {self.high}")


@dataclass(frozen=True)
class Entry:
    """One member of a family."""

    name: str
    formula: str
    help: str
    parameters: tuple[Parameter, ...]
    functions: tuple[Callable[..., Any], ...]
    """What computes it: the family says how many and in which order."""
    traits: Mapping[str, Any] = field(default_factory=dict)
    """What else the family declares of its members, for instance which targets a loss takes."""

    def defaults(self) -> dict[str, float]:
        return {parameter.name: parameter.default for parameter in self.parameters}

    def values(self, given: Mapping[str, float]) -> tuple[float, ...]:
        """The parameters in their declared order, `given` over the defaults."""
        return tuple(given.get(parameter.name, parameter.default) for parameter in self.parameters)


class Family:
    """A named collection of entries, in the order in which they were added."""

    def __init__(self, name: str, noun: str) -> None:
        self.name = name
        self.noun = noun
        self._entries: dict[str, Entry] = {}

    def add(self, *functions: Callable[..., Any], parameters: tuple[Parameter, ...] = (), **traits: Any) -> Entry:
        """Add the entry that `functions[0]` names and documents."""
        formula, _, rest = (inspect.getdoc(functions[0]) or "").partition("\n\n")
        name = functions[0].__name__
        if name in self._entries:
            raise ValueError(f"the {self.noun} {name} is defined twice")
        return self.adopt(Entry(name, " ".join(formula.split()), " ".join(rest.split()), parameters, functions, traits))

    def adopt(self, entry: Entry) -> Entry:
        """Add an entry that was made elsewhere."""
        self._entries[entry.name] = entry
        return entry

    def hint(self, name: str) -> str:
        """What to say behind a name that is none of this family's."""
        return nearest(name, self._entries)

    def __getitem__(self, name: str) -> Entry:
        if name not in self._entries:
            hint = self.hint(name) or ":"
            raise UnknownName(f"there is no {self.noun} {name!r}{hint} allowed are {', '.join(self._entries)}")
        return self._entries[name]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

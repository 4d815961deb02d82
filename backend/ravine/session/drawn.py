"""The data of the specs that a session has had, each drawn once while it is likely to be asked for again."""

from __future__ import annotations

from ravine.data.split import Split
from ravine.spec import plan
from ravine.spec.session import SessionSpec

HELD = 4
"""What is in force, what was a moment ago, and what a replay goes through."""


class Drawn:
    """`drawn(spec)` gives the parts of its data; equal sources give the same object."""

    def __init__(self) -> None:
        self._held: dict[object, Split] = {}

    def __call__(self, spec: SessionSpec) -> Split:
        split = self._held.pop(spec.source, None) or plan.prepare(spec)
        self._held[spec.source] = split  # the newest stands last
        if len(self._held) > HELD:
            del self._held[next(iter(self._held))]
        return split

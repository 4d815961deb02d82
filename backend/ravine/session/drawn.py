"""What the specs learn from that a session has had, each drawn once while it is likely to be asked for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

HELD = 4
"""What is in force, what was a moment ago, and what a replay goes through."""

Source = TypeVar("Source")


class Drawn(Generic[Source]):
    """`drawn(spec)` gives what `draw` makes of it; equal sources give the same object."""

    def __init__(self, draw: Callable[[Any], Source]) -> None:
        self._draw = draw
        self._held: dict[object, Source] = {}

    def __call__(self, spec: Any) -> Source:
        source = self._held.pop(spec.source, None) or self._draw(spec)
        self._held[spec.source] = source  # the newest stands last
        if len(self._held) > HELD:
            del self._held[next(iter(self._held))]
        return source

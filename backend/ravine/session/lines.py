"""Lines of an update's formula, as pages are told them."""

from __future__ import annotations

import math
from dataclasses import asdict

from ravine.engine.explained import Line
from ravine.spec import events


def line_of(line: Line) -> events.Line:
    told = asdict(line)
    return events.Line(**{**told, "value": line.value if math.isfinite(line.value) else None})

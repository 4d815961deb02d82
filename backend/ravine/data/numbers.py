"""A table of numbers alone, from a CSV file: the points that a surface is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ravine.data.cells import TableError, rows
from ravine.data.table import content_of, is_number, numbers_in

_TEXT = "only a first line of names may hold text"


@dataclass(frozen=True)
class NumberTable:
    """The rows, and the number of the line that each stands in."""

    rows: tuple[tuple[float, ...], ...]
    lines: tuple[int, ...]


def read_numbers(path: Path, columns: Sequence[str], most: int) -> NumberTable:
    """The numbers of a CSV file, its columns in this order; raises TableError with the line where something is wrong.

    The file: UTF-8; cells between commas, semicolons or tabs; at most `most` rows, and a first line of names if one
    likes.
    """
    file = path.name
    found: list[tuple[float, ...]] = []
    lines: list[int] = []
    for place, (line, cells) in enumerate(rows(content_of(path), file)):
        if len(cells) != len(columns):
            wanted = f"{len(columns)} are needed: {', '.join(columns)}"
            raise TableError(file, line, f"found {len(cells)} column{'s' if len(cells) > 1 else ''}", wanted)
        if place == 0 and not any(map(is_number, cells)):
            continue
        if len(lines) == most:
            raise TableError(file, line, "there are too many rows", f"at most {most:,} are allowed")
        found.append(tuple(numbers_in(file, line, cells, text=_TEXT)))
        lines.append(line)
    return NumberTable(tuple(found), tuple(lines))

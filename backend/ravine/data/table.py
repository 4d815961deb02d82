"""A table from a CSV file as a data set: columns of numbers, and a last column that says what to predict."""

from __future__ import annotations

import csv
import io
import math
import re
import stat
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ravine.data.cells import MAX_BYTES, MAX_NAME, TableError, rows, shown
from ravine.data.data import Data, Scaling
from ravine.data.datasets import datasets
from ravine.data.own import entry_of
from ravine.engine.registry import Entry, Family

MIN_ROWS = 3
"""One for each part of a split."""
MAX_ROWS = 100_000
MIN_COLUMNS = 3
MAX_COLUMNS = 3_073
"""As many numbers as a colour picture of 32 x 32 has, and the label."""
MAX_CLASSES = 100
PIECE = 50_000
"""Cells of a table that are written at a time."""
LARGEST = 1e100
"""Beyond it squares, and so a standard deviation, come near the end of float64."""

_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


def read_csv(path: str | Path) -> Data:
    """stored = (value - mean) / standard deviation, for each column of numbers and a target of numbers

    The file: UTF-8, at most 10 MB and 100,000 rows; cells between commas, semicolons or tabs; 2 to 3,072 columns of
    numbers, then the label. Text or whole numbers (at most 100 different ones) are classes; where numbers with a
    decimal point or an exponent are among them, it is a regression. A first line of names is optional.
    Raises TableError with the line where something is wrong.
    """
    path = Path(path)
    return parse_csv(content_of(path), path.name)


def parse_csv(content: bytes, file: str) -> Data:
    """The data set that the bytes of a CSV file hold; `file` is what errors call it. See `read_csv`."""
    names: list[str] = []
    values = array("d")
    labels: list[str] = []
    lines: list[int] = []
    for line, cells in rows(content, file):
        if not lines and not names:
            _check_width(file, line, len(cells))
            if not any(map(is_number, cells[:-1])):
                names = _names(file, line, cells)
                continue
        if len(lines) == MAX_ROWS:
            raise TableError(file, line, "there are too many rows", f"at most {MAX_ROWS:,} are allowed")
        values.extend(numbers_in(file, line, cells[:-1]))
        labels.append(_label(file, line, cells[-1]))
        lines.append(line)
    if len(labels) > 1 and not names and _is_heading(labels):
        # names like 0, 1, 2, label: only the label tells that the line is no example
        width = len(values) // len(labels)
        names = [*(f"{value:g}" for value in values[:width]), labels[0]]
        del values[:width], labels[0], lines[0]
    if len(labels) < MIN_ROWS:
        raise TableError(file, None, f"found {len(labels)} rows with numbers", f"at least {MIN_ROWS} are needed")
    table = np.frombuffer(values, dtype=np.float64).reshape(len(labels), -1)
    x_scaling = _scaling(table)
    *features, target = names or [*(f"x{column}" for column in range(table.shape[1])), "label"]
    x = _stored(table, x_scaling)
    if all(map(_NUMBER.fullmatch, labels)) and not all(map(_WHOLE.fullmatch, labels)):
        column = table.shape[1] + 1
        target_values = [numbers_in(file, line, [label], column) for line, label in zip(lines, labels, strict=True)]
        numbers = np.array(target_values, dtype=np.float64)
        y_scaling = _scaling(numbers)
        return Data(
            x, _stored(numbers, y_scaling), "regression", (), None, tuple(features), None, target, x_scaling, y_scaling
        )
    y, classes = _classes(file, lines, labels)
    return Data(x, y, "classification", classes, None, tuple(features), None, target, x_scaling)


def csv_pieces(data: Data) -> Iterator[str]:
    """The set as CSV with a line of names, in the file's own units; `parse_csv` reads it back.

    y: (N,) or (N, 1). Some rows at a time: of 3,200 pictures of 3,072 numbers the text alone is 100 MB. More than 10 MB
    is written all the same, but not read.
    """
    step = max(1, PIECE // data.x.shape[1])
    yield _lines([[*data.features, data.target]])
    for start in range(0, len(data), step):
        part = slice(start, start + step)
        columns = _written(data.x[part], data.x_scaling)
        if data.task == "classification":
            columns.append([data.classes[index] for index in data.strata[part]])
        else:
            columns.extend(_written(data.y[part], data.y_scaling))
        yield _lines(zip(*columns, strict=True))


def _lines(cells: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(cells)
    return text.getvalue()


def register_table(path: str | Path, family: Family = datasets) -> Entry:
    """Read a CSV file and add it to the family as the data set `table`; raises TableError, also where there is one."""
    file = Path(path).name
    if "table" in family:
        raise TableError(
            file, None, f"a table is loaded already ({family['table'].traits['notice']})", "one at a time is allowed"
        )
    whole = read_csv(path)
    return family.adopt(entry_of("table", whole, f"read from {file}"))


def content_of(path: Path) -> bytes:
    """At most one byte more than is allowed; raises TableError."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError("it is no ordinary file")  # reading a pipe or a device may never end
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TableError(str(path), None, f"the file cannot be read ({reason})", "a CSV file is needed") from error


def _check_width(file: str, line: int, width: int) -> None:
    if not MIN_COLUMNS <= width <= MAX_COLUMNS:
        raise TableError(
            file,
            line,
            f"found {width} column{'s' if width > 1 else ''}",
            f"{MIN_COLUMNS} to {MAX_COLUMNS:,} are allowed: two or more of numbers, then the label, "
            "with commas, semicolons or tabs between them",
        )


def _names(file: str, line: int, cells: Sequence[str]) -> list[str]:
    for cell in cells:
        if len(cell) > MAX_NAME:
            raise TableError(
                file, line, f"the name {shown(cell)} has {len(cell)} characters", f"at most {MAX_NAME} are allowed"
            )
    return [cell or f"column {column}" for column, cell in enumerate(cells, 1)]


def is_number(cell: str) -> bool:
    """Whether a cell is meant as a number, so that a line with it is none of names."""
    return bool(_NUMBER.fullmatch(cell) or _NOT_FINITE.fullmatch(cell))


def numbers_in(
    file: str, line: int, cells: Sequence[str], first: int = 1, text: str = "only the last column may hold text"
) -> list[float]:
    """The cells of columns `first` and on, as finite numbers; `text` says where text is allowed."""
    numbers = []
    for column, cell in enumerate(cells, first):
        value = float(cell) if len(cell) <= MAX_NAME and _NUMBER.fullmatch(cell) else math.nan
        if not abs(value) <= LARGEST:
            if not cell:
                found, allowed = "is empty", "every cell of a column of numbers holds one"
            elif len(cell) > MAX_NAME:
                found, allowed = f"has {len(cell)} characters", f"at most {MAX_NAME} are allowed"
            elif _NUMBER.fullmatch(cell):
                found, allowed = f"is {shown(cell)}", f"numbers from -{LARGEST:g} to {LARGEST:g} are allowed"
            elif _NUMBER.fullmatch(cell.replace(",", ".")):
                found, allowed = f"is {shown(cell)}", "decimals are written with a point"
            elif _NOT_FINITE.fullmatch(cell):
                found, allowed = f"is {shown(cell)}", "only finite numbers are allowed"
            else:
                found, allowed = f"is {shown(cell)}, not a number", text
            raise TableError(file, line, f"column {column} {found}", allowed)
        numbers.append(value)
    return numbers


def _label(file: str, line: int, cell: str) -> str:
    if not cell:
        raise TableError(file, line, "the last column, the label, is empty", "every row needs one")
    if _NOT_FINITE.fullmatch(cell):
        raise TableError(file, line, f"the label is {shown(cell)}", "text or a finite number is allowed")
    if len(cell) > MAX_NAME:
        raise TableError(file, line, f"the label has {len(cell)} characters", f"at most {MAX_NAME} are allowed")
    return cell


def _is_heading(labels: Sequence[str]) -> bool:
    """Is the first label text and every other one a number?"""
    return not _NUMBER.fullmatch(labels[0]) and all(map(_NUMBER.fullmatch, labels[1:]))


def _classes(file: str, lines: Sequence[int], labels: list[str]) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """The class index of each row and the classes: whole numbers by size, text by alphabet."""
    if all(map(_WHOLE.fullmatch, labels)):
        labels = [str(int(label)) for label in labels]
        classes = sorted(set(labels), key=int)
    else:
        _refuse_mixture(file, lines, labels)
        classes = sorted(set(labels))
    if len(classes) < 2:
        raise TableError(file, None, f"all rows have the label {shown(classes[0])}", "at least two classes are needed")
    if len(classes) > MAX_CLASSES:
        first = dict(zip(reversed(labels), reversed(lines), strict=True))
        line = sorted(first.values())[MAX_CLASSES]
        raise TableError(
            file,
            line,
            f"class number {MAX_CLASSES + 1} of {len(classes)} begins here",
            f"at most {MAX_CLASSES} classes are allowed (for a regression write 3.0 instead of 3)",
        )
    index = {label: number for number, label in enumerate(classes)}
    return np.array([index[label] for label in labels], dtype=np.float32), tuple(classes)


def _refuse_mixture(file: str, lines: Sequence[int], labels: Sequence[str]) -> None:
    """One `missing` among measured numbers must not turn each of them into a class."""
    if any(_NUMBER.fullmatch(label) and not _WHOLE.fullmatch(label) for label in labels):
        line, label = next(
            (line, label) for line, label in zip(lines, labels, strict=True) if not _NUMBER.fullmatch(label)
        )
        raise TableError(
            file, line, f"the label {shown(label)} is text among numbers", "all labels are text, or all are numbers"
        )


def _scaling(values: NDArray[np.float64]) -> Scaling:
    """Mean and standard deviation of each column; a constant column gets scale 1 and so becomes 0."""
    low, high = values.min(axis=0), values.max(axis=0)
    # clipped, for in floating point the mean of equal numbers need not be that number
    centre = np.clip(values.mean(axis=0), low, high)
    reach = np.maximum(high - centre, centre - low)
    safe = np.where(reach > 0, reach, 1)
    # in units of the reach, so that squares of small numbers do not vanish
    deviation = safe * np.sqrt(np.square((values - centre) / safe).mean(axis=0))
    return Scaling(centre, np.where(deviation > 0, deviation, 1))


def _stored(values: NDArray[np.float64], scaling: Scaling) -> NDArray[np.float32]:
    return ((values - scaling.centre) / scaling.scale).astype(np.float32)


def _written(stored: NDArray[np.float32], scaling: Scaling | None) -> list[list[str]]:
    """Each column's numbers with as many digits as they need, and at least a point or an exponent."""
    values = stored if scaling is None else scaling.undone(stored)
    return [list(map(str, column)) for column in values.T]

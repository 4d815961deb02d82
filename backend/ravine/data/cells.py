"""The cells of a text table: from the bytes of a file to rows of text, each with its line number.

Nothing here knows what the columns mean. Whatever is wrong becomes a TableError, before much of the file was read.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator

MAX_BYTES = 10_000_000
MAX_LINES = 200_000
"""Twice the rows allowed: room for empty lines, but not for a file of nothing else."""
MAX_LINE = 100_000
"""Characters in a line: 3,073 columns of over thirty."""
MAX_NAME = 100
DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma"}
"""In the order in which they win when a text could be read with several: a comma may also be a decimal sign."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NUMBER_LIKE = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_SAMPLE = 20
"""Rows that are looked at to find the delimiter."""

Row = tuple[int, list[str]]
"""The number of a line (from 1) and its cells without the space around them."""


class TableError(ValueError):
    """What is wrong with a table: where, what was found, what is allowed. `line` is None where it is the whole file."""

    def __init__(self, file: str, line: int | None, found: str, allowed: str) -> None:
        where = shown(file) if line is None else f"{shown(file)}, line {line}"
        super().__init__(f"{where}: {found}; {allowed}")
        self.line = line


def shown(text: str) -> str:
    """Text from a file as it may stand in a message: short, on one line, without what a terminal would obey."""
    return ascii(text if len(text) <= 40 else text[:37] + "...")


def rows(content: bytes, file: str) -> Iterator[Row]:
    """The rows that are not empty, all with the same number of cells; raises TableError as they are read."""
    lines = _lines(content, file)
    full = [(number, line) for number, line in enumerate(lines, 1) if line.strip("\t;, ")]
    if not full:
        raise TableError(file, None, "there are no rows", "a table has two or more columns of numbers and a label")
    delimiter = _delimiter([line for _, line in full[:_SAMPLE]])
    width = 0
    for number, line in full:
        try:
            cells = _cells(line, delimiter)
        except csv.Error as error:
            raise TableError(
                file, number, f"a quotation mark is out of place ({error})", "quoted cells begin and end with one"
            ) from error
        width = width or len(cells)
        if len(cells) != width:
            raise TableError(
                file,
                number,
                f"found {len(cells)} cells (read with a {DELIMITERS[delimiter]} between them)",
                f"every row has {width} cells as line {full[0][0]} has",
            )
        yield number, cells


def _lines(content: bytes, file: str) -> list[str]:
    if len(content) > MAX_BYTES:
        raise TableError(file, None, "the file is too large", f"at most {MAX_BYTES // 1_000_000} MB are allowed")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableError(file, None, "the text is in UTF-16", "please save it as CSV in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before, wrong = error.object[: error.start].decode(), error.object[error.start]  # without the mark of order
        raise TableError(
            file, _line_ends(before) + 1, f"byte {wrong:#04x} is not UTF-8 text", "please save it as CSV in UTF-8"
        ) from error
    if _line_ends(text) >= MAX_LINES:
        raise TableError(
            file, None, f"the file has {_line_ends(text) + 1:,} lines", f"at most {MAX_LINES:,} are allowed"
        )
    control = _CONTROL.search(text)
    if control:
        where = _line_ends(text[: control.start()]) + 1
        raise TableError(file, where, f"found the character {control[0]!a}", "a table is plain text (CSV, UTF-8)")
    lines: list[str] = _LINE_END.split(text)
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise TableError(
                file, number, f"the line has {len(line):,} characters", f"at most {MAX_LINE:,} are allowed"
            )
    return lines


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _cells(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return [cell.strip() for cell in line.split(delimiter)]
    # one line at a time: a cell that goes over two lines is an open quotation mark, and is reported where it opens
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=True))]


def _delimiter(lines: list[str]) -> str:
    """The one that makes rows of equal width with the most numbers in them; else the one that is there most often."""
    best, most = "", 0
    for delimiter in DELIMITERS:
        try:
            table = [_cells(line, delimiter) for line in lines]
        except csv.Error:
            continue
        if len({len(cells) for cells in table}) > 1 or len(table[0]) == 1:
            continue
        numbers = sum(bool(_NUMBER_LIKE.fullmatch(cell)) for cells in table for cell in cells[:-1])
        if numbers > most:
            best, most = delimiter, numbers
    return best or max(reversed(DELIMITERS), key=lambda delimiter: sum(line.count(delimiter) for line in lines))

"""A table of numbers alone, and what is said where it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from ravine.data.cells import TableError
from ravine.data.numbers import NumberTable, read_numbers

COLUMNS = ("x", "y")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "points.csv"


@pytest.mark.parametrize("heading", ["", "x,y\n", "a name,\n"])
def test_rows_keep_their_order_and_the_numbers_of_their_lines(file: Path, heading: str) -> None:
    file.write_text(f"{heading}\n1,-2.5\n\n3e2,.5\n")
    first = heading.count("\n") + 2
    assert read_numbers(file, COLUMNS, 10) == NumberTable(((1.0, -2.5), (300.0, 0.5)), (first, first + 2))


def test_a_first_line_with_a_number_is_no_line_of_names(file: Path) -> None:
    file.write_text("1,y\n2,3\n")
    with pytest.raises(TableError, match="line 1: column 2 is 'y', not a number; only a first line of names"):
        read_numbers(file, COLUMNS, 10)


def test_as_many_rows_as_allowed_are_read_and_the_next_is_named(file: Path) -> None:
    file.write_text("x,y\n" + "1,2\n" * 5)
    assert len(read_numbers(file, COLUMNS, 5).rows) == 5
    with pytest.raises(TableError, match="line 6: there are too many rows; at most 4"):
        read_numbers(file, COLUMNS, 4)


@pytest.mark.parametrize("width", [1, 3])
def test_another_number_of_columns_is_refused(file: Path, width: int) -> None:
    file.write_text(",".join("1" * width) + "\n")
    with pytest.raises(TableError, match=f"line 1: found {width} column.*2 are needed: x, y"):
        read_numbers(file, COLUMNS, 10)


def test_a_file_that_cannot_be_read_is_said(file: Path) -> None:
    with pytest.raises(TableError, match="the file cannot be read"):
        read_numbers(file, COLUMNS, 10)

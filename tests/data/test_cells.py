"""From bytes to cells: what is read, and how quickly what is none is refused."""

from __future__ import annotations

import os
import time

import pytest

from ravine.data.cells import MAX_BYTES, MAX_LINE, MAX_LINES, Row, TableError, rows, shown

PLAIN = [(1, ["1", "2", "a"]), (2, ["3", "4", "b"])]


def read(content: bytes) -> list[Row]:
    return list(rows(content, "file.csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_delimiters_line_ends_and_the_mark_of_order_are_recognised(
    delimiter: str, end: str, mark: str, last: bool
) -> None:
    text = mark + delimiter.join(["1", "2", "a"]) + end + delimiter.join(["3", "4", "b"]) + (end if last else "")
    assert read(text.encode()) == PLAIN


def test_empty_lines_are_skipped_and_still_counted() -> None:
    assert read(b"\n1,2,a\n  \n,,\n3,4,b\n\n") == [(2, ["1", "2", "a"]), (5, ["3", "4", "b"])]


def test_space_around_cells_does_not_count() -> None:
    assert read(b" 1 ,2 , a\n3, 4,b ") == PLAIN


def test_quoted_cells_may_hold_delimiters_and_quotation_marks() -> None:
    assert read(b'1,2,"a, ""b"""\n3, "4",c') == [(1, ["1", "2", 'a, "b"']), (2, ["3", "4", "c"])]


def test_the_delimiter_is_the_one_that_makes_numbers() -> None:
    assert read(b"1,2,a;b\n3,4,c;d")[0] == (1, ["1", "2", "a;b"])
    assert read(b"1;2;a,b\n3;4;c,d")[0] == (1, ["1", "2", "a,b"])
    assert read(b"1,5;2,5;a\n3,5;4,5;b")[0] == (1, ["1,5", "2,5", "a"])
    assert read(b"x 1\tx,2\tlabel\n1\t2\ta, b")[0] == (1, ["x 1", "x,2", "label"])


@pytest.mark.parametrize(
    ("content", "line", "complaint"),
    [
        (b"", None, "there are no rows; a table has two or more columns"),
        (b"\n \n,,\n", None, "there are no rows"),
        (b"1,2,a\n3,4\n", 2, r"found 2 cells \(read with a comma between them\); every row has 3 cells as line 1 has"),
        (b"\n1;2;a\n\n3;4;b;5\n", 4, r"found 4 cells \(read with a semicolon .* as line 2 has"),
        (b'1,2,a\n3,"4,b\n5,6,c\n', 2, "a quotation mark is out of place"),
        (b'1,2,a\n3,"4"4,b\n', 2, "a quotation mark is out of place"),
        (b"1,2,a\n3,\xff,b\n", 2, "byte 0xff is not UTF-8 text; please save it as CSV in UTF-8"),
        (b"\xef\xbb\xbf1,2,a\r\n\r\n\xff", 3, "byte 0xff is not UTF-8 text"),
        (b"1,2,a\n3,\0,b\n", 2, r"found the character '\\x00'; a table is plain text"),
        (b"1,2,\x1b[31mred", 1, r"found the character '\\x1b'"),
        ("1,2,a".encode("utf-16"), None, "the text is in UTF-16; please save it as CSV in UTF-8"),
        (b"1,2,a\n" + b"1" * (MAX_LINE + 1), 2, "the line has 100,001 characters; at most 100,000 are allowed"),
        (b"\n" * MAX_LINES, None, "the file has 200,001 lines; at most 200,000 are allowed"),
        (b"1" * (MAX_BYTES + 1), None, "the file is too large; at most 10 MB are allowed"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_is_allowed(
    content: bytes, line: int | None, complaint: str
) -> None:
    with pytest.raises(TableError, match=complaint) as refused:
        read(content)
    assert refused.value.line == line
    where = "'file.csv': " if line is None else f"'file.csv', line {line}: "
    assert str(refused.value).startswith(where)


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * MAX_BYTES,
        b"1" * MAX_BYTES,
        b"\n" * MAX_BYTES,
        b"\r\n" * (MAX_BYTES // 2),
        b"\n" * (MAX_BYTES - 1) + b"\xff",
        b'"' * MAX_BYTES,
        b"," * MAX_BYTES,
        os.urandom(MAX_BYTES),
    ],
    ids=["nul", "one line", "empty lines", "CRLF", "late byte", "quotation marks", "commas", "random"],
)
def test_ten_hostile_megabytes_are_refused_within_a_second(content: bytes) -> None:
    start = time.perf_counter()
    with pytest.raises(TableError):
        read(content)
    assert time.perf_counter() - start < 1


def test_a_message_repeats_text_from_a_file_short_and_in_ascii() -> None:
    assert shown("\u202egnp.exe") == "'\\u202egnp.exe'"
    assert len(shown("x" * 10_000)) < 50

"""From cells to a data set and back."""

from __future__ import annotations

import csv
import io
import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ravine.data.cells import TableError
from ravine.data.data import Data
from ravine.data.datasets import class_count, datasets
from ravine.data.table import MAX_COLUMNS, csv_pieces, parse_csv, read_csv, register_table
from ravine.engine.registry import Entry, Family

IRISES = b"length,width,kind\n5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,versicolor\n6.4,3.2,versicolor\n"


def read(content: bytes | str) -> Data:
    return parse_csv(content if isinstance(content, bytes) else content.encode(), "file.csv")


def values(data: Data) -> NDArray[np.float64]:
    assert data.x_scaling is not None
    return data.x_scaling.undone(data.x)


def targets(data: Data) -> NDArray[np.float64]:
    assert data.y_scaling is not None
    return data.y_scaling.undone(data.y)[:, 0]


def labels(data: Data) -> list[str]:
    return [data.classes[index] for index in data.strata]


def test_a_table_is_read_as_it_stands() -> None:
    data = read(IRISES)
    assert data.features == ("length", "width")
    assert data.target == "kind"
    assert data.classes == ("setosa", "versicolor")
    assert data.y.tolist() == [0, 0, 1, 1]
    assert (data.task, data.image, data.test_from) == ("classification", None, None)
    np.testing.assert_allclose(values(data), [[5.1, 3.5], [4.9, 3.0], [7.0, 3.2], [6.4, 3.2]], rtol=1e-6)
    for array in (data.x, data.y):
        assert array.dtype == np.float32
        assert array.flags.c_contiguous
        assert array.flags.writeable


def test_columns_are_standardised_and_a_constant_one_becomes_zero() -> None:
    data = read("0.1,1e10,a\n0.1,2e10,b\n0.1,4e10,b\n")
    assert data.x[:, 0].tolist() == [0, 0, 0]
    assert data.x[:, 1].mean() == pytest.approx(0, abs=1e-6)
    assert data.x[:, 1].std() == pytest.approx(1)
    np.testing.assert_allclose(values(data)[:, 0], 0.1)


@pytest.mark.parametrize("size", ["1e-300", "1e-100", "1e99", "5e-324"])
def test_very_small_and_very_large_numbers_are_standardised_too(size: str) -> None:
    data = read(f"{size},0,a\n-{size},0,b\n{size},0,b\n-{size},0,a\n")
    assert data.x[:, 0].tolist() == [1, -1, 1, -1]


def test_without_a_line_of_names_columns_are_numbered() -> None:
    data = read("1,2,a\n3,4,b\n5,6,b\n")
    assert data.features == ("x0", "x1")
    assert data.target == "label"
    assert len(data) == 3


def test_names_that_are_numbers_are_told_by_the_label() -> None:
    data = read("0,1,label\n1,2,7\n3,4,8\n5,6,8\n")
    assert data.features == ("0", "1")
    assert data.classes == ("7", "8")
    assert len(data) == 3


def test_a_column_without_a_name_gets_one() -> None:
    assert read(",x,label\n1,2,a\n3,4,b\n5,6,b\n").features == ("column 1", "x")


def test_whole_numbers_are_classes_in_order_of_size() -> None:
    data = read("1,2,10\n3,4,9\n5,6,+9\n7,8,-1\n")
    assert data.classes == ("-1", "9", "10")
    assert data.y.tolist() == [2, 1, 1, 0]


@pytest.mark.parametrize("last", ["3.0", "3e0", "3.", "-.5"])
def test_a_decimal_point_or_an_exponent_makes_a_regression(last: str) -> None:
    data = read(f"1,2,1\n3,4,2\n5,6,{last}\n")
    assert (data.task, data.classes) == ("regression", ())
    assert data.y.shape == (3, 1)
    assert data.y.std() == pytest.approx(1)
    np.testing.assert_allclose(targets(data), [1, 2, float(last)], rtol=1e-6)


def test_whole_numbers_and_text_together_are_classes_of_text() -> None:
    assert read("1,2,1\n3,4,2\n5,6,other\n7,8,01\n").classes == ("01", "1", "2", "other")


@pytest.mark.parametrize(
    ("content", "line", "complaint"),
    [
        ("1,a\n2,b\n3,c\n", 1, "found 2 columns; 3 to 3,073 are allowed: two or more of numbers, then the label"),
        ("just text\n", 1, "found 1 column; 3 to 3,073"),
        ("1," * MAX_COLUMNS + "a\n", 1, "found 3074 columns; 3 to 3,073"),
        ("x,y,z\n", None, "found 0 rows with numbers; at least 3 are needed"),
        ("1,2,a\n3,4,b\n", None, "found 2 rows"),
        ("1,2,a\n3,x,b\n", 2, "column 2 is 'x', not a number; only the last column may hold text"),
        ("x,2,a\n3,4,b\n", 1, "column 1 is 'x', not a number"),
        ("1,2,a\n3,,b\n", 2, "column 2 is empty; every cell of a column of numbers holds one"),
        ("1,2,a\n3,nan,b\n", 2, "column 2 is 'nan'; only finite numbers are allowed"),
        ("nan,inf,a\n3,4,b\n", 1, "column 1 is 'nan'; only finite"),
        ("1,2,a\n-Infinity,4,b\n", 2, "column 1 is '-Infinity'; only finite"),
        ("1,2,a\n3,1e999,b\n", 2, r"column 2 is '1e999'; numbers from -1e\+100 to 1e\+100"),
        ("1,2,a\n3,-1e101,b\n", 2, "column 2 is '-1e101'; numbers from"),
        ("1,5;2;a\n3,5;4;b\n", 1, "column 1 is '1,5'; decimals are written with a point"),
        ("1,2,a\n1_0,4,b\n", 2, "column 1 is '1_0', not a number"),
        ("1,2,a\n\u0663,4,b\n", 2, r"column 1 is '\\u0663', not a number"),
        ("1,2,a\n0x10,4,b\n", 2, "column 1 is '0x10', not a number"),
        ("1,2,a\n" + "1" * 101 + ",4,b\n", 2, "column 1 has 101 characters; at most 100 are allowed"),
        ("1,2,a\n3,4,\n", 2, "the last column, the label, is empty; every row needs one"),
        ("1,2,a\n3,4,NaN\n", 2, "the label is 'NaN'; text or a finite number is allowed"),
        ("1,2,0.5\n3,4,inf\n", 2, "the label is 'inf'"),
        ("1,2,0.5\n3,4,1e101\n5,6,1.5\n", 2, "column 3 is '1e101'; numbers from"),
        ("1,2,0.5\n3,4,missing\n5,6,1.5\n", 2, "the label 'missing' is text among numbers; all labels are"),
        ("1,2,a\n3,4," + "b" * 101 + "\n", 2, "the label has 101 characters; at most 100 are allowed"),
        ("x," + "y" * 101 + ",z\n1,2,a\n", 1, r"the name 'y+\.\.\.' has 101 characters"),
        ("1,2,a\n3,4,a\n5,6,a\n", None, "all rows have the label 'a'; at least two classes are needed"),
        ("".join(f"1,2,{n}\n" for n in range(101)), 101, "class number 101 of 101 begins here; at most 100 classes"),
        ("1,2,3\n" * 100_001, 100_001, "there are too many rows; at most 100,000 are allowed"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_is_allowed(
    content: str, line: int | None, complaint: str
) -> None:
    with pytest.raises(TableError, match=complaint) as refused:
        read(content)
    assert refused.value.line == line


def test_the_bounds_themselves_are_allowed() -> None:
    assert read(("1," * (MAX_COLUMNS - 1) + "a\n") + ("2," * (MAX_COLUMNS - 1) + "b\n") * 2).x.shape == (3, 3072)
    assert len(read("".join(f"1,2,{n % 100}\n" for n in range(100_000))).classes) == 100
    assert values(read("1e100,2,a\n-1e100,4,b\n0,6,b\n"))[0, 0] == pytest.approx(1e100)


def test_a_file_of_the_largest_size_is_read_within_seconds() -> None:
    start = time.perf_counter()
    assert read((b"1," * 48 + b"0\n" + b"2," * 48 + b"1\n") * 50_000).x.shape == (100_000, 48)
    assert time.perf_counter() - start < 20  # about 2 s; the bound is for a busy machine


# printable text that CSV can hold: not only space and delimiters, no NaN by name, no number with a point
words = st.text(st.characters(min_codepoint=33, exclude_categories=["C", "Z"]), min_size=1, max_size=12).map(
    lambda word: f"k{word}"
)
finite = st.floats(-1e99, 1e99).map(lambda value: value if abs(value) > 1e-290 else 0.0)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[float]], list[str]]:
    columns, count = draw(st.integers(2, 5)), draw(st.integers(3, 20))
    numbers = draw(st.lists(st.lists(finite, min_size=columns, max_size=columns), min_size=count, max_size=count))
    kinds = draw(st.lists(words, min_size=2, max_size=4, unique=True))
    return numbers, [
        kinds[0],
        kinds[1],
        *draw(st.lists(st.sampled_from(kinds), min_size=count - 2, max_size=count - 2)),
    ]


def near(found: NDArray[np.float64], expected: NDArray[np.float64]) -> None:
    """Equal but for the float32 of what is stored: in units of each column's reach, and of its size."""
    reach = np.abs(expected - expected.mean(axis=0)).max(axis=0)
    assert (np.abs(found - expected) <= 1e-6 * reach + 1e-12 * np.abs(expected).max(axis=0)).all()


@settings(deadline=None)
@given(tables(), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.booleans())
def test_what_any_program_writes_is_read_and_survives_our_own_writing(
    table: tuple[list[list[float]], list[str]], delimiter: str, end: str, names: bool, quoted: bool
) -> None:
    numbers, kinds = table
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    if names:
        writer.writerow([*(f"name {i}" for i in range(len(numbers[0]))), "kind"])
    writer.writerows([*row, kind] for row, kind in zip(numbers, kinds, strict=True))
    data = read(text.getvalue())
    assert labels(data) == kinds
    near(values(data), np.array(numbers))
    again = read("".join(csv_pieces(data)))
    assert labels(again) == kinds
    assert (again.features, again.target) == (data.features, data.target)
    near(values(again), values(data))


@pytest.mark.parametrize(
    "entry", [entry for entry in datasets if entry.name != "fashion_mnist"], ids=lambda entry: entry.name
)
def test_every_set_survives_being_written_and_read(entry: Entry) -> None:
    data: Data = entry.functions[0](entry.traits["examples"][1], entry.traits["noise"][0], 1)
    again = read("".join(csv_pieces(data)))
    assert (again.task, again.features, again.target) == (data.task, data.features, data.target)
    near(values(again), data.x.astype(np.float64))
    if data.task == "classification":
        assert labels(again) == labels(data)
    else:
        near(targets(again), data.y[:, 0].astype(np.float64))


def finite_or_refused(content: bytes) -> None:
    try:
        data = read(content)
    except TableError as refused:
        complaint = str(refused)
    else:
        assert np.isfinite(data.x).all()
        assert np.isfinite(data.y).all()
        return
    assert complaint.isascii()
    assert complaint.startswith("'file.csv'")


fragments = st.sampled_from(
    [b",", b";", b"\t", b"\n", b"\r", b'"', b"1", b"2.5", b"-3e4", b"a", b"nan", b"\xef\xbb\xbf"]
)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(max_size=200), st.lists(fragments, max_size=60).map(b"".join)))
def test_any_bytes_are_a_table_or_a_clear_refusal(content: bytes) -> None:
    finite_or_refused(content)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(IRISES)), st.integers(0, 10), st.binary(max_size=5))
def test_a_damaged_table_is_a_table_or_a_clear_refusal(start: int, length: int, instead: bytes) -> None:
    finite_or_refused(IRISES[:start] + instead + IRISES[start + length :])


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "irises.csv"
    path.write_bytes(IRISES)
    assert len(read_csv(path)) == len(read_csv(str(path))) == 4


def test_what_is_no_file_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"cannot be read \(No such file"):
        read_csv(tmp_path / "missing.csv")
    with pytest.raises(TableError, match="no ordinary file"):
        read_csv(tmp_path)
    with pytest.raises(TableError, match="cannot be read"):
        read_csv("a\0b.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(TableError, match="no ordinary file"):
        read_csv(tmp_path / "pipe.csv")


def test_a_registered_table_is_a_data_set_like_the_others(tmp_path: Path) -> None:
    family = Family("datasets", "data set")
    path = tmp_path / "many.csv"
    path.write_text("".join(f"{n},{n * n % 7},{'abc'[n % 3]}\n" for n in range(90)), encoding="utf-8")
    entry = register_table(path, family)
    assert entry is family["table"]
    assert set(entry.traits) == set(datasets["digits"].traits)
    assert entry.traits["examples"] == (90, 20, 90)
    assert entry.traits["notice"] == "read from many.csv"
    assert class_count(entry, {}) == 3
    whole, part = entry.functions[0](90, 0.0, 1), entry.functions[0](30, 0.0, 1)
    assert {row.tobytes() for row in part.x} < {row.tobytes() for row in whole.x}
    assert np.bincount(part.strata).tolist() == [10, 10, 10]
    little, much = entry.functions[0](30, 0.25, 1), entry.functions[0](30, 1.0, 1)
    np.testing.assert_allclose((much.x - part.x) / 4, little.x - part.x, atol=1e-6)


def test_noise_on_a_table_of_a_regression_moves_the_target(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_text("".join(f"{n},{n % 5},{n / 4}\n" for n in range(50)), encoding="utf-8")
    entry = register_table(path, Family("datasets", "data set"))
    assert (entry.traits["task"], entry.traits["classes"]) == ("regression", None)
    still, noisy = entry.functions[0](50, 0.0, 1), entry.functions[0](50, 1.0, 1)
    assert np.array_equal(still.x, noisy.x)
    assert not np.array_equal(still.y, noisy.y)


def test_a_second_table_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    family = Family("datasets", "data set")
    path = tmp_path / "irises.csv"
    path.write_bytes(IRISES)
    entry = register_table(path, family)
    with pytest.raises(TableError, match=r"a table is loaded already \(read from irises.csv\); one at a time"):
        register_table(path, family)
    assert family["table"] is entry


def test_a_table_that_cannot_be_read_is_not_registered(tmp_path: Path) -> None:
    family = Family("datasets", "data set")
    with pytest.raises(TableError):
        register_table(tmp_path / "missing.csv", family)
    assert "table" not in family

"""Files that lie: each is refused in one line that says what is allowed, before room is made for what it promises."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from data.files.written import COUNT, cifar, folder, idx, idx_bytes, labels, made
from ravine.data.files.bounds import PicturesError
from ravine.data.files.given import register
from ravine.engine.registry import Family

LITTLE = 2_000_000
"""Bytes that may be held while a small file is refused."""
HUGE = 2**31 - 1


def refused(path: Path) -> str:
    """What is said of it; that it is one line, and that little was held."""
    tracemalloc.start()
    try:
        with pytest.raises(PicturesError) as caught:
            register(path, Family("datasets", "data set"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    message = str(caught.value)
    assert peak < LITTLE
    assert "\n" not in message
    assert len(message) < 400
    assert ";" in message, "what was found; what is allowed"
    return message


def header(*shape: int, kind: int = 8) -> bytes:
    return bytes((0, 0, kind, len(shape))) + struct.pack(f">{len(shape)}I", *shape)


IDX: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "begins with the bytes"),
    "a part of a header": (header(COUNT, 8, 8)[:9], "begins with the bytes 00 00 08 03; 00 00 08 03"),
    "another format": (b"\x89PNG\r\n\x1a\n" * 9, "begins with the bytes 89 50 4e 47"),
    "other numbers": (header(COUNT, 8, 8, kind=0x0D) + bytes(COUNT * 256), "00 00 0d 03; 00 00 08 03"),
    "other dimensions": (header(COUNT, 64) + bytes(COUNT * 64), "00 00 08 02"),
    "cut off": (idx_bytes(made(COUNT, 8, 8))[:-1], "it has 1,551 bytes; its header, 24 x 8 x 8, needs 1,552"),
    "too long": (idx_bytes(made(COUNT, 8, 8)) + b"!", "it has 1,553 bytes"),
    "none": (header(0, 8, 8), "it holds 0 examples; 1 to 100,000"),
    "too many": (header(HUGE, 8, 8), "it holds 2,147,483,647 examples"),
    "too large": (header(COUNT, HUGE, HUGE), "2147483647 x 2147483647 pixels of 1 numbers; 2 x 2 and more"),
    "all of memory": (header(100_000, 50, 50), "250,000,000 numbers; at most 200,000,000"),
    "more than there is": (header(60_000, 28, 28), "it has 16 bytes; its header, 60000 x 28 x 28, needs 47,040,016"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("case", IDX)
def test_an_idx_file_that_lies(tmp_path: Path, case: str, packed: bool) -> None:
    content, told = IDX[case]
    path = idx(tmp_path, made(COUNT, 8, 8), packed=packed)
    path.write_bytes(gzip.compress(content) if packed else content)
    assert told in refused(path)


def test_an_idx_pair_that_does_not_fit(tmp_path: Path) -> None:
    path = idx(tmp_path, made(COUNT, 8, 8))
    beside = tmp_path / "train-labels-idx1-ubyte"
    beside.write_bytes(idx_bytes(labels(COUNT - 1)))
    assert "24 pictures and 23 labels; one label for each" in refused(path)
    beside.write_bytes(header(HUGE))
    assert "'train-labels-idx1-ubyte': it holds 2,147,483,647 examples" in refused(path)
    beside.unlink()
    assert "'train-labels-idx1-ubyte': the file cannot be read (No such file" in refused(path)


def test_a_gzip_file_that_lies_about_its_length(tmp_path: Path) -> None:
    path = idx(tmp_path, made(COUNT, 8, 8), packed=True)
    whole = path.read_bytes()
    for length, told in ((2**32 - 1, "would unpack to 4,294,967,295; no gzip file does that"), (1553, "it has 1,553")):
        path.write_bytes(whole[:-4] + struct.pack("<I", length))
        assert told in refused(path)
    path.write_bytes(whole[:17])
    assert "it has 17 bytes" in refused(path)
    path.write_bytes(gzip.compress(idx_bytes(made(COUNT, 8, 8)) + bytes(100_000))[:-4] + struct.pack("<I", 1552))
    assert "it is not as long as its end says" in refused(path)
    bomb = gzip.compress(bytes(30_000_000), 9)
    path.write_bytes(bomb)
    assert "begins with the bytes 00 00 00 00" in refused(path)
    content = header(100_000, 28, 28) + bytes(100_000)
    path.write_bytes(gzip.compress(content)[:-4] + struct.pack("<I", 16 + 78_400_000))
    assert "would unpack to" in refused(path)


def test_cifar_files_that_are_no_whole_number_of_pictures(tmp_path: Path) -> None:
    path = cifar(tmp_path / "data_batch_1.bin", made(COUNT, 3, 32, 32))
    whole = path.read_bytes()
    for content in (b"", whole[:-1], whole + b"!"):
        path.write_bytes(content)
        assert f"it has {len(content):,} bytes; a whole number of pictures of 3,073" in refused(path)
    path.write_bytes(bytes([10]) + whole[1:])
    assert "there are labels from 0 to 10; 0 to 9 are allowed" in refused(path)
    with path.open("wb") as file:
        file.truncate(3073 * 80_000)  # a file of nothing but zeros, of which the disk holds none
    assert "its pictures are 245,760,000 numbers; at most 200,000,000 together" in refused(path)
    with path.open("wb") as file:
        file.truncate(10**12)
    assert "the file has 1,000,000,000,000 bytes; at most 268,435,456" in refused(path)


def npy(shape: tuple[int, ...], dtype: str, content: bytes = b"", version: int = 1) -> bytes:
    text = repr({"descr": dtype, "fortran_order": False, "shape": shape}).encode() + b"\n"
    return b"\x93NUMPY" + bytes((version, 0)) + struct.pack("<H" if version == 1 else "<I", len(text)) + text + content


def archive(path: Path, members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return path


X, Y = npy((COUNT, 8, 8), "|u1", made(COUNT, 8, 8).tobytes()), npy((COUNT,), "|u1", labels().tobytes())
NPZ: dict[str, tuple[dict[str, bytes], str]] = {
    "nothing": ({}, "there is no x and no y in it; x and y"),
    "no labels": ({"x": X}, "there is no y in it"),
    "no labels to learn": ({"x_train": X, "y": Y}, "there is no y_train in it"),
    "numbers with fractions": ({"x": npy((COUNT, 2, 2), "<f8", bytes(COUNT * 32)), "y": Y}, "float64 of (24, 2, 2)"),
    "pickled objects": ({"x": npy((COUNT, 2, 2), "|O", bytes(COUNT * 32)), "y": Y}, "object of (24, 2, 2)"),
    "flat": ({"x": npy((COUNT, 64), "|u1", bytes(COUNT * 64)), "y": Y}, "uint8 of (24, 64); bytes (uint8)"),
    "two colours": ({"x": npy((COUNT, 4, 4, 2), "|u1", bytes(COUNT * 32)), "y": Y}, "4 x 4 pixels of 2 numbers"),
    "more than there is": ({"x": npy((60_000, 28, 28), "|u1", b"1"), "y": Y}, "needs 47,040,0"),
    "less than there is": ({"x": npy((COUNT, 8, 7), "|u1", bytes(COUNT * 64)), "y": Y}, "x.npy has 1,6"),
    "huge": ({"x": npy((HUGE, HUGE, HUGE), "|u1"), "y": Y}, "needs 9,903,520,"),
    "below nothing": ({"x": npy((-1, 8, 8), "|u1"), "y": Y}, "x.npy has"),
    "a long header": ({"x": npy((COUNT, 8, 8), "|u1", version=2), "y": Y}, "x.npy is no plain array"),
    "an array that is none": ({"x": b"hello", "y": Y}, "it cannot be read"),
    "labels with fractions": ({"x": X, "y": npy((COUNT,), "<f4", bytes(COUNT * 4))}, "float32 of (24,); whole numbers"),
    "labels for others": ({"x": X, "y": npy((9,), "|u1", bytes(9))}, "24 pictures and 9 labels"),
    "one class": ({"x": X, "y": npy((COUNT,), "|u1", bytes(COUNT))}, "1 classes to learn and 1 in all; 2 to 100"),
    "too few names": ({"x": X, "y": Y, "classes": npy((2,), "<U1", "ab".encode("utf-32-le"))}, "0 to 2; 0 to 1"),
    "names that steer a terminal": (
        {"x": X, "y": Y, "classes": npy((3,), "<U1", "a\x1bc".encode("utf-32-le"))}, "a class is called '\\x1b'"
    ),
    "pickled names": ({"x": X, "y": Y, "classes": npy((3,), "|O", bytes(24))}, "classes.npy is object of (3,)"),
    "many members": ({f"a{n}": b"" for n in range(17)}, "it says that it holds 17 arrays; at most 16"),
    "another test part": (
        {"x_train": X, "y_train": Y, "x_test": npy((2, 4, 4), "|u1", bytes(32)), "y_test": npy((2,), "|u1", bytes(2))},
        "pictures of the test part have another size",
    ),
    "a class to test alone": (
        {"x_train": X, "y_train": Y, "x_test": npy((1, 8, 8), "|u1", bytes(64)), "y_test": npy((1,), "|u1", b"\7")},
        "3 classes to learn and 4 in all",
    ),
    "few": ({"x": npy((9, 8, 8), "|u1", bytes(576)), "y": npy((9,), "|u1", labels(9).tobytes())}, "at least 20"),
}  # fmt: skip


@pytest.mark.parametrize("case", NPZ)
def test_an_npz_file_that_lies(tmp_path: Path, case: str) -> None:
    members, told = NPZ[case]
    assert told in refused(archive(tmp_path / "own.npz", members))


def test_an_npz_file_that_would_unpack_to_more_than_it_says(tmp_path: Path) -> None:
    """More bytes than `zipfile` unpacks at a time; behind them the packed stream goes on for 30 MB."""
    x = npy((COUNT, 16, 16), "|u1", made(COUNT, 16, 16).tobytes())
    path = archive(tmp_path / "own.npz", {"x": x + bytes(30_000_000), "y": Y})
    content = bytearray(path.read_bytes())
    for at in (22, content.index(b"PK\1\2") + 24):  # in the member's own header, and in the archive's list
        struct.pack_into("<I", content, at, len(x))
    path.write_bytes(content)
    assert "it cannot be read (Bad CRC-32" in refused(path)


def test_an_npz_file_that_says_it_unpacks_to_more_than_it_can(tmp_path: Path) -> None:
    x = npy((60_000, 28, 28), "|u1", bytes(100))
    path = archive(tmp_path / "own.npz", {"x": x, "y": Y})
    content = bytearray(path.read_bytes())
    for at in (22, content.index(b"PK\1\2") + 24):
        struct.pack_into("<I", content, at, len(x) - 100 + 60_000 * 784)
    path.write_bytes(content)
    assert "no zip archive does that" in refused(path)


def test_npz_files_that_are_packed_or_ended_in_another_way(tmp_path: Path) -> None:
    path = archive(tmp_path / "own.npz", {"x": X, "y": Y}, zipfile.ZIP_BZIP2)
    assert "x.npy is packed in a rare way" in refused(path)
    whole = archive(path, {"x": X, "y": Y}).read_bytes()
    for content in (b"", b"PK", whole[:-1], whole + b"!", whole[:-22] + b"PK\6\7" + bytes(16) + whole[-22:]):
        path.write_bytes(content)
        assert "it is no plain zip archive" in refused(path)
    path.write_bytes(whole[:-12] + struct.pack("<HI", 2, 2**31) + whole[-6:])
    assert "at most 16 are allowed" in refused(path)


def png(width: int, height: int, colour: int = 2, content: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    start = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16 if colour == 0 else 8, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + start + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    written = io.BytesIO()
    Image.fromarray(made(64, 64, 3)).save(written, "JPEG")
    return written.getvalue()


PICTURE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it cannot be read"),
    "text": (b"hello", "it cannot be read"),
    "a page of tags": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it cannot be read"),
    "cut off": (png(32, 32, content=bytes(32 * 97))[:-20], "it cannot be read"),
    "less than it says": (png(32, 32, content=bytes(99)), "it cannot be read"),
    "large": (png(8_000, 8_000), "8,000 x 8,000 pixels); PNG and JPEG of at most 40,000,000 pixels"),
    "larger": (png(10_000, 10_000), "decompression bomb"),
    "as large as can be said": (png(HUGE, HUGE), "it cannot be read"),
    "16 bits": (png(32, 32, 0, bytes(32 * 65)), "has not 8 bits a colour"),
    "half a photograph": (jpeg()[: len(jpeg()) // 2], "it cannot be read"),
}


@pytest.mark.parametrize("case", PICTURE)
def test_a_picture_that_lies(tmp_path: Path, case: str) -> None:
    content, told = PICTURE[case]
    folder(tmp_path, made(COUNT, 28, 28))
    (tmp_path / "bee" / "001.png").write_bytes(content)
    message = refused(tmp_path)
    assert "'001.png': " in message
    assert told in message


def test_folders_that_are_none_of_classes(tmp_path: Path) -> None:
    assert "there are no folders of pictures in it; one folder a class" in refused(tmp_path)
    (tmp_path / "ant").mkdir()
    assert "'ant': there are no pictures in it" in refused(tmp_path)
    for number in range(100):
        (tmp_path / f"class {number}").mkdir()
    assert "it holds 101 folders; at most 100 classes" in refused(tmp_path)
    assert "the file cannot be read (No such file" in refused(tmp_path / "gone.npz")


def test_a_class_that_only_the_test_part_has(tmp_path: Path) -> None:
    folder(tmp_path / "train", made(COUNT, 28, 28))
    folder(tmp_path / "test", made(3, 28, 28))
    (tmp_path / "test" / "ant").rename(tmp_path / "test" / "dog")
    assert "there is a class 'dog' to test alone; classes are learned first" in refused(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    folder(tmp_path, made(COUNT, 28, 28))
    os.mkfifo(tmp_path / "ant" / "pipe.png")
    assert "no ordinary file" in refused(tmp_path)
    os.mkfifo(tmp_path / "own.npz")
    assert "no ordinary file" in refused(tmp_path / "own.npz")


WRITERS: list[Callable[[Path], Path]] = [
    lambda place: idx(place, made(COUNT, 8, 8)),
    lambda place: idx(place, made(COUNT, 8, 8), packed=True),
    lambda place: cifar(place / "one.bin", made(COUNT, 3, 32, 32)),
    lambda place: archive(place / "own.npz", {"x": X, "y": Y}),
    lambda place: folder(place, made(COUNT, 28, 28)) / "bee" / "001.png",
]


@pytest.mark.parametrize("write", WRITERS, ids=["idx", "idx.gz", "cifar", "npz", "png"])
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    write: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory, at: float, byte: int, cut: bool
) -> None:
    place = tmp_path_factory.mktemp("damaged")
    path = write(place)
    content = bytearray(path.read_bytes())
    where = int(at * len(content))
    content[where:] = b"" if cut else bytes([byte]) + content[where + 1 :]
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with contextlib.suppress(PicturesError):
            entry = register(place if path.suffix == ".png" else path, Family("datasets", "data set"))
            assert len(entry.functions[0](20, 0.0, 1)) == 20
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < LITTLE

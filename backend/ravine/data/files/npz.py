"""NumPy's archive: `x` and `y`, or `x_train`, `y_train` and perhaps `x_test`, `y_test`; class names in `classes`.

Source: NumPy, "NEP 1 - A simple file format for NumPy arrays".
"""

from __future__ import annotations

import math
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ravine.data.cells import MAX_NAME
from ravine.data.files.bounds import (
    CLASSES,
    DEFLATE,
    PIXEL_BYTES,
    Part,
    PicturesError,
    check_count,
    check_shape,
    pictures_of,
    size_of,
)
from ravine.data.pictures import Pictures, planar

MEMBERS = 16
DIRECTORY = 16 * 1024
"""Bytes that an archive says of its members: 16 with short names have 2 KB."""
END = 22
"""Bytes of the record at an archive's end (PKWARE's APPNOTE, 4.3.16), which NumPy writes without a comment."""
ALLOWED = "x and y, or x_train, y_train, x_test and y_test, are allowed, and classes"


def read_npz(path: Path) -> Pictures:
    """x: (N, height, width) or (N, height, width, 1 or 3) bytes. y: (N,) or (N, 1) integers. classes: (K,) text.

    Nothing is unpickled. Raises PicturesError.
    """
    _check_end(path, size_of(path))
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            return _pictures(path, archive)
    except (OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        if isinstance(error, PicturesError):
            raise
        reason = str(error).partition("\n")[0][:100]
        raise PicturesError(path, f"it cannot be read ({reason})", "an archive that NumPy wrote is needed") from error


def _check_end(path: Path, size: int) -> None:
    """That the list of members is short, before `zipfile` reads all of it."""
    with path.open("rb") as file:
        file.seek(max(0, size - END - 20))
        end = file.read()
    members, directory = (int.from_bytes(end[-12:-10], "little"), int.from_bytes(end[-10:-6], "little"))
    if len(end) < END or end[-END : -END + 4] != b"PK\5\6" or b"PK\6\7" in end[:-END]:
        raise PicturesError(path, "it is no plain zip archive", "an archive that NumPy wrote is needed")
    if members > MEMBERS or directory > DIRECTORY:
        raise PicturesError(path, f"it says that it holds {members:,} arrays", f"at most {MEMBERS} are allowed")


def _pictures(path: Path, archive: zipfile.ZipFile) -> Pictures:
    members = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
    two = "x_train" in members
    wanted = ("x_train", "y_train", *(("x_test", "y_test") if "x_test" in members else ())) if two else ("x", "y")
    missing = [name for name in wanted if name not in members]
    if missing:
        raise PicturesError(path, f"there is no {' and no '.join(missing)} in it", ALLOWED)
    arrays = [Array(path, archive, members[name]) for name in wanted]
    for array in arrays:
        array.check()
    if sum(math.prod(array.shape) for array in arrays[::2]) > PIXEL_BYTES:
        raise PicturesError(path, "its pictures are too many numbers", f"at most {PIXEL_BYTES:,} are allowed together")
    names = None
    if "classes" in members:
        classes = Array(path, archive, members["classes"])
        classes.check_names()
        names = list(map(str, classes.read()))
    parts = [Part(planar(x.read()), y.read().ravel()) for x, y in zip(arrays[::2], arrays[1::2], strict=True)]
    for part in parts:
        if len(part.pixels) != len(part.labels):
            found = f"it holds {len(part.pixels):,} pictures and {len(part.labels):,} labels"
            raise PicturesError(path, found, "one label for each")
    return pictures_of(path, parts[0], parts[1] if two and len(parts) > 1 else None, names)


class Array:
    """A member of an archive: its header, which is read first, and its numbers, which are read when it is checked."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        self._path, self._archive, self._member = path, archive, member
        self.name = member.filename
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PicturesError(path, f"{self.name} is packed in a rare way", "stored or deflated arrays are allowed")
        if member.file_size > DEFLATE * max(1, member.compress_size):
            found = f"{self.name}: {member.compress_size:,} bytes would unpack to {member.file_size:,}"
            raise PicturesError(path, found, "no zip archive does that")
        with archive.open(member) as file:
            self.shape, self.fortran, self.dtype = self._header(file)
            size = file.tell() + math.prod(self.shape) * self.dtype.itemsize
        if size != member.file_size or min(self.shape, default=1) < 0:
            found = f"{self.name} has {member.file_size:,} bytes"
            raise PicturesError(path, found, f"its header, {self.shape} of {self.dtype}, needs {size:,}")

    def _header(self, file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
        """Of version 1, which cannot be longer than 64 KB; NumPy writes others for arrays that are not allowed."""
        if npy.read_magic(file) != (1, 0):
            raise PicturesError(self._path, f"{self.name} is no plain array", "arrays of numbers are allowed")
        return npy.read_array_header_1_0(file)

    def check(self) -> None:
        """Whether it can be pictures, or labels; raises PicturesError."""
        if self.name.startswith("x"):
            if self.dtype != np.uint8 or len(self.shape) not in (3, 4):
                allowed = "bytes (uint8) of (N, height, width) or (N, height, width, 1 or 3) are allowed"
                raise PicturesError(self._path, f"{self.name} is {self.dtype} of {self.shape}", allowed)
            count, height, width, channels = (*self.shape, 1)[:4]
            check_shape(self._path, (count, channels, height, width))
        elif self.dtype.kind not in "iu" or not self.shape or self.shape[1:] not in ((), (1,)):
            allowed = "whole numbers of (N,) are allowed"
            raise PicturesError(self._path, f"{self.name} is {self.dtype} of {self.shape}", allowed)
        else:
            check_count(self._path, self.shape[0])

    def check_names(self) -> None:
        """Whether it can be names of classes; raises PicturesError."""
        fits = self.dtype.kind == "U" and self.dtype.itemsize <= 4 * MAX_NAME and len(self.shape) == 1
        if not fits or self.shape[0] > CLASSES:
            allowed = f"text of (K,), at most {CLASSES} names of {MAX_NAME} characters, is allowed"
            raise PicturesError(self._path, f"{self.name} is {self.dtype} of {self.shape}", allowed)

    def read(self) -> NDArray[Any]:
        """After its header was checked. As much is unpacked as the header says, and then its checksum is compared."""
        wanted = math.prod(self.shape) * self.dtype.itemsize
        with self._archive.open(self._member) as file:
            self._header(file)
            content = file.read(wanted)
        if len(content) != wanted:
            raise PicturesError(self._path, f"{self.name} is cut off", f"its header needs {wanted:,} bytes")
        flat = np.frombuffer(content, dtype=self.dtype)
        return flat.reshape(self.shape, order="F" if self.fortran else "C")

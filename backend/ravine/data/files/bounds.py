"""What files of pictures may hold: looked at in headers, against the file's own size, before room is made."""

from __future__ import annotations

import math
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ravine.data.cells import MAX_NAME, shown
from ravine.data.pictures import Pictures

FILE_BYTES = 256 * 1024 * 1024
"""Of a file: CIFAR-10 in one has 184 million."""
PIXEL_BYTES = 200_000_000
"""Numbers of all pictures together, a byte each: again CIFAR-10, the largest set that one meets in a first course."""
EXAMPLES = 100_000
INPUTS = 3_072
"""Numbers of a picture: 32 x 32 in three colours. More would ask for larger networks than a page trains at a glance."""
CLASSES = 100
LEAST = 20
"""Examples: fewer cannot be split."""
DEFLATE = 1_100
"""No more bytes come out of one (zlib: 1,032): who says so lies, and nothing is unpacked to see by how much."""


class PicturesError(ValueError):
    """What is wrong with a file or folder: what was found, what is allowed; one line."""

    def __init__(self, path: Path, found: str, allowed: str) -> None:
        super().__init__(f"{shown(path.name)}: {found}; {allowed}")


@dataclass(frozen=True, eq=False)
class Part:
    """pixels: (N, channels, height, width) uint8; labels: (N,) integers."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.integer]


def size_of(path: Path) -> int:
    """Bytes of an ordinary file that is not too large; raises PicturesError."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is no ordinary file")  # reading a pipe or a device may never end
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PicturesError(path, f"the file cannot be read ({reason})", "an ordinary file is needed") from error
    if status.st_size > FILE_BYTES:
        raise PicturesError(path, f"the file has {status.st_size:,} bytes", f"at most {FILE_BYTES:,} are allowed")
    return status.st_size


def check_count(path: Path, count: int) -> None:
    """Of pictures, or of labels, as a header says; raises PicturesError."""
    if not 1 <= count <= EXAMPLES:
        raise PicturesError(path, f"it holds {count:,} examples", f"1 to {EXAMPLES:,} are allowed")


def check_shape(path: Path, shape: Sequence[int]) -> None:
    """(N, channels, height, width) as a header says; raises PicturesError."""
    count, channels, height, width = shape
    check_count(path, count)
    if channels not in (1, 3) or min(height, width) < 2 or channels * height * width > INPUTS:
        raise PicturesError(
            path,
            f"its pictures are {height} x {width} pixels of {channels} numbers",
            f"2 x 2 and more, grey (1) or in colour (3), at most {INPUTS:,} numbers (32 x 32 x 3) are allowed",
        )
    if math.prod(shape) > PIXEL_BYTES:
        raise PicturesError(path, f"its pictures are {math.prod(shape):,} numbers", f"at most {PIXEL_BYTES:,} together")


def pictures_of(path: Path, train: Part, test: Part | None, names: Sequence[str] | None = None) -> Pictures:
    """The parts as one set; `names` of the labels 0, 1, ..., else what the labels are. Raises PicturesError."""
    pixels, labels = train.pixels, train.labels
    if test is not None:
        if test.pixels.shape[1:] != pixels.shape[1:]:
            raise PicturesError(path, "pictures of the test part have another size", "one size for all is allowed")
        check_shape(path, (len(pixels) + len(test.pixels), *pixels.shape[1:]))
        pixels, labels = np.concatenate([pixels, test.pixels]), np.concatenate([labels, test.labels])
    if len(pixels) < LEAST:
        raise PicturesError(path, f"it holds {len(pixels)} pictures", f"at least {LEAST} are needed")
    found, index = np.unique(labels, return_inverse=True)
    learned = len(np.unique(train.labels))
    if not 2 <= learned <= CLASSES or len(found) > learned:
        raise PicturesError(
            path,
            f"it holds {learned} classes to learn and {len(found)} in all",
            f"2 to {CLASSES} are allowed, each with pictures to learn from",
        )
    if names is not None and not 0 <= int(found[0]) <= int(found[-1]) < len(names):
        allowed = f"0 to {len(names) - 1} are allowed"
        raise PicturesError(path, f"there are labels from {found[0]} to {found[-1]}", allowed)
    classes = tuple(str(label) if names is None else names[int(label)] for label in found)
    for name in classes:
        if not (name.isprintable() and 1 <= len(name) <= MAX_NAME):
            raise PicturesError(path, f"a class is called {shown(name)}", f"1 to {MAX_NAME} printable characters")
    return Pictures(pixels, index.astype(np.uint8), 255, classes, None if test is None else len(train.pixels))

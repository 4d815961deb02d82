"""The format of MNIST: a file of pictures and one of labels, each perhaps packed by gzip.

0, 0, the type (8: bytes), the number of dimensions; each dimension as 32 bits, the largest first; then the bytes.
Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
"""

from __future__ import annotations

import gzip
import math
import re
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ravine.data.files.bounds import DEFLATE, Part, PicturesError, check_count, check_shape, pictures_of, size_of
from ravine.data.pictures import Pictures

NAME = re.compile(r"(.*)images([-.])idx3([-.]ubyte(?:\.gz)?)")


def is_idx(path: Path) -> bool:
    return NAME.fullmatch(path.name) is not None


def read_idx(path: Path) -> Pictures:
    """A file `...images-idx3-ubyte` or `.gz` with its `...labels-idx1-ubyte` beside it, or a folder with MNIST's four:
    `train-...` to learn from and `t10k-...` to test. Raises PicturesError.
    """
    if not path.is_dir():
        return pictures_of(path, _part(path), None)
    found = {one.name.partition("images")[0].strip("-."): one for one in sorted(path.iterdir()) if is_idx(one)}
    if "train" not in found or set(found) - {"train", "t10k"}:
        raise PicturesError(
            path, f"it holds pictures of {', '.join(found)}", "train-images-idx3-ubyte, and t10k- likewise, are allowed"
        )
    return pictures_of(path, _part(found["train"]), _part(found["t10k"]) if "t10k" in found else None)


def _part(path: Path) -> Part:
    name = NAME.sub(r"\1labels\2idx1\3", path.name)
    pixels, labels = _array(path, 3), _array(path.with_name(name), 1)
    if len(pixels) != len(labels):
        raise PicturesError(path, f"it holds {len(pixels):,} pictures and {len(labels):,} labels", "one label for each")
    return Part(pixels[:, None], labels)


def _array(path: Path, dimensions: int) -> NDArray[np.uint8]:
    size = size_of(path)
    try:
        with path.open("rb") as file:
            if not path.name.endswith(".gz"):
                return _read(path, file, size, dimensions)
            length = _unpacked(path, file, size)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return _read(path, unpacked, length, dimensions)  # type: ignore[arg-type]  # it reads like a file
    except (OSError, EOFError, zlib.error) as error:
        raise PicturesError(path, f"it cannot be read ({error})", "a whole IDX file is needed") from error


def _unpacked(path: Path, file: BinaryIO, size: int) -> int:
    """What the end of a gzip file says of its length (RFC 1952)."""
    if size < 18:
        raise PicturesError(path, f"it has {size} bytes", "a file that is packed by gzip has 18 and more")
    file.seek(-4, 2)
    (length,) = struct.unpack("<I", file.read(4))
    file.seek(0)
    if length > DEFLATE * size:
        raise PicturesError(path, f"{size:,} bytes would unpack to {length:,}", "no gzip file does that")
    return int(length)


def _read(path: Path, file: BinaryIO, length: int, dimensions: int) -> NDArray[np.uint8]:
    header = 4 + 4 * dimensions
    start = file.read(header)
    if len(start) < header or start[:4] != bytes((0, 0, 8, dimensions)):
        needed = f"00 00 08 {dimensions:02x} (IDX of bytes) is needed"
        raise PicturesError(path, f"it begins with the bytes {start[:4].hex(' ')}", needed)
    shape = struct.unpack(f">{dimensions}I", start[4:])
    check_count(path, shape[0])
    if dimensions == 3:
        check_shape(path, (shape[0], 1, *shape[1:]))
    wanted = math.prod(shape)
    if length != header + wanted:
        raise PicturesError(
            path, f"it has {length:,} bytes", f"its header, {' x '.join(map(str, shape))}, needs {header + wanted:,}"
        )
    content = file.read(wanted)
    if len(content) != wanted or file.read(1):
        raise PicturesError(path, "it is not as long as its end says", "a whole IDX file is needed")
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)

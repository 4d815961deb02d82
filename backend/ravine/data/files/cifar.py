"""CIFAR-10's binary version: for each picture its label, then 1,024 red, green and blue bytes, row by row.

Source: A. Krizhevsky, "The CIFAR-10 dataset", https://www.cs.toronto.edu/~kriz/cifar.html
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ravine.data.files.bounds import Part, PicturesError, check_shape, pictures_of, size_of
from ravine.data.pictures import Pictures

RECORD = 1 + 3 * 32 * 32
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def is_cifar(path: Path) -> bool:
    return path.suffix == ".bin"


def read_cifar(path: Path) -> Pictures:
    """One file, or a folder of `data_batch_1.bin` and so on to learn from and `test_batch.bin` to test.

    Raises PicturesError.
    """
    files = sorted(one for one in path.iterdir() if is_cifar(one)) if path.is_dir() else [path]
    test = [file for file in files if file.name == "test_batch.bin" and len(files) > 1]
    train = [file for file in files if file not in test]
    counts = {file: _count(file) for file in files}
    check_shape(path, (sum(counts.values()), 3, 32, 32))
    return pictures_of(path, _part(train), _part(test) if test else None, CLASSES)


def _count(path: Path) -> int:
    size = size_of(path)
    if size == 0 or size % RECORD:
        raise PicturesError(path, f"it has {size:,} bytes", f"a whole number of pictures of {RECORD:,} is needed")
    return size // RECORD


def _part(files: Sequence[Path]) -> Part:
    records = [np.fromfile(file, dtype=np.uint8).reshape(-1, RECORD) for file in files]
    pixels = np.concatenate([one[:, 1:] for one in records]).reshape(-1, 3, 32, 32)
    return Part(pixels, np.concatenate([one[:, 0] for one in records]))

"""Small files of pictures, whole ones, for tests to read and to damage."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COUNT = 24


def made(*shape: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)


def labels(count: int = COUNT) -> NDArray[np.uint8]:
    return (np.arange(count) % 3).astype(np.uint8)


def idx_bytes(array: NDArray[np.uint8]) -> bytes:
    return bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def idx(folder: Path, pixels: NDArray[np.uint8], part: str = "train", packed: bool = False) -> Path:
    """The file of pictures, with that of labels beside it."""
    ending, packing = ("ubyte.gz", gzip.compress) if packed else ("ubyte", bytes)
    path = folder / f"{part}-images-idx3-{ending}"
    path.write_bytes(packing(idx_bytes(pixels)))
    (folder / f"{part}-labels-idx1-{ending}").write_bytes(packing(idx_bytes(labels(len(pixels)))))
    return path


def cifar(path: Path, pixels: NDArray[np.uint8]) -> Path:
    """pixels: (N, 3, 32, 32)."""
    records = np.concatenate([labels(len(pixels))[:, None], pixels.reshape(len(pixels), -1)], axis=1)
    path.write_bytes(records.tobytes())
    return path


def folder(path: Path, pixels: NDArray[np.uint8], ending: str = "png") -> Path:
    """pixels: (N, height, width) or (N, height, width, 3); of classes ant, bee, cat in turn."""
    for number, (one, label) in enumerate(zip(pixels, labels(len(pixels)), strict=True)):
        place = path / ("ant", "bee", "cat")[label]
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(one).save(place / f"{number:03}.{ending}", quality=95)
    return path

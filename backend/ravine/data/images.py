"""Real pictures that come with the package; whose they are stands in images/NOTICE.md."""

from __future__ import annotations

import functools
import itertools
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.random import stream
from ravine.data.strata import apportion, deal
from ravine.engine.registry import Family

FOLDER = Path(__file__).with_name("images")


class DamagedImages(RuntimeError):
    """A file of the package is not what it was when it was packed."""


@dataclass(frozen=True, eq=False)
class Pictures:
    """pixels: (N, height, width) uint8, 0 to `white`; labels: (N,) uint8. Both read-only, for they are shared."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    white: int
    classes: tuple[str, ...]
    test_from: int | None


def digits(examples: int, noise: float, seed: int) -> Data:
    """1,797 handwritten digits, 8 x 8 grey pixels, 10 classes

    Small enough for a network to learn in seconds; fewer examples are drawn from all classes alike. Noise is the
    standard deviation of what is added to each pixel (0 is black, 1 is white; the sum is cut off there).
    """
    return _drawn(digits.__name__, _digits(), examples, noise, seed)


def fashion_mnist(examples: int, noise: float, seed: int) -> Data:
    """4,400 pictures of clothes, 28 x 28 grey pixels, 10 classes; 3,600 to learn from and 800 to test

    Harder than digits, with a test part of its own; fewer examples are drawn from all classes and both parts alike.
    Noise is the standard deviation of what is added to each pixel (0 is black, 1 is white; the sum is cut off there).
    """
    return _drawn(fashion_mnist.__name__, _fashion_mnist(), examples, noise, seed)


def add_to(family: Family) -> None:
    """Add the sets of this file."""
    common: dict[str, Any] = {"task": "classification", "outputs": 1, "classes": 10, "classes_from": None}
    family.add(
        digits,
        inputs=64,
        image=(8, 8),
        examples=(1797, 100, 1797),
        noise=(0.0, 0.0, 1.0),
        notice="Optical Recognition of Handwritten Digits by E. Alpaydin and C. Kaynak, UCI Machine Learning "
        "Repository, CC BY 4.0 (the 1,797 digits of its test part, as in scikit-learn, BSD-3-Clause)",
        **common,
    )
    family.add(
        fashion_mnist,
        inputs=784,
        image=(28, 28),
        examples=(4400, 100, 4400),
        noise=(0.0, 0.0, 1.0),
        notice="Fashion-MNIST (the first 360 and 80 of each class), MIT licence, Copyright 2017 Zalando SE, "
        "https://tech.zalando.com",
        **common,
    )


def _drawn(name: str, pictures: Pictures, examples: int, noise: float, seed: int) -> Data:
    strata = pictures.labels.astype(np.int64)
    generator = stream(seed, f"{name} subset")
    ends = [0, len(strata)] if pictures.test_from is None else [0, pictures.test_from, len(strata)]
    parts = list(itertools.pairwise(ends))
    sizes = apportion(examples, [end - start for start, end in parts])
    rows = np.concatenate(
        [start + deal(strata[start:end], [size], generator)[0] for (start, end), size in zip(parts, sizes, strict=True)]
    )
    x = pictures.pixels[rows].reshape(len(rows), -1).astype(np.float32) / np.float32(pictures.white)
    if noise > 0:
        # drawn for all pictures, so that each keeps its own noise when there are more or fewer of them
        n = stream(seed, f"{name} noise").standard_normal((len(strata), x.shape[1]), dtype=np.float32)
        x = np.clip(x + np.float32(noise) * n[rows], 0, 1)
    height, width = pictures.pixels.shape[1:]
    return Data(
        x=x,
        y=pictures.labels[rows].astype(np.float32),
        task="classification",
        classes=pictures.classes,
        image=(height, width),
        features=tuple(f"row {row} column {column}" for row in range(height) for column in range(width)),
        test_from=None if pictures.test_from is None else sizes[0],
    )


@functools.cache
def _digits() -> Pictures:
    arrays = _read("digits_8x8_1797.npz", {"x": (1797, 8, 8), "y": (1797,)})
    return _pictures("digits_8x8_1797.npz", arrays["x"], arrays["y"], 16, tuple(map(str, range(10))), None)


@functools.cache
def _fashion_mnist() -> Pictures:
    file = "fashion_mnist_4400.npz"
    shapes = {"x_train": (3600, 28, 28), "y_train": (3600,), "x_test": (800, 28, 28), "y_test": (800,)}
    arrays = _read(file, shapes | {"classes": (10,)})
    pixels = np.concatenate([arrays["x_train"], arrays["x_test"]])
    labels = np.concatenate([arrays["y_train"], arrays["y_test"]])
    return _pictures(file, pixels, labels, 255, tuple(map(str, arrays["classes"])), 3600)


def _read(file: str, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray[Any]]:
    """The arrays of a file, each with its shape checked; raises DamagedImages where the file is not as packed."""
    try:
        with (FOLDER / file).open("rb") as opened, np.load(opened, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in shapes}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DamagedImages(f"{file} cannot be read ({error}): please install Ravine again") from error
    for name, shape in shapes.items():
        found, kind = arrays[name], "U" if name == "classes" else "u"
        if found.shape != shape or found.dtype.kind != kind or (kind == "u" and found.dtype != np.uint8):
            raise DamagedImages(
                f"{file} holds {name} as {found.dtype} {found.shape}, not {kind} {shape}: please install Ravine again"
            )
    return arrays


def _pictures(
    file: str,
    pixels: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    white: int,
    classes: tuple[str, ...],
    test_from: int | None,
) -> Pictures:
    if pixels.max() > white or labels.max() >= len(classes):
        raise DamagedImages(f"{file} holds pixels or labels out of range: please install Ravine again")
    pixels.flags.writeable = False
    labels.flags.writeable = False
    return Pictures(pixels, labels, white, classes, test_from)

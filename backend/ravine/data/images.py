"""Real pictures that come with the package; whose they are stands in images/NOTICE.md."""

from __future__ import annotations

import functools
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.pictures import LEFT_RIGHT, UP_DOWN, Pictures, planar
from ravine.data.tiles import tiles
from ravine.engine.registry import Family

FOLDER = Path(__file__).with_name("images")


class DamagedImages(RuntimeError):
    """A file of the package is not what it was when it was packed."""


def digits(examples: int, noise: float, seed: int) -> Data:
    """1,797 handwritten digits, 8 x 8 grey pixels, 10 classes

    Small enough for a network to learn in seconds; fewer examples are drawn from all classes alike. Noise is the
    standard deviation of what is added to each pixel (0 is black, 1 is white; the sum is cut off there).
    """
    return _digits().drawn(digits.__name__, examples, noise, seed)


def fashion_mnist(examples: int, noise: float, seed: int) -> Data:
    """4,400 pictures of clothes, 28 x 28 grey pixels, 10 classes; 3,600 to learn from and 800 to test

    Harder than digits, with a test part of its own; fewer examples are drawn from all classes and both parts alike.
    Noise is the standard deviation of what is added to each pixel (0 is black, 1 is white; the sum is cut off there).
    """
    return _fashion_mnist().drawn(fashion_mnist.__name__, examples, noise, seed)


def silhouettes(examples: int, noise: float, seed: int) -> Data:
    """5,000 silhouettes of animals, 28 x 28 grey pixels, 10 classes; 4,000 to learn from and 1,000 to test

    Outlines alone, at any place and of any size, so that what a pixel is says little: made for convolution. Noise is
    the standard deviation of what is added to each pixel (0 is black, 1 is white; the sum is cut off there).
    """
    return _silhouettes().drawn(silhouettes.__name__, examples, noise, seed)


def emoji(examples: int, noise: float, seed: int) -> Data:
    """2,004 emoji, 32 x 32 pixels in colour on white, 10 classes; 1,598 to learn from and 406 to test

    Each symbol as Noto and as Twemoji draw it, hands in several skin colours; no symbol is on both sides. What things
    are, not how they look, and few of each: easy to learn by heart. Noise is the standard deviation of what is added to
    each colour of each pixel (0 is black, 1 is white; the sum is cut off there).
    """
    return _emoji().drawn(emoji.__name__, examples, noise, seed)


def photo_tiles(examples: int, noise: float, seed: int) -> Data:
    """3,200 tiles of 8 photographs, 32 x 32 pixels in colour; which photograph is it? 2,400 to learn from, 800 to test

    Each photograph is cut into 16 blocks of 64 x 64 pixels, and each block into 25 tiles that overlap. Blocks are
    learned from or, 4 of them, tested on, so no pixel is on both sides. Noise is the standard deviation of what is
    added to each colour of each pixel (0 is black, 1 is white; the sum is cut off there).
    """
    return _photo_tiles().drawn(photo_tiles.__name__, examples, noise, seed)


def add_to(family: Family) -> None:
    """Add the sets of this file."""
    common: dict[str, Any] = {
        "task": "classification",
        "outputs": 1,
        "classes": 10,
        "classes_from": None,
        "noise": (0.0, 0.0, 1.0),
    }
    family.add(
        digits,
        inputs=64,
        image=(1, 8, 8),
        flips=(),  # a 2 in a mirror is none, and a 6 upside down is a 9
        examples=(1797, 100, 1797),
        notice="Optical Recognition of Handwritten Digits by E. Alpaydin and C. Kaynak, UCI Machine Learning "
        "Repository, CC BY 4.0 (the 1,797 digits of its test part, as in scikit-learn, BSD-3-Clause)",
        **common,
    )
    family.add(
        fashion_mnist,
        inputs=784,
        image=(1, 28, 28),
        flips=(LEFT_RIGHT,),  # clothes are never shown upside down
        examples=(4400, 100, 4400),
        notice="Fashion-MNIST (the first 360 and 80 of each class), MIT licence, Copyright 2017 Zalando SE, "
        "https://tech.zalando.com",
        **common,
    )
    family.add(
        silhouettes,
        inputs=784,
        image=(1, 28, 28),
        flips=(LEFT_RIGHT,),  # animals look both ways and stand on their feet
        examples=(5000, 100, 5000),
        notice="animal-mnist 0.4 (without its exact duplicates), MIT licence, Copyright (c) 2025 SinaSR-6",
        **common,
    )
    family.add(
        emoji,
        inputs=3072,
        image=(3, 32, 32),
        flips=(LEFT_RIGHT,),  # classes are kinds of things: a mirrored hand is a hand; letters are not among them
        examples=(2004, 100, 2004),
        notice="Noto Emoji, Google, Apache-2.0, and Twemoji, Copyright Twitter, Inc and other contributors, CC BY 4.0; "
        "from emoji-datasource 16.0.0, Cal Henderson, MIT licence",
        **common,
    )
    family.add(
        photo_tiles,
        inputs=3072,
        image=(3, 32, 32),
        flips=(LEFT_RIGHT, UP_DOWN),  # a piece of a surface has no side that must be up
        examples=(3200, 100, 3200),
        notice="photographs of scikit-image 0.26 (chelsea, coffee, retina, brick, grass, gravel: CC0; astronaut, "
        "Hubble eXtreme Deep Field: NASA, public domain)",
        **common | {"classes": 8},
    )


@functools.cache
def _digits() -> Pictures:
    file = "digits_8x8_1797.npz"
    arrays = _read(file, {"x": (1797, 8, 8), "y": (1797,)})
    return _pictures(file, arrays["x"][:, None], arrays["y"], 16, tuple(map(str, range(10))))


@functools.cache
def _fashion_mnist() -> Pictures:
    file = "fashion_mnist_4400.npz"
    return _two_parts(file, _read(file, _two_shapes((28, 28), 3600, 800)))


@functools.cache
def _silhouettes() -> Pictures:
    file = "silhouettes_5000.npz"
    return _two_parts(file, _read(file, _two_shapes((28, 28), 4000, 1000)))


@functools.cache
def _emoji() -> Pictures:
    file = "emoji_2004.npz"
    shapes = _two_shapes((32, 32, 3), 1598, 406) | {"symbol_train": (1598,), "symbol_test": (406,)}
    arrays = _read(file, shapes)
    return _two_parts(file, arrays, np.concatenate([arrays["symbol_train"], arrays["symbol_test"]]).astype(np.int64))


PHOTOS, PHOTOGRAPHS = "photos_8x256.npz", 8


@functools.cache
def photographs() -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Pixels (8, 256, 256, 3) of the photographs that come with the package, whole, and their names."""
    arrays = _read(PHOTOS, {"photos": (PHOTOGRAPHS, 256, 256, 3), "classes": (PHOTOGRAPHS,)})
    return arrays["photos"], tuple(map(str, arrays["classes"]))


@functools.cache
def _photo_tiles() -> Pictures:
    photos, names = photographs()
    pixels, labels, blocks, test_from = tiles(photos)
    return _pictures(PHOTOS, pixels, labels, 255, names, test_from, blocks)


def _two_shapes(picture: tuple[int, ...], train: int, test: int) -> dict[str, tuple[int, ...]]:
    """Of the arrays of a set of 10 classes with a test part."""
    x = {"x_train": (train, *picture), "x_test": (test, *picture)}
    return x | {"y_train": (train,), "y_test": (test,), "classes": (10,)}


def _two_parts(file: str, arrays: Mapping[str, NDArray[Any]], groups: NDArray[np.int64] | None = None) -> Pictures:
    """Pictures row by row, grey or a pixel's three colours together, channel by channel."""
    pixels = np.concatenate([arrays["x_train"], arrays["x_test"]])
    labels = np.concatenate([arrays["y_train"], arrays["y_test"]])
    classes = tuple(map(str, arrays["classes"]))
    return _pictures(file, planar(pixels), labels, 255, classes, len(arrays["x_train"]), groups)


def _read(file: str, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray[Any]]:
    """The arrays of a file, each with its shape checked; raises DamagedImages where the file is not as packed."""
    try:
        with (FOLDER / file).open("rb") as opened, np.load(opened, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in shapes}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DamagedImages(f"{file} cannot be read ({error}): please install Ravine again") from error
    for name, shape in shapes.items():
        found = arrays[name]
        kind = "U" if name == "classes" else "u2" if name.startswith("symbol") else "u1"
        if found.shape != shape or kind not in found.dtype.str:
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
    test_from: int | None = None,
    groups: NDArray[np.int64] | None = None,
) -> Pictures:
    if pixels.max() > white or labels.max() >= len(classes):
        raise DamagedImages(f"{file} holds pixels or labels out of range: please install Ravine again")
    return Pictures(pixels, labels, white, classes, test_from, groups)

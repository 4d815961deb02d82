"""Whole files of every format, as data sets."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from data.files.written import COUNT, cifar, folder, idx, labels, made
from ravine.data.data import Data
from ravine.data.datasets import class_count, datasets
from ravine.data.files.bounds import PicturesError
from ravine.data.files.given import register
from ravine.engine.registry import Entry, Family


def entry(path: Path) -> Entry:
    return register(path, Family("datasets", "data set"))


def check(path: Path, pixels: NDArray[np.uint8], classes: tuple[str, ...], test: int = 0) -> None:
    """The set holds these pictures, (N, channels, height, width), in some order, each with its own label."""
    one = entry(path)
    assert set(one.traits) == set(datasets["digits"].traits)
    assert one.traits["image"] == pixels.shape[1:]
    assert one.traits["notice"] == f"read from {path.name}"
    assert class_count(one, {}) == len(classes)
    data = one.functions[0](len(pixels), 0.0, 1)
    assert (data.image, data.classes) == (pixels.shape[1:], classes)
    assert data.test_from == (len(pixels) - test if test else None)
    stored = np.rint(data.x * 255).astype(np.uint8)
    wanted = {row.tobytes(): label for row, label in zip(pixels, labels(len(pixels)), strict=True)}
    assert {row.tobytes(): label for row, label in zip(stored, data.strata, strict=True)} == wanted
    if test:
        assert {row.tobytes() for row in stored[-test:]} == {row.tobytes() for row in pixels[-test:]}


@pytest.mark.parametrize("packed", [False, True])
def test_an_idx_pair(tmp_path: Path, packed: bool) -> None:
    pixels = made(COUNT, 9, 7)
    check(idx(tmp_path, pixels, packed=packed), pixels[:, None], ("0", "1", "2"))


def test_a_folder_of_idx_files_has_its_test_part(tmp_path: Path) -> None:
    pixels = made(COUNT + 6, 28, 28)
    idx(tmp_path, pixels[:COUNT], packed=True)
    idx(tmp_path, pixels[COUNT:], "t10k")
    check(tmp_path, pixels[:, None], ("0", "1", "2"), test=6)


def test_cifar_s_files(tmp_path: Path) -> None:
    pixels = made(COUNT + 6, 3, 32, 32)
    cifar(tmp_path / "data_batch_1.bin", pixels[:9])
    cifar(tmp_path / "data_batch_2.bin", pixels[9:COUNT])
    cifar(tmp_path / "test_batch.bin", pixels[COUNT:])
    check(tmp_path, pixels, ("airplane", "automobile", "bird"), test=6)
    check(cifar(tmp_path / "one.bin", pixels), pixels, ("airplane", "automobile", "bird"))


@pytest.mark.parametrize("order", ["C", "F"])
def test_npz_of_grey_pictures(tmp_path: Path, order: Literal["C", "F"]) -> None:
    pixels, path = made(COUNT, 8, 6), tmp_path / "own.npz"
    np.savez_compressed(path, x=np.array(pixels, order=order), y=labels().astype(np.int64)[:, None])
    check(path, pixels[:, None], ("0", "1", "2"))


def test_npz_of_colour_pictures_with_parts_and_names(tmp_path: Path) -> None:
    pixels, path = made(COUNT + 6, 8, 6, 3), tmp_path / "own.npz"
    names = np.array(["ant", "bee", "cat"])
    np.savez(
        path, x_train=pixels[:COUNT], y_train=labels(), x_test=pixels[COUNT:], y_test=labels(6), classes=names
    )
    check(path, pixels.transpose(0, 3, 1, 2), ("ant", "bee", "cat"), test=6)


def test_a_folder_of_grey_pictures_of_28_pixels_stays_as_it_is(tmp_path: Path) -> None:
    pixels = made(COUNT, 28, 28)
    check(folder(tmp_path, pixels), pixels[:, None], ("ant", "bee", "cat"))


def test_a_folder_of_colour_pictures_of_32_pixels_stays_as_it_is(tmp_path: Path) -> None:
    pixels = made(COUNT + 6, 32, 32, 3)
    folder(tmp_path / "train", pixels[:COUNT])
    folder(tmp_path / "test", pixels[COUNT:])
    (tmp_path / "train" / "ant" / "notes.txt").write_text("passed over")
    check(tmp_path, pixels.transpose(0, 3, 1, 2), ("ant", "bee", "cat"), test=6)


def read(path: Path) -> NDArray[np.float32]:
    data: Data = entry(path).functions[0](COUNT, 0.0, 1)
    return data.x.reshape(COUNT, *(data.image or ()))


def test_of_other_pictures_the_middle_is_taken_and_made_32_by_32(tmp_path: Path) -> None:
    pixels = np.zeros((COUNT, 64, 128, 3), np.uint8)
    pixels[:, :, 32:96] = (200, 100, 0)  # the middle; what is left and right of it is black
    for ending in ("png", "jpg"):
        x = read(folder(tmp_path / ending, pixels, ending))
        assert x.shape == (COUNT, 3, 32, 32)
        inside = x[:, :, 2:-2, 2:-2].mean(axis=(0, 2, 3)) * 255
        np.testing.assert_allclose(inside, (200, 100, 0), atol=4)
        assert x[:, 0].min() > 0.6, "nothing of the margin"


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    pixels = np.zeros((COUNT, 32, 32, 4), np.uint8)
    pixels[:, :, :16, 3] = 255
    x = read(folder(tmp_path, pixels))
    assert (x[:, :, :, :16] == 0).all()
    assert (x[:, :, :, 16:] == 1).all()


def test_a_photograph_that_lies_on_its_side_is_set_upright(tmp_path: Path) -> None:
    folder(tmp_path, np.zeros((COUNT, 32, 32, 3), np.uint8))
    lying = np.zeros((32, 32, 3), np.uint8)
    lying[:, :16] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, clockwise
    for path in tmp_path.glob("*/*.png"):
        Image.fromarray(lying).save(path, exif=exif)
    x = read(tmp_path)
    assert (x[:, :, :16] == 1).all()
    assert (x[:, :, 16:] == 0).all()


def test_any_other_file_is_a_table_and_one_set_is_enough(tmp_path: Path) -> None:
    family, path = Family("datasets", "data set"), tmp_path / "points.csv"
    path.write_text("".join(f"{n},{n * n % 7},{'ab'[n % 2]}\n" for n in range(30)), encoding="utf-8")
    assert register(path, family).name == "table"
    with pytest.raises(PicturesError, match=r"table read from points.csv are there; one set is allowed"):
        register(idx(tmp_path, made(COUNT, 8, 8)), family)
    assert family.names() == ("table",)


def test_the_folder_that_one_stands_in_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path / "animals", made(COUNT, 28, 28))
    monkeypatch.chdir(tmp_path / "animals")
    assert entry(Path(".")).traits["notice"] == "read from animals"

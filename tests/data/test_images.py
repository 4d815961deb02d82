"""The pictures that come with the package, against figures computed from the files themselves."""

from __future__ import annotations

import collections
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ravine.data import images
from ravine.data.data import Data
from ravine.data.images import FOLDER, DamagedImages, digits, emoji, fashion_mnist, photo_tiles, silhouettes

SETS = [digits, fashion_mnist, silhouettes, emoji, photo_tiles]
LOADED = [images._digits, images._fashion_mnist, images._silhouettes, images._emoji, images._photo_tiles]
FILES = ("digits_8x8_1797.npz", "fashion_mnist_4400.npz", "silhouettes_5000.npz", "emoji_2004.npz", "photos_8x256.npz")
GIVEN: dict[Callable[[int, float, int], Data], tuple[int, int]] = {
    fashion_mnist: (3600, 4400),
    silhouettes: (4000, 5000),
    emoji: (1598, 2004),
    photo_tiles: (2400, 3200),
}
"""Sets with a test part: where it starts, and how many there are in all."""


def test_all_digits_are_the_file_scaled_to_one() -> None:
    data = digits(1797, 0.0, 1)
    with np.load(FOLDER / "digits_8x8_1797.npz", allow_pickle=False) as file:
        pixels, labels = file["x"].reshape(1797, 64), file["y"]
    assert data.x.mean(dtype=np.float64) == pytest.approx(pixels.mean() / 16)
    np.testing.assert_allclose(data.x.mean(axis=0), pixels.mean(axis=0) / 16, atol=1e-5)
    assert np.bincount(data.strata).tolist() == np.bincount(labels).tolist()
    assert data.x.min() == 0
    assert data.x.max() == 1
    assert data.classes == tuple("0123456789")
    assert data.test_from is None
    pairs = collections.Counter((row.tobytes(), int(y)) for row, y in zip(pixels, labels, strict=True))
    stored = (data.x * 16).round().astype(np.uint8)
    assert pairs == collections.Counter((row.tobytes(), int(y)) for row, y in zip(stored, data.y, strict=True))


def test_all_of_fashion_is_the_file_scaled_to_one_with_its_own_test_part() -> None:
    data = fashion_mnist(4400, 0.0, 1)
    with np.load(FOLDER / "fashion_mnist_4400.npz", allow_pickle=False) as file:
        train, test = file["x_train"], file["x_test"]
        assert data.classes == tuple(file["classes"].tolist())
    assert data.test_from == 3600
    assert data.x[:3600].mean(dtype=np.float64) == pytest.approx(train.mean() / 255)
    assert data.x[3600:].mean(dtype=np.float64) == pytest.approx(test.mean() / 255)
    assert np.bincount(data.strata[:3600]).tolist() == [360] * 10
    assert np.bincount(data.strata[3600:]).tolist() == [80] * 10
    assert data.x.min() == 0
    assert data.x.max() == 1


def test_the_means_of_the_files_are_those_they_were_packed_with() -> None:
    assert digits(1797, 0.0, 1).x.mean(dtype=np.float64) * 16 == pytest.approx(4.884164579855314)
    fashion = fashion_mnist(4400, 0.0, 1).x.astype(np.float64) * 255
    assert fashion[:3600].mean() == pytest.approx(73.08218820861678)
    assert fashion[3600:].mean() == pytest.approx(72.63771843112245)


def test_all_of_silhouettes_is_the_file_scaled_to_one_with_its_own_test_part() -> None:
    data = silhouettes(5000, 0.0, 1)
    with np.load(FOLDER / "silhouettes_5000.npz", allow_pickle=False) as file:
        train, test = file["x_train"], file["x_test"]
        assert data.classes == tuple(file["classes"].tolist())
    for part, pixels in ((data.x[:4000], train), (data.x[4000:], test)):
        assert {row.tobytes() for row in np.rint(part * 255).astype(np.uint8)} == {one.tobytes() for one in pixels}
    assert np.bincount(data.strata[:4000]).tolist() == [400] * 10
    assert np.bincount(data.strata[4000:]).tolist() == [100] * 10


def test_an_emoji_is_its_red_then_its_green_then_its_blue_pixels() -> None:
    data = emoji(2004, 0.0, 1)
    with np.load(FOLDER / "emoji_2004.npz", allow_pickle=False) as file:
        planar = {
            np.concatenate([one[:, :, colour].ravel() for colour in range(3)]).tobytes(): int(label)
            for one, label in zip(file["x_train"], file["y_train"], strict=True)
        }
    stored = np.rint(data.x[:1598] * 255).astype(np.uint8)
    assert {row.tobytes() for row in stored} == set(planar)
    assert all(planar[row.tobytes()] == label for row, label in zip(stored, data.strata[:1598], strict=True))
    assert data.features[0] == "red row 0 column 0"
    assert data.features[1024 + 33] == "green row 1 column 1"
    assert data.features[-1] == "blue row 31 column 31"


def test_no_symbol_is_learned_from_and_tested_on() -> None:
    data = emoji(2004, 0.0, 1)
    assert data.groups is not None
    learned, tested = data.groups[:1598], data.groups[1598:]
    assert not set(learned) & set(tested)
    assert np.bincount(data.groups).min() >= 2, "each symbol as both draw it"
    assert not {row.tobytes() for row in data.x[:1598]} & {row.tobytes() for row in data.x[1598:]}


def test_photo_tiles_are_of_the_photograph_that_they_are_labelled_with() -> None:
    data = photo_tiles(3200, 0.0, 1)
    with np.load(FOLDER / "photos_8x256.npz", allow_pickle=False) as file:
        photos = file["photos"]
    assert data.classes[0] == "cat"
    assert np.bincount(data.strata[:2400]).tolist() == [300] * 8
    assert np.bincount(data.strata[2400:]).tolist() == [100] * 8
    for row in (0, 1000, 2399, 2400, 3199):
        tile = np.rint(data.x[row].reshape(3, 32, 32) * 255).astype(np.uint8).transpose(1, 2, 0)
        photo = photos[data.strata[row]]
        places = [(top, left) for top in range(0, 225, 8) for left in range(0, 225, 8)]
        assert any(np.array_equal(photo[top : top + 32, left : left + 32], tile) for top, left in places)


@pytest.mark.parametrize("function", GIVEN, ids=lambda function: function.__name__)
@pytest.mark.parametrize("examples", [100, 333, 1000])
def test_fewer_pictures_come_from_all_classes_and_both_parts_alike(
    function: Callable[[int, float, int], Data], examples: int
) -> None:
    start, count = GIVEN[function]
    data, whole = function(examples, 0.0, 3), function(count, 0.0, 3)
    assert data.test_from == round(examples * start / count)
    for part, of in ((slice(data.test_from), slice(start)), (slice(data.test_from, None), slice(start, None))):
        counts = np.bincount(data.strata[part], minlength=len(data.classes))
        shares = np.bincount(whole.strata[of])
        assert np.abs(counts - shares * counts.sum() / shares.sum()).max() < 1


@pytest.mark.parametrize("examples", [100, 333, 1000])
def test_fewer_digits_come_from_all_classes_alike(examples: int) -> None:
    counts = np.bincount(digits(examples, 0.0, 3).strata)
    assert counts.max() - counts.min() <= 1 + examples // 100  # the file's own classes have 174 to 183


@pytest.mark.parametrize("function", SETS, ids=lambda function: function.__name__)
def test_more_pictures_keep_the_ones_that_were_there_with_their_noise(
    function: Callable[[int, float, int], Data],
) -> None:
    few, many = function(200, 0.3, 3), function(400, 0.3, 3)
    assert {row.tobytes() for row in few.x} <= {row.tobytes() for row in many.x}


@pytest.mark.parametrize("function", SETS, ids=lambda function: function.__name__)
def test_pixel_noise_is_gaussian_within_black_and_white(function: Callable[[int, float, int], Data]) -> None:
    still, little, more = (function(500, noise, 3).x for noise in (0.0, 0.05, 0.1))
    assert more.min() >= 0
    assert more.max() <= 1
    inside = (more > 0) & (more < 1) & (little > 0) & (little < 1) & (still > 0.3) & (still < 0.7)
    np.testing.assert_allclose((more - still)[inside] / 2, (little - still)[inside], atol=1e-6)
    assert (more - still)[inside].std() == pytest.approx(0.1, rel=0.05)


def test_a_picture_is_its_row_read_from_the_top() -> None:
    assert digits(100, 0.0, 1).features[8] == "row 1 column 0"


def test_files_are_read_once_and_cannot_be_written_to() -> None:
    assert images._digits() is images._digits()
    for load in LOADED:
        pictures = load()
        assert not pictures.pixels.flags.writeable
        assert not pictures.labels.flags.writeable
        assert pictures.pixels.flags.c_contiguous


def test_each_file_has_its_notice_and_the_licences_are_there() -> None:
    notice = (FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    for file in FOLDER.glob("*.npz"):
        assert file.name in notice
    for licence in FOLDER.glob("LICENSE.*.txt"):
        assert licence.name in notice
        assert "copyright notice" in licence.read_text(encoding="utf-8")
    for licence in re.findall(r"`(LICENSE\.[^`]+)`", notice):
        assert (FOLDER / licence).is_file()


@pytest.mark.parametrize(
    "damage", ["missing", "empty", "cut", "bits", "other arrays", "shape", "dtype", "pixels", "labels"]
)
def test_a_damaged_file_is_named_and_says_what_to_do(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "digits_8x8_1797.npz"
    x, y = np.zeros((1797, 8, 8), dtype=np.uint8), np.zeros(1797, dtype=np.uint8)
    if damage == "empty":
        file.touch()
    elif damage == "cut":
        file.write_bytes((FOLDER / file.name).read_bytes()[:20_000])
    elif damage == "bits":
        content = bytearray((FOLDER / file.name).read_bytes())
        content[10_000:10_100] = bytes(100)
        file.write_bytes(content)
    elif damage == "other arrays":
        np.savez(file, a=x, y=y)
    elif damage == "shape":
        np.savez(file, x=x[1:], y=y)
    elif damage == "dtype":
        np.savez(file, x=x.astype(np.float64), y=y)
    elif damage == "pixels":
        np.savez(file, x=x + 17, y=y)
    elif damage == "labels":
        np.savez(file, x=x, y=y + 10)
    monkeypatch.setattr(images, "FOLDER", tmp_path)
    with pytest.raises(DamagedImages, match=r"digits_8x8_1797.npz .*install Ravine again"):
        images._digits.__wrapped__()


@pytest.mark.parametrize(("load", "name"), list(zip(LOADED, FILES, strict=True)), ids=FILES)
def test_every_array_of_every_file_is_looked_at(
    load: Any, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with np.load(FOLDER / name, allow_pickle=False) as whole:
        arrays = dict(whole)
    monkeypatch.setattr(images, "FOLDER", tmp_path)
    monkeypatch.setattr(images, "photographs", images.photographs.__wrapped__)
    for array, found in arrays.items():
        others = {key: one for key, one in arrays.items() if key != array}
        for wrong in ({}, {array: found[1:]}, {array: np.zeros(found.shape)}):
            np.savez(tmp_path / name, **others, **wrong)
            with pytest.raises(DamagedImages, match=rf"{name} .*{array}.*install Ravine again"):
                load.__wrapped__()


def test_a_pickle_in_a_file_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez(tmp_path / "digits_8x8_1797.npz", x=np.array([{}], dtype=object), y=np.zeros(1797))
    monkeypatch.setattr(images, "FOLDER", tmp_path)
    with pytest.raises(DamagedImages, match="allow_pickle=False"):
        images._digits.__wrapped__()


def test_two_pictures_have_no_noise_in_common() -> None:
    n = photo_tiles(100, 0.1, 3).x - photo_tiles(100, 0.0, 3).x
    inside = n[:2] - n[:2].mean(axis=1, keepdims=True)
    assert abs(float(np.corrcoef(inside)[0, 1])) < 0.1

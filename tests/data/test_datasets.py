"""Laws that every data set keeps, read from the registry: a new set is tested by being added."""

from __future__ import annotations

import hashlib
import itertools
import math

import numpy as np
import pytest

from ravine.data.data import Data
from ravine.data.datasets import class_count, datasets
from ravine.engine.registry import Entry

TRAITS = {"task", "inputs", "outputs", "classes", "classes_from", "image", "flips", "examples", "noise", "notice"}
GENERATED = [entry for entry in datasets if entry.traits["image"] is None]


def bounds(entry: Entry) -> list[dict[str, int]]:
    """Every corner of an entry's parameters, and its defaults."""
    corners = itertools.product(*[(int(p.low), int(p.default), int(p.high)) for p in entry.parameters])
    names = [parameter.name for parameter in entry.parameters]
    return [dict(zip(names, corner, strict=True)) for corner in corners]


def made(entry: Entry, examples: int, noise: float, seed: int = 1, **parameters: int) -> Data:
    data = entry.functions[0](examples, noise, seed, **parameters)
    assert isinstance(data, Data)
    return data


CASES = [
    pytest.param(entry, examples, noise, parameters, id=f"{entry.name}-{examples}-{noise}-{parameters}")
    for entry in datasets
    for examples in entry.traits["examples"][1:]
    for noise in entry.traits["noise"][1:]
    for parameters in bounds(entry)
]


def hashed(data: Data) -> str:
    return hashlib.sha256(data.x.tobytes() + data.y.tobytes()).hexdigest()


def test_the_issue_s_sets_are_all_there() -> None:
    assert set(datasets.names()) >= {
        *("two_moons", "circles", "xor", "blobs", "spirals", "checkerboard"),
        *("plane", "sine", "steps", "digits", "fashion_mnist", "silhouettes", "emoji", "photo_tiles"),
    }


@pytest.mark.parametrize("entry", datasets, ids=lambda entry: entry.name)
def test_every_set_declares_the_same_traits_and_explains_itself(entry: Entry) -> None:
    assert set(entry.traits) == TRAITS
    assert entry.formula
    assert "Noise" in entry.help
    for default, low, high in (entry.traits["examples"], entry.traits["noise"]):
        assert low <= default <= high


@pytest.mark.parametrize("entry", datasets, ids=lambda entry: entry.name)
def test_pictures_are_channels_of_rows_and_say_which_flips_their_labels_allow(entry: Entry) -> None:
    image, flips = entry.traits["image"], entry.traits["flips"]
    assert set(flips) <= {"left_right", "up_down"}
    if image is None:
        assert not flips
    else:
        assert image[0] in (1, 3)
        assert entry.traits["inputs"] == math.prod(image)
        assert entry.traits["notice"]


@pytest.mark.parametrize(("entry", "examples", "noise", "parameters"), CASES)
def test_a_set_is_what_its_traits_say(entry: Entry, examples: int, noise: float, parameters: dict[str, int]) -> None:
    data = made(entry, examples, noise, **parameters)
    assert data.x.shape == (examples, entry.traits["inputs"])
    assert (data.task, data.image) == (entry.traits["task"], entry.traits["image"])
    assert len(data) == examples
    assert len(data.features) == entry.traits["inputs"]
    for array in (data.x, data.y):
        assert array.dtype == np.float32
        assert array.flags.c_contiguous
        assert array.flags.writeable
        assert np.isfinite(array).all()
    if data.task == "classification":
        assert data.y.shape == (examples,)
        assert len(data.classes) == class_count(entry, parameters)
        assert len(set(data.classes)) == len(data.classes)
        assert set(np.unique(data.y)) == set(range(len(data.classes)))
    else:
        assert data.y.shape == (examples, entry.traits["outputs"])
        assert data.classes == ()
        assert class_count(entry, parameters) is None


@pytest.mark.parametrize(("entry", "examples", "noise", "parameters"), CASES)
def test_the_same_seed_gives_the_same_bits_and_another_seed_others(
    entry: Entry, examples: int, noise: float, parameters: dict[str, int]
) -> None:
    first = made(entry, examples, noise, 5, **parameters)
    assert hashed(first) == hashed(made(entry, examples, noise, 5, **parameters))
    whole_pictures = entry.traits["image"] and examples == entry.traits["examples"][2] and noise == 0
    if not whole_pictures:
        assert hashed(first) != hashed(made(entry, examples, noise, 6, **parameters))


@pytest.mark.parametrize("entry", datasets, ids=lambda entry: entry.name)
def test_nobody_can_change_what_the_next_caller_gets(entry: Entry) -> None:
    low = entry.traits["examples"][1]
    first = made(entry, low, 0.0)
    before = hashed(first)
    first.x[:] = 99
    first.y[:] = 1
    assert hashed(made(entry, low, 0.0)) == before


@pytest.mark.parametrize("entry", GENERATED, ids=lambda entry: entry.name)
def test_noise_moves_the_same_points_in_proportion(entry: Entry) -> None:
    for parameters in bounds(entry):
        still, little, much = (made(entry, 400, noise, **parameters) for noise in (0.0, 0.25, 1.0))
        for base, quarter, whole in ((still.x, little.x, much.x), (still.y, little.y, much.y)):
            np.testing.assert_allclose((whole - base) / 4, quarter - base, atol=1e-6)


@pytest.mark.parametrize("entry", GENERATED, ids=lambda entry: entry.name)
def test_noise_one_is_a_standard_deviation_of_a_quarter_of_the_range(entry: Entry) -> None:
    still, noisy = made(entry, 10_000, 0.0), made(entry, 10_000, 1.0)
    moved = noisy.y - still.y if noisy.task == "regression" else noisy.x - still.x
    assert moved.std(axis=0) == pytest.approx([0.5] * moved.shape[1], rel=0.03)
    assert moved.mean(axis=0) == pytest.approx([0.0] * moved.shape[1], abs=0.02)


@pytest.mark.parametrize("entry", GENERATED, ids=lambda entry: entry.name)
def test_generated_sets_lie_within_the_square_before_noise(entry: Entry) -> None:
    for parameters, seed in itertools.product(bounds(entry), range(3)):
        data = made(entry, 10_000, 0.0, seed, **parameters)
        assert np.abs(data.x).max() <= 1
        assert np.abs(data.x).max() > 0.75  # and they fill it
        assert np.abs(data.y if data.task == "regression" else 0).max() <= 1


@pytest.mark.parametrize("entry", GENERATED, ids=lambda entry: entry.name)
def test_a_larger_set_begins_with_the_smaller_one(entry: Entry) -> None:
    for parameters in bounds(entry):
        few, many = made(entry, 123, 0.3, **parameters), made(entry, 1000, 0.3, **parameters)
        assert np.array_equal(few.x, many.x[:123])
        assert np.array_equal(few.y, many.y[:123])


@pytest.mark.parametrize(
    "entry", [entry for entry in GENERATED if entry.traits["task"] == "classification"], ids=lambda entry: entry.name
)
def test_any_beginning_of_a_generated_set_is_balanced(entry: Entry) -> None:
    for parameters in bounds(entry):
        data = made(entry, 500, 0.1, **parameters)
        members = data.y[:, None] == np.arange(len(data.classes))
        counts = members.cumsum(axis=0)
        assert (counts.max(axis=1) - counts.min(axis=1)).max() <= 1

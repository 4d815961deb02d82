"""What each augmentation makes of pictures: the naive oracle's, exactly where exactness is promised, with the moments
that its formula says."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import naive_augment
from engine.augment.pictures import COLOUR, GREY, NEUTRAL, STRONG, Array, augment, fitting, made_of, pictures
from ravine.engine.augment.colour import principal_colours
from ravine.engine.augment.family import augmentations
from ravine.engine.layers.shape import Shape

both = pytest.mark.parametrize("image", [GREY, COLOUR], ids=str)
alone = [(image, {name: STRONG[name]}) for image in (GREY, COLOUR) for name in fitting(image)]
mixed = [
    (image, {name: STRONG[name] for name in names})
    for image in (GREY, COLOUR)
    for names in (fitting(image), ("shift", "rotation", "flip_up_down"), ("contrast", "brightness"), ("crop", "noise"))
]


def test_every_augmentation_is_tested() -> None:
    assert tuple(STRONG) == naive_augment.FAMILY == augmentations.names()


def naive(image: Shape, chosen: dict[str, float], x: Array, update: int) -> Array:
    framed = x.astype(np.float64).reshape(len(x), image.maps, image.height, image.width)
    colours = naive_augment.principal_colours(framed) if image.maps == 3 else np.zeros((3, 3))
    return naive_augment.augmented(framed, chosen, 4, update, colours)


@pytest.mark.parametrize(("image", "chosen"), alone + mixed, ids=lambda value: str(value))
@pytest.mark.parametrize("count", [1, 21])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_engines_pictures_are_the_oracles(image: Shape, chosen: dict[str, float], count: int, dtype: Any) -> None:
    x = pictures(image, count, dtype)
    error = 1e-11 if dtype is np.float64 else 3e-5
    np.testing.assert_allclose(made_of(image, chosen, x, 5, dtype), naive(image, chosen, x, 5), rtol=0, atol=error)


@both
def test_what_is_chosen_first_makes_no_difference(image: Shape) -> None:
    x, names = pictures(image, 20), fitting(image)
    turned = made_of(image, {name: STRONG[name] for name in reversed(names)}, x)
    np.testing.assert_array_equal(turned, made_of(image, {name: STRONG[name] for name in names}, x))


@both
def test_no_strength_leaves_every_bit(image: Shape) -> None:
    x = pictures(image, 33)
    for chosen in ({}, *({name: NEUTRAL[name]} for name in fitting(image)), {n: NEUTRAL[n] for n in fitting(image)}):
        np.testing.assert_array_equal(made_of(image, chosen, x).reshape(x.shape), x, err_msg=str(chosen))


@both
def test_a_flip_copies_pixels_exactly(image: Shape) -> None:
    x = pictures(image, 33)
    before = x.reshape(-1, image.maps, image.height, image.width)
    np.testing.assert_array_equal(made_of(image, {"flip_left_right": 1.0}, x), before[..., ::-1])
    np.testing.assert_array_equal(made_of(image, {"flip_up_down": 1.0}, x), before[..., ::-1, :])


@both
def test_a_crop_copies_a_window_of_the_picture_with_its_edge_repeated_around_it(image: Shape) -> None:
    x, margin = pictures(image, 64), 2
    before = x.reshape(-1, image.maps, image.height, image.width)
    framed = np.pad(before, ((0, 0), (0, 0), (margin, margin), (margin, margin)), mode="edge")
    places = set()
    for number, picture in enumerate(made_of(image, {"crop": margin}, x, 3)):
        found = [
            (i, j)
            for i, j in itertools.product(range(2 * margin + 1), repeat=2)
            if np.array_equal(framed[number, :, i : i + image.height, j : j + image.width], picture)
        ]
        assert len(found) == 1
        places.add(found[0])
    assert len(places) > 15  # of 25


def test_a_flipped_crop_is_still_an_exact_copy() -> None:
    x = pictures(GREY, 16)
    flipped = made_of(GREY, {"flip_left_right": 1.0}, x).reshape(x.shape)
    # the window is cut out of the flipped picture
    both_at_once = made_of(GREY, {"flip_left_right": 1.0, "crop": 2}, x, 7)
    np.testing.assert_array_equal(both_at_once, made_of(GREY, {"crop": 2}, flipped, 7))


@pytest.mark.parametrize("name", STRONG)
def test_each_example_update_and_lane_draws_its_own_and_draws_it_again(name: str) -> None:
    x, chosen = pictures(COLOUR, 50), {name: STRONG[name]}
    x[:25] = x[25]
    drawn = [made_of(COLOUR, chosen, x, update, lane_seed=seed) for update, seed in ((0, 4), (1, 4), (0, 5), (0, 4))]
    np.testing.assert_array_equal(drawn[0], drawn[3])
    assert len({pictures.tobytes() for pictures in drawn}) == 3
    assert len({picture.tobytes() for picture in drawn[0][:25]}) >= (2 if "flip" in name else 15)


def test_one_augmentation_draws_what_it_draws_whatever_the_others_are() -> None:
    x = pictures(GREY, 30)
    cropped = made_of(GREY, {"crop": 3}, x).reshape(x.shape)
    lighter = made_of(GREY, {"brightness": 0.3}, cropped)
    np.testing.assert_array_equal(made_of(GREY, {"crop": 3, "brightness": 0.3}, x), lighter)


def flat(image: Shape, count: int, value: float = 0.5) -> Array:
    return np.full((count, image.units), value, np.float32)


def close(sample: Array, mean: float, deviation: float) -> None:
    """Mean and standard deviation are as said, within four of their own standard errors (a normal's at most)."""
    assert abs(sample.mean() - mean) < 4 * deviation / np.sqrt(sample.size)
    assert sample.std() == pytest.approx(deviation, rel=4 / np.sqrt(2 * sample.size))


def test_the_moments_of_what_is_drawn_for_colours() -> None:
    added = made_of(GREY, {"brightness": 0.3}, flat(GREY, 4000))[:, 0, 0, 0] - 0.5
    close(added, 0, 0.3 / np.sqrt(3))
    two_tone = flat(Shape(1, 1, 2), 4000)
    two_tone[:, 0], two_tone[:, 1] = 0.4, 0.6
    apart = np.diff(made_of(Shape(1, 1, 2), {"contrast": 0.5}, two_tone).reshape(-1, 2), axis=1)[:, 0] / 0.2
    close(apart, 1, 0.5 / np.sqrt(3))
    noise = made_of(GREY, {"noise": 0.05}, flat(GREY, 200)) - 0.5
    close(noise, 0, 0.05)
    assert (noise**4).mean() == pytest.approx(3 * 0.05**4, rel=0.1)  # normal


def test_the_moments_of_what_is_drawn_for_places() -> None:
    image = Shape(1, 3, 41)
    ramp = np.tile(np.arange(41, dtype=np.float32) / 40, (4000, 3))
    moved = (made_of(image, {"shift": 0.2}, ramp)[:, 0, 1, 20] - 0.5) * 40
    close(moved, 0, 0.2 * 41 / np.sqrt(3))
    assert abs(moved).max() < 0.2 * 41
    size = np.diff(made_of(image, {"scale": 1.5}, ramp)[:, 0, 1, 20:22], axis=1)[:, 0] * 40
    close(np.log(size), 0, np.log(1.5) / np.sqrt(3))
    square = Shape(1, 9, 9)
    ramp = np.tile(np.arange(9, dtype=np.float32) / 8, (4000, 9))
    turned = made_of(square, {"rotation": 60}, ramp)[:, 0]
    angle = np.arctan2(turned[:, 4, 5] - 0.5, turned[:, 5, 4] - 0.5)  # the ramp's slope along both sides
    close(np.degrees(np.pi / 2 - angle), 0, 60 / np.sqrt(3))
    flipped = made_of(square, {"flip_left_right": 0.3}, ramp)[:, 0, 0, 0] > 0.5
    close(flipped.astype(float), 0.3, np.sqrt(0.3 * 0.7))


def test_a_crop_is_at_every_place_as_often() -> None:
    image = Shape(1, 7, 7)
    numbers = np.tile(np.arange(49, dtype=np.float32) / 49, (5000, 1))
    middle = np.rint(made_of(image, {"crop": 2}, numbers)[:, 0, 3, 3] * 49).astype(int)
    rows, counts = np.unique(np.stack([middle // 7, middle % 7]), axis=1, return_counts=True)
    assert (rows.min(), rows.max(), len(counts)) == (1, 5, 25)
    assert ((counts - 200) ** 2 / 200).sum() < 50  # chi squared with 24 degrees of freedom: p = .001 at 51


def test_cutout_hides_its_share_of_a_side_anywhere_and_less_at_the_edge() -> None:
    image = Shape(1, 10, 10)
    hidden = made_of(image, {"cutout": 0.4}, flat(image, 3000))[:, 0] == 0
    tall = hidden.any(axis=2).sum(axis=1)
    assert (tall.min(), tall.max()) == (2, 4)
    assert hidden[:, 5, 5].mean() == pytest.approx(0.4**2, abs=0.03)
    assert hidden[:, 0, 0].mean() == pytest.approx((0.2 + 0.05) ** 2, abs=0.02)


def test_colour_noise_varies_colours_as_they_vary_in_the_training_part() -> None:
    random = np.random.default_rng(0)
    image, axis = Shape(3, 4, 4), np.array([0.8, 0.6, 0.0])
    along = random.normal(0, 0.1, (2000, 1, 16))
    x = (0.5 + axis[:, None] * along).astype(np.float32).reshape(2000, -1)
    first, second, third = np.reshape(principal_colours(x, image), (3, 3))
    np.testing.assert_allclose(first, axis * 0.01, rtol=0.03, atol=1e-6)
    assert np.abs([second, third]).max() < 1e-8
    added = made_of(image, {"pca_colour": 1.0}, x) - x.reshape(-1, 3, 4, 4)
    inside = added[:, :, 0, 0] @ axis
    close(inside, 0, float(np.linalg.norm(first)))
    np.testing.assert_allclose(added[:, 0], added[:, 1] * 0.8 / 0.6, atol=1e-4)


@pytest.mark.parametrize("chosen", [{"brightness": 1.0}, {"noise": 1.0}], ids=str)
def test_brighter_than_white_is_white_and_darker_than_black_black(chosen: dict[str, float]) -> None:
    made = made_of(COLOUR, chosen, pictures(COLOUR, 100))
    assert (made.min(), made.max()) == (0, 1)
    assert ((made == 0) | (made == 1)).mean() > 0.1


def test_colours_need_pictures_in_colour() -> None:
    with pytest.raises(ValueError, match="saturation is for pictures of 3 maps, not 1"):
        augment(GREY, {"saturation": 0.2})
    with pytest.raises(ValueError, match="pca_colour is for pictures of 3 maps, not 2"):
        augment(Shape(2, 4, 4), {"pca_colour": 0.2})


def test_an_augmentation_is_chosen_once() -> None:
    chosen = augment(GREY, {"flip_left_right": 1.0}).choices * 2
    with pytest.raises(ValueError, match="flip_left_right is chosen twice"):
        type(augment(GREY, {}))(GREY, chosen)

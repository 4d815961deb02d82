"""Data of one's own: found by name, listed nowhere, held while they are used."""

from __future__ import annotations

import gc
import itertools

import numpy as np
import pytest

from ravine.data.data import Data
from ravine.data.datasets import datasets
from ravine.data.own import Own, own
from ravine.data.plane import SQUARE, bounds_of
from ravine.data.points import painted
from ravine.data.split import split_rows
from ravine.data.table import parse_csv
from ravine.spec import plan
from ravine.spec.catalogue import catalogue
from ravine.spec.error import SpecError
from ravine.spec.network import NetworkSpec
from ravine.spec.patch import patch_session

POINTS = [[0.1 * number - 1, 0.5, number % 2] for number in range(20)]
TABLE = b"one,two,kind\n" + b"".join(f"{number},{number % 7},{'xy'[number % 2]}\n".encode() for number in range(40))


def test_the_name_is_a_hash_of_the_content() -> None:
    first, again = (own.add(painted(POINTS, 2), "painted") for _ in range(2))
    assert first is again
    assert first.name.startswith("own_")
    assert own.add(painted(POINTS[:-1], 2), "painted").name != first.name
    assert own.add(painted(POINTS, 3), "painted").name != first.name


def test_it_is_a_data_set_like_any_other_but_for_the_lists() -> None:
    name = own.add(parse_csv(TABLE, "t.csv"), "read from t.csv").name
    assert name in datasets
    assert datasets[name].traits["notice"] == "read from t.csv"
    assert name not in datasets.names()
    assert name not in [entry["name"] for entry in catalogue()["datasets"]]
    session = NetworkSpec.model_validate({"data": {"name": name, "noise": 0.1, "examples": 30}})
    parts = plan.prepare(session)
    assert [len(part) for part in (parts.train, parts.validation, parts.test)] == [18, 6, 6]
    assert session.shape.classes == 2


def test_a_name_that_is_not_held_says_what_to_do() -> None:
    with pytest.raises(SpecError, match="not on this server any more; drop the file, or paint the points") as caught:
        NetworkSpec.read({"data": "own_" + "0" * 32}, "the spec")
    assert caught.value.field == "data.name"
    assert "own_" not in (caught.value.allowed or "")


def more(number: int) -> Data:
    return painted([*POINTS, [0, 0.01 * number, 0]], 2)


def test_what_was_used_last_stays_and_what_is_in_use_does_too() -> None:
    store = Own(painted=(3, 10**6))
    used = store.add(painted(POINTS, 2), "used")
    first = store.add(more(0), "first").name
    for number in range(1, 5):
        store.add(more(number), "later")
        assert store.find(first) is not None  # and so it is used
    gc.collect()
    assert store.find(used.name) is used
    names = [store.add(more(number), "later").name for number in range(5, 9)]
    gc.collect()
    assert [store.find(name) is not None for name in (first, *names)] == [False, False, True, True, True]


def test_the_bytes_are_bounded_and_painting_pushes_out_no_file() -> None:
    store = Own(painted=(100, 2000))
    file = store.add(parse_csv(TABLE, "t.csv"), "read from t.csv").name
    sizes = []
    for number in range(50):
        store.add(more(number), "painted")
        sizes.append(store.size)
    gc.collect()
    assert max(sizes) == sizes[-1] < 2000 + 40 * 12 + 1
    assert store.find(file) is not None
    alone = Own(painted=(100, 1))
    assert alone.find(alone.add(more(1), "larger than all that is allowed").name) is not None


def test_a_session_s_parts_keep_their_data_alive() -> None:
    name = own.add(painted([*POINTS, [0, 0, 1]], 2), "painted").name
    split_ = plan.prepare(NetworkSpec.model_validate({"data": name}))
    assert split_.held is datasets[name]


def test_painting_and_rubbing_out_go_on_without_a_restart() -> None:
    points = [[round(0.01 * number - 1, 3), 0.5, number % 2] for number in range(80)]
    several = (points[:60], points, points[10:], points[10:][::-1])
    names = [own.add(painted(some, 2), "painted").name for some in several]
    sessions = [NetworkSpec.model_validate({"data": name}) for name in names]
    for before, after in itertools.pairwise(sessions):
        assert before.restarts(patch_session(before, {"data": {"name": after.data.name}}), 0) is None


def test_what_else_changes_with_painted_points_starts_anew() -> None:
    start, three = (own.add(painted(POINTS, classes), "painted").name for classes in (2, 3))
    session = NetworkSpec.model_validate({"data": start})
    assert "other examples" in str(session.restarts(patch_session(session, {"split": {"train": 0.8, "test": 0.0}}), 0))
    assert "outputs" in str(session.restarts(patch_session(session, {"data": three}), 0))
    for there, back in ((session, patch_session(session, {"data": "circles"})),
                        (patch_session(session, {"data": "circles"}), session)):  # fmt: skip
        assert "data set" in str(there.restarts(back, 0))


def test_a_point_that_was_learned_from_and_would_be_tested_on_starts_lanes_anew() -> None:
    """The only test point is rubbed out, so another one takes its place."""
    data = painted(POINTS[:6], 2)
    _, _, test = split_rows(data, (0.6, 0.2, 0.2), 1)
    left = [point for row, point in enumerate(POINTS[:6]) if row not in test]
    before, after = (own.add(painted(some, 2), "painted").name for some in (POINTS[:6], left))
    session = NetworkSpec.model_validate({"data": before})
    assert "would be tested on now" in str(session.restarts(patch_session(session, {"data": after}), 0))


def test_noise_moves_painted_points_and_leaves_them_in_their_parts() -> None:
    entry = own.add(painted(POINTS, 2), "painted")
    still, moved = (entry.functions[0](examples=20, noise=noise, seed=1) for noise in (0.0, 0.3))
    assert not np.array_equal(still.x, moved.x)
    for one, other in zip(split_rows(still, (0.6, 0.2, 0.2), 1), split_rows(moved, (0.6, 0.2, 0.2), 1), strict=True):
        np.testing.assert_array_equal(one, other)


def test_pictures_show_the_square_or_all_of_a_table() -> None:
    assert bounds_of(painted(POINTS, 2)) == SQUARE
    bounds = bounds_of(parse_csv(TABLE, "t.csv"))
    x = parse_csv(TABLE, "t.csv").x
    assert bounds is not None
    for column, (low, high) in enumerate(bounds):
        assert low < x[:, column].min() < x[:, column].max() < high
    assert bounds_of(parse_csv(b"a,b,c,kind\n1,2,3,x\n2,3,4,y\n3,4,5,x\n", "t.csv")) is None
    constant = bounds_of(parse_csv(b"1,2,x\n1,3,y\n1,4,x\n", "t.csv"))
    assert constant is not None
    assert constant[0][0] < constant[0][1]

"""What is different between two specs, in words."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.spec.difference import difference
from ravine.spec.network import NetworkSpec
from ravine.spec.patch import patch_lane, patch_session

START = NetworkSpec().alone(0)


@pytest.mark.parametrize(("changes", "words"), [
    ({}, ""),
    ({"optimizer": {"lr": 0.3}}, "lr 0.15 -> 0.3"),
    ({"optimizer": "adam"}, "optimizer gradient_descent -> adam"),
    ({"batch": 5, "l2": 0.1}, "l2 0 -> 0.1, batch 50 -> 5"),
    ({"layers": [{"units": 8, "activation": "tanh"}] * 2}, "activation relu -> tanh"),
    ({"layers": [{"units": 8, "keep": 0.5}, {"units": 8, "keep": 0.8}]}, "keep 1 -> 0.5, keep 1 -> 0.8"),
    ({"batch": 1, "clip": 1, "l1": 1, "l2": 1}, "l1 0 -> 1, l2 0 -> 1, clip 0 -> 1 and 1 more"),
    ({"name": "mine"}, "name ReLU -> mine"),
    ({"seed": 3}, "seed null -> 3"),
], ids=str)  # fmt: skip
def test_a_lane_s_changes_are_told_by_name(changes: dict[str, Any], words: str) -> None:
    assert difference(START, patch_lane(START, 0, changes)) == words


def test_changes_of_the_data_are_told_too() -> None:
    assert difference(START, patch_session(START, {"data": {"noise": 0.3}})) == "noise 0.1 -> 0.3"
    assert difference(START, patch_session(START, {"data": "xor"})) == "data spirals -> xor"

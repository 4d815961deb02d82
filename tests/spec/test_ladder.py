"""AlexNet's tricks as rungs: each is put on and taken away, and a lane climbs them one after the other."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from ravine.spec.error import SpecError
from ravine.spec.ladder import RUNGS, Rung, climb
from ravine.spec.network import NetworkSpec
from ravine.spec.patch import patch_lane
from ravine.spec.sweep import SETTINGS, SweepSpec, lanes_at
from ravine.spec.vision import VisionSpec


def document() -> dict[str, Any]:
    lane: dict[str, Any] = VisionSpec().document()["lanes"][0]
    return lane


@pytest.mark.parametrize("rung", RUNGS, ids=lambda rung: rung.name)
def test_a_rung_that_is_toggled_twice_leaves_the_lane_as_it_was(rung: Rung) -> None:
    for height in (0, len(RUNGS)):
        lane = document()
        climb(lane, height)
        lane = patch_lane(VisionSpec(), 0, lane).document()["lanes"][0]
        once = patch_lane(VisionSpec(), 0, rung.toggled(lane)).document()["lanes"][0]
        assert rung.is_on(once) != rung.is_on(lane) == (height > 0)
        twice = patch_lane(VisionSpec(), 0, rung.toggled(once)).document()["lanes"][0]
        assert twice == lane


def test_a_lane_at_a_height_has_the_first_rungs_and_no_others() -> None:
    for height in range(len(RUNGS) + 1):
        lane = document()
        climb(lane, height)
        read = patch_lane(VisionSpec(), 0, lane).document()["lanes"][0]
        assert [rung.is_on(read) for rung in RUNGS] == [place < height for place in range(len(RUNGS))]


def test_the_bare_lane_has_none_of_the_tricks_and_the_highest_all() -> None:
    bare, full = document(), document()
    climb(bare, 0)
    climb(full, len(RUNGS))
    assert {layer["activation"]["name"] for layer in bare["layers"] if "activation" in layer} == {"tanh"}
    assert (bare["optimizer"]["name"], bare["l2"], any(bare["augment"].values())) == (
        "gradient_descent", 0.0, False
    )  # fmt: skip
    kinds = [layer["kind"] for layer in full["layers"]]
    assert "local_response_norm" not in [layer["kind"] for layer in bare["layers"]]
    behind = [kinds[place + 1] for place, kind in enumerate(kinds) if kind == "max_pool"]
    assert behind[:2] == ["local_response_norm"] * 2
    assert full["layers"][-1]["keep"] == 0.5


def test_putting_on_what_is_on_changes_nothing() -> None:
    lane = document()
    climb(lane, len(RUNGS))
    before = deepcopy(lane)
    climb(lane, len(RUNGS))
    assert lane == before


def test_the_ladder_is_swept_like_any_setting_and_its_values_have_names() -> None:
    setting = SETTINGS["ladder"]
    assert len(setting.names) == len(RUNGS) + 1 == setting.number.parameter.high + 1
    sweep = SweepSpec.read({"vary": "ladder", "values": [0, 1, 7], "seeds": 2, "updates": 5}, "the sweep")
    (bare,), (relu,), (full,) = lanes_at(VisionSpec(), sweep)
    assert [rung.is_on(relu.lanes[0].document()) for rung in RUNGS] == [True] + [False] * 6
    assert isinstance(bare, VisionSpec)
    assert len(full.lanes[0].layers) > len(bare.lanes[0].layers)


def test_a_lane_of_numbers_cannot_climb_to_the_pictures() -> None:
    sweep = SweepSpec.read({"vary": "ladder", "values": [0, 3], "seeds": 1, "updates": 5}, "the sweep")
    with pytest.raises(SpecError, match="is for pictures"):
        lanes_at(NetworkSpec(), sweep)

"""Which augmentations a lane may have: read, patched, told and refused."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.data.datasets import datasets
from ravine.engine.augment.family import augmentations
from ravine.spec import plan
from ravine.spec.augment import unfit
from ravine.spec.difference import difference
from ravine.spec.error import SpecError
from ravine.spec.network import NetworkSpec
from ravine.spec.patch import patch_lane, patch_session
from ravine.spec.shape import Shape


def spec(augment: Any, data: str = "fashion_mnist") -> NetworkSpec:
    return NetworkSpec.read({"data": {"name": data}, "lanes": [{"augment": augment}]}, "the session")


def test_they_are_held_in_the_familys_order_with_every_parameter() -> None:
    made = spec({"noise": {}, "shift": {"reach": 0.2}, "crop": {}})
    document = made.lanes[0].document()["augment"]
    held = [one for one in document.items() if one[1]]
    assert held == [("shift", {"reach": 0.2}), ("crop", {"margin": 2}), ("noise", {"sigma": 0.1})]
    assert NetworkSpec.read(made.document(), "the session") == made


def test_a_patch_changes_one_of_them_and_null_takes_one_away() -> None:
    made = spec({"shift": {"reach": 0.2}, "crop": {}})
    further = patch_lane(made, 0, {"augment": {"shift": {"reach": 0.3}}})
    held = {name: one for name, one in further.lanes[0].document()["augment"].items() if one is not None}
    assert held == {"shift": {"reach": 0.3}, "crop": {"margin": 2}}
    assert patch_lane(further, 0, {"augment": {"shift": None}}) == spec({"crop": {}})
    assert patch_lane(further, 0, {"augment": None}) == spec({})


def test_a_patch_starts_no_lane_anew() -> None:
    made = spec({})
    assert made.restarts(patch_lane(made, 0, {"augment": {"shift": {}}}), 0) is None


def test_the_list_of_edits_tells_what_is_switched() -> None:
    made = spec({"shift": {"reach": 0.2}})
    assert difference(made, patch_lane(made, 0, {"augment": {"noise": {}}})) == "noise on"
    assert difference(made, spec({})) == "shift off"
    assert difference(made, spec({"shift": {"reach": 0.3}})) == "reach 0.2 -> 0.3"


@pytest.mark.parametrize(
    ("augment", "field", "says"),
    [
        ([], "augment", "is a list of 0"),
        ({"shfit": {}}, "augment.shfit", "is no augmentation: did you mean shift"),
        ({"shift": 0.1}, "augment.shift", "is 0.1; allowed: an object with reach"),
        ({"shift": {"name": "shift"}}, "augment.shift", "is an object; allowed: an object with reach"),
        ({"shift": {"rech": 0.1}}, "augment.shift.rech", "is no parameter of shift: did you mean reach"),
        ({"shift": {"reach": 3}}, "augment.shift.reach", "is 3, too large"),
        ({"crop": {"margin": 1.5}}, "augment.crop.margin", "not a whole number"),
        ({"saturation": {}}, "augment.saturation", "is for pictures in colour, and those of fashion_mnist are grey"),
        ({"flip_up_down": {}}, "augment.flip_up_down", "its pictures would have another label; allowed: "),
    ],
)
def test_what_is_wrong_is_said_with_the_field(augment: Any, field: str, says: str) -> None:
    with pytest.raises(SpecError, match=says.replace("(", "\\(")) as caught:
        spec(augment)
    assert caught.value.field == f"lanes.0.{field}"


def test_data_without_pictures_have_none_and_a_change_to_them_takes_them_away() -> None:
    with pytest.raises(SpecError, match="is for pictures, and the data set spirals has none; allowed: none"):
        spec({"shift": {}}, "spirals")
    made = spec({"shift": {}, "noise": {}})
    assert patch_session(made, {"data": {"name": "spirals"}}).lanes[0].augment == ()
    assert patch_session(made, {"data": {"name": "digits"}}).lanes[0].augment == made.lanes[0].augment


def test_pictures_in_colour_have_colours_and_a_label_says_which_flips_they_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry, colour = datasets["digits"], Shape(192, 1, 10, (3, 8, 8))

    def fitting(shape: Shape) -> set[str]:
        return {one.name for one in augmentations if not unfit(one, "digits", shape)}

    grey = fitting(Shape(64, 1, 10, (1, 8, 8)))
    assert fitting(colour) - grey == {"saturation", "pca_colour"}
    monkeypatch.setitem(entry.traits, "flips", ("left_right",))
    assert fitting(colour) - grey == {"saturation", "pca_colour", "flip_left_right"}


def test_the_engine_gets_them_with_the_shape_of_the_pictures() -> None:
    made = spec({"shift": {"reach": 0.2}})
    augment = plan.settings(made.lanes[0], made.shape).augment
    assert augment is not None
    assert (str(augment.image), augment.image.maps) == ("28 x 28 x 1", 1)
    assert [(choice.name, choice.values) for choice in augment.choices] == [("shift", (0.2,))]
    assert plan.settings(spec({}).lanes[0], made.shape).augment is None

"""What a session of the Surface place may be, and what its racers survive."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.engine.surfaces import surfaces
from ravine.spec.error import SpecError
from ravine.spec.network import NetworkSpec
from ravine.spec.patch import add_lane, patch_lane, patch_session
from ravine.spec.places import read_spec
from ravine.spec.surface import SurfaceSpec

ROSENBROCK = SurfaceSpec.read({"surface": "rosenbrock", "start": [-1.2, 1.0]}, "the session")


def refused(document: dict[str, Any]) -> SpecError:
    with pytest.raises(SpecError) as caught:
        read_spec({"place": "surface", **document}, "the session")
    return caught.value


def test_the_place_says_which_spec_it_is() -> None:
    assert isinstance(read_spec({}, "the spec"), NetworkSpec)
    assert isinstance(read_spec({"place": "surface"}, "the spec"), SurfaceSpec)
    for spec in (NetworkSpec(), SurfaceSpec()):
        assert read_spec(spec.document(), "the spec") == spec
    with pytest.raises(SpecError, match=r"'surfaces', which is no place .* did you mean surface\?; allowed: network"):
        read_spec({"place": "surfaces"}, "the spec")


@pytest.mark.parametrize("name", surfaces.names())
def test_every_surface_can_be_chosen_and_comes_back_from_json(name: str) -> None:
    spec = SurfaceSpec.read({"surface": name}, "the session")
    assert SurfaceSpec.read(spec.document(), "the session") == spec
    assert spec.start_of(0) == tuple(surfaces[name].traits["start"])


@pytest.mark.parametrize(
    ("text", "span"), [("", (0, 0)), ("x^2 + q", (6, 7)), ("x +* y", (3, 4)), ("sin x", (0, 3)), ("(x", (0, 1))]
)
def test_a_mistake_in_a_typed_function_is_told_with_its_place(text: str, span: tuple[int, int]) -> None:
    error = refused({"surface": "typed", "expression": text})
    assert error.field == "expression"
    assert error.allowed
    assert error.span == span
    with pytest.raises(SpecError) as caught:
        patch_session(SurfaceSpec(), {"surface": "typed", "expression": text})
    assert caught.value.span == span


@pytest.mark.parametrize(
    ("document", "field", "allowed"),
    [
        ({"start": [1.0]}, "start", "2 numbers"),
        ({"start": [1.0, 1e9]}, "start.1", "from -1000000"),
        ({"noise": -1}, "noise", "a number from 0"),
        ({"expression": 7}, "expression", "a function of x and y"),
        ({"surface": "linear_regression", "points": [[0.0, 1.0]]}, "points", "a list of 2 to 200 points"),
        ({"surface": "linear_regression", "points": [[0, 1], [0, 1, 1]]}, "points.1", "a list of x, y"),
        ({"surface": "logistic_regression", "points": [[0, 1, 0], [0, 1, 2]]}, "points.1", "0 or 1"),
        ({"lanes": [{"schedule": "reduce_on_plateau"}]}, "lanes.0.schedule.name", "constant"),
        ({"lanes": [{"layers": []}]}, "lanes.0.layers", "optimizer"),
        ({"optimizer": "adam"}, "optimizer", "surface"),
        ({"surface": {"name": "ravine", "condition": 0.5}}, "surface.condition", "from 1 to"),
    ],
)
def test_what_cannot_be_says_where_and_what_is_allowed(document: dict[str, Any], field: str, allowed: str) -> None:
    error = refused(document)
    assert error.field == field
    assert allowed in str(error)


def test_a_field_of_a_lane_is_told_where_it_belongs() -> None:
    assert "lanes.0.optimizer" in refused({"optimizer": "adam"}).message


def test_another_surface_has_its_own_start_and_points() -> None:
    alone = patch_lane(ROSENBROCK, 1, {"start": [0.5, 0.5]})
    assert alone.start_of(1) == (0.5, 0.5)
    assert alone.start_of(0) == (-1.2, 1.0)
    beale = patch_session(alone, {"surface": "beale"})
    assert {beale.start_of(place) for place in range(3)} == {tuple(surfaces["beale"].traits["start"])}
    dragged = patch_session(alone, {"surface": "linear_regression", "points": [[0, 1], [1, 2]]})
    assert dragged.points == ((0.0, 1.0), (1.0, 2.0))
    assert patch_session(dragged, {"surface": "logistic_regression"}).points is None


def test_the_session_s_start_is_that_of_all_lanes() -> None:
    alone = patch_lane(ROSENBROCK, 1, {"start": [0.5, 0.5]})
    moved = patch_session(alone, {"start": [0.0, 2.0]})
    assert [moved.start_of(place) for place in range(3)] == [(0.0, 2.0)] * 3
    assert patch_session(alone, {"noise": 0.5}).start_of(1) == (0.5, 0.5)


@pytest.mark.parametrize("changes", [{"optimizer": "adam"}, {"optimizer": {"lr": 0.5}}, {"batch": 3}, {"name": "new"},
                                     {"schedule": "cosine"}])  # fmt: skip
def test_a_racer_goes_on_through_a_change_of_how_it_runs(changes: dict[str, Any]) -> None:
    assert ROSENBROCK.restarts(patch_lane(ROSENBROCK, 0, changes), 0) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"surface": "beale"}, "surface"),
        ({"start": [0, 0]}, "start"),
        ({"seed": 9}, "seed"),
        ({"noise": 1.0}, None),
        ({"expression": "x+y"}, None),
        ({"points": [[0, 1], [1, 1]]}, None),
    ],
)
def test_a_change_of_the_ground_starts_anew_where_the_ground_is_another(
    changes: dict[str, Any], words: str | None
) -> None:
    reason = ROSENBROCK.restarts(patch_session(ROSENBROCK, changes), 0)
    assert (reason is None) == (words is None)
    assert words is None or words in str(reason)


def test_typing_and_dragging_start_anew() -> None:
    typed = patch_session(ROSENBROCK, {"surface": "typed"})
    assert typed.restarts(patch_session(typed, {"expression": "x^2"}), 0) is not None
    data = patch_session(ROSENBROCK, {"surface": "linear_regression"})
    assert data.restarts(patch_session(data, {"points": [[0, 1], [1, 1]]}), 0) is not None


def test_a_copy_of_a_racer_has_its_numbers_and_a_name_of_its_own() -> None:
    more = add_lane(ROSENBROCK, 1, {"optimizer": {"lr": 0.5}})
    assert more.lanes[3].name == "momentum 2"
    assert more.lanes[3].optimizer["lambda"] == ROSENBROCK.lanes[1].optimizer["lambda"]

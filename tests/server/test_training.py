"""What a page sees of a session that it drives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.session.blocks import KINDS
from ravine.session.viewer import FLYING
from ravine.spec.commands import VERSION
from ravine.spec.network import NetworkSpec
from server.page import Page, page_at
from session.decoder import DecodedFrame

LOSS = KINDS["loss"].number
WILD = {
    "optimizer": {"name": "gradient_descent", "lr": 1000.0},
    "loss": "squared_error",
    "layers": [{"kind": "dense", "units": 4, "activation": "relu"}],
}


def level(state: dict[str, Any]) -> bool:
    return len({lane["update"] for lane in state["lanes"]}) == 1


def slowly(page: Page) -> None:
    """So that every update comes by itself: a frame holds 64, so the machine may be busy elsewhere for a second."""
    page.say("speed", updates_per_second=60)


def test_hello_is_answered_with_the_session_its_spec_and_its_lanes(port: int, spec: dict[str, Any]) -> None:
    with page_at(port) as page:
        welcome = page.hello(spec=spec)
        assert welcome["version"] == VERSION
        assert len(welcome["session"]) >= 22, "a name that can be guessed"
        assert welcome["spec"] == spec
        assert [lane["name"] for lane in welcome["lanes"]] == ["lane 1", "lane 2"]
        assert (welcome["state"]["clock"], welcome["state"]["update"]) == ("paused", 0)
        data = page.until("data")
        assert (data["inputs"], data["task"]) == (2, "classification")
        assert sum(data["counts"].values()) == spec["data"]["examples"]


def test_hello_without_a_spec_gets_the_default(port: int) -> None:
    with page_at(port) as page:
        assert page.hello()["spec"] == NetworkSpec().document()


def test_while_it_plays_the_curves_of_all_lanes_grow_without_gap_or_overlap(page: Page) -> None:
    page.watch("loss", "learning_rate", "gradient_norm")
    page.say("play")
    for lane in (1, 2):
        for name in ("loss", "learning_rate", "gradient_norm"):
            page.until_update(5000, name, lane)
    page.until_update(page.cursors["loss", 1] + 1)
    assert len(page.frames) > 1


def test_no_more_than_two_frames_fly_and_an_ack_brings_the_next(page: Page) -> None:
    page.acknowledges = False
    page.watch("loss")
    page.say("play")
    page.until_frame(lambda frame: frame.sequence == FLYING)
    update = page.until("state")["update"]
    for _ in range(2):  # a quarter of a second each: dozens of frames, if they could come
        update = page.until("state", lambda event, last=update: event["update"] > last)["update"]  # type: ignore[misc]
    assert len(page.frames) == FLYING
    page.say("ack", sequence=1)
    page.until_frame(lambda frame: frame.sequence == FLYING + 1)
    page.settle()
    assert len(page.frames) == FLYING + 1
    page.say("ack", sequence=3)
    page.until_frame(lambda frame: frame.sequence == FLYING + 3)


def test_an_ack_of_a_frame_that_was_never_sent_is_an_error(page: Page) -> None:
    page.say("ack", sequence=7)
    error = page.until("error")
    assert (error["field"], error["allowed"]) == ("sequence", "0 to 0")


def test_pause_stops_all_lanes_at_one_update(page: Page) -> None:
    page.say("play")
    page.until("state", lambda event: event["update"] > 0)
    page.say("pause")
    state = page.until("state", lambda event: event["clock"] == "paused" and level(event))  # who is behind catches up
    page.settle()
    assert page.events[-1]["lanes"] == state["lanes"]


def test_a_step_is_one_update_or_what_is_left_of_the_epoch(page: Page) -> None:
    def stepped(unit: str) -> dict[str, Any]:
        page.say("step", unit=unit)
        page.until("state", lambda event: event["clock"] == "playing")
        return page.until("state", lambda event: event["clock"] == "paused")

    assert stepped("update")["update"] == 1
    assert stepped("update")["update"] == 2
    state = stepped("epoch")
    assert (state["update"], state["epoch"]) == (4, 1), "36 examples in batches of 10"


def test_reset_goes_back_to_the_start_and_the_same_numbers_come_again(page: Page) -> None:
    page.watch("loss")
    slowly(page)
    page.say("play")
    page.until_update(50)
    before = page.curve()[:50]
    page.say("reset")
    told = page.until("spec")
    assert told["restarted"] == [1, 2]
    assert told["why"]
    state = page.until("state")
    assert (state["clock"], state["update"]) == ("paused", 0)
    page.say("play")
    page.until_update(50)
    np.testing.assert_array_equal(page.curve()[:50], before)


def test_speed_is_told_and_null_is_as_fast_as_it_goes(page: Page) -> None:
    page.say("speed", updates_per_second=3)
    assert page.until("state")["speed"] == 3
    page.say("speed", updates_per_second=None)
    page.until("state", lambda event: event["speed"] is None)


def test_a_lane_is_changed_while_it_runs_and_goes_on(page: Page) -> None:
    page.watch("learning_rate")
    slowly(page)
    page.say("play")
    page.until_update(20, "learning_rate")
    page.say("patch_lane", lane=1, changes={"optimizer": {"name": "adam", "lr": 0.03}})
    told = page.until("spec")
    assert told["spec"]["lanes"][0]["optimizer"]["name"] == "adam"
    assert told["restarted"] == []
    state = page.until("state")
    assert state["clock"] == "playing"
    assert state["update"] >= 20
    page.until_update(state["update"] + 30, "learning_rate")
    page.until_update(state["update"] + 30, "learning_rate", 2)
    rates = page.curve("learning_rate")
    changes = np.flatnonzero(np.diff(rates[:, 0]))
    assert len(changes) == 1
    assert rates[-1, 0] == np.float32(0.03)
    assert len(np.unique(page.curve("learning_rate", 2))) == 1, "the other lane was none of its business"


def test_a_lane_of_another_shape_starts_anew_alone(page: Page) -> None:
    page.watch("loss")
    page.say("play")
    page.until_update(50)
    page.say("patch_lane", lane=2, changes={"layers": [{"units": 7}]})
    told = page.until("spec")
    assert told["restarted"] == [2]
    assert "width" in told["why"]
    page.until_update(60, lane=2)
    page.until_update(100, lane=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"optimizer": {"lr": -1}}, "optimizer.lr"),
        ({"optimizer": {"lr": 1e300}}, "optimizer.lr"),
        ({"optimizer": "adamm"}, "optimizer.name"),
        ({"batch": 0}, "batch"),
        ({"batch": 1.5}, "batch"),
        ({"layers": [{"units": 10**30}]}, "layers.0.units"),
        ({"layers": []}, "layers"),
        ({"layers": {"0": {}}}, "layers"),
        ({"unheard": 1}, "unheard"),
        ({"name": 7}, "name"),
    ],
)
def test_a_refused_change_is_one_error_and_changes_nothing(page: Page, changes: dict[str, Any], field: str) -> None:
    page.say("patch_lane", lane=1, changes=changes)
    (error,) = (event for event in page.settle() if event["kind"] not in ("data", "log"))
    assert error["kind"] == "error"
    assert error["field"] == field
    assert error["allowed"]
    page.say("reset")
    assert page.until("spec")["spec"] == page.welcome["spec"]


def test_a_lane_that_is_not_there_is_an_error_that_names_those_that_are(page: Page) -> None:
    page.say("patch_lane", lane=9, changes={})
    assert page.until("error")["allowed"] == "1 (lane 1), 2 (lane 2)"


def test_lanes_are_added_and_removed_while_it_runs(page: Page) -> None:
    page.watch("loss")
    page.say("play")
    page.until_update(30)
    page.say("add_lane", copy_of=1, changes={"optimizer": "adam"})
    told = page.until("spec")
    assert [lane["id"] for lane in told["lanes"]] == [1, 2, 3]
    assert told["spec"]["lanes"][2]["optimizer"]["name"] == "adam"
    page.until_update(60, lane=3)
    page.say("remove_lane", lane=2)
    assert [lane["id"] for lane in page.until("spec")["lanes"]] == [1, 3]
    seen = len(page.frames)
    page.until_update(page.cursors["loss", 3] + 500, lane=3)
    assert not any(frame.of(LOSS, 2) for frame in page.frames[seen:])


def test_lanes_are_at_most_eight_and_at_least_one(page: Page) -> None:
    for _ in range(7):
        page.say("add_lane")
    assert page.until("error")["allowed"] == "at most 8 lanes"
    for lane in range(1, 9):
        page.say("remove_lane", lane=lane)
    assert page.until("error")["allowed"] == "at least 1 lane"


def test_new_data_are_told_and_the_lanes_learn_them(page: Page) -> None:
    page.until("data")
    page.watch("loss", "points")
    page.say("patch_session", changes={"data": {"name": "plane", "examples": 80}})
    assert page.until("spec")["restarted"] == [1, 2]
    assert page.until("data")["task"] == "regression"
    assert len(page.until_block("points").values) in (60, 80)
    page.say("play")
    page.until_update(30)


def test_divergence_is_told_with_its_reason_and_a_cure_that_helps(page: Page) -> None:
    page.say("patch_lane", lane=1, changes=WILD)
    page.say("play")
    told = page.until("diverged")
    assert told["lane"] == 1
    assert told["reason"]
    assert told["cures"]
    state = page.until("state")
    assert [lane["status"] for lane in state["lanes"]] == ["diverged", "ready"]
    assert state["clock"] == "playing", "the other lane goes on"
    page.say("patch_lane", lane=1, changes=told["cures"][0]["changes"])
    assert page.until("spec")["restarted"] == [1]
    page.until("state", lambda event: event["lanes"][0]["update"] > 0 and event["lanes"][0]["status"] == "ready")


def test_only_what_is_watched_comes(page: Page) -> None:
    page.watch("learning_rate", "region_class", "metrics")
    page.say("play")
    page.until_block("region_class")
    page.until_block("metrics")
    page.until_update(200, "learning_rate")
    kinds = {block.kind for frame in page.frames for block in frame.blocks}
    assert kinds == {KINDS[name].number for name in ("learning_rate", "region_class", "metrics")}
    page.watch("loss")
    page.settle()
    seen = len(page.frames)
    page.until_update(200)
    assert {block.kind for frame in page.frames[seen:] for block in frame.blocks} == {LOSS}


OF_A_SURFACE = {"path", "point", "window", "field", "map_label", "map_shade"}
OF_OTHER_DATA = {"region_value"}
OF_PICTURES = {"misclassified", "misclassified_labels", "filters", "picture", "feature_maps", "feature_ranges",
               "scores"}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(KINDS) - OF_A_SURFACE - OF_OTHER_DATA - OF_PICTURES))
def test_every_view_of_classified_points_comes_when_it_is_watched(page: Page, name: str) -> None:
    if name == "masks":  # there are none without dropout
        page.say("patch_lane", lane=1, changes={"layers": [{"units": 8, "keep": 0.5}, {"units": 8}]})
    page.watch(name)
    page.say("step")
    block = page.until_block(name)
    assert block.values.size > 0


def test_every_view_of_pictures_comes_when_it_is_watched(port: int) -> None:
    layers = [{"kind": "conv", "filters": 2}, {"units": 4}]
    data = {"name": "digits", "examples": 200}
    with page_at(port) as page:
        page.hello(spec={"place": "vision", "data": data, "lanes": [{"layers": layers}]})
        page.settle()
        page.watch(*OF_PICTURES)
        page.say("step")
        wanted = {KINDS[name].number for name in OF_PICTURES}
        seen: set[int] = set()

        def is_last(frame: DecodedFrame) -> bool:
            seen.update(block.kind for block in frame.blocks if block.values.size)
            return wanted <= seen

        page.until_frame(is_last)


@pytest.mark.parametrize("name", sorted(OF_A_SURFACE | {"loss", "gradient_norm"}))
def test_every_view_of_a_surface_comes_when_it_is_watched(port: int, name: str) -> None:
    with page_at(port) as page:
        page.hello(spec={"place": "surface", "surface": "himmelblau"})
        page.settle()
        page.watch(*({"map_label"} if name == "map_shade" else {"field"} if name == "window" else {name}))
        page.say("map", what="basins", lane=1, updates=20)
        page.say("step")
        block = page.until_block(name)
        assert block.values.size > 0


def test_a_view_that_is_none_is_an_error_with_the_nearest_name(page: Page) -> None:
    page.watch("los")
    error = page.until("error")
    assert error["field"] == "views"
    assert "'loss'" in error["message"] or "loss" in error["message"]


def test_two_sessions_have_nothing_in_common(port: int, page: Page, spec: dict[str, Any]) -> None:
    with page_at(port) as other:
        welcome = other.hello(spec=spec)
        assert welcome["session"] != page.welcome["session"]
        page.say("play")
        page.say("patch_lane", lane=1, changes={"name": "mine"})
        page.until("state", lambda event: event["update"] > 0)
        assert [event["kind"] for event in other.settle()] == ["data", "log"]
        assert other.events[-1]["update"] == 0
        other.say("reset")
        assert other.until("spec")["spec"] == spec


def test_two_pages_of_one_session_see_the_same(port: int, page: Page) -> None:
    with page_at(port) as other:
        other.hello(session=page.welcome["session"])
        for one in (page, other):
            one.watch("loss")
        slowly(page)
        page.say("play")
        for one in (page, other):
            one.until_update(60)
        np.testing.assert_array_equal(page.curve()[:60], other.curve()[:60])
        other.say("pause")
        page.until("state", lambda event: event["clock"] == "paused")

"""A page that lost its connection and comes back."""

from __future__ import annotations

from typing import Any

import numpy as np

from server.page import Page, page_at


def away(page: Page) -> dict[str, Any]:
    """What it says when it comes back: the session's name, and how far it has every lane."""
    ends: dict[int, int] = {}
    for (_, lane), end in page.cursors.items():
        ends[lane] = min(end, ends.get(lane, end))
    page.socket.close()
    cursors = {str(lane): [page.lives[lane], end] for lane, end in ends.items()}
    return {"session": page.welcome["session"], "cursors": cursors}


def continued(page: Page, other: Page) -> None:
    """The other page holds what this one has."""
    other.curves = {key: list(blocks) for key, blocks in page.curves.items()}
    other.cursors = dict(page.cursors)
    other.lives = dict(page.lives)


def test_who_comes_back_finds_the_session_and_the_curve_joins(port: int, page: Page) -> None:
    page.watch("loss")
    page.say("speed", updates_per_second=300)
    page.say("play")
    page.until_update(40)
    page.until_update(40, lane=2)
    with page_at(port) as again:
        continued(page, again)
        welcome = again.hello(**away(page))
        assert welcome["session"] == page.welcome["session"]
        assert welcome["state"]["clock"] == "playing"
        assert welcome["state"]["update"] >= 40
        again.watch("loss")
        end = again.cursors["loss", 1]
        again.until_update(end + 60)
        again.until_update(end + 60, lane=2)
        again.say("pause")
        again.until("state", lambda event: event["clock"] == "paused")
        with page_at(port) as third:
            third.hello(session=welcome["session"])
            third.watch("loss")
            third.until_update(end + 60)
            np.testing.assert_array_equal(third.curve()[: end + 60], again.curve()[: end + 60])


def test_without_cursors_the_whole_curve_comes_again(port: int, page: Page) -> None:
    page.watch("loss")
    page.say("play")
    page.until_update(3000)
    session = away(page)["session"]
    with page_at(port) as again:
        again.hello(session=session)
        again.watch("loss")
        again.until_update(3000)
        assert again.frames[0].blocks[0].start == 0


def test_a_change_made_meanwhile_is_in_the_welcome(port: int, page: Page) -> None:
    page.say("patch_lane", lane=1, changes={"name": "before"})
    page.until("spec")
    with page_at(port) as again:
        assert again.hello(**away(page))["lanes"][0] == {"id": 1, "name": "before", "life": 0}


def test_a_lane_that_began_anew_meanwhile_is_told_to_be_forgotten(port: int, page: Page) -> None:
    page.watch("loss")
    page.say("speed", updates_per_second=300)
    page.say("play")
    page.until_update(30)
    page.until_update(30, lane=2)
    with page_at(port) as other, page_at(port) as again:
        other.hello(session=page.welcome["session"])
        back = away(page)
        other.say("patch_lane", lane=2, changes={"seed": 5})
        other.until("spec")
        continued(page, again)
        assert [lane["life"] for lane in again.hello(**back)["lanes"]] == [0, 1]
        assert ("loss", 2) not in again.cursors
        again.watch("loss")
        end = again.cursors["loss", 1]
        again.until_update(end + 30)
        again.until_update(30, lane=2)


def test_a_cursor_beyond_the_end_is_not_believed(port: int, page: Page) -> None:
    session = away(page)["session"]
    with page_at(port) as again:
        again.hello(session=session, cursors={"1": [0, 2**40], "77": [0, 3]})
        again.watch("loss")
        again.say("step")
        again.until_update(1)


def test_a_divergence_is_told_to_who_comes_later(port: int, page: Page) -> None:
    changes = {
        "optimizer": {"name": "gradient_descent", "lr": 1000.0},
        "loss": "squared_error",
        "layers": [{"activation": "relu"}],
    }
    page.say("patch_lane", lane=2, changes=changes)
    page.say("play")
    told = page.until("diverged")
    with page_at(port) as again:
        again.hello(**away(page))
        assert again.until("diverged") == told


def test_an_unknown_session_is_answered_with_a_new_one(port: int, spec: dict[str, Any]) -> None:
    with page_at(port) as page:
        welcome = page.hello(session="nobody-knows-this-one", spec=spec, cursors={"1": [0, 500]})
        assert welcome["session"] != "nobody-knows-this-one"
        assert welcome["spec"] == spec
        page.watch("loss")
        page.say("step")
        page.until_update(1)
        assert not [event for event in page.settle() if event["kind"] == "spec"]

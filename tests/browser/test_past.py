"""The timeline: looking back, going on from there, forks, the list of edits, and a lost connection."""

from __future__ import annotations

import re

import pytest

from browser.visit import Visit

pytestmark = pytest.mark.browser

FIELD = "lane => ravine.inspect('regions', lane).then(({field}) => field && field.values.join())"


@pytest.fixture
def trained(visit: Visit) -> Visit:
    """Paused at an update beyond 400, with one edit of the rate at about the middle."""
    visit.play()
    visit.wait_update(200)
    visit.set("lane.optimizer.lr", 0.05)
    visit.goes_on(200)
    visit.pause()
    return visit


def regions(visit: Visit) -> list[str]:
    return [visit.page.evaluate(FIELD, lane["id"]) for lane in visit.lanes]


def test_what_was_shown_at_an_update_is_shown_again(trained: Visit) -> None:
    end = trained.update
    first = regions(trained)
    trained.scrub(30)
    assert regions(trained) != first
    assert trained.control("lane.optimizer.lr").input_value() == "0.15", "the settings of that time"
    trained.page.get_by_role("button", name="Back to the end").click()
    trained.wait_shown(end)
    same = "([lane, value]) => ravine.inspect('regions', lane).then(({field}) => field.values.join() === value)"
    trained.wait(same, [trained.lanes[0]["id"], first[0]])
    assert trained.control("lane.optimizer.lr").input_value() == "0.05"
    trained.check_curves()


def test_play_goes_on_from_the_past_and_drops_what_came_after(trained: Visit) -> None:
    end = trained.update
    trained.scrub(100)
    assert "drops what came after" in trained.page.get_by_role("region", name="Timeline").inner_text()
    trained.page.keyboard.press("ArrowRight")
    trained.wait_shown(101)
    trained.wait_curves(101)
    trained.check_curves()
    assert trained.page.locator(".edit-mark").count() == 0, "the edit came later"
    trained.play()
    trained.wait_update(end)


def test_a_fork_from_the_past_keeps_both_and_is_picked(trained: Visit) -> None:
    end = trained.update
    trained.scrub(100)
    trained.page.get_by_role("button", name="Fork ReLU from here").click()
    trained.settled()
    assert [lane["name"] for lane in trained.lanes] == ["ReLU", "sigmoid", "ReLU 2"]
    assert trained.page.locator(".lane[aria-pressed=true]").inner_text().endswith("ReLU 2")
    trained.wait("end => ravine.inspect('loss').then(({lanes}) => lanes[2]?.end === 100 && lanes[0].end === end)", end)
    trained.choose("lane.optimizer", "adam")
    trained.play()
    trained.wait_update(end + 50)
    trained.pause()
    ends = {lane["end"] for lane in trained.lanes}
    assert len(ends) == 1, "all lanes are at the same update again"
    trained.check_curves()


def test_edits_are_listed_and_lead_to_their_update(trained: Visit) -> None:
    timeline = trained.page.get_by_role("region", name="Timeline")
    timeline.get_by_text("2 edits").click()
    entry = timeline.locator("li", has_text="ReLU").first
    assert "lr 0.15 → 0.05" in entry.inner_text()
    at = int(re.sub(r"\D", "", entry.get_by_role("button").inner_text()))
    assert 200 <= at < trained.update
    entry.get_by_role("button").click()
    trained.wait_shown(at)


def test_a_lane_is_renamed_and_its_past_stays(trained: Visit) -> None:
    trained.pick("ReLU")
    trained.page.get_by_label("name", exact=True).fill("my net")
    trained.page.keyboard.press("Enter")
    trained.settled()
    assert trained.lanes[0]["name"] == "my net"
    trained.wait_curves(trained.update)
    trained.check_curves()


def test_the_timeline_is_moved_with_the_keyboard(trained: Visit) -> None:
    end = trained.update
    trained.page.get_by_label("update shown").focus()
    for key, update in (("ArrowLeft", end - 1), ("ArrowLeft", end - 2), ("ArrowRight", end - 1), ("Home", 0)):
        trained.page.keyboard.press(key)
        trained.wait_shown(update)
    trained.page.keyboard.press("Space")  # plays, from there
    trained.page.get_by_role("button", name="Pause", exact=True).wait_for()


def test_a_lost_connection_comes_back_with_whole_curves(visit: Visit) -> None:
    visit.play()
    visit.wait_update(100)
    visit.page.evaluate("ravine.drop()")
    visit.page.locator("[data-phase=waiting]").wait_for()
    visit.page.locator("[data-phase=open]").wait_for()
    visit.goes_on(100)
    visit.pause()
    visit.check_curves()


def test_the_gradient_is_checked_layer_by_layer(trained: Visit) -> None:
    lane = trained.page.get_by_role("region", name="Lane ReLU")
    lane.get_by_role("button", name="Check the gradient").click()
    result = lane.locator(".check-result")
    result.wait_for(timeout=60_000)  # the kernels for float64 may have to be compiled first
    assert "Backprop is right" in result.inner_text()
    assert lane.locator(".layer-error").count() == 3
    assert all(float(text) < 1e-5 for text in lane.locator(".layer-error b").all_inner_texts())
    assert "seed 1" in lane.inner_text()

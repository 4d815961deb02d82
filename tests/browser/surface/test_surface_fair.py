"""Ready-made races, and rates that are made fair in one click."""

from __future__ import annotations

import pytest

from browser.surface.ground import Ground

pytestmark = pytest.mark.browser


def test_every_ready_made_race_says_what_to_look_at_and_runs(ground: Ground) -> None:
    races = ground.page.get_by_role("region", name="Ready-made races")
    for button in races.get_by_role("button").all():
        button.click()
        ground.settled()
        says = button.get_attribute("title")
        assert says
        assert races.get_by_role("status").inner_text() == says
        assert button.get_attribute("aria-pressed") == "true"
        ground.page.keyboard.press("Space")
        ground.wait_update(5)
        if ground.playing:
            ground.pause()


def test_the_same_rate_for_all(ground: Ground) -> None:
    ground.play()
    ground.wait_update(10)
    ground.pause()
    ground.page.get_by_role("button", name="Same rate for all").click()
    ground.page.get_by_role("group", name="The same rate").get_by_role("button", name="0.01", exact=True).click()
    ground.settled()
    ground.wait_shown(0)
    assert ground.page.locator(".rates b").all_inner_texts() == ["0.01"] * 3


def test_the_best_of_a_grid_for_each(ground: Ground) -> None:
    ground.page.get_by_role("button", name="Best of a grid for each").click()
    table = ground.page.get_by_role("region", name="Grid of rates")
    table.wait_for()
    ground.settled()
    best = table.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert ground.page.locator(".rates b").all_inner_texts() == best
    assert table.locator(".winner").count() == 3
    for row in table.locator("tbody tr").all():
        reached = row.locator("td:nth-child(3)").inner_text()
        assert row.locator(".winner").inner_text() == reached
    ground.page.get_by_role("button", name="close the grid").click()
    table.wait_for(state="detached")


def test_with_the_keyboard_alone(ground: Ground) -> None:
    page = ground.page
    page.keyboard.press("Space")
    ground.wait_update(10)
    page.keyboard.press("Space")
    ground.wait("() => ravine.state().clock === 'paused'")
    page.keyboard.press("r")
    ground.wait_shown(0)
    page.keyboard.press("2")
    assert (
        page.get_by_role("region", name="Lanes")
        .get_by_role("button", name="momentum")
        .first.get_attribute("aria-pressed")
        == "true"
    )
    page.get_by_role("tab", name="Inside an update").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("tab", name="Maps").and_(page.locator("[aria-selected=true]")).wait_for()
    assert ground.update == 0, "an arrow is another tab here"
    page.keyboard.press("Enter")
    page.get_by_role("tabpanel").wait_for(state="detached")
    reached = set()
    page.locator("h1").click()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
            )
        )
    for wanted in ("Network", "Same rate for all", "what the chart shows", "closer", "Ravine"):
        assert any(wanted in one for one in reached), wanted
    assert any("The map" in one for one in reached)

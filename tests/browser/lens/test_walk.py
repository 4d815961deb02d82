"""AlexNet's walk: what a person changes changes the layers that follow; what cannot be is told at its layer."""

from __future__ import annotations

import pytest

from browser.lens.look import Look, dense
from browser.test_axe import BREACHES
from ravine.spec.alexnet import walkable

pytestmark = pytest.mark.browser

SPEC = {"data": {"name": "circles"}, "lanes": [{"layers": [dense(5, "relu")]}]}


def test_a_change_is_marked_downstream_and_an_impossible_one_at_its_layer(look: Look) -> None:
    look.open("walk", SPEC)
    walk = look.page.locator(".lens-walk")
    walk.get_by_text("62,378,344").first.wait_for()
    walk.get_by_role("button", name="CONV1").click()
    stride = walk.locator("[name='walk.stride']")
    stride.fill("3")
    stride.press("Tab")
    walk.get_by_role("button", name="POOL3, 8 × 8 × 256, changed").wait_for()
    stride.fill("16")
    stride.press("Tab")
    walk.get_by_role("button", name="cannot be").wait_for()
    assert "POOL3 cannot be" in walk.locator(".refusal").inner_text()
    walk.get_by_role("button", name="Back to AlexNet").click()
    walk.get_by_text("62,378,344").first.wait_for()
    assert not walk.locator("[data-refused=true]").count()


def test_pointing_at_a_layer_shows_how_its_numbers_arise(look: Look) -> None:
    look.open("walk", SPEC)
    walk = look.page.locator(".lens-walk")
    walk.get_by_role("button", name="FC6").hover()
    walk.get_by_text("(9,216 + 1) · 4,096 = 37,752,832").wait_for()
    walk.get_by_role("heading", name="AlexNet, layer by layer").hover()
    walk.get_by_text("(11 · 11 · 3 + 1) · 96 = 34,944").wait_for()
    walk.get_by_role("button", name="CONV2").hover()
    walk.get_by_text("(27 + 2 · 2 − 5) / 1 + 1, rounded down = 27").wait_for()
    padding = walk.locator("[name='walk.padding']")
    padding.fill("1")  # the mouse rests where it is: what is shown is changed
    padding.press("Enter")
    walk.get_by_role("button", name="CONV2, 25 × 25 × 256, changed").wait_for()
    walk.get_by_role("button", name="CONV1, 55 × 55 × 96", exact=True).wait_for()


def test_the_whole_of_it_is_run_and_can_be_stopped(look: Look, axe: str) -> None:
    look.open("walk", SPEC)
    shown = look.page.get_by_role("region", name="One real pass")
    shown.get_by_label("photograph").select_option("2")
    shown.get_by_role("button", name="Run one pass").click()
    shown.get_by_text("done: ").wait_for(timeout=60_000)
    text = shown.inner_text()
    assert "one who takes all classes for alike has 6.9078" in text  # ln 1000
    assert "317.9 MiB for its numbers" in text
    bar, around = shown.get_by_role("progressbar").bounding_box(), shown.bounding_box()
    assert bar is not None
    assert around is not None
    assert around["y"] < bar["y"] < around["y"] + around["height"], "not along the window's lower edge"
    rows = [[cell.inner_text() for cell in row.locator("td").all()] for row in shown.locator("tbody tr").all()]
    assert len(rows) == 13
    assert all(float(cell) >= 0 for row in rows for cell in row[:2])
    assert [bool(row[2]) for row in rows] == [name[0] in "CF" for name in walkable().names]
    shown.get_by_role("button", name="Run it again").click()
    shown.get_by_role("button", name="Stop").click()
    shown.get_by_text("it was stopped").wait_for()
    assert not shown.get_by_role("button", name="Stop").is_enabled()
    look.page.evaluate(axe)
    assert look.page.evaluate(BREACHES) == []

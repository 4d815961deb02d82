"""AlexNet's walk: what a person changes changes the layers that follow; what cannot be is told at its layer."""

from __future__ import annotations

import pytest

from browser.lens.look import Look, dense

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

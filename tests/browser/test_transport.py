"""Play, pause, one update, one epoch, reset, speed: by mouse and by key."""

from __future__ import annotations

from typing import Any

import pytest

from browser.visit import Visit

pytestmark = pytest.mark.browser

RATE = "+document.querySelector('[data-number=rate]').textContent.replaceAll(',', '')"


def test_the_page_loads_with_two_lanes_ready_to_play(visit: Visit) -> None:
    assert [lane["name"] for lane in visit.lanes] == ["ReLU", "sigmoid"]
    assert visit.update == 0
    assert not visit.playing


def test_play_trains_both_lanes_and_pause_stops_them(visit: Visit) -> None:
    visit.play()
    visit.wait_update(500)
    visit.pause()
    stopped = visit.update
    visit.wait_curves(stopped)
    visit.check_curves()
    assert visit.update == stopped
    assert visit.page.locator("[data-number=rate]").inner_text() == "0"


def test_one_update_is_one_update(visit: Visit) -> None:
    for expected in (1, 2, 3):
        visit.page.get_by_role("button", name="One update").click()
        visit.wait_update(expected)
        assert visit.update == expected
    visit.check_curves()


def test_one_epoch_is_one_pass_over_the_training_set(visit: Visit) -> None:
    visit.page.get_by_role("button", name="One epoch").click()
    visit.wait_update(6)  # 300 of 500 examples, 50 a batch
    visit.wait("() => document.querySelector('[data-number=epoch]').textContent === '1'")
    assert visit.update == 6


def test_reset_leads_back_to_update_0_and_the_same_start(visit: Visit) -> None:
    visit.page.get_by_role("button", name="One epoch").click()
    visit.wait_update(6)
    visit.wait_curves(6)
    first = batch_losses(visit)
    visit.page.get_by_role("button", name="Reset").click()
    visit.wait("() => document.querySelector('[data-number=update]').textContent === '0'")
    visit.wait_curves(0)
    visit.page.get_by_role("button", name="One epoch").click()
    visit.wait_update(6)
    visit.wait_curves(6)
    assert batch_losses(visit) == first


def batch_losses(visit: Visit) -> list[list[Any]]:
    """Lane, part, update, updates, and the loss; the compute time behind them is measured and never the same."""
    return [row[:7] for row in visit.inspect("loss")["rows"] if row[1] == "batch"]


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    keyboard = visit.page.keyboard
    keyboard.press("ArrowRight")
    visit.wait_update(1)
    keyboard.press("Shift+ArrowRight")
    visit.wait_update(6)
    assert visit.update == 6
    visit.page.get_by_role("button", name="Play", exact=True).wait_for()  # the step is over: Space plays, not pauses
    keyboard.press("Space")
    visit.wait_update(200)
    assert visit.playing
    keyboard.press("Space")
    visit.page.get_by_role("button", name="Play", exact=True).wait_for()
    keyboard.press("r")
    visit.wait("() => document.querySelector('[data-number=update]').textContent === '0'")
    keyboard.press("2")
    assert visit.page.locator(".lane[aria-pressed=true]").inner_text().endswith("sigmoid")
    keyboard.press("0")
    assert "All lanes" in visit.page.locator(".lane[aria-pressed=true]").inner_text()


def test_keys_typed_into_a_field_move_nothing(visit: Visit) -> None:
    visit.control("lane.optimizer.lr").focus()
    for key in ("Space", "ArrowRight", "r", "2", "Escape"):
        visit.page.keyboard.press(key)
    visit.settled()
    assert visit.update == 0
    assert not visit.playing
    assert "All lanes" in visit.page.locator(".lane[aria-pressed=true]").inner_text()


def test_everything_is_reached_by_tab_and_the_focus_is_seen(visit: Visit) -> None:
    names = set()
    for _ in range(12):
        visit.page.keyboard.press("Tab")
        names.add(visit.page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel"))
        assert visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert {"Play", "One update", "One epoch", "Reset"} <= {str(name).strip() for name in names}


def test_the_speed_is_kept(visit: Visit) -> None:
    assert visit.page.get_by_label("speed").input_value() == "1000"  # at which a class sees it learn
    visit.page.get_by_label("speed").select_option("10")
    visit.play()
    visit.wait_update(20)
    visit.wait(f"() => Math.abs({RATE} - 10) < 2")
    visit.page.get_by_label("speed").select_option("")
    visit.wait(f"() => {RATE} > 100")

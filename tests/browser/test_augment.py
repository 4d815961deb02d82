"""Augmentation among the controls: switched on and off while the lanes train, offered only where the data allow it."""

from __future__ import annotations

from typing import Any

import pytest

from browser.visit import Visit

pytestmark = pytest.mark.browser


def augment(visit: Visit) -> list[dict[str, Any]]:
    """Of each lane."""
    lanes: list[dict[str, Any]] = visit.page.evaluate("ravine.spec().lanes")
    return [{name: held for name, held in lane["augment"].items() if held is not None} for lane in lanes]


def test_it_is_switched_and_tuned_while_the_lanes_train(visit: Visit) -> None:
    visit.unfold()
    visit.choose("session.data", "digits")
    assert not visit.control("lane.augment.saturation").is_enabled()
    assert "for pictures in colour" in visit.page.locator(".augmentations").inner_text()
    assert not visit.control("lane.augment.flip_up_down").is_enabled(), "a 6 would be a 9"
    visit.play()
    visit.wait_update(20)
    lives = visit.lives
    visit.control("lane.augment.shift").check()
    visit.settled()
    assert augment(visit) == [{"shift": {"reach": 0.1}}] * 2
    visit.set("lane.augment.shift.reach", 0.3)
    visit.pick("ReLU")
    visit.control("lane.augment.noise").check()
    visit.settled()
    assert augment(visit) == [{"shift": {"reach": 0.3}, "noise": {"sigma": 0.1}}, {"shift": {"reach": 0.3}}]
    visit.set("lane.augment.shift.reach", 7)
    assert "from 0 to 1" in visit.page.locator(".refusal").inner_text()
    visit.control("lane.augment.shift").uncheck()
    visit.settled()
    assert augment(visit) == [{"noise": {"sigma": 0.1}}, {"shift": {"reach": 0.3}}]
    visit.goes_on()
    assert visit.lives == lives, "no lane started anew"
    visit.pause()
    visit.check_curves()


def test_data_without_pictures_offer_none(visit: Visit) -> None:
    visit.unfold()
    assert visit.page.locator(".augmentations").count() == 0
    visit.choose("session.data", "digits")
    visit.control("lane.augment.crop").check()
    visit.settled()
    visit.choose("session.data", "spirals")
    assert augment(visit) == [{}, {}]
    assert visit.page.locator(".augmentations").count() == 0

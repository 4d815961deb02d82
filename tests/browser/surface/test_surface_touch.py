"""Fingers on the map: one drags the ring or the view, two pinch it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession

from browser.surface.ground import Ground

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize(
        "visit",
        [{"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}],
        indirect=True,
    ),
]

STEPS = 6


class Fingers:
    """Real touches, as the browser gets them from a screen."""

    def __init__(self, ground: Ground, wire: CDPSession) -> None:
        self.ground, self.wire = ground, wire
        ground.page.evaluate("document.querySelector('.race .frame').scrollIntoView({block: 'center'})")

    def _touch(self, kind: str, points: list[tuple[float, float]]) -> None:
        touches = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, *ways: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Each finger from a place of the page to another one."""
        self._touch("touchStart", [start for start, _ in ways])
        for step in range(1, STEPS + 1):
            share = step / STEPS
            self._touch("touchMove", [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for (x0, y0), (x1, y1) in ways])
        self._touch("touchEnd", [])


@pytest.fixture
def fingers(ground: Ground) -> Iterator[Fingers]:
    wire = ground.page.context.new_cdp_session(ground.page)
    yield Fingers(ground, wire)
    wire.detach()


def test_a_finger_carries_the_ring(ground: Ground, fingers: Fingers) -> None:
    window, scroll = ground.map["window"], ground.page.evaluate("scrollY")
    fingers.drag((ground.spot(-3.5, 1), ground.spot(0, 2)))
    ground.wait_starts([0, 2])
    assert ground.map["window"] == window, "the view stays"
    assert ground.page.evaluate("scrollY") == scroll, "and so does the page"


def test_a_finger_elsewhere_moves_the_view(ground: Ground, fingers: Fingers) -> None:
    (x, y), starts = ground.spot(2, -1), ground.starts
    fingers.drag(((x, y), (x - 50, y + 30)))
    ground.wait_drawn()
    assert ground.spot(2, -1) == pytest.approx((x - 50, y + 30), abs=3)
    assert ground.starts == starts


def test_two_fingers_come_closer_and_hold_what_is_between_them(ground: Ground, fingers: Fingers) -> None:
    (x, y), starts = ground.spot(0.5, -1), ground.starts
    (low, high), _ = ground.map["window"]
    fingers.drag(((x - 30, y), (x - 80, y + 20)), ((x + 30, y), (x + 40, y + 20)))
    ground.wait_drawn()
    (left, right), _ = ground.map["window"]
    assert right - left == pytest.approx((high - low) / 2, rel=0.02)
    assert ground.spot(0.5, -1) == pytest.approx((x - 20, y + 20), abs=3)
    assert ground.starts == starts


def test_a_tap_is_a_start(ground: Ground, fingers: Fingers) -> None:
    ground.page.touchscreen.tap(*ground.spot(1, -2))
    ground.wait_starts([1, -2])
    assert ground.notice.all_inner_texts() == [""], "what was asked for needs no word"

"""The map is moved and zoomed, the paths stay right, and the address holds what is seen."""

from __future__ import annotations

import pytest

from browser.surface.ground import Ground

pytestmark = pytest.mark.browser


def width(ground: Ground) -> float:
    (low, high), _ = ground.map["window"]
    return float(high - low)


def test_the_wheel_comes_closer_to_what_is_under_the_pointer(ground: Ground) -> None:
    before = width(ground)
    place = ground.spot(-3.5, 1)
    ground.page.mouse.move(*place)
    ground.page.mouse.wheel(0, -600)
    ground.wait(
        "before => ravine.inspect('surface').then(({window: [[low, high]]}) => high - low < before / 2)", before
    )
    assert ground.spot(-3.5, 1) == pytest.approx(place, abs=3), "a pointer stands on whole pixels"
    ground.wait_drawn()
    ground.page.get_by_role("button", name="whole surface").click()
    ground.wait(
        "before => ravine.inspect('surface').then(({window: [[low, high]]}) => Math.abs(high - low - before) < 1e-9)",
        before,
    )


def test_dragging_the_ground_moves_the_view_and_no_start(ground: Ground) -> None:
    place = ground.spot(2, 0)
    ground.drag((2, 0), (1, 0.5))
    ground.wait_drawn()
    px, py = ground.spot(2, 0)
    assert px < place[0] - 20
    assert py < place[1] - 10
    assert ground.starts[0] == [-3.5, 1]


def test_paths_are_the_same_numbers_in_any_window(ground: Ground) -> None:
    ground.play()
    ground.wait_update(30)
    ground.pause()
    rows = ground.map["rows"]
    for _ in range(6):
        ground.page.get_by_role("button", name="closer").click()
    ground.wait_drawn()
    assert ground.map["rows"] == rows


def test_keys_move_the_start_and_the_view(ground: Ground) -> None:
    hand = ground.page.get_by_role("application", name="The map")
    hand.focus()
    ground.page.keyboard.press("ArrowRight")
    ground.wait("() => ravine.inspect('surface').then(({lanes}) => lanes[0].start[0] > -3.5)")
    assert ground.update == 0, "an arrow is no update here"
    before = width(ground)
    for _ in range(3):
        ground.page.keyboard.press("+")
    ground.wait(
        "before => ravine.inspect('surface').then(({window: [[low, high]]}) => high - low < before / 2)", before
    )
    ground.page.keyboard.press("Control+ArrowUp")
    ground.page.keyboard.press("0")
    ground.wait(
        "before => ravine.inspect('surface').then(({window: [[low, high]]}) => Math.abs(high - low - before) < 1e-9)",
        before,
    )


def test_the_address_holds_surface_lanes_start_and_view(ground: Ground) -> None:
    ground.take("himmelblau")
    ground.click(2, -3)
    ground.wait_starts([2, -3])
    for _ in range(3):
        ground.page.get_by_role("button", name="closer").click()
    ground.wait_drawn()
    ground.settled()
    ground.page.get_by_label("what the chart shows").select_option("distance")
    window, starts = ground.map["window"], ground.starts
    ground.wait("() => decodeURIComponent(location.hash).includes('distance')")
    address = ground.page.url
    other = Ground(ground.page.context.new_page())
    other.page.goto(address)
    other.page.locator(".race canvas").wait_for()
    other.wait_drawn()
    assert other.map["ground"]["title"] == "Himmelblau"
    assert other.starts == starts
    assert [*other.map["window"][0], *other.map["window"][1]] == pytest.approx([*window[0], *window[1]], rel=1e-6)
    assert other.page.get_by_label("what the chart shows").input_value() == "distance"


def test_a_reload_and_a_lost_connection_keep_the_race(ground: Ground) -> None:
    ground.play()
    ground.wait_update(30)
    ground.pause()
    before = ground.update
    ground.page.reload()
    ground.page.locator(".race canvas").wait_for()
    ground.wait_shown(before)
    ground.page.evaluate("ravine.drop()")
    ground.page.locator("[data-phase=open]").wait_for()
    ground.play()
    ground.wait_update(before + 10)
    ground.pause()
    assert {lane["gaps"] for lane in ground.map["lanes"]} == {0}


def test_another_surface_is_shown_whole(ground: Ground) -> None:
    ground.page.get_by_role("button", name="closer").click()
    ground.take("rosenbrock")
    (x0, x1), (y0, y1) = ground.map["window"]
    assert x0 <= -2
    assert x1 >= 2
    assert y0 <= -1
    assert y1 >= 3


@pytest.mark.parametrize("visit", [{"viewport": {"width": 1440, "height": 900}}], indirect=True)
def test_map_chart_and_controls_stand_on_one_screen(ground: Ground) -> None:
    for part in (".race .frame", ".course .frame", ".panel .lanes", ".fairness", ".closer .tabs"):
        box = ground.page.locator(part).bounding_box()
        assert box, part
        assert 0 <= box["y"] <= 900 - box["height"], part


@pytest.mark.parametrize(
    "visit", [{"viewport": {"width": 1024, "height": 768}}, {"viewport": {"width": 390, "height": 844}}], indirect=True
)
def test_nothing_hangs_over_the_side(ground: Ground) -> None:
    for tab in ("Maps", "3-D", "Inside"):
        ground.tab(tab)
        assert ground.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab

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
    ground.page.locator("[data-phase=waiting]").wait_for()
    ground.page.locator("[data-phase=open]").wait_for()
    ground.play()
    ground.wait_update(before + 10)
    ground.pause()
    assert {lane["gaps"] for lane in ground.map["lanes"]} == {0}


def test_another_surface_is_shown_whole(ground: Ground) -> None:
    ground.page.get_by_role("button", name="closer").click()
    ground.take("rosenbrock")
    assert "started anew" in ground.notice.first.inner_text()
    (x0, x1), (y0, y1) = ground.map["window"]
    assert x0 <= -2
    assert x1 >= 2
    assert y0 <= -1
    assert y1 >= 3


@pytest.mark.parametrize("look", ["light", "dark", "projector"])
@pytest.mark.parametrize(
    "visit", [{"viewport": {"width": 1440, "height": 900}}, {"viewport": {"width": 1366, "height": 768}}], indirect=True
)
def test_the_bar_is_one_row_and_the_map_is_seen_without_scrolling(ground: Ground, look: str) -> None:
    ground.look(look)
    ground.page.get_by_label("speed").select_option("")
    ground.play()
    ground.wait_update(100_000)
    ground.pause()
    row = ground.page.locator("header.top > *").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect()).map(({top, bottom}) => (top + bottom) / 2)"
    )
    assert max(row) - min(row) < 6, "one row"
    screen = ground.page.viewport_size
    assert screen
    box = ground.page.locator(".race .frame").bounding_box()
    assert box
    assert box["y"] + min(box["height"], 360) <= screen["height"]
    assert box["height"] >= 300


def test_lanes_that_stop_leave_the_map_its_room(ground: Ground) -> None:
    page = ground.page
    for _ in range(5):
        page.get_by_role("button", name="add a copy of").first.click()
        ground.settled()
    page.locator("h1").click()
    page.keyboard.press("0")
    ground.choose("lane.optimizer", "gradient_descent")
    ground.set("lane.optimizer.lr", 10)
    page.get_by_label("speed").select_option("")
    page.get_by_role("button", name="Play", exact=True).click()  # all stop within a moment: no time to see Pause
    page.locator(".troubles .trouble").nth(7).wait_for()
    after = page.locator(".race .frame").bounding_box()
    assert after
    assert after["height"] >= 400, "of 900"
    troubles = page.locator(".troubles").bounding_box()
    assert troubles
    assert troubles["height"] < 160


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


OVERLAP = """() => {
    const [formula, ...buttons] = ['.formula-line', '.race .open-plotly', '.race .values > summary']
        .map(one => document.querySelector(one).getBoundingClientRect());
    return buttons.some(one => one.left < formula.right && formula.left < one.right
        && one.top < formula.bottom && formula.top < one.bottom);
}"""


@pytest.mark.parametrize("look", ["light", "projector"])
@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_on_a_phone_the_formula_leaves_the_buttons_free(ground: Ground, look: str) -> None:
    ground.look(look)
    for surface in ("ravine", "himmelblau"):
        ground.unfold()
        ground.choose("session.surface", surface)
        assert not ground.page.evaluate(OVERLAP), surface

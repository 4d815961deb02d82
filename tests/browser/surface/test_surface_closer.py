"""Looking closer: one update from inside, maps of many racers, and the landscape."""

from __future__ import annotations

import pytest

from browser.surface.ground import Ground
from ravine.engine.optimizers import optimizers

pytestmark = pytest.mark.browser


def test_an_update_in_slow_motion(ground: Ground) -> None:
    page = ground.page
    page.keyboard.press("3")
    page.keyboard.press("ArrowRight")
    ground.wait_shown(1)
    inside = page.locator(".inside-update")
    inside.get_by_text("Adam, update 1").wait_for()
    names = inside.locator(".phases button").all_inner_texts()
    assert names[:2] == ["the point", "the gradient"]
    assert names[-1] == "the step"
    assert len(names) == 7
    step = inside.locator(".inside-next")
    for _ in range(2):
        step.click()
    inside.locator(".inside-lines .katex").first.wait_for()
    assert inside.locator(".inside-lines .katex").count() == 3, "the formula, and its numbers for x and for y"
    assert page.locator(".katex-error").count() == 0
    step.focus()
    for _ in range(len(names) - 3):
        page.keyboard.press("Space")
    assert inside.locator("[aria-current=step]").inner_text() == "the step"
    assert ground.update == 1
    page.keyboard.press("Space")
    ground.wait_shown(2)
    inside.get_by_text("Adam, update 2").wait_for()
    assert inside.locator("[aria-current=step]").inner_text() == "the point"


def test_every_optimizer_is_explained(ground: Ground) -> None:
    page = ground.page
    page.keyboard.press("1")
    entries = ground.control("lane.optimizer").locator("option:not([disabled])").all()
    for entry in [str(one.evaluate("one => one.value")) for one in entries]:
        ground.choose("lane.optimizer", entry)
        update = ground.update
        page.locator("h1").click()
        page.keyboard.press("ArrowRight")
        ground.wait_shown(update + 1)
        page.locator(".inside-of").get_by_text(f"update {update + 1}").wait_for()
        last = page.locator(".phases button").last
        last.click()
        page.locator(".inside-lines .katex").first.wait_for()
        assert page.locator(".katex-error").count() == 0, entry


def test_every_optimizer_shows_its_memory_or_says_that_it_has_none(ground: Ground) -> None:
    page = ground.page
    page.keyboard.press("1")
    ground.tab("Memory")
    for entry in optimizers:
        ground.choose("lane.optimizer", entry.name)
        update = ground.update
        page.locator("h1").click()
        page.keyboard.press("ArrowRight")
        ground.wait_shown(update + 1)
        lane = ground.state["lanes"][0]["name"]
        memory = page.get_by_role("region", name=f"Memory of {lane}", exact=True)
        page.locator(f".memory-of[aria-label='Memory of {lane}'][data-update='{update + 1}']").wait_for()
        slots = entry.traits["slots"]
        if slots:
            heads = memory.locator("thead th").all_inner_texts()
            assert [head.strip("|") for head in heads] == ["now", "effective rate", *slots], entry.name
            assert memory.locator("svg[data-chart]").count() == len(slots)
        else:
            assert "remembers nothing" in memory.inner_text()
    assert page.locator(".katex-error").count() == 0


def test_played_slowly_it_makes_the_update_by_itself(ground: Ground) -> None:
    ground.page.keyboard.press("1")
    ground.page.get_by_role("button", name="Play slowly").click()
    ground.wait_shown(2)
    ground.page.get_by_role("button", name="Stop").click()


def test_where_starts_end(ground: Ground) -> None:
    ground.take("himmelblau")
    ground.page.keyboard.press("3")
    ground.tab("Maps")
    ground.page.get_by_label("updates of the map").select_option("1000")
    ground.wait("() => ravine.inspect('map').then(({mapped}) => mapped?.updates === 1000 && mapped.done)")
    found = ground.inspect("map")
    minima = [label for label in found["mapped"]["labels"] if label["role"] == "minimum" and label["share"] > 0.05]
    assert len(minima) == 4
    assert ground.page.locator(".map-made").inner_text() == "float32, 256 × 256"
    box = ground.page.locator(".map-figure canvas").bounding_box()
    assert box
    before = ground.starts[0]
    ground.page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    ground.wait("before => ravine.inspect('surface').then(({lanes}) => lanes[0].start + '' !== before + '')", before)


def test_a_map_follows_a_slider(ground: Ground) -> None:
    ground.page.keyboard.press("1")
    ground.tab("Maps")
    ground.wait_map("basins")
    ground.set("lane.optimizer.lr", 0.05)
    ground.wait(
        """() => ravine.inspect('map').then(({mapped}) =>
            mapped?.labels.some(({role, share}) => role === 'diverged' && share > 0.9))"""
    )


def test_which_lane_wins_where(ground: Ground) -> None:
    ground.tab("Maps")
    ground.page.get_by_label("which map").select_option("winners")
    found = ground.wait_map("winners")
    assert {label["role"] for label in found["mapped"]["labels"]} <= {"lane", "tie", "diverged"}
    assert sum(label["share"] for label in found["mapped"]["labels"]) == pytest.approx(1)


def test_which_values_work(ground: Ground) -> None:
    ground.page.keyboard.press("1")
    ground.tab("Maps")
    ground.page.get_by_label("which map").select_option("plane")
    ground.page.get_by_text("has one hyper-parameter only").wait_for()
    ground.page.locator("h1").click()
    ground.page.keyboard.press("2")
    found = ground.wait_map("plane")
    assert found["mapped"]["axes"] == ["lr", "lambda"]
    shares = {label["role"]: label["share"] for label in found["mapped"]["labels"]}
    assert 0.05 < shares["diverged"] < 0.95
    box = ground.page.locator(".map-figure canvas").bounding_box()
    assert box
    before = ground.control("lane.optimizer.lr").input_value()
    ground.page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
    ground.wait("before => document.querySelector(\"[name='lane.optimizer.lr']\").value !== before", before)


def test_the_map_of_values_spans_the_two_that_are_chosen(ground: Ground) -> None:
    page = ground.page
    page.keyboard.press("3")
    ground.tab("Maps")
    page.get_by_label("which map").select_option("plane")
    assert ground.wait_map("plane")["mapped"]["axes"] == ["lr", "beta1"]
    spans = "axes => ravine.inspect('map').then(({mapped}) => mapped?.axes + '' === axes + '' && mapped.done)"
    page.get_by_label("up the map").select_option("eps")
    ground.wait(spans, ["lr", "eps"])
    assert ground.inspect("map")["mapped"]["log"] == [True, True]
    page.get_by_label("across the map").select_option("eps")
    ground.wait(spans, ["eps", "lr"])
    page.get_by_label("up the map").select_option("beta2")
    ground.wait(spans, ["eps", "beta2"])
    assert ground.inspect("map")["mapped"]["log"] == [True, False]
    before = ground.control("lane.optimizer.eps").input_value()
    box = page.locator(".map-figure canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.5)
    ground.wait("before => document.querySelector(\"[name='lane.optimizer.eps']\").value !== before", before)
    ground.settled()
    ground.wait("() => decodeURIComponent(location.hash).includes('beta2')")
    page.reload()
    page.locator(".map-figure canvas").wait_for()
    ground.wait(spans, ["eps", "beta2"])


def test_the_landscape_is_there_while_it_is_open(ground: Ground) -> None:
    assert ground.page.evaluate("typeof Plotly") == "undefined", "it is loaded when it is needed"
    ground.tab("3-D")
    ground.page.locator(".relief-place .gl-container canvas").first.wait_for()
    ground.play()
    ground.wait_update(20)
    ground.wait("""() => document.querySelector('.relief-place').data
        .filter(({type, x}) => type === 'scatter3d' && x.length > 5).length >= 3""")
    ground.pause()
    ground.page.get_by_role("tab", name="3-D").click()
    ground.page.locator(".relief-place").wait_for(state="detached")
    assert ground.page.locator("canvas").count() == 2, "the map and the chart are left"


def test_points_are_dragged_and_the_surface_follows(ground: Ground) -> None:
    ground.take("linear_regression")
    before = ground.map["field"]["values"][:50]
    hand = ground.page.get_by_role("application", name="The points")
    hand.focus()
    for _ in range(4):
        ground.page.keyboard.press("ArrowUp")
    ground.settled()
    ground.wait(
        "before => ravine.inspect('surface').then(({field}) => field.values.slice(0, 50) + '' !== before + '')", before
    )
    ground.page.get_by_role("button", name="Points as they were").click()
    ground.wait(
        "before => ravine.inspect('surface').then(({field}) => field.values.slice(0, 50) + '' === before + '')", before
    )

"""The Vision place: what a network of maps sees, AlexNet's figures, the ladder, the ensemble."""

from __future__ import annotations

import numpy as np
import pytest

from browser.test_axe import BREACHES
from browser.visit import Visit

pytestmark = pytest.mark.browser

SCORES = "() => ravine.inspect('way', 1).then(({rows}) => rows.length === 10)"


@pytest.fixture
def vision(visit: Visit) -> Visit:
    """The Vision place, with its first picture on its way."""
    visit.page.get_by_role("navigation", name="Places").get_by_role("button", name="Vision").click()
    visit.page.locator(".view.way canvas").wait_for()
    visit.wait(SCORES)
    return visit


def section(visit: Visit, title: str) -> None:
    visit.page.get_by_role("navigation", name="What is shown").get_by_role("button", name=title, exact=True).click()


def test_a_picture_goes_through_all_layers_to_the_classes(vision: Visit) -> None:
    shown = vision.inspect("way", 1)
    assert sum(row[1] for row in shown["rows"]) == pytest.approx(1, abs=1e-5)
    assert [row[2] for row in shown["rows"]].count("yes") == 1
    assert len(shown["picture"]) == 28 * 28
    first = shown["picture"]
    vision.page.get_by_role("button", name="next picture").click()
    vision.wait("first => ravine.inspect('way', 1).then(({picture}) => String(picture) !== String(first))", first)
    assert vision.page.get_by_text("test picture 2 of 800").is_visible()


def test_the_first_filters_change_while_the_network_learns(vision: Visit) -> None:
    before = np.array(vision.inspect("filters", 1)["rows"])
    assert before.shape == (16, 1 + 25)
    vision.play()
    vision.wait_update(3)
    vision.pause()
    changed = "before => ravine.inspect('filters', 1).then(({rows}) => String(rows) !== String(before))"
    vision.wait(changed, before.tolist())


def test_a_map_says_for_which_pictures_it_gives_most(vision: Visit) -> None:
    frame = vision.page.locator(".view.way .frame")
    box = frame.bounding_box()
    assert box is not None
    frame.click(position={"x": box["width"] * 0.22, "y": 70})
    strongest = vision.page.get_by_role("region", name="What a map looks for")
    strongest.locator("li").nth(8).wait_for()
    values = [float(text) for text in strongest.locator("li > .quiet").all_inner_texts()]
    assert values == sorted(values, reverse=True)
    strongest.get_by_label("map", exact=True).fill("2")
    strongest.get_by_label("map", exact=True).press("Enter")
    vision.wait("values => String([...document.querySelectorAll('.strongest li > .quiet')]"
                ".map(one => +one.textContent)) !== String(values)", values)  # fmt: skip


def test_alexnet_s_figures_follow_a_change_and_say_what_cannot_be(vision: Visit) -> None:
    page = vision.page
    section(vision, "AlexNet")
    walk = page.get_by_role("region", name="AlexNet, layer by layer")
    walk.locator(".walk-total").get_by_text("62,378,344").wait_for()
    assert walk.get_by_text("60,965,224").is_visible()
    assert walk.locator("[data-arises=side]").inner_text() == "55"
    assert walk.locator("[data-arises=parameters]").inner_text() == "34,944"
    walk.locator("[name='walk.stride']").fill("2")
    walk.locator("[name='walk.stride']").press("Enter")
    walk.get_by_role("button", name="CONV1, 109 × 109 × 96").wait_for()
    assert walk.locator("[data-changed=true]").count() > 5
    page.keyboard.press("Tab")
    walk.get_by_role("button", name="Back to AlexNet").click()
    walk.get_by_role("button", name="CONV1, 55 × 55 × 96").click()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    chosen = walk.get_by_role("region", name="How the numbers of CONV2 arise")
    chosen.wait_for()
    chosen.locator("[name='walk.size']").fill("32")
    chosen.locator("[name='walk.size']").press("Enter")
    walk.get_by_text("a window of 32 x 32 does not fit into maps of 27 x 27").wait_for()


def test_a_rung_is_put_on_and_taken_away(vision: Visit) -> None:
    section(vision, "Ladder")
    lrn = vision.page.locator("[data-rung=local_response_norm] button")
    lrn.and_(vision.page.locator("[aria-pressed=true]")).click()
    lrn.and_(vision.page.locator("[aria-pressed=false]")).wait_for()
    momentum = vision.page.locator("[data-rung=momentum] button")
    momentum.and_(vision.page.locator("[aria-pressed=true]")).click()
    momentum.and_(vision.page.locator("[aria-pressed=false]")).click()
    momentum.and_(vision.page.locator("[aria-pressed=true]")).wait_for()


def test_lanes_become_an_ensemble(vision: Visit) -> None:
    section(vision, "Ensemble")
    vision.page.get_by_role("button", name="Make it 3 lanes").click()
    table = vision.page.locator("table.committee")
    table.locator("tbody tr").nth(2).wait_for()
    together = table.locator("tfoot tr").nth(1).locator("td").inner_text()
    assert together.endswith("%")
    names = table.locator("tbody th")
    assert names.all_inner_texts() == ["small AlexNet", "seed 2", "seed 3"]
    vision.page.get_by_label("remove seed 2").click()
    table.locator("tbody tr").nth(2).wait_for(state="detached")
    vision.page.get_by_role("button", name="Make it 3 lanes").click()
    table.locator("tbody tr").nth(2).wait_for()
    assert names.all_inner_texts() == ["small AlexNet", "seed 3", "seed 2"]  # no network twice


@pytest.mark.parametrize("look", ["light", "dark", "projector"])
def test_axe_finds_nothing_in_any_section(vision: Visit, axe: str, look: str) -> None:
    vision.look(look)
    vision.page.evaluate(axe)
    for title in ("Live", "AlexNet", "Augmentation", "Ladder", "Ensemble", "Weights"):
        section(vision, title)
        if title == "AlexNet":
            vision.page.locator(".walk-total").wait_for()
        assert vision.page.evaluate(BREACHES) == [], title
    section(vision, "Live")
    vision.page.locator(".strongest").get_by_label("layer").select_option("0")
    vision.page.locator(".strongest li").nth(8).wait_for()
    for width, height in ((1024, 768), (390, 844)):
        vision.page.set_viewport_size({"width": width, "height": height})
        assert vision.page.evaluate(BREACHES) == [], width
        assert vision.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width

"""What is seen: exact values under the pointer, every picture filled or saying why not, sizes, looks, axe."""

from __future__ import annotations

import pytest

from browser.visit import Visit

pytestmark = pytest.mark.browser

SIZES = ((1440, 900), (1024, 768), (390, 844))
BREACHES = "axe.run().then(({violations}) => violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"
LOOKS = ("light", "dark", "projector")


def test_the_pointer_reads_exact_values(visit: Visit) -> None:
    visit.play()
    visit.wait_update(300)
    visit.pause()
    for name in ("Loss", "Decision regions", "Gradient per layer"):
        frame = visit.page.get_by_role("figure", name=name).first.locator(".frame")
        frame.scroll_into_view_if_needed()
        frame.hover()
        hint = frame.locator(".hint")
        hint.wait_for()
        assert hint.locator("dd").count() >= 1
        assert any(letter.isdigit() for letter in hint.inner_text())


def test_values_are_there_as_a_table(visit: Visit) -> None:
    visit.page.get_by_role("button", name="One epoch").click()
    visit.wait_update(6)
    figure = visit.page.get_by_role("figure", name="Loss")
    figure.get_by_text("Values").click()
    figure.get_by_role("cell", name="ReLU").first.wait_for()


def test_a_picture_has_a_sentence_and_says_why_it_is_empty(visit: Visit) -> None:
    gradients = visit.page.get_by_role("figure", name="Gradient per layer").first.get_by_role("img")
    visit.wait("() => document.querySelector('canvas[aria-label*=\"no update has been made\"]')")
    visit.page.keyboard.press("ArrowRight")
    visit.wait("() => document.querySelector('canvas[aria-label*=\"output layer\"]')")
    assert "layer 1" in (gradients.get_attribute("aria-label") or "")


WENT_ON = "ravine.state().lanes[1].update > stood + 100"
OTHERWISE = "(document.querySelector('.trouble button')?.innerText ?? offered) !== offered"


def test_a_lane_that_diverges_says_why_and_a_click_cures_it(visit: Visit) -> None:
    visit.pick("ReLU")
    visit.choose("lane.loss", "squared_error")
    visit.set("lane.optimizer.lr", 100)
    visit.play()
    trouble = visit.page.locator(".trouble")
    trouble.wait_for()
    assert "stopped at update" in visit.page.get_by_role("region", name="Lane ReLU").inner_text()
    assert len(trouble.locator("p").inner_text()) > 20
    visit.check_curves()
    visit.goes_on()  # the other lane was not stopped
    stood, went_on = visit.state["lanes"][1]["update"], False
    for _ in range(4):  # parameters may have grown so large that a tenth of the rate is too much again
        cure = trouble.get_by_role("button").first
        offered = cure.inner_text()
        cure.click()
        visit.wait(f"([stood, offered]) => {WENT_ON} || {OTHERWISE}", [stood, offered])
        went_on = bool(visit.page.evaluate(f"stood => {WENT_ON}", stood))
        if went_on:
            break
    assert went_on


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("visit", [{"viewport": {"width": w, "height": h}} for w, h in SIZES], indirect=True, ids=str)
def test_axe_finds_nothing_and_nothing_overflows(visit: Visit, axe: str, look: str) -> None:
    while look not in visit.page.locator(".look").inner_text():
        visit.page.locator(".look").click()
    visit.unfold()
    visit.page.keyboard.press("ArrowRight")
    visit.wait_update(1)
    width = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    visit.page.evaluate(axe)
    found = visit.page.evaluate(BREACHES)
    assert found == []


@pytest.mark.parametrize("visit", [{"color_scheme": "dark"}], indirect=True)
def test_the_look_follows_the_system_until_it_is_chosen(visit: Visit) -> None:
    assert visit.page.evaluate("document.documentElement.dataset.theme") == "dark"
    visit.page.locator(".look").click()
    visit.page.reload()
    visit.page.locator("[data-phase=open]").wait_for()
    assert visit.page.evaluate("document.documentElement.dataset.theme") == "projector"

"""Two weights of a network, chosen on its diagram, are raced over in the Surface place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from browser.surface.ground import Ground
from browser.visit import Visit

pytestmark = pytest.mark.browser

BREACHES = """axe.run({resultTypes: ['violations']}).then(({violations}) =>
    violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"""


def editor(visit: Visit, neuron: str) -> Locator:
    return visit.page.get_by_role("dialog", name=f"Weights into {neuron}")


def open_editor(visit: Visit, lane: str = "ReLU") -> Locator:
    """By keyboard: the weights into the first neuron."""
    cursor = visit.figure("Network", lane).locator(".cursor")
    cursor.focus()
    cursor.press("Enter")
    opened = editor(visit, "neuron 1 of layer 1")
    opened.get_by_label("w from x0", exact=True).wait_for()
    return opened


def test_two_weights_of_a_network_are_raced_over(visit: Visit) -> None:
    visit.play()
    visit.wait_update(100)
    visit.pause()
    opened = open_editor(visit)
    show = visit.page.get_by_role("button", name="Show the loss over these two")
    assert show.count() == 0
    opened.get_by_role("button", name="use w from x0 as x").click()
    expect(show).to_be_disabled()
    opened.get_by_label("neuron", exact=True).select_option(label="neuron 3 of layer 2")
    opened = editor(visit, "neuron 3 of layer 2")
    opened.get_by_role("button", name="use bias as y").click()
    opened.get_by_text("from x0 to neuron 1 of layer 1").wait_for()
    number = visit.lanes[0]["id"]
    rows = visit.inspect("network", number)["rows"]
    held = [float(rows[0][3]), float(next(r[3] for r in rows if r[1] == "bias" and r[2] == "neuron 3 of layer 2"))]
    here = visit.page.url
    show.click()
    ground = Ground(visit.page)
    visit.page.locator(".race canvas").wait_for()
    ground.wait_drawn()
    title = "ReLU: weight 1 of neuron 1 in layer 1 and bias of neuron 3 in layer 2"
    visit.page.get_by_role("figure", name=title, exact=True).wait_for()
    assert ground.map["axes"] == ["w1 (1.1)", "b (2.3)"]
    for start in ground.starts:
        assert start == pytest.approx(held, rel=1e-3, abs=1e-6), "they begin where the network stands"
    visit.unfold()
    surface = visit.control("session.surface")
    assert surface.locator("option:checked").inner_text() == title
    assert "softmax cross entropy over" in visit.page.locator(".panel .formula").first.inner_text()
    assert visit.control("lane.batch").count() == 1, "each update draws a batch"
    visit.page.get_by_text("A link to it holds its name alone").wait_for()
    visit.play()
    visit.wait_update(20)
    visit.pause()
    visit.wait("n => ravine.inspect('surface').then(({lanes}) => lanes.every(({end}) => end === n))", visit.update)
    assert all(lane["gaps"] == 0 for lane in ground.map["lanes"])
    ground.tab("Maps")
    visit.page.get_by_text("A map would take too long on a network’s weights.").wait_for()
    assert visit.notice.inner_text() == ""
    link = visit.page.url
    visit.page.go_back()
    visit.page.locator(".lane-row canvas").first.wait_for()
    assert visit.page.url == here
    assert visit.update >= 100, "the network is where it was"
    visit.page.goto(link)
    visit.page.get_by_role("figure", name=title, exact=True).wait_for()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_on_the_choice_of_two_weights_and_on_their_surface(visit: Visit, axe: str, look: str) -> None:
    page = visit.page
    visit.look(look)
    page.evaluate(axe)
    opened = open_editor(visit)
    for name, act in (("use w from x0 as x", "Enter"), ("use bias as y", " ")):
        opened.get_by_role("button", name=name).press(act)
        expect(opened.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(BREACHES) == [], "two weights are chosen"
    opened.get_by_role("button", name="Show the loss over these two").press("Enter")
    page.locator(".race canvas").wait_for()
    Ground(page).wait_drawn()
    visit.unfold()
    assert page.evaluate(BREACHES) == [], "their surface"


def test_a_link_to_a_section_that_is_gone_says_what_to_do(visit: Visit) -> None:
    visit.page.evaluate("""async () => {
        const { toHash } = await import('/src/address.js');
        location.hash = await toHash({ place: 'surface', surface: { name: 'section_00' } });
    }""")
    visit.notice.get_by_text(re.compile("not on this server any more; choose two weights")).wait_for()

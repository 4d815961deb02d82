"""axe finds nothing while things stand over the page: the brush, the editor of weights, the past, Plotly's dialog."""

from __future__ import annotations

import pytest

from browser.visit import Visit

pytestmark = pytest.mark.browser

BREACHES = """axe.run({resultTypes: ['violations']}).then(({violations}) =>
    violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"""


@pytest.mark.parametrize("look", ["light", "dark", "projector"])
def test_axe_finds_nothing_on_what_opens_over_the_page(visit: Visit, axe: str, look: str) -> None:
    page = visit.page
    visit.look(look)
    visit.play()
    visit.wait_update(100)
    visit.pause()
    visit.scrub(40)
    page.evaluate(axe)
    page.get_by_role("button", name="Paint", exact=True).click()
    page.locator(".brush").wait_for()
    visit.open_files("Open spec", {"name": "a.json", "mimeType": "application/json", "buffer": b"[]"})
    page.locator(".files .refusal").wait_for()
    network = visit.figure("Network", "ReLU")
    network.get_by_label("layer 1: 8 neurons").click()
    network.locator(".layer-menu").wait_for()
    assert page.evaluate(BREACHES) == [], "a menu of a layer, the past, painting, a refused file"
    network.locator(".cursor").press("Enter")
    page.get_by_role("dialog", name="Weights into").get_by_label("bias", exact=True).wait_for()
    assert page.evaluate(BREACHES) == [], "the editor of weights"
    page.keyboard.press("Escape")
    visit.figure("Loss").locator(".open-plotly").click()
    page.locator(".plotly-figure .main-svg").first.wait_for()
    page.get_by_role("button", name="Save PNG").and_(page.locator(":enabled")).wait_for()
    assert page.evaluate(BREACHES) == [], "Plotly's dialog"

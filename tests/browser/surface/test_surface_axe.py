"""axe finds nothing in the Surface place: in no look, whatever is open."""

from __future__ import annotations

import pytest

from browser.surface.ground import Ground

pytestmark = pytest.mark.browser

BREACHES = """axe.run({resultTypes: ['violations']}).then(({violations}) =>
    violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"""


@pytest.mark.parametrize("look", ["light", "dark", "projector"])
def test_axe_finds_nothing(ground: Ground, axe: str, look: str) -> None:
    page = ground.page
    ground.look(look)
    page.evaluate(axe)
    page.keyboard.press("3")
    page.keyboard.press("ArrowRight")
    ground.wait_shown(1)
    page.locator(".inside-update").wait_for()
    page.locator(".phases button").last.click()
    page.locator(".inside-lines .katex").first.wait_for()
    assert page.evaluate(BREACHES) == [], "an update from inside"
    page.get_by_role("button", name="Best of a grid for each").click()
    page.get_by_role("region", name="Grid of rates").wait_for()
    ground.tab("Maps")
    ground.wait_map("basins")
    assert page.evaluate(BREACHES) == [], "a map, and the grid"
    ground.take("typed")
    page.locator("[name='session.expression']").fill("x^2 + qq")
    page.locator(".expression mark").wait_for()
    ground.tab("3-D")
    page.locator(".relief-place .gl-container canvas").first.wait_for()
    assert page.evaluate(BREACHES) == [], "the landscape, a wrong function"

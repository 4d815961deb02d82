"""Every lens on a phone and in every look: nothing leaves the screen, and axe finds nothing."""

from __future__ import annotations

import pytest

from browser.lens.look import Look, dense

pytestmark = pytest.mark.browser

SPEC = {
    "data": {"name": "circles"},
    "lanes": [
        {"name": "one", "l1": 0.001, "layers": [dense(5, "prelu", keep=0.8)]},
        {"name": "two", "l2": 0.001, "layers": [{"kind": "maxout", "units": 4, "pieces": 2}]},
        {"name": "three", "optimizer": "amsgrad", "layers": [dense(5, "relu")]},
    ],
}
ANSWERED = {
    "nudge": ".levels li", "slice": ".slice-away li", "ensemble": ".lens-masks", "noise": "[data-chart=noise-ratio]",
    "sigmoids": "[data-chart=sigmoids]", "shapes": "[data-chart=shape-0]", "phases": ".loop", "rule": ".rule-of .katex",
    "histograms": "[data-value=norm]:not(:text('–'))", "sweep": "button",
    "memory": "[data-rate], .spreads [data-median]",
}  # fmt: skip
"""What is there when the answer has come."""

PHONE = {"viewport": {"width": 390, "height": 844}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
VIOLATIONS = """async runOnly => (await axe.run({runOnly})).violations
    .map(({id, nodes}) => `${id}: ${nodes.map(({target}) => target).join('; ')}`)"""


@pytest.mark.parametrize("look", [PHONE], indirect=True, ids=["phone"])
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_nothing_leaves_a_phone_and_axe_finds_nothing(look: Look, axe: str, theme: str) -> None:
    for name, answered in ANSWERED.items():
        look.open(name, SPEC, {"sweep": None}, theme)
        look.page.locator(answered).first.wait_for()
        over = look.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{name} is {over} pixels too wide"
        look.page.evaluate(axe)
        found = look.page.evaluate(VIOLATIONS, RULES)
        assert not found, f"{name}, {theme}: {found}"

"""The network that an example, or a minibatch, sees: units that give 0 and units that were dropped."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from browser.visit import Visit
from server.page import page_at

pytestmark = pytest.mark.browser

RELU = 1
"""The lane that the page begins with."""

COUNTED = "() => ravine.inspect('network', 1).then((found) => found?.active)"


def block(visit: Visit, server: str, name: str) -> Any:
    """What the server shows of the first lane to somebody else at the same session."""
    with page_at(urlsplit(server).port or 0) as line:
        line.hello(session=visit.page.evaluate("sessionStorage.getItem('ravine-session-network')"))
        line.watch(name)
        return line.until_block(name).values.ravel()


def test_units_that_give_nothing_for_the_example_are_told_and_faded(visit: Visit, server: str) -> None:
    visit.page.keyboard.press("ArrowRight")
    visit.wait_shown(1)
    visit.wait(COUNTED)
    net = visit.inspect("network", RELU)
    widths = [len(layer) for layer in net["units"]]
    probe, at, off = block(visit, server, "probe"), widths[0], 0
    for layer in range(1, len(widths) - 1):
        given = probe[at + widths[layer] : at + 2 * widths[layer]]
        assert [unit["off"] for unit in net["units"][layer]] == (given == 0).tolist()
        off += int(np.count_nonzero(given == 0))
        at += 2 * widths[layer]
    hidden = sum(widths[1:-1])
    assert (net["active"]["active"], net["active"]["of"]) == (hidden - off, hidden)
    said = f"For the example looked at: {hidden - off} of {hidden} active"
    visit.page.locator(f"canvas[aria-label*='{said}']").wait_for()


def test_units_that_the_last_minibatch_dropped_are_crossed_out(visit: Visit, server: str) -> None:
    visit.pick("ReLU")
    visit.unfold()
    visit.set("lane.layers.*.keep", 0.5)
    visit.page.locator("h1").click()
    for update in (1, 2):
        visit.page.keyboard.press("ArrowRight")
        visit.wait_shown(update)
        kept = block(visit, server, "masks")
        assert 0 < np.count_nonzero(kept == 0) < len(kept)
        visit.wait(
            "kept => ravine.inspect('network', 1).then(({units}) =>"
            " JSON.stringify(units.slice(1, -1).flat().map(({dropped}) => dropped ? 0 : 1)) === JSON.stringify(kept))",
            kept.tolist(),
        )

"""The nudge of a weight: what is drawn and listed is what the server computed."""

from __future__ import annotations

import math

import pytest

from browser.lens.look import Look, dense, number

pytestmark = pytest.mark.browser

DEEP = {"data": {"name": "circles"}, "lanes": [{"name": "deep", "layers": [dense(5, "sigmoid")] * 4}]}
LOW, DECADES = 1e-10, 11
"""Of the axis under the bars."""


def test_every_layers_change_and_the_slopes_are_the_servers(look: Look) -> None:
    lens = look.open("nudge", DEEP)
    look.step(3)
    for label, value in (("neuron", "3"), ("input", "2")):
        lens.get_by_label(label, exact=True).fill(value)
        lens.get_by_label(label, exact=True).press("Enter")
    spot = {"layer": 0, "unit": 2, "input": 1}
    told = look.answer("nudge", "nudged", lane=look.lane(), spot=spot, deltas=[0.1, 1, 0.01, 1e-3, 1e-4])
    lens.get_by_text("At update 3 the weight of layer 1, neuron 3 from input 2").wait_for()
    step = told["steps"][0]
    rows = lens.locator(".levels li").all()
    names = [row.get_attribute("data-level") for row in rows]
    assert names == ["Δw", "layer 1", "layer 2", "layer 3", "layer 4", "output", "loss"]
    wanted = [0.1, *step["changes"], abs(step["loss"] - told["loss"])]
    for row, change in zip(rows, wanted, strict=True):
        assert number(row.locator("b").inner_text()) == pytest.approx(change, rel=5e-3, abs=5e-5)
        track, bar = row.locator(".level-bar").bounding_box(), row.locator("i").bounding_box()
        assert track
        assert bar
        assert bar["width"] / track["width"] == pytest.approx(math.log10(change / LOW) / DECADES, abs=0.01)
    table = lens.locator("tbody tr").all()
    for row, one in zip(table, sorted(told["steps"], key=lambda one: -abs(one["delta"])), strict=True):
        delta = number(row.locator("th").inner_text().replace("+", ""))
        loss, slope, off = (number(cell.inner_text()) for cell in row.locator("td").all())
        assert delta == one["delta"]
        assert loss == pytest.approx(one["loss"], abs=1e-4)
        assert slope == pytest.approx(one["slope"], rel=1e-3, abs=1e-6)
        assert off == pytest.approx(abs(one["slope"] - told["derivative"]), rel=5e-3, abs=5e-5)


def test_the_keyboard_nudges_further(look: Look) -> None:
    lens = look.open("nudge", DEEP)
    slider = lens.get_by_role("slider", name="Δw")
    slider.focus()
    look.page.keyboard.press("ArrowRight")
    lens.locator(".levels li").first.get_by_text("0.3000").wait_for()
    assert look.update == 0, "the arrow moved the slider, and trained nothing"

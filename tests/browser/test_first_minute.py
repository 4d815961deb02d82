"""What a newcomer sees: two lanes, one line that says what to do, and within a minute one of them learns."""

from __future__ import annotations

import re

import pytest

from browser.visit import Visit

pytestmark = pytest.mark.browser

LANES = ["ReLU", "sigmoid"]
MINUTE = 60
VALIDATION = """ravine.inspect('accuracy').then(({rows}) => rows.filter(row => row[1] === 'validation')
    .map(([lane, , update, , share]) => [lane, update, share]))"""
"""Of each lane and evaluation the share of validation examples that are right."""
LEARNED = f"() => {VALIDATION}.then(rows => rows.some(([lane, , share]) => lane === 'ReLU' && share > 0.8))"


def test_within_a_minute_relu_learns_sigmoid_does_not_and_a_hint_says_where_to_look(visit: Visit) -> None:
    page = visit.page
    assert [lane["name"] for lane in visit.lanes] == LANES
    assert page.locator(".lane-row h2").all_inner_texts() == LANES
    line = page.locator(".first-line")
    assert "Press Play" in line.inner_text()
    assert "ReLU learns the spirals" in line.inner_text()
    assert line.evaluate("one => one.getBoundingClientRect().bottom < innerHeight"), "in sight"
    assert page.locator("dialog[open], [role=dialog]").count() == 0, "nothing stands in the way"
    assert page.locator(".look-here").count() == 0, "nothing to see yet"

    visit.play()
    line.wait_for(state="detached")
    visit.wait(LEARNED, within=MINUTE)
    hint = page.get_by_role("region", name="Lane sigmoid").locator(".look-here")
    hint.wait_for()
    found = re.search(r"^Look here: .*\b1/(\d+)\b", hint.inner_text(), re.DOTALL)
    assert found is not None, hint.inner_text()
    assert "layer 1" in hint.inner_text()
    assert int(found[1]) >= 4, "of the output layer's gradient"
    assert page.get_by_role("region", name="Lane ReLU").locator(".look-here").count() == 0
    visit.pause()
    best = {lane: max(share for one, _, share in page.evaluate(VALIDATION) if one == lane) for lane in LANES}
    assert best["ReLU"] > 0.8
    assert best["sigmoid"] < 0.75

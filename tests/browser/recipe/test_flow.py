"""The recipe's flow chart follows a lane's own numbers, and its cures run beside the disease."""

from __future__ import annotations

import pytest

from browser.recipe.reader import Reader

pytestmark = pytest.mark.browser

LIT = "box => document.querySelector('.flow-box[data-lit=true]')?.dataset.box === box"
ADVISED = "n => document.querySelector('.flow-reason .quiet')?.textContent.replaceAll(',', '').endsWith(` ${n}`)"
"""The advice that is shown is of this update."""


def train(reader: Reader, updates: int) -> None:
    """About so far, and until the chart is about it."""
    reader.page.get_by_role("combobox", name="speed", exact=True).select_option("1000")
    reader.play()
    reader.wait_update(updates)
    reader.pause()
    reader.wait("() => ravine.state().clock === 'paused'")
    reader.wait(ADVISED, reader.state["update"])


def test_before_the_first_update_the_set_of_functions_is_lit(reader: Reader) -> None:
    reader.wait(LIT, "functions")
    chart = reader.page.get_by_role("list", name="Flow chart of the recipe")
    assert chart.locator("[aria-current=step]").count() == 1
    assert chart.locator(".flow-box").count() == 7


def test_a_remedy_forks_the_lane_and_the_refused_ones_are_greyed_with_the_reason(reader: Reader) -> None:
    page = reader.page
    page.get_by_role("group", name="whose chart").get_by_role("button", name="sigmoid").click()
    train(reader, 2000)
    reader.wait(LIT, "training")
    refused = page.locator(".remedies .refused")
    assert "dropout" in refused.first.inner_text()
    assert refused.first.get_by_role("button").is_disabled()
    assert len(refused.first.locator("span").inner_text()) > 20
    before = [lane["name"] for lane in reader.state["lanes"]]
    remedy = page.locator(".remedies li:not(.refused) button").first
    what = remedy.inner_text()
    remedy.click()
    reader.wait("n => ravine.settled() && ravine.state().lanes.length === n", len(before) + 1)
    lanes = reader.state["lanes"]
    assert [lane["name"] for lane in lanes[: len(before)]] == before, "the disease stays"
    picked = page.get_by_role("group", name="whose chart").locator("[aria-pressed=true]")
    assert picked.inner_text() == lanes[-1]["name"], what
    reader.play()
    reader.goes_on(100)
    reader.pause()


def test_what_counts_as_good_decides_the_box(reader: Reader) -> None:
    train(reader, 1000)
    training = reader.page.get_by_label("training ≥")
    training.fill("1")
    training.press("Enter")
    testing = reader.page.get_by_label("testing ≥")
    testing.fill("1")
    testing.press("Enter")
    reader.wait(LIT, "done")
    training.fill("100")
    training.press("Enter")
    reader.wait("() => ['training', 'best'].includes(document.querySelector('[data-lit=true]')?.dataset.box)")
    training.fill("101")
    training.press("Enter")
    reader.page.get_by_role("alert").filter(has_text="0 to 100 %").wait_for()


def test_the_network_place_has_the_chart_too_and_asks_only_while_it_is_open(reader: Reader) -> None:
    reader.go("Network")
    asked = reader.page.evaluate("""() => {
        globalThis.asked = 0;
        const send = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...more) {
            if (message.command?.kind === 'advise') globalThis.asked++;
            return send.call(this, message, ...more);
        };
        return globalThis.asked;
    }""")
    reader.play()
    reader.wait_update(300)
    assert reader.page.evaluate("asked") == asked == 0
    reader.page.get_by_role("heading", name="Advice").click()
    reader.page.locator(".flow-box[data-lit=true]").wait_for()
    started = reader.page.evaluate("[asked, performance.now()]")
    reader.wait("([, start]) => performance.now() > start + 3000", started)
    count, now = reader.page.evaluate("[asked, performance.now()]")
    assert 1 <= count - started[0] <= 1 + (now - started[1]) / 500 + 1, "about twice a second"
    reader.pause()

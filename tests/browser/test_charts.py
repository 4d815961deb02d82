"""The charts: what they are drawn against, each as a figure of Plotly's and as a file; pictures of mistakes."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.visit import Visit

pytestmark = pytest.mark.browser

BATCH, EPOCH = 50, 300
FIGURE = "() => { const {data, layout} = document.querySelector('.plotly-figure'); return {data, layout}; }"
DRAWN = "() => document.querySelector('.plotly-figure .main-svg')?.getBoundingClientRect().height ?? 0"
KINDS = {
    "Examples": "scatter", "Network": "heatmap", "Decision regions": "heatmap", "Gradient per layer": "scatter",
    "Loss": "scatter", "Accuracy": "scatter", "Confusion matrix": "heatmap", "Mistakes": "image",
}  # fmt: skip


@pytest.fixture
def trained(visit: Visit) -> Visit:
    visit.play()
    visit.wait_update(300)
    visit.pause()
    visit.wait_curves(visit.update)
    return visit


def opened(page: Page, button: Locator) -> dict[str, Any]:
    """Open a chart in Plotly, wait until it is drawn; its data and its layout."""
    button.click()
    page.get_by_role("button", name="Save PNG").and_(page.locator(":enabled")).wait_for()
    found: dict[str, Any] = page.evaluate(FIGURE)
    return found


def closed(page: Page, button: Locator) -> None:
    """Escape closes it, and the focus is back where it was."""
    page.keyboard.press("Escape")
    page.locator("dialog.plotly").wait_for(state="detached")
    expect(button).to_be_focused()


def values(trace: dict[str, Any], axis: str) -> list[float]:
    """Plotly may hold numbers as an array, or typed."""
    found = trace[axis]
    return list(found.values()) if isinstance(found, dict) else list(found)


def read(hint: Locator) -> float:
    """The number in the title; a short time is told in milliseconds."""
    title = hint.locator("b").first.inner_text()
    found = re.search(r"\d[\d,.]*", title)
    assert found is not None
    return float(found[0].replace(",", "")) / (1000 if " ms " in title else 1)


def test_the_curves_are_drawn_against_what_is_chosen(trained: Visit) -> None:
    loss, accuracy = trained.figure("Loss"), trained.figure("Accuracy")
    chooser = loss.get_by_label("x-axis of loss, the same in both charts")
    loss.locator(".frame").scroll_into_view_if_needed()
    box = loss.locator(".frame").bounding_box()
    assert box is not None
    hint = loss.locator(".hint")
    end = trained.update
    batches = [row for row in trained.inspect("loss")["rows"] if row[1] == "batch"]
    assert all(seen == BATCH * (update + (updates - 1) / 2) for _, _, update, updates, *_, seen, _ in batches)
    total = max(spent for *_, spent in batches)
    assert 0 < total < 60, "seconds of the slower lane"
    found = {}
    told = {"updates": "updates", "epochs": "epochs", "examples": "examples seen", "seconds": "seconds of compute"}
    for key, label in told.items():
        chooser.select_option(key)
        assert accuracy.get_by_label("x-axis of accuracy").input_value() == key
        for figure, name in ((loss, "Loss"), (accuracy, "Accuracy")):
            trained.wait("told => document.querySelector(`canvas[aria-label^='${told}']`)", f"{name} against {label}")
            assert figure.get_by_role("img").count() == 1
        trained.page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
        word = {"updates": "update ", "epochs": "epoch ", "examples": "examples seen", "seconds": "s of compute"}[key]
        hint.locator("b").filter(has_text=word).wait_for()
        assert hint.locator("dd").count() >= 2, "of both lanes"
        found[key] = read(hint)
        trained.page.mouse.move(0, 0)
        hint.wait_for(state="detached")
    assert 0.3 * end < found["updates"] < 0.7 * end
    assert found["examples"] == pytest.approx(BATCH * found["updates"], rel=0.02, abs=2 * BATCH)
    assert found["epochs"] == pytest.approx(found["examples"] / EPOCH, rel=0.02, abs=0.02)
    assert 0.3 * total < found["seconds"] < 0.7 * total


def test_the_loss_has_a_logarithmic_and_a_linear_axis(trained: Visit) -> None:
    loss = trained.figure("Loss")
    loss.scroll_into_view_if_needed()
    button = loss.locator(".open-plotly")
    shots = {}
    for kind in ("linear", "log"):
        choice = loss.get_by_role("button", name=kind, exact=True)
        choice.click()
        assert choice.get_attribute("aria-pressed") == "true"
        figure = opened(trained.page, button)
        assert figure["layout"]["yaxis"]["type"] == kind
        closed(trained.page, button)
        trained.page.mouse.move(0, 0)
        shots[kind] = loss.locator("canvas").screenshot()
    assert shots["linear"] != shots["log"]


def test_every_chart_opens_in_plotly_with_its_data_and_gives_the_focus_back(trained: Visit) -> None:
    page = trained.page
    buttons = page.locator(".open-plotly")
    assert buttons.count() == 9, "the data, three of each lane, and two of all lanes"
    for i in range(buttons.count()):
        button = buttons.nth(i)
        title = (button.get_attribute("aria-label") or "").removeprefix("Open ").removesuffix(" in Plotly")
        figure = opened(page, button)
        assert page.evaluate(DRAWN) > 200, title
        assert figure["data"][0].get("type", "scatter") == KINDS[title], title
        assert page.locator("dialog.plotly h2").inner_text().startswith(title)
        check_figure(trained, title, figure)
        closed(page, button)


def check_figure(visit: Visit, title: str, figure: dict[str, Any]) -> None:
    """The figure holds what the chart's table holds."""
    data = figure["data"]
    lane = visit.lanes[0]["id"]
    if title == "Loss":
        rows = [row for row in visit.inspect("loss")["rows"] if row[:2] == ["sigmoid", "batch"]]
        (line,) = [trace for trace in data if trace.get("name") == "sigmoid, batch"]
        check_bins(line, rows)
    elif title == "Accuracy":
        rows = [row for row in visit.inspect("accuracy")["rows"] if row[:2] == ["ReLU", "validation"]]
        (line,) = [trace for trace in data if trace.get("name") == "ReLU, validation"]
        assert values(line, "y") == [row[4] for row in rows]
    elif title == "Examples":
        assert sum(len(values(trace, "x")) for trace in data) == 500
    elif title == "Decision regions":
        field = visit.inspect("regions", lane)["field"]
        assert [len(data[0]["z"]), len(data[0]["z"][0])] == [field["rows"], field["cols"]]
        assert sum(len(values(trace, "x")) for trace in data[1:]) == 500
    elif title == "Network":
        assert [[len(part["z"]), len(part["z"][0])] for part in data] == [[8, 3], [8, 9], [2, 9]]
    else:
        lines = [trace for trace in data if trace.get("type", "scatter") == "scatter"]
        assert len(lines) == 3, "one for each layer"
        assert all(len(values(trace, "y")) > 100 for trace in lines)


def check_bins(line: dict[str, Any], rows: list[list[Any]]) -> None:
    """Every update of the table's rows is in one point of the line, and the hover says which ones are."""
    points = list(zip(values(line, "x"), values(line, "y"), line["customdata"], line["text"], strict=True))
    end = 0
    for x, _, (start, updates), text in points:
        assert start == end
        assert x == pytest.approx(start + (updates - 1) / 2)
        assert (f"at update {start}" if updates == 1 else f"mean of {updates} updates") in text.replace(",", "")
        end += updates
    assert end == rows[-1][2] + rows[-1][3]
    total = sum(mean * updates for _, _, _, updates, mean, *_ in rows)
    assert sum(y * updates for _, y, (_, updates), _ in points) == pytest.approx(total)


def test_a_chart_is_saved_as_png_and_as_svg(trained: Visit) -> None:
    page = trained.page
    button = trained.figure("Loss").locator(".open-plotly")
    opened(page, button)
    with page.expect_download() as png:
        page.get_by_role("button", name="Save PNG").click()
    content = Path(png.value.path()).read_bytes()
    assert png.value.suggested_filename == "ravine Loss.png"
    assert content.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">II", content[16:24]) == (2400, 1500)
    with page.expect_download() as svg:
        page.get_by_role("button", name="Save SVG").click()
    text = Path(svg.value.path()).read_text(encoding="utf-8")
    assert svg.value.suggested_filename == "ravine Loss.svg"
    assert text.startswith("<svg")
    assert "ReLU, batch" in text
    page.keyboard.press("Space")
    page.keyboard.press("r")
    assert not trained.playing, "the keys are the dialog's own"
    closed(page, button)
    assert trained.update >= 300


COLOURED = """() => {
  const canvas = document.querySelector('.data-view .pictures canvas');
  const pixels = canvas?.width ? canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data : [];
  return pixels.some((_, i) => i % 4 === 0 && Math.abs(pixels[i] - pixels[i + 2]) > 80);
}"""
"""Whether the picture of the examples has pixels that are much more red than blue, or the other way round."""


def test_colour_pictures_are_shown_in_colour(visit: Visit) -> None:
    visit.choose("session.data", "fashion_mnist")
    visit.wait("() => document.querySelector('.data-side').innerText.includes('28 × 28 pixels')")
    assert not visit.page.evaluate(COLOURED)
    visit.choose("session.data", "emoji")
    visit.wait("() => document.querySelector('.data-side').innerText.includes('32 × 32 colour pixels')")
    visit.wait(COLOURED)
    lane = visit.lanes[0]["id"]
    visit.wait("lane => ravine.inspect('misclassified', lane).then(found => found?.image?.[0] === 3)", lane)
    shown = visit.inspect("misclassified", lane)
    assert shown["image"] == [3, 32, 32]
    button = visit.figure("Mistakes", "ReLU").locator(".open-plotly")
    button.scroll_into_view_if_needed()
    (trace,) = opened(visit.page, button)["data"]
    pictures = shown["pictures"]
    assert trace["z"][5][7] == [*(pictures[colour * 1024 + 5 * 32 + 7] for colour in range(3)), 255]
    closed(visit.page, button)


def test_digits_show_pictures_that_were_taken_for_another_class(visit: Visit) -> None:
    visit.choose("session.data", "digits")
    visit.play()
    lane = visit.lanes[0]["id"]
    visit.wait("lane => ravine.inspect('misclassified', lane).then(found => found?.rows.length > 2)", lane)
    visit.wait_update(100)
    visit.pause()
    shown = visit.inspect("misclassified", lane)
    for truth, answer, sure in shown["rows"]:
        assert truth != answer
        assert {truth, answer} <= set("0123456789")
        assert 0.1 <= sure <= 1
    sureness = [row[2] for row in shown["rows"]]
    assert sureness == sorted(sureness, reverse=True), "the surest first"
    assert shown["image"] == [1, 8, 8]
    assert len(shown["pictures"]) == len(shown["rows"]) * 8 * 8
    assert len(set(shown["pictures"])) > 4, "greys, and not a blank"
    confused = visit.inspect("confusion", lane)["rows"]
    wrong = sum(n for i, (_, *row) in enumerate(confused) for k, n in enumerate(row) if i != k)
    assert len(shown["rows"]) <= wrong
    for truth, answer, _ in shown["rows"]:
        assert confused[int(truth)][1 + int(answer)] > 0, "the confusion matrix counts it too"
    for title in ("Mistakes", "Confusion matrix"):
        button = visit.figure(title, "ReLU").locator(".open-plotly")
        button.scroll_into_view_if_needed()
        figure = opened(visit.page, button)
        assert figure["data"][0]["type"] == KINDS[title]
        assert "of ReLU" in visit.page.locator("dialog.plotly h2").inner_text()
        closed(visit.page, button)
    canvas = visit.figure("Mistakes", "ReLU").get_by_role("img")
    visit.wait("() => document.querySelector(\"canvas[aria-label*='takes for another class']\")")
    assert f"{shown['rows'][0][0]} as {shown['rows'][0][1]}" in (canvas.get_attribute("aria-label") or "")

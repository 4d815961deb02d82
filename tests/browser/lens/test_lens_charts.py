"""The lenses that are charts and tables: what is read off them is what the server computed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from browser.lens.look import Look, dense, number
from ravine.session.blocks import KINDS

pytestmark = pytest.mark.browser

PLAIN = {"data": {"name": "circles"}, "lanes": [{"name": "plain", "layers": [dense(6, "relu")]}]}
DROPPED = {
    "data": {"name": "circles"},
    "lanes": [{"name": "dropped", "layers": [dense(5, "relu", keep=0.5), dense(4, "relu", keep=0.8)]}],
}
LEARNED = {
    "data": {"name": "spirals"},
    "lanes": [
        {"name": "slopes", "layers": [dense(6, "prelu"), dense(6, "prelu")]},
        {"name": "pieces", "layers": [{"kind": "maxout", "units": 3, "pieces": 3}]},
    ],
}
PENALTIES = {
    "data": {"name": "circles"},
    "lanes": [
        {"name": "L1", "l1": 0.01, "layers": [dense(6, "relu")]},
        {"name": "L2", "l2": 0.01, "layers": [dense(6, "relu")]},
    ],
}
REMEMBERING = {
    "data": {"name": "circles"},
    "lanes": [
        {"name": "plain", "optimizer": {"name": "gradient_descent", "lr": 0.2}, "layers": [dense(6, "relu")]},
        {"name": "AdaGrad", "optimizer": "adagrad", "layers": [dense(6, "relu")]},
    ],
}
RACING = {
    "place": "surface",
    "surface": {"name": "ravine"},
    "lanes": [{"name": "AdaGrad", "optimizer": "adagrad"}, {"name": "momentum", "optimizer": "momentum"}],
}
SWEEP = {"vary": "depth", "values": [1, 2, 3], "seeds": 2, "updates": 30, "measure": "train_loss"}


def same(
    drawn: list[tuple[float, float]], x: list[float], y: list[float], near: float, span: float | None = None
) -> None:
    """Read off to within `near` of what the axis spans (of the line's own range, where that is not given), and a
    thousandth of the width."""
    assert len(drawn) == len(x)
    wide, high = max(x) - min(x), max(1e-9, max(y) - min(y)) if span is None else span
    for (ax, ay), bx, by in zip(drawn, x, y, strict=True):
        assert ax == pytest.approx(bx, abs=2e-3 * wide, rel=5e-3)
        assert ay == pytest.approx(by, abs=near * high)


def test_the_sum_of_sigmoids_is_drawn_as_it_is_added_up(look: Look) -> None:
    lens = look.open("sigmoids", PLAIN)
    lens.get_by_label("n, sigmoids that are added").fill("7")  # the eighth choice: 16
    told = look.answer("sum_of_sigmoids", "summed_sigmoids", terms=16)
    line = "sum of 16 sigmoids"
    lens.locator(f"[data-line='{line}']").wait_for()
    for name, key in ((line, "total"), ("softplus", "softplus"), ("ReLU", "rectified")):
        same(look.drawn("sigmoids", name), told["x"], told[key], near=0.01)
    assert number(lens.locator("p.help b").inner_text()) == pytest.approx(told["difference"], rel=5e-3, abs=5e-5)


def test_noise_is_drawn_over_the_batch_sizes_with_its_spread(look: Look) -> None:
    lens = look.open("noise", PLAIN)
    look.step(2)
    lens.get_by_text("At update 2, dropout in its test form").wait_for()
    rows = look.answer("gradient_noise", "noise", lane=look.lane())["rows"]
    sizes = [float(row["batch"]) for row in rows]
    for chart, key in (("noise-cosine", "cosine"), ("noise-ratio", "ratio")):
        same(look.drawn(chart, "plain"), sizes, [row[key] for row in rows], near=0.02)
        high = look.drawn(chart, "plain", "band")[: len(rows)]
        same(high, sizes, [row[key] + row[f"{key}_spread"] for row in rows], near=0.02)


def test_the_ensemble_stands_beside_what_is_used_for_it(look: Look) -> None:
    lens = look.open("ensemble", DROPPED)
    look.step(3)
    lens.get_by_text("At update 3, on").wait_for()
    told = look.answer("ensemble", "ensembled", lane=look.lane())
    assert (told["units"], told["masks"], told["exact"]) == (9, 512, True)
    assert "all 29 = 512 masks, each with its probability: exact" in lens.locator(".lens-masks").inner_text()
    farthest = max(told[way]["distance"] for way in ("scaled", "unscaled"))
    for way in ("ensemble", "scaled", "unscaled"):
        row = lens.locator(f"[data-way={way}]")
        distance, accuracy, loss = (number(cell.inner_text()) for cell in row.locator("td").all())
        assert distance == pytest.approx(told[way]["distance"], rel=5e-3, abs=5e-5)
        assert accuracy == pytest.approx(100 * told[way]["accuracy"], abs=0.06)
        assert loss == pytest.approx(told[way]["loss"], rel=5e-3)
        share = float(row.locator("i").evaluate("one => parseFloat(one.style.width)"))
        assert share == pytest.approx(100 * told[way]["distance"] / farthest, abs=0.1)


def test_learned_activations_are_drawn_as_they_are(look: Look) -> None:
    lens = look.open("shapes", LEARNED)
    look.step(4)
    lens.get_by_text("At update 4.").wait_for()
    told = look.answer("shapes", "shaped", lane=look.lane(0))
    for layer in told["layers"]:
        alpha = number(lens.locator(f"[data-alpha='{layer['layer']}']").inner_text())
        assert alpha == pytest.approx(layer["alpha"], abs=1e-4)
        same(look.drawn(f"shape-{layer['layer']}", "y"), layer["x"], layer["units"][0]["y"], near=0.01)
    lens.get_by_label("lane", exact=True).select_option(label="pieces")
    lens.get_by_text("Layer 1: Maxout of 3 pieces").wait_for()
    (maxout,) = look.answer("shapes", "shaped", lane=look.lane(1))["layers"]
    for i, unit in enumerate(maxout["units"]):
        same(look.drawn(f"shape-0-{i}", "largest"), maxout["x"], unit["y"], near=0.01)
        for k, piece in enumerate(unit["pieces"]):
            drawn = look.drawn(f"shape-0-{i}", f"piece {k + 1}")
            same(drawn, maxout["x"], piece, near=0.01, span=max(unit["y"]) - min(map(min, unit["pieces"])))
        order = [k for at, k in enumerate(unit["winners"]) if at == 0 or unit["winners"][at - 1] != k]
        said = lens.locator(f"[data-chart='shape-0-{i}']").get_attribute("aria-label")
        assert str(said).endswith(f"the largest piece is {', then '.join(str(k + 1) for k in order)}.")


def test_two_lanes_rules_stand_beside_each_other(look: Look) -> None:
    lens = look.open("rule", PENALTIES)
    look.step(2)
    lens.get_by_label("neuron", exact=True).fill("4")
    lens.get_by_label("neuron", exact=True).press("Enter")
    spot = {"layer": 0, "unit": 3, "input": 0}
    for place, name in enumerate(("L1", "L2")):
        told = look.answer("rule", "ruled", lane=look.lane(place), spot=spot)
        column = lens.get_by_role("region", name=f"Rule of {name}")
        look.wait(
            "([name, value]) => document.querySelector(`[aria-label='Rule of ${name}'] [data-value=before]`)"
            "?.textContent === value",
            [name, f"{told['value']:.4f}"],
        )
        assert number(column.locator("[data-value=after]").inner_text()) == pytest.approx(told["after"], abs=6e-5)
        assert column.locator("li").count() == len(told["lines"])
        assert name in [line["meaning"] for line in told["lines"]]
        for line, one in zip(column.locator("li").all(), told["lines"], strict=True):
            assert one["meaning"] in line.inner_text()
            assert line.locator(".katex").count() == 2
    assert look.page.locator(".katex-error").count() == 0


def test_what_optimizers_remember_is_drawn_layer_by_layer_and_none_is_said_plainly(look: Look) -> None:
    lens = look.open("memory", REMEMBERING)
    look.step(3)
    plain, kept = (lens.get_by_role("region", name=f"Memory of {name}") for name in ("plain", "AdaGrad"))
    lens.locator(".memory-of[data-update='3'] .spreads").wait_for()
    assert "remembers nothing: every parameter has the rate 0.2000" in plain.inner_text()
    told = look.answer("remember", "remembered", lane=look.lane(1))
    for quantity, one in enumerate(told["quantities"]):
        kept.get_by_label("what is shown of AdaGrad").select_option(str(quantity))
        for place, layer in enumerate(("layer 1", "output")):
            spread, row = told["parts"][place]["spreads"][quantity], kept.locator(f"[data-layer='{layer}']")
            median = row.locator("[data-median]")
            assert float(str(median.get_attribute("data-median"))) == spread["levels"][2]
            low, high = one["powers"]
            bars = row.locator("rect").all()
            filled = [cell for cell, count in enumerate(spread["counts"]) if count]
            assert len(bars) == len(filled)
            axis = row.locator("path.axis").get_attribute("d")
            left, right = map(float, re.findall(r"[MH]([\d.]+)", str(axis)))
            cell = (right - left) / ((high - low) * told["cells"])
            for bar, at in zip(bars, filled, strict=True):
                assert float(str(bar.get_attribute("x"))) == pytest.approx(left + at * cell, abs=0.01)
            tallest = max(float(str(bar.get_attribute("height"))) for bar in bars)
            most = max(spread["counts"])
            for bar, at in zip(bars, filled, strict=True):
                height = float(str(bar.get_attribute("height")))
                assert height / tallest == pytest.approx(spread["counts"][at] / most, abs=1e-3)
    assert look.page.locator(".katex-error").count() == 0


def test_of_a_point_the_slots_are_drawn_over_the_updates(look: Look) -> None:
    lens = look.open("memory", RACING)
    look.step(6)
    lens.locator(".memory-of[data-update='6']").first.wait_for()
    for place, name in enumerate(("AdaGrad", "momentum")):
        told = look.answer("remember", "remembered", lane=look.lane(place))
        assert told["updates"] == list(range(7))
        column = lens.get_by_role("region", name=f"Memory of {name}")
        slot = told["quantities"][1]["name"]
        for axis, course in zip("xy", told["courses"][0], strict=True):
            first = 1 if name == "AdaGrad" else 0  # a logarithmic axis has no 0
            drawn = look.drawn(f"memory-{look.lane(place)}-{slot}", axis)
            values = course["mean"][first:]
            assert len(drawn) == len(values)
            for (x, y), update, value in zip(drawn, range(first, 7), values, strict=True):
                assert x == pytest.approx(update, abs=0.05)
                assert y == pytest.approx(value, rel=0.05, abs=0.02 * max(map(abs, values)))
        cells = column.locator("tbody tr").first.locator("td").all()
        now = [part["levels"][2] for part in told["parts"][0]["spreads"]]
        assert [number(cell.inner_text()) for cell in cells] == pytest.approx(now, rel=5e-3, abs=5e-5)


def test_histograms_have_one_axis_and_the_servers_counts_norms_and_small_weights(look: Look) -> None:
    lens = look.open("histograms", PENALTIES)
    look.step(3)
    look.wait("() => ravine.inspect('histograms').then((found) => found?.panels.length === 2)")
    with look.line() as line:
        line.watch("weight_histogram")
        kind = KINDS["weight_histogram"].number
        frame = line.until_frame(lambda frame: len(frame.of(kind)) == 2)
        blocks = {block.lane: block.values for block in frame.of(kind)}
    reach = max(abs(row[:2]).max() for values in blocks.values() for row in values)
    near = "reach => ravine.inspect('histograms').then((found) => Math.abs(found.reach - reach) < 1e-6 * reach)"
    look.wait(near, float(reach))
    for panel in look.inspect("histograms")["panels"]:
        values = blocks[panel["id"]]
        assert panel["total"] == values[:, 2:].sum()
        below = sum(spread(row, 0.0) for row in values)
        assert sum(panel["shares"][:32]) == pytest.approx(below / panel["total"], abs=1e-6)
        told = look.answer("sizes", "sized", lane=panel["id"])
        assert told["update"] == 3
        row = lens.locator("tbody tr", has_text=panel["name"])
        norm = sum(layer["norm"] ** 2 for layer in told["layers"]) ** 0.5
        look.wait(
            "([name, text]) => [...document.querySelectorAll('tbody tr')].some((row) => row.textContent.includes(name)"
            " && row.querySelector('[data-value=norm]').textContent === text)",
            [panel["name"], f"{norm:.4f}" if norm < 10 else f"{norm:.2f}"],
        )
        small = sum(layer["small"] for layer in told["layers"]) / sum(layer["weights"] for layer in told["layers"])
        assert number(row.locator("[data-value=small]").inner_text()) == pytest.approx(100 * small, abs=0.06)


def spread(row: Any, below: float) -> float:
    """How many of a layer's weights lie below, if each bin is spread evenly."""
    low, high, counts = row[0], row[1], row[2:]
    wide = (high - low) / len(counts)
    return float(sum(n * min(1.0, max(0.0, (below - (low + i * wide)) / wide)) for i, n in enumerate(counts)))


def test_a_sweep_runs_beside_the_lanes_and_is_drawn(look: Look) -> None:
    lens = look.open("sweep", PENALTIES, {"sweep": SWEEP})
    lens.get_by_role("button", name="Run the sweep").click()
    lens.get_by_text("12 of 12 networks, done").wait_for()
    with look.line() as line:
        told = line.events[-1] if line.events[-1]["kind"] == "swept" else line.until("swept")
    for series in told["series"]:
        drawn = look.drawn("sweep", series["name"])
        same(drawn, [1, 2, 3], series["means"], near=0.02)
    assert look.update == 0, "the lanes on the page stand where they stood"


def test_a_ladder_that_leaves_rungs_out_shows_each_figure_at_its_own(look: Look) -> None:
    climb = {"vary": "ladder", "values": [0, 2], "seeds": 2, "updates": 30, "measure": "test_accuracy"}
    lens = look.open("ladder", PLAIN, {"sweep": climb})
    relu, momentum = (lens.locator(f"[data-rung={name}]") for name in ("relu", "momentum"))
    assert "not in this run" not in lens.inner_text()
    lens.get_by_role("button", name="Run the ladder").click()
    lens.get_by_text("4 of 4 networks, done").wait_for()
    assert momentum.locator(".rung-figure").inner_text().count("%") == 2
    assert relu.locator(".rung-figure").inner_text() == "not in this run"
    momentum.get_by_role("button", name="momentum .9").and_(lens.locator("[aria-pressed=false]")).click()
    momentum.locator("[aria-pressed=true]").wait_for()
    assert relu.locator("[aria-pressed=true]").count() == 1, "as it was"


def test_a_sweep_can_be_stopped(look: Look) -> None:
    lens = look.open("sweep", PENALTIES, {"sweep": {**SWEEP, "updates": 100_000, "seeds": 3}})
    lens.get_by_role("button", name="Run the sweep").click()
    lens.get_by_role("button", name="Stop").click()
    lens.get_by_role("button", name="Go on").and_(look.page.locator(":enabled")).wait_for()
    assert "of 18 networks" in lens.get_by_role("status").inner_text()
    assert "done" not in lens.get_by_role("status").inner_text()

"""The diagram of a network: every neuron's picture and formula, every weight, and layers that are changed on it."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from browser.visit import Visit

pytestmark = pytest.mark.browser

ROWS = "ravine.inspect('network', ravine.state().lanes[0].id).then(({rows}) => rows)"
"""The weights of the first lane."""
TERM = re.compile(r"([+-]?)\s*(\d[\d.]*(?:e-?\d+)?)(?:\s*\(([-\d.e]+)\))?")
SHADES = """map => {
    const {width, height} = map;
    const copy = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
    copy.drawImage(map, 0, 0);
    return new Set(new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer)).size;
}"""
"""How many colours the picture of a neuron has."""


@pytest.fixture
def trained(visit: Visit) -> Visit:
    visit.play()
    visit.wait_update(100)
    visit.pause()
    visit.wait_curves(visit.update)
    return visit


def weights(visit: Visit, lane: str = "ReLU") -> list[tuple[int, str, str, float]]:
    """Layer, from, to and value of each."""
    number = next(one["id"] for one in visit.lanes if one["name"] == lane)
    return [tuple(row) for row in visit.inspect("network", number)["rows"]]


def shape(visit: Visit, lane: str = "ReLU") -> list[int]:
    """Of each layer how many weights lead into it, biases too."""
    layers = [layer for layer, *_ in weights(visit, lane)]
    return [layers.count(layer) for layer in range(1, max(layers, default=0) + 1)]


def plain(text: str) -> str:
    return text.replace("−", "-")


def number(text: str) -> tuple[float, float]:
    """A number as it is written, and how far the exact one may be from it."""
    digits, _, power = text.partition("e")
    places = len(digits.partition(".")[2])
    return float(text), 0.5000001 * 10 ** (int(power or 0) - places)


def check_sum(line: str) -> float:
    """`= 0.52 (0.30) - 1.20 (0.70) + 0.10 = -0.58` is right within what its digits say; the return is the result."""
    left, _, right = plain(line).removeprefix("= ").rpartition(" = ")
    total = reach = 0.0
    for sign, weight, given in TERM.findall(re.sub(r" \(\d+ more\)", "", left)):
        value, error = number(weight)
        factor, blur = number(given) if given else (1.0, 0.0)
        total += -value * factor if sign == "-" else value * factor
        reach += abs(value) * blur + abs(factor) * error + error * blur
    result, error = number(right)
    assert abs(total - result) <= reach + error, line
    return result


def cursor(visit: Visit, lane: str = "ReLU") -> Locator:
    """Where the keyboard is on the diagram."""
    return visit.figure("Network", lane).locator(".cursor")


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_every_weight_of_both_lanes_is_there_and_learns(visit: Visit) -> None:
    visit.wait("() => ravine.inspect('network', ravine.state().lanes[0].id).then(({rows}) => rows.length > 0)")
    visit.wait("() => ravine.inspect('network', ravine.state().lanes[1].id).then(({rows}) => rows.length > 0)")
    for lane in ("ReLU", "sigmoid"):
        assert shape(visit, lane) == [8 * (2 + 1), 8 * (8 + 1), 2 * (8 + 1)]
        assert all(value == 0 for _, source, _, value in weights(visit, lane) if source == "bias"), "so they begin"
        assert len({value for _, source, _, value in weights(visit, lane) if source != "bias"}) == 16 + 64 + 16
    names = [(source, unit) for layer, source, unit, _ in weights(visit) if layer == 1]
    assert names[:4] == [(one, "neuron 1 of layer 1") for one in ("x0", "x1", "bias")] + [("x0", "neuron 2 of layer 1")]
    first = weights(visit)
    visit.page.keyboard.press("ArrowRight")
    visit.wait_update(1)
    visit.wait(f"old => {ROWS}.then(rows => rows.at(-1)[3] !== old)", first[-1][3])
    moved = [new - old for (*_, new), (*_, old) in zip(weights(visit), first, strict=True)]
    assert 0 < max(map(abs, moved)) < 0.2, "one update with a rate of 0.15"


@pytest.mark.parametrize(
    ("loss", "outputs"), [("softmax_cross_entropy", 2), ("binary_cross_entropy", 1), ("squared_error", 1)]
)
def test_the_network_is_drawn_whole_whatever_the_loss_makes_of_two_classes(
    visit: Visit, loss: str, outputs: int
) -> None:
    visit.pick("ReLU")
    visit.choose("lane.loss", loss)
    visit.wait(f"n => {ROWS}.then(rows => rows.length === n)", 3 * 8 + 9 * 8 + 9 * outputs)
    assert shape(visit) == [3 * 8, 9 * 8, 9 * outputs]
    visit.page.keyboard.press("ArrowRight")
    visit.wait_update(1)
    assert {to for layer, _, to, _ in weights(visit) if layer == 3} <= {"output arm 1", "output arm 2"}


def test_every_neuron_has_a_picture_and_a_formula_that_adds_up_by_keyboard_alone(trained: Visit) -> None:
    place, keyboard = cursor(trained), trained.page.keyboard
    hint = trained.figure("Network", "ReLU").locator(".hint")
    update = trained.update
    exact: dict[str, list[float]] = defaultdict(list)
    for _, _, unit_name, value in weights(trained):
        exact[unit_name].append(value)
    place.focus()
    keyboard.press("ArrowUp")  # the focus is seen, as after a Tab
    given: list[float] = []
    for layer, units in ((1, 8), (2, 8), (3, 2)):
        outputs = []
        for unit in range(units):
            name = f"neuron {unit + 1} of layer {layer}" if layer < 3 else f"output arm {unit + 1}"
            hint.get_by_text(name[0].upper() + name[1:], exact=False).wait_for()
            assert (place.get_attribute("aria-label") or "").startswith(name)
            lines = hint.locator(".sum").all_inner_texts()
            z = check_sum(lines[1])
            written = re.findall(r"([-+]?) ?(\d[\d.]*(?:e-?\d+)?) [xy]\d", plain(lines[0]))
            for (sign, size), weight in zip(written, exact[name], strict=False):
                value, error = number(sign.strip("+") + size)
                assert abs(value - weight) <= error, "the weights are those of the net"
            y, error = number(plain(lines[-1]).rpartition(" = ")[2])
            if layer < 3:
                assert lines[2].startswith("y = max(0, z)")
                assert abs(y - max(0.0, z)) <= error
            if given:  # what goes in is what the layer before gave
                *weights_in, bias = exact[name]
                through = sum(w * x for w, x in zip(weights_in, given, strict=True)) + bias
                assert z == pytest.approx(through, abs=0.005 + 0.006 * sum(map(abs, weights_in)))
            outputs.append(y)
            low, high = (float(one) for one in plain(hint.locator(".class-key").inner_text()).split())
            assert low <= high
            shades = hint.locator("canvas").evaluate(SHADES)
            assert shades > 20 if high > low else shades == 1
            keyboard.press("ArrowDown")
        given = outputs
        keyboard.press("ArrowRight")
        for _ in range(8):
            keyboard.press("ArrowUp")
    assert trained.update == update, "the arrows did not mean updates"

    place.press("Enter")
    editor = trained.page.get_by_role("dialog", name="Weights into output arm 1")
    expect(editor.get_by_label("w from y1", exact=True)).to_be_focused()
    keyboard.press("Escape")
    editor.wait_for(state="detached")
    expect(place).to_be_focused()


def test_the_pointer_reads_a_neuron_and_a_click_on_the_regions_chooses_the_example(trained: Visit) -> None:
    network = trained.figure("Network", "ReLU")
    at = middle(cursor(trained))  # neuron 1 of layer 1
    hint = network.locator(".hint")
    trained.page.mouse.move(*at)
    hint.get_by_text("Neuron 1 of layer 1, ReLU").wait_for()
    before = hint.locator(".sum").nth(1).inner_text()
    regions = trained.figure("Decision regions", "ReLU")
    regions.locator("canvas").click()
    regions.locator(".hint").wait_for()
    trained.page.mouse.move(*at)
    hint.locator(".sum").nth(1).filter(has_not_text=before).wait_for()
    check_sum(hint.locator(".sum").nth(1).inner_text())
    x0, x1 = (number(plain(one))[0] for one in re.findall(r"\(([^)]+)\)", hint.locator(".sum").nth(1).inner_text()))
    assert (x0, x1) == pytest.approx((0, 0), abs=0.1), "the middle of the picture is near the middle of the plane"


def test_a_weight_is_clicked_typed_in_force_and_written_down(trained: Visit) -> None:
    place = cursor(trained)
    ends = []
    for key in ("ArrowUp", "ArrowRight"):
        place.press(key)
        ends.append(middle(place))
    (left, top), (right, level) = ends
    assert level == pytest.approx(top), "between the uppermost neurons of two layers of 8"
    network = trained.figure("Network", "ReLU")
    before, life = weights(trained), trained.lives
    trained.page.mouse.move((left + right) / 2, top)
    network.locator(".hint").get_by_text("from neuron 1 of layer 1 to neuron 1 of layer 2").wait_for()
    trained.page.mouse.click((left + right) / 2, top)
    editor = trained.page.get_by_role("dialog", name="Weights into neuron 1 of layer 2")
    field = editor.get_by_label("w from y1", exact=True)
    field.fill("not a number")
    field.press("Enter")
    network.get_by_role("alert").get_by_text("this is not a number").wait_for()
    field.fill("-2.5")
    field.press("Enter")
    trained.settled()
    trained.wait(f"() => {ROWS}.then(rows => rows[24][3] === -2.5)")
    after = weights(trained)
    assert [new for new, old in zip(after, before, strict=True) if new != old] == [
        (2, "y1", "neuron 1 of layer 2", -2.5)
    ]
    timeline = trained.page.get_by_role("region", name="Timeline")
    timeline.get_by_text("1 edit", exact=True).click()
    entry = timeline.locator("li").inner_text()
    assert "ReLU" in entry
    assert "-2.5" in plain(entry)
    assert f"update {trained.update:,}" in entry
    trained.play()  # to press it closes the editor
    field.wait_for(state="detached")
    trained.page.mouse.click((left + right) / 2, top)
    bias = editor.get_by_label("bias", exact=True)
    bias.fill("0.75")
    bias.press("Enter")
    trained.settled()
    timeline.get_by_text("2 edits", exact=True).wait_for()
    trained.goes_on()
    assert trained.lives == life, "it went on from there"
    trained.pause()
    trained.check_curves()


def test_neurons_and_layers_are_added_and_removed_on_the_diagram(visit: Visit) -> None:
    visit.unfold()
    visit.play()
    visit.pick("ReLU")
    network = visit.figure("Network", "ReLU")
    steps: list[tuple[str, list[int]]] = [
        ("one neuron more in layer 1", [9, 8]), ("one neuron less in layer 2", [9, 7]),
        ("one hidden layer more", [9, 7, 7]), ("one neuron more in layer 3", [9, 7, 8]),
        ("one hidden layer less", [9, 7]),
    ]  # fmt: skip
    for label, hidden in steps:
        network.get_by_label(label).click()
        expect_hidden(visit, hidden)
    assert "ReLU started anew" in visit.notice.inner_text()
    network.get_by_label("layer 1: 9 neurons").click()
    network.get_by_role("button", name="+ a layer like it").click()
    expect_hidden(visit, [9, 9, 7])
    network.get_by_label("layer 2: 9 neurons").press("Enter")
    network.get_by_role("button", name="remove it").press("Enter")
    expect_hidden(visit, [9, 7])
    assert shape(visit, "sigmoid") == [24, 72, 18], "only this lane was picked"
    visit.goes_on()
    visit.pause()
    visit.check_curves()


def expect_hidden(visit: Visit, hidden: list[int]) -> None:
    """The spec, the controls and the weights agree on the layers of the first lane."""
    visit.settled()
    widths = [2, *hidden, 2]
    into = [(before + 1) * units for before, units in pairwise(widths)]
    visit.wait(f"count => {ROWS}.then(rows => rows.length === count)", sum(into))
    assert shape(visit) == into
    visit.wait("""units => JSON.stringify([...document.querySelectorAll("[name^='lane.layers.'][name$='.units']")]
        .map(one => +one.value)) === JSON.stringify(units)""", hidden)  # fmt: skip
    visit.wait("text => document.querySelector('.lane-row .network canvas').ariaLabel.includes(text)",
               "-".join(map(str, widths)))  # fmt: skip


@pytest.mark.parametrize(
    ("hidden", "told"), [([8, 20], "Network 2-8-20-2 with ReLU"), ([8] * 10, "Network 10 hidden layers with ReLU")]
)
def test_a_net_too_wide_or_too_deep_is_drawn_in_outline(visit: Visit, hidden: list[int], told: str) -> None:
    visit.unfold()
    visit.pick("ReLU")
    network = visit.figure("Network", "ReLU")
    for _ in range(len(hidden) - 2):
        network.get_by_label("one hidden layer more").click()
        visit.settled()
    if hidden[1] != 8:
        visit.unfold()
        visit.set("lane.layers.1.units", hidden[1])
    network.get_by_text("in outline: too large for single weights").wait_for()
    visit.play()
    visit.wait_update(50)
    visit.wait("told => document.querySelector('.lane-row .network canvas').ariaLabel.startsWith(told)", told)
    assert weights(visit) == []
    assert cursor(visit).count() == 0
    assert shape(visit, "sigmoid") == [24, 72, 18], "the other lane keeps its single weights"
    assert cursor(visit, "sigmoid").count() == 1
    assert visit.inspect("gradients", visit.lanes[0]["id"])["layers"] == len(hidden) + 1, "gradients of all layers"
    if len(hidden) > 8:
        network.get_by_label("one hidden layer less").click()
        visit.settled()
        network.get_by_label("one hidden layer less").click()
        visit.settled()
        expect_hidden(visit, [8] * 8)

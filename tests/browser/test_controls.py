"""Every control acts while the lanes train: the count goes on, and the curve has no gap."""

from __future__ import annotations

import pytest

from browser.visit import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def training(visit: Visit) -> Visit:
    visit.unfold()
    visit.play()
    visit.wait_update(50)
    return visit


def entries(visit: Visit, control: str) -> list[str]:
    """What can be taken there now."""
    options = visit.control(control).locator("option:not([disabled])")
    return [str(option.evaluate("one => one.value")) for option in options.all()]


@pytest.mark.parametrize(
    "control",
    ["lane.layers.*.activation", "lane.optimizer", "lane.schedule", "lane.dropout", "lane.output", "lane.stopping"],
)
def test_a_choice_that_keeps_the_parameters_goes_on(training: Visit, control: str) -> None:
    training.set("lane.optimizer.lr", 0.01)
    for entry in entries(training, control):
        before = training.update
        training.choose(control, entry)
        assert training.control(control).input_value() == entry
        training.wait_update(before + 20)
        assert "anew" not in training.notice.inner_text()
    training.pause()
    training.check_curves()


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("lane.optimizer.lr", 0.03), ("lane.layers.*.keep", 0.8),
        ("lane.layers.0.keep", 0.9), ("lane.layers.1.skip", 1),
        ("lane.l1", 0.0001),
        ("lane.l2", 0.001), ("lane.weight_decay", 0.001), ("lane.clip", 1), ("lane.batch", 20),
        ("session.data.noise", 0.3), ("session.data.label_noise", 0.25),
    ],
)  # fmt: skip
def test_a_number_that_keeps_the_parameters_goes_on(training: Visit, control: str, value: float) -> None:
    before = training.update
    training.set(control, value)
    assert float(training.control(control).input_value()) == value
    training.wait_update(before + 50)
    assert "anew" not in training.notice.inner_text()
    training.pause()
    training.check_curves()


@pytest.mark.parametrize(("control", "value"), [("session.data.examples", 300), ("session.split.train", 0.5)])
def test_other_examples_start_every_lane_anew(training: Visit, control: str, value: float) -> None:
    field = training.control(control).locator("xpath=ancestor::*[contains(@class,'field')][1]")
    assert field.locator(".anew").count() == 1, "said before"
    training.set(control, value)
    assert "All lanes started anew" in training.notice.inner_text()
    training.goes_on()


def test_a_slider_stops_at_the_usual_values(training: Visit) -> None:
    before = float(training.control("lane.optimizer.lr").input_value())
    slider = training.control("lane.optimizer.lr.usual")
    slider.focus()
    training.page.keyboard.press("ArrowRight")
    training.settled()
    assert float(training.control("lane.optimizer.lr").input_value()) > before
    training.goes_on()


@pytest.mark.parametrize("control", ["lane.initializer", "lane.loss", "session.data"])
def test_a_choice_that_needs_a_restart_says_so_and_trains_on(training: Visit, control: str) -> None:
    for entry in entries(training, control):
        training.choose(control, entry)
        assert training.control(control).input_value() == entry
        training.goes_on()
    training.pause()
    training.check_curves()


def test_layers_are_added_widened_and_removed_while_it_runs(training: Visit) -> None:
    training.page.get_by_label("one layer more").click()
    training.settled()
    assert "anew" in training.notice.inner_text()
    training.unfold()
    assert training.control("lane.layers.2.units").count() == 1
    training.set("lane.layers.2.units", 12)
    training.goes_on()
    training.page.get_by_label("remove layer 1").click()
    training.settled()
    assert training.control("lane.layers.1.units").input_value() == "12"
    training.goes_on()
    training.pause()
    training.check_curves()
    lane = training.lanes[0]["id"]
    assert training.inspect("gradients", lane)["layers"] == 3


def test_what_starts_a_lane_anew_is_marked_before(visit: Visit) -> None:
    for name in ("lane.initializer", "session.data", "session.seed"):
        marked = visit.control(name).locator("xpath=ancestor::*[contains(@class,'field')][1]").locator(".anew")
        assert marked.count() == 1, name


def test_an_edit_of_one_lane_leaves_the_other(training: Visit) -> None:
    training.pick("sigmoid")
    training.set("lane.batch", 20)
    training.pick("ReLU")
    assert training.control("lane.batch").input_value() == "50"
    training.pick("All lanes")
    assert training.control("lane.batch").get_attribute("placeholder") == "differ"
    training.goes_on()


def test_a_refused_number_is_explained_beside_it_and_put_back(training: Visit) -> None:
    before = training.control("lane.optimizer.lr").input_value()
    training.set("lane.optimizer.lr", -5)
    assert training.control("lane.optimizer.lr").input_value() == before
    assert "too small" in training.page.locator(".refusal").inner_text()
    training.control("lane.optimizer.lr").fill("much")
    training.control("lane.optimizer.lr").press("Enter")
    assert "not a number" in training.page.locator(".refusal").inner_text()
    training.set("lane.optimizer.lr", 0.05)
    assert training.page.locator(".refusal").count() == 0
    training.goes_on()


def test_lanes_are_added_and_removed_up_to_eight(training: Visit) -> None:
    for _ in range(6):
        training.page.get_by_label("add a copy of ReLU", exact=True).click()
        training.settled()
    assert len(training.lanes) == 8
    assert training.page.get_by_label("add a copy of ReLU", exact=True).is_disabled()
    training.goes_on()
    training.pause()
    training.check_curves()
    training.page.get_by_label("remove sigmoid").click()
    training.settled()
    assert "sigmoid" not in [lane["name"] for lane in training.lanes]


def test_digits_show_a_confusion_matrix(training: Visit) -> None:
    training.choose("session.data", "digits")
    lane = training.lanes[0]["id"]
    training.wait("lane => ravine.inspect('confusion', lane).then(found => found?.rows.length === 10)", lane)
    training.goes_on()


def test_a_regression_shows_its_value_on_the_plane(training: Visit) -> None:
    training.choose("session.data", "sine")
    lane = training.lanes[0]["id"]
    training.wait("lane => ravine.inspect('regions', lane).then(found => found?.field?.kind === 'region_value')", lane)
    training.goes_on()


def test_a_layer_can_be_frozen_and_thawed(training: Visit) -> None:
    frozen = training.control("lane.layers.0.frozen")
    for wanted in (True, False):
        frozen.set_checked(wanted)
        training.settled()
        assert frozen.is_checked() == wanted
        training.goes_on(50)
        assert "anew" not in training.notice.inner_text()
    training.pause()
    training.check_curves()


def test_a_layer_becomes_maxout_and_an_activation_for_all_takes_it_back(training: Visit) -> None:
    training.choose("lane.layers.0.kind", "maxout")
    training.set("lane.layers.0.pieces", 3)
    training.wait_update(20)
    assert training.control("lane.layers.0.activation").count() == 0
    region = training.page.get_by_role("region", name="Lane ReLU")
    region.get_by_role("button", name="8 neurons, Maxout of 3").wait_for()
    training.choose("lane.layers.*.activation", "tanh")
    assert training.control("lane.layers.0.kind").input_value() == "dense"
    assert training.control("lane.layers.0.activation").input_value() == "tanh"
    training.goes_on(20)


def test_a_residual_that_does_not_fit_is_refused_at_its_control(training: Visit) -> None:
    training.set("lane.layers.0.skip", 1)
    assert "nothing as wide as its 8 neurons" in training.page.get_by_role("alert").first.inner_text()
    assert training.control("lane.layers.0.skip").input_value() == "0"

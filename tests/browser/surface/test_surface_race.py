"""Optimizers race from a start that anybody chooses, and every update of every lane is on the map."""

from __future__ import annotations

import pytest

from browser.surface.ground import Ground

pytestmark = pytest.mark.browser


def test_it_is_ready_to_play(ground: Ground) -> None:
    assert [lane["name"] for lane in ground.map["lanes"]] == ["gradient descent", "momentum", "Adam"]
    ground.play()
    ground.wait_update(40)
    ground.pause()
    found = ground.map
    for lane in found["lanes"]:
        rows = [row for row in found["rows"] if row[0] == lane["name"]]
        assert lane["gaps"] == 0
        assert [row[1] for row in rows] == list(range(len(rows)))
        assert rows[0][3:5] == lane["start"]
        assert lane["at"] != lane["start"]
        assert rows[-1][5] < rows[0][5], "it went down"


def test_one_update_moves_every_point_at_once(ground: Ground) -> None:
    ground.page.keyboard.press("ArrowRight")
    ground.wait_shown(1)
    ground.wait(
        "() => ravine.inspect('surface').then(({lanes}) => lanes.every(({at, start}) => at + '' !== start + ''))"
    )


def test_a_click_is_the_start_of_all_lanes(ground: Ground) -> None:
    ground.play()
    ground.wait_update(10)
    ground.click(2, -1)
    ground.wait_starts([2, -1])
    assert ground.playing, "they go on from there"
    ground.wait_update(5)


def test_the_ring_is_dragged(ground: Ground) -> None:
    ground.drag((-3.5, 1), (3, 1.5))
    ground.wait_starts([3, 1.5])
    assert float(ground.control("session.start.0").input_value()) == pytest.approx(3, abs=0.05)


def test_alt_moves_the_start_of_the_picked_lane_alone(ground: Ground) -> None:
    ground.click(1, 1, alt=True)
    ground.notice.get_by_text("pick a lane first").wait_for()
    ground.page.keyboard.press("2")
    ground.click(1, 1, alt=True)
    ground.wait_starts([-3.5, 1], [1, 1], [-3.5, 1])
    ground.page.get_by_role("button", name="as all").click()
    ground.wait_starts([-3.5, 1])


def test_a_start_is_typed(ground: Ground) -> None:
    ground.set("session.start.0", "1.25")
    ground.wait_starts([1.25, 1])
    ground.set("session.start.1", "nowhere")
    ground.page.get_by_role("alert").get_by_text("not a number").wait_for()
    assert ground.starts[0] == [1.25, 1]


def test_a_lane_is_called_after_its_optimizer_until_it_has_a_name_of_its_own(ground: Ground) -> None:
    ground.page.get_by_role("button", name="add a copy of momentum").click()
    ground.wait("() => ravine.inspect('surface').then(({lanes}) => lanes.length === 4)")
    ground.choose("lane.optimizer", "adagrad")
    assert [lane["name"] for lane in ground.map["lanes"]][3] == "AdaGrad"
    ground.control("lane.optimizer").locator("xpath=ancestor::details").get_by_label("name").fill("mine")
    ground.page.keyboard.press("Enter")
    ground.settled()
    ground.choose("lane.optimizer", "rmsprop")
    assert [lane["name"] for lane in ground.map["lanes"]][3] == "mine"


def test_a_reset_that_was_asked_for_needs_no_word(ground: Ground) -> None:
    ground.play()
    ground.wait_update(20)
    ground.page.get_by_role("button", name="Reset").click()
    ground.settled()
    ground.click(1, 1)
    ground.wait_starts([1, 1])
    ground.settled()
    assert ground.page.locator(".toast").count() == 0
    ground.set("session.surface.condition", 20)
    assert "started anew" in ground.page.locator(".toast").inner_text()


def test_a_copy_tries_one_other_rate(ground: Ground) -> None:
    ground.page.get_by_role("button", name="add a copy of momentum").click()
    ground.wait("() => ravine.inspect('surface').then(({lanes}) => lanes.length === 4)")
    ground.set("lane.optimizer.lr", 0.02)
    rates = ground.page.locator(".rates b").all_inner_texts()
    assert rates == ["0.03", "0.01", "0.1", "0.02"]


def test_a_lane_that_diverges_says_where_it_went_and_what_helps(ground: Ground) -> None:
    ground.page.keyboard.press("1")
    ground.set("lane.optimizer.lr", 1)
    ground.page.get_by_label("speed").select_option("")
    ground.play()
    trouble = ground.page.locator(".trouble")
    trouble.wait_for()
    assert "gradient descent" in trouble.inner_text().lower()
    assert trouble.get_by_role("button").count() > 0
    assert next(lane for lane in ground.map["lanes"] if lane["name"] == "gradient descent")["status"] == "diverged"


def test_the_chart_shows_what_was_chosen(ground: Ground) -> None:
    ground.play()
    ground.wait_update(30)
    ground.pause()
    for measure in ("value", "distance", "gradient"):
        ground.page.get_by_label("what the chart shows").select_option(measure)
        ground.wait("measure => ravine.inspect('course').then(found => found.measure === measure)", measure)
        found = ground.inspect("course")
        assert {lane["gaps"] for lane in found["lanes"]} == {0}
        assert len(found["rows"]) >= 3 * 30
    ground.page.get_by_label("x-axis of the chart").select_option("examples")
    ground.figure("Progress").locator(".open-plotly").click()
    ground.page.locator(".plotly-figure .main-svg").first.wait_for()
    assert "gradient evaluations" in ground.page.locator(".plotly-figure").inner_text()


def test_looking_back_shows_the_lanes_where_they_were(ground: Ground) -> None:
    ground.play()
    ground.wait_update(40)
    ground.pause()
    ground.scrub(5)
    ground.wait("() => ravine.inspect('surface').then(({rows}) => Math.max(...rows.map(row => row[1])) === 5)")
    rows = ground.map["rows"]
    for lane in ground.map["lanes"]:
        mine = [row for row in rows if row[0] == lane["name"]]
        assert lane["at"] == pytest.approx(mine[-1][3:5]), "before update 5 is where the point stands at update 5"


def test_both_places_keep_their_session(ground: Ground) -> None:
    ground.play()
    ground.wait_update(30)
    ground.pause()
    before = ground.update
    ground.go("Network")
    assert ground.update == 0
    ground.play()
    ground.wait_update(50)
    ground.pause()
    network = ground.update
    ground.go("Surface")
    ground.wait_shown(before)
    ground.wait("end => ravine.inspect('surface').then(({lanes}) => lanes.every(one => one.end === end))", before)
    ground.page.go_back()
    ground.page.locator(".lane-row canvas").first.wait_for()
    ground.wait_shown(network)

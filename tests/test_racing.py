"""`ravine.race`: the page's numbers, as arrays; what may be written shorter; the figures."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import ravine
from ravine.engine.optimizers import optimizers
from ravine.engine.surfaces import surfaces
from ravine.figures.heights import Heights
from ravine.figures.lines import OKABE_ITO, POINTS
from ravine.figures.paths import FAR, OUT
from ravine.racing import RaceLane, RaceResult
from ravine.session.clock import Phase
from ravine.session.places import build_session
from ravine.spec import commands
from ravine.spec.error import SpecError
from ravine.spec.limits import RECORDED
from ravine.spec.network import NetworkSpec
from ravine.spec.presets import PRESETS
from ravine.spec.session import SessionSpec
from ravine.spec.surface import SurfaceSpec

TWO: dict[str, Any] = {
    "surface": "rosenbrock",
    "lanes": ["adam:lr=0.02", "momentum:lr=0.001,lambda=0.9"],
    "start": (-1.2, 1.0),
}

WILD: dict[str, Any] = {"surface": "ravine", "lanes": ["gradient_descent:lr=100", "adam:lr=0.1"]}


def ways(result: RaceResult) -> list[NDArray[Any]]:
    """x, y and loss of every lane, (3, K + 1)."""
    return [np.array([lane.x, lane.y, lane.loss]) for lane in result]


def refused(*given: Any, **changes: Any) -> SpecError:
    with pytest.raises(SpecError) as caught:
        ravine.race(*given, **changes)
    return caught.value


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_a_result_holds_the_start_and_the_point_after_every_update() -> None:
    result = ravine.race(**TWO, updates=37)
    assert isinstance(result, RaceResult)
    assert len(result) == 2
    for lane in result:
        assert isinstance(lane, RaceLane)
        assert lane.x.dtype == lane.y.dtype == lane.loss.dtype == np.float64
        assert lane.x.shape == lane.y.shape == lane.loss.shape == (38,)
        assert (lane.x[0], lane.y[0]) == (-1.2, 1.0)
        assert np.array_equal(lane.update, np.arange(38))
        np.testing.assert_allclose(lane.loss, (1 - lane.x) ** 2 + 100 * (lane.y - lane.x**2) ** 2, rtol=1e-13)
        assert lane.diverged is None
    assert result["adam:lr=0.02"] is result[0]
    with pytest.raises(KeyError, match=r"there are adam:lr=0.02, momentum"):
        result["adam"]


def test_a_first_update_is_the_one_that_is_made_by_hand() -> None:
    result = ravine.race(surface="ravine:condition=10", lanes=["gradient_descent:lr=0.1"], start=(2, 1), updates=1)
    (lane,) = result
    assert lane.x.tolist() == [2.0, 2.0 - 0.1 * 2.0]
    assert lane.y.tolist() == pytest.approx([1.0, 0.0], abs=1e-15)
    assert lane.loss.tolist() == pytest.approx([7.0, 1.62], rel=1e-15)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.name)
def test_a_race_is_the_page_s_bit_for_bit(preset: Any) -> None:
    """A session that is stepped like one of the page records what a race returns."""
    updates = 60
    session = build_session(preset.spec)
    for _ in range(updates + 1):
        session.receive(commands.Step(), 0.0)
        while session.clock.phase is not Phase.PAUSED and session.due is not None:
            session.advance(0.0, 0.01)
    for lane, mine in zip(session.lanes, ravine.race(preset.spec, updates=updates), strict=True):
        (piece,) = lane.history.since(0, 10 * updates)
        count = min(len(mine.x), lane.history.end)
        assert count == updates + 1 or mine.diverged
        assert np.array_equal(mine.x[:count], piece.trace[:count, 0])
        assert np.array_equal(mine.y[:count], piece.trace[:count, 1])
        assert np.array_equal(mine.loss[:count], piece.loss[:count, 0])


@pytest.mark.parametrize("surface", ["rosenbrock", "linear_regression"])
def test_a_longer_race_begins_as_a_shorter_one(surface: str) -> None:
    """Whatever was made in one call, and also where the loss is that of a batch and the gradient is noisy."""
    given: dict[str, Any] = {"surface": surface, "noise": 0.3, "seed": 5, "lanes": ["rmsprop", "nesterov:lr=0.001"]}
    short, long = ravine.race(**given, updates=50), ravine.race(**given, updates=3000)
    for one, other in zip(ways(short), ways(long), strict=True):
        assert np.array_equal(one, other[:, :51])


def test_noise_is_the_same_for_all_lanes_and_another_with_another_seed() -> None:
    first, second = ravine.race(surface="bowl", lanes=["gradient_descent"] * 2, noise=1.0)
    assert np.array_equal(first.x, second.x)
    other = ravine.race(surface="bowl", lanes=["gradient_descent"], noise=1.0, seed=2)[0]
    assert not np.array_equal(first.x, other.x)
    assert first.x[0] == other.x[0]


@pytest.mark.parametrize("optimizer", optimizers.names())
def test_a_typed_function_is_raced_on_as_the_built_in_one(optimizer: str) -> None:
    given: dict[str, Any] = {"lanes": [optimizer], "start": (-1.2, 1.0), "updates": 40}
    built_in = ravine.race(surface="himmelblau", **given)
    typed = ravine.race(surface="(x^2+y-11)^2+(x+y^2-7)^2", **given)
    np.testing.assert_allclose(ways(typed)[0], ways(built_in)[0], rtol=1e-9, atol=1e-9)


def test_a_lane_that_diverges_ends_early_and_says_so_and_the_others_go_on() -> None:
    result = ravine.race(**WILD)
    wild, calm = result
    assert wild.diverged is not None
    assert len(wild.x) == len(wild.y) == len(wild.loss) < 201
    assert np.isfinite(wild.x).all()
    assert np.isfinite(wild.loss[:-1]).all()
    assert f"update {len(wild.x)} " in wild.diverged
    assert wild.document()["diverged"] == wild.diverged
    assert calm.diverged is None
    assert len(calm.x) == 201
    assert "gradient_descent:lr=100: diverged" in repr(result)


def test_progress_is_told_from_nothing_to_all() -> None:
    told: list[tuple[str, int, int]] = []
    ravine.race(**TWO, updates=300, progress=lambda *given: told.append(given))
    for name in TWO["lanes"]:
        done = [count for lane, count, total in told if lane == name and total == 300]
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, 300)


# --- what is given ----------------------------------------------------------------------------------------------------


def test_without_a_spec_it_is_the_one_that_the_place_loads_with() -> None:
    assert ravine.race(updates=1).spec == SurfaceSpec()


def test_a_spec_is_read_from_a_file_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(ravine.race(**TWO, updates=1).spec.document()))
    for given in (path, str(path)):
        assert ravine.race(given, updates=9).document() == ravine.race(**TWO, updates=9).document()
    result = ravine.race(path, updates=9, lanes=["lion"])
    assert [lane.optimizer for lane in result] == ["lion"]
    assert result[0].x[0] == -1.2


def test_a_document_and_its_spec_lead_to_the_same_race() -> None:
    result = ravine.race(surface="ravine:condition=100", lanes=["adam:lr=0.1"], updates=9)
    document = result.document()
    assert document["surface"] == "ravine:condition=100"
    assert ravine.race(surface=document["surface"], lanes=["adam:lr=0.1"], updates=9).document() == document
    assert ravine.race(result.spec, updates=9).document() == document


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"surface": "rosenbrock"}, "rosenbrock"),
        ({"surface": "ravine"}, "ravine"),
        ({"surface": "ravine:condition=50"}, "ravine"),
        ({"surface": {"name": "rotated_ravine", "angle": 45}}, "rotated_ravine:angle=45"),
        ({"surface": " rotated_ravine : angle=45 , condition=2.5"}, "rotated_ravine:condition=2.5,angle=45"),
        ({"surface": "x^2 + 3*y^2"}, "x^2 + 3*y^2"),
        ({"surface": "x"}, "x"),
        ({"surface": "typed", "expression": "abs(x)+abs(y)"}, "abs(x)+abs(y)"),
    ],
    ids=str,
)
def test_a_document_names_the_surface_as_one_would_write_it(given: dict[str, Any], told: str) -> None:
    assert ravine.race(**given, updates=1).document()["surface"] == told


def test_a_document_is_of_the_promised_shape() -> None:
    document = ravine.race(**TWO, updates=2).document()
    assert list(document) == ["surface", "lanes"]
    assert list(document["lanes"][0]) == ["name", "optimizer", "hyper", "x", "y", "loss"]
    assert document["lanes"][1]["optimizer"] == "momentum"
    assert document["lanes"][1]["hyper"] == {"lr": 0.001, "lambda": 0.9}
    assert set(document["lanes"][0]["hyper"]) == {parameter.name for parameter in optimizers["adam"].parameters}
    assert json.loads(json.dumps(document)) == document


def test_lanes_are_called_by_what_was_written_or_numbered() -> None:
    long = "adam:lr=0.0200000000000,beta1=0.9000000000000"
    result = ravine.race(surface="bowl", updates=1, lanes=[" adam ", long, {"optimizer": "lion"}, {"name": "mine"}])
    assert [lane.name for lane in result] == ["adam", "lane 2", "lane 3", "mine"]
    assert result[1].hyper["beta1"] == 0.9


def test_on_another_surface_the_start_is_that_of_the_surface_unless_one_is_given() -> None:
    spec = SurfaceSpec.read({"surface": "bowl", "start": [9, 9], "lanes": [{"start": [8, 8]}, {}]}, "the spec")
    assert [(lane.x[0], lane.y[0]) for lane in ravine.race(spec, updates=1)] == [(8, 8), (9, 9)]
    usual = surfaces["beale"].traits["start"]
    assert [(lane.x[0], lane.y[0]) for lane in ravine.race(spec, updates=1, surface="beale")] == [usual, usual]
    moved = ravine.race(spec, updates=1, surface="beale", start=np.array([1.0, 2.0]))
    assert [(lane.x[0], lane.y[0]) for lane in moved] == [(1, 2), (1, 2)]
    assert ravine.race(spec, updates=1, start=(0.5, 0.5))[0].x[0] == 0.5


@pytest.mark.parametrize(
    ("before", "after"), [({"surface": "ravine"}, "ravine:condition=7"), ({"surface": "typed"}, "x^2 + y^4")], ids=str
)
def test_on_the_same_surface_with_other_parameters_or_another_typed_one_the_start_stays(
    before: Any, after: str
) -> None:
    (lane,) = ravine.race({**before, "start": [9, 9], "lanes": [{}]}, updates=1, surface=after)
    assert (lane.x[0], lane.y[0]) == (9, 9)


def test_points_are_an_array_too() -> None:
    points = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 5.0]])
    result = ravine.race(surface="linear_regression", points=points, lanes=["adam:lr=0.5"], updates=2000)
    assert result.surface.rows.tolist() == points.tolist()
    assert (result[0].x[-1], result[0].y[-1]) == pytest.approx((2.0, 1.0), abs=1e-3)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"surface": "rosenbrok"}, "surface", "did you mean rosenbrock"),
        ({"surface": "six-hump camel"}, "surface", "did you mean six_hump_camel"),
        ({"surface": "valley"}, "surface", "or a function of x and y"),
        ({"surface": "ravine:conditon=3"}, "surface.conditon", "did you mean condition"),
        ({"surface": "ravine:condition=0.5"}, "surface.condition", "from 1 to 1000000"),
        ({"surface": "ravine:condition"}, "surface", "holds 'condition'; allowed: name:parameter=value"),
        ({"surface": "x^2 + q"}, "surface", "at character 7: there is no q"),
        ({"surface": "x^2 +"}, "surface", "at character 6: something is missing"),
        ({"surface": "sin x"}, "surface", "at character 1: sin needs parentheses"),
        ({"surface": "f(x) = x^2"}, "surface", "write only what stands right of ="),
        ({"surface": "typed", "expression": "x*z"}, "expression", "at character 3: there is no z"),
        ({"surface": 7}, "surface", "is 7"),
        ({"lanes": ["adm"]}, "lanes.0.optimizer.name", "did you mean adam"),
        ({"lanes": ["adam", "adam:bta1=0.5"]}, "lanes.1.optimizer.bta1", "did you mean beta1"),
        ({"lanes": ["adam:lr=2000"]}, "lanes.0.optimizer.lr", "from 0 to 1000"),
        ({"lanes": ["adam:lr=fast"]}, "lanes.0.optimizer.lr", "is 'fast', not a number"),
        ({"lanes": ["adam:lr=1e999"]}, "lanes.0.optimizer.lr", "not a finite number"),
        ({"lanes": ["adam:lr=1,lr=2"]}, "lanes.0.optimizer", "gives lr twice"),
        ({"lanes": ["adam:name=3"]}, "lanes.0.optimizer", "gives name twice"),
        ({"lanes": ["adam"] * 9}, "lanes", "1 to 8 lanes"),
        ({"lanes": "adam"}, "lanes", "1 to 8 lanes"),
        ({"lanes": [7]}, "lanes.0", "is 7"),
        ({"start": (0, math.nan)}, "start.1", "not a finite number"),
        ({"noise": -1}, "noise", "too small"),
        ({"updates": 0}, "updates", "from 1 to"),
        ({"updates": 2.5}, "updates", "not a whole number"),
        ({"updates": RECORDED // 10, "lanes": ["adam"] * 4}, "updates", "at most 8333333 updates"),
        ({"data": "two_moons"}, "data", "is not a known field"),
        ({"strt": (0, 0)}, "strt", "did you mean start"),
    ],
    ids=str,
)
def test_what_is_wrong_is_a_spec_error_that_says_what_is_right(changes: Any, field: str, said: str) -> None:
    error = refused(**changes)
    assert error.field == field
    assert said in str(error)


@pytest.mark.parametrize("spec", ["/no/such/file.json", 3, {"place": "beach"}, {"lanes": 3}], ids=str)
def test_what_is_no_spec_is_a_spec_error(spec: Any) -> None:
    refused(spec)


@pytest.mark.parametrize(
    "spec",
    [{"place": "network"}, {"data": "two_moons"}, {"lanes": [{"l2": 0.1}]}, NetworkSpec()],
    ids=lambda one: type(one).__name__ if isinstance(one, SessionSpec) else str(one),
)
def test_a_spec_of_the_network_place_is_sent_to_train(spec: Any) -> None:
    assert "`ravine train` takes it" in str(refused(spec))
    ravine.train(spec, updates=1)


@pytest.mark.parametrize(
    "spec",
    [{"place": "surface"}, {"surface": "bowl"}, {"lanes": [{"start": [1, 1]}]}, SurfaceSpec()],
    ids=lambda one: type(one).__name__ if isinstance(one, SessionSpec) else str(one),
)
def test_a_spec_of_the_surface_place_is_sent_to_race(spec: Any) -> None:
    with pytest.raises(SpecError, match="`ravine race` takes it"):
        ravine.train(spec, updates=1)
    ravine.race(spec, updates=1)


@pytest.mark.parametrize("spec", [{}, {"seed": 3}, {"lanes": [{"optimizer": "adam", "batch": 2}]}], ids=str)
def test_a_spec_that_either_place_could_have_is_taken_by_both(spec: Any) -> None:
    ravine.train(spec, updates=1)
    ravine.race(spec, updates=1)


# --- what is told -----------------------------------------------------------------------------------------------------


def test_a_table_says_how_far_the_nearest_minimum_is_where_one_is_known() -> None:
    heading, first, _ = ravine.race(**TWO).table().splitlines()
    assert heading.split()[:6] == ["lane", "lr", "updates", "x", "y", "loss"]
    assert first.split()[:3] == ["adam:lr=0.02", "0.02", "200"]
    still = ravine.race(surface="bowl", lanes=["gradient_descent:lr=0"], start=(3, 4), updates=1)
    assert still.table().splitlines()[1].split() == ["gradient_descent:lr=0", "0", "1", "3", "4", "25", "5"]
    assert ravine.race(surface="x*y", updates=1).table().splitlines()[1].endswith("  -")


def test_csv_holds_every_point_exactly() -> None:
    result = ravine.race(**TWO, updates=3)
    first, *lines = result.csv().splitlines()
    assert first == "lane,update,x,y,loss"
    assert len(lines) == 2 * 4
    x, y, loss = ways(result)[0]
    name, update, *point = lines[2].split(",")
    assert (name, update) == ("adam:lr=0.02", "2")
    assert [float(number) for number in point] == [x[2], y[2], loss[2]]


# --- figures ----------------------------------------------------------------------------------------------------------


def test_the_figure_shows_the_surface_the_paths_and_the_loss() -> None:
    result = ravine.race(**TWO, updates=20)
    figure = result.figure()
    contour, *paths, minima, loss_1, loss_2 = figure.data
    assert contour.type == "contour"
    assert contour.customdata[0][0] == pytest.approx(
        (1 - contour.x[0]) ** 2 + 100 * (contour.y[0] - contour.x[0] ** 2) ** 2
    )
    assert [trace.showlegend for trace in paths] == [False, None] * 2
    for lane, below, above, loss in zip(result, paths[::2], paths[1::2], (loss_1, loss_2), strict=True):
        assert above.name == lane.name
        assert np.array_equal(above.x, lane.x)
        assert np.array_equal(below.y, lane.y)
        assert np.array_equal(loss.y, lane.loss)
        assert (loss.xaxis, above.xaxis) == ("x2", "x")
    assert [trace.line.color for trace in paths[1::2]] == list(OKABE_ITO[:2])
    assert (minima.x.tolist(), minima.y.tolist()) == ([1.0], [1.0])
    assert figure.layout.yaxis2.type == "log"
    assert (figure.layout.xaxis.title.text, figure.layout.xaxis2.title.text) == ("x", "updates")
    assert "logarithmic" in figure.layout.annotations[0].text
    assert json.loads(figure.to_json())["data"]


def test_the_figure_in_three_dimensions_has_the_paths_on_the_surface() -> None:
    result = ravine.race(**TWO, updates=20)
    figure = result.figure3d()
    sheet, *paths, minima = figure.data
    assert [trace.type for trace in figure.data] == ["surface", *["scatter3d"] * 3]
    for lane, path in zip(result, paths, strict=True):
        assert path.name == lane.name
        assert np.array_equal(path.x, lane.x)
        for x, y, height in zip(path.x, path.y, path.z, strict=True):
            column, row = np.abs(sheet.x - x).argmin(), np.abs(sheet.y - y).argmin()
            assert height == pytest.approx(sheet.z[row][column], abs=0.1)
    assert minima.z.tolist() == [0.0]
    assert figure.layout.scene.zaxis.ticktext[0] == "0"


def test_a_path_that_leaves_the_picture_is_named_so_and_its_far_points_are_not_drawn() -> None:
    result = ravine.race(**WILD)
    assert np.abs(result[0].y).max() > 1e100
    _, _, wild, _, calm, *_, wild_loss, _ = result.figure().data
    assert (wild.name, calm.name) == (result[0].name + OUT, result[1].name)
    assert np.nanmax(np.abs(wild.y)) <= 2 * FAR * 2.0
    assert np.isnan(wild.y).any()
    assert np.array_equal(wild_loss.y, result[0].loss)
    low, high = result.figure().layout.yaxis2.range
    assert -20 < low < high < 5
    _, wild, calm, *_ = result.figure3d().data
    assert np.isnan(wild.z[1:]).all()
    assert not np.isnan(calm.z).any()


def test_a_start_outside_of_the_domain_is_in_the_picture() -> None:
    figure = ravine.race(surface="bowl", lanes=["adam"], start=(7, -1), updates=2).figure()
    assert figure.layout.xaxis.range[0] == -3.0
    assert 7 < figure.layout.xaxis.range[1] < 8
    assert figure.layout.yaxis.range == (-3.0, 3.0)
    assert OUT not in figure.data[2].name


def test_losses_below_zero_are_on_a_linear_axis() -> None:
    assert ravine.race(surface="saddle", start=(0, 1), updates=3).figure().layout.yaxis2.type is None


def test_a_figure_of_many_updates_says_that_it_is_thinned_and_keeps_both_ends() -> None:
    result = ravine.race(surface="bowl", lanes=["lion:lr=0.01"], updates=2 * POINTS)
    figure = result.figure()
    assert "every update number 3" in figure.layout.annotations[0].text
    assert "mean of 3 updates" in figure.layout.annotations[1].text
    path = figure.data[2]
    assert path.customdata[:2, 0].tolist() == [0, 3]
    assert path.customdata[-1, 0] == 2 * POINTS
    assert (path.x[0], path.x[-1]) == (result[0].x[0], result[0].x[-1])
    assert "every update number 3" in result.figure3d().layout.title.text


@pytest.mark.parametrize("text", ["log(-1-x^2)", "1/(x*y)", "exp(exp(exp(x)))", "7", "floor(x)"])
def test_whatever_was_typed_has_figures(text: str) -> None:
    result = ravine.race(surface=text, lanes=["adam"], updates=5)
    for figure in (result.figure(), result.figure3d()):
        assert json.loads(figure.to_json())["data"]


@pytest.mark.parametrize("name", surfaces.names())
def test_every_surface_has_figures(name: str) -> None:
    result = ravine.race(surface=name, updates=2)
    assert result.figure().data
    assert result.figure3d().layout.scene.xaxis.title.text == surfaces[name].traits["axes"][0]


def test_heights_are_finer_near_the_lowest_value_and_come_back() -> None:
    heights = Heights.of(np.array([-3.0, math.inf, 1997.0, math.nan]))
    shares = heights.shares(np.array([-3.0, -1.0, 1997.0, math.inf, math.nan]))
    assert (shares[0], shares[2]) == (0.0, 1.0)
    assert shares[1] == pytest.approx(math.log(2) / math.log(1001))
    assert np.isnan(shares[3:]).all()
    assert [heights.value(share) for share in shares[:3]] == pytest.approx([-3.0, -1.0, 1997.0])
    assert Heights.of(np.array([-1.7e308, 1.7e308])).shares(np.array([1.7e308])) == [1.0]

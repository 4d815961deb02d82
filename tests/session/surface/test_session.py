"""Laws of a session of the Surface place, without a server."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravine.engine.optimizers import RATES, optimizers
from ravine.engine.surfaces import surfaces
from ravine.session.surface.session import SIDE, SurfaceSession
from ravine.session.viewer import Viewer
from ravine.spec import commands, events, ground
from ravine.spec.commands import Command
from ravine.spec.surface import SurfaceSpec
from session.decoder import decode
from session.surface.asked import COMMANDS
from session.talk import refused, rest, step, tell

LANES = [
    {"name": "plain", "optimizer": {"name": "gradient_descent", "lr": 0.001}},
    {"name": "momentum", "optimizer": {"name": "momentum", "lr": 0.0005}},
    {"name": "Adam", "optimizer": {"name": "adam", "lr": 0.1}},
]


def session(**fields: Any) -> SurfaceSession:
    return SurfaceSession(SurfaceSpec.read({"lanes": LANES, **fields}, "the session"))


def points(one: SurfaceSession) -> list[tuple[float, float]]:
    return [lane.learner.point for lane in one.lanes]


def mapped(one: SurfaceSession) -> list[events.Mapped]:
    """What a map tells until it gets no finer."""
    told: list[events.Mapped] = []
    for _ in range(100_000):
        left = one.refresh({"map_label"}, 0.004)
        told += [event for event in one.news() if isinstance(event, events.Mapped)]
        if not left:
            return told
    raise AssertionError("the map never ends")


# --- the race --------------------------------------------------------------------------------------------------------


def test_all_racers_start_at_one_point_and_make_the_same_number_of_updates() -> None:
    one = session(surface="rosenbrock", start=[-1.2, 1.0])
    assert points(one) == [(-1.2, 1.0)] * 3
    step(one, 7)
    assert {lane.update for lane in one.lanes} == {7}
    assert len(set(points(one))) == 3


def test_each_racer_does_what_a_descent_of_its_own_does() -> None:
    one = session(surface="beale", noise=0.1)
    step(one, 25)
    for place, lane in enumerate(one.lanes):
        alone = ground.descent(one.spec, place, one.surface)
        alone.run(25)
        assert lane.learner.point == alone.point


def test_the_page_gets_every_point_of_every_way() -> None:
    one = session(surface="himmelblau")
    viewer = Viewer()
    viewer.watch(("path", "point", "loss"))
    start = points(one)
    step(one, 10)
    one.refresh({"path", "point"}, 1.0)
    frame = viewer.compose(one, 0.0)
    assert frame is not None
    blocks = decode(frame.content).blocks
    for place, lane in enumerate(one.lanes):
        mine = {block.kind: block for block in blocks if block.lane == lane.id}
        path = mine[20].values
        assert path.dtype == np.float64
        assert path.shape == (10, 3)
        assert tuple(path[0, :2]) == start[place]
        assert tuple(mine[25].values[0, :2]) == lane.learner.point
        assert mine[25].values[0, 2] == one.surface.at(*lane.learner.point)[0]


def test_the_past_comes_again_bit_for_bit_with_noise_and_minibatches() -> None:
    one = session(surface="linear_regression", noise=0.3)
    ways = []
    for _ in range(40):
        ways.append(points(one))
        step(one)
        if one.update == 15:
            tell(one, commands.PatchLane(lane=1, changes={"optimizer": "adagrad", "batch": 3}))
        if one.update == 22:
            tell(one, commands.PatchSession(changes={"noise": 0.05}))
    for update in (33, 2, 21, 16, 0):
        tell(one, commands.Scrub(update=update))
        rest(one)
        assert points(one) == ways[update]


def test_a_fork_tries_one_other_rate_from_where_the_lane_was() -> None:
    one = session(surface="beale")
    step(one, 12)
    tell(one, commands.AddLane(copy_of=2, at=5, changes={"optimizer": {"lr": 0.001}}))
    rest(one)
    step(one)
    assert {lane.update for lane in one.lanes} == {13}
    assert one.lanes[3].spec.optimizer["lr"] == 0.001
    assert one.lanes[3].learner.point != one.lanes[1].learner.point


@pytest.mark.parametrize("changes", [{"surface": "beale"}, {"start": [1.0, 1.0]}, {"seed": 5},
                                     {"surface": "typed", "expression": "x^2+3*y^2"}])  # fmt: skip
def test_on_other_ground_all_start_anew(changes: dict[str, Any]) -> None:
    one = session()
    step(one, 5)
    told = tell(one, commands.PatchSession(changes=changes))
    assert {lane.update for lane in one.lanes} == {0}
    spec = next(event for event in told if isinstance(event, events.Spec))
    assert set(spec.restarted) == {lane.id for lane in one.lanes}
    if "surface" in changes:
        assert any(isinstance(event, events.Ground) for event in told)
        assert one.lanes[0].learner.surface is one.surface


def test_noise_and_a_rate_change_while_it_goes_on() -> None:
    one = session()
    step(one, 5)
    tell(one, commands.PatchSession(changes={"noise": 1.0}))
    tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.02}}))
    assert {lane.update for lane in one.lanes} == {5}
    step(one)
    assert one.update == 6


def test_a_racer_that_diverges_stands_at_its_last_finite_place_and_can_be_cured() -> None:
    one = session(surface="rosenbrock", start=[-1.2, 1.0], lanes=[{"optimizer": {"name": "gradient_descent", "lr": 1}}])
    tell(one, commands.Play())
    for _ in range(1000):
        one.advance(0.0, 0.004)
    (told,) = [event for event in one.news() if isinstance(event, events.Diverged)]
    assert np.isfinite(points(one)).all()
    tell(one, commands.PatchLane(lane=1, changes=told.cures[0].changes))
    assert one.lanes[0].spec.optimizer["lr"] == 0.1


# --- what is shown ---------------------------------------------------------------------------------------------------


def shown(one: SurfaceSession) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    (field,) = [shared for shared in one.shared() if shared.name == "field"]
    window, values = field.blocks()
    return window.values, values.values


def test_the_picture_is_that_of_the_window() -> None:
    one = session(surface="himmelblau")
    window, values = shown(one)
    assert window.tolist() == [[-6.0, 6.0, -6.0, 6.0]]
    tell(one, commands.Look(window=((2.9, 3.1), (1.9, 2.1))))
    window, closer = shown(one)
    assert window.tolist() == [[2.9, 3.1, 1.9, 2.1]]
    assert values.shape == closer.shape == (SIDE, SIDE)
    assert closer.max() < values.max() / 100
    top_left = one.surface.at(2.9 + 0.1 / SIDE, 2.1 - 0.1 / SIDE)[0]
    assert closer[0, 0] == pytest.approx(top_left, rel=1e-4)
    tell(one, commands.PatchSession(changes={"surface": "bowl"}))
    assert shown(one)[0].tolist() == [[-3.0, 3.0, -3.0, 3.0]]


def test_a_page_gets_the_picture_once_for_each_window() -> None:
    one = session()
    viewer = Viewer()
    viewer.watch(("field",))
    assert viewer.compose(one, 0.0) is not None
    assert viewer.compose(one, 0.0) is None
    tell(one, commands.Look(window=((0.0, 1.0), (0.0, 1.0))))
    assert viewer.compose(one, 0.0) is not None


def test_several_pages_share_one_picture_of_a_window() -> None:
    one = session()

    def field() -> Any:
        (shared,) = [shared for shared in one.shared() if shared.name == "field"]
        return list(shared.blocks())[1]

    first = field()
    assert field() is first
    tell(one, commands.Look(window=((0.0, 1.0), (0.0, 1.0))))
    assert not np.array_equal(field().values, first.values)


def test_a_mistake_in_a_typed_function_changes_nothing_and_says_where() -> None:
    one = session(surface="typed", expression="x^2+y^2")
    step(one, 3)
    error = refused(one, commands.PatchSession(changes={"expression": "x^2+z"}))
    assert error.span == (4, 5)
    assert "x, y" in str(error.allowed)
    assert one.update == 3


# --- inside an update ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", optimizers.names())
@pytest.mark.parametrize("ground_name", ["rosenbrock", "linear_regression"])
def test_the_lines_of_an_update_lead_where_the_update_leads(name: str, ground_name: str) -> None:
    lane = {"optimizer": {"name": name, "lr": 0.001}, "schedule": {"name": "exponential", "half_life": 5}}
    one = session(surface=ground_name, noise=0.1, lanes=[lane])
    for _ in range(4):
        (told,) = tell(one, commands.Explain(lane=1))
        assert isinstance(told, events.Explained)
        assert told.point == one.lanes[0].learner.point
        step(one)
        assert told.next == pytest.approx(one.lanes[0].learner.point, rel=1e-12, abs=1e-12)
        assert told.update == one.update - 1


# --- rates -----------------------------------------------------------------------------------------------------------


def test_every_racer_gets_the_best_rate_of_its_grid_and_starts_anew() -> None:
    one = session(surface="rosenbrock", start=[-1.2, 1.0])
    step(one, 5)
    told = tell(one, commands.Tune(updates=100))
    found = next(event for event in told if isinstance(event, events.Tuned))
    assert one.update == 0
    for tried, lane in zip(found.lanes, one.lanes, strict=True):
        assert tried.rates == RATES
        values = [value for value in tried.values if value is not None]
        assert tried.best == tried.rates[tried.values.index(min(values))]
        assert lane.spec.optimizer["lr"] == tried.best
    step(one, 100)
    for tried, lane in zip(found.lanes, one.lanes, strict=True):
        reached = one.surface.at(*lane.learner.point)[0]
        assert reached == pytest.approx(min(value for value in tried.values if value is not None), rel=1e-9)


def test_a_racer_that_every_rate_carries_off_keeps_its_own() -> None:
    one = session(surface="typed", expression="-exp(x^2+y^2)", start=[1.0, 1.0], lanes=LANES[:1])
    told = tell(one, commands.Tune(updates=5000))
    found = next(event for event in told if isinstance(event, events.Tuned))
    if found.lanes[0].best is None:
        assert one.lanes[0].spec.optimizer["lr"] == 0.001
    else:
        assert one.lanes[0].spec.optimizer["lr"] == found.lanes[0].best


# --- maps ------------------------------------------------------------------------------------------------------------


def test_a_map_is_refined_and_names_the_minima() -> None:
    one = session(surface="himmelblau")
    tell(one, commands.Map(what="basins", lane=1, updates=200))
    told = mapped(one)
    assert [event.side for event in told] == sorted(event.side for event in told)
    assert told[-1].side == 256
    assert told[-1].done
    assert told[-1].dtype == "float32"
    minima = [label for label in told[-1].labels if label.role == "minimum"]
    assert len(minima) == 4
    assert sum(label.share for label in told[-1].labels) == pytest.approx(1.0)
    assert not one.refresh({"map_label"}, 0.004), "there is nothing finer"


def test_a_cell_of_the_basins_is_where_a_racer_from_there_ends() -> None:
    one = session(surface="himmelblau", lanes=[{"optimizer": {"name": "gradient_descent", "lr": 0.01}}])
    tell(one, commands.Map(what="basins", lane=1, updates=300))
    told = mapped(one)[-1]
    (shared,) = [shared for shared in one.shared() if shared.name == "map_label"]
    label = next(iter(shared.blocks())).values
    for row, column in ((40, 40), (200, 30), (128, 250)):
        x, y = -6 + 12 * (column + 0.5) / 256, 6 - 12 * (row + 0.5) / 256
        tell(one, commands.PatchSession(changes={"start": [x, y]}))
        step(one, 300)
        named = told.labels[label[row, column]]
        assert named.x is not None
        assert named.y is not None
        assert points(one)[0] == pytest.approx((named.x, named.y), abs=0.2)


def test_a_map_begins_anew_when_what_it_is_about_changes() -> None:
    one = session(surface="himmelblau")
    tell(one, commands.Map(what="winners", updates=50))
    mapped(one)
    tell(one, commands.PatchLane(lane=2, changes={"optimizer": {"lr": 0.001}}))
    again = mapped(one)
    assert again[0].side < 256
    tell(one, commands.Map(what="basins", lane=1, updates=50))
    mapped(one)
    tell(one, commands.PatchLane(lane=2, changes={"optimizer": {"lr": 0.002}}))
    assert mapped(one) == [], "the rate of another lane is none of its business"
    tell(one, commands.RemoveLane(lane=1))
    assert mapped(one)[-1].lane == 2


LR_AND_LAMBDA: dict[str, Any] = {
    "x": commands.Axis(parameter="lr", low=0.001, high=1.0, log=True),
    "y": commands.Axis(parameter="lambda", low=0.0, high=0.95),
}


@pytest.mark.parametrize(
    "change", [commands.PatchLane(lane=2, changes={"optimizer": "adam"}), commands.RemoveLane(lane=2)]
)
def test_a_plane_is_given_up_when_its_lane_has_no_such_parameter_any_more(change: Command) -> None:
    one = session()
    tell(one, commands.Map(what="plane", lane=2, updates=5, **LR_AND_LAMBDA))
    mapped(one)
    tell(one, change)
    assert mapped(one) == []
    assert [shared.name for shared in one.shared()] == ["field"]


def test_winners_are_called_what_their_lanes_are_called_now() -> None:
    one = session(lanes=[{"name": "first"}, {"name": "second"}])
    tell(one, commands.Map(what="winners", updates=5))
    mapped(one)
    tell(one, commands.PatchLane(lane=1, changes={"name": "other"}))
    assert [label.name for label in mapped(one)[-1].labels[:2]] == ["other", "second"]
    tell(one, commands.RemoveLane(lane=1))
    tell(one, commands.AddLane(copy_of=2))
    rest(one)
    assert [label.lane for label in mapped(one)[-1].labels[:2]] == [2, 3]


def test_pictures_of_the_next_map_have_other_numbers() -> None:
    one = session()
    numbers = []
    for _ in range(2):
        tell(one, commands.Map(what="basins", lane=1, updates=1))
        mapped(one)
        numbers += [shared.number for shared in one.shared() if shared.name == "map_label"]
        tell(one, commands.Map(what=None))
    assert numbers[0] < numbers[1]


def test_a_search_on_many_examples_is_refused_where_somebody_would_wait() -> None:
    rows = [[np.sin(k), np.cos(3 * k), k % 2] for k in range(200)]
    lanes = [{"optimizer": "adam", "batch": 200}] * 8
    one = session(surface="logistic_regression", points=rows, lanes=lanes)
    assert refused(one, commands.Tune(updates=5000)).field == "updates"
    tell(one, commands.Tune(updates=50))
    tell(session(surface="logistic_regression"), commands.Tune(updates=5000))


def test_a_plane_shows_where_rates_diverge() -> None:
    one = session(surface="ravine", lanes=LANES[1:2])
    tell(one, commands.Map(what="plane", lane=1, updates=500, **LR_AND_LAMBDA))
    told = mapped(one)[-1]
    assert {label.role for label in told.labels} == {"value", "diverged"}
    assert told.axes == ("lr", "lambda")
    (shared,) = [shared for shared in one.shared() if shared.name == "map_label"]
    _, shade = shared.blocks()
    assert np.isfinite(shade.values[:, 0]).all(), "a rate of .001 diverges for no lambda"
    assert np.isinf(shade.values[-1, -1]), "a rate of 1 without momentum does, for its limit is 2 / 50"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (commands.Map(what="plane", lane=1), "x"),
        (commands.Map(what="plane", lane=1, x=commands.Axis(parameter="lamda", low=0.1, high=1)), "x.parameter"),
        (commands.Map(what="plane", lane=2, x=commands.Axis(parameter="lr", low=1, high=0.1)), "x"),
        (commands.Map(what="plane", lane=2, x=commands.Axis(parameter="lr", low=0, high=1, log=True)), "x"),
        (commands.Map(what="plane", lane=2, x=commands.Axis(parameter="lr", low=0.1, high=1),
                      y=commands.Axis(parameter="lr", low=0.1, high=1)), "y"),
        (commands.Map(what="basins", lane=99), "lane"),
        (commands.Explain(lane=99), "lane"),
        (commands.SetWeight(lane=1, layer=0, unit=0, value=1.0), "kind"),
        (commands.Check(lane=1), "kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_and_changes_nothing(command: Command, field: str) -> None:
    assert refused(session(), command).field == field


def test_a_map_that_nobody_looks_at_is_not_computed() -> None:
    one = session()
    tell(one, commands.Map(what="basins", lane=1))
    assert not one.refresh({"path"}, 0.004)
    assert not [event for event in one.news() if isinstance(event, events.Mapped)]


def test_a_map_takes_its_share_of_the_time_while_the_race_goes_on() -> None:
    now = [0.0]

    def timer() -> float:
        now[0] += 5e-4
        return now[0]

    one = SurfaceSession(SurfaceSpec.read({"lanes": LANES}, "the session"), timer)
    tell(one, commands.Map(what="winners", updates=5000))
    tell(one, commands.Play())
    looked = 0.0
    for _ in range(200):
        one.advance(0.0, 0.004)
        before = now[0]
        one.refresh({"map_label"}, 0.004)
        looked += now[0] - before
    assert not one.news() or not one._map or not one._map.done, "else it was over too soon to tell"
    assert 0.1 < looked / now[0] < 0.35


# --- whatever comes --------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(COMMANDS, st.integers(0, 4)), min_size=3, max_size=20))
def test_whatever_is_asked_racers_stay_finite_and_together(script: list[tuple[Command, int]]) -> None:
    one, viewer = session(), Viewer()
    viewer.watch(("loss", "path", "point", "field", "map_label"))
    for command, times in script:
        one.receive(command, 0.0)
        for _ in range(times):
            one.advance(0.0, 0.0005)
            one.refresh({"map_label", "point"}, 0.0005)
            frame = viewer.compose(one, 0.0)
            if frame is not None:
                viewer.acknowledge(decode(frame.content).sequence)
    one.receive(commands.Pause(), 0.0)
    rest(one)
    assert np.isfinite(points(one)).all()
    assert {lane.alone.source for lane in one.lanes} == {one.spec.source}
    assert all(lane.history.whole_until(lane.end) == lane.end for lane in one.lanes)


@pytest.mark.parametrize("name", surfaces.names())
def test_every_surface_can_be_raced_and_described(name: str) -> None:
    one = session(surface=name)
    about = one.about()
    assert isinstance(about, events.Ground)
    step(one, 3)
    values = [minimum.value for minimum in about.minima]
    assert values == sorted(values)


def test_the_window_stays_while_one_types_and_goes_with_its_surface() -> None:
    one, window = session(surface="typed"), ((0.0, 1.0), (0.0, 2.0))
    tell(one, commands.Look(window=window))
    tell(one, commands.PatchSession(changes={"expression": "x*y"}))
    assert one.window == window
    tell(one, commands.PatchSession(changes={"surface": "bowl"}))
    assert one.window == one.surface.domain

"""Two weights of a lane become a surface of the Surface place, and racers go down on it."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravine.engine.section import Cut, Section, keep
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.sections import HELD
from ravine.session.blocks import KINDS
from ravine.session.network.session import NetworkSession
from ravine.session.surface.session import SIDE, SurfaceSession
from ravine.session.surface.tuned import WORK
from ravine.session.viewer import Viewer
from ravine.spec import commands, events
from ravine.spec.catalogue import catalogue
from ravine.spec.commands import Command, Spot
from ravine.spec.places import read_spec
from ravine.spec.surface import SurfaceSpec
from session.decoder import decode
from session.specs import small
from session.surface.asked import COMMANDS
from session.talk import refused, rest, step, tell

FIRST, SECOND = Spot(layer=0, unit=2, input=0), Spot(layer=0, unit=2, input=1)
ADAM = {"name": "Adam", "optimizer": {"name": "adam", "lr": 0.1}}


def cut(one: NetworkSession, first: Spot = FIRST, second: Spot = SECOND, lane: int = 1) -> events.Sectioned:
    (told,) = tell(one, commands.Section(lane=lane, first=first, second=second))
    assert isinstance(told, events.Sectioned)
    return told


def trained(updates: int = 5, **fields: Any) -> NetworkSession:
    one = NetworkSession(small(2, **fields))
    step(one, updates)
    return one


def race(name: str, **fields: Any) -> SurfaceSession:
    spec = read_spec({"place": "surface", "surface": {"name": name}, "lanes": [ADAM], **fields}, "the spec")
    assert isinstance(spec, SurfaceSpec)
    return SurfaceSession(spec)


# --- made in the Network place ---------------------------------------------------------------------------------------


def test_it_is_the_loss_of_the_lane_as_it_stands_over_its_training_examples() -> None:
    one = trained()
    lane = one.lanes[1]
    surface = race(cut(one, lane=2).name).surface
    value = surface.at(*surface.start)[0]
    assert surface.start == tuple(lane.learner.layout.weights(lane.learner.theta, 0)[2])
    assert value == pytest.approx(lane.learner.evaluate(lane.parts.train).loss, rel=1e-5)
    before = lane.learner.snapshot()
    other = surface.at(0.5, -0.25)[0]
    for source, number in enumerate((0.5, -0.25)):
        tell(one, commands.SetWeight(lane=2, layer=0, unit=2, input=source, value=number))
    assert other == pytest.approx(lane.learner.evaluate(lane.parts.train).loss, rel=1e-5)
    assert before.theta.tobytes() != lane.learner.theta.tobytes(), "else this proves nothing"


def test_asking_changes_nothing_of_the_lanes() -> None:
    one = trained()
    before = [(lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) for lane in one.lanes]
    cut(one)
    after = [(lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) for lane in one.lanes]
    assert after == before


def test_in_the_past_it_is_the_network_that_is_shown() -> None:
    one = trained(5)
    now = cut(one)
    tell(one, commands.Scrub(update=2))
    rest(one)
    assert one.lanes[0].update == 2
    then = cut(one)
    assert then.name != now.name
    assert race(then.name).surface.start == tuple(one.lanes[0].learner.layout.weights(one.lanes[0].learner.theta, 0)[2])


@pytest.mark.parametrize(
    ("first", "second", "title", "axes"),
    [
        (FIRST, SECOND, "weights 1 and 2 of neuron 3 in layer 1", ["w1", "w2"]),
        (SECOND, Spot(layer=0, unit=2), "weight 2 and bias of neuron 3 in layer 1", ["w2", "b"]),
        (Spot(layer=1, unit=0), Spot(layer=0, unit=3, input=1),
         "bias of neuron 1 in layer 2 and weight 2 of neuron 4 in layer 1", ["b (2.1)", "w2 (1.4)"]),
    ],
)  # fmt: skip
def test_title_and_axes_say_which_numbers_they_are(first: Spot, second: Spot, title: str, axes: list[str]) -> None:
    told = cut(trained(1), first, second)
    assert told.title == f"lane 1: {title}"
    about = race(told.name).about()
    assert isinstance(about, events.Ground)
    assert (about.title, list(about.axes)) == (told.title, axes)


@pytest.mark.parametrize(
    ("first", "second", "field", "allowed"),
    [
        ({"layer": 5, "unit": 0}, {"layer": 0, "unit": 0}, "first.layer", "0 to 1"),
        ({"layer": 0, "unit": 4}, {"layer": 0, "unit": 0}, "first.unit", "0 to 3"),
        ({"layer": 0, "unit": 0}, {"layer": 0, "unit": 0, "input": 2}, "second.input", "0 to 1"),
        ({"layer": 0, "unit": 1}, {"layer": 0, "unit": 1, "input": None}, "second", "another weight than the first"),
    ],
)
def test_what_is_not_there_or_twice_the_same_is_refused(
    first: dict[str, Any], second: dict[str, Any], field: str, allowed: str
) -> None:
    command = commands.Section.model_validate({"lane": 1, "first": first, "second": second, "number": 8})
    told = refused(trained(1), command)
    assert (told.field, told.allowed, told.number) == (field, allowed, 8)


def test_a_lane_that_is_not_there_and_a_network_that_is_too_large_are_refused() -> None:
    assert refused(trained(1), commands.Section(lane=9, first=FIRST, second=SECOND)).field == "lane"
    wide = NetworkSession(small(1, layers=[{"units": 512}, {"units": 128}]))
    assert "too large to be computed" in refused(wide, commands.Section(lane=1, first=FIRST, second=SECOND)).message


def test_another_place_has_no_sections_of_networks() -> None:
    one = race(cut(trained(1)).name)
    assert refused(one, commands.Section(lane=1, first=FIRST, second=SECOND)).field == "kind"


# --- raced on in the Surface place -----------------------------------------------------------------------------------


def test_racers_start_at_the_network_s_own_numbers_and_go_down() -> None:
    one = race(cut(trained(1)).name, lanes=[ADAM, {"optimizer": {"name": "gradient_descent", "lr": 0.3}, "batch": 200}])
    assert {lane.learner.point for lane in one.lanes} == {one.surface.start}
    start = one.surface.at(*one.surface.start)[0]
    step(one, 40)
    for lane in one.lanes:
        assert one.surface.at(*lane.learner.point)[0] < start


def test_the_past_comes_again_bit_for_bit() -> None:
    one = race(cut(trained()).name, noise=0.1)
    ways = []
    for update in range(30):
        ways.append(one.lanes[0].learner.point)
        step(one)
        if update == 11:
            tell(one, commands.PatchLane(lane=1, changes={"optimizer": "momentum", "batch": 3}))
    for update in (29, 2, 13, 0):
        tell(one, commands.Scrub(update=update))
        rest(one)
        assert one.lanes[0].learner.point == ways[update]


def test_the_page_is_told_what_it_is() -> None:
    one = race(cut(trained(examples=600)).name)
    about = one.about()
    assert isinstance(about, events.Ground)
    assert about.formula == "L(w1, w2) = mean softmax cross entropy over 200 of 360 training examples"
    assert (about.points, about.columns, about.minima, about.saddles) == ((), (), (), ())
    assert about.start == one.surface.start
    (left, right), (low, high) = about.domain
    assert left < 0 < right
    assert low < 0 < high
    assert about.own is not None
    assert about.own["name"] == one.spec.surface.name
    assert set(catalogue()["surfaces"][0]) == set(about.own)
    assert events.EVENTS["ground"].read(about.document(), "ground") == about


def test_its_picture_has_fewer_cells_where_each_costs_much() -> None:
    layers = [{"units": 64, "activation": "tanh"}, {"units": 64, "activation": "tanh"}]
    sides, formulas = [], []
    for one in (race(cut(trained(1)).name), race(cut(trained(1, layers=layers)).name)):
        viewer = Viewer()
        viewer.watch(("field",))
        frame = viewer.compose(one, 0.0)
        assert frame is not None
        _, field = decode(frame.content).blocks
        assert field.kind == KINDS["field"].number
        rows, columns = field.values.shape
        assert rows == columns
        about = one.about()
        assert isinstance(about, events.Ground)
        sides.append(rows)
        formulas.append(about.formula)
    assert sides[0] == SIDE > sides[1] > SIDE / 3
    assert "picture" not in formulas[0]
    assert f"; a picture of {sides[1]} x {sides[1]} cells" in formulas[1], "and says so"


def test_the_next_update_is_explained_with_its_numbers() -> None:
    one = race(cut(trained()).name)
    step(one, 3)
    (told,) = tell(one, commands.Explain(lane=1))
    assert isinstance(told, events.Explained)
    step(one)
    assert told.next == pytest.approx(one.lanes[0].learner.point, rel=1e-12)


@pytest.mark.parametrize("what", ["basins", "winners", "plane"])
def test_a_map_is_refused(what: Any) -> None:
    told = refused(race(cut(trained(1)).name), commands.Map(what=what, lane=1))
    assert told.message == "a map would take too long on a network's weights"
    assert told.field == "what"


def test_a_map_of_another_surface_is_given_up_and_none_is_no_map() -> None:
    name = cut(trained(1)).name
    one = SurfaceSession(SurfaceSpec())
    tell(one, commands.Map(what="winners", updates=20))
    tell(one, commands.PatchSession(changes={"surface": {"name": name}}))
    assert isinstance(one.surface, Section)
    assert not one.refresh({"map_label"}, 0.004)
    assert [shared.name for shared in one.shared()] == ["field"]
    tell(one, commands.Map(what=None))


def test_every_racer_gets_the_best_rate_of_its_grid() -> None:
    one = race(cut(trained(1)).name)
    told = tell(one, commands.Tune(updates=50))
    (tried,) = next(event for event in told if isinstance(event, events.Tuned)).lanes
    values = [np.inf if value is None else value for value in tried.values]
    assert tried.best == tried.rates[int(np.argmin(values))]
    step(one, 50)
    assert one.surface.at(*one.lanes[0].learner.point)[0] == pytest.approx(min(values), rel=1e-9)


def test_a_search_that_would_take_too_long_is_refused_and_says_how_long_it_may_be() -> None:
    layers = [{"units": 64, "activation": "tanh"}, {"units": 64, "activation": "tanh"}]
    one = race(cut(trained(1, layers=layers)).name, lanes=[{**ADAM, "batch": 200}] * 2)
    told = refused(one, commands.Tune(updates=5000))
    assert told.field == "updates"
    assert told.allowed is not None
    most = int(told.allowed.split()[2])
    work = 12 * 2 * one.surface.work(200)
    assert work * most <= WORK < work * (most + 1)
    assert 20 < most < 5000


SECTION = cut(trained(2))
HELD_HERE = surfaces[SECTION.name]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(COMMANDS, st.integers(0, 4)), min_size=3, max_size=15))
def test_whatever_is_asked_racers_stay_finite_and_together(script: list[tuple[Command, int]]) -> None:
    back = commands.PatchSession(changes={"surface": {"name": SECTION.name}})
    one, viewer = race(SECTION.name, lanes=[ADAM] * 3), Viewer()
    viewer.watch(("loss", "path", "point", "field", "map_label"))
    for command, times in [*script, (back, 3), (commands.Tune(updates=3), 3)]:
        one.receive(command, 0.0)
        for _ in range(times):
            one.advance(0.0, 0.0005)
            one.refresh({"map_label", "point"}, 0.0005)
            frame = viewer.compose(one, 0.0)
            if frame is not None:
                viewer.acknowledge(decode(frame.content).sequence)
    assert isinstance(one.surface, Section)
    assert one.surface.name == SECTION.name
    assert np.isfinite([lane.learner.point for lane in one.lanes]).all()
    assert {lane.alone.source for lane in one.lanes} == {one.spec.source}


# --- held by name ----------------------------------------------------------------------------------------------------


def push_out(cut_: Cut) -> None:
    """Make so many other sections that nothing older is on the shelf."""
    for number in range(HELD[0]):
        keep(cut_, f"{number}", ("x", "y"))
    gc.collect()


def test_a_session_keeps_its_section_and_who_comes_too_late_hears_what_to_do() -> None:
    one = race(cut(trained()).name)
    name, start = one.spec.surface.name, one.surface.start
    assert isinstance(one.surface, Section)
    other = one.surface.cut
    push_out(other)
    assert surfaces[name].traits["start"] == start
    push_out(other)
    step(one, 2)
    tell(one, commands.PatchSession(changes={"surface": {"name": name}, "seed": 5}))
    assert one.surface.start == start
    tell(one, commands.PatchSession(changes={"surface": "bowl"}))
    push_out(other)
    told = refused(one, commands.PatchSession(changes={"surface": name}))
    assert told.field == "surface.name"
    assert "not on this server any more; choose two weights in the Network place" in told.message
    assert name not in (told.allowed or "")

"""What may be swept, and what is said about a sweep that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.spec.error import SpecError
from ravine.spec.limits import SWEEP_WORK, UPDATE_WORK
from ravine.spec.network import NetworkSpec
from ravine.spec.sweep import MEASURES, SETTINGS, SweepSpec, lanes_at, work
from session.specs import small

DEPTHS = {"vary": "depth", "values": [1, 2, 4]}


def sweep(**fields: Any) -> SweepSpec:
    return SweepSpec.read({**DEPTHS, **fields}, "the sweep")


def refused(session: NetworkSpec | None = None, **fields: Any) -> SpecError:
    with pytest.raises(SpecError) as caught:
        lanes_at(session or small(), sweep(**fields))
    return caught.value


def adam(**fields: Any) -> NetworkSpec:
    return small(optimizer={"name": "adam", "lr": 0.01}, **fields)


# --- a sweep by itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.path)
def test_both_ends_of_every_setting_can_be_asked_for_and_no_more(setting: Any) -> None:
    parameter = setting.number.parameter
    low, high = parameter.low, parameter.high
    assert sweep(vary=setting.path, values=[low, high]).values == (low, high)
    for values, place in (([low - 1, high], 0), ([low, high + 1], 1)):
        assert refused(vary=setting.path, values=values).field == f"values.{place}"


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.path)
def test_every_setting_has_what_an_axis_needs(setting: Any) -> None:
    assert setting.number.label
    assert setting.number.parameter.help


def test_whole_numbers_come_out_as_such() -> None:
    assert [type(value) for value in sweep(values=[1.0, 2.0]).values] == [int, int]


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"vary": "dept"}, "vary", "did you mean depth"),
        ({"vary": "seed"}, "vary", "no setting that can be swept"),
        ({"vary": 3}, "vary", "is 3"),
        ({"values": [1]}, "values", "a list of 1"),
        ({"values": list(range(1, 18))}, "values", "a list of 17"),
        ({"values": "1,2"}, "values", "is '1,2'"),
        ({"values": [1, "2"]}, "values.1", "not a number"),
        ({"values": [1, None]}, "values.1", "not a number"),
        ({"values": [1, 2.5]}, "values.1", "not a whole number"),
        ({"values": [2, 2]}, "values.1", "is 2 after 2"),
        ({"values": [1, 3, 2]}, "values.2", "is 2 after 3"),
        ({"seeds": 0}, "seeds", "too small"),
        ({"seeds": 11}, "seeds", "too large"),
        ({"updates": 0}, "updates", "too small"),
        ({"measure": "accuracy"}, "measure", "no measure of a sweep"),
        ({"colour": 1}, "colour", "not a known field"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(fields: dict[str, Any], field: str, says: str) -> None:
    error = refused(**fields)
    assert error.field == field
    assert says in error.message
    assert error.allowed


# --- on a session -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([{"units": 5, "keep": 0.5}], [0, 0, 0, 0, 0]),
        ([{"units": 5, "keep": 0.5}, {"units": 3}], [0, 1, 1, 1, 1]),
        ([{"units": 6}, {"units": 6, "skip": 1}], [0, 1, 1, 1, 1]),
        ([{"units": 6}, {"units": 4}, {"units": 6, "skip": 2}], [0, 1, 2, 1, 2]),
        ([{"units": n} for n in (7, 6, 5, 4, 3, 2)], [0, 1, 2, 3, 4]),
    ],
)
def test_a_depth_is_the_first_layer_and_the_others_again_and_again(
    before: list[dict[str, Any]], after: list[int]
) -> None:
    session = NetworkSpec.read({"lanes": [{"layers": before}, {}]}, "the session")
    for depth, row in zip((1, 3, 5), lanes_at(session, sweep(values=[1, 3, 5])), strict=True):
        layers = session.lanes[0].layers
        assert row[0].lanes[0].layers == tuple(layers[place] for place in after[:depth])
        assert row[1].lanes[0].layers == (session.lanes[1].layers[0],) * depth


def test_a_skip_begins_where_there_is_a_layer_so_far_before() -> None:
    session = small(1, layers=[{"units": 4}] * 4)
    found = [
        [layer.skip for layer in alone.lanes[0].layers]
        for (alone,) in lanes_at(session, sweep(vary="layers.*.skip", values=[0, 1, 2]))
    ]
    assert found == [[0, 0, 0, 0], [0, 1, 1, 1], [0, 0, 2, 2]]


def test_pieces_are_swept_where_layers_have_some() -> None:
    pieces: dict[str, Any] = {"vary": "layers.*.pieces", "values": [2, 5]}
    maxout = small(layers=[{"kind": "maxout", "units": 4}] * 2)
    assert [alone.lanes[0].layers[1].work.pieces for alone, _ in lanes_at(maxout, sweep(**pieces))] == [2, 5]
    assert refused(**pieces).message == "lane 1 with layers.*.pieces 2: layers.0.pieces is not a known field"


ONE_NUMBER = [setting for setting in SETTINGS.values() if not setting.names]
"""The ladder changes many: tests/spec/test_ladder.py"""


@pytest.mark.parametrize("setting", ONE_NUMBER, ids=lambda setting: setting.path)
def test_a_value_changes_its_setting_and_nothing_else(setting: Any) -> None:
    *_, name = path = setting.path.split(".")
    optimizer = {"alpha": "rmsprop", "lambda": "momentum", "weight_decay": "adamw"}.get(name, "adam")
    kind = "maxout" if name == "pieces" else "dense"
    session = small(optimizer={"name": optimizer}, layers=[{"kind": kind, "units": 4}] * 3)
    low, high = setting.number.parameter.low, setting.number.parameter.high
    values = [low, low + 1 if setting.number.parameter.integer else (low + high) / 8]
    for value, row in zip(values, lanes_at(session, sweep(vary=setting.path, values=values, updates=1)), strict=True):
        for place, alone in enumerate(row):
            assert alone.source == session.source
            found, before = alone.document()["lanes"][0], session.lanes[place].document()
            if path[0] == "layers":
                assert found["layers"][-1][name] == value
                for one, other in zip(found.pop("layers"), before.pop("layers"), strict=True):
                    assert {**one, name: 0} == {**other, name: 0}
            elif path[0] == "optimizer":
                assert found["optimizer"].pop(name) == value
                del before["optimizer"][name]
            elif name == "depth":
                assert len(found.pop("layers")) == value
                del before["layers"]
            else:
                assert found.pop(name) == value
                del before[name]
            assert found == before


def test_the_layers_of_all_lanes_are_swept_together() -> None:
    session = NetworkSpec()
    for value, row in zip((0.25, 1.0), lanes_at(session, sweep(vary="layers.*.keep", values=[0.25, 1])), strict=True):
        assert [layer.keep for alone in row for layer in alone.lanes[0].layers] == [value] * 4


def test_a_setting_that_a_lane_does_not_have_is_refused_by_the_lanes_name() -> None:
    error = refused(vary="optimizer.lambda", values=[0, 0.9])
    assert error.message == "lane 1 with optimizer.lambda 0: optimizer.lambda is no parameter of gradient_descent"
    assert (error.field, error.allowed) == ("sweep.values.0", "lr")


def test_a_network_that_is_too_large_is_refused_at_its_value() -> None:
    session = small(1, examples=5000, batch=5000, layers=[{"units": 8}, {"units": 8}])
    error = refused(session, vary="layers.*.units", values=[8, 16, 1024], updates=1)
    assert error.field == "sweep.values.2"
    assert error.message == (
        "lane 1 with layers.*.units 1024: needs 5.26 billion multiplications for a batch of 5000"
    )


@pytest.mark.parametrize("name", [name for name, measure in MEASURES.items() if measure.answers])
def test_a_regression_has_no_accuracy(name: str) -> None:
    error = refused(small(data="sine", loss="squared_error"), measure=name)
    assert error.field == "sweep.measure"
    assert error.allowed == "train_loss, validation_loss, test_loss, gradient_ratio"


@pytest.mark.parametrize("part", ["validation", "test"])
def test_a_part_without_examples_is_not_measured(part: str) -> None:
    other = {"validation": "test", "test": "validation"}[part]
    session = NetworkSpec.read({"split": {"train": 0.8, part: 0.0, other: 0.2}}, "the session")
    error = refused(session, measure=f"{part}_loss")
    assert error.field == "sweep.measure"
    assert f"the {part} part has a share of 0" in error.message


def test_too_much_work_is_refused_with_the_figure_and_the_updates_that_would_do() -> None:
    session = small(layers=[{"units": 64}], batch=50)
    fields = {"seeds": 10, "values": list(range(1, 17)), "updates": 100_000}
    error = refused(session, **fields)
    lanes = lanes_at(session, sweep(**{**fields, "updates": 1}))
    total = 10 * 100_000 * sum(work(alone) for row in lanes for alone in row)
    assert total > SWEEP_WORK
    assert f"{total / 1e9:.4g} billion multiplications" in error.message
    assert error.field == "sweep.updates"
    most = int(str(error.allowed).split(": ")[1].split()[0])
    lanes_at(session, sweep(**{**fields, "updates": most}))
    assert refused(session, **{**fields, "updates": most + 1}).field == "sweep.updates"


def test_the_work_is_three_times_the_multiplications_of_a_forward_pass_and_a_fixed_part() -> None:
    assert work(small(1, batch=10)) == UPDATE_WORK + 3 * 10 * (2 * 4 + 4 * 2)
    assert work(small(1, batch=100_000)) == UPDATE_WORK + 3 * 60 * (2 * 4 + 4 * 2)

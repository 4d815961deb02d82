"""A patch changes what it names, nothing else, and everything or nothing."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ravine.data.datasets import datasets
from ravine.engine.optimizers import optimizers
from ravine.spec.catalogue import scoped_numbers
from ravine.spec.error import SpecError
from ravine.spec.layers.kinds import MODELS
from ravine.spec.layers.units import MaxoutSpec
from ravine.spec.network import NetworkSpec
from ravine.spec.number import Number
from ravine.spec.patch import add_lane, merge, patch_lane, patch_session, remove_lane
from ravine.spec.surface import SurfaceSpec
from spec.strategies import sessions

START = NetworkSpec()

# the examples of RFC 7396, appendix A
RFC_7396: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "changes", "result"), RFC_7396)
def test_merging_is_rfc_7396(target: Any, changes: Any, result: Any) -> None:
    assert merge(target, changes) == result


def test_a_choice_whose_name_changes_is_replaced_whole() -> None:
    lane = {"name": "x", "optimizer": {"name": "momentum", "lr": 0.5, "lambda": 0.1}}
    assert merge(lane, {"optimizer": {"name": "adam"}})["optimizer"] == {"name": "adam"}
    assert merge(lane, {"optimizer": {"name": "momentum", "lr": 1}})["optimizer"] == {
        "name": "momentum", "lr": 1, "lambda": 0.1
    }  # fmt: skip
    assert merge(lane, {"name": "y"}) == {**lane, "name": "y"}


def test_merging_leaves_what_it_was_given_alone() -> None:
    target, changes = {"a": {"b": 1}}, {"a": {"c": {"d": 2}}}
    merge(target, changes)["a"]["c"]["d"] = 3
    assert (target, changes) == ({"a": {"b": 1}}, {"a": {"c": {"d": 2}}})


@settings(max_examples=40, deadline=None)
@given(sessions())
def test_an_empty_patch_changes_nothing(document: dict[str, Any]) -> None:
    session = NetworkSpec.read(document, "the spec")
    assert patch_session(session, {}) == session
    assert patch_lane(session, 0, {}) == session
    assert session.restarts(session, 0) is None


@settings(max_examples=40, deadline=None)
@given(sessions(), sessions())
def test_patching_with_a_whole_lane_gives_that_lane(one: dict[str, Any], other: dict[str, Any]) -> None:
    session = NetworkSpec.read({**one, "seed": other["seed"]}, "the spec")
    lane = session.lanes[-1]
    assert patch_lane(session, 0, lane.document()).lanes[0] == lane


def test_a_parameter_alone_keeps_the_others() -> None:
    session = patch_lane(START, 0, {"optimizer": {"name": "momentum", "lr": 0.5, "lambda": 0.1}})
    assert patch_lane(session, 0, {"optimizer": {"lr": 0.25}}).lanes[0].optimizer.document() == {
        "name": "momentum", "lr": 0.25, "lambda": 0.1
    }  # fmt: skip


@pytest.mark.parametrize("name", optimizers.names())
def test_a_bare_name_is_a_patch_too(name: str) -> None:
    patched = patch_lane(START, 1, {"optimizer": name})
    assert patched.lanes[1].optimizer.document() == {"name": name, **optimizers[name].defaults()}
    assert patched.lanes[0] == START.lanes[0]


def test_null_brings_the_default_back() -> None:
    session = patch_lane(START, 0, {"seed": 5, "clip": 3})
    assert patch_lane(session, 0, {"seed": None, "clip": None}) == START


def test_a_wrong_patch_changes_nothing_and_says_so() -> None:
    with pytest.raises(SpecError) as caught:
        patch_lane(START, 1, {"optimizer": {"lr": -1}})
    assert caught.value.field == "optimizer.lr"
    assert caught.value.message == "optimizer.lr is -1, too small; nothing was changed"


def test_what_is_wrong_with_lane_and_data_together_is_told_from_the_lane_on() -> None:
    with pytest.raises(SpecError) as caught:
        patch_lane(patch_session(START, {"data": "sine"}), 1, {"loss": "binary_cross_entropy"})
    assert caught.value.field == "loss"
    with pytest.raises(SpecError) as caught:
        patch_lane(patch_session(START, {"data": "fashion_mnist"}), 1, {"batch": 10**5, "layers": [{"units": 1024}]})
    assert caught.value.field is None
    assert caught.value.message.startswith("the lane needs")


@pytest.mark.parametrize("changes", [None, 3, "adam", [], [{"batch": 3}]], ids=str)
def test_a_patch_is_an_object(changes: Any) -> None:
    with pytest.raises(SpecError, match="an object"):
        patch_lane(START, 0, changes)
    with pytest.raises(SpecError, match="an object"):
        patch_session(START, changes)


def test_lanes_are_not_patched_with_the_session() -> None:
    with pytest.raises(SpecError, match="patch_lane"):
        patch_session(START, {"lanes": []})


@pytest.mark.parametrize("name", datasets.names())
def test_every_data_set_is_one_patch_away(name: str) -> None:
    patched = patch_session(START, {"data": name})
    assert patched.data.name == name
    fitting = "squared_error" if datasets[name].traits["task"] == "regression" else "softmax_cross_entropy"
    assert [lane.loss.name for lane in patched.lanes] == [fitting] * 2
    assert patch_session(patched, {"data": "spirals"}).data == START.data


def test_a_lane_is_added_as_a_copy_with_changes_and_a_name_of_its_own() -> None:
    session = add_lane(START, 1, {"batch": 3})
    assert session.lanes[:2] == START.lanes
    assert session.lanes[2] == START.lanes[1].model_copy(update={"name": "sigmoid 2", "batch": 3})
    assert add_lane(session, 2).lanes[3].name == "sigmoid 3"
    assert add_lane(START, 0, {"name": "mine"}).lanes[2].name == "mine"


def test_a_default_lane_fits_the_data() -> None:
    assert add_lane(patch_session(START, {"data": "steps"})).lanes[2].loss.name == "squared_error"


def test_there_are_one_to_eight_lanes() -> None:
    session = START
    for _ in range(6):
        session = add_lane(session)
    with pytest.raises(SpecError, match="8 lanes"):
        add_lane(session)
    for _ in range(7):
        session = remove_lane(session, 0)
    assert session.lanes[0].name == "lane 8"
    with pytest.raises(SpecError, match="at least 1"):
        remove_lane(session, 0)


def test_a_wrong_new_lane_is_refused() -> None:
    with pytest.raises(SpecError) as caught:
        add_lane(START, None, {"layers": [{"units": 0}]})
    assert caught.value.field == "layers.0.units"


def another(number: Number) -> Any:
    low, high = number.parameter.low, number.parameter.high
    return next(value for value in (low, high, (low + high) // 2) if value not in (number.default, 12))


def scoped() -> list[tuple[str, str, Number]]:
    found: list[tuple[str, str, Number]] = [
        (scope, name, number)
        for scope, name, number, _ in scoped_numbers()
        if scope != "clock" and not name.startswith("split.") and not (scope in MODELS and MODELS[scope].PICTURES)
    ]
    assert len(found) > 5
    return found


@pytest.mark.parametrize(("scope", "name", "number"), scoped(), ids=str)
def test_the_catalogue_says_which_numbers_start_a_lane_anew(scope: str, name: str, number: Number) -> None:
    changes: dict[str, Any] = {name: another(number)}
    start: Any = SurfaceSpec() if scope in ("surface", "racer") else START
    if scope in ("session", "surface"):
        after = patch_session(start, changes)
    elif scope in ("layer", "dense", "maxout"):
        first, *rest = START.lanes[0].document()["layers"]
        if scope == "maxout":
            first = MaxoutSpec(units=8).document()
            start = patch_lane(start, 0, {"layers": [first, *rest]})
        if name in ("skip", "back"):  # the second layer may look back to the first, which is as wide
            layers = [first, {**rest[0], name: 1}, *rest[1:]]
        else:
            layers = [{**first, **changes}, *rest]
        after = patch_lane(start, 0, {"layers": layers})
    else:
        after = patch_lane(start, 0, changes)
    assert after != start
    assert (start.restarts(after, 0) is not None) == number.restarts


KEEPS: list[dict[str, Any]] = [
    {"optimizer": "adam"},
    {"optimizer": {"lr": 5}},
    {"schedule": "cosine"},
    {"dropout": "inverted"},
    {"loss": "softmax_cross_entropy"},
    {"output": "tanh"},
    {"name": "other"},
    {"layers": [{"units": 8, "activation": "gelu", "keep": 0.5}, {"units": 8}]},
    {"layers": [{"units": 8, "activation": "prelu", "frozen": True}, {"units": 8, "skip": 1, "branch": 0.2}]},
    {"stopping": "early_stopping"},
]

RESTARTS: list[tuple[dict[str, Any], str]] = [
    ({"layers": [{"units": 12}]}, "number of layers"),
    ({"layers": [{"units": 12}, {"units": 13}]}, "width of a layer"),
    ({"layers": [{"kind": "maxout", "units": 8}, {"units": 8}]}, "kind of a layer"),
    ({"initializer": "zeros"}, "initial parameters"),
    ({"initializer": {"name": "normal", "scale": 1}}, "initial parameters"),
    ({"loss": "binary_cross_entropy"}, "number of outputs"),
    ({"seed": 9}, "lane's seed"),
]


@pytest.mark.parametrize("changes", KEEPS, ids=str)
def test_what_the_parameters_survive_does_not_restart(changes: dict[str, Any]) -> None:
    assert START.restarts(patch_lane(START, 0, changes), 0) is None


@pytest.mark.parametrize(("changes", "words"), RESTARTS, ids=str)
def test_what_the_parameters_do_not_survive_restarts_that_lane_only(changes: dict[str, Any], words: str) -> None:
    after = patch_lane(START, 0, changes)
    assert words in str(START.restarts(after, 0))
    assert START.restarts(after, 1) is None


def test_three_classes_keep_their_parameters_over_a_change_of_loss() -> None:
    three = patch_session(START, {"data": {"arms": 3}})
    assert three.restarts(patch_lane(three, 0, {"loss": "binary_cross_entropy"}), 0) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"data": {"noise": 0.5, "label_noise": 0.2}}, None),
        ({"data": {"examples": 100}}, "other examples"),
        ({"split": {"train": 0.5, "validation": 0.3}}, "other examples"),
        ({"data": {"arms": 4}}, "number of outputs"),
        ({"data": "circles"}, "data set"),
        ({"seed": 2}, "session's seed"),
    ],
    ids=str,
)
def test_a_change_of_the_session_restarts_all_lanes_or_none(changes: dict[str, Any], words: str | None) -> None:
    after = patch_session(START, changes)
    for lane in (0, 1):
        reason = START.restarts(after, lane)
        assert reason is None if words is None else words in str(reason)


@given(st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=3), max_size=3))
def test_any_object_as_a_patch_is_a_spec_or_a_spec_error(changes: dict[str, Any]) -> None:
    with contextlib.suppress(SpecError):
        assert isinstance(patch_lane(START, 0, changes), NetworkSpec)
    with contextlib.suppress(SpecError):
        assert isinstance(patch_session(START, changes), NetworkSpec)

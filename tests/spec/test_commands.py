"""Whatever comes in, the answer is a command or one clear SpecError."""

from __future__ import annotations

import contextlib
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravine.spec.commands import COMMANDS, Command, Hello, PatchLane, Play, Speed, Step, Watch, parse_command
from ravine.spec.error import SpecError
from ravine.spec.limits import DEPTH, MESSAGE_BYTES, VIEWS
from ravine.spec.network import NetworkSpec

EXAMPLES: dict[str, dict[str, Any]] = {
    "hello": {
        "version": 2,
        "session": "a-B_3",
        "spec": NetworkSpec().document(),
        "cursors": {"1": [0, 200], "7": [3, 0]},
    },
    "play": {},
    "pause": {},
    "step": {"unit": "epoch"},
    "reset": {},
    "speed": {"updates_per_second": 30.0},
    "scrub": {"update": 700},
    "patch_lane": {"lane": 3, "changes": {"optimizer": {"lr": 0.5}}},
    "patch_session": {"changes": {"data": "digits"}},
    "add_lane": {"copy_of": 1, "at": 300, "changes": {"name": "copy"}},
    "remove_lane": {"lane": 1},
    "set_weight": {"lane": 1, "layer": 0, "unit": 2, "input": 1, "value": 0.5},
    "section": {
        "lane": 1,
        "first": {"layer": 0, "unit": 2, "input": 1},
        "second": {"layer": 1, "unit": 0, "input": None},
    },
    "check": {"lane": 1},
    "probe": {"x": [0.5, -0.25], "row": None},
    "load": {"spec": NetworkSpec().document()},
    "look": {"window": [[-1.0, 2.0], [0.0, 0.5]]},
    "explain": {"lane": 2},
    "tune": {"updates": 300},
    "map": {
        "what": "plane",
        "lane": 1,
        "updates": 200,
        "x": {"parameter": "lr", "low": 0.001, "high": 1.0, "log": True},
        "y": {"parameter": "lambda", "low": 0.0, "high": 0.99, "log": False},
    },
    "augment": {"lane": 1, "again": 3},
    "nudge": {"lane": 1, "spot": {"layer": 0, "unit": 2, "input": 1}, "deltas": [0.1, -0.001]},
    "slice": {"lane": 1, "plane": "lanes", "lanes": [1, 2, 3], "side": 21, "reach": 0.5},
    "ensemble": {"lane": 1},
    "gradient_noise": {"lane": 1},
    "sum_of_sigmoids": {"terms": 8},
    "shapes": {"lane": 1},
    "sizes": {"lane": 1},
    "remember": {"lane": 1},
    "phases": {"lane": 1},
    "rule": {"lane": 1, "spot": {"layer": 0, "unit": 2, "input": None}},
    "outline": {"layers": [{"kind": "conv"}, {"units": 8}], "maps": 1, "side": 28, "classes": 10, "batch": 8},
    "strongest": {"lane": 1, "layer": 0, "map": 2},
    "rungs": {"lane": 1},
    "committee": {},
    "walk": {"layers": [{"kind": "conv"}], "photo": 2, "batch": 8},
    "stop_walk": {},
    "claims": {"lesson": "vanishing_gradient"},
    "sweep": {"sweep": {"vary": "depth", "values": [1, 2, 4], "seeds": 3, "updates": 800, "measure": "test_loss"}},
    "stop_sweep": {},
    "advise": {"lane": 1, "good": {"training": 0.95, "testing": 0.9}},
    "watch": {"views": ["loss", "region_class"]},
    "ack": {"sequence": 12},
}


def refused(text: str | bytes) -> SpecError:
    with pytest.raises(SpecError) as caught:
        parse_command(text)
    return caught.value


def test_every_command_has_an_example_here() -> None:
    assert list(EXAMPLES) == list(COMMANDS)
    assert list(COMMANDS.values()) == list(get_args(Command))


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_command_is_read_from_text_and_from_bytes(kind: str) -> None:
    text = json.dumps({"kind": kind, **EXAMPLES[kind]})
    command = parse_command(text)
    assert type(command) is COMMANDS[kind]
    assert command == parse_command(text.encode())
    assert parse_command(json.dumps(command.document())) == command


def test_what_has_a_default_may_be_left_out() -> None:
    assert parse_command('{"kind": "hello", "version": 2}') == Hello(version=2)
    assert parse_command('{"kind": "step"}') == Step(unit="update")
    assert parse_command('{"kind": "speed", "updates_per_second": null}') == Speed(updates_per_second=None)


def test_lane_ids_are_numbers_again_after_json_made_them_text() -> None:
    command = parse_command('{"kind": "hello", "version": 2, "cursors": {"4294967295": [0, 5]}}')
    assert isinstance(command, Hello)
    assert command.cursors == {4294967295: (0, 5)}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_unknown_field_is_refused(kind: str) -> None:
    error = refused(json.dumps({"kind": kind, **EXAMPLES[kind], "extra": 1}))
    assert error.field == "extra"


WRONG_VALUES: list[Any] = ["\x00", [[]], {"?": 1}, True, -1, 1e300]
WRONG_TYPES: list[tuple[str, str, Any]] = [
    (kind, field, wrong)
    for kind in EXAMPLES
    for field in EXAMPLES[kind]
    for wrong in WRONG_VALUES
    # any object is a change, the spec judges it; and a weight may be negative
    if not (field == "changes" and isinstance(wrong, dict)) and not (field == "value" and wrong == -1)
]


@pytest.mark.parametrize(("kind", "field", "wrong"), WRONG_TYPES, ids=str)
def test_a_field_of_the_wrong_type_is_named(kind: str, field: str, wrong: Any) -> None:
    error = refused(json.dumps({"kind": kind, **EXAMPLES[kind], field: wrong}))
    assert error.field is not None
    assert error.field.split(".")[0] == field
    assert error.allowed


MALFORMED: list[tuple[str | bytes, str]] = [
    ("", "is not JSON"),
    ("{", "is not JSON"),
    ("{} {}", "is not JSON"),
    ("[]", "a list of 0"),
    ("null", "null"),
    ('"play"', "'play'"),
    ("{}", "no kind"),
    ('{"kind": "plya"}', "did you mean play"),
    ('{"kind": "PLAY"}', "did you mean play"),
    ('{"kind": null}', "null"),
    ('{"kind": {"kind": "play"}}', "an object"),
    ('{"kind": "play", "kind": "pause"}', "'kind' twice"),
    ('{"kind": "patch_lane", "lane": 1, "changes": {"l1": 0, "l1": 1}}', "'l1' twice"),
    ('{"kind": "ack", "sequence": NaN}', "NaN"),
    ('{"kind": "ack", "sequence": -Infinity}', "-Infinity"),
    ('{"kind": "ack", "sequence": 1e999}', "Infinity"),
    ('{"kind": "ack", "sequence": ' + "9" * 60_000 + "}", "Infinity"),
    ('{"kind": "ack", "sequence": 0x1}', "is not JSON"),
    ('{"kind": "watch", "views": ["\\ud800"]}', "surrogate"),
    ("{\"kind\": 'play'}", "is not JSON"),
    ('{"kind": "play",}', "is not JSON"),
    (b'{"kind": "\xff"}', "is not UTF-8"),
    (b"\xff\xfe{\x00}\x00", "is not UTF-8"),
    ('{"kind": "play"}\x00', "is not JSON"),
    ("[" * 60_000, f"deeper than {DEPTH}"),
    ('{"a":' * 10_000 + "1" + "}" * 10_000, f"deeper than {DEPTH}"),
    ("x" * 2**20, "1048576 bytes"),
    (b"\x00" * 2**20, "1048576 bytes"),
    ('{"kind": "play"}' + " " * MESSAGE_BYTES, "131088 bytes"),
    ('{"kind": "hello"}', "version is missing"),
    ('{"kind": "hello", "version": 3}', "version is 3"),
    ('{"kind": "hello", "version": 2, "session": "../../etc"}', "session"),
    ('{"kind": "hello", "version": 2, "session": ""}', "session"),
    ('{"kind": "hello", "version": 2, "cursors": {"one": [0, 1]}}', "'one'"),
    ('{"kind": "hello", "version": 2, "cursors": {"4294967296": [0, 1]}}', "4294967296"),
    ('{"kind": "hello", "version": 2, "cursors": {"\u0663": [0, 1]}}', "no lane id"),
    ('{"kind": "hello", "version": 2, "cursors": {"1": [0, -1]}}', "cursors.1 is -1"),
    ('{"kind": "hello", "version": 2, "cursors": {"1": 5}}', "cursors.1 is 5; allowed: [life, update]"),
    (json.dumps({"kind": "hello", "version": 2, "cursors": {key: [0, 0] for key in range(9)}}), "9 fields"),
    ('{"kind": "hello", "version": 2, "spec": {"lanes": [{"optimizer": {"name": "adam", "lr": -1}}]}}',
     "spec.lanes.0.optimizer.lr is -1"),
    ('{"kind": "speed"}', "updates_per_second is missing"),
    ('{"kind": "step", "unit": "epok"}', "did you mean epoch"),
    (json.dumps({"kind": "watch", "views": ["a"] * (VIEWS + 1)}), f"0 to {VIEWS} views"),
    ('{"kind": "watch", "views": ["two words"]}', "views.0"),
    ('{"kind": "patch_lane", "lane": 0, "changes": []}', "changes is a list of 0"),
    ('{"kind": "play", "\\n\\u001b[31m": 1}', "not a known field"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), MALFORMED, ids=[ascii(text)[:40] for text, _ in MALFORMED])
def test_a_malformed_message_is_answered_in_one_plain_line(text: str | bytes, words: str) -> None:
    error = refused(text)
    assert words in str(error)
    assert len(str(error)) < 500
    assert str(error).isascii()
    assert str(error).isprintable()


def test_the_deepest_nesting_allowed_is_read() -> None:
    changes: Any = 1
    for _ in range(DEPTH - 1):
        changes = {"a": changes}
    assert isinstance(parse_command(json.dumps({"kind": "patch_lane", "lane": 1, "changes": changes})), PatchLane)
    assert "nested" in str(refused(json.dumps({"kind": "patch_lane", "lane": 1, "changes": {"a": changes}})))


def test_brackets_within_text_are_no_nesting() -> None:
    text = json.dumps({"kind": "patch_lane", "lane": 1, "changes": {"name": '[{"\\' * 50}})
    assert isinstance(parse_command(text), PatchLane)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_command(b'\xef\xbb\xbf{"kind": "play"}') == Play()


def test_the_largest_session_fits_a_message() -> None:
    layer = {"activation": {"name": "leaky_relu", "alpha": 0.015625}, "keep": 0.8}
    lane = {"name": "x" * 40, "layers": [layer] * 64, "optimizer": "adamw", "schedule": "cosine"}
    spec = NetworkSpec.read({"lanes": [lane] * 8}, "the spec")
    text = json.dumps({"kind": "hello", "version": 2, "spec": spec.document()}, separators=(",", ":"))
    assert parse_command(text) == Hello(version=2, spec=spec)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_noise_is_refused_and_never_crashes(noise: str | bytes) -> None:
    refused(noise)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(EXAMPLES)), st.data())
def test_any_json_in_any_field_is_a_command_or_a_spec_error(kind: str, data: st.DataObject) -> None:
    document = {"kind": kind, **EXAMPLES[kind]}
    field = data.draw(st.sampled_from(list(document)))
    document[field] = data.draw(json_values)
    with contextlib.suppress(SpecError):
        assert isinstance(parse_command(json.dumps(document)), tuple(COMMANDS.values()))


def test_watching_nothing_is_allowed() -> None:
    assert parse_command('{"kind": "watch", "views": []}') == Watch(views=())

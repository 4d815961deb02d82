"""Whatever comes in: one error event that says what is allowed, and the session goes on."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from ravine.server.app import MESSAGE_BYTES as TAKEN
from ravine.server.codes import Code
from ravine.spec.limits import MESSAGE_BYTES
from server.page import Page, page_at

WRONG = {
    "no JSON": "play",
    "nothing": "",
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "half an object": '{"kind": "play"',
    "two objects": '{"kind": "play"} {"kind": "play"}',
    "no kind": '{"sequence": 1}',
    "an unknown kind": '{"kind": "plya"}',
    "a kind that is a number": '{"kind": 7}',
    "a kind that is a list": '{"kind": ["play"]}',
    "a second hello": '{"kind": "hello", "version": 2}',
    "an unknown key": '{"kind": "play", "now": true}',
    "a missing field": '{"kind": "patch_lane", "lane": 1}',
    "a text for a number": '{"kind": "ack", "sequence": "1"}',
    "a fraction for a whole number": '{"kind": "ack", "sequence": 1.5}',
    "a truth for a number": '{"kind": "ack", "sequence": true}',
    "a list for an object": '{"kind": "patch_lane", "lane": 1, "changes": []}',
    "an object for a list": '{"kind": "watch", "views": {"loss": 1}}',
    "a text for a list": '{"kind": "watch", "views": "loss"}',
    "an unknown unit": '{"kind": "step", "unit": "year"}',
    "NaN": '{"kind": "speed", "updates_per_second": NaN}',
    "-Infinity": '{"kind": "speed", "updates_per_second": -Infinity}',
    "1e999": '{"kind": "speed", "updates_per_second": 1e999}',
    "NaN in a change": '{"kind": "patch_lane", "lane": 1, "changes": {"clip": NaN}}',
    "1e999 in a change": '{"kind": "patch_lane", "lane": 1, "changes": {"clip": 1e999}}',
    "a speed of 0": '{"kind": "speed", "updates_per_second": 0}',
    "a speed below 0": '{"kind": "speed", "updates_per_second": -1}',
    "a huge speed": '{"kind": "speed", "updates_per_second": 1e300}',
    "a whole number of 5000 digits": '{"kind": "ack", "sequence": ' + "9" * 5000 + "}",
    "a lane below 0": '{"kind": "remove_lane", "lane": -1}',
    "a lane of 33 bits": '{"kind": "remove_lane", "lane": 4294967296}',
    "a lane that is not there": '{"kind": "remove_lane", "lane": 99}',
    "a copy of what is not there": '{"kind": "add_lane", "copy_of": 99}',
    "a key twice": '{"kind": "speed", "updates_per_second": 1, "updates_per_second": 2}',
    "the kind twice": '{"kind": "play", "kind": "pause"}',
    "a key twice deep inside": '{"kind": "patch_lane", "lane": 1, "changes": {"optimizer": {"lr": 1, "lr": 2}}}',
    "deep lists": '{"kind": "watch", "views": ' + "[" * 20_000 + "]" * 20_000 + "}",
    "deep objects": '{"kind": "patch_lane", "lane": 1, "changes": ' + '{"a":' * 9_000 + "1" + "}" * 9_000 + "}",
    "half of a surrogate pair": '{"kind": "patch_lane", "lane": 1, "changes": {"name": "\\ud800"}}',
    "a zero byte": '{"kind": "play\\u0000"}',
    "too many views": json.dumps({"kind": "watch", "views": ["loss"] * 10_000}),
    "a long name": json.dumps({"kind": "patch_lane", "lane": 1, "changes": {"name": "n" * 60_000}}),
    "lanes within the session": '{"kind": "patch_session", "changes": {"lanes": []}}',
    "other people's prototypes": '{"kind": "patch_lane", "lane": 1, "changes": {"__proto__": {"a": 1}}}',
    "more than 64 KiB": json.dumps({"kind": "play", "more": "m" * MESSAGE_BYTES}),
    "more than 1 MB": json.dumps({"kind": "play", "more": "m" * 1_000_000}),
}
BAD_HELLOS = {
    "no hello": '{"kind": "play"}',
    "no JSON": "hello",
    "no version": '{"kind": "hello"}',
    "another version": '{"kind": "hello", "version": 1}',
    "a session that is a number": '{"kind": "hello", "version": 2, "session": 1}',
    "a session that is a path": '{"kind": "hello", "version": 2, "session": "../../etc"}',
    "a spec that is none": '{"kind": "hello", "version": 2, "spec": []}',
    "a spec that is wrong": '{"kind": "hello", "version": 2, "spec": {"seed": -1}}',
    "a spec beyond the limits": json.dumps(
        {"kind": "hello", "version": 2, "spec": {"lanes": [{"layers": [{"units": 1024}] * 64}] * 8}}
    ),
    "cursors that are a list": '{"kind": "hello", "version": 2, "cursors": [1]}',
    "a cursor below 0": '{"kind": "hello", "version": 2, "cursors": {"1": [0, -1]}}',
    "a cursor of no lane": '{"kind": "hello", "version": 2, "cursors": {"one": [0, 1]}}',
    "NaN": '{"kind": "hello", "version": NaN}',
    "deep": "[" * 60_000,
    "a key twice": '{"kind": "hello", "kind": "hello", "version": 2}',
    "more than 64 KiB": json.dumps({"kind": "hello", "version": 2, "more": "m" * MESSAGE_BYTES}),
    "binary": b'{"kind": "hello", "version": 2}',
}


def check(error: dict[str, Any]) -> None:
    assert set(error) == {"kind", "message", "field", "allowed", "number", "span"}
    assert error["message"].isascii()
    assert 0 < len(error["message"]) < 400
    assert "Traceback" not in error["message"]
    assert "pydantic" not in error["message"].lower()


def goes_on(page: Page) -> None:
    page.say("step")
    page.until("state", lambda event: event["clock"] == "paused" and event["update"] > 0)


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_message_gets_one_error_and_the_session_goes_on(page: Page, text: str) -> None:
    page.until("log")
    page.socket.send(text)
    (error,) = page.settle()
    assert error["kind"] == "error"
    check(error)
    goes_on(page)
    page.say("reset")
    assert page.until("spec")["spec"] == page.welcome["spec"]


@pytest.mark.parametrize("content", [b"", b"RVN1", b'{"kind": "play"}', b"\xff" * 100_000])
def test_a_binary_message_gets_one_error(page: Page, content: bytes) -> None:
    page.until("log")
    page.socket.send(content)
    (error,) = page.settle()
    assert "binary" in error["message"]
    goes_on(page)


def test_text_that_is_not_utf8_ends_the_connection_and_no_other(
    port: int, page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    with page_at(port) as broken:
        broken.hello()
        broken.socket.send(b"\xff\xfe", text=True)
        with pytest.raises(ConnectionClosed) as ended:
            broken.settle()
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1007
    goes_on(page)
    assert caplog.records == [], "a visitor's mistake, and none of ours"


def test_a_message_beyond_all_measure_ends_the_connection_with_1009(port: int, page: Page) -> None:
    with page_at(port) as huge:
        huge.hello()
        # its announcement is enough (RFC 6455, section 5.2: text, masked, length in 64 bits, key)
        huge.socket.socket.sendall(struct.pack(">BBQ4s", 0x81, 0xFF, TAKEN + 1, b"mask"))
        with pytest.raises(ConnectionClosed) as ended:
            huge.until("error")
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1009
    goes_on(page)


@pytest.mark.parametrize("message", BAD_HELLOS.values(), ids=BAD_HELLOS.keys())
def test_a_wrong_first_message_gets_one_error_and_4400(port: int, message: str | bytes) -> None:
    with page_at(port) as page:
        page.socket.send(message)
        error = page.until("error")
        check(error)
        with pytest.raises(ConnectionClosed) as ended:
            page.read()
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == Code.BAD_HELLO
        assert page.events == [error]


def test_many_wrong_messages_get_as_many_errors_in_order(page: Page) -> None:
    page.until("log")
    for number in range(200):
        page.say(f"wrong_{number}")
    assert [f"wrong_{number}'" in error["message"] for number, error in enumerate(page.settle())] == [True] * 200


def test_a_flood_is_slowed_down_and_a_neighbour_is_answered_meanwhile(port: int, page: Page) -> None:
    with page_at(port) as flood:
        flood.hello()
        flood.until("log")
        for _ in range(1000):
            flood.say("ack", sequence=0)
        goes_on(page)
        assert flood.settle() == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from([
    "kind", "lane", "changes", "unit", "views", "sequence", "copy_of", "updates_per_second", "version", "spec",
])  # fmt: skip
KINDS = st.sampled_from(["patch_lane", "patch_session", "add_lane", "watch", "ack", "speed", "step", "remove_lane"])


def test_no_document_breaks_the_session(port: int, spec: dict[str, Any]) -> None:
    with page_at(port) as page:
        page.hello(spec=spec)

        @settings(max_examples=80, deadline=None, database=None)
        @given(KINDS, st.dictionaries(FIELDS, VALUES, max_size=4))
        def any_document(kind: str, fields: dict[str, Any]) -> None:
            page.socket.send(json.dumps({"kind": kind, **fields}))
            errors = [event for event in page.settle() if event["kind"] == "error"]
            assert len(errors) <= 1
            for error in errors:
                check(error)
                assert "broke" not in error["message"]

        any_document()
        goes_on(page)

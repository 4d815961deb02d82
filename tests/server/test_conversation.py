"""One connection's protocol, without the connection."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravine.server.codes import Code
from ravine.server.conversation import BURST, RATE, Conversation, Join, Refuse, Stand
from ravine.spec import commands
from ravine.spec.error import SpecError

HELLO = {"kind": "hello", "version": 2}


def conversation(known: bool = True, token: str | None = None) -> Conversation:
    return Conversation(known, lambda given: given == token)


def talking() -> Conversation:
    one = conversation()
    assert isinstance(one.greet(json.dumps(HELLO)), Join)
    return one


def test_a_right_hello_joins_and_then_commands_are_passed_on() -> None:
    one = talking()
    assert one.stand is Stand.TALKING
    assert one.hear('{"kind": "play"}').content == commands.Play()


@given(st.text() | st.binary() | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
).map(json.dumps))  # fmt: skip
def test_whatever_comes_first_is_answered_and_ends_it(message: str | bytes) -> None:
    one = conversation()
    act = one.greet(message)
    assert isinstance(act, Refuse)
    assert act.code is Code.BAD_HELLO
    assert one.stand is Stand.OVER


@given(st.text() | st.binary())
def test_whatever_comes_later_is_passed_on_as_an_error_and_it_goes_on(message: str | bytes) -> None:
    one = talking()
    assert isinstance(one.hear(message).content, SpecError)
    assert one.stand is Stand.TALKING


def test_hello_is_said_once() -> None:
    error = talking().hear(json.dumps(HELLO)).content
    assert isinstance(error, SpecError)
    assert "hello was said already" in error.message


def test_a_conversation_that_is_over_cannot_go_on() -> None:
    one = conversation()
    one.greet("nonsense")
    with pytest.raises(RuntimeError, match="is over cannot"):
        one.greet(json.dumps(HELLO))
    with pytest.raises(RuntimeError, match="is over cannot"):
        one.hear('{"kind": "play"}')


@pytest.mark.parametrize(("known", "fields", "code"), [
    (True, {}, None),
    (True, {"token": "wrong"}, None),
    (False, {"token": "secret"}, None),
    (False, {"token": "wrong"}, Code.NO_TOKEN),
    (False, {"token": 5}, Code.NO_TOKEN),
    (False, {}, Code.NO_TOKEN),
    (False, {"token": "secret", "version": 7}, Code.BAD_HELLO),
])  # fmt: skip
def test_who_is_not_known_brings_the_token_in_hello(known: bool, fields: dict[str, Any], code: Code | None) -> None:
    act = conversation(known, "secret").greet(json.dumps({**HELLO, **fields}))
    assert (act.code if isinstance(act, Refuse) else None) is code


def test_who_does_not_know_the_token_learns_nothing_about_commands() -> None:
    act = conversation(False, "secret").greet('{"kind": "hello", "version": "x", "spec": 5}')
    assert isinstance(act, Refuse)
    assert act.code is Code.NO_TOKEN


def test_as_many_messages_as_a_busy_page_sends_are_read_at_once() -> None:
    one = conversation()
    assert [one.delay(number / 200) for number in range(2000)] == [0.0] * 2000


def test_a_flood_is_slowed_down_to_the_rate() -> None:
    one, now = conversation(), 0.0
    for _ in range(5000):
        now += one.delay(now)
    assert now == pytest.approx((5000 - BURST) / RATE, rel=0.01)

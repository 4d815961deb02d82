"""The protocol of one connection, without the connection: messages in, what to do about them out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ravine.server.codes import Code
from ravine.spec.commands import Command, Hello, parse_command
from ravine.spec.error import SpecError
from ravine.spec.json_text import read_json
from ravine.spec.limits import MESSAGE_BYTES

RATE = 500.0
"""Messages a second that are read from one page; a page that draws 60 frames a second and drags a slider sends 180."""

BURST = 500.0
"""Messages that may come at once."""


_NUMBER = re.compile(r'"number"\s*:\s*([0-9]{1,15})\s*}\s*\Z')


class Stand(Enum):
    """Where a conversation stands."""

    EXPECTING_HELLO = "expecting hello"
    TALKING = "talking"
    OVER = "over"


@dataclass(frozen=True)
class Join:
    """The page said a right hello."""

    hello: Hello


@dataclass(frozen=True)
class Pass:
    """For the session: a command, or what was wrong with one."""

    content: Command | SpecError


@dataclass(frozen=True)
class Refuse:
    """Tell the page what was wrong and close with this code."""

    error: SpecError
    code: Code


class Conversation:
    """`known`: the visitor has shown the token already. `is_token` checks one that comes in hello."""

    def __init__(self, known: bool, is_token: Callable[[str | None], bool]) -> None:
        self.stand = Stand.EXPECTING_HELLO
        self._known = known
        self._is_token = is_token
        self._allowance = BURST
        self._seen: float | None = None

    def delay(self, now: float) -> float:
        """Seconds to wait before the next message is read: a flood is slowed down, never queued."""
        if self._seen is not None:
            self._allowance = min(self._allowance + (now - self._seen) * RATE, BURST)
        self._seen = now
        self._allowance -= 1.0
        return max(0.0, -self._allowance / RATE)

    def greet(self, message: str | bytes) -> Join | Refuse:
        """What to do about the first message."""
        self._turn(Stand.EXPECTING_HELLO, Stand.OVER)
        try:
            text, token = _without_token(_text(message))
            if not (self._known or self._is_token(token)):
                error = SpecError("the token is missing or wrong", "token", "the one that was printed")
                return Refuse(error, Code.NO_TOKEN)
            hello = parse_command(text)
            if not isinstance(hello, Hello):
                raise SpecError(f"{hello.kind} came before hello", "kind", "hello first")
        except SpecError as error:
            return Refuse(error, Code.BAD_HELLO)
        self._turn(Stand.OVER, Stand.TALKING)
        return Join(hello)

    def hear(self, message: str | bytes) -> Pass:
        """What to do about every other message."""
        self._turn(Stand.TALKING, Stand.TALKING)
        try:
            command = parse_command(_text(message))
            if isinstance(command, Hello):
                raise SpecError("hello was said already", "kind", "any other command")
        except SpecError as error:
            if error.number is None:
                error.number = _number(message)
            return Pass(error)
        return Pass(command)

    def _turn(self, before: Stand, after: Stand) -> None:
        if self.stand is not before:
            raise RuntimeError(f"a conversation that is {self.stand.value} cannot go on as one that is {before.value}")
        self.stand = after


def _number(message: str | bytes) -> int | None:
    """That of a command which cannot be read, so that the page knows which one it was; our page writes it last."""
    found = _NUMBER.search(message) if isinstance(message, str) else None
    return int(found[1]) if found else None


def _text(message: str | bytes) -> str:
    if isinstance(message, bytes):
        raise SpecError("a binary message came", allowed="text messages, each one JSON object")
    return message


def _without_token(text: str) -> tuple[str, str | None]:
    """A hello without its token, and the token: it is about the connection, so commands know no such field."""
    document = read_json(text, MESSAGE_BYTES, "the message")
    if not (isinstance(document, dict) and isinstance(document.get("token"), str)):
        return text, None
    token = document.pop("token")
    return json.dumps(document), token

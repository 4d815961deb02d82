"""A session of any place, talked to without a server."""

from __future__ import annotations

from ravine.session.session import Session
from ravine.spec import commands, events
from ravine.spec.commands import Command


def tell(one: Session, command: Command) -> list[events.Event]:
    """What it answers, which is no error."""
    told = one.receive(command, 0.0)
    assert not isinstance(told[0], events.Error), told[0]
    return told


def refused(one: Session, command: Command) -> events.Error:
    """What it answers is an error, and nothing has changed."""
    before = one.spec
    (told,) = one.receive(command, 0.0)
    assert isinstance(told, events.Error)
    assert one.spec == before
    return told


def rest(one: Session, budget: float = 0.004) -> None:
    """Advance until no update is due."""
    for _ in range(100_000):
        if one.due != 0.0:
            return
        one.advance(0.0, budget)
    raise AssertionError("the session never comes to rest")


def step(one: Session, times: int = 1) -> None:
    for _ in range(times):
        tell(one, commands.Step())
        rest(one)

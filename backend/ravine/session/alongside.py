"""All that is computed beside one session: a sweep, a walk, claims, advice."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ravine.session.advising import Advice, Asker
from ravine.session.beside import Jobs, News, Timer
from ravine.session.claiming import Claims
from ravine.session.session import Session
from ravine.session.sweeping import Sweeps
from ravine.session.walking import Walks
from ravine.spec import commands
from ravine.spec.commands import Command
from ravine.spec.events import Event

LEFT = "nobody watched"


class Alongside:
    """`news` is called, from any thread, when there is something to tell. Used in the session's turns, but for the last
    two."""

    def __init__(self, jobs: Jobs, news: News, timer: Timer = time.perf_counter) -> None:
        self._sweeps = Sweeps(jobs, news, timer)
        self._walks = Walks(jobs, news, timer)
        self._claims = Claims(jobs, news, timer)
        self._advice = Advice(jobs, news, timer)
        self._all = (self._sweeps, self._walks, self._claims, self._advice)

    def receive(self, command: Command, session: Session) -> Sequence[Event] | None:
        """Carry out a command about it; None where it is about something else. Raises SpecError where something is
        wrong with it and nothing was begun."""
        match command:
            case commands.Sweep() | commands.StopSweep():
                return self._sweeps.receive(command, session.spec, session.lanes)
            case commands.Walk() | commands.StopWalk():
                return self._walks.receive(command)
            case commands.Claims():
                return [self._sweeps.claimed(one) for one in self._claims.receive(command, session.lanes)]
        return None

    def ask(self, command: commands.Advise, session: Session, asker: Asker) -> None:
        """The answer comes as news; raises SpecError where there is no such lane."""
        self._advice.ask(command, session.lanes, asker)

    def news(self, session: Session) -> list[Event]:
        """How far all is that was not told yet, for all who watch."""
        claimed = map(self._sweeps.claimed, self._claims.news(session.lanes))
        return [*self._sweeps.news(), *self._walks.news(), *claimed]

    def answers(self, session: Session) -> list[tuple[Asker, Event]]:
        """Advice, and who asked for it."""
        return self._advice.news(session.lanes)

    def newest(self) -> list[Event]:
        """What was told last, for somebody who comes."""
        return [told for told in (self._sweeps.newest, self._walks.newest) if told is not None]

    def forget(self) -> Sequence[Event]:
        """Other lanes are there now."""
        return self._sweeps.forget()

    def rest(self) -> None:
        """Nobody watches: compute no more."""
        self._sweeps.end(LEFT)
        self._walks.end(LEFT)
        self._claims.drop()
        self._advice.drop()

    # --- from other threads -------------------------------------------------------------------------------------------

    def interrupt(self) -> None:
        """Come back from the turns that are running."""
        for each in self._all:
            each.interrupt()

    def close(self) -> None:
        """The session goes away: no more turns."""
        for each in self._all:
            each.close()

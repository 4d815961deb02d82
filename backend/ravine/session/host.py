"""A session with those who watch it: the job that the scheduler gives turns to.

Everything that happens to a session happens in its turns, so nothing of it needs a lock; other threads only put
letters into its inbox.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ravine import __version__
from ravine.session import memory
from ravine.session.alongside import Alongside
from ravine.session.beside import Jobs
from ravine.session.clock import Phase
from ravine.session.frames import VERSION
from ravine.session.guest import Guest
from ravine.session.places import build_session
from ravine.session.reports import names_of
from ravine.session.session import Session
from ravine.session.viewer import Viewer
from ravine.spec import commands, events
from ravine.spec.commands import Command, Cursor
from ravine.spec.error import SpecError
from ravine.spec.events import Event
from ravine.spec.session import SessionSpec

HEAVY = 0.008
"""Seconds of one update or picture from which on a session is heavy: half a frame."""

PAUSE_AFTER = 15.0
"""Seconds without a viewer until the session pauses; who comes back finds it running again."""

FREE_AFTER = 3600.0
"""Seconds without a viewer until the session is given up."""

CUT_AFTER = 30.0
"""Seconds after which a page that acknowledges nothing is cut off."""

STATE_INTERVAL = 0.25
"""Seconds between two state events while updates are made."""

GROWING = (commands.PatchLane, commands.PatchSession, commands.AddLane, commands.Load, commands.Sweep, commands.Walk)
"""Commands after which a session may need more memory."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Letter:
    """`content`: a command, what was wrong with one (answered in its turn, so that answers keep the order of the
    questions), the cursors of somebody who comes, or None from somebody who leaves."""

    guest: Guest
    content: Command | SpecError | dict[int, Cursor] | None


@dataclass(eq=False)
class _Seat:
    """Somebody who watches."""

    guest: Guest
    viewer: Viewer
    behind: bool = True
    """There may be something that the next frame has to bring."""


class Host:
    """`identifier` is the session's secret name; `jobs` gives turns to it and to what is computed beside it; `freed` is
    called when nobody has come back for too long, `full` asked before it grows."""

    def __init__(
        self,
        identifier: str,
        spec: SessionSpec,
        jobs: Jobs,
        freed: Callable[[Host], None],
        build: Callable[[Any], Session] = build_session,
        timer: Callable[[], float] = time.perf_counter,
        full: Callable[[], bool] = lambda: memory.full(),
    ) -> None:
        self.identifier = identifier
        self._spec = spec
        self._jobs = jobs
        self._freed = freed
        self._build = build
        self._timer = timer
        self._full = full
        self._inbox: deque[_Letter] = deque()
        self._receipts: deque[tuple[Guest, commands.Ack]] = deque()
        """Acknowledgements, which must not wait behind commands: a frame waits for them."""
        self._seats: dict[Guest, _Seat] = {}
        self._session: Session | None = None
        self._alongside = Alongside(jobs, self._wake, timer)
        self._left: float | None = None
        """Since when nobody watches."""
        self._stopped = False
        """It was playing when it was paused because nobody watched."""
        self._told = (0, float("-inf"))
        """The update of the last state event, and when it was."""
        self.guests = 0
        """How many watch or are about to."""
        self.heavy = False
        """One update, or one picture, takes so long that this must not hold the last worker. Kept, and not computed
        when asked for: other threads ask in the middle of a turn."""

    # --- from other threads -------------------------------------------------------------------------------------------

    def come(self, guest: Guest, cursors: dict[int, Cursor]) -> None:
        self.guests += 1
        self._post(_Letter(guest, cursors))

    def leave(self, guest: Guest) -> None:
        self.guests -= 1
        self._post(_Letter(guest, None))

    def say(self, guest: Guest, content: Command | SpecError) -> None:
        if isinstance(content, commands.Ack):
            self._receipts.append((guest, content))
            self._wake()
            return
        self._post(_Letter(guest, content))
        if self._session is not None and self.heavy and not isinstance(content, (SpecError, commands.Watch)):
            self._session.interrupt()

    @property
    def backlog(self) -> int:
        """Letters that are not opened yet: who sends more than a few waits until they are."""
        return len(self._inbox)

    def interrupt(self) -> None:
        """Come back from the turns that are running, its own and those beside it, as soon as can be."""
        if self._session is not None:
            self._session.interrupt()
        self._alongside.interrupt()

    def close(self) -> None:
        """It gets no more turns, and nor does what is computed beside it."""
        self._jobs.remove(self)
        self._alongside.close()

    def _post(self, letter: _Letter) -> None:
        self._inbox.append(letter)
        self._wake()

    def _wake(self) -> None:
        self._jobs.wake(self)

    # --- in turns -----------------------------------------------------------------------------------------------------

    def run(self, now: float, budget: float) -> float | None:
        """One turn: letters, updates, pictures, frames."""
        try:
            if self._session is None:
                self._session = self._build(self._spec)
            return self._turn(self._session, now, budget)
        except SpecError as error:  # the spec asks for data that are not here any more
            self._turn_away(events.Error.of(error), now)
            return None
        except Exception:  # a mistake of ours stops this session, says so, and no other
            log.exception("session stopped by an error")
            broken = events.Error(message="something broke inside Ravine; this session stands still until changed")
            if self._session is None:
                self._turn_away(broken, now)
                return None
            self._session.pause()
            self._tell(broken)
            return now if self._inbox else None

    def _turn_away(self, why: Event, now: float) -> None:
        """There is no session to come to: who waits for it hears so."""
        self._left = now
        for guest in {letter.guest for letter in self._inbox if letter.content is not None}:
            guest.event(why)
            guest.cut()
        self._inbox.clear()

    def _turn(self, session: Session, now: float, budget: float) -> float | None:
        moved = self._read(session, now, budget)
        moved = session.advance(now, budget) or moved
        self._tell(*session.news(), *self._alongside.news(session))
        for seat, answer in self._alongside.answers(session):
            if seat.guest in self._seats:
                seat.guest.event(answer)
        if moved:
            for seat in self._seats.values():
                seat.behind = True
            self._tell_state(session, now)
        self._show(session, now, budget)
        self.heavy = max(session.seconds_per_update, session.display.slowest) > HEAVY
        return self._again(session, now)

    def _read(self, session: Session, now: float, budget: float) -> bool:
        """Open letters for about `budget` seconds; the return says whether any may have changed what is seen."""
        changed = False
        start = self._timer()
        while self._receipts:
            guest, receipt = self._receipts.popleft()
            if guest in self._seats:
                self._obey(session, self._seats[guest], receipt, now)
        while self._inbox and self._timer() - start <= budget:
            letter = self._inbox.popleft()
            match letter.content:
                case None:
                    self._seats.pop(letter.guest, None)
                    if not self._seats:
                        self._left = now
                case dict():
                    self._welcome(session, letter.guest, letter.content, now)
                case SpecError():
                    letter.guest.event(events.Error.of(letter.content))
                case _ if letter.guest in self._seats:
                    changed = self._obey(session, self._seats[letter.guest], letter.content, now) or changed
        return changed

    def _welcome(self, session: Session, guest: Guest, cursors: dict[int, Cursor], now: float) -> None:
        self._seats[guest] = _Seat(guest, Viewer(cursors))
        self._left = None
        if self._stopped:
            self._stopped = False
            session.receive(commands.Play(), now)
        guest.event(
            events.Welcome(
                session=self.identifier, version=VERSION, engine=__version__, spec=session.spec,
                lanes=names_of(session.lanes), state=session.state(),
            )
        )  # fmt: skip
        guest.event(session.about())
        guest.event(session.log())
        for event in session.divergences():
            guest.event(event)
        for event in self._alongside.newest():
            guest.event(event)

    def _obey(self, session: Session, seat: _Seat, command: Command, now: float) -> bool:
        try:
            match command:
                case commands.Ack():
                    seat.viewer.acknowledge(command.sequence)
                    return False
                case commands.Watch():
                    seat.viewer.watch(command.views)
                    return True
                case commands.Advise():
                    self._alongside.ask(command, session, seat)
                    return False
        except SpecError as error:
            seat.guest.event(_refusal(error, command))
            return False
        told = self._do(session, command, now)
        if isinstance(told[0], events.Error):
            seat.guest.event(told[0])
            return False
        self._tell(*told, answer=(seat, getattr(command, "number", None)))
        return True

    def _do(self, session: Session, command: Command, now: float) -> list[Event]:
        """What it changed, or what was wrong with it and that nothing changed."""
        if isinstance(command, GROWING) and self._full():
            full = SpecError("this server's memory is full; nothing was changed", allowed="try again later")
            return [_refusal(full, command)]
        try:
            beside = self._alongside.receive(command, session)
        except SpecError as error:
            return [_refusal(error, command)]
        if beside is not None:
            return [*beside]
        told = session.receive(command, now)
        if isinstance(command, commands.Load) and not isinstance(told[0], events.Error):
            told += self._alongside.forget()
        return told

    def _tell(self, *told: Event, answer: tuple[_Seat | None, int | None] = (None, None)) -> None:
        """Everybody hears it; who asked hears the number of the question too."""
        asker, number = answer
        for event in told:
            if isinstance(event, events.State):
                self._told = (event.update, self._told[1])
            for seat in self._seats.values():
                mine = seat is asker and number is not None and "number" in type(event).model_fields
                seat.guest.event(event.model_copy(update={"number": number}) if mine else event)

    def _tell_state(self, session: Session, now: float) -> None:
        update, when = self._told
        if session.update != update and now - when >= STATE_INTERVAL:
            self._told = (session.update, now)
            self._tell(session.state())

    def _show(self, session: Session, now: float, budget: float) -> None:
        """A frame for everybody who can take one; what they watch is computed first."""
        due = [seat for seat in self._seats.values() if seat.behind and _reached(seat.viewer.due(), now)]
        if not due:
            return
        watched = frozenset[str]().union(*(seat.viewer.watched for seat in due))
        left = session.refresh(watched, budget)
        for seat in due:
            seat.behind = left
            frame = seat.viewer.compose(session, now)
            if frame is not None:
                seat.guest.frame(frame)
                seat.behind = left or seat.viewer.lags(session)

    def _again(self, session: Session, now: float) -> float | None:
        """When the next turn is due: the next update, frame, state event, or the end of somebody's patience."""
        times = [now if self._inbox else session.due]
        for seat in self._seats.values():
            if seat.behind:
                times.append(seat.viewer.due())
            if (since := seat.viewer.waiting_since) is not None:
                if now >= since + CUT_AFTER:
                    seat.viewer.waiting_since = None
                    seat.guest.cut()
                else:
                    times.append(since + CUT_AFTER)
        if self._left is not None:
            times.append(self._wait(session, self._left, now))
        return min((time for time in times if time is not None), default=None)

    def _wait(self, session: Session, left: float, now: float) -> float | None:
        """Nobody watches: pause after a while, and give up later."""
        if now < left + PAUSE_AFTER:
            return left + PAUSE_AFTER
        if session.clock.playing:
            self._stopped = session.clock.phase is Phase.PLAYING  # a step does not go on as play
            session.pause()
        self._alongside.rest()
        if now < left + FREE_AFTER:
            return left + FREE_AFTER
        self._freed(self)
        return None

    @property
    def abandoned_since(self) -> float | None:
        """When the last one left; None while somebody watches or is about to."""
        return self._left if self.guests == 0 else None


def _reached(time: float | None, now: float) -> bool:
    return time is not None and time <= now


def _refusal(error: SpecError, command: Command) -> events.Error:
    error.number = getattr(command, "number", None)
    return events.Error.of(error)

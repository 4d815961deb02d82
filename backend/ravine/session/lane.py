"""One learner of a session, its past, and what becomes of it when it diverges."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from ravine.engine.history import History
from ravine.session.evaluations import Evaluations
from ravine.session.fate import Fate, Status
from ravine.session.learner import Learner
from ravine.session.retelling import Retelling
from ravine.session.timeline import Edit, Manual, Timeline
from ravine.spec.commands import Probe
from ravine.spec.session import SessionSpec


class Lane(ABC):
    """A learner and its past. It goes on by `advance`; what it yields depends on its spec, its edits and its updates.

    `alone` is the session's spec with this lane as its only one. `timer` measures how long updates take; no other
    number depends on it. What learns in it is each place's own: `_learner`, `_change`, `_held`.
    """

    def __init__(self, identifier: int, alone: SessionSpec, timer: Callable[[], float]) -> None:
        self.id = identifier
        self.life = 0
        """How often its past was thrown away: a page that holds the past of an earlier life has to drop it."""
        self.version = 0
        """How often it changed otherwise than by updates: what was evaluated before is out of date."""
        self.probe = Probe()
        """The point of the plane or the picture that is looked into."""
        self._timer = timer
        self._made = 0
        """Edits made so far; the first is the spec that it starts from."""
        self._begin(alone)

    def _begin(self, alone: SessionSpec) -> None:
        self.timeline = Timeline(alone, self._held(alone))
        self.evaluations = Evaluations()
        self._at: int | None = None
        self._fate: Fate | None = None
        self._retelling: Retelling | None = None
        self._start()
        norms, traced = self.learner.columns
        self.history = History(norms, traced, self.learner.dtype, self.learner.remembered)

    # --- what each place knows ----------------------------------------------------------------------------------------

    @abstractmethod
    def _learner(self, alone: Any) -> Learner:
        """What learns under this spec, at update 0."""

    @abstractmethod
    def _change(self, before: Any, after: Any) -> None:
        """Let the learner go on under another spec; what was learned is kept."""

    def _held(self, alone: Any) -> object:
        """What has to be kept alive so that a replay finds the data of this spec."""
        return None

    # --- where it stands ----------------------------------------------------------------------------------------------

    @property
    def alone(self) -> Any:
        """The spec in force where it is, or is on the way to; of this lane alone."""
        return self.timeline.at(self.goal).spec

    @property
    def newest(self) -> Any:
        """The spec in force at its end."""
        return self.timeline.at(self.end).spec

    @property
    def spec(self) -> Any:
        return self.alone.lanes[0]

    @property
    def name(self) -> str:
        return str(self.spec.name)

    @property
    def diverged(self) -> bool:
        """Whether it cannot go on beyond its end for its numbers are lost, wherever it is."""
        return self._fate is not None and self._fate.status is Status.DIVERGED

    @property
    def _here(self) -> Fate | None:
        return self._fate if self.update == self.end else None

    @property
    def reason(self) -> str | None:
        """Why it stands still at its end."""
        return None if self._here is None else self._here.reason

    @property
    def status(self) -> Status:
        return Status.READY if self._here is None else self._here.status

    @property
    def update(self) -> int:
        return self.learner.update

    @property
    def epoch(self) -> int:
        return self.learner.epoch

    @property
    def end(self) -> int:
        """The newest update of its past."""
        return self.history.end

    @property
    def goal(self) -> int:
        """The update that it shows when it has arrived: its end, or the one of the past that was asked for."""
        return self.end if self._at is None else self._at

    @property
    def in_the_past(self) -> bool:
        return self._at is not None

    @property
    def arrived(self) -> bool:
        return self.update == self.goal

    @property
    def stamp(self) -> tuple[int, int, int]:
        """Equal stamps, equal numbers: what was computed of the lane under this stamp still holds."""
        return self.life, self.version, self.update

    # --- going on -----------------------------------------------------------------------------------------------------

    def advance(self, updates: int) -> int:
        """Make up to `updates` updates; fewer after a divergence or an interrupt. Gives how many.

        Those that its past holds already are made again, bit for bit, with the edits in between; new ones are recorded.
        """
        made = 0
        while made < updates:
            first, ahead = self.update, self._until_edit() - self.update
            wanted = min(updates - made, ahead) if ahead else updates - made
            start = self._timer()
            record = self.learner.run(wanted)
            seconds = self._timer() - start
            if not ahead:
                self.history.append(record, seconds)
                self._fate = Fate.of(self.learner)
                if self.timeline.wants(self.update):
                    self.timeline.keep(self.learner.snapshot())
            elif self.learner.diverged is not None:
                raise RuntimeError(f"lane {self.id} diverged in a replay and not at first: {self.learner.diverged}")
            elif self._retelling is not None:
                self._retelling.add(first, record, seconds)
                if self.arrived and not self.in_the_past and self._fill():
                    self.life += 1  # the page has it with the gap
            made += len(record)
            self._catch_up()
            if len(record) < wanted:
                break
        return made

    def _until_edit(self) -> int:
        """How far its past goes on with nothing changed."""
        following = self._made < self.timeline.count
        return self.timeline.edit(self._made).update if following else self.end

    def _catch_up(self) -> None:
        """Make the edits that belong before the next update."""
        while self._made < self.timeline.count and self.timeline.edit(self._made).update == self.update:
            self._make(self.timeline.edit(self._made))

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon."""
        self.learner.cancel()

    # --- back and forth -----------------------------------------------------------------------------------------------

    def seek(self, update: int | None) -> None:
        """Go to an update of the past, None: to the end. It stands at the nearest snapshot then; `advance` does the
        rest."""
        if self._at is None and self.arrived:
            self.timeline.keep(self.learner.snapshot())  # the way back is short
        reached = self.end if update is None else max(update, self.timeline.start)
        self._at = reached if reached < self.end else None
        self._set_out()

    def _set_out(self) -> None:
        """From the nearest snapshot towards its goal, so far back that what the history has lost is told again."""
        told = max(self.history.whole_until(self.goal), self.timeline.start)
        self._retelling = Retelling(told, self.goal) if told < self.goal else None
        kept = self.timeline.nearest(told)
        there = kept.update if kept else 0
        if not there <= self.update <= told:
            self._restore(told)

    def _fill(self) -> bool:
        """Tell again what the history has lost, where the way here told it."""
        told, self._retelling = self._retelling, None
        if told is None or not told.whole:
            return False
        told.fill(self.history)
        return True

    def _restore(self, update: int) -> None:
        """Stand at the last snapshot at or before an update."""
        kept = self.timeline.nearest(update)
        if kept is None:
            self._start()
        else:
            if kept.edits != self._made:
                self._stand(self.timeline.edit(kept.edits - 1).spec)
                self._made = kept.edits
            self.learner.restore(kept.snapshot)
        self._catch_up()

    def _start(self) -> None:
        """Stand at update 0."""
        self._stand(self.timeline.edit(0).spec)
        self._made = 1
        self._catch_up()

    def _stand(self, alone: SessionSpec) -> None:
        """A new learner under this spec."""
        self._standing = alone
        self.learner = self._learner(alone)
        self.seconds_per_update: float | None = None
        """Measured by the session, to choose how many updates to ask for; no result depends on it."""

    def cut(self) -> None:
        """Go on from where it shows its past: what came after is dropped."""
        if self._at is None:
            return
        arrived = self.arrived
        self._drop_after(self._at)
        if arrived:
            self._fill()
        self.life += 1

    def _drop_after(self, update: int) -> None:
        self._at = None
        self._fate = None if update < self.end else self._fate
        for past in (self.history, self.evaluations, self.timeline):
            past.truncate(update)

    def fork(self, identifier: int, update: int) -> Lane:
        """A new lane with the same past up to an update; it stands at the nearest snapshot then."""
        other = copy.copy(self)
        other.id, other.life, other.version = identifier, 0, 0
        other.timeline = self.timeline.copy()
        other.history, other.evaluations = copy.deepcopy(self.history), copy.deepcopy(self.evaluations)
        end = max(update, self.timeline.start)
        told = max(other.history.whole_until(end), self.timeline.start)
        other._drop_after(end)
        other._retelling = Retelling(told, end) if told < end else None
        if self.update == end and self._made == other.timeline.count and told == end:
            other.timeline.keep(self.learner.snapshot())
        other._made = 0  # it needs a learner of its own
        other._restore(told)
        return other

    # --- being changed ------------------------------------------------------------------------------------------------

    def change(self, alone: SessionSpec, what: str, manual: Manual | None = None) -> None:
        """Go on from its end with another spec, or with something set by hand; what was learned is kept."""
        self._fate = None
        self.timeline.log(Edit(self.end, alone, what, manual, self._held(alone)))
        self._catch_up()
        if self.timeline.crowded and self.arrived:  # on its way it still needs them all
            self.timeline.forget(self.learner.snapshot())

    def rename(self, name: str) -> None:
        """At every update: that changes nothing of what it learns."""
        if name != self.name:
            self.timeline.rename(name)

    def _make(self, edit: Edit) -> None:
        before, self._standing = self._standing, edit.spec
        if edit.manual is not None:
            edit.manual.apply(self.learner)
        else:
            self._change(before, edit.spec)
            self.learner.diverged = None
        self._made += 1
        self.version += 1

    def restart(self, alone: SessionSpec) -> None:
        """Update 0 of another spec; the past is gone."""
        self.life += 1
        self._begin(alone)

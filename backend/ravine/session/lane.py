"""One learner of a session: its trainer, its past, the evaluations of it, and what becomes of it when it diverges."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ravine.data.plane import Bounds
from ravine.data.split import Split
from ravine.engine.history import History
from ravine.engine.training import Examples, Trainer
from ravine.session.evaluations import Evaluations
from ravine.session.timeline import Edit, Timeline
from ravine.session.weight import Weight
from ravine.spec import plan
from ravine.spec.lane import LaneSpec
from ravine.spec.session import SessionSpec

Prepare = Callable[[SessionSpec], Split]
"""The parts of a spec's data."""


class Status(StrEnum):
    """Whether a lane can go on."""

    READY = "ready"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Parts:
    """The session's data as this lane's loss takes them."""

    train: Examples
    validation: Examples
    test: Examples
    bounds: Bounds | None
    """Of the plane that they lie in, where they have two inputs."""
    image: tuple[int, int] | None
    """Height and width, where they are pictures."""

    @classmethod
    def of(cls, split: Split, spec: SessionSpec) -> Parts:
        (lane,), shape = spec.lanes, spec.shape
        train, validation, test = (
            plan.examples(data, lane, shape) for data in (split.train, split.validation, split.test)
        )
        return cls(train, validation, test, split.bounds, split.train.image)


class Lane:
    """A learner and its past. It goes on by `advance`; what it yields depends on its spec, its edits and its updates.

    `alone` is the session's spec with this lane as its only one. `timer` measures how long updates take; no other
    number depends on it.
    """

    def __init__(self, identifier: int, alone: SessionSpec, prepare: Prepare, timer: Callable[[], float]) -> None:
        self.id = identifier
        self.life = 0
        """How often its past was thrown away: a page that holds the past of an earlier life has to drop it."""
        self.version = 0
        """How often it changed otherwise than by updates: what was evaluated before is out of date."""
        self.probe: tuple[float, float] | None = None
        """The point of the plane whose way through the network is shown; None: the first training example."""
        self._prepare = prepare
        self._timer = timer
        self._made = 0
        """Edits made so far; the first is the spec that it starts from."""
        self._begin(alone)

    def _begin(self, alone: SessionSpec) -> None:
        self.timeline = Timeline(alone, self._prepare(alone).held)
        self.evaluations = Evaluations()
        self._at: int | None = None
        self._fate: str | None = None
        """Why it cannot go on beyond its end."""
        self._start()
        self.history = History(len(self.trainer.layout.spans))

    # --- where it stands ----------------------------------------------------------------------------------------------

    @property
    def alone(self) -> SessionSpec:
        """The spec in force where it is, or is on the way to; of this lane alone."""
        return self.timeline.at(self.goal).spec

    @property
    def newest(self) -> SessionSpec:
        """The spec in force at its end."""
        return self.timeline.at(self.end).spec

    @property
    def spec(self) -> LaneSpec:
        return self.alone.lanes[0]

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def diverged(self) -> bool:
        """Whether it cannot go on beyond its end, wherever it is."""
        return self._fate is not None

    @property
    def reason(self) -> str | None:
        """Why it stands still at its end: it diverged there."""
        return self._fate if self.update == self.end else None

    @property
    def status(self) -> Status:
        return Status.READY if self.reason is None else Status.DIVERGED

    @property
    def update(self) -> int:
        return self.trainer.update

    @property
    def epoch(self) -> int:
        return self.trainer.epoch

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
            ahead = self._until_edit() - self.update
            wanted = min(updates - made, ahead) if ahead else updates - made
            start = self._timer()
            record = self.trainer.run(wanted)
            if not ahead:
                self.history.append(record, self._timer() - start)
                self._fate = self.trainer.diverged
                if self.timeline.wants(self.update):
                    self.timeline.keep(self.trainer.snapshot())
            elif self.trainer.diverged is not None:
                raise RuntimeError(f"lane {self.id} diverged in a replay and not at first: {self.trainer.diverged}")
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
        self.trainer.cancel()

    # --- back and forth -----------------------------------------------------------------------------------------------

    def seek(self, update: int | None) -> None:
        """Go to an update of the past, None: to the end. It stands at the nearest snapshot then; `advance` does the
        rest."""
        if self._at is None and self.arrived:
            self.timeline.keep(self.trainer.snapshot())  # the way back is short
        reached = self.end if update is None else max(update, self.timeline.start)
        self._at = reached if reached < self.end else None
        kept = self.timeline.nearest(self.goal)
        there = kept.update if kept else 0
        if not there <= self.update <= self.goal:
            self._restore(self.goal)

    def _restore(self, update: int) -> None:
        """Stand at the last snapshot at or before an update."""
        kept = self.timeline.nearest(update)
        if kept is None:
            self._start()
        else:
            if kept.edits != self._made:
                self._stand(self.timeline.edit(kept.edits - 1).spec)
                self._made = kept.edits
            self.trainer.restore(kept.snapshot)
        self._catch_up()

    def _start(self) -> None:
        """Stand at update 0."""
        self._stand(self.timeline.edit(0).spec)
        self._made = 1
        self._catch_up()

    def _stand(self, alone: SessionSpec) -> None:
        """A new trainer under this spec."""
        split = self._prepare(alone)
        self._standing = alone
        self.parts = Parts.of(split, alone)
        self.trainer: Trainer = plan.trainer(alone, 0, split)
        self.seconds_per_update: float | None = None
        """Measured by the session, to choose how many updates to ask for; no result depends on it."""

    def cut(self) -> None:
        """Go on from where it shows its past: what came after is dropped."""
        if self._at is None:
            return
        self._drop_after(self._at)
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
        other._drop_after(max(update, self.timeline.start))
        if self.update == other.end and self._made == other.timeline.count:
            other.timeline.keep(self.trainer.snapshot())
        other._made = 0  # it needs a trainer of its own
        other._restore(other.end)
        return other

    # --- being changed ------------------------------------------------------------------------------------------------

    def change(self, alone: SessionSpec, what: str, weight: Weight | None = None) -> None:
        """Go on from its end with another spec, or with one weight set; what was learned is kept."""
        self._fate = None
        self.timeline.log(Edit(self.end, alone, what, weight, self._prepare(alone).held))
        self._catch_up()
        if self.timeline.crowded and self.arrived:  # on its way it still needs them all
            self.timeline.forget(self.trainer.snapshot())

    def rename(self, name: str) -> None:
        """At every update: that changes nothing of what it learns."""
        if name != self.name:
            self.timeline.rename(name)

    def _make(self, edit: Edit) -> None:
        before, self._standing = self._standing, edit.spec
        if edit.weight is not None:
            self.trainer.set_weight(edit.weight.layer, edit.weight.unit, edit.weight.input, edit.weight.value)
        else:
            settings = plan.settings(self._standing.lanes[0], self._standing.shape)
            if settings != self.trainer.settings:
                self.trainer.change(settings)
                self.seconds_per_update = None
            if before.source != edit.spec.source or before.lanes[0].loss != edit.spec.lanes[0].loss:
                self.parts = Parts.of(self._prepare(edit.spec), edit.spec)  # another loss may take targets otherwise
                self.trainer.set_examples(self.parts.train, self.parts.validation)
            self.trainer.diverged = None
        self._made += 1
        self.version += 1

    def restart(self, alone: SessionSpec) -> None:
        """Update 0 of another spec; the past is gone."""
        self.life += 1
        self._begin(alone)

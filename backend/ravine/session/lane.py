"""One learner of a session: its trainer, its past, the evaluations of it, and what becomes of it when it diverges."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from enum import StrEnum

from ravine.data.split import Split
from ravine.engine.history import History
from ravine.engine.training import Examples, Trainer
from ravine.session.evaluations import Evaluations
from ravine.spec import plan
from ravine.spec.session import SessionSpec


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

    @classmethod
    def of(cls, split: Split, session: SessionSpec, place: int) -> Parts:
        lane, shape = session.lanes[place], session.shape
        return cls(*(plan.examples(data, lane, shape) for data in (split.train, split.validation, split.test)))


class Lane:
    """A learner and its past. It goes on by `advance`; what it yields depends on its spec and its updates alone."""

    def __init__(self, identifier: int, session: SessionSpec, place: int, split: Split) -> None:
        self.id = identifier
        self.generation = 0
        """How often its past was thrown away: a page that holds the past of an earlier generation has to drop it."""
        self.version = 0
        """How often it changed otherwise than by updates: what was evaluated before is out of date."""
        self.seconds_per_update: float | None = None
        """Measured by the session, to choose how many updates to ask for; no result depends on it."""
        self._begin(session, place, split)

    def _begin(self, session: SessionSpec, place: int, split: Split) -> None:
        self.spec = session.lanes[place]
        self.parts = Parts.of(split, session, place)
        self.trainer: Trainer = plan.trainer(session, place, split)
        self.history = History(len(self.trainer.layout.spans))
        self.evaluations = Evaluations()
        self.reason: str | None = None

    # --- where it stands ----------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return self.spec.name

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
    def stamp(self) -> tuple[int, int, int]:
        """Equal stamps, equal numbers: what was computed of the lane under this stamp still holds."""
        return self.generation, self.version, self.update

    # --- going on -----------------------------------------------------------------------------------------------------

    def advance(self, updates: int) -> int:
        """Make up to `updates` updates and record them; fewer after a divergence or an interrupt. Gives how many."""
        record = self.trainer.run(updates)
        self.history.append(record)
        self.reason = self.trainer.diverged
        return len(record)

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon."""
        self.trainer.cancel()

    # --- being changed ------------------------------------------------------------------------------------------------

    def change(self, session: SessionSpec, place: int, split: Split, new_data: bool) -> None:
        """Go on with the spec at this place, what was learned kept; `new_data`: `split` is another one."""
        before, self.spec = self.spec, session.lanes[place]
        settings = plan.settings(self.spec, session.shape)
        if settings != self.trainer.settings:
            self.trainer.change(settings)
            self.seconds_per_update = None
        if new_data or self.spec.loss != before.loss:  # another loss may take its targets in another form
            self.parts = Parts.of(split, session, place)
            self.trainer.set_examples(self.parts.train, self.parts.validation)
        self.version += 1

    def restart(self, session: SessionSpec, place: int, split: Split) -> None:
        """Update 0 of the spec at this place; the past is gone."""
        self.generation += 1
        self.seconds_per_update = None
        self._begin(session, place, split)

    def copy_past(self, other: Lane) -> None:
        """Take over what another lane of the same shape learned, and its past."""
        self.trainer.restore(other.trainer.snapshot())
        self.history = copy.deepcopy(other.history)
        self.evaluations = copy.deepcopy(other.evaluations)

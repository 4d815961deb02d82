"""A twin: another learner that stands where one stands, to be asked what comes next while that one stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.layers.op import COUNT, INPUTS, OUTPUTS, POSITION, SEED, X, Y
from ravine.engine.network import Choice
from ravine.engine.record import Record
from ravine.engine.schedules import schedules
from ravine.engine.settings import Settings
from ravine.engine.training import Trainer


def next_rate(trainer: Trainer) -> float:
    """The learning rate of the next update. Raises ValueError where none follows."""
    if trainer.diverged or trainer.stopped:
        raise ValueError(f"no update follows: {trainer.diverged or trainer.stopped}")
    schedule, plateau = trainer.settings.schedule, trainer.snapshot().plateau
    factor = schedules[schedule.name].functions[0]([*schedule.values, plateau.factor], trainer.update)
    return float(trainer.settings.optimizer.values[0] * factor)


class Twin(Trainer):
    """With the settings of the learner whose twin it is, it makes the very updates that are next, bit for bit; but it
    takes the whole batch at once, which may round otherwise where the learner takes it in shards.

    With other settings, for the same parameters, it stands at the same place in the data and has the same masks; its
    optimizer begins anew.
    """

    shards = False

    def __init__(self, trainer: Trainer, settings: Settings | None = None, dtype: Any = None) -> None:
        """dtype: where it is not that of the learner."""
        here = trainer.snapshot()
        super().__init__(
            settings or trainer.settings, Choice("zeros"), trainer._train, trainer._validation, trainer._seed,
            int(here.clock[SEED]), dtype or trainer.dtype,
        )  # fmt: skip
        self.rows: NDArray[np.int64] = np.arange(0)
        """Which training examples were in the last batch."""
        self.restore(replace(self.snapshot(), theta=here.theta, clock=here.clock) if settings else here)

    @classmethod
    def still(cls, trainer: Trainer, batch: int | None = None, dtype: Any = None) -> Twin:
        """One whose updates move nothing: they leave in `grad` what backprop made of the data alone, before clipping
        and penalties, and of frozen layers too. batch: of so many examples, the first ones of the next batch."""
        settings, descent = trainer.settings, Choice("gradient_descent", (0.0,))
        batch = batch or settings.batch
        thawed, augment = settings.architecture.thawed, settings.augment
        return cls(trainer, Settings(thawed, settings.loss, descent, batch=batch, augment=augment), dtype)

    def make(self) -> Record:
        """The next update; raises ValueError where it leads nowhere."""
        first = int(self._clock[POSITION])
        record = self.run(1)
        if self.diverged:
            raise ValueError(f"no update follows: {self.diverged}")
        self.rows = self._order[first : first + int(self._clock[COUNT])].copy()
        return record

    def handed_on(self, example: int) -> list[NDArray[Any]]:
        """What each layer handed on in the last update for one example of the batch, its dropout masks included;
        (units,) each."""
        plan = self._plan
        rows = [plan.table[row] for row in plan.last_row]
        return [plan.scratch[row[Y] + example :: plan.columns][: row[OUTPUTS]].copy() for row in rows]

    def example(self, place: int) -> NDArray[Any]:
        """The inputs of one example of the last batch, as augmentation made them."""
        plan = self._plan
        row = plan.table[plan.first_row[0]]
        return plan.scratch[row[X] + place :: plan.columns][: row[INPUTS]].copy()

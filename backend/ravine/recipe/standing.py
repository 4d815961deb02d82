"""A network as it stands, apart from its learner, which may go on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from ravine.engine.evaluation import Evaluation, Evaluator, Examples
from ravine.engine.network import Choice, Layout
from ravine.engine.settings import Settings
from ravine.engine.snapshot import Snapshot
from ravine.engine.training import Trainer
from ravine.spec.network import NetworkSpec


@dataclass(frozen=True, eq=False)
class Standing:
    """theta: its own. before: theta before the last update, where that is asked for instead of what comes next. ahead:
    what a twin goes on from."""

    settings: Settings
    layout: Layout
    theta: NDArray[Any]
    before: NDArray[Any] | None
    ahead: Snapshot | None
    update: int
    batch: int
    diverged: str | None
    stopped: str | None

    @classmethod
    def of(cls, trainer: Trainer, ahead: bool) -> Standing:
        """ahead: the next updates will be made. What is not needed is not copied: it may be tens of megabytes."""
        snapshot = trainer.snapshot() if ahead else None
        return cls(
            trainer.settings,
            trainer.layout,
            trainer.theta.copy() if snapshot is None else snapshot.theta,
            None if ahead else trainer.before_last.copy(),
            snapshot,
            trainer.update,
            trainer.batch,
            trainer.diverged,
            trainer.stopped,
        )

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.settings.architecture, self.settings.loss, self.theta.dtype)

    def evaluate(self, examples: Examples) -> Evaluation:
        """Loss and accuracy, dropout in its test form."""
        return self._evaluator.evaluate(self.theta, examples.astype(self.theta.dtype))

    def predict(self, x: NDArray[Any]) -> NDArray[Any]:
        return self._evaluator.predict(self.theta, x)

    def layer_outputs(self, x: NDArray[Any]) -> list[NDArray[Any]]:
        return self._evaluator.layer_outputs(self.theta, x)

    def path(self, train: Examples, alone: NetworkSpec, updates: int) -> Iterator[NDArray[Any]]:
        """Where the parameters are, and where they will be after each of the next updates; fewer where it ends."""
        yield self.theta
        if self.ahead is None or self.diverged is not None:
            return
        settings = replace(self.settings, stopping=Choice("never"))
        seeds = alone.seed, alone.lane_seed(0)
        twin = Trainer(settings, Choice("zeros"), train, train[:0], *seeds, self.theta.dtype)
        twin.restore(self.ahead)
        for _ in range(updates):
            if not len(twin.run(1)):
                return
            yield twin.theta.copy()

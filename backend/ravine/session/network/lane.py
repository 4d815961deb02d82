"""A lane of the Network place: a network that learns from its session's data."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from ravine.data.data import Image
from ravine.data.plane import Bounds
from ravine.data.split import Split
from ravine.engine.training import Examples, Trainer
from ravine.session.lane import Lane
from ravine.spec import plan
from ravine.spec.network import NetworkSpec

Prepare = Callable[[NetworkSpec], Split]
"""The parts of a spec's data."""


@dataclass(frozen=True)
class Parts:
    """The session's data as this lane's loss takes them."""

    train: Examples
    validation: Examples
    test: Examples
    bounds: Bounds | None
    """Of the plane that they lie in, where they have two inputs."""
    image: Image | None
    """Channels, height and width, where they are pictures."""

    @property
    def watched(self) -> Examples:
        """The validation part, or the training part where there is none."""
        return self.validation if len(self.validation) else self.train

    @property
    def shown(self) -> Examples:
        """Where single examples are looked at: the test part, or the training part where there is none."""
        return self.test if len(self.test) else self.train

    @classmethod
    def of(cls, split: Split, spec: NetworkSpec) -> Parts:
        (lane,), shape = spec.lanes, spec.shape
        return cls(*plan.all_parts(split, lane, shape), split.bounds, split.train.image)


class NetworkLane(Lane):
    """`prepare` gives the data of a spec."""

    learner: Trainer

    def __init__(
        self, identifier: int, alone: NetworkSpec, prepare: Prepare, timer: Callable[[], float],
        helpers: tuple[Executor, int] | None = None,
    ) -> None:  # fmt: skip
        """`helpers`: an executor, and how many threads a long update may take with it."""
        self._prepare = prepare
        self._helpers = helpers
        super().__init__(identifier, alone, timer)

    def _learner(self, alone: NetworkSpec) -> Trainer:
        split = self._prepare(alone)
        self.parts = Parts.of(split, alone)
        trainer = plan.trainer(alone, 0, split)
        if self._helpers:
            trainer.share(*self._helpers)
        return trainer

    def share(self, helpers: Executor, threads: int) -> None:
        """From now on."""
        self._helpers = helpers, threads
        self.learner.share(helpers, threads)

    def _held(self, alone: NetworkSpec) -> object:
        return self._prepare(alone).held

    def _change(self, before: NetworkSpec, after: NetworkSpec) -> None:
        settings = plan.settings(after.lanes[0], after.shape)
        if settings != self.learner.settings:
            self.learner.change(settings)
            self.seconds_per_update = None
        if before.source != after.source or before.lanes[0].loss != after.lanes[0].loss:
            self.parts = Parts.of(self._prepare(after), after)  # another loss may take targets otherwise
            self.learner.set_examples(self.parts.train, self.parts.validation)

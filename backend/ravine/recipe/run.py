"""One lane that has run, as measures see it: a lane of a session, or one that ran without any."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ravine import runs
from ravine.engine.descent import Descent
from ravine.engine.evaluation import Evaluation, Examples
from ravine.engine.history import LOSS, NORMS, History
from ravine.engine.training import Trainer
from ravine.recipe.replay import Replay, Unmeasured
from ravine.runs import Progress, run, unheard
from ravine.spec import ground, limits, plan
from ravine.spec.network import NetworkSpec
from ravine.spec.session import SessionSpec
from ravine.spec.surface import SurfaceSpec
from ravine.spec.sweep import SweepSpec

Result = TypeVar("Result")
Session = TypeVar("Session", bound=SessionSpec)

Part = Literal["train", "validation", "test"]


class Learner(runs.Learner, Protocol):
    """A network's trainer, or a point's descent."""

    @property
    def columns(self) -> tuple[int, int]:
        """How many gradient norms, and how many numbers of its way, each update records."""

    @property
    def remembered(self) -> int:
        """How many numbers of what its optimizer remembers each update records."""


class Parts(Protocol):
    """The data as a network's loss takes them."""

    @property
    def train(self) -> Examples: ...
    @property
    def validation(self) -> Examples: ...
    @property
    def test(self) -> Examples: ...


@dataclass(frozen=True)
class _Parts:
    train: Examples
    validation: Examples
    test: Examples


@dataclass(frozen=True, eq=False)
class Run:
    """alone: the session's spec with this lane as its only one. parts: of a network. Nothing that is measured changes
    the learner or its past."""

    alone: SessionSpec
    learner: Learner
    history: History
    parts: Parts | None = None
    _kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.alone.lanes[0].name)

    @property
    def trainer(self) -> Trainer:
        if not isinstance(self.learner, Trainer):
            raise Unmeasured(f"{self.name} is no network")
        return self.learner

    @property
    def descent(self) -> Descent:
        if not isinstance(self.learner, Descent):
            raise Unmeasured(f"{self.name} is no point on a surface")
        return self.learner

    @property
    def examples(self) -> Parts:
        if self.parts is None:
            raise Unmeasured(f"{self.name} has no examples")
        return self.parts

    @property
    def update(self) -> int:
        """Updates made."""
        return self.learner.update

    @property
    def ended(self) -> str | None:
        """Why it makes no more updates: it diverged, or stopped by its own rule."""
        return self.learner.diverged or self.learner.stopped

    def once(self, what: Any, compute: Callable[[], Result]) -> Result:
        """What `compute` gives, computed when it is first asked for: several claims may need the same."""
        if what not in self._kept:
            self._kept[what] = compute()
        found: Result = self._kept[what]
        return found

    def part(self, name: Part) -> Examples:
        """One of the parts; raises Unmeasured where it is empty."""
        found: Examples = getattr(self.examples, name)
        if not len(found):
            raise Unmeasured(f"the {name} part holds no examples")
        return found

    def evaluate(self, part: Part) -> Evaluation:
        """Loss and accuracy at the end."""
        return self.once(part, lambda: self.trainer.evaluate(self.part(part)))

    def loss(self, first: int, last: int) -> float:
        """The mean recorded loss, each of the batch before its update, over updates first <= u < last."""
        return float(self._mean(first, last)[LOSS])

    def gradient_norm(self, layer: int, first: int, last: int) -> float:
        """The mean recorded norm of a layer's gradient over updates first <= u < last; layer -1 gives the outputs."""
        norms = self._mean(first, last)[NORMS : NORMS + self.learner.columns[0]]
        if not -len(norms) <= layer < len(norms):
            raise Unmeasured(f"{self.name} has {len(norms)} layers")
        return float(norms[layer])

    def records(self, first: int, last: int) -> NDArray[np.float64]:
        """(last - first, channels) of the history, update by update."""
        self._check(first, last)
        if self.history.oldest(0) > first:
            raise Unmeasured(f"{self.name} no longer holds each of the updates from {first} on")
        (piece,) = self.history.since(first, self.history.end)
        held = np.column_stack([piece.loss, piece.lr, piece.effort, piece.gradient_norm, piece.trace])
        rows: NDArray[np.float64] = held[: last - first].astype(np.float64)
        return rows

    def _mean(self, first: int, last: int) -> NDArray[np.float64]:
        self._check(first, last)
        found = self.history.mean(first, last)
        if found is None:
            raise Unmeasured(f"{self.name} no longer holds the updates from {first} to {last} so finely")
        return found

    def _check(self, first: int, last: int) -> None:
        if not 0 <= first < last:
            raise Unmeasured(f"there are no updates from {first} to {last}")
        if last > self.update:
            raise Unmeasured(f"{self.name} has made {self.update} of {last} updates")

    def anew(
        self, updates: Iterable[int], look: Callable[[Any], Any], conclude: Callable[[list[Any]], float]
    ) -> Replay:
        """What is seen of a learner like this one after so many updates each, bit for bit: made anew from the spec in
        force, so where that was changed on the way, as it would have been."""
        return Replay(self.name, self._beginning(), tuple(updates), look, conclude)

    def _beginning(self) -> Callable[[], Learner]:
        """Makes a learner of its own for this lane's spec, at update 0."""
        alone = self.alone
        if isinstance(alone, NetworkSpec):
            return partial(plan.trainer_on, alone, 0, self.examples.train, self.examples.validation)
        assert isinstance(alone, SurfaceSpec)
        return partial(ground.descent, alone, 0, self.descent.surface)


def begin(alone: SessionSpec) -> tuple[Trainer | Descent, Parts | None]:
    """The learner of a spec of one lane, at update 0, and its data."""
    if isinstance(alone, NetworkSpec):
        split = plan.prepare(alone)
        return plan.trainer(alone, 0, split), _Parts(*plan.all_parts(split, alone.lanes[0], alone.shape))
    assert isinstance(alone, SurfaceSpec)
    return ground.descent(alone, 0, ground.surface(alone)), None


def headless(alone: SessionSpec, updates: int, progress: Progress = unheard) -> Run:
    """A spec of one lane after so many updates, fewer where it ended before. Seconds are not measured."""
    learner, parts = begin(alone)
    norms, traced = learner.columns
    history = History(norms, traced, learner.dtype, learner.remembered)
    for record in run(learner, str(alone.lanes[0].name), updates, progress):
        history.append(record, 0.0)
    return Run(alone, learner, history, parts)


def at_seed(sweep: SweepSpec, alone: NetworkSpec, more: int) -> NetworkSpec:
    """One network of a sweep, so many seeds further; of a committee on the same data, with a seed of its own."""
    moved = with_seed(alone, more)
    if not sweep.setting.committee:
        return moved
    (lane,) = moved.lanes
    own = lane.model_copy(update={"seed": moved.lane_seed(0)})
    return moved.model_copy(update={"seed": alone.seed, "lanes": (own,)})


def with_seed(session: Session, more: int) -> Session:
    """The same session with its seed, and those that lanes have of their own, so many further."""

    def moved(seed: int) -> int:
        return (seed + more) % (limits.SEED + 1)

    lanes = tuple(
        lane.model_copy(update={"seed": moved(own)}) if (own := getattr(lane, "seed", None)) is not None else lane
        for lane in session.lanes
    )
    return session.model_copy(update={"seed": moved(session.seed), "lanes": lanes})

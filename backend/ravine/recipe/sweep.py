"""What a sweep finds: every lane trained at every value from several seeds; mean and standard deviation over the seeds.

`sweep` does it at once, several networks side by side; `Sweeping` step by step. Either gives the same numbers.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ravine.data.datasets import datasets
from ravine.data.split import Split
from ravine.engine.evaluation import probabilities
from ravine.recipe.run import at_seed
from ravine.runs import SLICE, Pace, Progress, cores, unheard
from ravine.spec import plan
from ravine.spec.network import NetworkSpec
from ravine.spec.sweep import MEASURES, RECENT, Measure, SweepSpec, lanes_at, work


@dataclass(frozen=True)
class Task:
    """One network of a sweep. alone: its session's spec with its seed, and with this lane at this value as its only
    one. work: multiplications that it takes the time of."""

    value: int
    lane: int
    seed: int
    alone: NetworkSpec
    updates: int
    measure: Measure
    work: int
    committee: bool

    @property
    def name(self) -> str:
        return str(self.alone.lanes[0].name)


@dataclass(frozen=True)
class Outcome:
    """measured: NaN or infinite where it has no finite value. update: how far it came. diverged: it stands at its last
    finite state, and that is measured."""

    measured: float
    update: int
    diverged: bool
    says: NDArray[np.float64] | None = None
    """(N, classes) what it says of each example of the part that is measured, where networks answer together."""


def tasks_of(session: NetworkSpec, sweep: SweepSpec) -> list[Task]:
    """Seed by seed, so that a first curve is there early; raises SpecError where the session cannot be swept so."""
    lanes, measure = lanes_at(session, sweep), MEASURES[sweep.measure]
    committee = sweep.setting.committee and measure.answers
    works = [[sweep.updates * work(alone) for alone in row] for row in lanes]
    found = []
    for seed in range(sweep.seeds):
        for value, row in enumerate(lanes):
            for lane, alone in enumerate(row):
                moved = at_seed(sweep, alone, seed)
                found.append(Task(value, lane, seed, moved, sweep.updates, measure, works[value][lane], committee))
    return found


# --- one network ------------------------------------------------------------------------------------------------------


class Running:
    """A task on its way, in slices of any length; `split` is its data."""

    def __init__(self, task: Task, split: Split) -> None:
        self._task = task
        self._split = split
        self._trainer = plan.trainer(task.alone, 0, split)
        self._recent = np.zeros((0, 2))
        """(up to RECENT, 2): gradient norms of the first and of the last layer in the newest updates."""
        self._pace = Pace()

    @property
    def update(self) -> int:
        return self._trainer.update

    @property
    def ended(self) -> bool:
        trainer = self._trainer
        return trainer.update >= self._task.updates or trainer.diverged is not None or trainer.stopped is not None

    def advance(self, seconds: float, timer: Callable[[], float]) -> None:
        """Go on for about so long, at least one update; less when cancelled."""
        began = now = timer()
        while not self.ended:
            wanted = self._pace.fitting(began + seconds - now, self._task.updates - self.update)
            record = self._trainer.run(wanted)
            before, now = now, timer()
            self._pace.saw(len(record), now - before)
            if len(record):
                self._recent = np.concatenate([self._recent, record.gradient_norm[:, [0, -1]]])[-RECENT:]
            if len(record) < wanted or now - began >= seconds:
                return

    def cancel(self) -> None:
        """From another thread: come back from `advance` soon."""
        self._trainer.cancel()

    def outcome(self) -> Outcome:
        """As it stands."""
        trainer, task = self._trainer, self._task
        diverged = trainer.diverged is not None
        if task.measure.part is None:
            return Outcome(self._ratio(), self.update, diverged)
        part = getattr(self._split, task.measure.part)
        examples = plan.examples(part, task.alone.lanes[0], task.alone.shape)
        found = trainer.evaluate(examples)
        says = probabilities(trainer.predict(examples.x), trainer.settings.loss) if task.committee else None
        return Outcome(found.accuracy if task.measure.answers else found.loss, self.update, diverged, says)

    def _ratio(self) -> float:
        if not len(self._recent):
            return math.nan
        first, last = self._recent.mean(0)
        return float(first / last) if last else math.nan


def outcome_of(task: Task, left: threading.Event | None = None) -> Outcome:
    """The whole task at once, on any thread or process; raises CancelledError once nobody waits for it: `left`."""
    running = Running(task, plan.prepare(task.alone))
    while not running.ended:
        if left is not None and left.is_set():
            raise CancelledError
        running.advance(SLICE, time.perf_counter)
    return running.outcome()


# --- all of them ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Series:
    """One lane over the values. means, spreads: over the seeds that are done, mean and sample standard deviation; NaN
    where there are too few. counts: how many these are. diverged: how many of the tasks done diverged. each: of every
    value, what was measured from each seed that is done, in the order of the seeds. together: where networks answer
    together, the accuracy of the mean of their probabilities; NaN where fewer than two are done."""

    name: str
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    counts: tuple[int, ...]
    diverged: tuple[int, ...]
    each: tuple[tuple[float, ...], ...]
    together: tuple[float, ...] = ()


@dataclass
class Found:
    """What the tasks done so far gave, in whatever order they came. names: of the lanes."""

    names: tuple[str, ...]
    values: tuple[float, ...]
    answers: NDArray[np.int64] | None = None
    """The right ones, where networks answer together."""
    _outcomes: dict[tuple[int, int], dict[int, Outcome]] = field(default_factory=dict)
    """By lane and value, then by seed."""

    @classmethod
    def nothing(cls, session: NetworkSpec, sweep: SweepSpec) -> Found:
        answers, measure = None, MEASURES[sweep.measure]
        if sweep.setting.committee and measure.part is not None and measure.answers:
            answers = getattr(plan.prepare(session), measure.part).y.astype(np.int64)
        return cls(tuple(lane.name for lane in session.lanes), sweep.values, answers)

    def add(self, task: Task, outcome: Outcome) -> None:
        self._outcomes.setdefault((task.lane, task.value), {})[task.seed] = outcome

    def outcomes(self, lane: int, value: int) -> list[Outcome]:
        """In the order of the seeds, so that sums come out alike."""
        return [outcome for _, outcome in sorted(self._outcomes.get((lane, value), {}).items())]

    def series(self) -> tuple[Series, ...]:
        """In the order of the lanes."""
        return tuple(self._series(lane, name) for lane, name in enumerate(self.names))

    def __getitem__(self, name: str) -> Series:
        """The lane of this name."""
        return next(one for one in self.series() if one.name == name)

    def _series(self, lane: int, name: str) -> Series:
        at = [self.outcomes(lane, value) for value in range(len(self.values))]
        finite = [[one.measured for one in ones if math.isfinite(one.measured)] for ones in at]
        return Series(
            name,
            means=tuple(float(np.mean(ones)) if ones else math.nan for ones in finite),
            spreads=tuple(float(np.std(ones, ddof=1)) if len(ones) > 1 else math.nan for ones in finite),
            counts=tuple(map(len, finite)),
            diverged=tuple(sum(one.diverged for one in ones) for ones in at),
            each=tuple(tuple(one.measured for one in ones) for ones in at),
            together=tuple(map(self._together, at)) if self.answers is not None else (),
        )


    def _together(self, outcomes: list[Outcome]) -> float:
        says = [one.says for one in outcomes if one.says is not None]
        if len(says) < 2 or self.answers is None:
            return math.nan
        return float(np.mean(np.mean(says, axis=0).argmax(axis=1) == self.answers))


class Sweeping:
    """A sweep on its way. Not to be used from two threads at once, but for `cancel` and `interrupt`.

    before: the same sweep that was stopped: it goes on where that one was. Raises SpecError where the session cannot be
    swept so.
    """

    def __init__(self, session: NetworkSpec, sweep: SweepSpec, before: Sweeping | None = None) -> None:
        self._tasks = tasks_of(session, sweep)
        self._held = datasets[session.data.name]
        """Data of one's own stay alive while they are drawn from again."""
        self.found: Found = before.found if before else Found.nothing(session, sweep)
        self.done: int = before.done if before else 0
        """Tasks done."""
        self._all_work = sum(task.work for task in self._tasks)
        self._work_done = sum(task.work for task in self._tasks[: self.done])
        self._running: Running | None = None
        self._drawn: tuple[int, Split] | None = None
        """Data, and of which seed they are."""
        self._cancelled = False

    @property
    def total(self) -> int:
        """Tasks."""
        return len(self._tasks)

    @property
    def over(self) -> bool:
        return self._cancelled or self.done == self.total

    @property
    def share(self) -> float:
        """Of all work, how much is done: 0 to 1."""
        if self.done == self.total:
            return 1.0
        task, running = self._tasks[self.done], self._running
        part = running.update / task.updates if running else 0.0
        return (self._work_done + part * task.work) / self._all_work

    def advance(self, seconds: float, timer: Callable[[], float] = time.perf_counter) -> None:
        """Go on for about so long, at least one step; no further than to the end of a task."""
        if self.over:
            return
        task = self._tasks[self.done]
        if self._running is None:
            self._running = Running(task, self._split_of(task))
        running = self._running
        if not running.ended:
            running.advance(seconds, timer)
        if running.ended and not self._cancelled:
            self.found.add(task, running.outcome())
            self._running = None
            self._work_done += task.work
            self.done += 1

    def cancel(self) -> None:
        """From another thread: come back from `advance` soon, and for good. What was found stays."""
        self._cancelled = True
        self.interrupt()

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon."""
        running = self._running
        if running is not None:
            running.cancel()

    def _split_of(self, task: Task) -> Split:
        if self._drawn is None or self._drawn[0] != task.seed:
            self._drawn = task.seed, plan.prepare(task.alone)
        return self._drawn[1]


def sweep(
    session: NetworkSpec, sweep: SweepSpec, executor: Executor | None = None, progress: Progress = unheard
) -> Found:
    """All of a sweep, its networks side by side on an executor's threads or processes; None: on a thread a core.

    progress: told a lane's name, how many networks are done and how many there are. Raises SpecError where the session
    cannot be swept so.
    """
    tasks, found = tasks_of(session, sweep), Found.nothing(session, sweep)
    progress(tasks[0].name, 0, len(tasks))
    if executor is not None:
        return _gathered(found, {executor.submit(outcome_of, task): task for task in tasks}, progress)
    left = threading.Event()
    with ThreadPoolExecutor(cores()) as pool:
        try:
            return _gathered(found, {pool.submit(outcome_of, task, left): task for task in tasks}, progress)
        finally:
            left.set()  # so that who presses Ctrl+C need not wait for the networks on their way


def _gathered(found: Found, futures: Mapping[Future[Outcome], Task], progress: Progress) -> Found:
    try:
        for done, future in enumerate(as_completed(futures), 1):
            found.add(futures[future], future.result())
            progress(futures[future].name, done, len(futures))
    finally:
        for future in futures:  # where one failed, or nobody waits any more
            future.cancel()
    return found

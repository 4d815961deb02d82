"""The claims of lessons over several seeds: each seed of each experiment is one piece of work for a pool of threads."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from threadpoolctl import threadpool_limits

from ravine.recipe.claims import Claim, Figures, figures, proven
from ravine.recipe.experiment import Experiment
from ravine.recipe.lesson import Lesson
from ravine.recipe.run import Run, at_seed, headless, with_seed
from ravine.runs import Progress, unheard
from ravine.spec.network import NetworkSpec
from ravine.spec.session import SessionSpec
from ravine.spec.sweep import SweepSpec


@dataclass(frozen=True)
class Checked:
    """One claim of a lesson: what its sides were for each seed, and whether it holds over them. experiment: what it is
    called among several."""

    lesson: str
    experiment: str | None
    claim: Claim
    seeds: tuple[int, ...]
    figures: tuple[Figures, ...]

    @property
    def holds(self) -> bool:
        return proven(self.claim, self.figures)

    def document(self) -> dict[str, Any]:
        """As `ravine lessons --check --json` prints it."""
        return {
            "lesson": self.lesson,
            "experiment": self.experiment,
            "says": self.claim.says,
            "holds": self.holds,
            "over": self.claim.holds,
            "seeds": [
                {"seed": seed, "left": one.left, "right": one.right, "why": one.why}
                for seed, one in zip(self.seeds, self.figures, strict=True)
            ],
        }


def check(lessons: Sequence[Lesson], seeds: int, progress: Progress = unheard) -> list[Checked]:
    """The claims of these lessons, each over so many seeds from the lesson's own on.

    progress: called with a lesson's name and the updates of all lanes that were made and that there are.
    """
    experiments = [(lesson.name, one) for lesson in lessons for one in lesson.experiments]
    sum_up = _Sum(progress, seeds * sum(_updates(one) for _, one in experiments))
    # one thread for BLAS: with more, sums differ in their last digits from machine to machine
    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = [
            [pool.submit(_figures, name, one, more, sum_up) for more in range(seeds)] for name, one in experiments
        ]
        try:
            found = [[future.result() for future in of_it] for of_it in futures]
        except BaseException:
            sum_up.cancel()
            pool.shutdown(cancel_futures=True)
            raise
    return [
        Checked(
            name,
            one.label,
            claim,
            tuple(with_seed(one.spec, more).seed for more in range(seeds)),
            tuple(figures[place] for figures in of_it),
        )
        for (name, one), of_it in zip(experiments, found, strict=True)
        for place, claim in enumerate(one.claims)
    ]


@dataclass(frozen=True)
class _Task:
    """A lane that an experiment's claims need. value: of the sweep; None: it is one of the experiment's own spec."""

    value: float | None
    alone: SessionSpec
    updates: int
    sweep: SweepSpec | None

    def at_seed(self, more: int) -> SessionSpec:
        """So many seeds further."""
        if self.sweep is None or not isinstance(self.alone, NetworkSpec):
            return with_seed(self.alone, more)
        return at_seed(self.sweep, self.alone, more)


def _tasks(one: Experiment) -> list[_Task]:
    needed = {(side.value, name) for claim in one.claims for side in claim.measured for name in side.lanes}
    own = [_Task(None, one.spec.alone(place), one.updates, None) for place in range(len(one.spec.lanes))]
    swept = [
        _Task(value, alone, one.sweep.updates, one.sweep)
        for value, lanes in one.swept().items()
        for alone in lanes
        if one.sweep is not None
    ]
    return [task for task in (*own, *swept) if (task.value, task.alone.lanes[0].name) in needed]


def _updates(one: Experiment) -> int:
    """Of all lanes, for one seed."""
    return sum(task.updates for task in _tasks(one))


def _figures(name: str, one: Experiment, more: int, sum_up: _Sum) -> list[Figures]:
    """Of each claim, for one seed. name: the lesson's."""
    runs: dict[float | None, dict[str, Run]] = {}
    for task in _tasks(one):
        with sum_up.piece(name, task.updates) as progress:
            made = headless(task.at_seed(more), task.updates, progress)
        runs.setdefault(task.value, {})[made.name] = made
    return [figures(claim, runs) for claim in one.claims]


class _Sum:
    """The progress of all pieces of work together; a thread that reports after a cancel is stopped there."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total = progress, total
        self._made = 0
        self._lock = threading.Lock()
        self._cancelled = False

    @contextmanager
    def piece(self, name: str, updates: int) -> Iterator[Progress]:
        """Gives what a piece of so many updates reports to; one that ends early has made all that it will make."""
        heard = 0

        def hear(_: str, done: int, total: int) -> None:
            nonlocal heard
            if self._cancelled:
                raise CancelledError
            with self._lock:
                self._made += done - heard
                self._progress(name, self._made, self._total)
            heard = done

        yield hear
        hear(name, updates, updates)

    def cancel(self) -> None:
        self._cancelled = True

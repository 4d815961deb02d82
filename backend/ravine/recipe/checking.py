"""The claims of lessons over several seeds: every seed of every lesson is one piece of work for a pool of threads."""

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
from ravine.recipe.lesson import Lesson
from ravine.recipe.run import Run, headless, with_seed
from ravine.runs import Progress, unheard
from ravine.spec.session import SessionSpec


@dataclass(frozen=True)
class Checked:
    """One claim of a lesson: what its sides were for each seed, and whether it holds over them."""

    lesson: str
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
    sum_up = _Sum(progress, seeds * sum(map(_updates, lessons)))
    pieces = [(lesson, more) for more in range(seeds) for lesson in lessons]
    # one thread for BLAS: with more, sums differ in their last digits from machine to machine
    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = [pool.submit(_figures, lesson, more, sum_up) for lesson, more in pieces]
        try:
            results = [future.result() for future in futures]
        except BaseException:
            sum_up.cancel()
            pool.shutdown(cancel_futures=True)
            raise
    found = {(lesson.name, more): of_it for (lesson, more), of_it in zip(pieces, results, strict=True)}
    return [
        Checked(
            lesson.name,
            claim,
            tuple(with_seed(lesson.front.spec, more).seed for more in range(seeds)),
            tuple(found[lesson.name, more][place] for more in range(seeds)),
        )
        for lesson in lessons
        for place, claim in enumerate(lesson.front.claims)
    ]


@dataclass(frozen=True)
class _Task:
    """A lane that a lesson's claims need. value: of the sweep; None: it is one of the lesson's own spec."""

    value: float | None
    alone: SessionSpec
    updates: int


def _tasks(lesson: Lesson) -> list[_Task]:
    front = lesson.front
    needed = {(one.value, name) for claim in front.claims for one in claim.measured for name in one.lanes}
    own = [_Task(None, front.spec.alone(place), front.updates) for place in range(len(front.spec.lanes))]
    swept = [
        _Task(value, alone, front.sweep.updates)
        for value, lanes in front.swept().items()
        for alone in lanes
        if front.sweep is not None
    ]
    return [task for task in (*own, *swept) if (task.value, task.alone.lanes[0].name) in needed]


def _updates(lesson: Lesson) -> int:
    """Of all lanes, for one seed."""
    return sum(task.updates for task in _tasks(lesson))


def _figures(lesson: Lesson, more: int, sum_up: _Sum) -> list[Figures]:
    """Of each claim, for one seed."""
    runs: dict[float | None, dict[str, Run]] = {}
    for task in _tasks(lesson):
        with sum_up.piece(lesson.name, task.updates) as progress:
            made = headless(with_seed(task.alone, more), task.updates, progress)
        runs.setdefault(task.value, {})[made.name] = made
    return [figures(claim, runs) for claim in lesson.front.claims]


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

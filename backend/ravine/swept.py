"""Sweeps for notebooks and the command line: a spec or a lesson and what to vary in, arrays and a figure out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from ravine.engine.registry import nearest
from ravine.recipe import sweep as recipe
from ravine.recipe.experiment import Experiment
from ravine.recipe.lesson import lessons
from ravine.runs import Given, Lanes, Progress, read_spec, unheard
from ravine.spec.error import SpecError, number, show
from ravine.spec.network import NetworkSpec
from ravine.spec.sweep import SETTINGS, SweepSpec


@dataclass(frozen=True, eq=False)
class SweptLane:
    """One lane over V values, from S seeds each.

    each: (V, S) float64, what was measured; not finite where a network has no such number. mean, spread: (V,) over the
    finite ones of the seeds, mean and sample standard deviation; NaN where there are too few. lost: (V,) how many
    diverged, and were measured where they stopped.
    """

    name: str
    each: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    lost: NDArray[np.int64]

    @property
    def diverged(self) -> str | None:
        """How many networks did, in words."""
        lost = int(self.lost.sum())
        return f"{lost} of {self.each.size} networks, which are measured where they stopped" if lost else None

    @property
    def stopped(self) -> None:
        """Networks that stopped by their own rule are measured as any other."""

    def document(self) -> dict[str, Any]:
        """As `ravine sweep --json` prints it."""
        arrays = {"mean": self.mean, "spread": self.spread, "each": self.each, "diverged": self.lost}
        return {"name": self.name, **{name: array.tolist() for name, array in arrays.items()}}


@dataclass(frozen=True, eq=False, repr=False)
class SweepResult(Lanes[SweptLane]):
    """What `sweep` returns: the specs in force, with every default, and what each lane came to at each value."""

    spec: NetworkSpec
    sweep: SweepSpec
    lanes: tuple[SweptLane, ...]

    @property
    def values(self) -> NDArray[np.float64]:
        """(V,) in the unit of what is varied."""
        return np.array(self.sweep.values, np.float64)

    def document(self) -> dict[str, Any]:
        """As `ravine sweep --json` prints it."""
        return {"sweep": self.sweep.model_dump(mode="json"), "lanes": [lane.document() for lane in self.lanes]}

    def figure(self) -> Any:
        """A Plotly figure: each lane's mean over the values, in a band of one standard deviation up and down."""
        from ravine.figures.sweep import sweep

        return sweep(self.lanes, self.sweep)

    def _rows(self) -> list[Sequence[str]]:
        """Mean and spread of every lane at each value."""
        rows: list[Sequence[str]] = [(self.sweep.vary, *map(number, self.sweep.values))]
        for lane in self.lanes:
            rows.append((lane.name, *map(_cell, lane.mean, lane.spread)))
        return rows


def sweep(
    spec: Given = None,
    over: str | None = None,
    values: Sequence[float] | None = None,
    *,
    seeds: int | None = None,
    updates: int | None = None,
    measure: str | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
    **changes: Any,
) -> SweepResult:
    """Train every lane of a session at each of `values` of the setting `over`, from `seeds` seeds, and measure it.

    spec: as `train` takes it, or the name of a lesson that has a sweep: what is not given is then as it is there.
    over: depth, optimizer.lr, batch, ... values: rising. progress: told a lane's name, the networks done and how many
    there are. executor: whose threads or processes train side by side; None: a thread a core, while BLAS keeps to one
    thread each. The numbers are the same.
    Raises SpecError, which says what is wrong and what is allowed.
    """
    asked = {"vary": over, "values": values, "seeds": seeds, "updates": updates, "measure": measure}
    session, swept = read_sweep(spec, asked, changes)
    # one thread for BLAS: networks are trained side by side already
    with threadpool_limits(1) if executor is None else nullcontext():
        found = recipe.sweep(session, swept, executor, progress or unheard)
    return SweepResult(session, swept, tuple(map(_lane, found.series())))


def read_sweep(spec: Given, asked: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[NetworkSpec, SweepSpec]:
    """The session and its sweep (see `sweep`); None in `asked`: it is not given. Raises SpecError."""
    given = {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in asked.items()
        if value is not None
    }
    one = _swept(spec) if isinstance(spec, str) else None
    if one is not None and one.sweep is not None:
        spec = one.spec
        given = one.sweep.model_dump() | given
    session = read_spec(NetworkSpec, spec, changes)
    for name, option, allowed in (("vary", "over", ", ".join(SETTINGS)), ("values", "values", "numbers that rise")):
        if name not in given:
            raise SpecError(f"{option} is not given", name, allowed)
    try:
        return session, SweepSpec.read(given, "the sweep")
    except SpecError as error:
        if error.field != "vary":
            raise
        raise SpecError("over" + error.message.removeprefix("vary"), "vary", error.allowed) from None


def _swept(name: str) -> Experiment | None:
    """Of the lesson of this name the first experiment with a sweep; None where it is the path of a file. Raises
    SpecError for a name that can be neither."""
    having = {lesson.name: one for lesson in lessons() for one in reversed(lesson.experiments) if one.sweep is not None}
    allowed = f"a spec, or a lesson with a sweep: {', '.join(having)}"
    if name in having:
        return having[name]
    if name in [one.name for one in lessons()]:
        raise SpecError(f"the lesson {name} has no sweep", "spec", allowed)
    if re.fullmatch(r"\w+", name) and not Path(name).exists():
        near = nearest(name, [one.name for one in lessons()])
        raise SpecError(f"{show(name)} is no lesson and no file{near}", "spec", allowed)
    return None


def _lane(series: recipe.Series) -> SweptLane:
    return SweptLane(
        series.name, np.array(series.each), np.array(series.means), np.array(series.spreads), np.array(series.diverged)
    )


def _cell(mean: float, spread: float) -> str:
    told = "-" if np.isnan(mean) else f"{mean:.4g}"
    return told if np.isnan(spread) else f"{told} +- {spread:.4g}"

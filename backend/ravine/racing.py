"""Races for notebooks and the command line: a surface and optimizers in, their ways and a figure out."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.data.cells import shown
from ravine.data.numbers import read_numbers
from ravine.engine.registry import Parameter
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.surface import Surface
from ravine.runs import Given, Lanes, Progress, checked_updates, read_spec, run, unheard
from ravine.shorthand import read_lane, read_surface, written_surface
from ravine.spec import ground, limits
from ravine.spec.error import SpecError
from ravine.spec.patch import merge
from ravine.spec.surface import SurfaceSpec

_UPDATES = Parameter("updates", 200, 1, limits.UPDATES, "updates", "How many updates each lane makes.", integer=True)

_TRACED = 3
"""Numbers that a race keeps of an update: x, y and the loss."""


@dataclass(frozen=True, eq=False)
class RaceLane:
    """The way of one lane. K is the number of updates, fewer than asked for where the lane diverged.

    hyper: every hyper-parameter of the optimizer. x, y: (K + 1,) float64, the start first, then after each update.
    loss: (K + 1,) what is seen there: of the batch of the next update where the surface comes from data. diverged: why
    it ended early, or None.
    """

    name: str
    optimizer: str
    hyper: dict[str, int | float]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    loss: NDArray[np.float64]
    diverged: str | None

    @property
    def stopped(self) -> None:
        """No rule lets a racer stop."""

    @property
    def update(self) -> NDArray[np.int64]:
        """(K + 1,) how many updates had been made at each point: 0, 1, ..."""
        return np.arange(len(self.x))

    def document(self) -> dict[str, Any]:
        """As `ravine race --json` prints it."""
        document: dict[str, Any] = {
            "name": self.name,
            "optimizer": self.optimizer,
            "hyper": self.hyper,
            "x": self.x.tolist(),
            "y": self.y.tolist(),
            "loss": self.loss.tolist(),
        }
        if self.diverged is not None:
            document["diverged"] = self.diverged
        return document


@dataclass(frozen=True, eq=False, repr=False)
class RaceResult(Lanes[RaceLane]):
    """What `race` returns: the spec in force, with every default, its surface, and each lane's way."""

    spec: SurfaceSpec
    surface: Surface
    lanes: tuple[RaceLane, ...]

    def document(self) -> dict[str, Any]:
        """As `ravine race --json` prints it; the surface as `race(surface=...)` takes it."""
        return {"surface": written_surface(self.spec), "lanes": [lane.document() for lane in self.lanes]}

    def csv(self) -> str:
        """Every point of every lane, a line each, after a line of names."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("lane", "update", "x", "y", "loss"))
        for lane in self.lanes:
            columns = (lane.update.tolist(), lane.x.tolist(), lane.y.tolist(), lane.loss.tolist())
            writer.writerows((lane.name, *point) for point in zip(*columns, strict=True))
        return text.getvalue()

    def figure(self) -> Any:
        """A Plotly figure: the surface as contours with the lanes' paths, and beside it their loss."""
        from ravine.figures.race import race

        return race(self.lanes, self.surface, self.spec.entry.traits["axes"], written_surface(self.spec))

    def figure3d(self) -> Any:
        """A Plotly figure: the surface in three dimensions with the lanes' paths on it."""
        from ravine.figures.race import race3d

        return race3d(self.lanes, self.surface, self.spec.entry.traits["axes"], written_surface(self.spec))

    def _rows(self) -> list[Sequence[str]]:
        """Where every lane began to be compared fairly, and where it ended."""
        rows: list[Sequence[str]] = [("lane", "lr", "updates", "x", "y", "loss", "to the nearest minimum")]
        for lane in self.lanes:
            x, y = float(lane.x[-1]), float(lane.y[-1])
            away = min((math.hypot(x - a, y - b) for a, b in self.surface.minima), default=math.nan)
            ends = (x, y, float(lane.loss[-1]))
            rows.append(
                (lane.name, f"{lane.hyper['lr']:g}", str(len(lane.x) - 1), *(f"{end:.6g}" for end in ends),
                 "-" if math.isnan(away) else f"{away:.3g}")
            )  # fmt: skip
        return rows


def race(spec: Given = None, updates: int = 200, *, progress: Progress | None = None, **changes: Any) -> RaceResult:
    """Let every lane of a session make `updates` updates on the same surface, in float64.

    spec: the JSON object that the page exports, the path of such a file, or None for the one that the page loads with.
    changes: fields of the session to merge into it, `race(surface="rosenbrock", lanes=["adam:lr=0.02"], start=(0, 1))`.
    `surface` may be typed, "(1-x)^2 + 100*(y-x^2)^2", and have parameters, "ravine:condition=100"; a lane may be its
    optimizer with its hyper-parameters.
    Raises SpecError, which says what is wrong and what is allowed.
    """
    session = read_race(spec, changes)
    updates = checked_updates(_UPDATES, updates, _TRACED * len(session.lanes))
    surface = ground.surface(session)
    places = range(len(session.lanes))
    return RaceResult(
        session, surface, tuple(_lane(session, place, surface, updates, progress or unheard) for place in places)
    )


def read_race(spec: Given, changes: Mapping[str, Any]) -> SurfaceSpec:
    """The session that `spec` describes (see `race`), with `changes` merged into it; raises SpecError.

    On another surface, starts and points are those of that surface, as they are on the page.
    """
    session = read_spec(SurfaceSpec, spec, {}, _spelled)
    lanes = {"lanes": changes["lanes"]} if "lanes" in changes else {}
    shared = _spelled({name: value for name, value in changes.items() if name not in lanes})
    document = session.patched(merge(session.document(), shared), shared)
    return read_spec(SurfaceSpec, document, lanes, _spelled)


def with_points(session: SurfaceSpec, path: Path) -> SurfaceSpec:
    """The session on the points of a CSV file; raises TableError or SpecError, both with the line that is wrong."""
    entry = session.entry
    if not entry.traits["from_data"]:
        fit = ", ".join(one.name for one in surfaces if one.traits["from_data"])
        raise SpecError(f"surface is {entry.name}, which is made of no points", "surface", f"with points: {fit}")
    table = read_numbers(path, entry.traits["columns"], limits.POINTS)
    try:
        return read_spec(SurfaceSpec, session, {"points": list(table.rows)})
    except SpecError as error:
        _, _, place = (error.field or "").partition("points.")
        if not place:
            raise
        line = table.lines[int(place.partition(".")[0])]
        told = error.message.removeprefix(str(error.field)).strip()
        raise SpecError(f"{shown(path.name)}, line {line}: a point {told}", error.field, error.allowed) from None


def _spelled(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with texts for surface and lanes, and arrays, as a spec holds them."""
    spelled = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in document.items()}
    surface, lanes = document.get("surface"), document.get("lanes")
    if isinstance(surface, str):
        spelled |= read_surface(surface) if surface != "typed" else {}
    if isinstance(lanes, (list, tuple)):
        spelled["lanes"] = [read_lane(one, place) if isinstance(one, str) else one for place, one in enumerate(lanes)]
    return spelled


def _lane(session: SurfaceSpec, place: int, surface: Surface, updates: int, progress: Progress) -> RaceLane:
    spec = session.lanes[place]
    progress(spec.name, 0, updates)
    descent = ground.descent(session, place, surface)
    # copies, for a record holds much that is not kept
    parts = [
        np.column_stack([record.trace[:, :2], record.loss]) for record in run(descent, spec.name, updates, progress)
    ]
    x, y, loss = np.concatenate([*parts, [[*descent.point, descent.next_gradient()[0]]]]).T.copy()
    hyper = dict(spec.optimizer.parameters)
    return RaceLane(spec.name, spec.optimizer.name, hyper, x, y, loss, descent.diverged)

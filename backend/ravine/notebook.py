"""Training for notebooks and the command line: a spec in, arrays and a figure out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.data.split import Split
from ravine.engine.evaluation import Evaluation
from ravine.engine.registry import Parameter
from ravine.engine.training import Record, Trainer
from ravine.spec import limits, plan
from ravine.spec.error import Refusal, SpecError
from ravine.spec.json_text import read_json
from ravine.spec.lane import LaneSpec
from ravine.spec.number import checked
from ravine.spec.patch import merge
from ravine.spec.session import SessionSpec

Progress = Callable[[str, int, int], None]
"""Called with a lane's name, the updates made and how many there will be."""

SLICE = 0.05
"""Seconds of training between two reports of progress."""

_UPDATES = Parameter("updates", 1000, 1, limits.UPDATES, "updates", "How many updates each lane makes.", integer=True)


@dataclass(frozen=True, eq=False)
class LaneResult:
    """What one lane did. K is the number of updates, fewer than asked for where the lane diverged.

    update: (K,) how many updates had been made when the loss was measured: 0, 1, ... loss: (K,) of each batch before
    its update. lr: (K,) learning rate. gradient_norm: (K, layers), of the data's gradient, before penalties and
    clipping. train, validation, test: loss and accuracy at the end (NaN where there is none). diverged: why it ended
    early, or None.
    """

    name: str
    spec: LaneSpec
    update: NDArray[np.int64]
    loss: NDArray[np.float32]
    lr: NDArray[np.float32]
    gradient_norm: NDArray[np.float32]
    train: Evaluation
    validation: Evaluation
    test: Evaluation
    diverged: str | None

    def document(self) -> dict[str, Any]:
        """As `ravine train --json` prints it."""
        document: dict[str, Any] = {
            "name": self.name,
            "spec": self.spec.document(),
            "update": self.update.tolist(),
            "loss": self.loss.tolist(),
            "gradient_norm": self.gradient_norm.tolist(),
        }
        for part, evaluation in (("train", self.train), ("validation", self.validation), ("test", self.test)):
            document[part] = {"loss": evaluation.loss, "accuracy": evaluation.accuracy}
        if self.diverged is not None:
            document["diverged"] = self.diverged
        return document


@dataclass(frozen=True, eq=False)
class Result:
    """What `train` returns: the spec in force, with every default, and each lane's past and end."""

    spec: SessionSpec
    lanes: tuple[LaneResult, ...]

    def __getitem__(self, lane: int | str) -> LaneResult:
        """A lane by its place or its name."""
        if isinstance(lane, int):
            return self.lanes[lane]
        for one in self.lanes:
            if one.name == lane:
                return one
        raise KeyError(f"there is no lane {lane!r}: there are {', '.join(one.name for one in self.lanes)}")

    def __iter__(self) -> Iterator[LaneResult]:
        return iter(self.lanes)

    def __len__(self) -> int:
        return len(self.lanes)

    def __repr__(self) -> str:
        return self.table()

    def document(self) -> dict[str, Any]:
        """As `ravine train --json` prints it."""
        return {"lanes": [lane.document() for lane in self.lanes]}

    def table(self) -> str:
        """Loss and accuracy of every lane at the end, a line a lane."""
        rows = [("lane", "updates", *(f"{part} {what}" for part in _PARTS for what in ("loss", "accuracy")))]
        for lane in self.lanes:
            ends = [value for part in _PARTS for value in astuple(getattr(lane, part))]
            rows.append((lane.name, str(len(lane.update)), *map(_cell, ends)))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]
        lines += [f"{lane.name}: diverged, {lane.diverged}" for lane in self.lanes if lane.diverged]
        return "\n".join(lines)

    def figure(self) -> Any:
        """A Plotly figure: the loss of all lanes, and the gradient norm of each lane's layers on a log axis."""
        from ravine import figures

        return figures.training(self.lanes)


_PARTS = ("train", "validation", "test")


def train(
    spec: SessionSpec | Mapping[str, Any] | str | Path | None = None,
    updates: int = 1000,
    *,
    progress: Progress | None = None,
    **changes: Any,
) -> Result:
    """Train every lane of a session for `updates` updates, one lane after the other, on the same order of examples.

    spec: the JSON object that the page exports, the path of such a file, or None for the one that the page loads with.
    changes: fields of the session to merge into it, `train(updates=500, data="circles", seed=3)`.
    Raises SpecError, which says what is wrong and what is allowed.
    """
    session = read_spec(spec, changes)
    try:
        updates = int(checked(_UPDATES, updates))
    except Refusal as refusal:
        raise SpecError(f"updates {refusal.predicate}", "updates", refusal.allowed) from None
    numbers = updates * sum(len(lane.layers) + 4 for lane in session.lanes)
    if numbers > limits.RECORDED:
        raise SpecError(
            f"updates is {updates}, which would record {numbers / 1e6:.0f} million numbers",
            "updates",
            f"at most {limits.RECORDED * updates // numbers} updates of these lanes",
        )
    parts = plan.prepare(session)
    places = range(len(session.lanes))
    return Result(session, tuple(_lane(session, place, parts, updates, progress) for place in places))


def read_spec(spec: SessionSpec | Mapping[str, Any] | str | Path | None, changes: Mapping[str, Any]) -> SessionSpec:
    """The session that `spec` describes (see `train`), with `changes` merged into it; raises SpecError."""
    if isinstance(spec, (str, Path)):
        spec = read_file(Path(spec))
    document = spec.document() if isinstance(spec, SessionSpec) else {} if spec is None else spec
    if isinstance(document, Mapping):
        document = merge(document, changes)
    return SessionSpec.read(document, "the spec")


def read_file(path: Path) -> Any:
    """The JSON in a file; raises SpecError."""
    try:
        with path.open("rb") as file:
            text = file.read(limits.FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SpecError(f"{path} cannot be read ({reason})", allowed="the path of a JSON file with a spec") from None
    return read_json(text, limits.FILE_BYTES, str(path))


def _lane(session: SessionSpec, place: int, parts: Split, updates: int, progress: Progress | None) -> LaneResult:
    spec, shape = session.lanes[place], session.shape

    def tell(done: int) -> None:
        if progress is not None:
            progress(spec.name, done, updates)

    tell(0)
    trainer = plan.trainer(session, place, parts)
    records, diverged = _run(trainer, updates, tell)
    train, validation, test = (
        trainer.evaluate(plan.examples(part, spec, shape)) for part in (parts.train, parts.validation, parts.test)
    )
    loss, lr, gradient_norm = (
        np.concatenate([getattr(record, name) for record in records]) for name in ("loss", "lr", "gradient_norm")
    )
    return LaneResult(spec.name, spec, np.arange(len(loss)), loss, lr, gradient_norm, train, validation, test, diverged)


def _run(trainer: Trainer, updates: int, tell: Callable[[int], None]) -> tuple[list[Record], str | None]:
    """The updates in slices of about SLICE seconds, so that progress is seen and Ctrl+C is heard."""
    records: list[Record] = []
    count = 1
    while trainer.update < updates and trainer.diverged is None:
        began = time.perf_counter()
        record = trainer.run(min(count, updates - trainer.update))
        records.append(record)
        tell(trainer.update)
        seconds = max(time.perf_counter() - began, 1e-6)
        count = max(1, min(int(len(record) * SLICE / seconds), 2 * count))
    return records, trainer.diverged


def _cell(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4g}"

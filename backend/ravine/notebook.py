"""Training for notebooks and the command line: a spec in, arrays and a figure out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.data.split import Split
from ravine.engine.evaluation import Evaluation
from ravine.engine.registry import Parameter
from ravine.runs import Given, Lanes, Progress, checked_updates, read_spec, run, unheard
from ravine.spec import limits, plan
from ravine.spec.lane import LaneSpec
from ravine.spec.network import NetworkSpec

_UPDATES = Parameter("updates", 1000, 1, limits.UPDATES, "updates", "How many updates each lane makes.", integer=True)


@dataclass(frozen=True, eq=False)
class LaneResult:
    """What one lane did. K is the number of updates, fewer than asked for where the lane diverged.

    update: (K,) how many updates had been made when the loss was measured: 0, 1, ... loss: (K,) of each batch before
    its update. lr: (K,) learning rate. gradient_norm: (K, layers), of the data's gradient, before penalties and
    clipping. train, validation, test: loss and accuracy at the end (NaN where there is none). diverged, stopped: why it
    ended early, or None; stopped by its own rule it is measured with its best parameters.
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
    stopped: str | None = None

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
        if self.stopped is not None:
            document["stopped"] = self.stopped
        return document


@dataclass(frozen=True, eq=False, repr=False)
class Result(Lanes[LaneResult]):
    """What `train` returns: the spec in force, with every default, and each lane's past and end."""

    spec: NetworkSpec
    lanes: tuple[LaneResult, ...]

    def document(self) -> dict[str, Any]:
        """As `ravine train --json` prints it."""
        return {"lanes": [lane.document() for lane in self.lanes]}

    def figure(self) -> Any:
        """A Plotly figure: the loss of all lanes, and the gradient norm of each lane's layers on a log axis."""
        from ravine.figures.training import training

        return training(self.lanes)

    def _rows(self) -> list[Sequence[str]]:
        """Loss and accuracy of every lane at the end."""
        rows: list[Sequence[str]] = [
            ("lane", "updates", *(f"{part} {what}" for part in _PARTS for what in ("loss", "accuracy")))
        ]
        for lane in self.lanes:
            ends = [value for part in _PARTS for value in astuple(getattr(lane, part))]
            rows.append((lane.name, str(len(lane.update)), *map(_cell, ends)))
        return rows


_PARTS = ("train", "validation", "test")


def train(spec: Given = None, updates: int = 1000, *, progress: Progress | None = None, **changes: Any) -> Result:
    """Train every lane of a session for `updates` updates, one lane after the other, on the same order of examples.

    spec: the JSON object that the page exports, the path of such a file, or None for the one that the page loads with.
    changes: fields of the session to merge into it, `train(updates=500, data="circles", seed=3)`.
    Raises SpecError, which says what is wrong and what is allowed.
    """
    session = read_spec(NetworkSpec, spec, changes)
    updates = checked_updates(_UPDATES, updates, sum(len(lane.layers) + 4 for lane in session.lanes))
    parts = plan.prepare(session)
    places = range(len(session.lanes))
    return Result(session, tuple(_lane(session, place, parts, updates, progress or unheard) for place in places))


def _lane(session: NetworkSpec, place: int, parts: Split, updates: int, progress: Progress) -> LaneResult:
    spec, shape = session.lanes[place], session.shape
    progress(spec.name, 0, updates)
    trainer = plan.trainer(session, place, parts)
    records = list(run(trainer, spec.name, updates, progress))
    train, validation, test = map(trainer.evaluate, plan.all_parts(parts, spec, shape))
    loss, lr, gradient_norm = (
        np.concatenate([getattr(record, name) for record in records]) for name in ("loss", "lr", "gradient_norm")
    )
    count = np.arange(len(loss))
    ends = trainer.diverged, trainer.stopped
    return LaneResult(spec.name, spec, count, loss, lr, gradient_norm, train, validation, test, *ends)


def _cell(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4g}"

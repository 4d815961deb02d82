"""What is known of a run when it is judged: its recorded updates, how good it is on each part, how its layers stand."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import activations
from ravine.engine.evaluation import Evaluator, Examples
from ravine.engine.gradient import Gradient
from ravine.engine.history import History
from ravine.engine.network import Layer, Layout, Span
from ravine.recipe.run import Run
from ravine.recipe.standing import Standing
from ravine.recipe.steps import Steps
from ravine.spec.lane import LaneSpec
from ravine.spec.network import NetworkSpec

RECENT = 400
"""Updates that are looked at one by one."""

BINS = 512
"""Bins that the whole run is looked at in, at most."""

PROBED = 256
"""Examples that layers and the turn of the gradient are looked at with, at most."""

AHEAD = 6
"""Updates that a twin makes to see where the gradient turns; fewer where they are dear, and no less than two."""

WORK = 10_000_000
"""Multiplications of one look, about: a few ms. A larger network is judged on fewer examples, and that is said."""

FEWEST = 32
"""Examples that a look takes at least, whatever the network's size."""

Values = tuple[float, float, float, float, float, float]
"""Loss and accuracy in training, validation and testing; NaN where there is none."""


@dataclass(frozen=True)
class Series:
    """Bins of `width` updates from update `start` on: loss (n,), the mean of each, and gradient_norm (n, layers)."""

    start: int
    width: int
    loss: NDArray[np.float64]
    gradient_norm: NDArray[np.float64]

    @property
    def updates(self) -> int:
        return self.width * len(self.loss)

    def last(self, updates: int) -> NDArray[np.float64]:
        """The losses of the last bins that cover so many updates."""
        return self.loss[-max(1, -(-updates // self.width)) :]


@dataclass(frozen=True)
class Goodness:
    """loss: the mean. share: of right answers; in a regression, of the spread of the targets that is explained,
    1 - sum (z - y)^2 / sum (y - mean)^2. error: its standard error. examples: that it was measured on, the first ones
    of the part's `of`."""

    loss: float
    share: float
    error: float
    examples: int
    of: int


@dataclass(frozen=True)
class Score:
    """An evaluation on the way. watched: the loss in validation, or in testing where nothing is kept for validation."""

    update: int
    train: float
    watched: float


@dataclass(frozen=True)
class Other:
    """Another lane on the same data: hidden layers, and its share of right answers in training when last evaluated."""

    name: str
    layers: int
    train: float


@dataclass(frozen=True)
class Ahead:
    """What the next updates would do, made by a twin. moved: (layers,) the mean length of an update over that of the
    parameters; of the last update, where the next ones are too dear or cannot be made, and NaN where that is not known.
    turns: cosines between the gradients on the same `examples` before and after each of the next updates."""

    moved: NDArray[np.float64]
    turns: NDArray[np.float64]
    examples: int


@dataclass(frozen=True)
class Evidence:
    """`test` is None where the data keep no examples for testing or validation."""

    alone: NetworkSpec
    parameters: int
    update: int
    since: int
    """The update from which on records count: what was before speaks of something else (`reach`)."""
    whole_batch: bool
    """Every update looks at all training examples."""
    recent: Series
    whole: Series
    rate: float
    """In force in the last update; NaN before the first."""
    train: Goodness
    test: Goodness | None
    blind: float
    """The loss of a network that gives 0 whatever it is shown."""
    scores: tuple[Score, ...]
    dead: NDArray[np.float32]
    """(layers,) share of units that give 0 for every example; NaN where none can."""
    ahead: Ahead
    diverged: str | None
    stopped: str | None
    others: tuple[Other, ...] = ()

    @property
    def followed(self) -> int:
        """Updates whose records count."""
        return self.update - self.since

    @property
    def lane(self) -> LaneSpec:
        return self.alone.lanes[0]

    @property
    def classes(self) -> int | None:
        return self.alone.shape.classes

    @property
    def what(self) -> str:
        """What goodness is measured by."""
        return "accuracy" if self.classes else "share of the spread explained"


def gather(
    run: Run, evaluations: Iterable[tuple[int, Values]] = (), others: tuple[Other, ...] = (), since: int = 0
) -> Evidence:
    """All that the advisor wants to know of a network's run where it stands; nothing is changed.

    evaluations: those made on the way that still count, oldest first. since: the update from which on records do.
    """
    known = Steps(gathering(run, evaluations, others, since))
    while known.result is None:
        known.advance(math.inf)
    return known.result


def gathering(
    run: Run, evaluations: Iterable[tuple[int, Values]], others: tuple[Other, ...], since: int
) -> Generator[None, None, Evidence]:
    """The same in steps. The first one takes all that is needed of the run, which may go on then."""
    trainer, parts, alone = run.trainer, run.examples, run.alone
    assert isinstance(alone, NetworkSpec)
    tested = parts.test if len(parts.test) else parts.validation
    layers = trainer.columns[0]
    updates = min(AHEAD, _affordable(trainer.layout) // trainer.batch)
    here = Standing.of(trainer, ahead=updates > 1)
    recent, rate = _recent(run.history, layers, since, here.update)
    whole = _whole(run.history, layers, since, here.update)
    scores = _scores(here.update, evaluations, watched=2 if len(parts.validation) else 4)
    yield
    dead = _dead(here, parts.train.x[: min(PROBED, _affordable(here.layout))])
    yield
    good = _goodness(here, parts.train)
    yield
    test = _goodness(here, tested) if len(tested) else None
    yield
    blind = _blind(here, parts.train)
    yield
    ahead = yield from _ahead(here, parts.train, alone, updates, here.update > since)
    return Evidence(
        alone=alone,
        parameters=here.layout.parameters,
        update=here.update,
        since=since,
        whole_batch=here.batch >= len(parts.train),
        recent=recent,
        whole=whole,
        rate=rate,
        train=good,
        test=test,
        blind=blind,
        scores=scores,
        dead=dead,
        ahead=ahead,
        diverged=here.diverged,
        stopped=here.stopped,
        others=others,
    )


def _affordable(layout: Layout) -> int:
    """Examples that one look may take through the network."""
    return max(FEWEST, WORK // layout.parameters)


# --- what was recorded ------------------------------------------------------------------------------------------------


def _recent(history: History, layers: int, since: int, update: int) -> tuple[Series, float]:
    """The updates just before `update`, one by one where they are held so, and the rate of the last one."""
    first = max(since, update - RECENT)
    series, rates = _series(history, layers, first, max(history.end - first, 1), update)
    return series, float(rates[-1]) if rates.size else math.nan


def _whole(history: History, layers: int, since: int, update: int) -> Series:
    return _series(history, layers, since, BINS, update)[0]


def _series(
    history: History, layers: int, first: int, points: int, stop: int
) -> tuple[Series, NDArray[np.float64]]:
    """What is held of the updates from `first` to `stop`, and the rates."""
    pieces = history.since(first, points)
    if not pieces:
        return Series(first, 1, np.empty(0), np.empty((0, layers))), np.empty(0)
    (piece,) = pieces
    before = max(0, -(-(first - piece.start) // piece.width))  # bins that hold updates before the first
    bins = slice(before, max(before, (stop - piece.start) // piece.width))
    loss = piece.loss[bins, -1].astype(np.float64)
    norms = piece.gradient_norm[bins, -layers:].astype(np.float64)
    known = np.isfinite(loss)  # an edit of the past may have lost some
    start = piece.start + before * piece.width
    return Series(start, piece.width, loss[known], norms[known]), piece.lr[bins][known].astype(np.float64)


def _scores(update: int, evaluations: Iterable[tuple[int, Values]], watched: int) -> tuple[Score, ...]:
    found = (Score(at, values[0], values[watched]) for at, values in evaluations if at <= update)
    return tuple(score for score in found if math.isfinite(score.train) and math.isfinite(score.watched))


# --- how good it is ---------------------------------------------------------------------------------------------------


def _goodness(here: Standing, examples: Examples) -> Goodness:
    count = min(len(examples), _affordable(here.layout))
    seen = examples[:count]
    result = here.evaluate(seen)
    if examples.classes:
        share = result.accuracy
        return Goodness(result.loss, share, math.sqrt(share * (1 - share) / count), count, len(examples))
    y = seen.y.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):  # shortly before a divergence an output may be infinite
        missed = np.mean((here.predict(seen.x) - y) ** 2, axis=1)
    spread = float(np.mean((y - y.mean(axis=0)) ** 2)) or math.inf
    share, error = 1 - float(missed.mean()) / spread, float(missed.std()) / spread / math.sqrt(count)
    return Goodness(result.loss, share, error, count, len(examples))


def _blind(here: Standing, train: Examples) -> float:
    count = min(len(train), PROBED)
    seen = train[:count].astype(here.theta.dtype)
    chosen = here.settings
    none = replace(chosen.architecture, layers=(Layer(chosen.architecture.outputs),))
    theta = np.zeros(Layout.of(none).size, here.theta.dtype)
    return Evaluator(none, chosen.loss, here.theta.dtype).evaluate(theta, seen).loss


def _dead(here: Standing, x: NDArray[Any]) -> NDArray[np.float32]:
    """(layers,) share of units that give 0 for every example of x; NaN where none can get stuck there."""
    layers = here.settings.architecture.layers
    able = [activations[layer.activation].traits["dead"] for layer in layers]
    shares = [
        np.mean(~given.any(axis=1)) if dies else np.nan for dies, given in zip(able, here.layer_outputs(x), strict=True)
    ]
    return np.array(shares, np.float32)


# --- where the next updates lead --------------------------------------------------------------------------------------


def _ahead(
    here: Standing, train: Examples, alone: NetworkSpec, updates: int, followed: bool
) -> Generator[None, None, Ahead]:
    """followed: the last update was made under the settings in force."""
    path, spans = [], here.layout.spans
    for theta in here.path(train, alone, updates):
        path.append(theta)
        yield
    if len(path) < 3:
        last = [
            _moved(here.before, here.theta, span) if followed and here.before is not None else math.nan
            for span in spans
        ]
        return Ahead(np.array(last), np.empty(0), 0)
    count = min(len(train), PROBED, max(FEWEST, _affordable(here.layout) // (3 * AHEAD)))
    gradients = yield from _gradients(here, train[:count], path)
    turns = [_cosine(one, other) for one, other in pairwise(gradients)]
    yield
    moved = [[_moved(before, after, span) for span in spans] for before, after in pairwise(path)]
    return Ahead(np.mean(moved, axis=0), np.array(turns), count)


def _gradients(
    here: Standing, seen: Examples, path: list[NDArray[Any]]
) -> Generator[None, None, list[NDArray[np.float64]]]:
    """Of the data's loss without dropout, at each place on the path."""
    chosen, dtype = here.settings, here.theta.dtype
    layers = tuple(replace(layer, keep=1.0) for layer in chosen.architecture.layers)
    gradient = Gradient(replace(chosen.architecture, layers=layers), chosen.loss, len(seen), dtype)
    seen, rows, found = seen.astype(dtype), np.arange(len(seen)), []
    for theta in path:
        yield
        loss = gradient.of(theta, seen, rows)
        if math.isfinite(loss) and np.isfinite(gradient.grad).all():
            found.append(gradient.grad.astype(np.float64))
    return found


def _cosine(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    size = _length(one) * _length(other)
    return float(np.sum(one * other)) / size if size else 0.0


def _length(vector: NDArray[np.float64]) -> float:
    """Without BLAS, whose threads would wait for those that train."""
    return math.sqrt(float(np.sum(vector * vector)))


def _moved(before: NDArray[Any], after: NDArray[Any], span: Span) -> float:
    """Of a layer's part."""
    one, other = (theta[span.weights : span.stop].astype(np.float64) for theta in (before, after))
    size = max(_length(one), _length(other))
    return _length(other - one) / size if size else 0.0

"""How good a run is, when it was, and whether the shown loss is the formula."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ravine.engine.evaluation import Evaluation, Evaluator, Examples
from ravine.engine.losses import losses
from ravine.recipe.measures.family import measure
from ravine.recipe.replay import Replay, Unmeasured
from ravine.recipe.run import Part, Run


@measure(says="accuracy on training data")
def train_accuracy(run: Run) -> float:
    """share of right answers among the training examples, at the end"""
    return run.evaluate("train").accuracy


@measure(says="accuracy on validation data")
def validation_accuracy(run: Run) -> float:
    """share of right answers among the validation examples, at the end"""
    return run.evaluate("validation").accuracy


@measure(says="accuracy on testing data")
def test_accuracy(run: Run) -> float:
    """share of right answers among the test examples, at the end"""
    return run.evaluate("test").accuracy


@measure("loss", says="loss on training data")
def train_loss(run: Run) -> float:
    """mean loss over the training examples, at the end, dropout in its test form"""
    return run.evaluate("train").loss


@measure("loss", says="loss on validation data")
def validation_loss(run: Run) -> float:
    """mean loss over the validation examples, at the end"""
    return run.evaluate("validation").loss


@measure("loss", says="loss on testing data")
def test_loss(run: Run) -> float:
    """mean loss over the test examples, at the end"""
    return run.evaluate("test").loss


@measure("loss", place=None, says="mean loss, updates {first} to {last}")
def mean_loss(run: Run, first: int, last: int) -> float:
    """mean over first <= u < last of the loss recorded before update u"""
    return run.loss(first, last)


@measure("updates", place=None, says="updates until the mean loss of {window} is below {loss}")
def updates_until(run: Run, loss: float, window: int = 16) -> float:
    """the first multiple u of window with mean recorded loss over u - window .. u below loss; infinite where none is

    `window` a power of 4 makes it exact for long runs.
    """
    if window < 1:
        raise Unmeasured("a window holds at least 1 update")
    for first in range(0, run.update - window + 1, window):
        if run.loss(first, first + window) < loss:
            return float(first + window)
    return math.inf


@measure("loss", says="loss on {part} data after {updates} updates")
def loss_after(run: Run, part: Part, updates: int) -> float | Replay:
    """mean loss over a part (train, validation, test) after so many updates"""
    return _after(run, part, updates, lambda found: found.loss)


@measure(says="accuracy on {part} data after {updates} updates")
def accuracy_after(run: Run, part: Part, updates: int) -> float | Replay:
    """share of right answers in a part (train, validation, test) after so many updates"""
    return _after(run, part, updates, lambda found: found.accuracy)


@measure("loss", says="loss on {part} data after {examples} examples")
def loss_by_examples(run: Run, part: Part, examples: int) -> float | Replay:
    """mean loss over a part (train, validation, test) at the first update by which so many examples have been seen"""
    count, batch = len(run.examples.train), run.trainer.batch
    epochs, rest = divmod(examples, count)
    return loss_after(run, part, epochs * -(-count // batch) + -(-rest // batch))


@measure("updates", says="update of the lowest validation loss")
def best_update(run: Run) -> float:
    """the update at which the validation loss was lowest, of those at which the stopping rule looked"""
    found = run.trainer.best_update
    if found is None:
        raise Unmeasured(f"{run.name} has no stopping rule that watches")
    return float(found)


@measure("updates", place=None)
def updates_made(run: Run) -> float:
    """updates made, fewer than asked for where the lane diverged or stopped"""
    return float(run.update)


@measure(place=None)
def diverged(run: Run) -> float:
    """1 where the lane diverged, else 0"""
    return float(run.learner.diverged is not None)


@measure(says="largest error of the shown loss")
def formula_error(run: Run, logits: float = 0.0) -> float:
    """max over the training examples of |l - (log sum_j exp z_j - z_k)| / max(1, l), the formula in float64

    l: as the engine computes it. logits: the output layer is scaled so that the largest |z| is this; 0: as it is.
    """
    trainer, examples = run.trainer, run.examples.train.astype(run.trainer.dtype)
    settings = trainer.settings
    if losses[settings.loss].traits["target"] != "class" or settings.architecture.layers[-1].activation != "linear":
        raise Unmeasured("the formula is that of softmax and cross-entropy over linear outputs")
    theta, span = trainer.theta.copy(), trainer.layout.spans[-1]
    evaluator = Evaluator(settings.architecture, settings.loss, trainer.dtype)
    if logits:
        theta[span.weights : span.bias_stop] *= logits / np.abs(evaluator.predict(theta, examples.x)).max()
    z = evaluator.predict(theta, examples.x).astype(np.float64)
    largest = z.max(axis=1)
    formula = largest + np.log(np.exp(z - largest[:, None]).sum(axis=1)) - z[np.arange(len(z)), _classes(examples)]
    shown = np.array([
        evaluator.evaluate(theta, examples[k : k + 1]).loss
        for k in range(len(examples))
    ])  # fmt: skip
    return float((np.abs(shown - formula) / np.maximum(1.0, formula)).max())


def _after(run: Run, part: Part, updates: int, figure: Callable[[Evaluation], float]) -> float | Replay:
    if updates > run.update:
        raise Unmeasured(f"{run.name} has made {run.update} of {updates} updates")
    if updates == run.update:
        return figure(run.evaluate(part))
    examples = run.part(part)
    return run.anew([updates], lambda trainer: trainer.evaluate(examples), lambda noted: figure(noted[0]))


def _classes(examples: Examples) -> NDArray[np.int64]:
    return examples.y[:, 0].astype(np.int64)

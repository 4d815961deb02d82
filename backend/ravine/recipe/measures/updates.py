"""Updates one by one: what each does to its own minibatch, and where in the recipe they have led to."""

from __future__ import annotations

from statistics import fmean

import numpy as np

from ravine.engine.phases import Phases
from ravine.engine.training import Trainer
from ravine.recipe.advice import advise
from ravine.recipe.evidence import gather
from ravine.recipe.flow_chart import Box
from ravine.recipe.measures.family import measure
from ravine.recipe.replay import Replay, Unmeasured
from ravine.recipe.run import Run
from ravine.recipe.thresholds import Good


@measure(says="share of updates that lower their batch’s loss")
def batch_loss_falls(run: Run, first: int, last: int) -> Replay:
    """share of the updates first <= u < last after which the loss of their own minibatch is lower than before"""

    def falls(learner: Trainer) -> bool:
        phases = _phases(learner)
        return phases.loss_after < phases.loss

    return run.anew(range(first, last), falls, fmean)


@measure(says="error of the step")
def step_error(run: Run) -> float:
    """|(theta - eta dL/dtheta) - theta after| / |theta after - theta|, of the next update"""
    phases = _phases(run.trainer)
    before, after, gradient = (part.astype(np.float64) for part in (phases.before, phases.after, phases.gradient))
    by_hand = before - phases.rate * gradient
    return float(np.linalg.norm(by_hand - after) / np.linalg.norm(after - before))


@measure(says="the lit box is {box}: 1, else 0")
def flow_chart(run: Run, box: Box, testing: float = 0.9) -> float:
    """1 where the flow chart's lit box is this one, else 0; testing: what counts as good on testing data"""
    return float(advise(gather(run), Good(testing=testing)).lit.box == box)


def _phases(trainer: Trainer) -> Phases:
    try:
        return Phases.of(trainer)
    except ValueError as error:
        raise Unmeasured(str(error)) from None

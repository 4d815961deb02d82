"""Where a point on a surface has come, and by what way."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from ravine.engine.history import LOSS
from ravine.recipe.measures.family import measure
from ravine.recipe.measures.gradients import cosines
from ravine.recipe.replay import Replay, Unmeasured
from ravine.recipe.run import Run

Axis = Literal["x", "y"]


@measure(place="surface")
def value(run: Run) -> float:
    """f at the end, of all the data and without noise"""
    return run.descent.full(*run.descent.point)[0]


@measure(place="surface")
def lowest_value(run: Run, first: int, last: int) -> float:
    """the lowest f that was recorded, over first <= u < last"""
    return float(run.records(first, last)[:, LOSS].min())


@measure(place="surface")
def distance(run: Run, x: float, y: float) -> float:
    """the distance of the end from (x, y)"""
    here = run.descent.point
    return math.hypot(here[0] - x, here[1] - y)


@measure(place="surface")
def distance_to_minimum(run: Run) -> float:
    """the distance of the end from the deepest of the minima that are known"""
    minima = run.descent.surface.minima
    if not minima:
        raise Unmeasured("no minimum of this surface is known")
    return distance(run, *minima[0])


@measure(place="surface")
def position(run: Run, axis: Axis) -> float:
    """x or y at the end"""
    return run.descent.point[axis == "y"]


@measure(place="surface")
def position_after(run: Run, axis: Axis, updates: int) -> Replay:
    """x or y after so many updates"""
    return run.anew([updates], lambda descent: descent.point[axis == "y"], sum)


@measure("updates", place="surface")
def updates_until_value(run: Run, value: float) -> float:
    """the first update before which the recorded f is below value; infinite where there is none"""
    below = np.flatnonzero(run.records(0, run.update)[:, LOSS] < value)
    return float(below[0]) if below.size else math.inf


@measure(place="surface")
def turning(run: Run, first: int, last: int) -> float:
    """mean cosine between one step and the next, over first <= u < last: 1 is a straight way, -1 a zigzag"""
    return float(np.mean(cosines(np.diff(run.records(first, last)[:, -3:-1], axis=0))))


@measure(place="surface")
def step_length(run: Run, first: int, last: int) -> float:
    """mean length of a step, over first <= u < last - 1"""
    steps = np.diff(run.records(first, last)[:, -3:-1], axis=0)
    return float(np.linalg.norm(steps, axis=1).mean())

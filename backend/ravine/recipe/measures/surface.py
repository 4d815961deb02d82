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


@measure(place="surface", says="value at the end")
def value(run: Run) -> float:
    """f at the end, of all the data and without noise"""
    return run.descent.full(*run.descent.point)[0]


@measure(place="surface", says="lowest value, updates {first} to {last}")
def lowest_value(run: Run, first: int, last: int) -> float:
    """the lowest f that was recorded, over first <= u < last"""
    return float(run.records(first, last)[:, LOSS].min())


@measure(place="surface", says="distance from ({x}, {y})")
def distance(run: Run, x: float, y: float) -> float:
    """the distance of the end from (x, y)"""
    here = run.descent.point
    return math.hypot(here[0] - x, here[1] - y)


@measure(place="surface", says="distance from the minimum")
def distance_to_minimum(run: Run) -> float:
    """the distance of the end from the deepest of the minima that are known"""
    minima = run.descent.surface.minima
    if not minima:
        raise Unmeasured("no minimum of this surface is known")
    return distance(run, *minima[0])


@measure(place="surface", says="{axis} at the end")
def position(run: Run, axis: Axis) -> float:
    """x or y at the end"""
    return run.descent.point[axis == "y"]


@measure(place="surface", says="{axis} after {updates} updates")
def position_after(run: Run, axis: Axis, updates: int) -> Replay:
    """x or y after so many updates"""
    return run.anew([updates], lambda descent: descent.point[axis == "y"], sum)


@measure("updates", place="surface", says="updates until the value is below {value}")
def updates_until_value(run: Run, value: float) -> float:
    """the first update before which the recorded f is below value; infinite where there is none"""
    below = np.flatnonzero(run.records(0, run.update)[:, LOSS] < value)
    return float(below[0]) if below.size else math.inf


@measure(place="surface", says="cosine of a step with the next, updates {first} to {last}")
def turning(run: Run, first: int, last: int) -> float:
    """mean cosine between one step and the next, over first <= u < last: 1 is a straight way, -1 a zigzag"""
    return float(np.mean(cosines(np.diff(run.records(first, last)[:, -3:-1], axis=0))))


@measure(place="surface", says="length of a step, updates {first} to {last}")
def step_length(run: Run, first: int, last: int) -> float:
    """mean length of a step, over first <= u < last - 1"""
    steps = np.diff(run.records(first, last)[:, -3:-1], axis=0)
    return float(np.linalg.norm(steps, axis=1).mean())

"""What an optimizer remembers of its parameters, and the rate that this gives to each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.remembered import rates_now
from ravine.engine.training import Trainer
from ravine.recipe.measures.family import measure
from ravine.recipe.measures.surface import Axis
from ravine.recipe.replay import Replay, Unmeasured
from ravine.recipe.run import Run


@measure(says="median rate of {layer} after {updates} updates")
def rate_after(run: Run, layer: int, updates: int) -> Replay:
    """the median effective rate of a layer's weights and biases after so many updates; layer 0 is the first hidden one

    Those that no gradient has reached yet are left out.
    """
    layers = run.trainer.columns[0]
    if not -layers <= layer < layers:
        raise Unmeasured(f"{run.name} has {layers} layers")

    def median(noted: list[Any]) -> float:
        (rates,) = noted
        if not rates[layer].any():
            raise Unmeasured(f"no gradient has reached layer {layer} of {run.name}")
        return float(np.median(rates[layer][rates[layer] > 0]))

    return _after(run, [updates], median)


@measure(says="share of the rates that rose, updates {first} to {last}")
def rates_risen(run: Run, first: int, last: int) -> Replay:
    """share of the weights and biases whose effective rate is higher after `last` updates than after `first`"""

    def share(noted: list[Any]) -> float:
        before, after = map(np.concatenate, noted)
        reached = before > 0
        if not reached.any():
            raise Unmeasured(f"no gradient has reached {run.name} after {first} updates")
        return float((after > before)[reached].mean())

    return _after(run, [first, last], share)


@measure(place="surface", says="rate of {axis} after {updates} updates")
def rate_along(run: Run, axis: Axis, updates: int) -> Replay:
    """the effective rate of x or of y after so many updates"""
    return run.anew([updates], lambda descent: float(rates_now(descent).reshape(2, -1)[int(axis == "y"), 0]), sum)


def _after(run: Run, updates: list[int], conclude: Any) -> Replay:
    """What is concluded of the rates, layer by layer, after so many updates each."""
    if updates[-1] > run.update:
        raise Unmeasured(f"{run.name} has made {run.update} of {updates[-1]} updates")
    return run.anew(updates, _rates, conclude)


def _rates(trainer: Trainer) -> list[NDArray[np.float64]]:
    """Of each layer (weights and biases,)."""
    rates = rates_now(trainer)
    return [trainer.layout.rows(rates, place).ravel() for place in range(len(trainer.layout.spans))]

"""Schedules: what the optimizer's learning rate is multiplied by at each update.

A kernel gets the parameters' values in their declared order, behind them one number that the training sets where a rule
watches the validation accuracy, and the update's number, 0 for the first.
"""

from __future__ import annotations

import math
from typing import Any

from numba.core import types

from ravine.engine.kernel import Use, caller, kernel
from ravine.engine.registry import Family, Parameter

schedules = Family("schedules", "schedule")


def schedule_signature(f: types.Type) -> Any:
    """(values, update) -> factor; float64 whatever the element type"""
    return types.float64(types.float64[::1], types.int64)


call_schedule = caller(schedule_signature)


def constant(values, update):  # type: ignore[no-untyped-def]
    """eta_t = eta

    The rate stays as it is.
    """
    return 1.0


def step(values, update):  # type: ignore[no-untyped-def]
    """eta_t = eta factor^floor(t / every)

    The rate drops at fixed updates, as a staircase.
    """
    return values[1] ** (update // int(values[0]))


def exponential(values, update):  # type: ignore[no-untyped-def]
    """eta_t = eta 2^(-t / half_life)

    The rate halves each `half_life` updates, smoothly.
    """
    return 2.0 ** (-update / values[0])


def cosine(values, update):  # type: ignore[no-untyped-def]
    """eta_t = eta (floor + (1 - floor) (1 + cos(pi t / updates)) / 2), and eta floor after that

    Half a cosine from the full rate down (Loshchilov, Hutter, 2017, without restarts).
    """
    progress = min(1.0, update / values[0])
    return values[1] + (1.0 - values[1]) * 0.5 * (1.0 + math.cos(math.pi * progress))


def warm_up(values, update):  # type: ignore[no-untyped-def]
    """eta_t = eta min(1, (t + 1) / updates)

    The rate rises in a straight line, then stays: the first updates, with their wild gradients, are small.
    """
    return min(1.0, (update + 1) / values[0])


def reduce_on_plateau(values, update):  # type: ignore[no-untyped-def]
    """eta <- eta factor when the validation accuracy did not improve for `patience` checks

    AlexNet's rule: the rate divided by 10 when the validation accuracy plateaus (lecture, Case Study: AlexNet). It is
    checked at fixed updates; on regression the validation loss is watched instead.
    """
    return values[3]


def _updates(name: str, default: float, help_text: str) -> Parameter:
    return Parameter(
        name,
        default,
        1,
        1e9,
        "updates",
        help_text,
        integer=True,
        choices=(100, 300, 1000, 3000, 10_000, 30_000, 100_000),
    )


def _factor(default: float, help_text: str) -> Parameter:
    return Parameter("factor", default, 1e-4, 1.0, "", help_text, choices=(0.1, 0.2, 0.5, 0.9))


schedules.add(constant, watches=False)
schedules.add(
    step,
    parameters=(_updates("every", 1000, "Updates between two drops."), _factor(0.5, "What the rate is multiplied by.")),
    watches=False,
)
schedules.add(
    exponential, parameters=(_updates("half_life", 1000, "Updates in which the rate halves."),), watches=False
)
schedules.add(
    cosine,
    parameters=(
        _updates("updates", 10_000, "Updates until the floor is reached."),
        Parameter(
            "floor", 0.0, 0.0, 1.0, "share of eta", "The share of the rate that is left.", choices=(0.0, 0.01, 0.1)
        ),
    ),
    watches=False,
)
schedules.add(warm_up, parameters=(_updates("updates", 300, "Updates until the full rate."),), watches=False)
schedules.add(
    reduce_on_plateau,
    parameters=(
        _factor(0.1, "What the rate is multiplied by."),
        Parameter("patience", 5, 1, 1000, "checks", "Checks without improvement before a drop.", True, (1, 3, 5, 10)),
        _updates("every", 300, "Updates between two checks of the validation set."),
    ),
    watches=True,
)

schedule_kernels = {entry.name: kernel(schedule_signature, use=Use.ALL)(entry.functions[0]) for entry in schedules}

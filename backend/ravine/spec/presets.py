"""Races that make a point in one click: each a spec of the Surface place, and what to see in it.

What is said is what the engine shows: tests/spec/test_presets.py runs every one of them.
"""

from __future__ import annotations

from typing import Any

from ravine.spec.strict import Strict
from ravine.spec.surface import SurfaceSpec


class Preset(Strict):
    """name: in tests. title: on its button. says: what to look at, in a sentence or two."""

    name: str
    title: str
    says: str
    spec: SurfaceSpec


def _preset(name: str, title: str, says: str, *lanes: dict[str, Any], **fields: Any) -> Preset:
    return Preset(name=name, title=title, says=says, spec=SurfaceSpec.read({**fields, "lanes": list(lanes)}, name))


def _lane(
    name: str, optimizer: str, lr: float, more: dict[str, Any] | None = None, **parameters: float
) -> dict[str, Any]:
    return {"name": name, "optimizer": {"name": optimizer, "lr": lr, **parameters}, **(more or {})}


PRESETS: tuple[Preset, ...] = (
    _preset(
        "ravine",
        "Ravine",
        "Gradient descent zigzags across the ravine and creeps along it. Momentum adds up what all steps agree on, and "
        "is at the bottom after 100 updates.",
        _lane("gradient descent", "gradient_descent", 0.038),
        _lane("momentum", "momentum", 0.01),
        surface="ravine",
    ),
    _preset(
        "saddle",
        "Saddle: who escapes?",
        "At the saddle the gradient is nearly 0. All have the same rate; Adam and RMSProp divide by how large the "
        "gradient was, so they are away first, then momentum, long before gradient descent.",
        _lane("gradient descent", "gradient_descent", 0.03),
        _lane("momentum", "momentum", 0.03),
        _lane("RMSProp", "rmsprop", 0.03),
        _lane("Adam", "adam", 0.03),
        surface="saddle",
    ),
    _preset(
        "ball_track",
        "The ball's track",
        "The lecture's picture: a slope, a plateau, a small minimum, the deep one. At the same rate gradient descent "
        "creeps on the plateau; momentum rolls through the small minimum into the deep one. No guarantee, some hope: "
        "try a rate of 0.02.",
        _lane("gradient descent", "gradient_descent", 0.1),
        _lane("momentum", "momentum", 0.1),
        surface="ball_track",
    ),
    _preset(
        "changing_curvature",
        "AdaGrad stalls, RMSProp does not",
        "Steep at first, flat later. AdaGrad sums up all squares it has seen, so what was steep slows it for ever; "
        "RMSProp forgets. AdaGrad has the best rate of a grid here: no other brings it farther.",
        _lane("AdaGrad", "adagrad", 3.0),
        _lane("RMSProp", "rmsprop", 0.1),
        surface="changing_curvature",
    ),
    _preset(
        "sparse",
        "Sparse gradient",
        "The second weight gets a gradient only from few examples. One rate for all leaves it behind; AdaGrad gives "
        "what is seen rarely larger steps.",
        _lane("gradient descent", "gradient_descent", 0.1, {"batch": 4}),
        _lane("AdaGrad", "adagrad", 1.0, {"batch": 4}),
        surface="sparse",
    ),
    _preset(
        "too_large",
        "Too large a rate",
        "A quadratic allows rates below 2 / curvature: here 2 / 50 = 0.04. At 0.01 there is no zigzag, at 0.039 the "
        "zigzag still shrinks, at 0.041 it grows until the numbers are no longer finite.",
        _lane("rate 0.01", "gradient_descent", 0.01),
        _lane("rate 0.039", "gradient_descent", 0.039),
        _lane("rate 0.041", "gradient_descent", 0.041),
        surface="ravine",
    ),
    _preset(
        "noise",
        "Noise",
        "The same noise on everybody's gradient, as minibatches make it. At a fixed rate the point goes on jumping "
        "about the minimum, with momentum farther; at a rate that halves every 100 updates it comes to rest.",
        _lane("fixed rate", "gradient_descent", 0.1),
        _lane("falling rate", "gradient_descent", 0.1, {"schedule": {"name": "exponential", "half_life": 100}}),
        _lane("momentum", "momentum", 0.1),
        surface="bowl",
        noise=2.0,
    ),
    _preset(
        "bias",
        "Adam without bias correction",
        "Adam's means start at 0. Without the correction the first step is 0.1 / sqrt(0.001) = 3.2 times as long as "
        "the rate, and the path overshoots; with it the step is as long as the rate.",
        _lane("Adam", "adam", 0.05),
        _lane("without correction", "adam", 0.05, bias_correction=0),
        surface="bowl",
    ),
)

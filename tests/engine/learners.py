"""Small learners for the tests: examples in the form that a loss wants, trainers, and each one's naive twin."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from naive import Learner, Net
from ravine.engine.activations import learned
from ravine.engine.layers.op import EPOCH, EXAMPLES, POSITION, STEPS, UPDATE
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.optimizers import optimizers
from ravine.engine.training import Examples, Record, Settings, Trainer

DESCENT = Choice("gradient_descent", (0.1,))
STILL = Choice("gradient_descent", (0.0,))
"""Moves nothing, so that `grad` is left as backprop made it."""
CLASSES = "softmax_cross_entropy"
XAVIER = Choice("xavier")
PLATEAU = Choice("reduce_on_plateau", (0.5, 1, 3))
NOTHING = Examples(np.zeros((0, 2)), np.zeros((0, 1)))


def defaults(name: str, **given: float) -> Choice:
    """An optimizer with its default parameters, but for those given."""
    return Choice(name, optimizers[name].values(given))


def architecture(
    *widths: int, activation: str = "tanh", values: tuple[float, ...] = (), keep: float = 1.0, form: str = "lecture"
) -> Architecture:
    """Dense layers of these widths, the first the inputs; the last layer is linear and has no dropout."""
    hidden = [Layer(units, activation, values, keep) for units in widths[1:-1]]
    return Architecture(widths[0], (*hidden, Layer(widths[-1])), form)


def examples(loss: str, outputs: int, count: int = 23, inputs: int = 2, seed: int = 0) -> Examples:
    """Random examples whose targets are as `loss` wants them; regression for squared error."""
    random = np.random.default_rng((seed, count))
    x = random.uniform(-1, 1, (count, inputs)).astype(np.float32)
    if losses[loss].traits["target"] == "class":
        return Examples(x, random.integers(0, outputs, (count, 1)).astype(np.float32), outputs)
    if loss == "binary_cross_entropy":
        return Examples(x, random.integers(0, 2, (count, outputs)).astype(np.float32), max(outputs, 2))
    return Examples(x, random.normal(size=(count, outputs)).astype(np.float32))


def settings(net: Architecture, loss: str = "squared_error", optimizer: Choice = DESCENT, **more: Any) -> Settings:
    return Settings(net, loss, optimizer, **more)


def trainer(
    chosen: Settings, train: Examples | None = None, validation: Examples | None = None, *,
    seed: int = 3, lane_seed: int = 4, dtype: Any = np.float32, initializer: Choice = XAVIER,
) -> Trainer:  # fmt: skip
    """A trainer on random examples; its biases are random too, where zeros would hide mistakes."""
    net = chosen.architecture
    if train is None:
        train = examples(chosen.loss, net.outputs, inputs=net.inputs)
    if validation is None:
        validation = examples(chosen.loss, net.outputs, inputs=net.inputs, count=17)
    made = Trainer(chosen, initializer, train, validation, seed, lane_seed, dtype)
    random = np.random.default_rng(lane_seed)
    for place in range(len(net.layers)):
        biases = made.layout.biases(made.theta, place)
        biases[:] = 0.1 * random.normal(size=biases.shape)
    made.restore(made.snapshot())  # this is where it starts from, whatever it looks back to
    return made


def parts(made: Trainer, flat: Any) -> tuple[list[Any], list[Any]]:
    """W and b of each layer in a flat array that lies like theta."""
    places = range(len(made.layout.spans))
    return [made.layout.weights(flat, p) for p in places], [made.layout.biases(flat, p) for p in places]


def net_of(made: Trainer) -> Net:
    """A naive copy of the network as it is now."""
    p = [
        made.theta[span.learned] if learned(layer.activation) else (layer.values or (0.0,))[0]
        for span, layer in zip(made.layout.spans, made.settings.architecture.layers, strict=True)
    ]
    return Net(made.settings.architecture, *parts(made, made.theta), [np.float64(value) for value in p])


def twin(made: Trainer, train: Examples, validation: Examples, *, seed: int = 3, lane_seed: int = 4) -> Learner:
    """The naive learner that starts where a fresh trainer stands."""
    return Learner(made.settings, net_of(made), train, validation, seed, lane_seed)


def flat(made: Trainer, net: Net) -> Any:
    """One array that lies like theta, from a naive network."""
    result = np.zeros(made.layout.size)
    for place, (span, layer) in enumerate(zip(made.layout.spans, made.settings.architecture.layers, strict=True)):
        made.layout.weights(result, place)[:] = net.W[place]
        made.layout.biases(result, place)[:] = net.b[place]
        if learned(layer.activation):
            result[span.learned] = net.p[place]
    return result


def with_(chosen: Settings, **changes: Any) -> Settings:
    return dataclasses.replace(chosen, **changes)


def everything(optimizer: str = "adam", **more: Any) -> Settings:
    """Settings with all features on: dropout, penalties, clipping, a schedule that watches, partial batches."""
    net = architecture(2, 9, 7, 3, activation="relu", keep=0.8)
    strengths = {"l1": 1e-4, "l2": 1e-3, "weight_decay": 1e-3, "clip": 0.5}
    return settings(net, CLASSES, defaults(optimizer), **{"schedule": PLATEAU, "batch": 5, **strengths, **more})


def state(made: Trainer) -> tuple[bytes, ...]:
    """All that its future depends on; the order's mark is left out, for it is drawn again when asked for."""
    now = made.snapshot()
    return (
        now.theta.tobytes(),
        now.slots.tobytes(),
        now.memory.tobytes(),
        now.clock[[UPDATE, EPOCH, POSITION, STEPS, EXAMPLES]].tobytes(),
        repr(now.plateau).encode(),
    )


def together(records: list[Record]) -> tuple[bytes, ...]:
    return tuple(
        np.concatenate([getattr(record, column) for record in records]).tobytes()
        for column in ("loss", "lr", "gradient_norm", "examples")
    )

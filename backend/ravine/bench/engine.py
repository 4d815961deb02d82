"""`ravine bench engine`: the engine's update against a C loop, plain NumPy and PyTorch, and against itself.

One thread, float32; every ratio is the median over rounds in which the contenders took turns.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from ravine.bench.rivals import NumPyNet, c_loop, torch_net
from ravine.bench.table import Row, costs, faster, measure, show
from ravine.engine.training import Architecture, Choice, Examples, Layer, Settings, Trainer

SMALL = [2, 8, 8, 1]


def _points(count: int, inputs: int, classes: int) -> Examples:
    generator = np.random.default_rng(0)
    x = generator.uniform(-1, 1, (count, inputs)).astype(np.float32)
    if classes:
        return Examples(x, generator.integers(0, classes, (count, 1)).astype(np.float32), classes)
    return Examples(x, np.sign(x[:, :1] * x[:, 1:2]).astype(np.float32), 2)


def _tanh_net(widths: list[int], examples: Examples, **features: Any) -> Trainer:
    keep = features.pop("keep", 1.0)
    layers = [Layer(width, "tanh", keep=keep) for width in widths[1:-1]]
    architecture = Architecture(widths[0], (*layers, Layer(widths[-1], "tanh")))
    optimizer = features.pop("optimizer", Choice("gradient_descent", (0.03,)))
    settings = Settings(architecture, "squared_error", optimizer, **features)
    return Trainer(settings, Choice("xavier"), examples, examples, 1, 1)


def _against_numpy(widths: list[int], updates: int, numpy_updates: int) -> dict[str, tuple[Callable[[], object], int]]:
    examples = _points(500, 2, 0)
    ours, plain = _tanh_net(widths, examples), NumPyNet(widths, "tanh", examples.x, examples.y, 10)
    return {"ours": (lambda: ours.run(updates), updates), "NumPy": (lambda: plain.run(numpy_updates), numpy_updates)}


def small_net() -> list[Row]:
    examples = _points(500, 2, 0)
    contenders = _against_numpy(SMALL, 20_000, 500)
    compiled = c_loop(SMALL, examples.x, examples.y, 20_000)
    if compiled:
        contenders["C"] = (compiled, 20_000)
    eager = torch_net(SMALL, examples.x, examples.y, 10, 50)
    if eager:
        contenders["PyTorch"] = (eager, 50)
    times = measure(contenders)
    rows = [faster("2-8-8-1", times, "NumPy", 40)]
    if compiled:
        rows.append(costs("2-8-8-1", "ours / C -O3 -march=native -ffast-math", times["ours"], times["C"], 1.6))
    if eager:
        rows.append(faster("2-8-8-1", times, "PyTorch", 300))
    return rows


def deep_nets() -> list[Row]:
    return [
        faster("2-16x6-1", measure(_against_numpy([2, *[16] * 6, 1], 3000, 200)), "NumPy", 12),
        faster("20 layers of 32", measure(_against_numpy([2, *[32] * 20, 1], 400, 50)), "NumPy", 4),
    ]


def wide_net() -> list[Row]:
    widths, examples = [784, 256, 128, 10], _points(2000, 784, 10)
    layers = (*(Layer(width, "relu") for width in widths[1:-1]), Layer(10))
    settings = Settings(
        Architecture(784, layers), "softmax_cross_entropy", Choice("gradient_descent", (0.03,)), batch=128
    )
    ours = Trainer(settings, Choice("xavier"), examples, examples, 1, 1)
    plain = NumPyNet(widths, "relu", examples.x, examples.y, 128)
    times = measure({"ours": (lambda: ours.run(16), 16), "NumPy": (lambda: plain.run(16), 16)})
    return [faster("784-256-128-10, batch 128", times, "NumPy", 1.0)]


def features() -> list[Row]:
    examples = _points(500, 2, 0)
    bare = _tanh_net(SMALL, examples)
    adam = Choice("adam", (0.001, 0.9, 0.999, 1e-8, 1.0))
    loaded = _tanh_net(SMALL, examples, keep=0.8, l2=1e-4, optimizer=adam)
    silent = _tanh_net(SMALL, examples)
    silent._layers = np.zeros((0, 3), np.int64)  # no layer, no norm to record: what recording costs
    runs = {"bare": bare, "loaded": loaded, "silent": silent}
    times = measure({name: (partial(one.run, 20_000), 20_000) for name, one in runs.items()})
    return [
        costs("2-8-8-1, dropout .2, L2, Adam", "with / without", times["loaded"], times["bare"], 2.0),
        costs("2-8-8-1, recording", "with / without", times["bare"], times["silent"], 1.1),
    ]


def main(arguments: list[str]) -> int:
    """Print the table; `--json` prints it for machines. Gives 0 where every bound holds, else 1."""
    with threadpool_limits(1):
        rows = [*small_net(), *deep_nets(), *wide_net(), *features()]
    return show("net", rows, arguments, {"PyTorch": "it is not installed", "C -O3": "there is no C compiler"})

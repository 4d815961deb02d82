"""`ravine bench engine`: the engine's update against a C loop, plain NumPy and PyTorch, and against itself.

One thread, float32; every ratio is the median over rounds in which the contenders took turns.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from ravine.bench.rivals import NumPyNet, c_loop, torch_net
from ravine.bench.rounds import ratio, time_in_turns
from ravine.engine.training import Architecture, Choice, Examples, Layer, Settings, Trainer

SMALL = [2, 8, 8, 1]


@dataclass(frozen=True)
class Row:
    """One line of the table: `ratio` and what it should reach, at least or at most."""

    what: str
    against: str
    ratio: float
    bound: str
    reached: bool
    microseconds: float
    """Of one of our updates, for orientation: it depends on the machine."""


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


def _measure(contenders: Mapping[str, tuple[Callable[[], object], int]]) -> dict[str, list[float]]:
    """Microseconds an update of each, by round."""
    seconds = time_in_turns({name: call for name, (call, _) in contenders.items()})
    return {name: [1e6 * s / contenders[name][1] for s in times] for name, times in seconds.items()}


def _faster(what: str, times: dict[str, list[float]], rival: str, least: float) -> Row:
    value = ratio(times[rival], times["ours"])
    return Row(what, f"{rival} / ours", value, f">= {least:g}", value >= least, float(np.median(times["ours"])))


def _costs(what: str, against: str, a: list[float], b: list[float], most: float) -> Row:
    value = ratio(a, b)
    return Row(what, against, value, f"<= {most:g}", value <= most, float(np.median(a)))


def small_net() -> list[Row]:
    examples = _points(500, 2, 0)
    contenders = _against_numpy(SMALL, 20_000, 500)
    compiled = c_loop(SMALL, examples.x, examples.y, 20_000)
    if compiled:
        contenders["C"] = (compiled, 20_000)
    eager = torch_net(SMALL, examples.x, examples.y, 10, 50)
    if eager:
        contenders["PyTorch"] = (eager, 50)
    times = _measure(contenders)
    rows = [_faster("2-8-8-1", times, "NumPy", 40)]
    if compiled:
        rows.append(_costs("2-8-8-1", "ours / C -O3 -march=native -ffast-math", times["ours"], times["C"], 1.6))
    if eager:
        rows.append(_faster("2-8-8-1", times, "PyTorch", 300))
    return rows


def deep_nets() -> list[Row]:
    return [
        _faster("2-16x6-1", _measure(_against_numpy([2, *[16] * 6, 1], 3000, 200)), "NumPy", 12),
        _faster("20 layers of 32", _measure(_against_numpy([2, *[32] * 20, 1], 400, 50)), "NumPy", 4),
    ]


def wide_net() -> list[Row]:
    widths, examples = [784, 256, 128, 10], _points(2000, 784, 10)
    layers = (*(Layer(width, "relu") for width in widths[1:-1]), Layer(10))
    settings = Settings(
        Architecture(784, layers), "softmax_cross_entropy", Choice("gradient_descent", (0.03,)), batch=128
    )
    ours = Trainer(settings, Choice("xavier"), examples, examples, 1, 1)
    plain = NumPyNet(widths, "relu", examples.x, examples.y, 128)
    times = _measure({"ours": (lambda: ours.run(16), 16), "NumPy": (lambda: plain.run(16), 16)})
    return [_faster("784-256-128-10, batch 128", times, "NumPy", 1.0)]


def features() -> list[Row]:
    examples = _points(500, 2, 0)
    bare = _tanh_net(SMALL, examples)
    adam = Choice("adam", (0.001, 0.9, 0.999, 1e-8, 1.0))
    loaded = _tanh_net(SMALL, examples, keep=0.8, l2=1e-4, optimizer=adam)
    silent = _tanh_net(SMALL, examples)
    silent._layers = np.zeros((0, 3), np.int64)  # no layer, no norm to record: what recording costs
    runs = {"bare": bare, "loaded": loaded, "silent": silent}
    times = _measure({name: (partial(one.run, 20_000), 20_000) for name, one in runs.items()})
    return [
        _costs("2-8-8-1, dropout .2, L2, Adam", "with / without", times["loaded"], times["bare"], 2.0),
        _costs("2-8-8-1, recording", "with / without", times["bare"], times["silent"], 1.1),
    ]


def main(arguments: list[str]) -> int:
    """Print the table; `--json` prints it for machines. Gives 0 where every bound holds, else 1."""
    with threadpool_limits(1):
        rows = [*small_net(), *deep_nets(), *wide_net(), *features()]
    if "--json" in arguments:
        print(json.dumps([vars(row) for row in rows], indent=1))
    else:
        print(f"{'net':<32}{'ratio of times':<42}{'measured':>9}  {'bound':<8}{'':<5}{'us an update':>12}")
        for row in rows:
            verdict = "ok" if row.reached else "MISS"
            print(
                f"{row.what:<32}{row.against:<42}{row.ratio:>9.2f}  {row.bound:<8}{verdict:<5}{row.microseconds:>12.2f}"
            )
        names = " ".join(row.against for row in rows)
        for rival, why in (("PyTorch", "it is not installed"), ("C -O3", "there is no C compiler")):
            if rival not in names:
                print(f"not compared with {rival.split()[0]}: {why}")
    return 0 if all(row.reached for row in rows) else 1

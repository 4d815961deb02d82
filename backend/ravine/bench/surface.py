"""`ravine bench surface`: races, maps and typed functions against plain NumPy, PyTorch, and each other.

One thread; races in float64, maps in float32; every ratio is the median over rounds in which the contenders took turns.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import islice

import numpy as np
from threadpoolctl import threadpool_limits

from ravine.bench.expressions import texts
from ravine.bench.surface_rivals import RATES, START, numpy_basins, numpy_race, torch_race
from ravine.bench.table import Row, at_most, costs, faster, measure, show
from ravine.engine.basins import Basins
from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.expression import ExpressionError, parse
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.surfaces.surface import Surface, middles

UPDATES = 1000
SIDE = 256
MAP_UPDATES = 500
MAP_RATE = 0.002
FUZZED = 1_000_000

TYPED = "(1-x)^2 + 100*(y-x^2)^2"
PICTURES = (
    TYPED,
    "sin(x)*cos(y) + 0.1*x^2 + 0.1*y^2",
    "x^2*exp(-x^2-y^2) + tanh(x*y)",
    "log(1+x^2+y^2)/sqrt(2+sin(5*x))",
)


def _settings(name: str, lr: float) -> DescentSettings:
    return DescentSettings(Choice(name, optimizers[name].values({"lr": lr})))


def _race(surface: Surface, updates: int) -> Callable[[], object]:
    """Eight optimizers, each from the start anew."""
    racers = [Descent(surface, _settings(name, lr), START, 0) for name, lr in RATES.items()]
    starts = [racer.snapshot() for racer in racers]

    def call() -> object:
        records = []
        for racer, start in zip(racers, starts, strict=True):
            racer.restore(start)
            records.append(racer.run(updates))
        return records

    return call


def races() -> list[Row]:
    count = len(RATES)
    contenders: dict[str, tuple[Callable[[], object], int]] = {
        "ours": (_race(Surface.of("rosenbrock"), UPDATES), count * UPDATES),
        "typed": (_race(Surface.typed(TYPED), UPDATES), count * UPDATES),
        "NumPy": (numpy_race(100), count * 100),
    }
    eager = torch_race(20)
    if eager:
        contenders["PyTorch"] = (eager, count * 20)
    times = measure(contenders)
    what = f"{count} optimizers x {UPDATES} updates"
    rows = [faster(what, times, "NumPy", 20)]
    if eager:
        rows.append(faster(what, times, "PyTorch", 1000))
    rows.append(costs(what, "typed / built-in", times["typed"], times["ours"], 4))
    return rows


def basin_map() -> list[Row]:
    surface = Surface.of("himmelblau")
    x, y = middles(surface.domain, SIDE, SIDE).astype(np.float32).T.copy()

    def call() -> object:
        basins = Basins(surface, _settings("momentum", MAP_RATE), surface.domain, MAP_UPDATES, 0)
        basins.advance(1e9)
        return basins.picture

    plain = numpy_basins(x, y, MAP_RATE, MAP_UPDATES)
    times = measure({"ours": (call, MAP_UPDATES), "NumPy": (plain, MAP_UPDATES)}, rounds=7)
    microseconds = statistics.median(times["ours"])
    what = f"basins, {SIDE}x{SIDE} x {MAP_UPDATES} updates"
    return [
        faster(what, times, "NumPy", 8),
        at_most(what, "milliseconds", microseconds * MAP_UPDATES / 1e3, 100, microseconds),
    ]


def first_picture() -> list[Row]:
    """From text to 128x128 values, the slowest of some texts."""
    slowest = 0.0
    for text in PICTURES:
        seconds = []
        for _ in range(21):
            start = time.perf_counter()
            surface = Surface.typed(text)
            surface.field(surface.domain, 128, 128)
            seconds.append(time.perf_counter() - start)
        slowest = max(slowest, statistics.median(seconds))
    return [at_most("typed, first picture 128x128", "milliseconds", 1e3 * slowest, 5, 1e6 * slowest)]


def fuzzed() -> list[Row]:
    """Whatever is typed, only the parser's own error comes out, and soon."""
    other, seconds = 0, []
    for text in islice(texts(0), FUZZED):
        start = time.perf_counter()
        try:
            parse(text)
        except ExpressionError:
            pass
        except Exception as error:
            other += 1
            print(f"{type(error).__name__} on {text!r}")
        seconds.append(time.perf_counter() - start)
    return [at_most(f"{FUZZED:,} texts parsed", "errors of another type", other, 0, 1e6 * statistics.median(seconds))]


def main(arguments: list[str]) -> int:
    """Print the table; `--json` prints it for machines. Gives 0 where every bound holds, else 1."""
    with threadpool_limits(1):
        rows = [*races(), *basin_map(), *first_picture(), *fuzzed()]
    return show("surface", rows, arguments, {"PyTorch": "it is not installed"})

"""Of `ravine bench vision`: an update of the whole of AlexNet, batch 8, forward, backward and momentum.

Ours and PyTorch each have a process of their own, so that each one's memory can be told, and take turns. Memory is what
a process grows by, at its peak, after it has made an update of a small net with the same kinds of layers; it is read
from Linux's /proc and not compared elsewhere. PyTorch is eager, in its default layout, which is the faster one here.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from ravine.bench.table import Row, faster, measure
from ravine.engine.alexnet import ALEXNET, IMAGE
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.local_response_norm import LocalResponseNorm
from ravine.engine.layers.pool import MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.walk import Walk

BATCH, RATE, LAMBDA, ROUNDS = 8, 0.01, 0.9, 5
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")

# One layer has so many weights that all kernels which AlexNet needs are there before memory is measured.
SMALL = Architecture(
    3 * 19 * 19,
    (Layer(Conv(16, 3), "relu"), Layer(MaxPool(3, 2)), Layer(LocalResponseNorm()), Layer(1100, "relu"), Layer(10)),
    image=Shape(3, 19, 19),
)


def _batch(image: Shape, classes: int) -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    x = generator.standard_normal((BATCH, image.units), dtype=np.float32)
    return x, generator.integers(0, classes, (BATCH, 1)).astype(np.float32)


def _ours(net: Architecture, image: Shape) -> Callable[[], object]:
    x, y = _batch(image, net.outputs)
    walk = Walk(net, "softmax_cross_entropy", Choice("momentum", (RATE, LAMBDA)), Choice("he"), 1, BATCH)
    return lambda: [step.layer for step in walk.over(x, y)]


def _torch(net: Architecture, image: Shape) -> Callable[[], object]:
    import torch

    torch.set_num_threads(1)
    nn, modules = torch.nn, []
    for place, layer in enumerate(net.layers):
        given, work = net.taken(place), layer.work
        if isinstance(work, Conv):
            modules.append(nn.Conv2d(given.maps, work.filters, work.size, work.stride, work.padding))
        elif isinstance(work, MaxPool):
            modules.append(nn.MaxPool2d(work.size, work.stride))
        elif isinstance(work, LocalResponseNorm):
            n = work.neighbours
            modules.append(nn.LocalResponseNorm(n, work.alpha * n, work.beta, work.k))
        else:
            modules += [nn.Flatten()] if given.area > 1 else []
            modules.append(nn.Linear(given.units, net.shapes[place + 1].units))
        modules += [nn.ReLU()] if layer.activation == "relu" else []
    made: Any = nn.Sequential(*modules)
    pixels, target = _batch(image, net.outputs)
    x = torch.from_numpy(pixels).reshape(-1, image.maps, image.height, image.width)
    y = torch.from_numpy(target[:, 0].astype(np.int64))
    optimizer = torch.optim.SGD(made.parameters(), lr=RATE, momentum=LAMBDA)

    def call() -> None:
        optimizer.zero_grad()
        nn.functional.cross_entropy(made(x), y).backward()
        optimizer.step()

    return call


CONTENDERS = {"ours": _ours, "PyTorch": _torch}


def _kilobytes(name: str) -> int:
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _answer(name: str) -> None:
    """In the contender's process: an update for each line that comes in; the last answer is how much memory grew."""
    make = CONTENDERS[name]
    make(SMALL, Shape(3, 19, 19))()
    before = _kilobytes("VmRSS") if STATUS.exists() else 0
    if FORGET.exists():
        FORGET.write_text("5")  # the peak so far is that of compilation
    update = make(ALEXNET, IMAGE)
    print("ready", flush=True)
    for _ in sys.stdin:
        update()
        print(_kilobytes("VmHWM") - before if STATUS.exists() else 0, flush=True)


class Contender:
    """A process that makes updates when it is told to."""

    def __init__(self, name: str) -> None:
        command = [sys.executable, "-m", "ravine.bench.alexnet", name]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.there = self._line() == "ready"
        """Whether what it needs is installed."""
        self.grown = 0
        """Kilobytes, where that is known."""

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def update(self) -> None:
        assert self._process.stdin
        print(file=self._process.stdin, flush=True)
        self.grown = int(self._line())

    def end(self) -> None:
        self._process.communicate()


def whole_net() -> list[Row]:
    """Time at most PyTorch's, memory at most 70 % of it."""
    what, contenders = f"AlexNet, batch {BATCH}", {name: Contender(name) for name in CONTENDERS}
    there = {name: contender for name, contender in contenders.items() if contender.there}
    try:
        times = measure({name: (contender.update, 1) for name, contender in there.items()}, ROUNDS)
    finally:
        for contender in contenders.values():
            contender.end()
    if "PyTorch" not in there:
        return []
    rows = [faster(what, times, "PyTorch", 1.0)]
    ours, rival = (contenders[name].grown for name in CONTENDERS)
    if rival:
        share = ours / rival
        rows.append(Row(what, "memory: ours / PyTorch", share, "<= 0.7", share <= 0.7, rows[0].microseconds))
    return rows


if __name__ == "__main__":
    with threadpool_limits(1):
        _answer(sys.argv[1])

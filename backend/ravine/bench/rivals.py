"""What the engine is measured against: the C loop, a plain NumPy net and PyTorch, each making the same kind of update.

All of them gather a shuffled batch, go forward and back, record the loss and each layer's gradient norm, and descend.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Contender = Callable[[], object]


def c_loop(widths: list[int], x: NDArray[np.float32], y: NDArray[np.float32], updates: int) -> Contender | None:
    """The loop in C at full optimisation; None where there is no compiler. Batch 10, tanh everywhere, one output."""
    compiler = shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        return None
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "loop.so"
        source = Path(__file__).with_name("loop.c")
        flags = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]
        if subprocess.run([compiler, *flags, "-o", library, source], capture_output=True, check=False).returncode:
            return None
        train = ctypes.CDLL(str(library)).train
    generator = np.random.default_rng(0)
    theta = np.concatenate([
        np.concatenate([generator.standard_normal(a * b) * np.sqrt(2 / (a + b)), np.zeros(b)])
        for a, b in pairwise(widths)
    ]).astype(np.float32)  # fmt: skip
    layers = len(widths) - 1
    arrays = (np.array(widths, np.int32), theta, x, y, np.arange(len(x), dtype=np.int32))
    loss, norms = np.empty(updates, np.float32), np.empty((updates, layers), np.float32)

    def pointer(array: NDArray[Any]) -> ctypes.c_void_p:
        return ctypes.c_void_p(array.ctypes.data)

    def call() -> object:
        train(layers, *map(pointer, arrays), len(x), 10, ctypes.c_float(0.03), updates, pointer(loss), pointer(norms))
        return loss, norms

    return call


class NumPyNet:
    """A dense net in plain NumPy, float32: the way it is written on a blackboard."""

    def __init__(self, widths: list[int], activation: str, x: NDArray[Any], y: NDArray[Any], batch: int) -> None:
        generator = np.random.default_rng(0)
        self.weights = [
            (generator.standard_normal((b, a)) * np.sqrt(2 / (a + b))).astype(np.float32) for a, b in pairwise(widths)
        ]
        self.biases = [np.zeros(b, np.float32) for b in widths[1:]]
        self.tanh, self.x, self.y, self.batch = activation == "tanh", x, y, batch
        self.generator, self.order, self.position = generator, np.arange(len(x)), 0
        self.loss: list[float] = []
        self.norms: list[list[float]] = []

    def update(self) -> None:
        if self.position >= len(self.x):
            self.position = 0
        if self.position == 0:
            self.generator.shuffle(self.order)
        chosen = self.order[self.position : self.position + self.batch]
        self.position += self.batch
        outputs = [self.x[chosen]]
        last = len(self.weights) - 1
        for layer, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            z = outputs[-1] @ w.T + b
            if self.tanh:
                outputs.append(np.tanh(z))
            else:
                outputs.append(z if layer == last else np.maximum(z, 0))
        target = self.y[chosen]
        if self.tanh:
            error = outputs[-1] - target
            self.loss.append(float(0.5 * (error * error).sum() / len(chosen)))
            delta = error / len(chosen) * (1 - outputs[-1] ** 2)
        else:
            shifted = outputs[-1] - outputs[-1].max(axis=1, keepdims=True)
            exponentials = np.exp(shifted)
            sums = exponentials.sum(axis=1, keepdims=True)
            rows, classes = np.arange(len(chosen)), target[:, 0].astype(int)
            self.loss.append(float((np.log(sums[:, 0]) - shifted[rows, classes]).mean()))
            delta = exponentials / sums
            delta[rows, classes] -= 1
            delta /= len(chosen)
        norms = []
        gradients = []
        for layer in range(last, -1, -1):
            dw, db = delta.T @ outputs[layer], delta.sum(axis=0)
            norms.append(float(np.sqrt((dw * dw).sum() + (db * db).sum())))
            gradients.append((layer, dw, db))
            if layer:
                delta = delta @ self.weights[layer]
                delta *= (1 - outputs[layer] ** 2) if self.tanh else outputs[layer] > 0
        for layer, dw, db in gradients:
            self.weights[layer] -= np.float32(0.03) * dw
            self.biases[layer] -= np.float32(0.03) * db
        self.norms.append(norms[::-1])

    def run(self, updates: int) -> None:
        for _ in range(updates):
            self.update()


def torch_net(widths: list[int], x: NDArray[Any], y: NDArray[Any], batch: int, updates: int) -> Contender | None:
    """PyTorch, eager, one thread, tanh and squared error; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    layers: list[Any] = []
    for a, b in pairwise(widths):
        layers += [torch.nn.Linear(a, b), torch.nn.Tanh()]
    net = torch.nn.Sequential(*layers)
    linear = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    optimizer = torch.optim.SGD(net.parameters(), lr=0.03)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(y)
    record: list[Any] = []

    def call() -> object:
        order = torch.randperm(len(inputs))
        for u in range(updates):
            first = u * batch % len(inputs)
            chosen = order[first : first + batch]
            optimizer.zero_grad()
            loss = 0.5 * (net(inputs[chosen]) - targets[chosen]).square().sum(dim=1).mean()
            loss.backward()
            record[:] = [loss.item(), [torch.sqrt(sum(p.grad.square().sum() for p in one.parameters())).item()
                                       for one in linear]]  # fmt: skip
            optimizer.step()
        return record

    return call

"""`ravine bench vision`: updates of convolutional networks, small ones and AlexNet (`alexnet.py`), against PyTorch and,
the small ones, against the same with im2col and BLAS.

The small ones: convolution 5 x 5 to 16 maps, ReLU, pool, convolution 3 x 3 to 32 maps, ReLU, pool, output layer;
forward, backward and momentum. One thread, float32; every ratio is the median over rounds in which the contenders took
turns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from ravine.bench.alexnet import whole_net
from ravine.bench.table import Row, faster, measure, show
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.pool import MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.training import Architecture, Choice, Examples, Layer, Settings, Trainer

EXAMPLES, UPDATES, RATE, LAMBDA = 1024, 4, 0.01, 0.9
FILTERS = ((16, 5), (32, 3))
"""Of each convolution: how many, and their size."""

Array = NDArray[np.float32]


def _pictures(image: Shape) -> Examples:
    generator = np.random.default_rng(0)
    x = generator.standard_normal((EXAMPLES, image.units), dtype=np.float32)
    return Examples(x, generator.integers(0, 10, (EXAMPLES, 1)).astype(np.float32), 10)


def _ours(image: Shape, examples: Examples, batch: int) -> Callable[[], object]:
    layers: list[Layer] = []
    for filters, size in FILTERS:
        layers += [Layer(Conv(filters, size, 1, size // 2), "relu"), Layer(MaxPool(2, 2))]
    net = Architecture(image.units, (*layers, Layer(10)), image=image)
    settings = Settings(net, "softmax_cross_entropy", Choice("momentum", (RATE, LAMBDA)), batch=batch)
    trainer = Trainer(settings, Choice("he"), examples, examples[:1], 1, 1)
    return lambda: trainer.run(UPDATES)


class Im2col:
    """A convolution as one product of matrices over all windows; pictures are (N, height, width, maps)."""

    def __init__(self, generator: np.random.Generator, maps: int, filters: int, size: int) -> None:
        self.size, self.maps = size, maps
        taps = size * size * maps
        self.weights = generator.standard_normal((taps, filters), dtype=np.float32) * np.float32((2 / taps) ** 0.5)
        self.bias = np.zeros(filters, np.float32)

    def forward(self, x: Array) -> Array:
        margin = self.size // 2
        framed = np.pad(x, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(framed, (self.size, self.size), axis=(1, 2))
        self.columns = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, len(self.weights))
        self.shape = x.shape
        return (self.columns @ self.weights + self.bias).reshape(*x.shape[:3], -1)

    def backward(self, d: Array, first: bool) -> tuple[Array, list[Array]]:
        flat = d.reshape(-1, d.shape[3])
        found = [self.columns.T @ flat, flat.sum(axis=0)]
        if first:
            return d, found
        n, height, width, _ = self.shape
        margin, size = self.size // 2, self.size
        spread = (flat @ self.weights.T).reshape(n, height, width, size, size, self.maps)
        framed = np.zeros((n, height + 2 * margin, width + 2 * margin, self.maps), np.float32)
        for i in range(size):
            for j in range(size):
                framed[:, i : i + height, j : j + width] += spread[:, :, :, i, j]
        return framed[:, margin : margin + height, margin : margin + width], found


def _im2col(image: Shape, examples: Examples, batch: int) -> Callable[[], object]:
    generator = np.random.default_rng(0)
    maps = [image.maps, *(filters for filters, _ in FILTERS)]
    convolutions = [Im2col(generator, given, *made) for given, made in zip(maps, FILTERS, strict=False)]
    units = image.area // 16 * maps[-1]
    output = [generator.standard_normal((units, 10), dtype=np.float32) * np.float32((2 / units) ** 0.5)]
    output.append(np.zeros(10, np.float32))
    parameters = [part for one in convolutions for part in (one.weights, one.bias)] + output
    speeds = [np.zeros_like(part) for part in parameters]
    pictures = examples.x.reshape(-1, *(image.maps, image.height, image.width)).transpose(0, 2, 3, 1).copy()

    def update(first: int) -> float:
        x, target = pictures[first : first + batch], examples.y[first : first + batch, 0].astype(int)
        kept = []
        for one in convolutions:
            z = one.forward(x)
            a = np.maximum(z, 0)
            n, height, width, depth = a.shape
            quarters = a.reshape(n, height // 2, 2, width // 2, 2, depth)
            x = quarters.max(axis=(2, 4))
            kept.append((z, quarters, x))
        flat = x.reshape(len(x), -1)
        logits = flat @ output[0] + output[1]
        shifted = logits - logits.max(axis=1, keepdims=True)
        sums = np.exp(shifted).sum(axis=1, keepdims=True)
        delta = np.exp(shifted) / sums
        delta[np.arange(len(x)), target] -= 1
        delta /= np.float32(len(x))
        gradients = [flat.T @ delta, delta.sum(axis=0)]
        d = (delta @ output[0].T).reshape(x.shape)
        for place in (1, 0):
            z, quarters, pooled = kept[place]
            winners = quarters == pooled[:, :, None, :, None]
            d = (winners * d[:, :, None, :, None]).reshape(z.shape) * (z > 0)
            d, found = convolutions[place].backward(d, place == 0)
            gradients = [*found, *gradients]
        for part, speed, gradient in zip(parameters, speeds, gradients, strict=True):
            speed *= np.float32(LAMBDA)
            speed -= np.float32(RATE) * gradient
            part += speed
        return float((np.log(sums[:, 0]) - shifted[np.arange(len(x)), target]).mean())

    return lambda: [update(number * batch % EXAMPLES) for number in range(UPDATES)]


def _torch(image: Shape, examples: Examples, batch: int, channels_last: bool) -> Callable[[], object] | None:
    """PyTorch, eager; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    nn, layers, maps = torch.nn, [], image.maps
    for filters, size in FILTERS:
        layers += [nn.Conv2d(maps, filters, size, padding=size // 2), nn.ReLU(), nn.MaxPool2d(2)]
        maps = filters
    net: Any = nn.Sequential(*layers, nn.Flatten(), nn.Linear(image.area // 16 * maps, 10))
    x = torch.from_numpy(examples.x).reshape(-1, image.maps, image.height, image.width)
    if channels_last:
        net, x = net.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    y = torch.from_numpy(examples.y[:, 0].astype(np.int64))
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE, momentum=LAMBDA)

    def call() -> None:
        for number in range(UPDATES):
            first = number * batch % EXAMPLES
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(x[first : first + batch]), y[first : first + batch]).backward()
            optimizer.step()

    return call


def small_net(image: Shape, batch: int, least: float) -> list[Row]:
    """`least`: how much faster than PyTorch it should be, whichever layout is better there."""
    what, examples = f"{image}, batch {batch}", _pictures(image)
    contenders: dict[str, tuple[Callable[[], object], int]] = {
        "ours": (_ours(image, examples, batch), UPDATES),
        "im2col + BLAS": (_im2col(image, examples, batch), UPDATES),
    }
    layouts = {"PyTorch": False, "PyTorch, channels_last": True}
    for name, channels_last in layouts.items():
        rival = _torch(image, examples, batch, channels_last)
        if rival:
            contenders[name] = (rival, UPDATES)
    times = measure(contenders)
    rows = [faster(what, times, "im2col + BLAS", 1.2)]
    return rows + [faster(what, times, name, least) for name in layouts if name in times]


def main(arguments: list[str]) -> int:
    """Print the table; `--json` prints it for machines. Gives 0 where every bound holds, else 1."""
    with threadpool_limits(1):
        sizes = ((Shape(1, 28, 28), 1.3), (Shape(3, 32, 32), 0.95))
        rows = [row for image, least in sizes for batch in (32, 128) for row in small_net(image, batch, least)]
        rows += whole_net()
    return show("pictures", rows, arguments, {"PyTorch": "it is not installed"})

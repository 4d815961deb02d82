"""Makes pictures.npz with PyTorch, in float64: run it with a Python that has torch and numpy.

    python tests/golden/make_pictures.py

Of several networks that look at pictures: the loss and the gradient of five updates by momentum over the whole batch,
and the parameters after them. `layers` says in JSON what a network is made of, each kind of layer by its name in the
engine with its numbers, and whether a ReLU follows. torch's LocalResponseNorm divides alpha by n, so it gets n alpha.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]
from torch import nn  # type: ignore[import-not-found, unused-ignore]

FOLDER = Path(__file__).parent
UPDATES, RATE, LAMBDA = 5, 0.05, 0.9
torch.set_default_dtype(torch.float64)

Kind = tuple[str, list[float], bool]
CLASSES: Kind = ("Dense", [3], False)

NETS: list[tuple[tuple[int, int, int], int, list[Kind]]] = [
    ((1, 7, 9), 1, [("Conv", [4, 3, 1, 1], True), CLASSES]),
    ((3, 11, 8), 5, [("Conv", [5, 4, 3, 2], True), CLASSES]),
    ((2, 15, 13), 17, [("Conv", [6, 7, 2, 0], False), CLASSES]),
    ((5, 6, 6), 3, [("Conv", [7, 1, 1, 0], True), ("MaxPool", [3, 2], False), CLASSES]),
    ((2, 9, 10), 4, [("Conv", [3, 2, 1, 1], False), ("MaxPool", [2, 2], False), CLASSES]),
    ((2, 9, 10), 4, [("Conv", [3, 3, 1, 1], False), ("AveragePool", [3, 2], False), CLASSES]),
    ((3, 5, 4), 6, [("Conv", [4, 3, 1, 1], True), ("GlobalAverage", [], False), CLASSES]),
    ((3, 6, 5), 2, [("Conv", [7, 3, 1, 1], True), ("LocalResponseNorm", [2.0, 5, 0.1, 0.75], False), CLASSES]),
    ((3, 6, 5), 9, [("Conv", [4, 3, 1, 1], False), ("BatchNorm", [], True), CLASSES]),
    (
        (3, 16, 16), 19,
        [
            ("Conv", [8, 5, 1, 2], True), ("MaxPool", [3, 2], False),
            ("LocalResponseNorm", [2.0, 5, 1e-2, 0.75], False), ("Conv", [12, 3, 1, 1], False), ("BatchNorm", [], True),
            ("MaxPool", [2, 2], False), ("Dense", [20], True), CLASSES,
        ],
    ),
]  # fmt: skip
"""(maps, height, width), examples, layers. The last is a small network with all of AlexNet's kinds of layers."""


def modules(kind: str, numbers: list[float], given: tuple[int, int, int], units: int) -> list[Any]:
    maps, whole = given[0], [int(number) for number in numbers]
    if kind == "Dense":
        return [nn.Flatten(), nn.Linear(units, whole[0])]
    if kind == "LocalResponseNorm":
        k, n, alpha, beta = numbers
        return [nn.LocalResponseNorm(int(n), alpha * n, beta, k)]
    return {
        "Conv": lambda: [nn.Conv2d(maps, *whole)],
        "MaxPool": lambda: [nn.MaxPool2d(*whole)],
        "AveragePool": lambda: [nn.AvgPool2d(*whole)],
        "GlobalAverage": lambda: [nn.AdaptiveAvgPool2d(1)],
        "BatchNorm": lambda: [nn.BatchNorm2d(maps)],
    }[kind]()


def network(image: tuple[int, int, int], layers: list[Kind], random: np.random.Generator) -> Any:
    """Its parameters are exact in float32, so that both element types start from the same."""
    made: list[Any] = []
    x = torch.zeros(2, *image)
    for kind, numbers, relu in layers:
        new = [*modules(kind, numbers, tuple(x.shape[1:]), x[0].numel()), *([nn.ReLU()] if relu else [])]
        made += new
        x = nn.Sequential(*new).eval()(x)
    whole = nn.Sequential(*made).train()
    for parameter in whole.parameters():
        spread = max(parameter[0].numel(), 4) ** 0.5
        numbers = random.normal(size=parameter.shape).astype(np.float32) / np.float32(spread)
        parameter.data = torch.tensor(numbers, dtype=torch.float64)
    return whole


def joined(parts: list[Any]) -> Any:
    return torch.cat([part.detach().ravel() for part in parts]).numpy().copy()


def main() -> None:
    result: dict[str, Any] = {}
    for number, (image, count, layers) in enumerate(NETS):
        random = np.random.default_rng(number)
        x = random.normal(size=(count, *image)).astype(np.float32)
        y = random.integers(0, 3, (count, 1)).astype(np.float32)
        net = network(image, layers, random)
        parameters = list(net.parameters())
        arrays = {"image": np.array(image), "layers": json.dumps(layers), "x": x.reshape(count, -1), "y": y}
        arrays["theta"], losses, gradients = joined(parameters), [], []
        optimizer = torch.optim.SGD(parameters, RATE, momentum=LAMBDA)
        for _ in range(UPDATES):
            optimizer.zero_grad()
            cost = nn.functional.cross_entropy(net(torch.tensor(x, dtype=torch.float64)), torch.tensor(y[:, 0]).long())
            cost.backward()
            losses.append(cost.item())
            gradients.append(joined([parameter.grad for parameter in parameters]))
            optimizer.step()
        arrays |= {"loss": np.array(losses), "grad": gradients[0], "after": joined(parameters)}
        running = [buffer for name, buffer in net.named_buffers() if "running" in name]
        arrays["running"] = joined(running or [torch.zeros(0)])
        result |= {f"{number}/{name}": array for name, array in arrays.items()}
    np.savez_compressed(FOLDER / "pictures.npz", **result)


if __name__ == "__main__":
    main()

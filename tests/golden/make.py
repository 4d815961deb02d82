"""Makes gradients.npz and optimizers.npz with PyTorch, in float64: run it with a Python that has torch and numpy.

    python tests/golden/make.py

gradients.npz: of several nets, the loss and its gradient by autograd. optimizers.npz: the parameters of one net after
each of five updates over its whole batch, by every optimizer. Where the lecture's form is not that of `torch.optim`
(RMSProp's start, Adam without bias correction, AdaMax's eps) or there is none (Lion), the step is written here with
tensors.

A new optimizer needs a row in ROWS, a new activation or loss one in NETS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]
from torch import nn  # type: ignore[import-not-found, unused-ignore]

FOLDER = Path(__file__).parent
UPDATES = 5
torch.set_default_dtype(torch.float64)

ACTIVATIONS: dict[str, Callable[[Any, float], Any]] = {
    "linear": lambda z, p: z,
    "sigmoid": lambda z, p: torch.sigmoid(z),
    "tanh": lambda z, p: torch.tanh(z),
    "relu": lambda z, p: torch.relu(z),
    "leaky_relu": nn.functional.leaky_relu,
    "prelu": nn.functional.prelu,
    "elu": nn.functional.elu,
    "gelu": lambda z, p: nn.functional.gelu(z),
    "silu": lambda z, p: nn.functional.silu(z),
    "softplus": lambda z, p: nn.functional.softplus(z, threshold=1e9),  # torch's own goes over to a line at 20
}

LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "softmax_cross_entropy": lambda z, y: nn.functional.cross_entropy(z, y[:, 0].long()),
    "binary_cross_entropy": lambda z, y: nn.functional.binary_cross_entropy_with_logits(z, y, reduction="sum") / len(z),
    "squared_error": lambda z, y: nn.functional.mse_loss(z, y, reduction="sum") / 2 / len(z),
}

NETS: list[tuple[tuple[int, ...], str, float, str, int]] = [
    ((3, 4, 2), "linear", 0, "squared_error", 5),
    ((2, 8, 8, 1), "tanh", 0, "squared_error", 10),
    ((2, 5, 3), "sigmoid", 0, "binary_cross_entropy", 17),
    ((4, 16, 16, 10), "relu", 0, "softmax_cross_entropy", 33),
    ((3, 7, 5, 4), "leaky_relu", 0.1, "softmax_cross_entropy", 16),
    ((3, 7, 5, 1), "elu", 0.7, "binary_cross_entropy", 15),
    ((3, 7, 5, 4), "gelu", 0, "squared_error", 1),
    ((3, 7, 5, 4), "silu", 0, "softmax_cross_entropy", 20),
    ((3, 7, 5, 4), "softplus", 0, "squared_error", 20),
    ((2, *[8] * 20, 2), "tanh", 0, "softmax_cross_entropy", 16),
    ((5, 64, 65, 3), "gelu", 0, "softmax_cross_entropy", 33),
    ((3, 7, 5, 4), "prelu", 0.25, "softmax_cross_entropy", 16),
]
"""Widths, activation of the hidden layers and its parameter, loss, examples. The last is wide enough for BLAS."""

ROWS: list[tuple[str, tuple[float, ...]]] = [
    ("gradient_descent", (0.1,)),
    ("momentum", (0.03, 0.9)),
    ("momentum", (0.3, 0.5)),
    ("nesterov", (0.03, 0.9)),
    ("nesterov", (0.3, 0.5)),
    ("adagrad", (0.1, 1e-8)),
    ("adagrad", (0.03, 1e-2)),
    ("rmsprop", (0.01, 0.9, 1e-8)),
    ("rmsprop", (0.03, 0.5, 1e-2)),
    ("adadelta", (1.0, 0.9, 1e-6)),
    ("adadelta", (0.5, 0.5, 1e-3)),
    ("adam", (0.01, 0.9, 0.999, 1e-8, 1)),
    ("adam", (0.001, 0.9, 0.999, 1e-8, 0)),
    ("adam", (0.03, 0.5, 0.9, 1e-2, 1)),
    ("amsgrad", (0.01, 0.9, 0.999, 1e-8)),
    ("amsgrad", (0.03, 0.5, 0.5, 1e-2)),
    ("adamax", (0.01, 0.9, 0.999, 1e-8)),
    ("adamax", (0.03, 0.5, 0.5, 1e-2)),
    ("nadam", (0.01, 0.9, 0.999, 1e-8)),
    ("nadam", (0.03, 0.5, 0.9, 1e-2)),
    ("adamw", (0.01, 0.9, 0.999, 1e-8, 0.01)),
    ("adamw", (0.03, 0.5, 0.9, 1e-2, 1.0)),
    ("lion", (0.001, 0.9, 0.99, 0.0)),
    ("lion", (0.01, 0.5, 0.9, 1.0)),
]
"""Optimizer and its parameters in the engine's declared order; the first row of each is with the engine's defaults."""


def single(random: np.random.Generator, *shape: int) -> np.ndarray[Any, Any]:
    """Normal numbers that are exact in float32, so that both element types start from the same."""
    return random.normal(size=shape).astype(np.float32)


def net(random: np.random.Generator, widths: tuple[int, ...], loss: str, count: int) -> dict[str, Any]:
    """x, y, and theta: W and b of each layer, row by row, behind each other."""
    x = single(random, count, widths[0])
    if loss == "softmax_cross_entropy":
        y = random.integers(0, widths[-1], (count, 1)).astype(np.float32)
    elif loss == "binary_cross_entropy":
        y = random.integers(0, 2, (count, widths[-1])).astype(np.float32)
    else:
        y = single(random, count, widths[-1])
    theta = []
    for inputs, outputs in pairwise(widths):
        theta += [single(random, outputs, inputs).ravel() / np.float32(inputs**0.5), single(random, outputs) / 4]
    return {"widths": np.array(widths), "x": x, "y": y, "theta": np.concatenate(theta)}


def tensors(arrays: dict[str, Any]) -> tuple[list[Any], Any, Any]:
    """[W, b, W, b, ...], x and y."""
    widths, theta = arrays["widths"].tolist(), torch.tensor(arrays["theta"], dtype=torch.float64)
    shapes = [shape for inputs, outputs in pairwise(widths) for shape in ((outputs, inputs), (outputs,))]
    parts = torch.split(theta, [int(np.prod(shape)) for shape in shapes])
    parameters = [part.reshape(shape).clone().requires_grad_() for part, shape in zip(parts, shapes, strict=True)]
    x, y = (torch.tensor(arrays[name], dtype=torch.float64) for name in "xy")
    return parameters, x, y


def joined(parts: list[Any]) -> Any:
    return torch.cat([part.detach().ravel() for part in parts]).numpy()


def loss_of(parameters: list[Any], x: Any, y: Any, activation: str, value: Any, loss: str) -> Any:
    """value: of the activation's parameter; a list where each hidden layer learns its own."""
    for place in range(0, len(parameters), 2):
        x = x @ parameters[place].T + parameters[place + 1]
        if place + 2 < len(parameters):
            x = ACTIVATIONS[activation](x, value[place // 2] if isinstance(value, list) else value)
    return LOSSES[loss](x, y)


def make_gradients() -> None:
    result: dict[str, Any] = {}
    for number, (widths, activation, value, loss, count) in enumerate(NETS):
        arrays = net(np.random.default_rng(number), widths, loss, count)
        parameters, x, y = tensors(arrays)
        learned = [torch.full((1,), value, requires_grad=True) for _ in widths[2:]] if activation == "prelu" else []
        cost = loss_of(parameters, x, y, activation, learned or value, loss)
        cost.backward()
        if learned:
            arrays["slope"] = joined([p.grad for p in learned])
        arrays |= {"activation": activation, "value": value, "loss": loss, "cost": cost.item()}
        arrays["grad"] = joined([theta.grad for theta in parameters])
        result |= {f"{number}/{name}": array for name, array in arrays.items()}
    np.savez_compressed(FOLDER / "gradients.npz", **result)


Step = Callable[[Any, Any], None]
"""Changes one parameter by its gradient."""


def adam_without_correction(lr: float, beta1: float, beta2: float, eps: float) -> Step:
    m, v = torch.zeros(1), torch.zeros(1)

    def step(theta: Any, g: Any) -> None:
        nonlocal m, v
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
        theta -= lr * m / (v.sqrt() + eps)

    return step


def adamax(lr: float, beta1: float, beta2: float, eps: float) -> Step:
    """torch adds eps to |g| before the maximum, the paper has none, the engine adds it to the denominator."""
    m, u, product = torch.zeros(1), torch.zeros(1), 1.0

    def step(theta: Any, g: Any) -> None:
        nonlocal m, u, product
        product *= beta1
        m, u = beta1 * m + (1 - beta1) * g, torch.maximum(beta2 * u, g.abs())
        theta -= lr / (1 - product) * m / (u + eps)

    return step


def lion(lr: float, beta1: float, beta2: float, decay: float) -> Step:
    """Chen et al., 2023, Program 1."""
    m = torch.zeros(1)

    def step(theta: Any, g: Any) -> None:
        nonlocal m
        direction = torch.sign(torch.lerp(g, m.expand_as(g), beta1))
        theta -= lr * (direction + decay * theta)
        m = torch.lerp(g, m.expand_as(g), beta2)

    return step


def optimizer_of(name: str, values: tuple[float, ...], parameters: list[Any]) -> Any:
    """A function that moves the parameters once, by their gradients."""
    lr, *rest = values
    written = {"adamax": adamax, "lion": lion, "adam": adam_without_correction}
    if name in written and not (name == "adam" and rest[3]):
        steps = [written[name](lr, *rest[:3]) for _ in parameters]

        @torch.no_grad()  # type: ignore[untyped-decorator, unused-ignore]
        def move() -> None:
            for step, theta in zip(steps, parameters, strict=True):
                step(theta, theta.grad)

        return move
    optim = torch.optim
    made = {
        "gradient_descent": lambda: optim.SGD(parameters, lr),
        "momentum": lambda: optim.SGD(parameters, lr, momentum=rest[0]),
        "nesterov": lambda: optim.SGD(parameters, lr, momentum=rest[0], nesterov=True),
        "adagrad": lambda: optim.Adagrad(parameters, lr, eps=rest[0]),
        "rmsprop": lambda: optim.RMSprop(parameters, lr, alpha=rest[0], eps=rest[1]),
        "adadelta": lambda: optim.Adadelta(parameters, lr, rho=rest[0], eps=rest[1]),
        "adam": lambda: optim.Adam(parameters, lr, betas=rest[:2], eps=rest[2]),
        "amsgrad": lambda: optim.Adam(parameters, lr, betas=rest[:2], eps=rest[2], amsgrad=True),
        "nadam": lambda: optim.NAdam(parameters, lr, betas=rest[:2], eps=rest[2], momentum_decay=0.004),
        "adamw": lambda: optim.AdamW(parameters, lr, betas=rest[:2], eps=rest[2], weight_decay=rest[3]),
    }[name]()

    def step() -> None:
        if name == "rmsprop" and not made.state:  # the lecture's sigma_0 = |g_0|; torch's is 0
            for theta in parameters:
                made.state[theta] = {"step": torch.tensor(0.0), "square_avg": theta.grad**2}
        made.step()

    return step


def after_each_update(name: str, values: tuple[float, ...], arrays: dict[str, Any]) -> Iterator[Any]:
    """theta after each of five updates."""
    parameters, x, y = tensors(arrays)
    step = optimizer_of(name, values, parameters)
    for _ in range(UPDATES):
        for theta in parameters:
            theta.grad = None
        loss_of(parameters, x, y, "tanh", 0, "squared_error").backward()
        step()
        yield joined(parameters)


def make_optimizers() -> None:
    result = net(np.random.default_rng(100), (3, 5, 2), "squared_error", 12)
    for number, (name, values) in enumerate(ROWS):
        result[f"{number}/name"], result[f"{number}/values"] = name, np.array(values)
        result[f"{number}/after"] = np.array(list(after_each_update(name, values, result)))
    np.savez_compressed(FOLDER / "optimizers.npz", **result)


if __name__ == "__main__":
    make_gradients()
    make_optimizers()

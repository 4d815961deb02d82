"""Makes alexnet.npz with PyTorch, in float64: run it with a Python that has torch and numpy.

    python tests/golden/make_alexnet.py

Of one pass of the whole of AlexNet over eight pictures: the loss, the scores, and of the gradient of each layer's W and
b the norm, the sum and a few values. Parameters and pictures are numbers by counting (tests/counted.py), so that the
file stays small. torch's LocalResponseNorm divides alpha by n, so it gets n alpha.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]
from torch import nn  # type: ignore[import-not-found, unused-ignore]

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

from counted import BIAS_SPREAD, classes, counted, pictures, samples, weight_spread  # noqa: E402

EXAMPLES = 8
torch.set_default_dtype(torch.float64)


def norm() -> Any:
    return nn.LocalResponseNorm(5, 5 * 1e-4, 0.75, 2.0)


def alexnet() -> Any:
    return nn.Sequential(
        nn.Conv2d(3, 96, 11, 4), nn.ReLU(), nn.MaxPool2d(3, 2), norm(),
        nn.Conv2d(96, 256, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2), norm(),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Flatten(), nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000),
    )  # fmt: skip


def main() -> None:
    net, first = alexnet(), 0
    for parameter in net.parameters():
        numbers = np.empty(parameter.numel(), np.float32)
        spread = weight_spread(parameter[0].numel()) if parameter.ndim > 1 else BIAS_SPREAD
        counted(first, numbers, spread)
        parameter.data = torch.tensor(numbers.reshape(parameter.shape), dtype=torch.float64)
        first += numbers.size
    x = torch.tensor(pictures(EXAMPLES, 3 * 227 * 227).reshape(EXAMPLES, 3, 227, 227), dtype=torch.float64)
    scores = net(x)
    cost = nn.functional.cross_entropy(scores, torch.tensor(classes(EXAMPLES)[:, 0]).long())
    cost.backward()
    gradients = [parameter.grad.numpy().ravel() for parameter in net.parameters()]
    np.savez_compressed(
        FOLDER / "alexnet.npz",
        parameters=first,
        loss=cost.item(),
        scores=scores.detach().numpy()[:, samples(1000)],
        norm=np.array([np.linalg.norm(gradient) for gradient in gradients]),
        sum=np.array([gradient.sum() for gradient in gradients]),
        values=np.array([gradient[samples(gradient.size)] for gradient in gradients]),
    )


if __name__ == "__main__":
    main()

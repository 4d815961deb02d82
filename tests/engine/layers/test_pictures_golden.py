"""Layers of pictures against PyTorch: the gradient, five updates by momentum, running statistics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.learners import CLASSES, parts
from naive_layers import LAYERS
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.training import Examples, Settings, Trainer

GOLDEN = dict(np.load(Path(__file__).parents[2] / "golden" / "pictures.npz"))
NUMBERS = sorted({int(key.split("/")[0]) for key in GOLDEN})
KINDS = {kind.__name__: kind for kind in LAYERS}
each_net = pytest.mark.parametrize("number", NUMBERS)
both = pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 2e-5)])


def golden(number: int, name: str) -> Any:
    return GOLDEN[f"{number}/{name}"]


def layers(number: int) -> list[tuple[str, list[float], bool]]:
    found: list[tuple[str, list[float], bool]] = json.loads(str(golden(number, "layers")))
    return found


def learner(number: int, dtype: Any) -> Trainer:
    made = tuple(Layer(KINDS[kind](*numbers), "relu" if relu else "linear") for kind, numbers, relu in layers(number))
    x, y = golden(number, "x"), golden(number, "y")
    net = Architecture(x.shape[1], made, image=Shape(*golden(number, "image").tolist()))
    train = Examples(x, y, 3)
    settings = Settings(net, CLASSES, Choice("momentum", (0.05, 0.9)), batch=len(x))
    trainer = Trainer(settings, Choice("zeros"), train, train, 0, 0, dtype)
    start = 0
    for W, b in zip(*parts(trainer, trainer.theta), strict=True):
        for part in (W, b):
            part[:] = golden(number, "theta")[start : start + part.size].reshape(part.shape)
            start += part.size
    assert start == len(golden(number, "theta"))
    return trainer


def joined(trainer: Trainer, flat: Any) -> Any:
    return np.concatenate([part.ravel() for pair in zip(*parts(trainer, flat), strict=True) for part in pair])


def test_every_kind_of_layer_has_a_golden_net() -> None:
    assert {kind for number in NUMBERS for kind, _, _ in layers(number)} == set(KINDS)


@each_net
@both
def test_the_gradient_is_that_of_autograd(number: int, dtype: Any, tolerance: float) -> None:
    made = learner(number, dtype)
    record = made.run(1)
    assert record.loss[0] == pytest.approx(golden(number, "loss")[0], rel=tolerance)
    np.testing.assert_allclose(joined(made, made.grad), golden(number, "grad"), rtol=tolerance, atol=tolerance)


@each_net
@both
def test_five_updates_lead_where_torch_comes_to(number: int, dtype: Any, tolerance: float) -> None:
    made = learner(number, dtype)
    record = made.run(5)
    np.testing.assert_allclose(record.loss, golden(number, "loss"), rtol=10 * tolerance, atol=tolerance / 100)
    np.testing.assert_allclose(joined(made, made.theta), golden(number, "after"), rtol=tolerance, atol=10 * tolerance)
    spans = [span for span in made.layout.spans if span.stop > span.tracked]
    running = [made.theta[span.tracked : span.tracked + 2 * span.outputs] for span in spans]
    found = np.concatenate(running) if running else np.zeros(0)
    np.testing.assert_allclose(found, golden(number, "running"), rtol=tolerance, atol=10 * tolerance)

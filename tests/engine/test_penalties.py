from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import naive
from engine.learners import architecture, defaults, parts, settings, trainer, with_
from ravine.engine.network import Choice
from ravine.engine.penalties import penalties, penalty_kernels

LR, STRENGTH = 0.1, 0.05
STEEP = Choice("gradient_descent", (LR,))
both = pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-6), (np.float64, 1e-14)])
each = pytest.mark.parametrize("name", penalties.names())


def stepped(strengths: dict[str, float], optimizer: Choice = STEEP, dtype: Any = np.float64) -> Any:
    """One update of a net with these penalties: (W, b) before, after, and what the update without them gives."""
    chosen = settings(architecture(2, 5, 2), optimizer=optimizer, batch=23)
    plain, made = trainer(chosen, dtype=dtype), trainer(with_(chosen, **strengths), dtype=dtype)
    before = made.theta.copy()
    plain.run(1)
    made.run(1)
    return tuple(parts(made, theta) for theta in (before, made.theta, plain.theta))


@each
@both
def test_a_kernel_is_its_formula(name: str, dtype: Any, rtol: float) -> None:
    w, g = np.random.default_rng(0).normal(size=(2, 48)).astype(dtype)
    w[3] = 0
    theta, grad = w.copy(), g.copy()
    penalty_kernels[name](theta, grad, 16, 32, STRENGTH, LR)
    middle = slice(16, 32)
    wanted_w, wanted_g = naive.PENALTIES[name](w[middle], g[middle], STRENGTH, LR)
    np.testing.assert_allclose(theta[middle], wanted_w, rtol=rtol)
    np.testing.assert_allclose(grad[middle], wanted_g, rtol=rtol, atol=rtol)
    for now, before in ((theta, w), (grad, g)):
        assert np.array_equal(np.delete(now, np.r_[middle]), np.delete(before, np.r_[middle]))


@both
def test_l2_is_the_lectures_update(dtype: Any, rtol: float) -> None:
    """w <- (1 - eta lambda) w - eta dL/dw"""
    before, after, plain = stepped({"l2": STRENGTH}, dtype=dtype)
    for place in range(2):
        gradient_step = plain[0][place] - before[0][place]
        wanted = (1 - LR * STRENGTH) * before[0][place] + gradient_step
        np.testing.assert_allclose(after[0][place], wanted, rtol=rtol * 10, atol=rtol * 10)


@both
def test_l1_is_the_lectures_update(dtype: Any, rtol: float) -> None:
    """w <- w - eta dL/dw - eta lambda sgn(w)"""
    before, after, plain = stepped({"l1": STRENGTH}, dtype=dtype)
    for place in range(2):
        wanted = plain[0][place] - LR * STRENGTH * np.sign(before[0][place])
        np.testing.assert_allclose(after[0][place], wanted, rtol=rtol * 10, atol=rtol * 10)


@each
def test_biases_are_left_alone(name: str) -> None:
    _, after, plain = stepped({name: STRENGTH})
    for place in range(2):
        assert np.array_equal(after[1][place], plain[1][place])
        assert not np.array_equal(after[0][place], plain[0][place])


def test_weight_decay_with_gradient_descent_is_l2() -> None:
    weights = [stepped({name: STRENGTH})[1][0] for name in ("weight_decay", "l2")]
    for decayed, penalised in zip(*weights, strict=True):
        np.testing.assert_allclose(decayed, penalised, rtol=1e-13)


def test_weight_decay_is_decoupled_so_adam_does_not_rescale_it() -> None:
    adam = defaults("adam", lr=LR)
    before, after, plain = stepped({"weight_decay": STRENGTH}, adam)
    _, penalised, _ = stepped({"l2": STRENGTH}, adam)
    for place in range(2):
        np.testing.assert_allclose(plain[0][place] - after[0][place], LR * STRENGTH * before[0][place], atol=1e-14)
        assert not np.allclose(penalised[0][place], after[0][place], atol=1e-6)


def test_weight_decay_fades_with_the_schedule() -> None:
    half = Choice("warm_up", (2,))
    chosen = settings(architecture(2, 5, 2), optimizer=Choice("lion", (LR, 0.9, 0.99, 0.0)), schedule=half, batch=23)
    plain, made = trainer(chosen, dtype=np.float64), trainer(with_(chosen, weight_decay=STRENGTH), dtype=np.float64)
    before = made.theta.copy()
    plain.run(1)
    made.run(1)
    weights = made.layout.spans[0]
    faded = (plain.theta - made.theta)[weights.weights : weights.weight_stop]
    np.testing.assert_allclose(faded, LR / 2 * STRENGTH * before[weights.weights : weights.weight_stop], atol=1e-14)


def test_l1_leaves_a_weight_of_zero_at_zero() -> None:
    theta, grad = np.zeros(16), np.zeros(16)
    penalty_kernels["l1"](theta, grad, 0, 16, STRENGTH, LR)
    assert not grad.any()


def test_the_recorded_loss_and_gradient_norm_are_those_of_the_data() -> None:
    chosen = settings(architecture(2, 5, 2), batch=23)
    plain = trainer(chosen).run(1)
    for name in penalties.names():
        record = trainer(with_(chosen, **{name: 1.0})).run(1)
        assert np.array_equal(record.loss, plain.loss)
        assert np.array_equal(record.gradient_norm, plain.gradient_norm)

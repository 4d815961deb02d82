from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import naive
from engine.learners import architecture, defaults, flat, parts, settings, trainer
from naive import Net
from ravine.engine.network import Choice
from ravine.engine.optimizers import MEMORY, optimizer_kernels, optimizers
from ravine.engine.training import Examples

Array = Any

GOLDEN = dict(np.load(Path(__file__).parent.parent / "golden" / "optimizers.npz"))
ROWS = {
    (str(GOLDEN[f"{row}/name"]), tuple(GOLDEN[f"{row}/values"].tolist())): GOLDEN[f"{row}/after"]
    for row in range(sum(key.endswith("/name") for key in GOLDEN))
}
"""theta after each of five updates by PyTorch (golden/make.py), of an optimizer with these parameters."""

each = pytest.mark.parametrize("name", optimizers.names())
both = pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-5), (np.float64, 1e-12)])


def moved(name: str, theta: Array, gradients: Array, *values: float, dtype: Any = np.float64) -> Array:
    """theta after each of the updates by these gradients, (updates, size)."""
    gradients = np.atleast_2d(gradients)
    now = np.zeros(32, dtype)
    now[: np.size(theta)] = theta
    slots = np.zeros((len(optimizers[name].traits["slots"]), now.size), dtype)
    hyper, memory, result = np.array(values or optimizers[name].values({}), np.float64), np.zeros(MEMORY), []
    for t, gradient in enumerate(gradients, 1):
        grad = np.zeros_like(now)
        grad[: np.size(theta)] = gradient
        optimizer_kernels[name](now, grad, slots, hyper, memory, t)
        result.append(now[: np.size(theta)].copy())
    return np.array(result)


# --- against PyTorch --------------------------------------------------------------------------------------------------


@each
def test_every_optimizer_has_a_golden_row_with_its_defaults_and_one_with_others(name: str) -> None:
    values = [values for row, values in ROWS if row == name]
    assert optimizers[name].values({}) in values
    assert len(values) >= 2 or len(optimizers[name].parameters) == 1


@pytest.mark.parametrize(("name", "values"), ROWS, ids=[f"{name}{values}" for name, values in ROWS])
@both
def test_five_updates_are_those_of_pytorch(name: str, values: tuple[float, ...], dtype: Any, rtol: float) -> None:
    x, y = GOLDEN["x"], GOLDEN["y"]
    net = architecture(*GOLDEN["widths"].tolist())
    made = trainer(settings(net, optimizer=Choice(name, values), batch=len(x)), Examples(x, y), dtype=dtype)

    def unpacked(numbers: Array) -> Array:
        weights, biases = parts(made, np.zeros(made.layout.size))
        for part in (part for pair in zip(weights, biases, strict=True) for part in pair):
            part[...] = numbers[: part.size].reshape(part.shape)
            numbers = numbers[part.size :]
        return flat(made, Net(made.settings.architecture, weights, biases))

    made.theta[:] = unpacked(GOLDEN["theta"])
    for after in ROWS[name, values]:
        made.run(1)
        np.testing.assert_allclose(made.theta, unpacked(after), rtol=rtol, atol=rtol)


# --- against the formulas ---------------------------------------------------------------------------------------------


@each
@both
def test_twenty_updates_are_those_of_the_formula(name: str, dtype: Any, rtol: float) -> None:
    random = np.random.default_rng(0)
    theta, gradients = random.normal(size=20).astype(dtype), random.normal(size=(20, 20)).astype(dtype)
    values, slots, wanted = optimizers[name].values({}), {}, []  # type: ignore[var-annotated]
    now = theta.astype(np.float64)
    for t, g in enumerate(gradients.astype(np.float64), 1):
        now = naive.OPTIMIZERS[name](now, g, slots, t, *values)
        wanted.append(now)
    got = moved(name, theta, gradients, dtype=dtype)
    np.testing.assert_allclose(got, wanted, rtol=rtol, atol=rtol)


@each
def test_a_rate_of_zero_moves_nothing(name: str) -> None:
    theta = np.array([1.0, -2.0, 3.0])
    got = moved(name, theta, np.ones((5, 3)), *optimizers[name].values({"lr": 0.0}))
    assert (got == theta).all()


@each
def test_a_gradient_of_zero_moves_nothing_without_decay(name: str) -> None:
    theta = np.array([1.0, -2.0, 3.0])
    got = moved(name, theta, np.zeros((5, 3)), *optimizers[name].values({"weight_decay": 0.0}))
    assert (got == theta).all()


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_smallest_eps_still_keeps_zero_gradients_from_zero_by_zero(name: str, dtype: Any) -> None:
    low = {parameter.name: parameter.low for parameter in optimizers[name].parameters if parameter.name == "eps"}
    got = moved(name, np.zeros(3), np.zeros((5, 3)), *optimizers[name].values(low), dtype=dtype)
    assert (got == 0).all()


@each
def test_every_optimizer_lowers_the_loss(name: str) -> None:
    loss = trainer(settings(architecture(2, 8, 1), optimizer=defaults(name), batch=23)).run(300).loss
    assert loss[-1] < 0.98 * loss[0]


# --- the lecture's forms, by hand -------------------------------------------------------------------------------------

G = np.array([3.0, -0.2, 1e-3, 0.0])


def test_gradient_descent_steps_by_eta_times_the_gradient() -> None:
    np.testing.assert_allclose(moved("gradient_descent", np.ones(4), G, 0.1)[0], 1 - 0.1 * G, rtol=1e-15)


def test_momentum_with_lambda_zero_is_gradient_descent() -> None:
    gradients = np.random.default_rng(0).normal(size=(5, 20))
    for name in ("momentum", "nesterov"):
        got = moved(name, np.ones(20), gradients, 0.1, 0.0)
        np.testing.assert_allclose(got, moved("gradient_descent", np.ones(20), gradients, 0.1), rtol=1e-15)


def test_momentum_is_the_last_movement_plus_the_gradients_push() -> None:
    path = np.concatenate([np.ones((1, 4)), moved("momentum", np.ones(4), [G, 2 * G, -G], 0.1, 0.9)])
    movement = np.diff(path, axis=0)
    np.testing.assert_allclose(movement[0], -0.1 * G, atol=1e-15)
    np.testing.assert_allclose(movement[1], 0.9 * movement[0] - 0.1 * 2 * G, atol=1e-15)
    np.testing.assert_allclose(movement[2], 0.9 * movement[1] + 0.1 * G, atol=1e-15)


def test_adagrads_first_step_is_eta_with_the_sign_of_the_gradient() -> None:
    np.testing.assert_allclose(moved("adagrad", np.zeros(4), G, 0.1, 1e-16)[0], -0.1 * np.sign(G), rtol=1e-12)


def test_adagrads_rate_is_eta_over_the_root_of_the_sum_of_squares() -> None:
    path = moved("adagrad", np.zeros(1), [[3.0], [4.0], [12.0]], 0.1, 1e-16)[:, 0]
    np.testing.assert_allclose(path, -0.1 * np.cumsum([3 / 3, 4 / 5, 12 / 13]), rtol=1e-14)


def test_rmsprop_starts_with_sigma_0_the_size_of_the_gradient() -> None:
    """So the first step is eta with the sign of the gradient, whatever alpha."""
    for alpha in (0.0, 0.5, 0.999):
        first = moved("rmsprop", np.zeros(4), G, 0.1, alpha, 1e-16)[0]
        np.testing.assert_allclose(first, -0.1 * np.sign(G), rtol=1e-12)


def test_rmsprops_second_sigma_weighs_old_and_new_by_alpha() -> None:
    path = moved("rmsprop", np.zeros(1), [[3.0], [1.0]], 0.1, 0.8, 1e-16)[:, 0]
    sigma = np.sqrt(0.8 * 9 + 0.2 * 1)
    np.testing.assert_allclose(path, [-0.1, -0.1 - 0.1 / sigma], rtol=1e-14)


def test_adams_first_steps_are_those_of_algorithm_1() -> None:
    path = moved("adam", np.zeros(1), [[1.0], [2.0]], 0.001, 0.9, 0.999, 1e-8, 1)[:, 0]
    first = 0.001 * 1.0 / (1.0 + 1e-8)
    second = 0.001 * (0.29 / 0.19) / (np.sqrt(0.004999 / 0.001999) + 1e-8)
    np.testing.assert_allclose(path, [-first, -first - second], rtol=1e-12)


def test_adam_without_bias_correction_starts_with_a_step_longer_by_a_constant() -> None:
    got = moved("adam", np.zeros(4), G, 0.001, 0.9, 0.999, 1e-16, 0)[0]
    np.testing.assert_allclose(got, -0.001 * np.sign(G) * 0.1 / np.sqrt(0.001), rtol=1e-10)


def test_adam_with_beta1_zero_and_no_correction_is_rmsprop_that_starts_at_zero() -> None:
    gradients = np.random.default_rng(0).normal(size=(2, 5))
    got = moved("adam", np.zeros(5), gradients, 0.1, 0.0, 0.9, 1e-8, 0)
    v, theta = 0.0, np.zeros(5)
    for t in range(2):
        v = 0.9 * v + 0.1 * gradients[t] ** 2
        theta = theta - 0.1 * gradients[t] / (np.sqrt(v) + 1e-8)
        np.testing.assert_allclose(got[t], theta, rtol=1e-12)


def test_lion_moves_every_parameter_equally_far() -> None:
    path = moved("lion", np.zeros(4), [G, G], 0.01, 0.9, 0.99, 0.0)
    np.testing.assert_allclose(path, [-0.01 * np.sign(G), -0.02 * np.sign(G)], rtol=1e-15)


def test_adamw_decays_biases_too_and_leaves_the_moments_alone() -> None:
    plain = moved("adamw", np.ones(4), G, 0.1, 0.9, 0.999, 1e-8, 0.0)[0]
    decayed = moved("adamw", np.ones(4), G, 0.1, 0.9, 0.999, 1e-8, 0.5)[0]
    np.testing.assert_allclose(plain - decayed, 0.1 * 0.5, rtol=1e-12)


def test_amsgrads_rate_never_grows_again() -> None:
    gradients = np.array([[100.0]] + [[1.0]] * 30)
    held = np.diff(moved("amsgrad", np.zeros(1), gradients, 0.01, 0.0, 0.5, 1e-8)[:, 0])
    grown = np.diff(moved("adam", np.zeros(1), gradients, 0.01, 0.0, 0.5, 1e-8, 1)[:, 0])
    assert np.abs(held).max() < 2e-4
    assert grown[-1] == pytest.approx(-0.01, rel=1e-2)


# --- the registry -----------------------------------------------------------------------------------------------------


@each
def test_the_rate_is_the_first_parameter(name: str) -> None:
    assert optimizers[name].parameters[0].name == "lr"

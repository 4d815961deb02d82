from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import naive
from engine.differences import agrees_with_differences, differences
from engine.learners import STILL, architecture, examples, settings, trainer
from ravine.engine.layers.op import CLOCK_SIZE, COLUMNS, COUNT, DY, OUTPUTS, TABLE_WIDTH, Y
from ravine.engine.losses import loss_kernels, losses
from ravine.engine.network import padded

Array = Any

each = pytest.mark.parametrize("name", losses.names())
batches = pytest.mark.parametrize("batch", [1, 15, 16, 17, 33])
outputs_ = pytest.mark.parametrize("outputs", [1, 2, 10])
both = pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-5), (np.float64, 1e-13)])


def cost(name: str, z: Array, y: Array, dtype: Any = np.float64, columns: int = 0) -> tuple[float, Array]:
    """The kernel's loss of outputs z (N, k) and targets y (N, columns), and dL/dz; the padding holds junk."""
    (count, outputs), columns = z.shape, columns or padded(len(z))
    scratch = np.full((2 * outputs + y.shape[1]) * columns, 13.0, dtype)
    rows = scratch.reshape(-1, columns)
    rows[:outputs, :count], rows[2 * outputs :, :count] = z.T, y.T
    rows[2 * outputs :, count:] = 0
    table = np.zeros((1, TABLE_WIDTH), np.int64)
    table[0, [Y, DY, OUTPUTS, COLUMNS]] = 0, outputs * columns, outputs, columns
    clock = np.zeros(CLOCK_SIZE, np.int64)
    clock[COUNT] = count
    loss = loss_kernels[name](scratch, table, clock, 0, 2 * outputs * columns)
    assert not rows[outputs : 2 * outputs, count:].any(), "padding has gradient 0"
    return loss, rows[outputs : 2 * outputs, :count].T.copy()


def drawn(name: str, outputs: int, count: int, scale: float = 3) -> tuple[Array, Array]:
    z = scale * np.random.default_rng(1).normal(size=(count, outputs)).astype(np.float32)
    return z, examples(name, outputs, count).y


@each
@outputs_
@batches
@both
def test_loss_and_gradient_are_the_naive_ones(name: str, outputs: int, batch: int, dtype: Any, rtol: float) -> None:
    z, y = drawn(name, outputs, batch)
    loss, dz = cost(name, z, y, dtype)
    wanted_loss, wanted_dz = naive.LOSSES[name](z.astype(np.float64), y)
    assert loss == pytest.approx(wanted_loss, rel=rtol, abs=rtol)
    np.testing.assert_allclose(dz, wanted_dz, rtol=rtol, atol=rtol / batch)


@each
@outputs_
def test_the_gradient_agrees_with_finite_differences(name: str, outputs: int) -> None:
    z, y = drawn(name, outputs, 17)
    z = z.astype(np.float64)
    _, dz = cost(name, z, y)
    np.testing.assert_allclose(dz, differences(lambda at: cost(name, at, y)[0], z), rtol=1e-6, atol=1e-9)


@each
@outputs_
@batches
def test_a_net_with_it_agrees_with_finite_differences(name: str, outputs: int, batch: int) -> None:
    if name == "softmax_cross_entropy" and outputs == 1:
        return  # one class costs nothing
    made = trainer(settings(architecture(2, 5, outputs), name, STILL, batch=batch), dtype=np.float64)
    agrees_with_differences(made)


@both
@pytest.mark.parametrize("size", [1.0, 88.0, 1000.0, 1e6])
def test_softmax_cross_entropy_is_log_sum_exp_for_any_logits(dtype: Any, rtol: float, size: float) -> None:
    z = size * np.array([[1, -1, 0], [-1, 1, 1], [1, 1, 1], [-1, -1, -1], [0, 0, -1]], np.float64)
    for k in range(3):
        y = np.full((len(z), 1), k)
        loss, dz = cost("softmax_cross_entropy", z, y, dtype)
        wanted, wanted_dz = naive.softmax_cross_entropy(z, y)
        assert loss == pytest.approx(wanted, rel=rtol)
        np.testing.assert_allclose(dz, wanted_dz, rtol=rtol, atol=1e-30)


@both
@pytest.mark.parametrize("size", [1.0, 88.0, 1000.0, 1e6])
def test_binary_cross_entropy_neither_overflows_nor_meets_ln_0(dtype: Any, rtol: float, size: float) -> None:
    z = size * np.array([[1], [1], [-1], [-1], [0]], np.float64)
    y = np.array([[1], [0], [1], [0], [1]], np.float64)
    loss, dz = cost("binary_cross_entropy", z, y, dtype)
    wanted, wanted_dz = naive.binary_cross_entropy(z, y)
    assert loss == pytest.approx(wanted, rel=rtol)
    np.testing.assert_allclose(dz, wanted_dz, rtol=rtol, atol=1e-30)


@each
@pytest.mark.parametrize("count", [1, 15, 16, 17, 31])
def test_padding_costs_nothing(name: str, count: int) -> None:
    z, y = drawn(name, 3, count)
    close, wide = cost(name, z, y), cost(name, z, y, columns=64)
    assert close[0] == pytest.approx(wide[0], rel=1e-14)
    np.testing.assert_allclose(close[1], wide[1], rtol=1e-14)


@each
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_bad_output_is_seen_in_the_loss(name: str, bad: float, place: int) -> None:
    z, y = drawn(name, 3, 17)
    z[5, place] = bad
    y[5] = 0
    assert not np.isfinite(cost(name, z, y, np.float32)[0])


def test_squared_error_is_the_mean_over_the_batch_of_half_the_squared_distance() -> None:
    loss, dz = cost("squared_error", np.array([[3.0, 4.0], [0.0, 0.0]]), np.zeros((2, 2)))
    assert loss == 25 / 2 / 2
    assert dz.tolist() == [[1.5, 2], [0, 0]]


def test_softmax_cross_entropy_of_equal_logits_is_ln_k() -> None:
    loss, dz = cost("softmax_cross_entropy", np.full((4, 10), 7.0), np.array([[0], [1], [2], [3]]))
    assert loss == pytest.approx(np.log(10), rel=1e-15)
    np.testing.assert_allclose(dz.sum(axis=1), 0, atol=1e-16)


def test_the_last_partial_batch_is_averaged_over_its_own_examples() -> None:
    made = trainer(settings(architecture(2, 1), batch=10, optimizer=STILL), dtype=np.float64)
    train = examples("squared_error", 1)
    losses_of_epoch = made.run(3).loss  # 10, 10, 3 of 23
    whole, _ = naive.squared_error(made.predict(train.x), train.y)
    assert losses_of_epoch @ [10, 10, 3] / 23 == pytest.approx(whole, rel=1e-12)

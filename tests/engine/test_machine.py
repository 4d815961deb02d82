from __future__ import annotations

import platform

import numpy as np
import pytest
from numba import njit

from engine.learners import architecture, defaults, settings, trainer
from ravine.engine.machine import flush_denormals, restore_denormals

TINY = np.array([1e-39, 1e-40], np.float32)
x86 = pytest.mark.skipif(
    platform.machine().lower() not in ("x86_64", "amd64"), reason="other processors are left as they are"
)


@njit
def scaled(x, y, flush):  # type: ignore[no-untyped-def]
    before = np.int32(0)
    if flush:
        before = flush_denormals()
    for i in range(x.size):
        y[i] = x[i] * np.float32(0.5)
    if flush:
        restore_denormals(before)


@x86
def test_denormals_are_zero_inside_and_numbers_again_after() -> None:
    y = np.empty_like(TINY)
    scaled(TINY, y, True)
    assert (y == 0).all()
    scaled(TINY, y, False)
    assert (y > 0).all()


def test_training_leaves_the_threads_own_arithmetic_as_it_was() -> None:
    made = trainer(settings(architecture(2, 5, 1)))
    made.run(3)
    made.evaluate(made._validation)
    made.predict(made._validation.x)
    assert (TINY * np.float32(0.5) > 0).all()


@x86
def test_moments_never_sink_into_the_denormals() -> None:
    made = trainer(settings(architecture(2, 5, 1), optimizer=defaults("adam", beta1=0.5, beta2=0.5)))
    made.run(20)
    made.theta[:] = 0
    made.change(settings(architecture(2, 5, 1, activation="relu"), optimizer=made.settings.optimizer))
    for _ in range(15):
        made.run(10)  # the first layer is dead, so its moments halve with each update
        slots = made.snapshot().slots
        assert not ((slots != 0) & (np.abs(slots) < np.finfo(np.float32).tiny)).any()

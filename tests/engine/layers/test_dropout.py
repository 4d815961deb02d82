from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import naive
from engine.differences import agrees_with_differences, differences
from engine.layers.one_op import OneOp
from engine.learners import STILL, architecture, examples, net_of, settings, trainer
from ravine.engine.layers.dropout import dropout, dropout_forms, dropout_parameters
from ravine.engine.network import Layout
from ravine.engine.plan import Plan

forms = pytest.mark.parametrize("form", dropout_forms.names())
keeps = pytest.mark.parametrize("keep", [0.1, 0.5, 0.8])


def one_op(form: str, keep: float, units: int = 9, batch: int = 21, dtype: Any = np.float64) -> OneOp:
    return OneOp(dropout, units, units, batch, dtype, tuple(dropout_parameters(form, keep)))


@forms
@keeps
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_training_multiplies_by_the_mask_and_the_forms_factor(form: str, keep: float, dtype: Any) -> None:
    x = np.random.default_rng(0).normal(size=(21, 9)).astype(dtype)
    y = one_op(form, keep, dtype=dtype).at(update=5, lane_seed=8).forward(x)
    mask = naive.mask(8, 5, 2, 9, 21, keep, form)[:, :21].T
    np.testing.assert_allclose(y, x * mask * naive.DROPOUT_FORMS[form](keep)[0], rtol=1e-6)


@forms
@keeps
def test_testing_multiplies_every_unit_by_the_forms_factor(form: str, keep: float) -> None:
    x = np.random.default_rng(0).normal(size=(21, 9))
    y = one_op(form, keep).at(training=False).forward(x)
    np.testing.assert_allclose(y, x * naive.DROPOUT_FORMS[form](keep)[1], rtol=1e-15)


@forms
@keeps
def test_the_gradient_agrees_with_finite_differences(form: str, keep: float) -> None:
    random = np.random.default_rng(0)
    x, d = random.normal(size=(21, 9)), random.normal(size=(21, 9))
    one = one_op(form, keep).at(update=3)
    one.forward(x)
    dx = one.backward(d)
    wanted = differences(lambda at: float((d * one.forward(at)).sum()), x)
    np.testing.assert_allclose(dx, wanted, rtol=1e-8, atol=1e-9)


@forms
@pytest.mark.parametrize("batch", [1, 16, 17])
def test_a_net_with_it_agrees_with_finite_differences(form: str, batch: int) -> None:
    net = architecture(2, 9, 7, 3, keep=0.6, form=form)
    made = trainer(settings(net, "softmax_cross_entropy", STILL, batch=batch), dtype=np.float64)
    made.run(2)  # some update's mask, not the first one's
    agrees_with_differences(made)


@forms
def test_each_update_layer_and_lane_draws_its_own_mask_and_draws_it_again(form: str) -> None:
    x = np.ones((16, 64))

    def mask(update: int, lane_seed: int) -> bytes:
        return one_op(form, 0.5, 64, 16).at(update=update, lane_seed=lane_seed).forward(x).tobytes()

    assert mask(1, 1) == mask(1, 1)
    assert len({mask(update, lane_seed) for update in range(10) for lane_seed in range(10)}) == 100
    first, second = (naive.mask(1, 1, place, 64, 16, 0.5, form) for place in (0, 1))
    assert not np.array_equal(first, second)


@keeps
def test_the_share_of_kept_units_is_p(keep: float) -> None:
    y = one_op("inverted", keep, 64, 1024).forward(np.ones((1024, 64))) * keep
    spread = np.sqrt(keep * (1 - keep) / y.size)
    assert abs(y.mean() - keep) < 4 * spread
    by_unit, by_example = y.mean(axis=0), y.mean(axis=1)
    assert by_unit.std() == pytest.approx(np.sqrt(keep * (1 - keep) / 1024), rel=0.5)
    assert by_example.std() == pytest.approx(np.sqrt(keep * (1 - keep) / 64), rel=0.2)


def test_the_lectures_form_at_test_time_is_the_net_with_its_weights_times_p() -> None:
    net = architecture(3, 9, 7, 2, keep=0.7)
    made = trainer(settings(net), dtype=np.float64)
    x = examples("squared_error", 2, inputs=3).x
    scaled = net_of(made)
    scaled.architecture = architecture(3, 9, 7, 2)
    for place in (1, 2):  # the weights that multiply what a dropped layer hands on
        scaled.W[place] = 0.7 * scaled.W[place]
    np.testing.assert_allclose(made.predict(x), scaled.forward(x.astype(np.float64)), rtol=1e-12)


@pytest.mark.parametrize("form", ["inverted", "unscaled"])
def test_the_other_forms_at_test_time_are_the_net_without_dropout(form: str) -> None:
    with_dropout = trainer(settings(architecture(3, 9, 7, 2, keep=0.7, form=form)))
    without = trainer(settings(architecture(3, 9, 7, 2)))
    x = examples("squared_error", 2, inputs=3).x
    np.testing.assert_array_equal(with_dropout.predict(x), without.predict(x))


@keeps
def test_the_lectures_form_draws_one_mask_a_minibatch_and_libraries_one_an_example(keep: float) -> None:
    x = np.ones((33, 64))
    drawn = [one_op("lecture", keep, 64, 33).at(update=update).forward(x) for update in range(50)]
    assert all((y == y[0]).all() for y in drawn)
    shares = np.array([y[0].mean() for y in drawn])
    spread = np.sqrt(keep * (1 - keep) / 64)
    assert abs(shares.mean() - keep) < 4 * spread / np.sqrt(50)
    assert shares.std() == pytest.approx(spread, rel=0.4)
    assert not (one_op("inverted", keep, 64, 33).forward(x) == one_op("inverted", keep, 64, 33).forward(x)[0]).all()


@pytest.mark.parametrize("form", ["lecture", "inverted"])
def test_the_expected_pre_activation_in_training_is_that_at_test_time(form: str) -> None:
    x = np.ones((64, 1024))
    one = one_op(form, 0.8, 1024, 64)
    in_training = np.mean([one.at(update=update).forward(x).mean() for update in range(20)])
    at_test = one.at(training=False).forward(x).mean()
    assert in_training == pytest.approx(at_test, rel=0.01)


def test_dropout_that_keeps_all_is_no_op() -> None:
    ops = [len(Plan.of(architecture(2, 5, 1, keep=keep), 10, 1, np.float32).table) for keep in (1.0, 0.9)]
    assert ops == [3, 4]
    assert Layout.of(architecture(2, 5, 1)) == Layout.of(architecture(2, 5, 1, keep=0.5))

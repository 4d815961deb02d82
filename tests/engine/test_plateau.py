from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

import naive
from engine.learners import DESCENT, NOTHING, STILL, architecture, examples, settings, trainer, with_
from ravine.engine.network import Choice
from ravine.engine.plateau import Plateau

PATIENCE, EVERY = 2, 5
RULE = Choice("reduce_on_plateau", (0.1, PATIENCE, EVERY))


def after(scores: list[float], factor: float = 0.1, patience: int = PATIENCE) -> Plateau:
    rule = Plateau()
    for score in scores:
        rule = rule.after(score, factor, patience)
    return rule


# --- the rule ---------------------------------------------------------------------------------------------------------


def test_the_rate_is_divided_by_ten_once_patience_runs_out() -> None:
    assert after([0.5, 0.6, 0.6]).factor == 1
    assert after([0.5, 0.6, 0.6, 0.6]).factor == pytest.approx(0.1)
    assert after([0.5, 0.6, 0.6, 0.6, 0.6]).factor == pytest.approx(0.1)
    assert after([0.5, 0.6, 0.6, 0.6, 0.6, 0.6]).factor == pytest.approx(0.01)


def test_a_gain_starts_the_wait_anew() -> None:
    assert after([0.5, 0.4, 0.6, 0.5, 0.7]).factor == 1


def test_a_gain_is_a_new_best_not_a_rise() -> None:
    assert after([0.9, 0.1, 0.2]).factor == pytest.approx(0.1)


@given(draw.lists(draw.integers(0, 5), max_size=30), draw.integers(1, 4))
@effort(derandomize=True, database=None)
def test_any_scores_give_the_naive_factor(scores: list[int], patience: int) -> None:
    assert after([float(score) for score in scores], 0.1, patience).factor == pytest.approx(
        naive.plateau(scores, 0.1, patience)
    )


# --- in training ------------------------------------------------------------------------------------------------------


def test_a_net_that_stands_still_falls_each_time_patience_runs_out() -> None:
    crawl = Choice("gradient_descent", (1e-12,))
    made = trainer(settings(architecture(2, 3, 2), "softmax_cross_entropy", crawl, schedule=RULE))
    factors = made.run(40).lr / 1e-12
    drops = [EVERY * (1 + PATIENCE * k) for k in (1, 2, 3)]  # the first check sets the best
    np.testing.assert_allclose(
        factors, [0.1 ** sum(update >= drop for drop in drops) for update in range(40)], rtol=1e-5
    )


def test_regression_watches_the_validation_loss() -> None:
    made = trainer(settings(architecture(2, 3, 1), "squared_error", STILL, schedule=RULE))
    assert math.isnan(made.evaluate(examples("squared_error", 1)).accuracy)
    made.run(EVERY * (1 + PATIENCE) + 1)
    made.change(with_(made.settings, optimizer=DESCENT))
    assert made.run(1).lr[0] == pytest.approx(0.01)


def test_a_run_that_ends_at_a_check_has_made_it() -> None:
    one, other = (trainer(settings(architecture(2, 3, 2), "softmax_cross_entropy", schedule=RULE)) for _ in range(2))
    one.run(EVERY)
    other.run(EVERY - 1)
    other.run(1)
    assert one.snapshot().plateau == other.snapshot().plateau != Plateau()


def test_other_data_begin_with_no_best_score_and_keep_the_rate() -> None:
    made = trainer(settings(architecture(2, 3, 2), "softmax_cross_entropy", STILL, schedule=RULE))
    made.run(EVERY * (1 + PATIENCE))
    before = made.snapshot().plateau
    fresh = examples("softmax_cross_entropy", 2, seed=7)
    made.set_examples(fresh, fresh)
    assert made.snapshot().plateau == Plateau(factor=before.factor)
    assert before.factor < 1


def test_another_patience_keeps_the_rate_that_was_reached() -> None:
    made = trainer(settings(architecture(2, 3, 2), "softmax_cross_entropy", STILL, schedule=RULE))
    made.run(EVERY * (1 + PATIENCE))
    made.change(with_(made.settings, schedule=Choice("reduce_on_plateau", (0.1, 9, EVERY))))
    assert made.snapshot().plateau.factor == pytest.approx(0.1)


def test_without_validation_examples_the_rate_stays() -> None:
    net = architecture(2, 3, 1)
    made = trainer(settings(net, schedule=RULE), examples("squared_error", 1), NOTHING)
    assert (made.run(100).lr == made.run(1).lr).all()


@given(draw.lists(draw.integers(1, 13), min_size=1, max_size=20))
@effort(derandomize=True, database=None, deadline=None, max_examples=30)
def test_the_rule_is_the_same_under_any_slicing(slices: list[int]) -> None:
    chosen = settings(architecture(2, 3, 2), "softmax_cross_entropy", schedule=RULE)
    whole, sliced = trainer(chosen), trainer(chosen)
    lr = whole.run(sum(slices)).lr
    assert np.array_equal(np.concatenate([sliced.run(part).lr for part in slices]), lr)
    assert np.array_equal(whole.theta, sliced.theta)


def test_a_check_is_made_once_also_where_a_cancel_came_between_it_and_its_update() -> None:
    chosen = settings(architecture(2, 3, 2), "softmax_cross_entropy", STILL, schedule=RULE)
    whole, cut = trainer(chosen), trainer(chosen)
    whole.run(8 * EVERY)
    for _ in range(8):
        for _ in range(3):
            cut.cancel()
            assert len(cut.run(1)) == 0
        cut.run(EVERY)
    assert cut.snapshot().plateau == whole.snapshot().plateau


def test_another_schedule_forgets_the_rule_and_another_optimizer_keeps_it() -> None:
    made = trainer(settings(architecture(2, 3, 1), optimizer=STILL, schedule=RULE))
    made.run(EVERY * 3 + 1)
    made.change(with_(made.settings, optimizer=DESCENT))
    assert made.run(1).lr[0] == pytest.approx(0.01)
    made.change(with_(made.settings, schedule=Choice("constant")))
    made.change(with_(made.settings, schedule=RULE))
    assert made.run(1).lr[0] == pytest.approx(0.1)

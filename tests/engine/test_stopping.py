from __future__ import annotations

import math

import numpy as np
import pytest

from engine.learners import CLASSES, NOTHING, architecture, defaults, examples, settings, state, trainer, with_
from ravine.engine.network import Choice
from ravine.engine.stopping import Best
from ravine.engine.training import Settings, Trainer

RULE = Choice("early_stopping", (5, 4, 0.0))
"""A look every 5 updates, patience 4."""


def overfitting(rule: Choice = RULE, optimizer: str = "adam", dtype: type = np.float32) -> Trainer:
    """A wide net on few random labels: its validation loss soon rises."""
    chosen = settings(architecture(2, 32, 32, 3, activation="relu"), CLASSES, defaults(optimizer, lr=0.01),
                      batch=7, stopping=rule)  # fmt: skip
    return trainer(chosen, examples(CLASSES, 3, 20), examples(CLASSES, 3, 30, seed=5), dtype=dtype)


def losses_by_hand(chosen: Settings) -> tuple[list[float], list[bytes]]:
    """The validation loss and the parameters at every look of a run without the rule."""
    free = overfitting(Choice("never"))
    seen: list[float] = []
    thetas: list[bytes] = []
    for _ in range(200):
        free.run(int(chosen.stopping.values[0]))
        seen.append(free.evaluate(free._validation).loss)
        thetas.append(free.theta.tobytes())
    return seen, thetas


def test_it_stops_at_the_patience_th_look_without_a_gain_and_takes_the_best_parameters_back_bit_for_bit() -> None:
    made = overfitting()
    seen, thetas = losses_by_hand(made.settings)
    best = next(k for k in range(len(seen)) if seen[k] == min(seen[: k + 5]))
    record = made.run(1000)
    assert made.update == len(record) == 5 * (best + 1 + 4)
    assert made.theta.tobytes() == thetas[best]
    assert made.best_update == 5 * (best + 1)
    assert made.stopped is not None
    assert f"at update {made.best_update}" in made.stopped
    assert made.evaluate(made._validation).loss == seen[best]


def test_what_falls_by_less_than_the_smallest_improvement_is_none() -> None:
    strict = overfitting(Choice("early_stopping", (5, 4, 10.0)))
    strict.run(1000)
    assert strict.update == 5 * (1 + 4)
    assert strict.best_update == 5


def test_a_run_in_pieces_stops_where_a_whole_one_does() -> None:
    whole, pieces = overfitting(), overfitting()
    whole.run(1000)
    for size in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144):
        pieces.run(size)
    assert pieces.stopped == whole.stopped is not None
    assert state(pieces) == state(whole)


def test_stopped_it_makes_no_update_more() -> None:
    made = overfitting()
    made.run(1000)
    before = state(made)
    assert len(made.run(10)) == 0
    assert state(made) == before


@pytest.mark.parametrize("back", [0.2, 0.9, 1.0])
def test_a_snapshot_holds_where_the_rule_stands(back: float) -> None:
    made = overfitting()
    end = overfitting()
    end.run(1000)
    made.run(int(back * end.update))
    there = made.snapshot()
    made.run(1000)
    wanted = state(made), made.stopped
    made.restore(there)
    made.run(1000)
    assert (state(made), made.stopped) == wanted


def test_another_setting_lets_it_go_on_from_the_best_parameters() -> None:
    made = overfitting()
    made.run(1000)
    best = made.theta.tobytes()
    made.change(with_(made.settings, stopping=Choice("never")))
    assert made.theta.tobytes() == best
    assert made.stopped is None
    assert len(made.run(10)) == 10


def test_without_a_validation_set_nobody_stops() -> None:
    chosen = overfitting().settings
    made = trainer(chosen, examples(CLASSES, 3, 20), NOTHING)
    assert len(made.run(300)) == 300
    assert made.best_update is None


def test_the_rule_keeps_the_first_of_equal_losses() -> None:
    rule, theta = Best(), np.zeros(3)
    for update, loss in ((1, 2.0), (2, 1.0), (3, 1.0), (4, math.nan)):
        rule = rule.after(loss, update, theta, patience=3, smallest=0.0)
    assert (rule.loss, rule.update, rule.waited, rule.stopped) == (1.0, 2, 2, False)
    assert rule.after(1.5, 5, theta, 3, 0.0).stopped

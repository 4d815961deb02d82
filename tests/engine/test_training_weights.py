"""One number of theta set by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.learners import NOTHING, architecture, defaults, everything, settings, state, together, trainer
from ravine.engine.training import Examples, Trainer


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_one_that_was_named_and_no_other(dtype: Any) -> None:
    made = trainer(settings(architecture(3, 5, 4, 2)), dtype=dtype)
    for layer, (inputs, outputs) in enumerate(((3, 5), (5, 4), (4, 2))):
        for unit in range(outputs):
            for source in (*range(inputs), None):
                wanted = made.theta.copy()
                part = (
                    made.layout.biases(wanted, layer)[unit:]
                    if source is None
                    else made.layout.weights(wanted, layer)[unit][source:]
                )
                part[0] = value = -1.5 * unit - 0.25 * layer + 7
                made.set_weight(layer, unit, source, value)
                assert made.theta.tobytes() == wanted.tobytes()


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ((3, 0, 0), "no layer 3: allowed are 0 to 2"),
        ((-1, 0, 0), "no layer -1"),
        ((0, 9, 0), "no unit 9: allowed are 0 to 8"),
        ((0, -1, None), "no unit -1"),
        ((2, 0, 7), "no input 7: allowed are 0 to 6"),
        ((2, 2, -1), "no input -1"),
    ],
)
def test_a_place_that_there_is_not_is_refused_and_nothing_is_changed(place: Any, message: str) -> None:
    made, alone = trainer(everything()), trainer(everything())
    made.run(4)
    alone.run(4)
    layer, unit, source = place
    with pytest.raises(ValueError, match=message):
        made.set_weight(layer, unit, source, 1.0)
    assert state(made) == state(alone)
    assert together([made.run(9)]) == together([alone.run(9)])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e39, -1e300])
def test_a_number_that_no_parameter_can_be_is_refused(value: float) -> None:
    made = trainer(everything())
    before = state(made)
    with pytest.raises(ValueError, match=r"allowed are numbers from -3\.403e\+38 to 3\.403e\+38"):
        made.set_weight(0, 0, 0, value)
    assert state(made) == before
    made.set_weight(0, 0, 0, float(np.finfo(np.float32).max))
    assert made.finite


def test_the_ratio_of_the_last_update_is_not_known_then() -> None:
    made = trainer(everything())
    made.run(4)
    made.set_weight(1, 2, 3, 0.5)
    assert np.isnan(made.before_last).all()


def test_a_replay_that_sets_it_again_gives_the_same_numbers() -> None:
    made = trainer(everything())
    made.run(7)
    start = made.snapshot()
    made.set_weight(0, 1, None, -2.0)
    first = together([made.run(30)]), state(made)
    made.restore(start)
    made.set_weight(0, 1, None, -2.0)
    assert (together([made.run(30)]), state(made)) == first


def marching() -> Trainer:
    """Lion goes on in one direction, by 1e36 an update, until the largest number is passed."""
    right = Examples(np.zeros((3, 2)), np.ones((3, 1)), 2)
    return trainer(
        settings(architecture(2, 1), "binary_cross_entropy", defaults("lion", lr=1e36), batch=1), right, NOTHING
    )


@pytest.mark.parametrize("after", [1, 100, 300])
def test_an_undo_does_not_go_back_to_before_it(after: int) -> None:
    made = marching()
    made.run(after)
    made.set_weight(0, 0, 1, 0.125)
    made.run(1000)
    assert made.diverged is not None
    assert "overflowed" in made.diverged
    assert 300 < made.update < 400
    assert made.layout.weights(made.theta, 0)[0, 1] == 0.125, "its input is 0, so no update moves it"


def test_a_diverged_learner_goes_on_with_it() -> None:
    made = marching()
    made.run(1000)
    assert len(made.run(1)) == 0
    made.set_weight(0, 0, None, 0.0)
    assert made.diverged is None
    assert len(made.run(1)) == 1

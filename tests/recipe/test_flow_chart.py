"""The lit box of the recipe follows the run's own numbers, and says them."""

from __future__ import annotations

import dataclasses

import pytest

from ravine.recipe.advice import advise
from ravine.recipe.evidence import Evidence, Other
from ravine.recipe.figures import percent, plain
from ravine.recipe.flow_chart import Lit
from ravine.recipe.thresholds import Good
from recipe.observed import ended, lane, rate, spec, watched

NOISY = {"name": "digits", "examples": 1000, "label_noise": 0.25}
SIGMOID = lane(4, 32, "sigmoid", optimizer=rate(0.1))
DIGITS = lane(2, 32, optimizer=rate(0.1))


def lit(known: Evidence, good: Good | None = None) -> Lit:
    return advise(known, good).lit


def test_before_the_first_update_there_is_a_set_of_functions() -> None:
    box = lit(ended("digits", DIGITS, updates=0))
    assert box == Lit("functions", "no update yet: 3,466 numbers pick one function out of the set")


def test_after_a_few_updates_there_is_only_the_goodness_of_a_function() -> None:
    known = ended("digits", DIGITS, updates=12)
    box = lit(known)
    assert box.box == "goodness"
    assert plain(known.train.loss) in box.reason
    assert box.reason.endswith("there are 12 so far")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_run_goes_from_picking_the_best_to_done(seed: int) -> None:
    boxes = [lit(known).box for known in watched(spec("digits", DIGITS, seed), [0, 20, 60, 600])]
    assert boxes == ["functions", "goodness", "best", "done"]


def test_the_reason_says_that_the_loss_still_falls_and_how_good_training_is() -> None:
    known = ended("digits", DIGITS, updates=60)
    share = percent(known.train.share)
    assert lit(known).reason.startswith(f"training accuracy {share}, under 90 %; the loss is still falling: ")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bad_and_flat_is_bad_on_training_data(seed: int) -> None:
    known = ended("digits", SIGMOID, seed=seed)
    box = lit(known)
    assert box.box == "training"
    share = percent(known.train.share)
    assert box.reason.startswith(f"training accuracy {share}, under 90 %; the loss is flat for 600 updates: ")


def test_diverged_is_bad_on_training_data() -> None:
    box = lit(ended("sine", lane(2, 16, "tanh", optimizer=rate(2.0), batch=2000)))
    assert box == Lit("training", "training share of the spread explained below -100 %, under 90 %; diverging")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_wrong_labels_learned_by_heart_are_overfitting(seed: int) -> None:
    known = ended(NOISY, lane(2, 128, optimizer=rate(0.01, "adam")), updates=1200, seed=seed)
    box = lit(known)
    assert known.test is not None
    assert box.box == "overfitting"
    assert f"testing accuracy {percent(known.test.share)}, under 90 %" in box.reason
    assert "the validation loss was lowest at update" in box.reason


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_deep_plain_net_that_is_worse_in_training_is_not_overfitting(seed: int) -> None:
    deep = lane(56, 32, optimizer=rate(0.001, "adam"))
    known = ended("digits", deep, updates=330, seed=seed)
    shallow = ended("digits", {**deep, "layers": deep["layers"][:8]}, updates=330, seed=seed)
    advice = advise(dataclasses.replace(known, others=(Other("plain 8", 8, shallow.train.share),)))
    assert known.test is not None
    assert known.test.share < Good().testing
    assert advice.lit.box == "training"
    said = {finding.name: finding.evidence for finding in advice.findings}
    assert "overfitting" not in said
    assert said["not_overfitting"].endswith(
        f"plain 8 with 8 hidden layers instead of 56 has {percent(shallow.train.share)}"
    )


def test_a_deeper_lane_that_is_better_says_nothing_against_depth() -> None:
    known = ended("digits", DIGITS, updates=60)
    others = (Other("deeper", 8, 1.0), Other("not evaluated", 1, float("nan")))
    assert advise(dataclasses.replace(known, others=others)).findings == ()


def test_without_testing_data_nobody_knows() -> None:
    only = {"train": 1.0, "validation": 0.0, "test": 0.0}
    advice = advise(ended("digits", DIGITS, split=only))
    assert advice.lit.box == "testing"
    assert advice.lit.reason.endswith("; no examples are kept for testing")
    assert advice.remedies == ()
    assert advice.more is not None


def test_without_a_test_part_the_validation_part_is_the_testing_data() -> None:
    known = ended("digits", DIGITS, split={"train": 0.6, "validation": 0.4, "test": 0.0})
    assert known.test is not None
    assert known.test.of == 719
    assert lit(known).box == "done"


def test_what_counts_as_good_moves_the_box() -> None:
    known = ended("digits", DIGITS)
    assert known.test is not None
    boxes = [
        lit(known, Good(training, testing)).box
        for training, testing in ((0.9, 0.9), (0.9, 0.97), (0.999, 0.9))
    ]  # fmt: skip
    assert boxes == ["done", "testing", "best"]


def test_a_larger_network_says_on_how_many_examples_it_was_measured() -> None:
    known = ended("digits", lane(2, 128, optimizer=rate(0.1)), updates=200)
    assert known.train.examples < known.train.of == 1078
    assert f"(on {known.train.examples} of 1078 examples)" in lit(known).reason

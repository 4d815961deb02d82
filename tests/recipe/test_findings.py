"""The advisor names what goes wrong in runs with known faults, and says nothing of healthy ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from ravine.recipe.advice import advise
from ravine.recipe.evidence import Evidence
from ravine.recipe.figures import percent, plain
from ravine.recipe.thresholds import THRESHOLDS, Good
from recipe.observed import ended, lane, rate, spec, watched

NOISY = {"name": "digits", "examples": 1000, "label_noise": 0.25}


def names(known: Evidence, good: Good | None = None) -> list[str]:
    return [finding.name for finding in advise(known, good).findings]


def evidence_of(known: Evidence, name: str) -> str:
    (found,) = (finding for finding in advise(known).findings if finding.name == name)
    return found.evidence


# --- known faults -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("depth", [4, 6])
def test_deep_sigmoid_nets_have_a_vanishing_gradient(depth: int, seed: int) -> None:
    known = ended("digits", lane(depth, 32, "sigmoid", optimizer=rate(0.1)), seed=seed)
    assert names(known)[:2] == ["vanishing_gradient", "plateau"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tanh_and_relu_nets_as_deep_have_none(seed: int) -> None:
    for activation in ("tanh", "relu"):
        assert not names(ended("digits", lane(6, 32, activation, optimizer=rate(0.1)), seed=seed))


def test_the_evidence_of_a_vanishing_gradient_is_the_ratio_that_was_recorded() -> None:
    known = ended("digits", lane(6, 32, "sigmoid", optimizer=rate(0.1)))
    norms = sorted(known.recent.gradient_norm[:, 0]), sorted(known.recent.gradient_norm[:, -1])
    first, last = ((one[199] + one[200]) / 2 for one in norms)
    assert plain(first / last) in evidence_of(known, "vanishing_gradient")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_huge_rate_kills_relus(seed: int) -> None:
    known = ended("digits", lane(2, 32, optimizer=rate(3.0)), seed=seed)
    assert names(known)[0] == "dead_relus"
    assert percent(float(max(known.dead[:2]))) in evidence_of(known, "dead_relus")


def test_leaky_units_are_never_dead() -> None:
    assert "dead_relus" not in names(ended("digits", lane(2, 32, "leaky_relu", optimizer=rate(3.0))))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_loss_that_is_no_number_any_more_is_diverging(seed: int) -> None:
    known = ended("sine", lane(2, 16, "tanh", optimizer=rate(2.0), batch=2000), seed=seed)
    assert known.diverged is not None
    assert known.update < 600
    assert names(known)[0] == "diverging"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_finite_loss_far_above_that_of_a_blind_network_is_diverging(seed: int) -> None:
    known = ended("digits", lane(2, 32, optimizer=rate(100.0)), seed=seed)
    assert known.diverged is None
    assert names(known)[0] == "diverging"


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("optimizer", [rate(1e-5), rate(1e-5, "adam")], ids=lambda one: one["name"])
def test_a_rate_of_a_hundred_thousandth_is_too_small(optimizer: dict[str, Any], seed: int) -> None:
    known = ended("digits", lane(2, 32, optimizer=optimizer), seed=seed)
    assert names(known)[0] == "rate_too_small"
    assert "1e-05" in evidence_of(known, "rate_too_small")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_dead_layers_are_not_blamed_on_a_small_rate(seed: int) -> None:
    known = ended("digits", lane(2, 32, optimizer=rate(3.0), batch=2000), seed=seed)
    assert max(known.ahead.moved) < THRESHOLDS["slow"].value
    assert "rate_too_small" not in names(known)


def test_full_batches_at_a_rate_at_the_edge_zigzag() -> None:
    known = ended("sine", lane(2, 16, "tanh", optimizer=rate(1.0), batch=2000))
    assert names(known)[0] == "zigzag"
    assert known.ahead.turns.mean() < -0.9


def test_the_same_at_a_tenth_of_the_rate_go_straight_on() -> None:
    known = ended("sine", lane(2, 16, "tanh", optimizer=rate(0.1), batch=2000))
    assert names(known) == []
    assert known.ahead.turns.mean() > 0.9


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_neuron_for_two_spirals_stays_on_a_plateau(seed: int) -> None:
    known = ended("spirals", lane(1, 1, "tanh", optimizer=rate(0.01, "adam")), updates=2000, seed=seed)
    assert names(known) == ["plateau", "not_overfitting"]
    assert "the loss is flat for " in evidence_of(known, "plateau")


def test_weights_of_zero_keep_the_loss_where_it_is() -> None:
    known = ended("digits", lane(2, 32, "tanh", initializer="zeros", optimizer=rate(0.1)))
    assert "the loss is flat for 600 updates" in evidence_of(known, "plateau")


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("optimizer", [rate(0.1), rate(0.01, "adam")], ids=lambda one: one["name"])
def test_a_wide_net_overfits_wrong_labels(optimizer: dict[str, Any], seed: int) -> None:
    known = ended(NOISY, lane(2, 128, optimizer=optimizer), updates=2000, seed=seed)
    assert names(known) == ["overfitting"]
    assert "the validation loss was lowest at update" in evidence_of(known, "overfitting")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bad_results_on_both_parts_are_not_called_overfitting(seed: int) -> None:
    found = names(ended("digits", lane(4, 32, "sigmoid", optimizer=rate(0.1)), seed=seed))
    assert "overfitting" not in found
    assert found[-1] == "not_overfitting"


# --- healthy runs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Healthy:
    """A run that ends good on training data, and what was known of it on the way."""

    label: str
    known: tuple[Evidence, ...]


SLOW = (rate(0.1), rate(0.03, "momentum"), rate(0.01, "adam"))
QUICK = (rate(0.3), *SLOW[1:])
ALL = (*QUICK, rate(0.003, "rmsprop"), rate(0.1, "adagrad"))
GENTLE = (*SLOW[:2], rate(0.003, "adam"), rate(0.001, "rmsprop"), rate(0.03, "adagrad"))

HEALTHY = [
    *(("digits", one, lane(2, 32)) for one in GENTLE),
    *(("two_moons", one, lane(2, 16)) for one in ALL),
    *(("blobs", one, lane(1, 8, "tanh")) for one in ALL),
    *(("circles", one, lane(2, 16)) for one in QUICK),
    *(("xor", one, lane(2, 16)) for one in QUICK),
    *(("spirals", one, lane(2, 32)) for one in QUICK[1:]),
    *(("plane", one, lane(1, 16, "tanh", batch=20)) for one in SLOW),
    *(("sine", one, lane(2, 16, batch=20)) for one in SLOW[1:]),
    *(("steps", one, lane(2, 32, batch=20)) for one in SLOW),
]
SEEDS = (31, 32, 33)
"""None of those that the thresholds were chosen with."""


@pytest.fixture(scope="module")
def healthy() -> list[Healthy]:
    return [
        Healthy(f"{data}, {optimizer}, seed {seed}",
                tuple(watched(spec(data, {**one, "optimizer": optimizer}, seed))))
        for seed in SEEDS
        for data, optimizer, one in HEALTHY
    ]  # fmt: skip


def test_the_healthy_runs_are_healthy(healthy: list[Healthy]) -> None:
    assert len(healthy) >= 50
    assert [run.label for run in healthy if run.known[-1].train.share < Good().training] == []


def test_at_most_one_healthy_run_in_fifty_raises_an_alarm_at_any_time(healthy: list[Healthy]) -> None:
    alarms = {run.label: found for run in healthy if any(found := [names(known) for known in run.known])}
    assert len(alarms) <= len(healthy) // 50, alarms


def test_nothing_is_said_before_there_is_enough_to_judge() -> None:
    for data, one in (("digits", lane(6, 32, "sigmoid")), ("digits", lane(2, 32, optimizer=rate(1e-5)))):
        assert names(ended(data, one, updates=49)) == []


def test_what_counts_as_good_decides_what_is_a_fault() -> None:
    known = ended("digits", lane(1, 2, optimizer=rate(1e-5)))
    assert names(known)[0] == "rate_too_small"
    assert names(known, Good(training=0.0, testing=0.0)) == []


def test_every_threshold_has_its_reason() -> None:
    for name, threshold in THRESHOLDS.items():
        assert threshold.name == name
        assert len(threshold.reason) > 40
    assert {name for name, threshold in THRESHOLDS.items() if threshold.adjustable} == {"training", "testing"}

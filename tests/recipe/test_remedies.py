"""What each branch offers can be forked, is not in force already, and helps where it is said to."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from ravine.recipe.advice import Advice, advise
from ravine.recipe.evidence import Evidence
from ravine.recipe.remedies import Remedy
from ravine.spec import patch
from recipe.observed import ended, lane, rate

NOISY = {"name": "digits", "examples": 1000, "label_noise": 0.25}
WIDE = lane(2, 128, optimizer=rate(0.01, "adam"))

SICK: dict[str, tuple[Any, dict[str, Any], int]] = {
    "vanishing": ("digits", lane(4, 32, "sigmoid", optimizer=rate(0.1)), 600),
    "deep": ("digits", lane(10, 32, "sigmoid", optimizer=rate(0.1)), 600),
    "dead": ("digits", lane(2, 32, optimizer=rate(3.0)), 600),
    "diverged": ("sine", lane(2, 16, "tanh", optimizer=rate(2.0), batch=2000), 600),
    "high": ("digits", lane(2, 32, optimizer=rate(100.0)), 600),
    "slow": ("digits", lane(2, 32, optimizer=rate(1e-5)), 600),
    "zigzag": ("sine", lane(2, 16, "tanh", optimizer=rate(1.0), batch=2000), 600),
    "flat": ("spirals", lane(1, 1, "tanh", optimizer=rate(0.01, "adam")), 2000),
    "zeros": ("digits", lane(2, 32, "tanh", initializer="zeros", optimizer=rate(0.1)), 600),
    "maxout": ("digits", lane(2, 32, optimizer=rate(1e-5)) | {"layers": [{"kind": "maxout", "units": 16}] * 2}, 600),
    "overfitting": (NOISY, WIDE, 1200),
}  # fmt: skip


@pytest.fixture(scope="module")
def sick() -> dict[str, tuple[Evidence, Advice]]:
    known = {name: ended(data, one, updates) for name, (data, one, updates) in SICK.items()}
    return {name: (one, advise(one)) for name, one in known.items()}


def offered(known: Evidence) -> dict[str, Remedy]:
    return {remedy.label: remedy for remedy in advise(known).remedies}


def with_lane(known: Evidence, **changes: Any) -> Evidence:
    """The same run, had its lane been another one."""
    return dataclasses.replace(known, alone=patch.patch_lane(known.alone, 0, changes))


@pytest.mark.parametrize("name", SICK)
def test_every_remedy_is_a_fork_that_differs_from_its_lane(name: str, sick: dict[str, tuple[Evidence, Advice]]) -> None:
    known, advice = sick[name]
    assert advice.remedies
    for remedy in advice.remedies:
        fork = patch.add_lane(known.alone, 0, remedy.changes).lanes[1]
        assert fork.model_copy(update={"name": known.lane.name}) != known.lane, remedy.label


@pytest.mark.parametrize("name", SICK)
def test_what_is_in_force_is_offered_no_more(name: str, sick: dict[str, tuple[Evidence, Advice]]) -> None:
    known, advice = sick[name]
    for remedy in advice.remedies:
        if "neurons" not in remedy.label:  # twice as many are more each time
            assert remedy.label not in offered(with_lane(known, **remedy.changes)), remedy.label


@pytest.mark.parametrize("name", SICK)
def test_a_remedy_says_when_its_fork_starts_anew(name: str, sick: dict[str, tuple[Evidence, Advice]]) -> None:
    known, advice = sick[name]
    for remedy in advice.remedies:
        after = patch.patch_lane(known.alone, 0, remedy.changes)
        assert ("starts anew" in remedy.why) == (known.alone.restarts(after, 0) is not None), remedy.label


@pytest.mark.parametrize("name", [name for name in SICK if name != "overfitting"])
def test_dropout_is_refused_while_training_is_bad(name: str, sick: dict[str, tuple[Evidence, Advice]]) -> None:
    _, advice = sick[name]
    assert [one.label for one in advice.refused] == ["dropout", "L1 or L2", "early stopping"]
    assert "training" in advice.refused[0].why
    for remedy in advice.remedies:
        assert not {"l1", "l2", "stopping"} & set(remedy.changes)
        assert all(layer["keep"] == 1.0 for layer in remedy.changes.get("layers", ()))


def test_dropout_is_refused_while_training_still_gets_better() -> None:
    advice = advise(ended("digits", lane(2, 32, optimizer=rate(0.1)), updates=60))
    assert advice.lit.box == "best"
    assert advice.remedies == ()
    assert [one.label for one in advice.refused][:1] == ["dropout"]


def test_bad_testing_is_offered_the_lectures_cures(sick: dict[str, tuple[Evidence, Advice]]) -> None:
    _, advice = sick["overfitting"]
    assert [remedy.label for remedy in advice.remedies] == [
        "early stopping", "L2 0.01", "L1 0.001", "dropout, keep 0.8", "dropout, keep 0.5",
    ]  # fmt: skip
    assert advice.refused == ()
    assert advice.more == "more data: the session uses 1000 of the 1797 examples that digits can give"


def test_where_all_data_are_in_use_more_are_not_asked_for() -> None:
    everything = {"name": "digits", "examples": 1797, "label_noise": 0.25}
    advice = advise(ended(everything, WIDE, updates=2000))
    assert advice.lit.box == "overfitting"
    assert advice.more is None


def test_without_a_validation_part_early_stopping_is_not_offered() -> None:
    known = ended(NOISY, WIDE, updates=1200, split={"train": 0.6, "validation": 0.0, "test": 0.4})
    assert "early stopping" not in offered(known)
    assert "L2 0.01" in offered(known)


def test_bad_training_with_dropout_is_offered_none() -> None:
    weak = {**lane(2, 16, optimizer=rate(1e-5)), "layers": [{"units": 16, "keep": 0.5}] * 2, "l2": 0.1}
    advice = advise(ended("digits", weak))
    labels = [remedy.label for remedy in advice.remedies]
    assert {"no dropout", "no penalty"} <= set(labels)
    assert [one.label for one in advice.refused] == ["early stopping"]


def test_a_deep_plain_net_is_offered_residual_connections(sick: dict[str, tuple[Evidence, Advice]]) -> None:
    known, _ = sick["deep"]
    layers = patch.patch_lane(known.alone, 0, offered(known)["residual connections"].changes).lanes[0].layers
    assert [layer.skip for layer in layers] == [0] + [1] * 9


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("vanishing", "relu instead of sigmoid"),
        ("dead", "rate 0.1 instead of 3"),
        ("high", "rate 0.1 instead of 100"),
        ("slow", "rate 0.1 instead of 1e-05"),
        ("zeros", "xavier as initializer"),
    ],
)
def test_the_first_cure_cures(name: str, label: str, sick: dict[str, tuple[Evidence, Advice]]) -> None:
    known, advice = sick[name]
    first = advice.remedies[0]
    assert first.label == label
    data, _, updates = SICK[name]
    cured = ended(data, patched(known, first), 2 * updates)
    assert cured.train.share >= 0.9 > known.train.share
    assert advise(cured).lit.box in ("done", "testing")


def patched(known: Evidence, remedy: Remedy) -> dict[str, Any]:
    return patch.patch_lane(known.alone, 0, remedy.changes).lanes[0].document()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_cures_of_bad_testing_make_it_better_where_labels_are_wrong(seed: int) -> None:
    wide = lane(2, 128, optimizer=rate(0.1))
    sick = ended(NOISY, wide, 2000, seed=seed)
    assert sick.test is not None
    cures = offered(sick)
    for label in ("L2 0.01", "L1 0.001", "dropout, keep 0.8", "dropout, keep 0.5"):
        cured = ended(NOISY, {**wide, **cures[label].changes}, 2000, seed=seed)
        assert cured.test is not None
        assert cured.test.share > sick.test.share, label

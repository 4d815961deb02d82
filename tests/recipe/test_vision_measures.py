"""What is measured of networks of maps, against the networks themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.recipe.claims import Measured
from ravine.recipe.run import Run, headless
from ravine.spec.network import NetworkSpec

LAYERS: list[dict[str, Any]] = [{"kind": "conv", "filters": 3}, {"kind": "max_pool", "size": 2}, {"units": 8}]
NAMES = ("a", "b", "c", "d", "e")
OTHERS = {"second": "b", "third": "c", "fourth": "d", "fifth": "e"}


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    lanes = [{"name": name, "layers": LAYERS, "seed": seed} for seed, name in enumerate(NAMES)]
    spec = NetworkSpec.read({"data": {"name": "digits", "examples": 300}, "lanes": lanes}, "the session")
    return {name: headless(spec.alone(place), 20) for place, name in enumerate(NAMES)}


def of(runs: dict[str, Run], measure: str, **given: Any) -> float:
    found: float = Measured.read({"measure": measure, "lane": "a", **given}).of(runs)
    return found


def test_parameters_and_multiply_adds_are_counted_by_hand(runs: dict[str, Run]) -> None:
    conv, dense, output = (9 + 1) * 3, (27 + 1) * 8, (8 + 1) * 10
    assert of(runs, "parameters") == conv + dense + output
    assert of(runs, "multiply_adds") == 9 * 3 * 36 + 27 * 8 + 8 * 10
    assert of(runs, "dense_share") == pytest.approx((dense + output) / (conv + dense + output))


def test_a_committee_is_wrong_where_the_mean_of_the_probabilities_is(runs: dict[str, Run]) -> None:
    truth, says, errors = runs["a"].examples.test.y[:, 0], [], []
    for run in runs.values():
        z = run.trainer.predict(run.examples.test.x).astype(np.float64)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        says.append(p)
        errors.append(np.mean(p.argmax(axis=1) != truth))
    assert of(runs, "committee_error", **OTHERS) == np.mean(sum(says).argmax(axis=1) != truth)
    assert of(runs, "member_error", **OTHERS) == pytest.approx(np.mean(errors))

"""What each preset says is what happens: on the engine, over several seeds where chance has a part."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from ravine.engine.rates import best_rate
from ravine.engine.surfaces.surface import Surface
from ravine.spec import ground
from ravine.spec.places import read_spec
from ravine.spec.presets import PRESETS
from ravine.spec.surface import SurfaceSpec

SEEDS = range(1, 6)


@dataclass(frozen=True)
class Way:
    """Of one lane: x and y before each update and after the last, and why it ended early."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    diverged: str | None


@dataclass(frozen=True)
class Run:
    spec: SurfaceSpec
    surface: Surface
    lanes: dict[str, Way]

    def value(self, lane: str, update: int = -1) -> float:
        """f of all the data, above the minimum where one is known."""
        way = self.lanes[lane]
        lowest = self.surface.at(*self.surface.minima[0])[0] if self.surface.minima else 0.0
        return self.surface.at(way.x[update], way.y[update])[0] - lowest


def run(name: str, updates: int, seed: int = 1) -> Run:
    (preset,) = [one for one in PRESETS if one.name == name]
    spec = preset.spec.model_copy(update={"seed": seed})
    surface = ground.surface(spec)
    ways = {}
    for place, lane in enumerate(spec.lanes):
        made = ground.descent(spec, place, surface)
        trace = np.vstack([made.run(updates).trace[:, :2], [made.point]])
        ways[lane.name] = Way(trace[:, 0], trace[:, 1], made.diverged)
    return Run(spec, surface, ways)


def first(condition: NDArray[np.bool_]) -> int:
    assert condition.any()
    return int(np.argmax(condition))


def test_every_preset_is_a_spec_with_a_point_to_make() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    for preset in PRESETS:
        assert read_spec(preset.spec.document(), preset.name) == preset.spec
        assert preset.says.endswith(".")


def test_ravine() -> None:
    made = run("ravine", 100)
    y = made.lanes["gradient descent"].y[:40]
    assert (np.sign(y[1:]) == -np.sign(y[:-1])).all()
    assert made.value("momentum") < 0.2 * made.value("gradient descent")
    assert abs(made.lanes["momentum"].x[-1]) < 0.05


def test_saddle() -> None:
    made = run("saddle", 500)
    away = {name: first(abs(way.y) > 1) for name, way in made.lanes.items()}
    assert max(away["Adam"], away["RMSProp"]) < away["momentum"] < 0.6 * away["gradient descent"]
    assert len({lane.optimizer["lr"] for lane in made.spec.lanes}) == 1


def test_ball_track() -> None:
    made = run("ball_track", 300)
    deep, small = made.surface.minima
    assert -1.0 < made.lanes["gradient descent"].x[-1] < small[0]
    momentum = made.lanes["momentum"].x
    assert momentum[-1] == pytest.approx(deep[0], abs=0.01)
    assert (momentum > small[0]).any()


def test_changing_curvature() -> None:
    made = run("changing_curvature", 300)
    assert made.value("AdaGrad") > 0.4
    assert made.value("RMSProp") < 0.01
    grid = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
    search = best_rate(made.surface, ground.settings(made.spec, 0), grid, 300, made.spec.start_of(0), 1)
    assert search.winner == made.spec.lanes[0].optimizer["lr"]


@pytest.mark.parametrize("seed", SEEDS)
def test_sparse(seed: int) -> None:
    made = run("sparse", 300, seed)
    goal = made.surface.minima[0][1]
    missing = {name: abs(goal - way.y[-1]) for name, way in made.lanes.items()}
    assert missing["AdaGrad"] < 0.25 * missing["gradient descent"]
    assert made.value("AdaGrad") < 0.5 * made.value("gradient descent")


def test_too_large() -> None:
    made = run("too_large", 20000)
    assert (made.lanes["rate 0.01"].y >= 0).all()
    zigzag = made.lanes["rate 0.039"].y[:200]
    assert (np.sign(zigzag[1:]) == -np.sign(zigzag[:-1])).all()
    assert (abs(zigzag[1:]) < abs(zigzag[:-1])).all()
    grows = abs(made.lanes["rate 0.041"].y[:200])
    assert (grows[1:] > grows[:-1]).all()
    assert made.lanes["rate 0.041"].diverged is not None
    assert made.lanes["rate 0.039"].diverged is None


@pytest.mark.parametrize("seed", SEEDS)
def test_noise(seed: int) -> None:
    made = run("noise", 600, seed)
    jumps = {name: float(np.mean(np.hypot(way.x[-200:], way.y[-200:]))) for name, way in made.lanes.items()}
    assert jumps["falling rate"] < 0.5 * jumps["fixed rate"] < 0.5 * jumps["momentum"]


def test_bias() -> None:
    made = run("bias", 100)
    steps = {name: math.hypot(*(np.diff(axis[:2])[0] for axis in (way.x, way.y))) for name, way in made.lanes.items()}
    assert steps["Adam"] == pytest.approx(0.05 * math.sqrt(2), rel=1e-6)
    assert steps["without correction"] == pytest.approx(0.1 / math.sqrt(0.001) * steps["Adam"], rel=1e-6)
    overshoot = {name: float(-way.y.min()) for name, way in made.lanes.items()}
    assert overshoot["without correction"] > 4 * overshoot["Adam"]

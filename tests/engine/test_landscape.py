"""What all maps share: the explorer's blocks, the levels of refinement, steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.surfaces.grounds import Array, settings
from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.explore import DIVERGED, MOVING
from ravine.engine.landscape import CHUNK, NEAR, REACH, Ends, Explorer, Map
from ravine.engine.layers.op import UPDATE
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.refinement import levels
from ravine.engine.surfaces.surface import Surface

SEED = 3


def explored(
    surface: Surface, chosen: DescentSettings, starts: Array, updates: int, rates: Any = (), dtype: Any = np.float64
) -> Ends:
    """Where each of the starts (N, 2) ends."""
    explorer, ends = Explorer(surface, chosen, updates, SEED, dtype), Ends(len(starts), dtype)
    explorer.begin(starts.T, np.array(rates))
    while not explorer.advance():
        pass
    explorer.arrive(ends, np.arange(len(starts)), np.array(surface.minima).reshape(-1, 2))
    return ends


def around(surface: Surface, count: int) -> Array:
    low, high = np.transpose(surface.domain)
    return np.asarray(low + (high - low) * np.random.default_rng(1).random((count, 2)))


# --- the explorer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", optimizers.names())
@pytest.mark.parametrize("ground", ["himmelblau", "sparse", "typed"])
def test_every_start_ends_where_a_descent_from_it_ends(name: str, ground: str) -> None:
    surface = Surface.typed("x^2 + 3*y^2 + sin(x*y)") if ground == "typed" else Surface.of(ground)
    lr = {"gradient_descent": 0.002, "momentum": 0.001, "nesterov": 0.001}.get(name, 0.01)
    chosen = settings(name, lr=lr, batch=7, noise=0.2, schedule=Choice("exponential", (50,)))
    starts = around(surface, 21)
    ends = explored(surface, chosen, starts, 120)
    for place, start in enumerate(starts):
        made = Descent(surface, chosen, tuple(start), SEED)
        made.run(120)
        x, y = made.point
        np.testing.assert_allclose((ends.x[place], ends.y[place]), (x, y), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(ends.value[place], surface.at(x, y)[0], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", optimizers.names())
def test_columns_of_other_rates_are_descents_at_those_rates(name: str) -> None:
    """For this every optimizer's step has to be its rate times something that does not depend on it."""
    surface, chosen = Surface.of("himmelblau"), settings(name, noise=0.5, schedule=Choice("warm_up", (20,)))
    rates = np.geomspace(1e-4, 5e-3, 20)
    ends = explored(surface, chosen, np.repeat([surface.start], 20, axis=0), 60, rates)
    for place, rate in enumerate(rates):
        made = Descent(surface, settings(name, lr=rate, noise=0.5, schedule=chosen.schedule), surface.start, SEED)
        made.run(60)
        np.testing.assert_allclose((ends.x[place], ends.y[place]), made.point, rtol=1e-9, atol=1e-9)


def test_float32_ends_near_float64() -> None:
    surface, starts = Surface.of("himmelblau"), around(Surface.of("himmelblau"), 100)
    exact, single = (
        explored(surface, settings("momentum", lr=0.001), starts, 500, dtype=dtype)
        for dtype in (np.float64, np.float32)
    )
    assert single.value.dtype == np.float32
    assert np.mean(np.hypot(exact.x - single.x, exact.y - single.y) < 1e-2) > 0.95, "but for starts on a watershed"


def test_a_start_that_diverges_is_marked_and_does_the_others_no_harm() -> None:
    surface, chosen = Surface.of("rosenbrock"), settings("gradient_descent", lr=0.003)
    starts = np.array([(0.5, 0.5), (1.9, -0.9), (0.0, 0.0)])
    ends = explored(surface, chosen, starts, 200)
    assert ends.label.tolist()[1] == DIVERGED
    assert ends.value[1] == np.inf
    assert np.isfinite(ends.value[[0, 2]]).all()
    alone = explored(surface, chosen, starts[[0, 2]], 200)
    np.testing.assert_allclose(ends.x[[0, 2]], alone.x, rtol=1e-13)


@pytest.mark.parametrize(
    ("text", "name", "lr", "start"),
    [
        ("log(x) + y^2", "adam", 0.3, (1.0, 1.0)),
        ("x/3 + y/5", "lion", 1e307, (0.0, 0.0)),
        ("1e200*x + y", "adagrad", 0.1, (0.0, 0.0)),
        ("1e307*abs(x) + y^2", "gradient_descent", 1e-307, (20.0, 0.0)),  # infinite at first, later not
        ("(1-x)^2 + 100*(y-x^2)^2", "momentum", 1.0, (0.0, 3.0)),
    ],
)
def test_a_start_diverges_where_a_descent_does(text: str, name: str, lr: float, start: tuple[float, float]) -> None:
    surface, chosen = Surface.typed(text), settings(name, lr=lr)
    made = Descent(surface, chosen, start, SEED)
    made.run(100)
    assert made.diverged is not None
    before = explored(surface, chosen, np.array([start]), made.update)
    assert (before.x[0], before.y[0]) == made.point
    assert explored(surface, chosen, np.array([start]), 100).label[0] == DIVERGED


def test_needed_is_the_last_update_by_which_the_point_had_moved_away() -> None:
    """At a rate of 0.1 in x^2 each step leaves 0.8 of the way."""
    surface = Surface.of("bowl")
    reach = REACH * 6
    starts = np.array([(2.0, 0.0), (0.5 * reach, 0.0), (0.0, -1.0)])
    needed = explored(surface, settings("gradient_descent", lr=0.1), starts, 100).needed
    for start, got in zip(starts, needed, strict=True):
        anchor, wanted = np.abs(start).max(), 0
        for update in range(1, 101):
            place = np.abs(start).max() * 0.8**update
            if anchor - place > reach:
                anchor, wanted = place, update
        assert got == wanted


def test_the_label_is_the_nearest_minimum_within_reach() -> None:
    surface = Surface.of("himmelblau")
    near = NEAR * 12
    x, y = surface.minima[2]
    starts = np.array([(x, y), (x + 0.9 * near, y - 0.9 * near), (x + 1.1 * near, y)])
    assert explored(surface, settings("gradient_descent", lr=0.0), starts, 1).label.tolist() == [2, 2, MOVING]


def test_a_step_is_short_whatever_the_surface_and_ends_do_not_depend_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    surface, chosen = Surface.of("himmelblau"), settings("nadam", noise=0.3)
    starts = around(surface, 20)
    wanted = explored(surface, chosen, starts, 300)

    def steps(seconds_an_update: float) -> list[int]:
        """The updates in each step, on a machine so slow."""
        explorer, now, made = Explorer(surface, chosen, 300, SEED, np.float64), [0.0], [0]

        def timer() -> float:
            updates = int(explorer._clock[UPDATE])
            now[0] += seconds_an_update * (updates - sum(made))
            made.append(updates - sum(made))
            return now[0]

        monkeypatch.setattr("time.perf_counter", timer)
        explorer.begin(starts.T)
        while not explorer.advance():
            pass
        ends = Ends(20, np.float64)
        explorer.arrive(ends, np.arange(20))
        assert np.array_equal(ends.x, wanted.x)
        assert np.array_equal(ends.needed, wanted.needed)
        return [count for count in made if count]

    assert sum(steps(1e-6)) == sum(steps(1e-4)) == sum(steps(1.0)) == 300
    assert max(steps(1e-4)[3:]) * 1e-4 <= CHUNK
    assert steps(1.0)[-1] == 1


def test_blocks_of_any_size_follow_each_other() -> None:
    surface, chosen = Surface.of("himmelblau"), settings("nadam")
    explorer, ends = Explorer(surface, chosen, 50, SEED, np.float64), Ends(8, np.float64)
    starts = around(surface, 8)
    for cells in (np.array([1, 2, 3]), np.array([0]), np.array([4, 5, 6, 7])):
        explorer.begin(starts[cells].T)
        explorer.advance()
        explorer.arrive(ends, cells)
    np.testing.assert_allclose(ends.x, explored(surface, chosen, starts, 50).x, rtol=1e-13)


# --- levels -----------------------------------------------------------------------------------------------------------


def test_each_level_has_the_cells_of_the_one_before_and_the_finest_has_all() -> None:
    whole, seen = list(levels((4, 8, 16, 32))), set[int]()
    for level in whole:
        cells = set(level.cells.ravel().tolist())
        assert level.cells.shape == level.new.shape == (level.side, level.side)
        assert len(cells) == level.side**2
        assert seen <= cells
        assert set(level.cells[level.new].tolist()) == cells - seen
        seen = cells
    assert np.array_equal(whole[-1].cells.ravel(), np.arange(32 * 32))


def test_a_coarse_cell_lies_near_the_middle_of_its_square() -> None:
    for level in levels():
        stride = 256 // level.side
        rows, columns = np.divmod(level.cells, 256)
        wanted = np.arange(level.side) * stride + (stride - 1) / 2
        assert np.abs(rows - wanted[:, None]).max() <= stride / 4
        assert np.abs(columns - wanted).max() <= stride / 4


# --- steps ------------------------------------------------------------------------------------------------------------


class Count(Map):
    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def _work(self) -> Iterator[None]:
        for _ in range(5):
            self.made += 1
            yield


def test_a_map_makes_a_step_at_a_time_and_says_when_it_is_done() -> None:
    count = Count()
    assert [count.step() for _ in range(5)] == [False] * 5
    assert (count.step(), count.done, count.made) == (True, True, 5)
    assert count.step(), "and stays so"


def test_a_map_goes_on_for_about_so_long_and_makes_one_step_at_least() -> None:
    count, clock = Count(), iter(range(100))
    assert not count.advance(2.5, timer=lambda: float(next(clock)))
    assert count.made == 3
    assert not count.advance(0.0, timer=lambda: float(next(clock)))
    assert count.made == 4
    assert count.advance(50.0, timer=lambda: float(next(clock)))

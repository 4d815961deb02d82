"""A sweep gives what its networks give one by one, however the work is cut and wherever it is done."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

import ravine
from ravine.recipe.sweep import Found, Sweeping, outcome_of, sweep, tasks_of
from ravine.spec import plan
from ravine.spec.ladder import climb
from ravine.spec.network import NetworkSpec
from ravine.spec.sweep import MEASURES, RECENT, SweepSpec
from session.specs import small

UPDATES = 100


def asked(**fields: Any) -> SweepSpec:
    document = {"vary": "depth", "values": [1, 2, 3], "seeds": 2, "updates": UPDATES, "measure": "train_loss"}
    return SweepSpec.read({**document, **fields}, "the sweep")


def session() -> NetworkSpec:
    """Two lanes that differ, on data with some noise."""
    lanes = [
        {"name": "ReLU", "layers": [{"units": 8, "activation": "relu"}], "batch": 10},
        {"name": "sigmoid", "layers": [{"units": 8, "activation": "sigmoid", "keep": 0.8}], "batch": 7, "seed": 40},
    ]
    return NetworkSpec.read({"data": {"name": "two_moons", "examples": 80}, "lanes": lanes}, "the session")


class Steps:
    """A clock that stands still so long, then jumps: slices of one update, of few, of many."""

    def __init__(self, *steps: float) -> None:
        self._steps = steps
        self._looks = 0
        self._now = 0.0

    def __call__(self) -> float:
        self._now += self._steps[self._looks % len(self._steps)]
        self._looks += 1
        return self._now


def finish(going: Sweeping, seconds: float, timer: Callable[[], float]) -> int:
    """How many slices it took."""
    slices = 0
    while not going.over:
        going.advance(seconds, timer)
        slices += 1
    return slices


# --- what it finds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", [name for name in MEASURES if name != "gradient_ratio"])
def test_what_is_measured_is_what_train_gives_bit_for_bit(measure: str) -> None:
    found = sweep(session(), asked(measure=measure))
    part, _, what = measure.partition("_")
    for place, depth in enumerate((1, 2, 3)):
        ends: dict[str, list[float]] = {"ReLU": [], "sigmoid": []}
        for seed in (1, 2):
            document = session().document() | {"seed": seed}
            for lane in document["lanes"]:
                lane["layers"] = lane["layers"] * depth
            document["lanes"][1]["seed"] = 39 + seed
            for lane in ravine.train(document, UPDATES):
                ends[lane.name].append(getattr(getattr(lane, part), what))
        for name, values in ends.items():
            assert found[name].means[place] == np.mean(values)
            assert found[name].spreads[place] == np.std(values, ddof=1)
            assert found[name].counts[place] == 2


@pytest.mark.parametrize("updates", [1, RECENT - 1, 3 * RECENT])
def test_the_gradients_ratio_is_of_the_means_of_the_last_updates(updates: int) -> None:
    found = sweep(session(), asked(measure="gradient_ratio", seeds=1, updates=updates))
    document = session().document()
    for lane in document["lanes"]:
        lane["layers"] = lane["layers"] * 3
    for lane in ravine.train(document, updates):
        norms = lane.gradient_norm[-RECENT:].astype(np.float64)
        assert found[lane.name].means[2] == pytest.approx(norms[:, 0].mean() / norms[:, -1].mean(), rel=1e-12)


def test_with_sigmoid_the_gradient_vanishes_towards_the_input() -> None:
    found = sweep(session(), asked(values=[1, 4, 8], updates=1, measure="gradient_ratio"))
    assert found["sigmoid"].means[2] < 0.01 * found["sigmoid"].means[0]


def test_one_seed_has_no_spread() -> None:
    series = sweep(session(), asked(seeds=1))["ReLU"]
    assert series.counts == (1, 1, 1)
    assert all(map(math.isnan, series.spreads))
    assert all(map(math.isfinite, series.means))


def test_a_lane_that_diverges_counts_as_it_stood_last_and_is_marked() -> None:
    wild = small(layers=[{"units": 4, "activation": "relu"}], loss="squared_error")
    asks = asked(vary="optimizer.lr", values=[0.01, 1000], measure="train_loss")
    series = sweep(wild, asks)["lane 1"]
    assert series.diverged == (0, 2)
    document = wild.document()
    for lane in document["lanes"]:
        lane["optimizer"] = {"name": "gradient_descent", "lr": 1000.0}
    ends = [ravine.train(document, UPDATES, seed=seed)["lane 1"] for seed in (1, 2)]
    assert all(end.diverged for end in ends)
    finite = [end.train.loss for end in ends if math.isfinite(end.train.loss)]
    assert series.counts[1] == len(finite)
    if finite:
        assert series.means[1] == np.mean(finite)


def test_a_lane_that_stops_by_its_own_rule_is_measured_there() -> None:
    rule = {"name": "early_stopping", "every": 10, "patience": 1, "smallest": 10.0}
    found = [outcome_of(task) for task in tasks_of(small(1, stopping=rule), asked(updates=5000))]
    assert {one.update for one in found} < set(range(10, 60, 10))
    assert not any(one.diverged for one in found)


# --- however it is cut ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [(1.0,), (0.0, 0.0, 0.0, 1.0), (0.3, 0.001, 0.01)], ids=str)
def test_slices_of_any_length_give_the_same(steps: tuple[float, ...]) -> None:
    going = Sweeping(session(), asked())
    slices = finish(going, 0.5, Steps(*steps))
    assert slices >= going.total == 12
    assert going.found.series() == sweep(session(), asked()).series()


def test_every_slice_makes_one_update_at_least_and_ends_with_a_network() -> None:
    going = Sweeping(session(), asked(values=[1, 2], seeds=1, updates=5))
    shares, done = [], []
    while not going.over:
        going.advance(0.0, Steps(1.0))
        shares.append(going.share)
        done.append(going.done)
    assert shares == sorted(set(shares))
    assert shares[-1] == 1.0
    assert done == [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4]


def test_a_slice_takes_as_long_as_it_may() -> None:
    going, pace = Sweeping(session(), asked(values=[1, 2], seeds=1, updates=200)), 1e-4

    def timer() -> float:
        return pace * going._running.update if going._running else 0.0

    made = []
    for _ in range(9):
        before = timer()
        going.advance(20 * pace, timer)
        made.append(round((timer() - before) / pace))
    assert all(19 <= count <= 21 for count in made), made


def test_the_first_seed_of_everything_comes_first() -> None:
    seeds = [task.seed for task in tasks_of(session(), asked())]
    assert seeds == sorted(seeds)


@pytest.mark.parametrize(
    "executor",
    [lambda: ThreadPoolExecutor(3), lambda: ProcessPoolExecutor(1, get_context("spawn"))],
    ids=["threads", "processes"],
)
def test_an_executor_gives_the_same(executor: Callable[[], Executor]) -> None:
    told: list[tuple[str, int, int]] = []
    with executor() as workers:
        found = sweep(session(), asked(), workers, lambda *one: told.append(one))
    assert found.series() == sweep(session(), asked()).series()
    assert [(done, total) for _, done, total in told] == [(done, 12) for done in range(13)]
    assert {name for name, _, _ in told} == {"ReLU", "sigmoid"}


def test_the_order_in_which_networks_are_done_changes_nothing() -> None:
    asks = asked(seeds=10)  # of two or three the sum comes out alike in most orders
    tasks = tasks_of(session(), asks)
    outcomes = {task: outcome_of(task) for task in tasks}
    forth, back = (Found.nothing(session(), asks) for _ in range(2))
    for task in tasks:
        forth.add(task, outcomes[task])
    for task in reversed(tasks):
        back.add(task, outcomes[task])
    assert forth.series() == back.series()


def test_progress_is_told_without_an_executor_too() -> None:
    told: list[tuple[str, int, int]] = []
    sweep(session(), asked(), progress=lambda *one: told.append(one))
    assert [(done, total) for _, done, total in told] == [(done, 12) for done in range(13)]
    assert {name for name, _, _ in told} == {"ReLU", "sigmoid"}


# --- cut short --------------------------------------------------------------------------------------------------------


def test_a_cancelled_sweep_is_over_and_keeps_what_it_found() -> None:
    going = Sweeping(session(), asked())
    while going.done < 3:
        going.advance(0.001, Steps(1.0))
    before = going.found.series()
    going.cancel()
    going.advance(1.0, Steps(0.1))
    assert going.over
    assert going.done == 3
    assert going.found.series() == before
    assert [sum(series.counts) for series in before] == [2, 1]


def test_cancel_from_another_thread_ends_a_long_slice() -> None:
    going = Sweeping(session(), asked(updates=100_000))
    begun = threading.Event()

    def timer() -> float:
        begun.set()
        return 0.0  # as if no time passed: the slice would go on to the end of the network

    def run() -> None:
        while not going.over:
            going.advance(1.0, timer)

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(10)
    going.cancel()
    thread.join(10)
    assert not thread.is_alive()
    assert going.done == 0


def test_an_interrupt_changes_no_number() -> None:
    going = Sweeping(session(), asked())
    slices = 0
    while not going.over:
        if slices % 3 == 0:
            going.interrupt()
        going.advance(0.5, Steps(0.01))
        slices += 1
    assert going.found.series() == sweep(session(), asked()).series()


def test_who_stops_listening_cancels_what_has_not_begun() -> None:
    class Stop(Exception):
        pass

    class Remembering(ThreadPoolExecutor):
        def __init__(self, workers: int) -> None:
            super().__init__(workers)
            self.futures: list[Future[Any]] = []

        def submit(self, *work: Any, **more: Any) -> Future[Any]:
            self.futures.append(super().submit(*work, **more))
            return self.futures[-1]

        @property
        def cancelled(self) -> int:
            return sum(future.cancelled() for future in self.futures)

    def stop(name: str, done: int, total: int) -> None:
        if done:
            raise Stop

    with Remembering(1) as workers, pytest.raises(Stop):
        sweep(session(), asked(updates=2000), workers, stop)
    assert workers.cancelled >= 9


# --- the ladder -------------------------------------------------------------------------------------------------------


def pictures() -> NetworkSpec:
    """A small network of maps on few digits."""
    layers: list[dict[str, Any]] = [{"kind": "conv", "filters": 3}, {"kind": "max_pool", "size": 2}, {"units": 8}]
    lane = {"name": "small", "layers": layers, "batch": 20, "optimizer": {"name": "momentum", "lr": 0.05}, "seed": 5}
    return NetworkSpec.read({"data": {"name": "digits", "examples": 200}, "lanes": [lane]}, "the session")


CLIMBED: dict[str, Any] = {"vary": "ladder", "values": [0, 3], "seeds": 3, "updates": 30, "measure": "test_accuracy"}


def test_networks_of_a_ladder_are_those_that_train_gives_on_the_same_data() -> None:
    (series,) = sweep(pictures(), asked(**CLIMBED)).series()
    for place, height in enumerate((0, 3)):
        lane = pictures().document()["lanes"][0]
        climb(lane, height)
        for seed in range(3):
            one = ravine.train(pictures().document() | {"lanes": [{**lane, "seed": 5 + seed}]}, updates=30)["small"]
            assert series.each[place][seed] == one.test.accuracy
        assert series.means[place] == pytest.approx(np.mean(series.each[place]))


def test_the_seeds_of_a_ladder_answer_together() -> None:
    (series,) = sweep(pictures(), asked(**CLIMBED)).series()
    tasks = tasks_of(pictures(), asked(**CLIMBED))
    truth = plan.prepare(pictures()).test.y
    for value in (0, 1):
        outcomes = [outcome_of(task) for task in tasks if task.value == value]
        says = [one.says for one in outcomes if one.says is not None]
        assert len(says) == 3
        for one in says:
            np.testing.assert_allclose(one.sum(axis=1), 1, rtol=1e-6)
        assert series.together[value] == np.mean(np.sum(says, axis=0).argmax(axis=1) == truth)


def test_what_was_stopped_goes_on_and_finds_the_same() -> None:
    whole = sweep(pictures(), asked(**CLIMBED))
    first = Sweeping(pictures(), asked(**CLIMBED))
    while first.done < 2:
        first.advance(1.0)
    first.cancel()
    again = Sweeping(pictures(), asked(**CLIMBED), first)
    assert again.done == 2
    assert 0.1 < again.share < 0.6
    finish(again, 1.0, time.perf_counter)
    assert again.found.series() == whole.series()
    assert whole.series()[0].together[0] > 0

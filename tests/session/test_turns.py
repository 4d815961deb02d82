"""Fair turns: jobs that count the time they were given, on workers that exist only on paper."""

from __future__ import annotations

import heapq
import weakref
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ravine.session.turns import ALONE, QUANTUM, Turns


@dataclass(eq=False)
class Fake:
    """Needs `step` seconds for its smallest step, and always has more to do."""

    step: float
    used: float = 0.0
    turns: int = 0
    longest_wait: float = 0.0
    last: float = 0.0
    budgets: list[float] = field(default_factory=list)

    @property
    def heavy(self) -> bool:
        return self.step > 8 * QUANTUM

    def run(self, now: float, budget: float) -> float | None:
        self.longest_wait = max(self.longest_wait, now - self.last)
        cost = self.step * max(1, int(budget / self.step))
        self.used += cost
        self.last = now + cost
        self.turns += 1
        self.budgets.append(budget)
        return 0.0


def simulate(jobs: list[Fake], workers: int, seconds: float, turns: Turns | None = None) -> Turns:
    """Run the jobs on `workers` workers for so long; time is a number."""
    if turns is None:
        turns = Turns(workers)
        for one in jobs:
            turns.add(one)
    busy: list[tuple[float, int, Fake, float]] = []
    free, now, count = workers, 0.0, 0
    while now < seconds:
        while free and (turn := turns.take(now)) is not None:
            job, budget = turn
            assert isinstance(job, Fake)
            assert job not in [one[2] for one in busy], "a job runs on one worker at a time"
            before = job.used
            job.run(now, budget)
            count += 1
            heapq.heappush(busy, (now + job.used - before, count, job, job.used - before))
            free -= 1
        assert busy, "workers stand idle although there is work"
        now, _, done, cost = heapq.heappop(busy)
        turns.give_back(done, now, cost, 0.0)
        free += 1
    return turns


def test_sessions_of_any_step_get_the_same_time_on_one_worker() -> None:
    jobs = [Fake(1e-6), Fake(1e-4), Fake(0.004), Fake(0.005)]
    simulate(jobs, 1, 20.0)
    for job in jobs:
        assert job.used == pytest.approx(5.0, rel=0.01)


def test_a_heavy_session_gets_its_share_and_no_more() -> None:
    jobs = [Fake(0.3), Fake(1e-5), Fake(1e-5)]
    simulate(jobs, 2, 60.0)
    for job in jobs:
        assert job.used == pytest.approx(40.0, rel=0.03)


def test_heavy_sessions_never_hold_the_last_worker() -> None:
    jobs = [Fake(0.5), Fake(0.5), Fake(0.5), Fake(1e-5)]
    simulate(jobs, 2, 30.0)
    assert jobs[3].longest_wait < 0.01
    assert sum(job.used for job in jobs[:3]) == pytest.approx(30.0, rel=0.1)


def test_a_turn_is_a_quantum_where_others_wait_and_longer_alone() -> None:
    crowd = [Fake(1e-5), Fake(1e-5)]
    simulate(crowd, 1, 1.0)
    assert max(crowd[0].budgets[2:]) <= QUANTUM + 1e-9
    alone = [Fake(1e-5)]
    simulate(alone, 1, 1.0)
    assert set(alone[0].budgets) == {ALONE}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([1e-5, 1e-4, 1e-3, 0.003, 0.007]), min_size=3, max_size=12), st.integers(2, 4))
def test_light_sessions_share_any_number_of_workers_evenly(steps: list[float], workers: int) -> None:
    jobs = [Fake(step) for step in steps]
    simulate(jobs, workers, 6.0)
    fair = 6.0 * min(workers / len(jobs), 1.0)
    for job in jobs:
        assert job.used == pytest.approx(fair, rel=0.05)


def test_who_comes_later_gets_no_credit_for_the_time_before() -> None:
    early, late = Fake(1e-5), Fake(1e-5)
    turns = simulate([early], 1, 5.0)
    turns.add(late)
    before = early.used
    simulate([], 1, 2.0, turns)
    assert late.used == pytest.approx(1.0, rel=0.02)
    assert early.used - before == pytest.approx(1.0, rel=0.02)


def test_a_waiting_job_comes_back_at_its_time_and_not_before() -> None:
    turns, job = Turns(2), Fake(1e-5)
    turns.add(job)
    assert turns.take(0.0) is not None
    turns.give_back(job, 0.1, 0.1, 3.0)
    assert turns.take(2.9) is None
    assert turns.due() == 3.0
    taken = turns.take(3.0)
    assert taken is not None
    assert taken[0] is job


def test_a_wake_while_running_is_not_lost() -> None:
    turns, job = Turns(2), Fake(1e-5)
    turns.add(job)
    turns.take(0.0)
    turns.wake(job)
    turns.give_back(job, 0.1, 0.1, None)
    assert turns.take(0.1) is not None


def test_a_wake_replaces_the_alarm() -> None:
    turns, job = Turns(2), Fake(1e-5)
    turns.add(job)
    turns.take(0.0)
    turns.give_back(job, 0.1, 0.1, 3.0)
    turns.wake(job)
    assert turns.due() is None
    turns.take(0.2)
    turns.give_back(job, 0.3, 0.1, None)
    assert turns.take(10.0) is None


def test_a_job_that_was_removed_is_in_nobody_s_hands_whenever_it_wanted_to_come_back() -> None:
    turns, job = Turns(2), Fake(1e-5)
    turns.add(job)
    turns.take(0.0)
    turns.give_back(job, 1.0, 1e-5, 3600.0)
    turns.remove(job)
    gone = weakref.ref(job)
    del job
    assert gone() is None
    assert turns.due() is None


def test_a_job_that_was_removed_gets_no_turn() -> None:
    turns, job, running = Turns(2), Fake(1e-5), Fake(1e-5)
    turns.add(running)
    turns.take(0.0)
    turns.add(job)
    turns.remove(job)
    turns.remove(running)
    turns.give_back(running, 1.0, 1.0, 0.0)
    turns.wake(running)
    assert turns.take(2.0) is None
    assert len(turns) == 0

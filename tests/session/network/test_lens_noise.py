"""How well batches agree with all training examples: the answer, where it is taken, and what is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ravine.engine.gradient_noise import gradient_noise
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from session.specs import small
from session.talk import refused, rest, step, tell


def noise(one: NetworkSession, lane: int = 1) -> events.Noise:
    (told,) = tell(one, commands.GradientNoise(lane=lane, number=7))
    assert isinstance(told, events.Noise)
    assert events.EVENTS["noise"].read(told.document(), "noise") == told
    return told


def test_it_is_that_of_the_lane_s_training_examples_from_one_to_all() -> None:
    one = NetworkSession(small(2, examples=300))
    step(one, 20)
    told, lane = noise(one, lane=2), one.lanes[1]
    assert (told.lane, told.update, told.number) == (2, 20, 7)
    assert told.examples == len(lane.parts.train)
    assert (told.rows[0].batch, told.rows[-1].batch) == (1, told.examples)
    assert (told.rows[-1].cosine, told.rows[-1].ratio) == pytest.approx((1, 1), abs=1e-12)
    assert all(before.batch < after.batch for before, after in pairwise(told.rows))
    assert told.rows[0].cosine < told.rows[4].cosine < told.rows[6].cosine
    net = lane.learner.settings.architecture
    wanted = gradient_noise(net, "softmax_cross_entropy", lane.learner.theta, lane.parts.train, one.spec.lane_seed(1))
    assert [row.cosine for row in told.rows] == [row.cosine for row in wanted.rows]
    assert told.norm == wanted.norm


def test_it_is_computed_where_the_lane_is_shown_and_changes_nothing() -> None:
    one = NetworkSession(small(1))
    early = noise(one)
    step(one, 5)
    lane = one.lanes[0]
    before = lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count
    late = noise(one)
    assert (lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) == before
    assert late.norm != early.norm
    tell(one, commands.Scrub(update=0))
    rest(one)
    assert noise(one) == early


def test_a_lane_that_is_not_there_or_has_no_gradient_is_refused() -> None:
    one = NetworkSession(small(1, layers=[{"units": 4, "activation": "relu"}], loss="squared_error"))
    assert refused(one, commands.GradientNoise(lane=9)).field == "lane"
    theta = one.lanes[0].learner.theta
    theta[:] = 0.0
    theta[0] = float("inf")
    assert "not finite" in refused(one, commands.GradientNoise(lane=1)).message

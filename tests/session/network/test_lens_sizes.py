"""How large the weights of a lane are: against the weights themselves."""

from __future__ import annotations

import numpy as np
import pytest

from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from session.specs import small
from session.talk import refused, step, tell


def test_norm_and_share_of_small_weights_are_those_of_the_weights_without_biases() -> None:
    one = NetworkSession(small(2))
    step(one, 5)
    lane = one.lanes[1]
    lane.learner.set_weight(0, 1, 0, 5e-4)
    (told,) = tell(one, commands.Sizes(lane=lane.id, number=3))
    assert isinstance(told, events.Sized)
    assert (told.lane, told.update, told.number, told.below) == (lane.id, 5, 3, 1e-3)
    assert len(told.layers) == len(lane.learner.layout.spans)
    for place, layer in enumerate(told.layers):
        weights = lane.learner.layout.weights(lane.learner.theta, place)
        assert layer.weights == weights.size
        assert layer.norm == pytest.approx(np.sqrt((weights.astype(float) ** 2).sum()), rel=1e-9)
        assert layer.small == (abs(weights) < 1e-3).sum()
    assert told.layers[0].small >= 1


def test_a_lane_that_is_not_there_is_refused() -> None:
    assert refused(NetworkSession(small(1)), commands.Sizes(lane=9)).field == "lane"

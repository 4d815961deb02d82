"""Lanes as a committee, and the rungs of a lane."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.engine.committee import committee
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.ladder import RUNGS
from ravine.spec.network import NetworkSpec

LAYERS: list[dict[str, Any]] = [{"kind": "conv", "filters": 3}, {"kind": "max_pool", "size": 2}, {"units": 8}]


def session(*losses: str) -> NetworkSession:
    lanes = [{"layers": LAYERS, "seed": seed, "loss": loss} for seed, loss in enumerate(losses)]
    spec = NetworkSpec.read({"data": {"name": "digits", "examples": 300}, "lanes": lanes}, "the session")
    one = NetworkSession(spec)
    for _ in range(20):
        one.receive(commands.Step(), 0.0)
        one.advance(0.0, 1.0)
    return one


def asked(one: NetworkSession, command: Any) -> Any:
    (event,) = one.receive(command, 0.0)
    return event


def test_a_committee_answers_with_the_mean_of_its_probabilities() -> None:
    one = session(*["softmax_cross_entropy"] * 3)
    told = asked(one, commands.Committee(number=4))
    assert isinstance(told, events.CommitteeTold)
    truth, says, errors = one.lanes[0].parts.test.y[:, 0], [], []
    for lane in one.lanes:
        z = lane.learner.predict(lane.parts.test.x).astype(np.float64)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        says.append(p)
        errors.append(np.mean(p.argmax(axis=1) != truth))
    assert [member.error for member in told.members] == errors
    assert told.together == np.mean(sum(says).argmax(axis=1) != truth)
    assert told.mean == pytest.approx(np.mean(errors))
    assert told.spread == pytest.approx(np.std(errors, ddof=1))
    assert (told.examples, told.number) == (len(truth), 4)
    assert len(set(errors)) > 1


def test_members_with_different_losses_answer_together() -> None:
    one = session("softmax_cross_entropy", "binary_cross_entropy", "squared_error")
    told = asked(one, commands.Committee())
    assert len(told.members) == 3
    assert 0 <= told.together <= 1


def test_a_committee_of_one_is_its_member() -> None:
    told = asked(session("softmax_cross_entropy"), commands.Committee())
    assert told.together == told.mean == told.members[0].error
    assert told.spread is None


def test_a_regression_has_no_committee() -> None:
    one = NetworkSession(NetworkSpec.read({"data": "plane"}, "the session"))
    assert isinstance(asked(one, commands.Committee()), events.Error)
    with pytest.raises(ValueError, match="needs members"):
        committee([], [])


def test_each_rung_is_told_with_the_patch_that_toggles_it() -> None:
    one = session("softmax_cross_entropy")
    told = asked(one, commands.Rungs(lane=1))
    assert isinstance(told, events.ToldRungs)
    assert [rung.name for rung in told.rungs] == [rung.name for rung in RUNGS]
    for rung in told.rungs:
        one.receive(commands.PatchLane(lane=1, changes=rung.changes), 0.0)
        after = {again.name: again for again in asked(one, commands.Rungs(lane=1)).rungs}[rung.name]
        assert after.on != rung.on
        one.receive(commands.PatchLane(lane=1, changes=after.changes), 0.0)
    assert asked(one, commands.Rungs(lane=1)) == told
    anew = {rung.name for rung in told.rungs if rung.anew}
    assert anew == {"local_response_norm"}


def test_what_the_data_cannot_have_is_no_rung() -> None:
    one = NetworkSession(NetworkSpec.read({"data": "spirals"}, "the session"))
    names = {rung.name for rung in asked(one, commands.Rungs(lane=1)).rungs}
    assert names == {"relu", "dropout", "weight_decay", "momentum", "plateau"}

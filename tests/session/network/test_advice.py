"""A session answers where a lane is in the recipe, and a remedy can be forked as it was offered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.recipe.evidence import gather
from ravine.recipe.run import Run
from ravine.session.network.lens import advice
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.commands import GoodSpec, parse_command
from ravine.spec.error import SpecError
from ravine.spec.events import write_event
from ravine.spec.network import NetworkSpec
from session.talk import refused, rest, tell


def session(*lanes: dict[str, Any], data: Any = "digits") -> NetworkSession:
    return NetworkSession(NetworkSpec.read({"data": data, "seed": 1, "lanes": list(lanes)}, "the session"))


def lane(depth: int = 4, activation: str = "sigmoid", **more: Any) -> dict[str, Any]:
    layers = [{"units": 32, "activation": activation}] * depth
    return {"layers": layers, "initializer": "xavier", "batch": 50, "optimizer": "gradient_descent", **more}


def train(one: NetworkSession, updates: int, every: int = 100) -> None:
    """As while it is watched."""
    for _ in range(updates // every):
        for each in one.lanes:
            each.advance(every)
        one.refresh({"metrics"}, 10.0)


def advised(one: NetworkSession, **more: Any) -> events.Advised:
    (told,) = tell(one, commands.Advise(lane=1, **more))
    assert isinstance(told, events.Advised)
    return told


def test_the_answer_names_its_question_and_can_be_written() -> None:
    one = session(lane())
    train(one, 400)
    (told,) = tell(one, commands.Advise(lane=1, number=7))
    assert isinstance(told, events.Advised)
    assert (told.number, told.lane, told.update, told.box) == (7, 1, 400, "training")
    assert [finding.name for finding in told.findings] == ["vanishing_gradient", "plateau", "not_overfitting"]
    assert '"kind":"advised"' in write_event(told)


def test_a_question_changes_nothing() -> None:
    asked, alone = session(lane()), session(lane())
    for one in (asked, alone):
        train(one, 200)
    advised(asked)
    for one in (asked, alone):
        train(one, 200)
    assert np.array_equal(asked.lanes[0].learner.theta, alone.lanes[0].learner.theta)
    assert [kept.values for kept in asked.lanes[0].evaluations] == [kept.values for kept in alone.lanes[0].evaluations]


def test_every_remedy_is_forked_as_it_was_offered() -> None:
    one = session(lane())
    train(one, 400)
    for remedy in advised(one).remedies:
        tell(one, commands.AddLane(copy_of=1, changes=remedy.changes))
        rest(one)
        assert one.lanes[-1].spec != one.lanes[0].spec
        assert one.lanes[-1].update == (0 if "starts anew" in remedy.why else 400)
        tell(one, commands.RemoveLane(lane=one.lanes[-1].id))


def test_it_says_no_dropout_while_training_is_bad_and_why() -> None:
    one = session(lane())
    train(one, 400)
    told = advised(one)
    assert told.refused[0].label == "dropout"
    assert "training data" in told.refused[0].why


def test_a_shallower_lane_beside_it_speaks_against_depth() -> None:
    adam = {"optimizer": {"name": "adam", "lr": 0.001}, "initializer": "he"}
    one = session(lane(56, "relu", name="deep", **adam), lane(8, "relu", name="shallow", **adam))
    train(one, 300)
    (found,) = (finding for finding in advised(one).findings if finding.name == "not_overfitting")
    assert "shallow with 8 hidden layers instead of 56" in found.evidence


def test_what_counts_as_good_is_asked_with_the_question_and_said_in_the_answer() -> None:
    one = session(lane(2, "relu", initializer="he"))
    train(one, 600)
    assert advised(one).box == "done"
    strict = advised(one, good=GoodSpec(training=1.0, testing=1.0))
    assert strict.box == "best"
    assert (strict.good_training, strict.good_testing) == (1.0, 1.0)


def test_in_the_past_it_is_judged_where_it_stands() -> None:
    one = session(lane(2, "relu", initializer="he"))
    train(one, 600)
    tell(one, commands.Scrub(update=60))
    rest(one)
    told = advised(one)
    assert (told.update, told.box) == (60, "best")
    assert told.train is not None
    assert told.train < 0.9


@pytest.mark.parametrize(
    "change",
    [
        commands.PatchSession(changes={"data": {"name": "digits", "label_noise": 0.5}}),
        commands.PatchLane(lane=1, changes={"loss": "squared_error"}),
    ],
    ids=["data", "loss"],
)
def test_evaluations_from_before_a_change_of_what_is_judged_do_not_count(
    change: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[int]] = []

    def spied(run: Run, evaluations: Any, others: Any) -> Any:
        known = gather(run, list(evaluations), others)
        seen.append([score.update for score in known.scores])
        return known

    monkeypatch.setattr(advice, "gather", spied)
    one = session(lane(2, "relu", initializer="he"))
    train(one, 400)
    advised(one)
    tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"name": "gradient_descent", "lr": 0.05}}))
    train(one, 200)
    advised(one)
    tell(one, change)
    advised(one)
    train(one, 200)
    advised(one)
    rows = [[update for update in updates if update] for updates in seen]
    assert rows == [[100, 200, 300, 400], [100, 200, 300, 400, 500, 600], [], [700, 800]]


def test_a_diverged_lane_says_so() -> None:
    one = session(lane(2, "tanh", optimizer={"name": "gradient_descent", "lr": 2.0}, batch=2000), data="sine")
    train(one, 100)
    told = advised(one)
    assert told.findings[0].name == "diverging"
    assert told.box == "training"
    assert told.remedies[0].label == "rate 0.1 instead of 2"
    write_event(told)


def test_a_lane_that_stopped_early_is_judged_with_its_best_weights() -> None:
    stopping = {"name": "early_stopping", "every": 20, "patience": 3}
    noisy = {"name": "digits", "examples": 1000, "label_noise": 0.25}
    one = session(lane(2, "relu", initializer="he", optimizer="adam", stopping=stopping), data=noisy)
    train(one, 2000)
    told = advised(one)
    assert told.box == "training"
    assert "it has stopped" in told.reason
    assert "no early stopping" in [remedy.label for remedy in told.remedies]


def test_there_must_be_such_a_lane() -> None:
    assert refused(session(lane()), commands.Advise(lane=9)).field == "lane"


@pytest.mark.parametrize("good", ['{"training": 1.1, "testing": 0.9}', '{"training": 0.9}', '"high"'])
def test_what_counts_as_good_is_two_shares(good: str) -> None:
    with pytest.raises(SpecError):
        parse_command(f'{{"kind": "advise", "lane": 1, "good": {good}}}')

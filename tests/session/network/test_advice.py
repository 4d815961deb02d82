"""A session answers where a lane is in the recipe, and a remedy can be forked as it was offered."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import pytest

from ravine.recipe.evidence import Evidence, gathering
from ravine.recipe.steps import Steps
from ravine.session import timeline
from ravine.session.network.lens import advice
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.commands import GoodSpec, parse_command
from ravine.spec.error import SpecError
from ravine.spec.events import write_event
from ravine.spec.network import NetworkSpec
from session.talk import rest, tell


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
    steps = Steps(advice.advising(one.lanes, commands.Advise(lane=1, **more)))
    while not steps.over:
        steps.advance(0.001)
    assert steps.result is not None
    return steps.result


def test_the_answer_names_its_question_and_can_be_written() -> None:
    one = session(lane())
    train(one, 400)
    told = advised(one, number=7)
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


BEFORE, AFTER = 400, 100
ALL, NONE = [100, 200, 300, 400, 500], [500]
RELU = {"units": 32, "activation": "relu"}

CHANGES: dict[str, tuple[Any, list[int], bool]] = {
    "data": (commands.PatchSession(changes={"data": {"name": "digits", "label_noise": 0.5}}), NONE, True),
    "loss": (commands.PatchLane(lane=1, changes={"loss": "squared_error"}), NONE, True),
    "activation": (commands.PatchLane(lane=1, changes={"layers": [{**RELU, "activation": "tanh"}, RELU]}), NONE, True),
    "dropout": (commands.PatchLane(lane=1, changes={"layers": [{**RELU, "keep": 0.8}, RELU]}), NONE, True),
    "residual": (commands.PatchLane(lane=1, changes={"layers": [RELU, {**RELU, "skip": 1}]}), NONE, True),
    "output": (commands.PatchLane(lane=1, changes={"output": "tanh"}), NONE, True),
    "by hand": (commands.SetWeight(lane=1, layer=0, unit=0, input=0, value=1.0), NONE, True),
    "optimizer": (commands.PatchLane(lane=1, changes={"optimizer": {"name": "adam", "lr": 0.001}}), ALL, True),
    "rate": (commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.05}}), ALL, True),
    "schedule": (commands.PatchLane(lane=1, changes={"schedule": "cosine"}), ALL, True),
    "batch": (commands.PatchLane(lane=1, changes={"batch": 10}), ALL, True),
    "clip": (commands.PatchLane(lane=1, changes={"clip": 1.0}), ALL, True),
    "L1": (commands.PatchLane(lane=1, changes={"l1": 0.001}), ALL, True),
    "L2": (commands.PatchLane(lane=1, changes={"l2": 0.01}), ALL, True),
    "weight decay": (commands.PatchLane(lane=1, changes={"weight_decay": 0.01}), ALL, True),
    "stopping": (commands.PatchLane(lane=1, changes={"stopping": "early_stopping"}), ALL, False),
    "name": (commands.PatchLane(lane=1, changes={"name": "another"}), ALL, False),
}
"""Each with the evaluations that count AFTER updates after it, and whether it ends the records."""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Evidence]:
    """What the advisor knew each time it was asked."""
    known: list[Evidence] = []

    def spied(*given: Any) -> Generator[None, None, Evidence]:
        known.append((yield from gathering(*given)))
        return known[-1]

    monkeypatch.setattr(advice, "gathering", spied)
    return known


@pytest.mark.parametrize("name", CHANGES)
def test_evidence_starts_where_a_change_makes_older_figures_speak_of_something_else(
    name: str, seen: list[Evidence]
) -> None:
    change, scores, ends = CHANGES[name]
    one = session(lane(2, "relu", initializer="he", optimizer={"name": "gradient_descent", "lr": 0.02}))
    train(one, BEFORE)
    tell(one, change)
    advised(one)
    train(one, AFTER)
    advised(one)
    at_once, later = seen
    assert [score.update for score in at_once.scores if score.update] == (ALL[:-1] if scores == ALL else [])
    assert [score.update for score in later.scores if score.update] == scores
    assert (at_once.since, later.since) == ((BEFORE, BEFORE) if ends else (0, 0))
    for series in (later.recent, later.whole):
        assert (series.start, series.updates) == ((BEFORE, AFTER) if ends else (series.start, series.updates))
        assert len(series.loss) == len(series.gradient_norm)
    assert later.whole.start == (BEFORE if ends else 0)
    assert at_once.recent.updates == (0 if ends else BEFORE)


def test_the_last_of_several_changes_counts(seen: list[Evidence]) -> None:
    one = session(lane(2, "relu", initializer="he"))
    for rate in (0.05, 0.02):
        train(one, 100)
        tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": rate}}))
    train(one, 100)
    advised(one)
    tell(one, commands.Scrub(update=150))
    rest(one)
    advised(one)
    assert [known.since for known in seen] == [200, 100]
    assert [known.recent.updates for known in seen] == [100, 50]


def test_bins_that_reach_back_over_a_change_are_left_out(seen: list[Evidence]) -> None:
    one = session(lane(1, "relu", initializer="he", batch=5), data={"name": "two_moons", "examples": 60})
    train(one, 30_001, 30_001)
    tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.05}}))
    train(one, 9_000, 9_000)
    advised(one)
    whole = seen[0].whole
    assert whole.width > 1
    assert 30_001 <= whole.start < 30_001 + whole.width
    assert whole.start + whole.updates > 39_001 - whole.width


def test_an_evaluation_of_another_lane_counts_as_long_as_it_is_of_the_same_function(seen: list[Evidence]) -> None:
    one = session(lane(2, "relu", initializer="he"), lane(1, "relu", initializer="he", name="other"))
    train(one, 200)
    advised(one)
    tell(one, commands.PatchLane(lane=2, changes={"optimizer": {"lr": 0.05}}))
    advised(one)
    tell(one, commands.PatchLane(lane=2, changes={"layers": [{**RELU, "activation": "tanh"}]}))
    advised(one)
    train(one, 100)
    advised(one)
    tell(one, commands.PatchSession(changes={"data": {"name": "digits", "label_noise": 0.5}}))
    advised(one)
    last = [kept.values[1] for kept in one.lanes[1].evaluations if kept.update in (200, 300)]
    assert [[other.train for other in known.others] for known in seen] == [[last[0]], [last[0]], [], [last[1]], []]


def test_what_another_lane_comes_to_later_is_not_known_in_the_past(seen: list[Evidence]) -> None:
    one = session(lane(2, "relu", initializer="he"), lane(1, "relu", initializer="he", name="other"))
    train(one, 300)
    tell(one, commands.Scrub(update=150))
    rest(one)
    advised(one)
    (other,) = seen[0].others
    assert other.train == next(kept.values[1] for kept in one.lanes[1].evaluations if kept.update == 100)


def test_what_was_seen_before_a_cure_is_not_said_of_the_cured_lane() -> None:
    one = session(lane())
    train(one, 400)
    assert {"vanishing_gradient", "plateau"} <= {finding.name for finding in advised(one).findings}
    tell(one, commands.PatchLane(lane=1, changes={"layers": [RELU] * 4}))
    told = advised(one)
    assert told.findings == ()
    assert told.reason.endswith("changed 0 updates ago: after 50 there is enough to say whether the loss falls")
    train(one, 400)
    assert {"vanishing_gradient", "plateau"} & {finding.name for finding in advised(one).findings} == set()


def test_of_edits_that_are_forgotten_any_may_have_ended_the_evidence(
    seen: list[Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "EDITS", 4)
    one = session(lane(2, "relu", initializer="he"))
    tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.05}}))
    for keep in range(4):
        train(one, 100)
        tell(one, commands.PatchLane(lane=1, changes={"stopping": ["early_stopping", "never"][keep % 2]}))
    train(one, 100)
    advised(one)
    assert one.lanes[0].timeline.start > 0, "nothing was forgotten"
    assert seen[0].since == 100, "where the oldest edit that is held was made"


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
    with pytest.raises(SpecError, match="there is no lane 9"):
        Steps(advice.advising(session(lane()).lanes, commands.Advise(lane=9)))


@pytest.mark.parametrize("good", ['{"training": 1.1, "testing": 0.9}', '{"training": 0.9}', '"high"'])
def test_what_counts_as_good_is_two_shares(good: str) -> None:
    with pytest.raises(SpecError):
        parse_command(f'{{"kind": "advise", "lane": 1, "good": {good}}}')

"""The pictures that are shown are the ones that the trainer sees."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from ravine.engine.layers.op import X
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from session.specs import small
from session.talk import refused, step, tell

AUGMENT: dict[str, dict[str, float]] = {"shift": {"reach": 0.2}, "rotation": {"degrees": 30}, "noise": {"sigma": 0.1}}


def session(augment: dict[str, dict[str, float]]) -> NetworkSession:
    return NetworkSession(small(2, "digits", 200, augment=augment))


def bytes_of(texts: tuple[str, ...]) -> list[list[int]]:
    return [list(base64.b64decode(text)) for text in texts]


def told(one: NetworkSession, again: int = 0) -> events.Augmented:
    (event,) = tell(one, commands.Augment(lane=one.lanes[1].id, again=again, number=7))
    assert isinstance(event, events.Augmented)
    return event


def test_they_are_those_of_the_next_update_before_and_after() -> None:
    one = session(AUGMENT)
    step(one, 3)
    lane, shown = one.lanes[1], told(one)
    assert (shown.lane, shown.update, shown.drawn_at, shown.number) == (lane.id, 3, 3, 7)
    assert shown.image == (1, 8, 8)
    rows = np.array(shown.rows)
    assert bytes_of(shown.before) == np.rint(255 * lane.parts.train.x[rows]).astype(int).tolist()
    assert list(shown.labels) == lane.parts.train.y[rows, 0].astype(int).tolist()
    assert shown.before != shown.after
    step(one, 1)
    plan = lane.learner.plan
    start = int(plan.table[plan.first_row[0], X])
    seen = plan.scratch[start : start + 64 * plan.columns].reshape(64, plan.columns).T[: len(rows)]
    assert bytes_of(shown.after) == np.rint(255 * seen).astype(int).tolist()


def test_drawn_again_the_same_pictures_come_out_otherwise_and_the_lane_stays() -> None:
    one = session(AUGMENT)
    step(one, 3)
    before = one.lanes[1].learner.theta.copy()
    drawn = [told(one, again) for again in (0, 1, 2, 1)]
    assert {shown.rows for shown in drawn} == {drawn[0].rows}
    assert [shown.drawn_at for shown in drawn] == [3, 4, 5, 4]
    assert drawn[1].after == drawn[3].after
    assert len({shown.after for shown in drawn}) == 3
    np.testing.assert_array_equal(one.lanes[1].learner.theta, before)


def test_a_lane_without_augmentation_sees_the_pictures_as_they_are() -> None:
    shown = told(session({}))
    assert shown.before == shown.after


def test_a_patch_while_it_learns_is_seen_in_the_next_update() -> None:
    one, never = session({}), session({})
    step(one, 4)
    step(never, 4)
    tell(one, commands.PatchLane(lane=one.lanes[1].id, changes={"augment": AUGMENT}))
    assert one.lanes[1].update == 4
    shown = told(one)
    assert shown.before != shown.after
    step(one, 2)
    step(never, 2)
    np.testing.assert_array_equal(one.lanes[0].learner.theta, never.lanes[0].learner.theta)
    assert not np.array_equal(one.lanes[1].learner.theta, never.lanes[1].learner.theta)


def test_data_without_pictures_are_refused() -> None:
    one = NetworkSession(small(1))
    assert refused(one, commands.Augment(lane=one.lanes[0].id)).field == "lane"


@pytest.mark.parametrize("again", [-1, 0.5])
def test_drawing_again_is_a_whole_number_of_updates(again: float) -> None:
    with pytest.raises(ValueError, match="again"):
        commands.Augment.model_validate({"lane": 1, "again": again})

"""Events are JSON with a kind, and nothing in them that JSON cannot hold."""

from __future__ import annotations

import json
import math
from typing import get_args

import pytest

from ravine.spec.error import SpecError
from ravine.spec.events import (
    EVENTS,
    Checked,
    Counts,
    Cure,
    DataShape,
    Diverged,
    Error,
    Event,
    LaneName,
    LaneState,
    LayerCheck,
    Log,
    LoggedEdit,
    Progress,
    Spec,
    State,
    Welcome,
    write_event,
)
from ravine.spec.session import SessionSpec

SPEC = SessionSpec()
LANES = (LaneName(id=1, name="ReLU", life=0), LaneName(id=2, name="sigmoid", life=4))
STATE = State(
    clock="paused",
    update=0,
    start=0,
    end=3,
    epoch=0,
    speed=None,
    lanes=(LaneState(id=1, name="ReLU", life=0, status="diverged", update=3, end=3, epoch=0, reason="why"),),
)
EXAMPLES: list[Event] = [
    Welcome(session="s", version=2, engine="1.0", spec=SPEC, lanes=LANES, state=STATE),
    STATE,
    Spec(spec=SPEC, lanes=LANES, restarted=(1,), why="the width of a layer changed"),
    Log(edits=(LoggedEdit(lane=1, update=30, what="lr 0.1 -> 0.2"),), whole=True),
    Checked(
        lane=1, update=3, examples=10, layers=(LayerCheck(error=1e-9, checked=8, of=8, doubtful=0),), engine="1.0",
        seed=1,
    ),
    Diverged(lane=1, update=3, reason="why", cures=(Cure(label="slower", changes={"optimizer": {"lr": 1}}),)),
    DataShape(
        inputs=64, outputs=10, classes=("0",), task="classification", image=(8, 8), features=("x",),
        counts=Counts(train=1, validation=2, test=3), bounds=None,
    ),
    Progress(stage="dense_forward", done=3, total=90),
    Error(message="batch is 0, too small", field="batch", allowed="more"),
]  # fmt: skip


def test_every_event_has_an_example_here() -> None:
    assert [type(event) for event in EXAMPLES] == list(get_args(Event)) == list(EVENTS.values())


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.kind)
def test_every_event_survives_a_round_trip_through_json(event: Event) -> None:
    text = write_event(event)
    assert EVENTS[event.kind].read(json.loads(text), "event") == event
    assert text.isascii()


def test_a_spec_error_becomes_an_error_event() -> None:
    event = Error.of(SpecError("batch is 0, too small", "batch", "more"))
    assert json.loads(write_event(event)) == {
        "kind": "error", "message": "batch is 0, too small", "field": "batch", "allowed": "more", "number": None
    }  # fmt: skip


def test_what_is_not_finite_is_null() -> None:
    event = Diverged(lane=1, update=0, reason="", cures=(Cure(label="", changes={"l1": math.nan, "l2": [math.inf]}),))
    assert json.loads(write_event(event))["cures"][0]["changes"] == {"l1": None, "l2": [None]}

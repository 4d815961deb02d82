"""Changes of a spec while it runs: a merge patch (RFC 7396), and which of them a lane cannot survive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from ravine.data.data import Data
from ravine.data.datasets import datasets
from ravine.data.split import leaks
from ravine.spec import limits
from ravine.spec.choice import Of
from ravine.spec.data import data_parameters
from ravine.spec.error import Refusal, SpecError, show
from ravine.spec.lane import LaneSpec
from ravine.spec.session import SessionSpec, fitting_loss
from ravine.spec.shape import shape_of, widths


def merge(target: Any, changes: Any, choice: bool = False) -> Any:
    """`changes` over `target` as RFC 7396 says: objects merge, null removes (so the default comes back), all else
    replaces.

    One rule is ours: where an object's `name` changes, it is another choice, whose parameters are other ones, so it
    is replaced whole. `choice` says whether target may be such an object: a lane has a name and is none.
    """
    if not isinstance(changes, Mapping):
        return changes
    if choice and "name" in changes and (not isinstance(target, Mapping) or changes["name"] != target.get("name")):
        target = {}
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, change in changes.items():
        if change is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), change, choice=True)
    return merged


def patch_lane(session: SessionSpec, lane: int, changes: Any) -> SessionSpec:
    """The session with `changes` merged into the lane at this place; raises SpecError, and then nothing has changed.

    The error's field is told from the lane on (`optimizer.lr`).
    """
    return _with_lane(session, lane, merge(session.lanes[lane].document(), _object(changes)))


def add_lane(session: SessionSpec, copy_of: int | None = None, changes: Any = None) -> SessionSpec:
    """The session with one lane more: a copy of the one at place `copy_of`, or the default, and `changes` merged in."""
    if len(session.lanes) == limits.LANES:
        raise _unchanged(SpecError(f"there are {limits.LANES} lanes already", "lanes", f"at most {limits.LANES} lanes"))
    start = {} if copy_of is None else session.lanes[copy_of].document()
    new, old = f"lane {len(session.lanes) + 1}", None if copy_of is None else session.lanes[copy_of].name
    start["name"] = new if old is None else _free_name(session, old)
    return _with_lane(session, len(session.lanes), merge(start, {} if changes is None else _object(changes)))


def remove_lane(session: SessionSpec, lane: int) -> SessionSpec:
    """The session without the lane at this place; the last one stays."""
    if len(session.lanes) == 1:
        raise _unchanged(SpecError("the last lane cannot be removed", "lanes", "at least 1 lane"))
    return session.model_copy(update={"lanes": session.lanes[:lane] + session.lanes[lane + 1 :]})


def patch_session(session: SessionSpec, changes: Any) -> SessionSpec:
    """The session with `changes` merged into seed, data and split; raises SpecError, and then nothing has changed.

    Where the new data are of another task, each lane gets the default loss, or the first that fits: so a change from
    classes to numbers is one command, and the way back leads to where it began.
    """
    if "lanes" in _object(changes):
        only = "patch_lane, add_lane and remove_lane, one lane at a time"
        raise _unchanged(SpecError("lanes cannot be changed together with the session", "lanes", only))
    document = merge(session.document(), changes)
    try:
        shape = shape_of(Of(datasets, data_parameters).read(document.get("data", session.data)))
    except Refusal:
        shape = session.shape  # reading the whole says what is wrong with the data
    for lane, spec in zip(document["lanes"], session.lanes, strict=True):
        wanted = spec.loss if shape.task == session.shape.task else LaneSpec().loss
        lane["loss"] = fitting_loss(wanted, shape).document()
    return _read_session(document)


def restarts(before: SessionSpec, after: SessionSpec, lane: int) -> str | None:
    """Why the lane at this place has to start anew from its seed, in plain words; None where it keeps what it learned.

    Both sessions hold the same lanes in the same places.
    """
    old, new = before.lanes[lane], after.lanes[lane]
    old_widths, new_widths = widths(old, before.shape), widths(new, after.shape)
    painted, now_painted = _painted(before), _painted(after)
    painting = painted is not None and now_painted is not None
    reasons = {
        "the session's seed is another one": before.seed != after.seed,
        "the data set is another one": before.data.name != after.data.name and not painting,
        "other examples are learned from and tested on": before.split != after.split
        or (before.data["examples"] != after.data["examples"] and not painting),
        "examples that it learned from would be tested on now": painted is not None
        and now_painted is not None
        and leaks(painted, now_painted, after.split.shares, after.seed),
        "the number of inputs changed": old_widths[0] != new_widths[0],
        "the number of outputs changed": old_widths[-1] != new_widths[-1],
        "the number of layers changed": len(old_widths) != len(new_widths),
        "the width of a layer changed": old_widths[1:-1] != new_widths[1:-1],
        "the kind of a layer changed": [layer.kind for layer in old.layers] != [layer.kind for layer in new.layers],
        "the initial parameters are drawn in another way": old.initializer != new.initializer,
        "the lane's seed is another one": old.seed != new.seed,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def _painted(session: SessionSpec) -> Data | None:
    """The points that the session learns from, where somebody paints them."""
    whole: Data | None = datasets[session.data.name].traits.get("whole")
    return None if whole is None or whole.marks is None else whole


def _free_name(session: SessionSpec, name: str) -> str:
    """The name with the first number behind it, from 2 on, that no lane has yet: `ReLU 2`, then `ReLU 3`."""
    stem = re.sub(r" [0-9]+$", "", name)[: limits.NAME - 3]
    names = {lane.name for lane in session.lanes}
    return next(found for number in count(2) if (found := f"{stem} {number}") not in names)


def _with_lane(session: SessionSpec, place: int, document: Any) -> SessionSpec:
    """The session with the lane that `document` describes at this place, or behind the last one."""
    try:
        LaneSpec.read(document, "the lane")
    except SpecError as error:
        raise _unchanged(error) from None
    whole = session.document()
    whole["lanes"][place : place + 1] = [document]
    return _read_session(whole, f"lanes.{place}")


def _read_session(document: Any, lane: str = "") -> SessionSpec:
    """The session that `document` describes; an error about the part `lane` is told from there on."""
    try:
        return SessionSpec.read(document, "the session")
    except SpecError as error:
        if not lane or error.field is None or not f"{error.field}.".startswith(f"{lane}."):
            raise _unchanged(error) from None
        field = error.field.removeprefix(lane).removeprefix(".") or None
        message = (field or "the lane") + error.message.removeprefix(error.field)
        raise _unchanged(SpecError(message, field, error.allowed)) from None


def _unchanged(error: SpecError) -> SpecError:
    return SpecError(f"{error.message}; nothing was changed", error.field, error.allowed)


def _object(changes: Any) -> Mapping[str, Any]:
    if not isinstance(changes, Mapping):
        raise _unchanged(SpecError(f"changes is {show(changes)}", "changes", "an object with the fields to change"))
    return changes

"""Changes of a spec while it runs: a merge patch (RFC 7396)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any, TypeVar

from ravine.spec import limits
from ravine.spec.error import SpecError, show
from ravine.spec.session import SessionSpec

Spec = TypeVar("Spec", bound=SessionSpec)


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


def patch_lane(session: Spec, lane: int, changes: Any) -> Spec:
    """The session with `changes` merged into the lane at this place; raises SpecError, and then nothing has changed.

    The error's field is told from the lane on (`optimizer.lr`).
    """
    return _with_lane(session, lane, merge(session.lanes[lane].document(), _object(changes)))


def add_lane(session: Spec, copy_of: int | None = None, changes: Any = None) -> Spec:
    """The session with one lane more: a copy of the one at place `copy_of`, or the default, and `changes` merged in."""
    if len(session.lanes) == limits.LANES:
        raise _unchanged(SpecError(f"there are {limits.LANES} lanes already", "lanes", f"at most {limits.LANES} lanes"))
    start = {} if copy_of is None else session.lanes[copy_of].document()
    new, old = f"lane {len(session.lanes) + 1}", None if copy_of is None else session.lanes[copy_of].name
    start["name"] = new if old is None else _free_name(session, old)
    return _with_lane(session, len(session.lanes), merge(start, {} if changes is None else _object(changes)))


def remove_lane(session: Spec, lane: int) -> Spec:
    """The session without the lane at this place; the last one stays."""
    if len(session.lanes) == 1:
        raise _unchanged(SpecError("the last lane cannot be removed", "lanes", "at least 1 lane"))
    return session.model_copy(update={"lanes": session.lanes[:lane] + session.lanes[lane + 1 :]})


def patch_session(session: Spec, changes: Any) -> Spec:
    """The session with `changes` merged into what its lanes share; raises SpecError, and then nothing has changed."""
    if "lanes" in _object(changes):
        only = "patch_lane, add_lane and remove_lane, one lane at a time"
        raise _unchanged(SpecError("lanes cannot be changed together with the session", "lanes", only))
    return _read(session, session.patched(merge(session.document(), changes), changes))


def _free_name(session: SessionSpec, name: str) -> str:
    """The name with the first number behind it, from 2 on, that no lane has yet: `ReLU 2`, then `ReLU 3`."""
    stem = re.sub(r" [0-9]+$", "", name)[: limits.NAME - 3]
    names = {lane.name for lane in session.lanes}
    return next(found for number in count(2) if (found := f"{stem} {number}") not in names)


def _with_lane(session: Spec, place: int, document: Any) -> Spec:
    """The session with the lane that `document` describes at this place, or behind the last one."""
    try:
        session.LANE.read(document, "the lane")
    except SpecError as error:
        raise _unchanged(error) from None
    whole = session.document()
    whole["lanes"][place : place + 1] = [document]
    return _read(session, whole, f"lanes.{place}")


def _read(session: Spec, document: Any, lane: str = "") -> Spec:
    """The session that `document` describes; an error about the part `lane` is told from there on."""
    try:
        return type(session).read(document, "the session")
    except SpecError as error:
        if not lane or error.field is None or not f"{error.field}.".startswith(f"{lane}."):
            raise _unchanged(error) from None
        field = error.field.removeprefix(lane).removeprefix(".") or None
        message = (field or "the lane") + error.message.removeprefix(error.field)
        told = SpecError(message, field, error.allowed)
        told.span = error.span
        raise _unchanged(told) from None


def _unchanged(error: SpecError) -> SpecError:
    told = SpecError(f"{error.message}; nothing was changed", error.field, error.allowed)
    told.span = error.span
    return told


def _object(changes: Any) -> Mapping[str, Any]:
    if not isinstance(changes, Mapping):
        raise _unchanged(SpecError(f"changes is {show(changes)}", "changes", "an object with the fields to change"))
    return changes

"""What is different between two specs, in a few words: for the list of edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ravine.data.own import PREFIX
from ravine.spec.error import show
from ravine.spec.session import SessionSpec

MOST = 3
"""Changes that are told one by one."""


def difference(before: SessionSpec, after: SessionSpec) -> str:
    """`lr 0.1 -> 0.03`, or `optimizer gradient_descent -> adam`; empty where nothing is different.

    Both hold the same lanes. A list is told by its members; where all of them changed alike that is said once.
    """
    told = list(dict.fromkeys(_changes(before.document(), after.document(), "")))
    more = f" and {len(told) - MOST} more" if len(told) > MOST else ""
    return ", ".join(told[:MOST]) + more


def _changes(old: Any, new: Any, name: str) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        if old.get("name") != new.get("name") and name and name != "lanes":  # another choice: its parameters follow
            own = str(new.get("name")).startswith(PREFIX)
            yield "data of one's own" if own else f"{name} {old.get('name')} -> {new.get('name')}"
            return
        for key in {**old, **new}:
            yield from _changes(old.get(key), new.get(key), key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for one, other in zip(old, new, strict=True):
            yield from _changes(one, other, name)
    elif None in (old, new) and (isinstance(old, Mapping) or isinstance(new, Mapping)):
        yield f"{name} {'off' if new is None else 'on'}"
    else:
        yield f"{name} {_told(old)} -> {_told(new)}"


def _told(value: Any) -> str:
    return value if isinstance(value, str) else show(value)

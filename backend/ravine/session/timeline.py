"""How a lane gets back to any update of its past: what was changed when, and snapshots to start from.

From the nearest snapshot the updates are made again and the edits with them, at their updates; that gives the same
numbers bit for bit, so nothing else of the past has to be kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

from ravine.engine.training import Snapshot
from ravine.spec.session import SessionSpec

SNAPSHOTS = 512
"""Of one lane, at most. When there are more, or they are too large, every other one goes: so they lie evenly, and no
update takes longer to get back to than any other."""

BYTES = 16 * 1024 * 1024
"""Of one lane's snapshots together; a few are kept in any case."""

FEWEST = 4

STRIDE = 64
"""Updates between two snapshots at first."""

EDITS = 512
"""Of one lane. When there are more, the older half is forgotten, and with it the past that cannot be replayed then;
after as many at one update, all that came before it."""


class Manual(Protocol):
    """Something that a person set by hand."""

    def apply(self, learner: Any) -> None: ...


@dataclass(frozen=True)
class Edit:
    """What came into force before update `update`: the spec (of this lane alone), or something set by hand."""

    update: int
    spec: SessionSpec
    what: str = ""
    manual: Manual | None = None
    held: object = None
    """What keeps data of one's own alive, so that a replay finds them."""


@dataclass(frozen=True)
class Kept:
    """A snapshot, and how many of all edits so far had been made."""

    snapshot: Snapshot
    edits: int

    @property
    def update(self) -> int:
        return self.snapshot.update


class Timeline:
    """Begins with the spec that the lane starts from: that is its first edit, number 0."""

    def __init__(self, spec: SessionSpec, held: object = None) -> None:
        self._edits = [Edit(0, spec, held=held)]
        self._forgotten = 0
        """Edits so far that are no longer here."""
        self._kept: list[Kept] = []
        self._stride = STRIDE

    # --- edits --------------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Edit]:
        """The edits that a person made."""
        return self.since(1)

    def since(self, number: int) -> Iterator[Edit]:
        """Those from this number on, as far as they are held."""
        return iter(self._edits[max(number - self._forgotten, 1) :])

    @property
    def count(self) -> int:
        """How many edits there were."""
        return self._forgotten + len(self._edits)

    def edit(self, number: int) -> Edit:
        return self._edits[number - self._forgotten]

    def at(self, update: int) -> Edit:
        """The last edit that is in force at an update."""
        return self._edits[max(0, bisect_right(self._edits, update, key=lambda edit: edit.update) - 1)]

    def changed(self, part: Callable[[Any], object], update: int) -> int | None:
        """Where the last edit up to an update changed this part of the spec, or set something by hand; None: none did.
        Of those that are held no longer any may have."""
        edits = [edit for edit in self._edits if edit.update <= update]
        for after, before in pairwise(reversed(edits)):
            if after.manual is not None or part(before.spec) != part(after.spec):
                return after.update
        return self._edits[0].update if self._forgotten else None

    def log(self, edit: Edit) -> None:
        """One more, at the end of the past."""
        self._edits.append(edit)

    def rename(self, name: str) -> None:
        """In every edit: a name is no part of what is learned."""

        def renamed(spec: SessionSpec) -> SessionSpec:
            return spec.model_copy(update={"lanes": (spec.lanes[0].model_copy(update={"name": name}),)})

        self._edits = [replace(edit, spec=renamed(edit.spec)) for edit in self._edits]

    @property
    def crowded(self) -> bool:
        """There are more edits than shall be held."""
        return len(self._edits) > EDITS

    def forget(self, snapshot: Snapshot) -> None:
        """Drop edits up to the first snapshot behind the middle one: from there on everything can still be replayed.

        snapshot: made at the end, under all edits; it is kept where there is no other one so late.
        """
        middle = self._forgotten + len(self._edits) // 2
        if not self._kept or self._kept[-1].edits <= middle:
            self._append(snapshot)
        first = next(kept for kept in self._kept if kept.edits > middle)
        self._edits = self._edits[first.edits - 1 - self._forgotten :]
        self._forgotten = first.edits - 1
        self._kept = [kept for kept in self._kept if kept.edits >= first.edits]

    # --- snapshots ----------------------------------------------------------------------------------------------------

    @property
    def start(self) -> int:
        """The first update that can be reached."""
        return self._kept[0].update if self._forgotten else 0

    @property
    def size(self) -> int:
        """Bytes of all snapshots."""
        return sum(kept.snapshot.size for kept in self._kept)

    def __len__(self) -> int:
        """Snapshots held."""
        return len(self._kept)

    def wants(self, update: int) -> bool:
        """Whether the last snapshot is far enough away for another one."""
        return update - (self._kept[-1].update if self._kept else 0) >= self._stride

    def keep(self, snapshot: Snapshot) -> None:
        """Add a snapshot that was made under all edits so far, at the end of the past."""
        self._append(snapshot)
        while len(self._kept) > SNAPSHOTS or (len(self._kept) > FEWEST and self.size > BYTES):
            first = 0 if self._forgotten else 1  # where nothing was forgotten, update 0 is there without a snapshot
            self._kept = self._kept[first::2]
            self._stride *= 2

    def _append(self, snapshot: Snapshot) -> None:
        if self._kept and self._kept[-1].update >= snapshot.update:
            self._kept.pop()
        self._kept.append(Kept(snapshot, self.count))

    def snapshots(self) -> Iterator[Snapshot]:
        """All that are held, the oldest first."""
        return (kept.snapshot for kept in self._kept)

    def nearest(self, update: int) -> Kept | None:
        """The last snapshot at or before an update; None: the start is nearest."""
        place = bisect_right(self._kept, update, key=lambda kept: kept.update)
        return self._kept[place - 1] if place else None

    # --- other pasts --------------------------------------------------------------------------------------------------

    def truncate(self, end: int) -> None:
        """Forget what came after update `end`; an edit made there stays."""
        self._edits = [edit for edit in self._edits if edit.update <= end] or self._edits[:1]
        self._kept = [kept for kept in self._kept if kept.update <= end and kept.edits <= self.count]

    def copy(self) -> Timeline:
        """The same past for another lane; edits and snapshots never change, so they are shared."""
        other = Timeline(self._edits[0].spec)
        other._edits, other._kept = list(self._edits), list(self._kept)
        other._forgotten, other._stride = self._forgotten, self._stride
        return other

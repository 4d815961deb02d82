"""Entries that somebody made for this process: found by name, listed nowhere, held while they are used.

A name is a hash of the content, so who has no copy of it cannot guess it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from weakref import WeakValueDictionary

from ravine.engine.registry import Entry, Family


class Shelf:
    """Entries of one kind, at most so many of them and so many bytes. What was used last stays longest."""

    def __init__(self, most: int, most_bytes: int, size_of: Callable[[Entry], int]) -> None:
        self._most, self._most_bytes, self._size_of = most, most_bytes, size_of
        self._held: OrderedDict[str, Entry] = OrderedDict()
        self.size = 0
        """Bytes of all that it holds."""

    def put(self, entry: Entry) -> None:
        if entry.name not in self._held:
            self._held[entry.name] = entry
            self.size += self._size_of(entry)
        self._held.move_to_end(entry.name)
        while len(self._held) > self._most or (len(self._held) > 1 and self.size > self._most_bytes):
            _, gone = self._held.popitem(last=False)
            self.size -= self._size_of(gone)


class Shelved:
    """Entries by name: those on a shelf are found, and those that a session holds.

    `shelf_of` says which shelf an entry belongs on. Names begin with `prefix`; `gone` is what to say behind one that
    is not held any more.
    """

    def __init__(self, prefix: str, gone: str, shelf_of: Callable[[Entry], Shelf]) -> None:
        self.prefix, self.gone = prefix, gone
        self._shelf_of = shelf_of
        self._lock = threading.Lock()
        self._alive: WeakValueDictionary[str, Entry] = WeakValueDictionary()

    def put(self, entry: Entry) -> Entry:
        """The entry that there is of this name, and so of this content, already; else this one."""
        with self._lock:
            held = self._alive.setdefault(entry.name, entry)
            self._shelf_of(held).put(held)
        return held

    def find(self, name: object) -> Entry | None:
        with self._lock:
            entry = self._alive.get(name) if isinstance(name, str) else None
            if entry is not None:
                self._shelf_of(entry).put(entry)
        return entry


class FamilyWithShelf(Family):
    """A family whose entries by name are also those of a shelf, which are nobody else's business to be listed."""

    def __init__(self, name: str, noun: str, shelved: Shelved) -> None:
        super().__init__(name, noun)
        self._shelved = shelved

    def __getitem__(self, name: str) -> Entry:
        return self._shelved.find(name) or super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        return self._shelved.find(name) is not None or super().__contains__(name)

    def hint(self, name: str) -> str:
        return self._shelved.gone if name.startswith(self._shelved.prefix) else super().hint(name)

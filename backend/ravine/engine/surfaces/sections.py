"""Sections of networks, held for this process: each a surface like the registry's, named by a hash of its content."""

from __future__ import annotations

from ravine.engine.registry import Entry
from ravine.engine.shelf import Shelf, Shelved

PREFIX = "section_"

HELD = 512, 64 * 1024 * 1024
"""Sections and bytes that are held for the next one who asks; those in use stay for as long as they are."""

GONE = (
    ": this section of a network is not on this server any more; choose two weights in the Network place and show the"
    " loss over them once more"
)


def _size(entry: Entry) -> int:
    size: int = entry.traits["section"].size
    return size


_shelf = Shelf(*HELD, _size)

sections = Shelved(PREFIX, GONE, lambda entry: _shelf)

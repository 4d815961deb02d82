"""Why a connection is closed, as the page reads it (RFC 6455, section 7.4; from 4000 on they are ours)."""

from __future__ import annotations

from enum import IntEnum


class Code(IntEnum):
    """A closing code."""

    BROKEN = 1011
    """The engine could not be made ready."""
    FULL = 1013
    """No room for another page or session; try again later."""
    BAD_HELLO = 4400
    NO_TOKEN = 4401
    STOPPED_READING = 4408

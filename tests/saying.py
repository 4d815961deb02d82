"""What a command of the command line leaves behind."""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """Its exit code, and what it wrote."""

    code: int
    out: str
    err: str

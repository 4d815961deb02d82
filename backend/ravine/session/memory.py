"""How much of the machine's memory this process may take: sessions are bounded one by one, and together by this."""

from __future__ import annotations

import os

SHARE = 0.5
"""Of the machine's memory: beyond it nothing that needs more is begun."""


def held() -> int | None:
    """Bytes that the process holds; None where the system does not say (macOS, Windows)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None


def full(more: int = 0) -> bool:
    """Whether the process would hold more than its share with so many bytes more; False where the system does not say
    what it holds."""
    now = held()
    return now is not None and now + more > SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")

"""How much of the machine's memory this process may take: sessions are bounded one by one, and together by this."""

from __future__ import annotations

import os

SHARE = 0.5
"""Of the machine's memory: beyond it nothing that needs more is begun."""


def full() -> bool:
    """Whether the process holds more than its share; False where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            held = int(file.read().split()[1])
        return held > SHARE * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError, AttributeError):  # macOS, Windows
        return False

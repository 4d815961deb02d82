"""Figures as the advisor writes them."""

from __future__ import annotations

import math


def percent(share: float) -> str:
    """`61 %`; one digit more where a whole number would say all or nothing."""
    if not math.isfinite(share) or share < -1:
        return "below -100 %"
    digits = 1 if 0.99 < share < 1 or 0 < share < 0.01 else 0
    return f"{100 * share:.{digits}f} %"


def plain(value: float) -> str:
    """Three digits: `0.652`, `1.4e-06`."""
    return f"{value:.3g}"

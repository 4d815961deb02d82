"""What would help a racer that diverged, as changes of its spec for one click each."""

from __future__ import annotations

from ravine.engine.optimizers import optimizers
from ravine.spec.error import number
from ravine.spec.events import Cure
from ravine.spec.racer import RacerSpec

SMALLER = 10.0


def cures_for(lane: RacerSpec) -> tuple[Cure, ...]:
    """A smaller rate: on a surface nothing else is at fault."""
    rate = lane.optimizer["lr"]
    lower = min(float(f"{rate / SMALLER:.3g}"), optimizers[lane.optimizer.name].defaults()["lr"])
    if not 0 < lower < rate:
        return ()
    return (Cure(label=f"rate {number(lower)} instead of {number(rate)}", changes={"optimizer": {"lr": lower}}),)

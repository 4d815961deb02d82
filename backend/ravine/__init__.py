"""Ravine trains deep networks live in front of a class; here is its side for notebooks.

    >>> import ravine
    >>> result = ravine.train({"data": "two_moons", "lanes": [{"optimizer": "adam"}]}, updates=2000)
    >>> result.figure().show()
    >>> ravine.race(surface="rosenbrock", lanes=["adam:lr=0.02", "momentum:lr=0.001,lambda=0.9"]).figure().show()
    >>> ravine.sweep(over="depth", values=[1, 2, 4, 8]).figure().show()

Everything is imported when it is first used, so `import ravine` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ravine.notebook import LaneResult, Result, train
    from ravine.racing import RaceLane, RaceResult, race
    from ravine.spec.error import SpecError
    from ravine.swept import SweepResult, SweptLane, sweep

__all__ = [
    "LaneResult", "RaceLane", "RaceResult", "Result", "SpecError", "SweepResult", "SweptLane", "__version__", "race",
    "sweep", "train",
]  # fmt: skip

_HOMES = {
    "LaneResult": "ravine.notebook",
    "RaceLane": "ravine.racing",
    "RaceResult": "ravine.racing",
    "Result": "ravine.notebook",
    "SpecError": "ravine.spec.error",
    "SweepResult": "ravine.swept",
    "SweptLane": "ravine.swept",
    "race": "ravine.racing",
    "sweep": "ravine.swept",
    "train": "ravine.notebook",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib import metadata

        try:
            return metadata.version("ravine")
        except metadata.PackageNotFoundError:  # a checkout on the path, not installed
            return "0+checkout"
    if name not in _HOMES:
        raise AttributeError(f"module 'ravine' has no attribute {name!r}: it has {', '.join(__all__)}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__

"""Small sessions for tests."""

from __future__ import annotations

from typing import Any

from ravine.spec.session import SessionSpec


def small(lanes: int = 2, data: str = "two_moons", examples: int = 60, **fields: Any) -> SessionSpec:
    """Lanes alike but for their names: one hidden layer of 4, batches of 10; `fields` are every lane's."""
    layer = {"kind": "dense", "units": 4, "activation": "tanh"}
    document = {
        "data": {"name": data, "examples": examples},
        "lanes": [{"name": f"lane {number}", "layers": [layer], "batch": 10, **fields} for number in range(1, lanes + 1)],
    }
    return SessionSpec.read(document, "the session")


class Timer:
    """A clock that only moves by being looked at, or told to."""

    def __init__(self, step: float = 1e-4) -> None:
        self.now = 0.0
        self.step = step

    def __call__(self) -> float:
        self.now += self.step
        return self.now

"""Small sessions for tests."""

from __future__ import annotations

from typing import Any

from ravine.session.network.session import NetworkSession
from ravine.spec.network import NetworkSpec


def small(lanes: int = 2, data: str = "two_moons", examples: int = 60, **fields: Any) -> NetworkSpec:
    """Lanes alike but for their names: one hidden layer of 4, batches of 10; `fields` are every lane's."""
    layer = {"kind": "dense", "units": 4, "activation": "tanh"}
    document = {
        "data": {"name": data, "examples": examples},
        "lanes": [{"name": f"lane {place + 1}", "layers": [layer], "batch": 10, **fields} for place in range(lanes)],
    }
    return NetworkSpec.read(document, "the session")


class Timer:
    """A clock that counts work: every update of the session it belongs to takes `pace` seconds, every look `look`."""

    def __init__(self, pace: float = 2e-5, look: float = 1e-5) -> None:
        self.pace = pace
        self.look = look
        self.session: NetworkSession | None = None
        self._now = 0.0
        self._updates = 0

    def __call__(self) -> float:
        updates = sum(lane.update for lane in self.session.lanes) if self.session else 0
        self._now += self.look + self.pace * max(updates - self._updates, 0)
        self._updates = updates
        return self._now


def timed(spec: NetworkSpec, timer: Timer | None = None) -> NetworkSession:
    """A session on paper time."""
    timer = timer or Timer()
    timer.session = NetworkSession(spec, timer)
    return timer.session

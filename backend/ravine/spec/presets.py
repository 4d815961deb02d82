"""Races that make a point in one click: each a spec of the Surface place, and what to see in it.

What is said is what the engine shows: tests/spec/test_presets.py runs every one of them.
"""

from __future__ import annotations

from typing import Any

from ravine.spec.strict import Strict
from ravine.spec.surface import SurfaceSpec


class Preset(Strict):
    """name: in tests and addresses. title: on its button. says: what to look at, in a sentence or two."""

    name: str
    title: str
    says: str
    spec: SurfaceSpec


def _preset(name: str, title: str, says: str, *lanes: dict[str, Any], **fields: Any) -> Preset:
    return Preset(name=name, title=title, says=says, spec=SurfaceSpec.read({**fields, "lanes": list(lanes)}, name))


def _lane(name: str, optimizer: str, lr: float, **more: float) -> dict[str, Any]:
    return {"name": name, "optimizer": {"name": optimizer, "lr": lr, **more}}


PRESETS: tuple[Preset, ...] = (
    _preset(
        "ravine",
        "Ravine",
        "Plain descent zigzags across and creeps along; momentum adds up what all steps agree on.",
        _lane("gradient descent", "gradient_descent", 0.038),
        _lane("momentum", "momentum", 0.01),
        surface="ravine",
    ),
)

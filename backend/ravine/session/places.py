"""Which kind of session belongs to which kind of spec."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ravine.session.network.session import NetworkSession
from ravine.session.session import Session
from ravine.session.surface.session import SurfaceSession
from ravine.spec.network import NetworkSpec
from ravine.spec.session import SessionSpec
from ravine.spec.surface import SurfaceSpec
from ravine.spec.vision import VisionSpec

KINDS: dict[type[SessionSpec], Callable[[Any], Session]] = {
    NetworkSpec: NetworkSession,
    SurfaceSpec: SurfaceSession,
    VisionSpec: NetworkSession,
}


def build_session(spec: SessionSpec) -> Session:
    """A session of the place that the spec belongs to."""
    return KINDS[type(spec)](spec)

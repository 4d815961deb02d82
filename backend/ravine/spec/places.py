"""The spec of a session of any place of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Tag

from ravine.spec.network import NetworkSpec
from ravine.spec.session import PLACES, SessionSpec
from ravine.spec.surface import SurfaceSpec
from ravine.spec.vision import VisionSpec

MODELS: dict[str, type[SessionSpec]] = {"network": NetworkSpec, "surface": SurfaceSpec, "vision": VisionSpec}


def place_of(document: Any) -> str:
    """The place that a document names; where it names none that there is, the first: its spec says what is allowed."""
    named = document.get("place") if isinstance(document, Mapping) else getattr(document, "place", None)
    return named if isinstance(named, str) and named in MODELS else PLACES[0]


AnySpec = Annotated[
    Annotated[NetworkSpec, Tag("<network>")]
    | Annotated[SurfaceSpec, Tag("<surface>")]
    | Annotated[VisionSpec, Tag("<vision>")],
    Discriminator(lambda document: f"<{place_of(document)}>"),
]
"""A tag in angle brackets is no part of an error's path."""


def read_spec(document: Any, whole: str) -> SessionSpec:
    """The session that `document` (parsed JSON) describes; raises SpecError, calling the document `whole`."""
    return MODELS[place_of(document)].read(document, whole)

"""A lane of the Surface place: a point that an optimizer moves."""

from __future__ import annotations

from collections.abc import Callable

from ravine.engine.descent import Descent
from ravine.engine.surfaces.surface import Surface
from ravine.session.lane import Lane
from ravine.spec import ground
from ravine.spec.surface import SurfaceSpec


class SurfaceLane(Lane):
    """`prepare` gives the surface of a spec."""

    learner: Descent

    def __init__(
        self,
        identifier: int,
        alone: SurfaceSpec,
        prepare: Callable[[SurfaceSpec], Surface],
        timer: Callable[[], float],
    ) -> None:
        self._prepare = prepare
        super().__init__(identifier, alone, timer)

    def _learner(self, alone: SurfaceSpec) -> Descent:
        return ground.descent(alone, 0, self._prepare(alone))

    def _held(self, alone: SurfaceSpec) -> object:
        return alone.entry

    def _change(self, before: SurfaceSpec, after: SurfaceSpec) -> None:
        settings = ground.settings(after, 0)
        if settings != self.learner.settings:
            self.learner.change(settings)
            self.seconds_per_update = None

"""A session of the Surface place: the surface as it is shown, an update from inside, rates on a grid, and maps."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from itertools import count

import numpy as np

from ravine.engine.registry import UnknownName
from ravine.engine.section import Section
from ravine.engine.surfaces.surface import Surface
from ravine.session.blocks import Block, block
from ravine.session.display import Group
from ravine.session.drawn import Drawn
from ravine.session.remembered import remembered
from ravine.session.session import Session, Shared
from ravine.session.surface.cures import cures_for
from ravine.session.surface.explained import explained
from ravine.session.surface.lane import SurfaceLane
from ravine.session.surface.map import LiveMap, check_axes
from ravine.session.surface.point import point
from ravine.session.surface.tuned import tuned
from ravine.spec import commands, events, ground
from ravine.spec.commands import Command
from ravine.spec.error import SpecError
from ravine.spec.events import Event
from ravine.spec.racer import RacerSpec
from ravine.spec.surface import SurfaceSpec

SIDE = 160
"""Cells along a side of the surface's picture, fewer where each costs much."""

IDLE = 0.01
"""Seconds of a turn for a map while nothing else is computed."""

TUNED = "each starts anew at its best rate"


class SurfaceSession(Session):
    """Racers side by side on the same surface."""

    GROUPS = (Group(point, ("point",)),)

    surface: Surface
    """The one of the lanes that are shown."""

    def __init__(self, spec: SurfaceSpec, timer: Callable[[], float] = time.perf_counter) -> None:
        self._drawn = Drawn(ground.surface)
        self._shown = ""
        """The name of the surface."""
        self._window: commands.Window | None = None
        self._looks = 0
        """How often the surface, or the part of it that is shown, became another one."""
        self._picture: tuple[int, tuple[Block, ...]] = (0, ())
        """The newest one of the surface, and which look it is of: a network's takes long, and many may watch."""
        self._map: LiveMap | None = None
        self._map_numbers = count()
        """Of all maps, for a page that had one must not take the next for it."""
        super().__init__(spec, timer)

    def _lane(self, identifier: int, alone: SurfaceSpec) -> SurfaceLane:
        return SurfaceLane(identifier, alone, self._drawn, self._timer)

    def _prepare(self, spec: SurfaceSpec) -> None:
        try:
            self._drawn(spec)
        except UnknownName as error:  # a section may be given up between the reading of its name and now
            raise SpecError(f"{error}; nothing was changed", "surface") from None

    def _adopt_source(self, spec: SurfaceSpec) -> None:
        if spec.surface.name != self._shown:  # who types or drags goes on looking at the same part
            self._shown, self._window = spec.surface.name, None
        self.surface = self._drawn(spec)
        self._looks += 1
        if isinstance(self.surface, Section):
            self._map = None

    def about(self) -> Event:
        told, side = ground.described(self.spec, self.surface), self.surface.cells(SIDE)
        if side == SIDE:
            return told
        return told.model_copy(update={"formula": f"{told.formula}; a picture of {side} x {side} cells"})

    def cures(self, lane: RacerSpec) -> tuple[events.Cure, ...]:
        return cures_for(lane)

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def window(self) -> commands.Window:
        """Lowest and highest x and y of what is shown."""
        return self._window or self.surface.domain

    def shared(self) -> Iterator[Shared]:
        yield Shared("field", self._looks, self._field)
        if self._map is not None:
            yield Shared("map_label", self._map.number, self._map.blocks)

    def _field(self) -> Iterator[Block]:
        looks, blocks = self._picture
        if looks != self._looks:
            side = self.surface.cells(SIDE)
            with np.errstate(all="ignore"):
                values = self.surface.field(self.window, side, side, np.float32)
            window = block("window", 0, np.array(self.window).ravel(), self._looks)
            blocks = (window, block("field", 0, values, self._looks))
            self._picture = self._looks, blocks
        yield from blocks

    def refresh(self, watched: Collection[str], budget: float) -> bool:
        """Maps grow within the share of the time that pictures have; a change of what they are of begins them anew."""
        left = super().refresh(watched, budget)
        if self._map is not None and not self._map.fits(self.lanes):
            self._map = None
        if self._map is None or "map_label" not in watched:
            return left
        training = self.training
        allowed = self.display.allowance(training, IDLE)
        if allowed > 0:
            start = self._timer()
            self._news += self._map.advance(self.spec, self.surface, self.window, self.lanes, allowed, self._timer)
            self.display.spent(self._timer() - start, training)
        return left or not self._map.done

    # --- commands -----------------------------------------------------------------------------------------------------

    def _obey(self, command: Command, now: float) -> list[Event]:
        match command:
            case commands.Look():
                self._window = command.window
                self._looks += 1
                return [self.state()]
            case commands.Explain():
                return [explained(self.lanes.by_id(command.lane))]
            case commands.Tune():
                return self._tune(command.updates)
            case commands.Map():
                return self._begin_map(command)
            case commands.Remember():
                return [remembered(self.lanes, command)]
            case _:
                return super()._obey(command, now)

    def _begin_map(self, command: commands.Map) -> list[Event]:
        if isinstance(self.surface, Section) and command.what is not None:
            raise SpecError("a map would take too long on a network's weights", "what", "another surface")
        lane = self.lanes[0 if command.lane is None else self.lanes.place(command.lane)]
        if command.what == "plane":
            check_axes(command, lane.spec)
        self._map = None if command.what is None else LiveMap(command, self._map_numbers)
        return [self.state()]

    def _tune(self, updates: int) -> list[Event]:
        """Each lane gets the best rate of its grid; the race begins anew."""
        found, spec = tuned(self.spec, self.surface, self.lanes, updates)
        for place, lane in enumerate(self.lanes):
            lane.restart(spec.alone(place))
        self._regroup()
        restarted = tuple(lane.id for lane in self.lanes)
        return [self.specification(restarted, TUNED), found, self._news_of_log(), self.state()]

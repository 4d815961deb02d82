"""A session of the Surface place: the surface as it is shown, an update from inside, rates on a grid, and maps."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator

import numpy as np

from ravine.engine.optimizers import optimizers
from ravine.engine.registry import UnknownName, nearest
from ravine.engine.section import Section
from ravine.engine.surfaces.surface import Surface
from ravine.session.blocks import Block, block
from ravine.session.display import Group
from ravine.session.drawn import Drawn
from ravine.session.session import Session, Shared
from ravine.session.surface.cures import cures_for
from ravine.session.surface.explained import explained
from ravine.session.surface.lane import SurfaceLane
from ravine.session.surface.map import LiveMap
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
        self._map: LiveMap | None = None
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
        side = self.surface.cells(SIDE)
        with np.errstate(all="ignore"):
            values = self.surface.field(self.window, side, side, np.float32)
        yield block("window", 0, np.array(self.window).ravel(), self._looks)
        yield block("field", 0, values, self._looks)

    def refresh(self, watched: Collection[str], budget: float) -> bool:
        """Maps grow within the share of the time that pictures have; a change of what they are of begins them anew."""
        left = super().refresh(watched, budget)
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
                return [explained(self.lanes[self.lanes.place(command.lane)])]
            case commands.Tune():
                return self._tune(command.updates)
            case commands.Map():
                return self._begin_map(command)
            case _:
                return super()._obey(command, now)

    def _begin_map(self, command: commands.Map) -> list[Event]:
        if isinstance(self.surface, Section) and command.what is not None:
            raise SpecError("a map would take too long on a network's weights", "what", "another surface")
        if command.lane is not None:
            self.lanes.place(command.lane)
        if command.what == "plane":
            self._check_axes(command)
        number = 0 if self._map is None else self._map.number + 1
        self._map = None if command.what is None else LiveMap(command, number)
        return [self.state()]

    def _check_axes(self, command: commands.Map) -> None:
        """Two different hyper-parameters of the lane, each over a range that it can have; raises SpecError."""
        lane = self.lanes[self.lanes.place(command.lane)] if command.lane is not None else self.lanes[0]
        parameters = {one.name: one for one in optimizers[lane.spec.optimizer.name].parameters}
        for field, axis in (("x", command.x), ("y", command.y)):
            if axis is None:
                raise SpecError(f"{field} is missing: a plane has two axes", field, ", ".join(parameters))
            if axis.parameter not in parameters:
                near = nearest(axis.parameter, parameters)
                wrong = f"{field}.parameter is {axis.parameter}, which {lane.spec.optimizer.name} does not have{near}"
                raise SpecError(wrong, f"{field}.parameter", ", ".join(parameters))
            one = parameters[axis.parameter]
            if not one.low <= axis.low < axis.high <= one.high or (axis.log and axis.low <= 0):
                least = "above 0" if axis.log else f"from {one.low:g}"
                raise SpecError(
                    f"{field} goes from {axis.low:g} to {axis.high:g}", field, f"{least}, rising, up to {one.high:g}"
                )
        if command.x and command.y and command.x.parameter == command.y.parameter:
            raise SpecError(f"both axes are {command.x.parameter}", "y", "another parameter than x")

    def _tune(self, updates: int) -> list[Event]:
        """Each lane gets the best rate of its grid; the race begins anew."""
        found, spec = tuned(self.spec, self.surface, self.lanes, updates)
        for place, lane in enumerate(self.lanes):
            lane.restart(spec.alone(place))
        self._regroup()
        restarted = tuple(lane.id for lane in self.lanes)
        return [self.specification(restarted, TUNED), found, self._news_of_log(), self.state()]

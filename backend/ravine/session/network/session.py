"""A session of the Network place: its data, weights set by hand, sections, and the check of the gradient."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor

from ravine.data.split import Split
from ravine.engine.check import gradient_check
from ravine.session.drawn import Drawn
from ravine.session.network import pictures
from ravine.session.network.cures import cures_for
from ravine.session.network.lane import NetworkLane
from ravine.session.network.lenses import LENSES
from ravine.session.network.reports import checked_of, data_of
from ravine.session.network.section import sectioned
from ravine.session.network.weight import Weight
from ravine.session.session import Session, Shared
from ravine.spec import commands, events, plan
from ravine.spec.commands import Command
from ravine.spec.error import SpecError, refusing
from ravine.spec.events import Event
from ravine.spec.lane import LaneSpec
from ravine.spec.network import NetworkSpec


class NetworkSession(Session):
    """Networks side by side on the same data."""

    GROUPS = pictures.GROUPS

    split: Split
    """The data of the lanes that are shown."""

    def __init__(self, spec: NetworkSpec, timer: Callable[[], float] = time.perf_counter) -> None:
        self._drawn = Drawn(plan.prepare)
        self._helpers: tuple[Executor, int] | None = None
        self._version = 0
        """How often the data became other ones."""
        super().__init__(spec, timer)

    def _lane(self, identifier: int, alone: NetworkSpec) -> NetworkLane:
        return NetworkLane(identifier, alone, self._drawn, self._timer, self._helpers)

    def share(self, helpers: Executor, threads: int) -> None:
        self._helpers = helpers, threads
        for lane in self.lanes:
            lane.share(helpers, threads)

    def _prepare(self, spec: NetworkSpec) -> None:
        try:
            self._drawn(spec)
        except ValueError as error:
            raise SpecError(f"{error}; nothing was changed", "data") from None

    def _adopt_source(self, spec: NetworkSpec) -> None:
        self.split = self._drawn(spec)
        self._version += 1

    def about(self) -> Event:
        return data_of(self.spec, self.split)

    def shared(self) -> Iterator[Shared]:
        yield Shared("points", self._version, lambda: pictures.points(self.split, self.spec.shape.inputs))

    def cures(self, lane: LaneSpec) -> tuple[events.Cure, ...]:
        return cures_for(lane)

    def _obey(self, command: Command, now: float) -> list[Event]:
        match command:
            case commands.SetWeight():
                return self._set_weight(command, now)
            case commands.Section():
                return [sectioned(self.lanes.by_id(command.lane), command)]
            case commands.Check():
                return [self._check(self.lanes.by_id(command.lane))]
            case _ if type(command) in LENSES:
                return [LENSES[type(command)](self.lanes, command)]
            case _:
                return super()._obey(command, now)

    def _set_weight(self, command: commands.SetWeight, now: float) -> list[Event]:
        lane = self.lanes.by_id(command.lane)
        weight = Weight.of(command, lane.learner.layout.spans)
        lane.cut()
        lane.change(lane.alone, str(weight), weight)
        return [self.specification(), *self._changed(now)]

    def _check(self, lane: NetworkLane) -> Event:
        """A lane on its way through the past is compared where it stands."""
        with refusing():
            return checked_of(lane, gradient_check(lane.learner))

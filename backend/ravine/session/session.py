"""Lanes and their clock: commands go in, events come out, and `advance` computes. It knows no sockets and no time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from ravine.data.split import Split
from ravine.session.clock import Clock, Phase
from ravine.session.display import Display
from ravine.session.lane import Lane, Status
from ravine.session.race import Race
from ravine.session.reports import data_of, divergence_of, names_of, state_of
from ravine.spec import commands, events, patch, plan
from ravine.spec.commands import Command
from ravine.spec.error import SpecError
from ravine.spec.events import Event
from ravine.spec.session import SessionSpec

EDITS = 200
"""Edits of one session that are kept; each holds a whole spec, up to 320 kB for 8 lanes of 64 layers."""

RESET = "everything starts again from the same seeds"
DIVERGED = "it had diverged, and numbers that large lead nowhere"


@dataclass(frozen=True)
class Edit:
    """A spec that came into force, and the update that each lane was at."""

    updates: Mapping[int, int]
    spec: SessionSpec


class Session:
    """`timer` measures how long updates and pictures take, to choose how many fit; no result depends on it."""

    def __init__(self, spec: SessionSpec, timer: Callable[[], float] = time.perf_counter) -> None:
        self.spec = spec
        self.split: Split = plan.prepare(spec)
        self.data_version = 0
        self.clock = Clock()
        self.display = Display(timer)
        self._ids = count(1)
        self.lanes = [Lane(next(self._ids), spec, place, self.split) for place in range(len(spec.lanes))]
        self._race = Race(self.lanes, self.clock, timer)
        self._stood = False
        """Every lane has diverged while the clock was playing: the first cure lets it go on."""
        self._news: list[Event] = []
        self.edits: deque[Edit] = deque(maxlen=EDITS)
        self._log()

    # --- what it is ---------------------------------------------------------------------------------------------------

    @property
    def update(self) -> int:
        """The update that its lanes have reached; one that diverged or still catches up is behind."""
        return self._race.leader.update

    @property
    def due(self) -> float | None:
        """When the next update is due: 0 for at once, None for not before a command."""
        return self._race.due

    @property
    def training(self) -> bool:
        """Updates are due as fast as they can be made."""
        return self.due == 0.0

    @property
    def seconds_per_update(self) -> float:
        """Of its slowest lane; 0 while not known."""
        return max((lane.seconds_per_update or 0.0 for lane in self.lanes), default=0.0)

    def state(self) -> events.State:
        return state_of(self.clock, self.lanes, self._race.leader)

    def specification(self, restarted: tuple[int, ...] = (), why: str | None = None) -> events.Spec:
        return events.Spec(spec=self.spec, lanes=names_of(self.lanes), restarted=restarted, why=why)

    def data(self) -> events.DataShape:
        return data_of(self.spec, self.split)

    def divergences(self) -> list[Event]:
        """Each lane that stands still, why, and what would help."""
        return [divergence_of(lane) for lane in self.lanes if lane.status is Status.DIVERGED]

    # --- commands -----------------------------------------------------------------------------------------------------

    def receive(self, command: Command, now: float) -> list[Event]:
        """Carry out a command; the events tell what it changed, or what was wrong with it and that nothing changed."""
        try:
            match command:
                case commands.Play():
                    return self._play(now)
                case commands.Pause():
                    return self.pause()
                case commands.Step():
                    return self._step(command.unit)
                case commands.Speed():
                    self.clock.set_speed(command.updates_per_second, now)
                    return [self.state()]
                case commands.Reset():
                    return self._reset()
                case commands.PatchLane():
                    place = self._place(command.lane)
                    return self._adopt(patch.patch_lane(self.spec, place, command.changes), now)
                case commands.PatchSession():
                    return self._adopt(patch.patch_session(self.spec, command.changes), now)
                case commands.AddLane():
                    return self._add(command)
                case commands.RemoveLane():
                    return self._remove(command.lane)
                case _:
                    raise SpecError(f"{command.kind} is no command for a session that runs", "kind")
        except SpecError as error:
            return [events.Error.of(error)]

    def pause(self) -> list[Event]:
        """Stand still after the update that is being made, all lanes at the same one."""
        self._stood = False
        self._race.pause()
        return [self.state()]

    def _play(self, now: float) -> list[Event]:
        self._check_ready()
        if self.clock.phase is not Phase.PLAYING:
            self._race.start(now)
        return [self.state()]

    def _step(self, unit: str) -> list[Event]:
        self._check_ready()
        self.pause()
        self._race.step(1 if unit == "update" else self._race.leader.trainer.updates_left_in_epoch)
        return [self.state()]

    def _check_ready(self) -> None:
        if not self._race.ready:
            which = "every lane" if len(self.lanes) > 1 else "the lane"
            raise SpecError(f"{which} has diverged and stands still", allowed="a change of its settings, or a reset")

    def _reset(self) -> list[Event]:
        for place, lane in enumerate(self.lanes):
            lane.restart(self.spec, place, self.split)
        self.pause()
        self._race.regroup()  # a pause that was still being reached has lost its goal
        self.edits.clear()
        self._log()
        return [self.specification(tuple(lane.id for lane in self.lanes), RESET), self.state()]

    # --- changes of the spec ------------------------------------------------------------------------------------------

    def _place(self, identifier: int) -> int:
        for place, lane in enumerate(self.lanes):
            if lane.id == identifier:
                return place
        there = ", ".join(f"{lane.id} ({lane.name})" for lane in self.lanes)
        raise SpecError(f"there is no lane {identifier}; nothing was changed", "lane", there)

    def _adopt(self, after: SessionSpec, now: float) -> list[Event]:
        """Put a spec with the same lanes into force; a lane that cannot keep its parameters starts anew."""
        before = self.spec
        new_data = (before.data, before.split, before.seed) != (after.data, after.split, after.seed)
        split = self._prepare(after) if new_data else self.split
        self.spec, self.split = after, split
        restarted: dict[int, str] = {}
        for place, lane in enumerate(self.lanes):
            why = patch.restarts(before, after, place)
            if why is None and lane.status is Status.DIVERGED and (new_data or _retrained(before, after, place)):
                why = DIVERGED
            if why is not None:
                lane.restart(after, place, split)
                restarted[lane.id] = why
            elif new_data or before.lanes[place] != after.lanes[place]:
                lane.change(after, place, split, new_data)
        self._log()
        told: list[Event] = [self.specification(tuple(restarted), next(iter(restarted.values()), None))]
        if new_data:
            self.data_version += 1
            told.append(self.data())
        if restarted:
            self._regroup()
        if self._stood and self._race.ready:
            self._stood = False
            self._race.start(now)
        return [*told, self.state()]

    @staticmethod
    def _prepare(spec: SessionSpec) -> Split:
        try:
            return plan.prepare(spec)
        except ValueError as error:
            raise SpecError(f"{error}; nothing was changed", "data") from None

    def _add(self, command: commands.AddLane) -> list[Event]:
        source = None if command.copy_of is None else self._place(command.copy_of)
        after = patch.add_lane(self.spec, source, command.changes)
        place = len(self.lanes)
        identifier = next(self._ids)
        lane = None if source is None else self._copy(identifier, self.lanes[source], after)
        self.spec = after
        self.lanes.append(lane or Lane(identifier, after, place, self.split))
        self._log()
        return [self.specification(), self.state()]

    def _copy(self, identifier: int, source: Lane, after: SessionSpec) -> Lane | None:
        """The last lane of `after`, going on from where `source` is, if its changes leave it the parameters."""
        place = len(after.lanes) - 1
        unchanged = after.model_copy(update={"lanes": (*after.lanes[:-1], source.spec)})
        if source.status is Status.DIVERGED or patch.restarts(unchanged, after, place) is not None:
            return None
        lane = Lane(identifier, unchanged, place, self.split)
        lane.copy_past(source)
        lane.change(after, place, self.split, new_data=False)
        return lane

    def _remove(self, identifier: int) -> list[Event]:
        place = self._place(identifier)
        self.spec = patch.remove_lane(self.spec, place)
        del self.lanes[place]
        self.display.forget(self.lanes)
        self._log()
        self._regroup()
        return [self.specification(), self.state()]

    def _regroup(self) -> None:
        self._race.regroup()
        self._stand_if_all_diverged()

    def _stand_if_all_diverged(self) -> None:
        if self.clock.computing and not self._race.ready:
            self._stood = self.clock.phase is Phase.PLAYING
            self.clock.turn(Phase.PAUSED)

    def _log(self) -> None:
        updates = {lane.id: lane.update for lane in self.lanes}
        if self.edits and self.edits[-1].updates == updates:
            self.edits.pop()  # a slider that is dragged while nothing moves is one edit
        self.edits.append(Edit(updates, self.spec))

    # --- computing ----------------------------------------------------------------------------------------------------

    def advance(self, now: float, budget: float) -> bool:
        """Compute for about `budget` seconds, at least one update if one is due; says whether one was made."""
        done = self._race.run(now, budget)
        self.display.trained(done.seconds)
        self._stand_if_all_diverged()
        self._news += [divergence_of(lane) for lane in done.diverged]
        if done.diverged or done.ended:
            self._news.append(self.state())
        return done.updates > 0

    def news(self) -> list[Event]:
        """What happened by itself since the last call: a divergence, the end of a step."""
        told, self._news = self._news, []
        return told

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon, after the last whole update."""
        for lane in list(self.lanes):
            lane.interrupt()


def _retrained(before: SessionSpec, after: SessionSpec, place: int) -> bool:
    """Whether the lane at this place is to learn in another way: its name alone changes nothing."""
    old, new = before.lanes[place], after.lanes[place]
    return old.model_copy(update={"name": new.name}) != new

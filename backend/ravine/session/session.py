"""Lanes and their clock: commands go in, events come out, and `advance` computes. It knows no sockets and no time."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, ClassVar

from ravine.session.blocks import Block
from ravine.session.clock import Clock, Phase
from ravine.session.display import Display, Groups
from ravine.session.fate import Status
from ravine.session.lane import Lane
from ravine.session.lanes import Lanes
from ravine.session.race import Race
from ravine.session.reports import Logbook, divergence_of, names_of, state_of
from ravine.spec import commands, events, patch
from ravine.spec.commands import Command
from ravine.spec.error import SpecError
from ravine.spec.events import Event
from ravine.spec.session import SessionSpec

RESET = "everything starts again from the same seeds"
LOADED = "this is another spec"


@dataclass(frozen=True)
class Shared:
    """Blocks that belong to all lanes; a page that has those of this number already needs them no more."""

    name: str
    number: int
    blocks: Callable[[], Iterator[Block]]


class Session(ABC):
    """`timer` measures how long updates and pictures take, to choose how many fit; no result depends on it.

    What the lanes are and what they share is each place's own: `_lane`, `_prepare`, `_told`, `_obey`.
    """

    GROUPS: ClassVar[Groups]
    """The pictures of a lane."""

    def __init__(self, spec: SessionSpec, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self.clock = Clock()
        self.display = Display(self.GROUPS, timer)
        self.lanes = Lanes(self._lane)
        self._race = Race(self.lanes, self.clock, timer)
        self._wanted: int | None = None
        """The update to seek when the lanes have settled."""
        self._stood = False
        """No lane could go on while the clock was playing: the first change that lets one lets the clock go on."""
        self._news: list[Event] = []
        self._logbook = Logbook()
        self._prepare(spec)
        self._source = spec.source
        self.lanes.begin(spec)
        self._adopt_source(spec)

    # --- what each place knows ----------------------------------------------------------------------------------------

    @abstractmethod
    def _lane(self, identifier: int, alone: Any) -> Lane:
        """A lane of this spec, at update 0."""

    def share(self, helpers: Executor, threads: int) -> None:  # noqa: B027 - a point has no long updates
        """Lanes whose updates are long may take so many threads: their own, and others of `helpers`."""

    @abstractmethod
    def _prepare(self, spec: Any) -> None:
        """Make ready what the lanes of this spec share; raises SpecError where that cannot be."""

    @abstractmethod
    def _adopt_source(self, spec: Any) -> None:
        """The lanes that are shown learn from what this spec says."""

    @abstractmethod
    def about(self) -> Event:
        """What they learn from."""

    @abstractmethod
    def shared(self) -> Iterator[Shared]:
        """What a page may watch that belongs to all lanes."""

    @abstractmethod
    def cures(self, lane: Any) -> tuple[events.Cure, ...]:
        """What would help a lane that diverged."""

    def _obey(self, command: Command, now: float) -> list[Event]:
        """Carry out a command that only this place knows."""
        raise SpecError(f"{command.kind} is no command for this session", "kind")

    def refresh(self, watched: Collection[str], budget: float) -> bool:
        """Compute pictures that are watched and out of date; whether something is left."""
        return self.display.refresh(self.lanes, watched, self.training, budget)

    # --- what it is ---------------------------------------------------------------------------------------------------

    @property
    def spec(self) -> Any:
        """In force where its lanes are shown."""
        return self.lanes.spec

    @property
    def update(self) -> int:
        """The update that its lanes have reached; one that diverged or still catches up is behind."""
        return self._race.leader.update

    @property
    def end(self) -> int:
        """The newest update of all lanes."""
        return int(max(lane.end for lane in self.lanes))

    @property
    def start(self) -> int:
        """The first update to which all lanes can go back."""
        return int(max(min(lane.timeline.start, lane.end) for lane in self.lanes))

    @property
    def in_the_past(self) -> bool:
        """Some lane shows an update before its end."""
        return any(lane.in_the_past for lane in self.lanes)

    @property
    def due(self) -> float | None:
        """When the next update is due: 0 for at once, None for not before a command."""
        return 0.0 if self._wanted is not None else self._race.due

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

    def log(self) -> events.Log:
        """Every edit so far."""
        return self._logbook.whole(self.lanes)

    def _news_of_log(self) -> events.Log:
        return self._logbook.news(self.lanes)

    def divergences(self) -> list[Event]:
        """Each lane that stands still, why, and what would help."""
        return [self._divergence(lane) for lane in self.lanes if lane.status is Status.DIVERGED]

    def _divergence(self, lane: Lane) -> Event:
        return divergence_of(lane, self.cures(lane.spec))

    # --- commands -----------------------------------------------------------------------------------------------------

    def receive(self, command: Command, now: float) -> list[Event]:
        """Carry out a command; the events tell what it changed, or what was wrong with it and that nothing changed."""
        try:
            match command:
                case commands.Play():
                    return self._play(command.until, now)
                case commands.Pause():
                    return self.pause()
                case commands.Step():
                    return self._step(command.unit)
                case commands.Speed():
                    self.clock.set_speed(command.updates_per_second, now)
                    return [self.state()]
                case commands.Scrub():
                    return self._scrub(command.update)
                case commands.Reset():
                    return self._reset()
                case commands.PatchLane():
                    place = self.lanes.place(command.lane)
                    return self._adopt(patch.patch_lane(self.spec, place, command.changes), now, place)
                case commands.PatchSession():
                    return self._adopt(patch.patch_session(self.spec, command.changes), now)
                case commands.AddLane():
                    return self._add(command)
                case commands.RemoveLane():
                    return self._remove(command.lane)
                case commands.Load():
                    return self._load(command.spec)
                case commands.Probe():
                    for lane in self.lanes:
                        lane.probe = command
                    return [self.state()]
                case _:
                    return self._obey(command, now)
        except SpecError as error:
            error.number = getattr(command, "number", None)
            return [events.Error.of(error)]

    # --- the clock ----------------------------------------------------------------------------------------------------

    def pause(self) -> list[Event]:
        """Stand still after the update that is being made, all lanes at the same one."""
        self._stood = False
        self._wanted = None
        self._race.pause()
        return [self.state()]

    def _play(self, until: int | None, now: float) -> list[Event]:
        self._check_ready()
        if until is not None and until <= self.update:
            raise SpecError(f"update is {self.update} already", "until", f"a later one than {self.update}")
        self._wanted = None
        told = self._go_on()
        if self.clock.phase is not Phase.PLAYING:
            self._race.start(now)
        self._race.end_at(until)
        return [*told, self.state()]

    def _step(self, unit: str) -> list[Event]:
        self._check_ready()
        self.pause()
        told = self._go_on()
        self._race.step(epoch=unit == "epoch")
        return [*told, self.state()]

    def _check_ready(self) -> None:
        if not self._race.ready:
            which = "every lane" if len(self.lanes) > 1 else "the lane"
            what = "diverged" if all(lane.status is Status.DIVERGED for lane in self.lanes) else "stopped"
            raise SpecError(f"{which} has {what} and stands still", allowed="a change of its settings, or a reset")

    def _reset(self) -> list[Event]:
        """Update 0 of the spec in force: the pasts are gone, the lanes are the same."""
        self.lanes.reset()
        self._rest()
        return [self.specification(tuple(lane.id for lane in self.lanes), RESET), self._news_of_log(), self.state()]

    def _load(self, spec: SessionSpec) -> list[Event]:
        if spec.place != self.spec.place:
            raise SpecError(f"this is a spec of the place {spec.place}; nothing was changed", "spec", self.spec.place)
        self._prepare(spec)  # what is wrong with its data is said before anything changes
        self.lanes.begin(spec)
        self.display.forget(self.lanes)
        self._rest()
        self._look_around()
        restarted = tuple(lane.id for lane in self.lanes)
        return [self.specification(restarted, LOADED), self.about(), self._news_of_log(), self.state()]

    def _rest(self) -> None:
        self.pause()
        self._race.regroup()  # a pause that was still being reached has lost its goal

    # --- the past -----------------------------------------------------------------------------------------------------

    def _scrub(self, update: int) -> list[Event]:
        if update > self.end:
            raise SpecError(f"update is {update}, and there is none so far", "update", f"{self.start} to {self.end}")
        self.pause()
        self._wanted = max(update, self.start)  # all lanes at the same one, though one of them may have forgotten more
        return self._seek_when_settled() or [self.state()]

    def _seek_when_settled(self) -> list[Event]:
        if self._wanted is None or self.clock.phase is Phase.SETTLING:
            return []
        update, self._wanted = self._wanted, None
        before = self.spec
        self._seek(update)
        told: list[Event] = [self.specification()] if self.spec != before else []
        return [*told, *self._look_around(), self.state()]

    def _seek(self, update: int | None) -> None:
        for lane in self.lanes:
            lane.seek(update)
        self._race.seek()

    def _look_around(self) -> list[Event]:
        """The lanes that are shown may have other data than those before: then these are told."""
        spec = self.spec
        if spec.source == self._source:
            return []
        self._source = spec.source
        self._adopt_source(spec)
        return [self.about()]

    def _go_on(self) -> list[Event]:
        """The lanes go on from where they show their past."""
        if not self.in_the_past:
            return []
        restarted = self.lanes.cut()
        told: list[Event] = [self._restarted(restarted)] if restarted else []
        return [*told, self._news_of_log()]

    # --- changes of the spec ------------------------------------------------------------------------------------------

    def _adopt(self, after: SessionSpec, now: float, only: int | None = None) -> list[Event]:
        """Put a spec with the same lanes into force; `only` the lane at this place is meant."""
        self._prepare(after)  # what is wrong with its data is said before anything changes
        restarted = self.lanes.adopt(after, only)
        told: list[Event] = [self._restarted(restarted), *self._look_around()]
        if restarted:
            self._regroup()
        return [*told, *self._changed(now)]

    def _restarted(self, lanes: dict[int, str]) -> events.Spec:
        """The spec in force, and which lanes started anew for it."""
        return self.specification(tuple(lanes), next(iter(lanes.values()), None))

    def _changed(self, now: float) -> list[Event]:
        """After a change: lanes that stood because none could go on do so."""
        if self._stood and self._race.ready:
            self._stood = False
            self._race.start(now)
        return [self._news_of_log(), self.state()]

    # --- lanes --------------------------------------------------------------------------------------------------------

    def _add(self, command: commands.AddLane) -> list[Event]:
        was_past = self.in_the_past
        if command.copy_of is None:
            self.lanes.add(command.changes)
        else:
            self.lanes.fork(self.lanes.place(command.copy_of), command.at, command.changes)
        if was_past:  # back to the present, where the new lane catches up with the others
            self._seek(None)
        elif not self.clock.computing:
            self._race.seek()
        return [self.specification(), *self._look_around(), self._news_of_log(), self.state()]

    def _remove(self, identifier: int) -> list[Event]:
        place = self.lanes.place(identifier)
        patch.remove_lane(self.spec, place)
        del self.lanes[place]
        self.display.forget(self.lanes)
        self._regroup()
        return [self.specification(), *self._look_around(), self._news_of_log(), self.state()]

    def _regroup(self) -> None:
        self._race.regroup()
        self._stand_if_none_can_go_on()

    def _stand_if_none_can_go_on(self) -> None:
        if self.clock.computing and self.clock.phase is not Phase.SEEKING and not self._race.ready:
            self._stood = self.clock.phase is Phase.PLAYING
            self.clock.turn(Phase.PAUSED)

    # --- computing ----------------------------------------------------------------------------------------------------

    def advance(self, now: float, budget: float) -> bool:
        """Compute for about `budget` seconds, at least one update if one is due; says whether one was made."""
        done = self._race.run(now, budget)
        self.display.trained(done.seconds)
        self._stand_if_none_can_go_on()
        self._news += [self._divergence(lane) for lane in done.halted if lane.status is Status.DIVERGED]
        if done.halted or done.ended:
            self._news.append(self.state())
        self._news += self._seek_when_settled()
        return done.updates > 0

    def news(self) -> list[Event]:
        """What happened by itself since the last call: a divergence, the end of a step or of a seek."""
        told, self._news = self._news, []
        return told

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon, after the last whole update."""
        for lane in list(self.lanes):
            lane.interrupt()

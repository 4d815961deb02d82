"""Lanes and their clock: commands go in, events come out, and `advance` computes. It knows no sockets and no time."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

from ravine.data.split import Split
from ravine.engine.check import gradient_check
from ravine.session.clock import Clock, Phase
from ravine.session.display import Display
from ravine.session.drawn import Drawn
from ravine.session.lane import Lane, Status
from ravine.session.race import Race
from ravine.session.reports import Logbook, checked_of, data_of, divergence_of, names_of, state_of
from ravine.session.timeline import Weight
from ravine.spec import commands, events, patch
from ravine.spec.commands import Command
from ravine.spec.difference import difference
from ravine.spec.error import SpecError
from ravine.spec.events import Event
from ravine.spec.session import SessionSpec

RESET = "everything starts again from the same seeds"
LOADED = "this is another spec"
DIVERGED = "it had diverged, and numbers that large lead nowhere"


class Session:
    """`timer` measures how long updates and pictures take, to choose how many fit; no result depends on it."""

    def __init__(self, spec: SessionSpec, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self._drawn = Drawn()
        self.data_version = 0
        self.clock = Clock()
        self.display = Display(timer)
        self._ids = count(1)
        self.lanes: list[Lane] = []
        self._race = Race(self.lanes, self.clock, timer)
        self._wanted: int | None = None
        """The update to seek when the lanes have settled."""
        self._stood = False
        """Every lane has diverged while the clock was playing: the first cure lets it go on."""
        self._news: list[Event] = []
        self._logbook = Logbook()
        self._begin(spec)

    def _begin(self, spec: SessionSpec) -> None:
        self.split = self._prepare(spec)
        self.lanes[:] = [self._lane(spec.alone(place)) for place in range(len(spec.lanes))]
        self.spec = spec

    def _lane(self, alone: SessionSpec) -> Lane:
        lane = Lane(next(self._ids), alone, self._drawn, self._timer)
        if self.lanes:
            lane.look_at(self.lanes[0].probe)
        return lane

    # --- what it is ---------------------------------------------------------------------------------------------------

    @property
    def update(self) -> int:
        """The update that its lanes have reached; one that diverged or still catches up is behind."""
        return self._race.leader.update

    @property
    def end(self) -> int:
        """The newest update of all lanes."""
        return max(lane.end for lane in self.lanes)

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

    def data(self) -> events.DataShape:
        return data_of(self.spec, self.split)

    def log(self) -> events.Log:
        """Every edit so far."""
        return self._logbook.whole(self.lanes)

    def _news_of_log(self) -> events.Log:
        return self._logbook.news(self.lanes)

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
                case commands.Scrub():
                    return self._scrub(command.update)
                case commands.Reset():
                    return self._reset()
                case commands.PatchLane():
                    place = self._place(command.lane)
                    return self._adopt(patch.patch_lane(self.spec, place, command.changes), now, place)
                case commands.PatchSession():
                    return self._adopt(patch.patch_session(self.spec, command.changes), now)
                case commands.SetWeight():
                    return self._set_weight(command, now)
                case commands.AddLane():
                    return self._add(command)
                case commands.RemoveLane():
                    return self._remove(command.lane)
                case commands.Load():
                    return self._load(command.spec)
                case commands.Probe():
                    for lane in self.lanes:
                        lane.look_at(command.x)
                    return [self.state()]
                case commands.Check():
                    return [self._check(self.lanes[self._place(command.lane)])]
                case _:
                    raise SpecError(f"{command.kind} is no command for a session that runs", "kind")
        except SpecError as error:
            error.number = getattr(command, "number", None)
            return [events.Error.of(error)]

    def _place(self, identifier: int) -> int:
        for place, lane in enumerate(self.lanes):
            if lane.id == identifier:
                return place
        there = ", ".join(f"{lane.id} ({lane.name})" for lane in self.lanes)
        raise SpecError(f"there is no lane {identifier}; nothing was changed", "lane", there)

    # --- the clock ----------------------------------------------------------------------------------------------------

    def pause(self) -> list[Event]:
        """Stand still after the update that is being made, all lanes at the same one."""
        self._stood = False
        self._wanted = None
        self._race.pause()
        return [self.state()]

    def _play(self, now: float) -> list[Event]:
        self._check_ready()
        self._wanted = None
        told = self._go_on(self.lanes)
        if self.clock.phase is not Phase.PLAYING:
            self._race.start(now)
        return [*told, self.state()]

    def _step(self, unit: str) -> list[Event]:
        self._check_ready()
        self.pause()
        told = self._go_on(self.lanes)
        leader = self._race.leader
        self._race.step(1 if unit == "update" else leader.trainer.updates_left_in_epoch)
        return [*told, self.state()]

    def _check_ready(self) -> None:
        if not self._race.ready:
            which = "every lane" if len(self.lanes) > 1 else "the lane"
            raise SpecError(f"{which} has diverged and stands still", allowed="a change of its settings, or a reset")

    def _reset(self) -> list[Event]:
        """Update 0 of the spec in force: the pasts are gone, the lanes are the same."""
        for place, lane in enumerate(self.lanes):
            lane.restart(self.spec.alone(place))
        self._rest()
        return [self.specification(tuple(lane.id for lane in self.lanes), RESET), self._news_of_log(), self.state()]

    def _load(self, spec: SessionSpec) -> list[Event]:
        self._begin(spec)
        self.display.forget(self.lanes)
        self.data_version += 1
        self._rest()
        restarted = tuple(lane.id for lane in self.lanes)
        return [self.specification(restarted, LOADED), self.data(), self._news_of_log(), self.state()]

    def _rest(self) -> None:
        self.pause()
        self._race.regroup()  # a pause that was still being reached has lost its goal

    # --- the past -----------------------------------------------------------------------------------------------------

    def _scrub(self, update: int) -> list[Event]:
        if update > self.end:
            raise SpecError(f"update is {update}, and there is none so far", "update", f"0 to {self.end}")
        self.pause()
        self._wanted = update
        return self._seek_when_settled() or [self.state()]

    def _seek_when_settled(self) -> list[Event]:
        if self._wanted is None or self.clock.phase is Phase.SETTLING:
            return []
        update, self._wanted = self._wanted, None
        before = self.spec
        self._seek(update if update < self.end else None)
        told: list[Event] = [self.specification()] if self.spec != before else []
        return [*told, *([self.data()] if self.spec.source != before.source else []), self.state()]

    def _seek(self, update: int | None) -> None:
        for lane in self.lanes:
            lane.seek(update)
        self._race.seek()
        self._look_around()

    def _look_around(self) -> None:
        """Another update of the past may have had another spec, and other data."""
        before = self.spec
        self.spec = _together([lane.alone for lane in self.lanes])
        if self.spec.source != before.source:
            self.split = self._drawn(self.spec)
            self.data_version += 1

    def _go_on(self, lanes: list[Lane]) -> list[Event]:
        """These lanes go on from where they show their past; what came after is dropped."""
        past = [lane for lane in lanes if lane.in_the_past]
        for lane in past:
            lane.cut()
        return [self._news_of_log()] if past else []

    # --- changes of the spec ------------------------------------------------------------------------------------------

    def _adopt(self, after: SessionSpec, now: float, only: int | None = None) -> list[Event]:
        """Put a spec with the same lanes into force; a lane that cannot keep its parameters starts anew. `only` the
        lane at this place is meant."""
        before = self.spec
        new_data = before.source != after.source
        split = self._prepare(after) if new_data else self.split
        self._go_on(self.lanes if only is None else [self.lanes[only]])
        self.spec, self.split = after, split
        restarted: dict[int, str] = {}
        for place, lane in enumerate(self.lanes):
            why = patch.restarts(before, after, place)
            if why is None and lane.status is Status.DIVERGED and (new_data or _retrained(before, after, place)):
                why = DIVERGED
            if why is not None:
                lane.restart(after.alone(place))
                restarted[lane.id] = why
            elif new_data or before.lanes[place] != after.lanes[place]:
                lane.change(after.alone(place), difference(before.alone(place), after.alone(place)))
        told: list[Event] = [self.specification(tuple(restarted), next(iter(restarted.values()), None))]
        if new_data:
            self.data_version += 1
            told.append(self.data())
        if restarted:
            self._regroup()
        return [*told, *self._changed(now)]

    def _changed(self, now: float) -> list[Event]:
        """After a change: lanes that stood because all had diverged go on."""
        if self._stood and self._race.ready:
            self._stood = False
            self._race.start(now)
        return [self._news_of_log(), self.state()]

    def _prepare(self, spec: SessionSpec) -> Split:
        try:
            return self._drawn(spec)
        except ValueError as error:
            raise SpecError(f"{error}; nothing was changed", "data") from None

    def _set_weight(self, command: commands.SetWeight, now: float) -> list[Event]:
        lane = self.lanes[self._place(command.lane)]
        spans = lane.trainer.layout.spans
        for field, given, size in (
            ("layer", command.layer, len(spans)),
            ("unit", command.unit, spans[min(command.layer, len(spans) - 1)].outputs),
            ("input", command.input or 0, spans[min(command.layer, len(spans) - 1)].inputs),
        ):
            if given >= size:
                raise SpecError(f"{field} is {given}; nothing was changed", field, f"0 to {size - 1}")
        self._go_on([lane])
        weight = Weight(command.layer, command.unit, command.input, command.value)
        name = "bias" if command.input is None else f"weight {command.input + 1}"
        lane.change(
            lane.alone, f"{name} of neuron {command.unit + 1} in layer {command.layer + 1}: {command.value:g}", weight
        )
        return [self.specification(), *self._changed(now)]

    def _check(self, lane: Lane) -> Event:
        """A lane on its way through the past is compared where it stands."""
        try:
            return checked_of(lane, gradient_check(lane.trainer))
        except ValueError as error:
            raise SpecError(str(error)) from None

    # --- lanes --------------------------------------------------------------------------------------------------------

    def _add(self, command: commands.AddLane) -> list[Event]:
        newest = _together([lane.newest for lane in self.lanes])
        if command.copy_of is None:
            after = patch.add_lane(newest, None, command.changes)
            lane = self._lane(after.alone(-1))
        else:
            lane = self._fork(newest, self._place(command.copy_of), command)
        was_past = self.in_the_past
        self.lanes.append(lane)
        if was_past:  # back to the present, where the new lane catches up with the others
            self._seek(None)
        elif not self.clock.computing:
            self._race.seek()
        self._look_around()
        return [self.specification(), *([self.data()] if was_past else []), self._news_of_log(), self.state()]

    def _fork(self, newest: SessionSpec, place: int, command: commands.AddLane) -> Lane:
        """The lane at this place as it was at an update, going on with the command's changes."""
        source = self.lanes[place]
        at = source.goal if command.at is None else command.at
        if at > source.end:
            raise SpecError(f"{source.name} has no update {at} so far", "at", f"0 to {source.end}")
        then = source.timeline.at(at).spec.lanes[0]
        lanes = [*newest.lanes]
        lanes[place] = then
        added = patch.add_lane(newest.model_copy(update={"lanes": tuple(lanes)}), place, command.changes).lanes[-1]
        before = newest.model_copy(update={"lanes": (then,)})
        after = newest.model_copy(update={"lanes": (added,)})
        if patch.restarts(before, after, 0) is not None or (at == source.end and source.diverged):
            return self._lane(after)
        lane = source.fork(next(self._ids), at)
        changed = difference(before, after)
        lane.change(after, f"fork of {source.name}" + (f": {changed}" if changed else ""))
        return lane

    def _remove(self, identifier: int) -> list[Event]:
        place = self._place(identifier)
        self.spec = patch.remove_lane(self.spec, place)
        del self.lanes[place]
        self.display.forget(self.lanes)
        self._regroup()
        return [self.specification(), self._news_of_log(), self.state()]

    def _regroup(self) -> None:
        self._race.regroup()
        self._stand_if_all_diverged()

    def _stand_if_all_diverged(self) -> None:
        if self.clock.computing and self.clock.phase is not Phase.SEEKING and not self._race.ready:
            self._stood = self.clock.phase is Phase.PLAYING
            self.clock.turn(Phase.PAUSED)

    # --- computing ----------------------------------------------------------------------------------------------------

    def advance(self, now: float, budget: float) -> bool:
        """Compute for about `budget` seconds, at least one update if one is due; says whether one was made."""
        done = self._race.run(now, budget)
        self.display.trained(done.seconds)
        self._stand_if_all_diverged()
        self._news += [divergence_of(lane) for lane in done.diverged]
        if done.diverged or done.ended:
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


def _together(alone: list[SessionSpec]) -> SessionSpec:
    """The session of these lanes; what they share is that of the first."""
    return alone[0].model_copy(update={"lanes": tuple(one.lanes[0] for one in alone)})


def _retrained(before: SessionSpec, after: SessionSpec, place: int) -> bool:
    """Whether the lane at this place is to learn in another way: its name alone changes nothing."""
    old, new = before.lanes[place], after.lanes[place]
    return old.model_copy(update={"name": new.name}) != new

"""Lanes on their way to a common goal: who runs next, how far, and when all have arrived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ravine.session.clock import Clock, Phase
from ravine.session.fate import Status
from ravine.session.lane import Lane

STRIDE = 0.008
"""Seconds of all lanes' compute between two goals: half a frame, so that lanes are drawn at about the same update."""

MOST = 1 << 16
"""Updates of one call, at most: what a call records has to fit into the memory nearby."""


@dataclass
class Stretch:
    """What happened in one call of `Race.run`."""

    updates: int = 0
    seconds: float = 0.0
    halted: list[Lane] = field(default_factory=list)
    """They diverged, or stopped by their own rule."""
    ended: bool = False
    """A step, or the way to a pause, is over."""


class Race:
    """`lanes` is the session's own list. `timer` measures how long updates take, to choose how many to ask for at once;
    no result depends on it."""

    def __init__(self, lanes: Sequence[Lane], clock: Clock, timer: Callable[[], float]) -> None:
        self._lanes = lanes
        self._clock = clock
        self._timer = timer
        self._goal = 0
        self._base = 0
        """The goal before: who reached it keeps up with the others."""
        self.until: int | None = None
        """The update at which playing ends by itself."""
        self._to_epoch = False
        """The goal of a step is the end of an epoch, which is known when all have come to where it begins."""

    # --- where they are -----------------------------------------------------------------------------------------------

    @property
    def ready(self) -> list[Lane]:
        """All but those that diverged or stopped: they stand still and hold nobody up."""
        return [lane for lane in self._lanes if lane.status is Status.READY]

    @property
    def leader(self) -> Lane:
        """The lane that is furthest; of those that can go on, if any can."""
        return max(self.ready or self._lanes, key=lambda lane: lane.update)

    @property
    def _end(self) -> int:
        return max(lane.end for lane in self.ready or self._lanes)

    @property
    def _keeping_up(self) -> list[Lane]:
        return [lane for lane in self.ready if lane.update >= min(self._base, self._goal)]

    @property
    def due(self) -> float | None:
        """When the next update is due: 0 for at once, None for not before a command."""
        if self._clock.phase is Phase.SEEKING:
            return 0.0
        ready = self.ready
        if not self._clock.computing or not ready:
            return None
        behind = any(lane.update < self._goal for lane in ready)
        over = self.until is not None and self._goal >= self.until
        if self._clock.phase is not Phase.PLAYING or self._clock.speed is None or behind or over:
            return 0.0
        return self._clock.next_due()

    # --- the goal -----------------------------------------------------------------------------------------------------

    def start(self, now: float) -> None:
        """Run on from the furthest end: who is behind catches up first."""
        self._goal = self._end
        self._clock.turn(Phase.PLAYING)
        self._clock.start(now)

    def end_at(self, until: int | None) -> None:
        """Play no further than this update, which no lane has passed; None: on and on."""
        self.until = until
        if until is not None:
            self._goal = min(self._goal, until)

    def step(self, epoch: bool) -> None:
        """Run until all lanes are one update beyond the furthest end, or at the end of its epoch, and pause there."""
        self._base = self._end
        self._goal = self._base if epoch else self._base + 1
        self._to_epoch = epoch
        self._clock.turn(Phase.STEPPING)

    def seek(self) -> None:
        """Stand still while the lanes go where they are to be shown."""
        self._clock.turn(Phase.SEEKING)

    def pause(self) -> None:
        """Go no further than the leader is. Who kept up with it makes the updates that are lacking; who was further
        behind stays there."""
        self.until = None
        if self._clock.playing:
            self._goal = self.leader.update
            if any(lane.update < self._goal for lane in self._keeping_up):
                self._clock.turn(Phase.SETTLING)
            else:
                self.rest()

    def rest(self) -> None:
        """Stand still; lanes that are not where they are to be shown go there."""
        self._clock.turn(Phase.PAUSED if all(lane.arrived for lane in self._lanes) else Phase.SEEKING)

    def regroup(self) -> None:
        """Lanes left or went back to the start: a step has lost its goal, and another one may be furthest."""
        self._goal = self._end
        if self._clock.phase in (Phase.STEPPING, Phase.SETTLING):
            self.rest()

    # --- running ------------------------------------------------------------------------------------------------------

    def run(self, now: float, budget: float) -> Stretch:
        """Compute for about `budget` seconds, at least one update if one is due.

        The lane that is furthest behind runs next; when all have reached the goal, it moves on.
        """
        done = Stretch()
        while done.seconds < budget and self.due is not None:
            lane = self._next(now)
            if lane is None:
                done.ended = not self._clock.computing
                break
            start = self._timer()
            wanted = self._count(lane, budget - done.seconds)
            made = lane.advance(wanted)
            seconds = self._timer() - start
            self._measure(lane, made, seconds)
            done.updates += made
            done.seconds += max(seconds, 1e-6)
            if lane.status is not Status.READY:
                done.halted.append(lane)
            elif made < wanted:
                break  # interrupted: a command waits
        return done

    def _next(self, now: float) -> Lane | None:
        """The lane to run next, or None while no update is due; moves the goal on, or pauses at it."""
        if self._clock.phase is Phase.SEEKING:
            lane = next((one for one in self._lanes if not one.arrived), None)
            if lane is None:
                self._clock.turn(Phase.PAUSED)
            return lane
        settling = self._clock.phase is Phase.SETTLING
        runners = self._keeping_up if settling else self.ready
        lane = min(runners, key=lambda one: one.update, default=None)
        if lane is not None and lane.update < self._goal:
            return lane
        if lane is not None and self._clock.phase is Phase.STEPPING and self._to_epoch:
            self._to_epoch = False
            self._goal += self.leader.learner.updates_left_in_epoch
            return lane
        left = MOST if self.until is None else self.until - self._goal
        if lane is None or self._clock.phase is not Phase.PLAYING or left <= 0:
            self.until = None
            self.rest()
            return None
        together = sum(one.seconds_per_update or STRIDE for one in runners)
        due = self._clock.take(now, max(1, min(MOST, left, int(STRIDE / together))))
        self._base, self._goal = self._goal, self._goal + due
        return lane if due else None

    def _count(self, lane: Lane, budget: float) -> int:
        known = lane.seconds_per_update
        fitting = 1 if known is None else max(1, int(budget / known))
        goal = lane.goal if self._clock.phase is Phase.SEEKING else self._goal
        return min(goal - lane.update, fitting, MOST)

    @staticmethod
    def _measure(lane: Lane, made: int, seconds: float) -> None:
        """A running mean that believes a faster pace at once: one update alone costs more than one of many."""
        if made:
            new, old = seconds / made, lane.seconds_per_update
            lane.seconds_per_update = max(new if old is None or new < old else 0.7 * old + 0.3 * new, 1e-8)

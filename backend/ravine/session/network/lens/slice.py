"""The loss over a plane through a lane's parameters, with the paths that the lanes took, seen from above."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.directions import Plane, box, main_plane, plane_through, random_plane
from ravine.engine.loss_slice import LossSlice, longest_side
from ravine.engine.network import Architecture
from ravine.engine.training import Trainer
from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.session.timeline import STRIDE
from ravine.spec import commands, events, plan
from ravine.spec.commands.lens import SLICE_LEAST
from ravine.spec.error import SpecError

POINTS = 100
"""Of a path, at most."""

AXES = {
    "random": ("random direction 1", "random direction 2"),
    "path": ("main direction of the path", "second direction of the path"),
}

Range = tuple[float, float]


def sliced(lanes: Lanes, command: commands.Slice) -> events.Sliced:
    """Lanes on their way through the past are looked at where they stand."""
    lane: NetworkLane = lanes.by_id(command.lane)
    learner, examples = lane.learner, lane.parts.train
    paths = [Path.of(other) for other in lanes if other.learner.layout == learner.layout]
    (own,) = (path for path in paths if path.lane == lane.id)
    plane, axes, ranges = _plane(lanes, lane, own, command)
    settings, places = learner.settings, command.side**2
    try:
        piece = LossSlice.of(settings.architecture, settings.loss, plane, examples, places)
    except ValueError as error:
        allowed = f"a side of {SLICE_LEAST} to {longest_side(settings.architecture)}"
        raise SpecError(f"{lane.name}: {error}", "side", allowed) from None
    x, y = ranges
    return events.Sliced(
        lane=lane.id,
        update=lane.update,
        plane=command.plane,
        axes=axes,
        x=x,
        y=y,
        loss=tuple(tuple(map(_short, row)) for row in piece.grid(x, y, command.side).tolist()),
        paths=tuple(path.seen_from(plane) for path in paths),
        explained=plane.explained(own.thetas),
        examples=len(piece.examples),
        drawn_from=piece.drawn_from,
        number=command.number,
    )


def _short(loss: float) -> float | None:
    """As many digits as float32 has."""
    return float(f"{loss:.7g}") if math.isfinite(loss) else None


def _plane(
    lanes: Lanes, lane: NetworkLane, own: Path, command: commands.Slice
) -> tuple[Plane, tuple[str, str], tuple[Range, Range]]:
    """The plane, what its axes are called, and how much of it is shown."""
    learner = lane.learner
    try:
        match command.plane:
            case "random":
                plane, side = random_plane(learner.layout, learner.theta, lane.alone.lane_seed(0)), command.reach
                return plane, AXES["random"], ((-side, side), (-side, side))
            case "path":
                plane = main_plane(own.thetas)
                return plane, AXES["path"], box(plane.project(own.thetas)[0], command.reach)
            case "lanes":
                three = _three(lanes, lane, command.lanes)
                thetas = np.stack([one.learner.theta for one in three])
                plane, (first, second, third) = plane_through(thetas), (one.name for one in three)
                axes = (f"{first} to {second}", f"across, towards {third}")
                return plane, axes, box(plane.project(thetas)[0], command.reach)
    except SpecError:
        raise
    except ValueError as error:
        raise _refused(command.plane, lane, str(error)) from None


def _refused(plane: str, lane: NetworkLane, why: str) -> SpecError:
    allowed = {
        "random": "a network with weights that are not 0",
        "path": f"a lane that has learned for some time: a point of the path is kept every {STRIDE} updates at first",
        "lanes": "three lanes that differ",
    }
    return SpecError(f"{lane.name}: {why}", "plane", allowed[plane])


def _three(lanes: Lanes, lane: NetworkLane, chosen: tuple[int, ...]) -> list[NetworkLane]:
    """Those that a plane goes through; their loss at one place must be that of this lane."""
    fitting = [other for other in lanes if _function(other) == _function(lane)]
    allowed = "three lanes with the layers and the loss of " + lane.name
    allowed += ": " + ", ".join(f"{other.id} ({other.name})" for other in fitting)
    three = [lanes.by_id(one) for one in chosen] if chosen else lanes[:3]
    count = len({one.id for one in three})
    if count != 3:
        raise SpecError(f"a plane goes through three lanes, and these are {count}", "lanes", allowed)
    for one in three:
        if one not in fitting:
            raise SpecError(f"{one.name} has other layers, or another loss, than {lane.name}", "lanes", allowed)
    return three


def _function(lane: NetworkLane) -> tuple[Architecture, str]:
    """What a lane's loss at given parameters depends on, beside the data."""
    settings = lane.learner.settings
    return settings.architecture.thawed, settings.loss


@dataclass(frozen=True, eq=False)
class Path:
    """Where a lane was, as far as that is kept, and where it is: updates, and parameters (n, parameters)."""

    lane: int
    updates: tuple[int, ...]
    thetas: NDArray[np.float32]

    @classmethod
    def of(cls, lane: NetworkLane) -> Path:
        """At most 100 points of it, the first and the last among them."""
        kept = {snapshot.update: snapshot.theta for snapshot in lane.timeline.snapshots()}
        if 0 not in kept and lane.timeline.start == 0:
            kept[0] = _start(lane)
        points = {update: theta for update, theta in sorted(kept.items()) if update < lane.update}
        points[lane.update] = lane.learner.theta
        places = np.unique(np.linspace(0, len(points) - 1, min(len(points), POINTS)).round().astype(int))
        updates = [list(points)[place] for place in places]
        return cls(lane.id, tuple(updates), np.stack([points[update] for update in updates]))

    def seen_from(self, plane: Plane) -> events.SlicePath:
        places, distances = plane.project(self.thetas)
        x, y = places.T.tolist()
        return events.SlicePath(
            lane=self.lane, updates=self.updates, x=tuple(x), y=tuple(y), distance=tuple(distances.tolist())
        )


def _start(lane: NetworkLane) -> NDArray[np.float32]:
    """Its parameters at update 0: they depend on no example."""
    first: Any = lane.timeline.edit(0).spec
    spec, seed = first.lanes[0], first.lane_seed(0)
    settings, initializer = plan.settings(spec, first.shape), plan.engine_choice(spec.initializer)
    return Trainer(settings, initializer, lane.parts.train, lane.parts.validation, first.seed, seed).theta

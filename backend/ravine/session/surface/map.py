"""A map of a session: what becomes of many racers, from coarse to fine, anew whenever what it is about changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.basins import BasinPicture, Basins
from ravine.engine.explore import DIVERGED, MOVING, RESTING
from ravine.engine.optimizers import optimizers
from ravine.engine.rates import Axis, Plane, PlanePicture
from ravine.engine.registry import nearest
from ravine.engine.surfaces.surface import Surface
from ravine.engine.winners import NOBODY, TIE, WinnerPicture, Winners
from ravine.session.blocks import Block, block
from ravine.session.surface.lane import SurfaceLane
from ravine.spec import commands, events, ground
from ravine.spec.error import SpecError
from ravine.spec.racer import RacerSpec
from ravine.spec.surface import SurfaceSpec

DTYPE = np.float32
"""Of what a map computes: twice as fast as what races do, and said on the page."""

DIVERGENCE = {"role": "diverged", "name": "diverged"}

Kind = Basins | Winners | Plane

Outcome = tuple[NDArray[Any], NDArray[Any], tuple[events.Label, ...]]
"""Label and shade of each cell, and what the labels mean."""


class LiveMap:
    """What a `map` command asked for. Every picture takes the next of `numbers`."""

    def __init__(self, command: commands.Map, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self.number = next(numbers)
        self.done = False
        """There is nothing finer to come, as long as what it is about stays the same."""
        self._asked = command
        self._about: object = None
        self._map: Kind | None = None
        self._side = 0
        self._outcome: Outcome | None = None

    def blocks(self) -> Iterator[Block]:
        """The newest picture that is whole."""
        if self._outcome is not None:
            label, shade, _ = self._outcome
            yield block("map_label", 0, label, self.number)
            yield block("map_shade", 0, shade, self.number)

    def fits(self, lanes: Sequence[SurfaceLane]) -> bool:
        """Whether there can be such a map: a plane is over hyper-parameters that its lane may have lost since."""
        if self._asked.what != "plane":
            return True
        try:
            check_axes(self._asked, lanes[self._place(lanes)].spec)
        except SpecError:
            return False
        return True

    def _place(self, lanes: Sequence[SurfaceLane]) -> int:
        """Of the lane that it is about: of the first where that one is gone."""
        return next((n for n, lane in enumerate(lanes) if lane.id == self._asked.lane), 0)

    def advance(
        self,
        spec: SurfaceSpec,
        surface: Surface,
        window: commands.Window,
        lanes: Sequence[SurfaceLane],
        seconds: float,
        timer: Callable[[], float],
    ) -> list[events.Event]:
        """Go on for so long; tells of every level that is whole."""
        place = self._place(lanes)
        racers = [ground.settings(spec, n) for n in range(len(lanes))]
        about = (
            surface, spec.seed, window, racers if self._asked.what == "winners" else racers[place],
            [(lane.id, lane.name) for lane in lanes] if self._asked.what == "winners" else lanes[place].id,
            spec.start_of(place) if self._asked.what == "plane" else None,
        )  # fmt: skip
        if about != self._about:
            self._about, self._side, self.done = about, 0, False
            self._map = self._begin(spec, surface, window, racers, place)
        if self.done or self._map is None:
            return []
        self.done = self._map.advance(seconds, timer)
        picture = self._map.picture
        if picture is None or (picture.side == self._side and not self.done):
            return []
        self._side = picture.side
        self.number = next(self._numbers)
        self._outcome = outcome(picture, surface, lanes)
        return [self._told(window, lanes[place].id, self._outcome)]

    def _begin(
        self, spec: SurfaceSpec, surface: Surface, window: commands.Window, racers: list[Any], place: int
    ) -> Kind:
        asked = self._asked
        match asked.what:
            case "basins":
                return Basins(surface, racers[place], window, asked.updates, spec.seed, DTYPE)
            case "winners":
                return Winners(surface, racers, window, asked.updates, spec.seed, DTYPE)
            case _:
                x, y = _axis(asked.x), _axis(asked.y)
                return Plane(surface, racers[place], x, y, asked.updates, spec.start_of(place), spec.seed, DTYPE)

    def _told(self, window: commands.Window, lane: int, found: Outcome) -> events.Mapped:
        asked, (_, shade, labels) = self._asked, found
        plane = asked.what == "plane"
        finite = shade[np.isfinite(shade)]
        assert asked.what is not None
        return events.Mapped(
            what=asked.what,
            lane=None if asked.what == "winners" else lane,
            updates=asked.updates,
            side=self._side,
            done=self.done,
            dtype=np.dtype(DTYPE).name,
            x=(asked.x.low, asked.x.high) if plane and asked.x else window[0],
            y=(asked.y.low, asked.y.high) if plane and asked.y else window[1],
            log=(bool(plane and asked.x and asked.x.log), bool(plane and asked.y and asked.y.log)),
            axes=(asked.x.parameter, asked.y.parameter) if plane and asked.x and asked.y else ("x", "y"),
            labels=labels,
            range=(float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0),
        )


def check_axes(command: commands.Map, lane: RacerSpec) -> None:
    """Two different hyper-parameters of the lane, each over a range that it can have; raises SpecError."""
    parameters = {one.name: one for one in optimizers[lane.optimizer.name].parameters}
    for field, axis in (("x", command.x), ("y", command.y)):
        if axis is None:
            raise SpecError(f"{field} is missing: a plane has two axes", field, ", ".join(parameters))
        if axis.parameter not in parameters:
            near = nearest(axis.parameter, parameters)
            wrong = f"{field}.parameter is {axis.parameter}, which {lane.optimizer.name} does not have{near}"
            raise SpecError(wrong, f"{field}.parameter", ", ".join(parameters))
        one = parameters[axis.parameter]
        if not one.low <= axis.low < axis.high <= one.high or (axis.log and axis.low <= 0):
            least = "above 0" if axis.log else f"from {one.low:g}"
            raise SpecError(
                f"{field} goes from {axis.low:g} to {axis.high:g}", field, f"{least}, rising, up to {one.high:g}"
            )
    if command.x and command.y and command.x.parameter == command.y.parameter:
        raise SpecError(f"both axes are {command.x.parameter}", "y", "another parameter than x")


def _axis(asked: commands.Axis | None) -> Axis:
    assert asked is not None
    return Axis(asked.parameter, asked.low, asked.high, asked.log)


def outcome(picture: Any, surface: Surface, lanes: Sequence[SurfaceLane]) -> Outcome:
    """What a picture shows, with labels counted from 0."""
    match picture:
        case BasinPicture():
            return _basins(picture, surface)
        case WinnerPicture():
            return _winners(picture, lanes)
        case PlanePicture():
            diverged = ~np.isfinite(picture.value)
            names: dict[int, dict[str, Any]] = {0: {"role": "value", "name": "value at the end"}, 1: DIVERGENCE}
            return _numbered(diverged.astype(int), names, picture.value)
    raise TypeError(f"{type(picture).__name__} is no picture of a map")


def _basins(picture: BasinPicture, surface: Surface) -> Outcome:
    names: dict[int, dict[str, Any]] = {
        number: {"role": "minimum", "name": f"({x:.3g}, {y:.3g})", "x": x, "y": y, "value": surface.at(x, y)[0]}
        for number, (x, y) in enumerate(picture.minima)
    }
    names[MOVING] = {"role": "moving", "name": "still on its way"}
    names[RESTING] = {"role": "resting", "name": "stands still, at no minimum"}
    names[DIVERGED] = DIVERGENCE
    return _numbered(picture.label, names, picture.needed)


def _winners(picture: WinnerPicture, lanes: Sequence[SurfaceLane]) -> Outcome:
    names: dict[int, dict[str, Any]] = {
        place: {"role": "lane", "name": lane.name, "lane": lane.id} for place, lane in enumerate(lanes)
    }
    names[TIE] = {"role": "tie", "name": "several end equally low"}
    names[NOBODY] = {"role": "diverged", "name": "all diverged"}
    return _numbered(picture.label, names, picture.value)


def _numbered(label: NDArray[Any], names: dict[int, dict[str, Any]], shade: NDArray[Any]) -> Outcome:
    """The labels that occur, those of a lane or a minimum in any case, counted from 0."""
    shares = {number: float(np.mean(label == number)) for number in names}
    told = [number for number in names if shares[number] or number >= 0]
    places = np.zeros(label.shape, np.uint8)
    for place, number in enumerate(told):
        places[label == number] = place
    return places, shade, tuple(events.Label(share=shares[number], **names[number]) for number in told)

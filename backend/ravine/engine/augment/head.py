"""The head of a table: the ops of the chosen augmentations, between the batch and the first layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from ravine.engine.augment import colour, pixels, place
from ravine.engine.augment.family import augmentations, head_op
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Choice

for stage in (place, colour, pixels):
    stage.add_to(augmentations)

OPS = {entry.name: head_op(entry.functions[0]) for entry in augmentations}
PLACES = {name: number for number, name in enumerate(augmentations.names(), start=1)}


@dataclass(frozen=True)
class Augment:
    """Which augmentations, of pictures of which shape; no pictures, no augmentations.

    Raises ValueError where one of them is not for such pictures, or is chosen twice.
    """

    image: Shape
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        names = [choice.name for choice in self.choices]
        for name in names:
            maps = augmentations[name].traits["maps"]
            if maps and self.image.maps not in maps:
                raise ValueError(f"{name} is for pictures of {' or '.join(map(str, maps))} maps, not {self.image.maps}")
            if names.count(name) > 1:
                raise ValueError(f"{name} is chosen twice")


@dataclass(frozen=True)
class Head:
    """Augmentations in the family's order, each with its values and what it took from the training part."""

    image: Shape
    values: dict[str, tuple[float, ...]]

    @classmethod
    def of(cls, augment: Augment, x: NDArray[Any]) -> Head:
        """x: (N, inputs), the training part."""
        chosen = {choice.name: choice.values for choice in augment.choices}
        values = {}
        for entry in augmentations:
            if entry.name in chosen:
                fit = entry.traits["fit"]
                values[entry.name] = chosen[entry.name] + (fit(x, augment.image) if fit else ())
        return cls(augment.image, values)

    def build(self, build: Any) -> None:
        """Lay the ops; the builder has laid none before."""
        handed_on, build.shape = build.shape, self.image
        for stage, first, numbers, last in (
            ("place", place.staying, place.NUMBERS, place.following),
            ("colour", colour.keeping_colours, colour.numbers(self.image.maps), colour.recolouring),
        ):
            names = self._of(stage)
            if names:
                kept = build.space(numbers)
                build.prepare(first, kept)
                for name in names:
                    build.prepare(OPS[name], kept, PLACES[name], self.values[name])
                build.prepare(last, kept, moves=True)
        for name in self._of("pixels"):
            build.prepare(OPS[name], -1, PLACES[name], self.values[name], moves=True)
        build.shape = handed_on

    def _of(self, stage: str) -> list[str]:
        return [name for name in self.values if augmentations[name].traits["stage"] == stage]

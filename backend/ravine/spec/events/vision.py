"""Answers about networks of pictures."""

from __future__ import annotations

from typing import Any, Literal

from ravine.spec.strict import Strict


class StrongPicture(Strict):
    """row: of the test part. truth: its class. value: the map's largest pixel. part: first row and column of the part
    of the picture that this pixel sees, and behind the last ones. pixels: map by map, row by row, 0 to 255."""

    row: int
    truth: int
    value: float
    part: tuple[int, int, int, int]
    pixels: tuple[int, ...]


class StrongestPictures(Strict):
    """The strongest first, out of the first `of` test pictures."""

    kind: Literal["strongest_pictures"] = "strongest_pictures"
    lane: int
    update: int
    layer: int
    map: int
    of: int
    pictures: tuple[StrongPicture, ...]
    number: int | None = None


class ToldRung(Strict):
    """changes: of the lane, to put it on or to take it away. anew: why the lane would start anew; null: it goes on."""

    name: str
    title: str
    help: str
    on: bool
    changes: dict[str, Any]
    anew: str | None


class ToldRungs(Strict):
    """In the order of the ladder."""

    kind: Literal["told_rungs"] = "told_rungs"
    lane: int
    rungs: tuple[ToldRung, ...]
    number: int | None = None


class MemberError(Strict):
    """error: the share of wrong answers, at this update."""

    lane: int
    update: int
    error: float


class CommitteeTold(Strict):
    """mean, spread: of the members' errors, mean and sample standard deviation (null for one member). together: the
    error of the mean of their probabilities. examples: of the test part, that they answered."""

    kind: Literal["committee_told"] = "committee_told"
    examples: int
    members: tuple[MemberError, ...]
    mean: float
    spread: float | None
    together: float
    number: int | None = None


class OutlinedLayer(Strict):
    """given, shape: maps, height and width of what it takes and of what it hands on. weights, biases: how many.
    products: multiply-adds of one example forward. field: height and width of the part of the picture that one of its
    pixels sees; step: how many pixels of the picture two neighbours of its pixels are apart. parameter_bytes: of its
    weights, their gradient and movement; batch_bytes: of what it hands on for the batch, and the gradient of that."""

    layer: str
    given: tuple[int, int, int]
    shape: tuple[int, int, int]
    weights: int
    biases: int
    products: int
    field: tuple[int, int]
    step: int
    parameter_bytes: int
    batch_bytes: int


class Outlined(Strict):
    """Of every layer, the last one gives the outputs."""

    kind: Literal["outlined"] = "outlined"
    lane: int | None
    shape: tuple[int, int, int]
    """Of the picture."""
    layers: tuple[OutlinedLayer, ...]
    parameters: int
    products: int
    bytes: int
    """Of all layers."""
    number: int | None = None


class WalkedLayer(Strict):
    """Seconds that the pass took in a layer, null where it has not come by: forward; backward, with its learning.
    gradient_norm: of its weights and biases, null before; 0 where there are none."""

    layer: str
    forward: float | None
    backward: float | None
    gradient_norm: float | None


class Walked(Strict):
    """How far a walk is. photo: of the catalogue's. at: the place of the layer where it is, null before and after.

    rate: of the step. loss: mean of the batch, before the step and after it; chance: of a network that takes all
    classes for alike. seconds: of the pass forward and back. built: seconds until the weights were drawn. bytes: that
    its numbers take, computed; grown: by how much the server's memory grew, measured, null where the system does not
    say. why: it ended before all was done.
    """

    kind: Literal["walked"] = "walked"
    photo: int
    batch: int
    layers: tuple[WalkedLayer, ...]
    at: int | None
    way: Literal["forward", "backward", "update"] | None
    rate: float
    chance: float
    loss: float | None
    loss_after: float | None
    seconds: float
    built: float | None
    bytes: int
    grown: int | None
    done: int
    total: int
    running: bool
    why: str | None = None
    number: int | None = None

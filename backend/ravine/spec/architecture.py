"""The network that a lane's spec describes, and how much work and memory it takes: known before anything is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ravine.data.datasets import datasets
from ravine.engine.layers import shape as engine
from ravine.engine.network import Architecture, Layer, Layout
from ravine.engine.training import SHARD
from ravine.spec import limits
from ravine.spec.error import Refusal, SpecError
from ravine.spec.lane import LaneSpec
from ravine.spec.layers.hidden import HiddenSpec
from ravine.spec.layers.kinds import MODELS
from ravine.spec.shape import Shape, output_units


def architecture(lane: LaneSpec, shape: Shape) -> Architecture:
    """The hidden layers of the spec, and an output layer as wide as data and loss ask for.

    Raises Refusal where a layer cannot take what it is given.
    """
    given = engine.Shape(shape.inputs) if shape.image is None else engine.Shape(*shape.image)
    if shape.image is None:
        _check_kinds(lane.layers)
    check_places([layer.layer for layer in lane.layers], given)
    output = Layer(output_units(lane.loss, shape), lane.output.name, lane.output.values)
    hidden = tuple(layer.layer for layer in lane.layers)
    return Architecture(shape.inputs, (*hidden, output), lane.dropout, None if shape.image is None else given)


def _check_kinds(layers: Iterable[HiddenSpec]) -> None:
    for place, layer in enumerate(layers):
        if layer.PICTURES:
            sets = ", ".join(entry.name for entry in datasets if entry.traits.get("image"))
            others = ", ".join(kind for kind, model in MODELS.items() if not model.PICTURES)
            raise Refusal(
                f"is {layer.kind}, which takes pictures, and these data are none",
                f"{others}, or data of pictures: {sets}", f"layers.{place}.kind",
            )  # fmt: skip


def check_places(layers: Sequence[Layer], given: engine.Shape) -> None:
    """Layer by layer: whether it can take what it is given, and whether what it adds is there and as large."""
    shapes = [given]
    for place, layer in enumerate(layers):
        if layer.back > place:
            behind, allowed = "no layer lies so many places further back", ", ".join(map(str, range(place + 1)))
            raise Refusal(f"is {layer.back}, and {behind}", allowed, f"layers.{place}.back")
        try:
            shapes.append(layer.work.shape(shapes[place - layer.back]))
        except ValueError as error:
            allowed = "a smaller window, or larger maps before it"
            raise Refusal(f"cannot be: {error}", allowed, f"layers.{place}") from None
        if layer.skip:
            _check_skip(layer.skip, place, shapes)


def _check_skip(given: int, place: int, shapes: list[engine.Shape]) -> None:
    own = shapes[-1]
    fitting = [skip for skip in range(1, place + 2) if shapes[place + 1 - skip] == own]
    if given not in fitting:
        wide = f"as wide as its {own} neurons" if own.area == 1 else f"of its {own} pixels"
        raise Refusal(
            f"is {given}, and nothing {wide} lies so many layers before", ", ".join(map(str, [0, *fitting])),
            f"layers.{place}.skip",
        )  # fmt: skip


def of_layers(layers: Sequence[HiddenSpec], picture: engine.Shape, output: Layer) -> Architecture:
    """A network over pictures, whether a lane could be it or not; raises SpecError where a layer cannot take what it is
    given."""
    hidden = tuple(layer.layer for layer in layers)
    try:
        check_places(hidden, picture)
    except Refusal as refusal:
        raise SpecError(f"{refusal.at} {refusal.predicate}", refusal.at, refusal.allowed) from None
    return Architecture(picture.units, (*hidden, output), image=picture)


def parameter_count(built: Architecture) -> int:
    """Weights and biases."""
    return Layout.of(built).parameters


def check_work(built: Architecture, batch: int) -> None:
    """Raise Refusal where one update on a batch would take too long or too much memory for a shared machine."""
    looks = sum(layer.work.looks(built.taken(place)) for place, layer in enumerate(built.layers))
    products = batch * (built.products + looks)
    remedy = "a smaller batch, fewer layers or fewer neurons"
    if products > limits.MULTIPLY_ADDS:
        raise Refusal(
            f"needs {products / 1e9:.3g} billion multiplications for a batch of {batch}",
            f"at most {limits.MULTIPLY_ADDS / 1e9:.3g} billion: {remedy}",
        )
    held = activations(built, batch)
    if held > limits.ACTIVATIONS:
        raise Refusal(
            f"holds {held / 1e6:.3g} million activations for a batch of {batch}",
            f"at most {limits.ACTIVATIONS / 1e6:.3g} million: {remedy}",
        )


def activations(built: Architecture, batch: int) -> int:
    """Numbers that the layers give for what is in the network at once, of the batch or of one of its shards, the pieces
    of Maxout counted too."""
    at_once = min(batch, SHARD) if built.in_shards else batch
    given = sum(layer.pieces * shape.units for layer, shape in zip(built.layers, built.shapes[1:], strict=True))
    return at_once * (built.inputs + given)

"""The loss over two of a lane's weights, all others as they are: a surface of the Surface place."""

from __future__ import annotations

from ravine.engine.section import Cut, keep
from ravine.session.network.lane import NetworkLane
from ravine.session.network.weight import check_spot, neuron_of, number_of
from ravine.spec import commands, events
from ravine.spec.commands import Spot
from ravine.spec.error import SpecError, refusing


def sectioned(lane: NetworkLane, command: commands.Section) -> events.Sectioned:
    """Make it of the network as it is shown, over its training examples; raises SpecError, and then nothing is made."""
    first, second, learner = command.first, command.second, lane.learner
    for name, spot in (("first", first), ("second", second)):
        check_spot(spot, learner.layout.spans, f"{name}.")
    if first == second:
        both = f"both are {number_of(first)} of {neuron_of(first)}; nothing was changed"
        raise SpecError(both, "second", "another weight than the first")
    x, y = (learner.layout.index(spot.layer, spot.unit, spot.input) for spot in (first, second))
    architecture, loss = learner.settings.architecture, learner.settings.loss
    with refusing():
        cut = Cut.of(architecture, loss, learner.theta, lane.parts.train, x, y)
    title = f"{lane.name}: {title_of(first, second)}"
    entry = keep(cut, title, axes_of(first, second))
    return events.Sectioned(name=entry.name, title=title)


def title_of(first: Spot, second: Spot) -> str:
    """`weights 1 and 2 of neuron 3 in layer 1`; each with its neuron where they have two."""
    if neuron_of(first) != neuron_of(second):
        return " and ".join(f"{number_of(spot)} of {neuron_of(spot)}" for spot in (first, second))
    if first.input is not None and second.input is not None:
        return f"weights {first.input + 1} and {second.input + 1} of {neuron_of(first)}"
    return f"{number_of(first)} and {number_of(second)} of {neuron_of(first)}"


def axes_of(first: Spot, second: Spot) -> tuple[str, str]:
    """Short names: `w1` and `b` of one neuron; of two, with the layer and the neuron, `w1 (2.3)`."""
    same = neuron_of(first) == neuron_of(second)
    return _axis(first, same), _axis(second, same)


def _axis(spot: Spot, alone: bool) -> str:
    name = "b" if spot.input is None else f"w{spot.input + 1}"
    return name if alone else f"{name} ({spot.layer + 1}.{spot.unit + 1})"

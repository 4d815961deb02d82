"""Which look at a network answers which question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ravine.session.lanes import Lanes
from ravine.session.network.lens.augment import augmented_of
from ravine.session.network.lens.committee import together
from ravine.session.network.lens.ensemble import ensembled
from ravine.session.network.lens.noise import noise
from ravine.session.network.lens.nudge import nudged
from ravine.session.network.lens.outline import outlined
from ravine.session.network.lens.phases import phased
from ravine.session.network.lens.rule import ruled
from ravine.session.network.lens.rungs import rungs
from ravine.session.network.lens.shapes import shaped
from ravine.session.network.lens.sigmoids import summed
from ravine.session.network.lens.sizes import sized
from ravine.session.network.lens.slice import sliced
from ravine.session.network.lens.strongest import strongest_of
from ravine.session.remembered import remembered
from ravine.spec import commands
from ravine.spec.commands import Command
from ravine.spec.events import Event

Answer = Callable[[Lanes, Any], Event]
"""Of the session's lanes and the command; raises SpecError where there is nothing to look at."""

LENSES: dict[type[Command], Answer] = {
    commands.Nudge: nudged,
    commands.Slice: sliced,
    commands.Ensemble: ensembled,
    commands.Augment: augmented_of,
    commands.GradientNoise: noise,
    commands.SumOfSigmoids: summed,
    commands.Shapes: shaped,
    commands.Sizes: sized,
    commands.Remember: remembered,
    commands.Phases: phased,
    commands.Rule: ruled,
    commands.Outline: outlined,
    commands.Strongest: strongest_of,
    commands.Rungs: rungs,
    commands.Committee: together,
}

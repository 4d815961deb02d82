"""What the page may say: one JSON object a message, told apart by `kind`."""

from __future__ import annotations

from typing import get_args

from ravine.engine.registry import nearest
from ravine.spec import limits
from ravine.spec.commands.asked import Cursor
from ravine.spec.commands.lens import (
    Augment,
    Ensemble,
    GradientNoise,
    Nudge,
    Phases,
    Remember,
    Rule,
    Shapes,
    Sizes,
    Slice,
    SumOfSigmoids,
)
from ravine.spec.commands.network import Check, Probe, Section, SetWeight, Spot
from ravine.spec.commands.recipe import Advise, Claims, GoodSpec, StopSweep, Sweep
from ravine.spec.commands.session import (
    VERSION,
    Ack,
    AddLane,
    Hello,
    Load,
    PatchLane,
    PatchSession,
    Pause,
    Play,
    RemoveLane,
    Reset,
    Scrub,
    Speed,
    Step,
    Watch,
)
from ravine.spec.commands.surface import Axis, Explain, Look, Map, Tune, Window
from ravine.spec.commands.vision import Committee, Outline, Rungs, StopWalk, Strongest, Walk
from ravine.spec.error import SpecError, show
from ravine.spec.json_text import read_json
from ravine.spec.strict import Strict

__all__ = [
    "COMMANDS", "VERSION", "Ack", "AddLane", "Advise", "Augment", "Axis", "Check", "Claims", "Command", "Committee",
    "Cursor", "Ensemble", "Explain", "GoodSpec", "GradientNoise", "Hello", "Load", "Look", "Map", "Nudge", "Outline",
    "PatchLane", "PatchSession", "Pause", "Phases", "Play", "Probe", "Remember", "RemoveLane", "Reset", "Rule", "Rungs",
    "Scrub", "Section", "SetWeight", "Shapes", "Sizes", "Slice", "Speed", "Spot", "Step", "StopSweep", "StopWalk",
    "Strongest", "SumOfSigmoids", "Sweep", "Tune", "Walk", "Watch", "Window", "parse_command",
]  # fmt: skip

Command = (
    Hello | Play | Pause | Step | Reset | Speed | Scrub | PatchLane | PatchSession | AddLane | RemoveLane | SetWeight
    | Section | Check | Probe | Load | Look | Explain | Tune | Map
    | Augment
    | Nudge | Slice | Ensemble | GradientNoise | SumOfSigmoids | Shapes | Sizes | Remember | Phases | Rule
    | Outline | Strongest | Rungs | Committee | Walk | StopWalk
    | Claims | Sweep | StopSweep | Advise
    | Watch | Ack
)  # fmt: skip

COMMANDS: dict[str, type[Strict]] = {model.model_fields["kind"].default: model for model in get_args(Command)}


def parse_command(text: str | bytes) -> Command:
    """The command in one message from outside; raises SpecError, and nothing else, whatever comes."""
    document = read_json(text, limits.MESSAGE_BYTES, "the message")
    kinds = ", ".join(COMMANDS)
    if not isinstance(document, dict):
        raise SpecError(f"the message is {show(document)}", allowed="an object with a kind and its fields")
    try:
        if "kind" not in document:
            raise SpecError("the message has no kind", "kind", kinds)
        kind = document["kind"]
        if not isinstance(kind, str) or kind not in COMMANDS:
            near = nearest(kind, COMMANDS) if isinstance(kind, str) else ""
            raise SpecError(f"kind is {show(kind)}, which is no command{near}", "kind", kinds)
        return COMMANDS[kind].read(document, kind)  # type: ignore[return-value]
    except SpecError as error:
        number = document.get("number")
        error.number = number if type(number) is int and 0 <= number <= limits.COUNT else None
        raise

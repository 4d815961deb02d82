"""What the server says to the page as JSON, told apart by `kind`; numbers that stream travel in binary frames."""

from __future__ import annotations

from typing import get_args

from ravine.spec.events.lens import (
    Augmented,
    Compared,
    Ensembled,
    LayerShape,
    LayerSize,
    Noise,
    Nudged,
    Phased,
    PhaseLayer,
    Remembered,
    RememberedCourse,
    RememberedPart,
    RememberedQuantity,
    RememberedSpread,
    Ruled,
    Shaped,
    Sized,
    Sliced,
    SlicePath,
    SummedSigmoids,
    UnitShape,
)
from ravine.spec.events.network import Checked, Counts, DataShape, Sectioned
from ravine.spec.events.recipe import (
    Advised,
    Claimed,
    ClaimFigure,
    ClaimResult,
    FoundFault,
    OfferedRemedy,
    RefusedRemedy,
    Swept,
    SweptLane,
)
from ravine.spec.events.session import (
    Clock,
    Cure,
    Diverged,
    Error,
    LaneName,
    LaneState,
    Log,
    LoggedEdit,
    Progress,
    Spec,
    State,
    Welcome,
)
from ravine.spec.events.surface import Critical, Explained, Ground, Label, Line, Mapped, Tried, Tuned
from ravine.spec.events.vision import (
    CommitteeTold,
    MemberError,
    Outlined,
    OutlinedLayer,
    StrongestPictures,
    StrongPicture,
    ToldRung,
    ToldRungs,
    Walked,
    WalkedLayer,
)
from ravine.spec.json_text import write_json
from ravine.spec.strict import Strict

__all__ = [
    "EVENTS", "Advised", "Augmented", "Checked", "ClaimFigure", "ClaimResult", "Claimed", "Clock", "CommitteeTold",
    "Compared", "Counts", "Critical", "Cure", "DataShape", "Diverged", "Ensembled", "Error", "Event", "Explained",
    "FoundFault", "Ground", "Label", "LaneName", "LaneState", "LayerShape", "LayerSize", "Line", "Log", "LoggedEdit",
    "Mapped", "MemberError", "Noise", "Nudged", "OfferedRemedy", "Outlined", "OutlinedLayer", "PhaseLayer", "Phased",
    "Progress", "RefusedRemedy", "Remembered", "RememberedCourse", "RememberedPart", "RememberedQuantity",
    "RememberedSpread", "Ruled", "Sectioned", "Shaped", "Sized", "SlicePath", "Sliced", "Spec", "State",
    "StrongPicture", "StrongestPictures", "SummedSigmoids", "Swept", "SweptLane", "ToldRung", "ToldRungs", "Tried",
    "Tuned", "UnitShape", "Walked", "WalkedLayer", "Welcome", "write_event",
]  # fmt: skip

Event = (
    Welcome | State | Spec | Log | Checked | Sectioned | Diverged | DataShape | Ground | Explained | Tuned | Mapped
    | Augmented
    | Nudged | Sliced | Ensembled | Noise | SummedSigmoids | Shaped | Sized | Remembered | Phased | Ruled
    | Outlined | StrongestPictures | ToldRungs | CommitteeTold | Walked
    | Claimed | Swept | Advised
    | Progress | Error
)  # fmt: skip


EVENTS: dict[str, type[Strict]] = {model.model_fields["kind"].default: model for model in get_args(Event)}


def write_event(event: Event) -> str:
    """The event as one JSON text; what is not finite becomes null."""
    return write_json(event.model_dump(mode="json"))

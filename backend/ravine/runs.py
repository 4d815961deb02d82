"""What `ravine.train`, `race` and `sweep` share: reading a spec, running a learner in slices, lanes by their names."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from ravine.engine.record import Record
from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.error import Refusal, SpecError
from ravine.spec.json_text import read_json
from ravine.spec.number import checked
from ravine.spec.patch import merge
from ravine.spec.places import MODELS
from ravine.spec.session import SessionSpec

COMMANDS = {"network": "ravine train", "surface": "ravine race", "vision": "ravine train"}
"""Which command runs the specs of a place."""

SLICE = 0.05
"""Seconds of updates between two reports of progress."""

Given = SessionSpec | Mapping[str, Any] | str | Path | None
"""A spec as it may be given: itself, its JSON object, the path of a file with that, or None for the default one."""

Progress = Callable[[str, int, int], None]
"""Called with a lane's name, the updates made and how many there will be."""

Spec = TypeVar("Spec", bound=SessionSpec)


# --- what is given ----------------------------------------------------------------------------------------------------


def read_spec(
    model: type[Spec],
    spec: Given,
    changes: Mapping[str, Any],
    spelled: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict,
) -> Spec:
    """The session of this place that `spec` describes, with `changes` merged into it; raises SpecError.

    spelled: gives a document in full where some of it may be written shorter.
    """
    if isinstance(spec, (str, Path)):
        spec = read_file(Path(spec))
    document = spec.document() if isinstance(spec, SessionSpec) else {} if spec is None else spec
    if isinstance(document, Mapping):
        model = _model(model, document)
        document = merge(spelled(document), spelled(changes))
    return model.read(document, "the spec")


def read_file(path: Path) -> Any:
    """The JSON in a file; raises SpecError."""
    try:
        with path.open("rb") as file:
            text = file.read(limits.FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SpecError(f"{path} cannot be read ({reason})", allowed="the path of a JSON file with a spec") from None
    return read_json(text, limits.FILE_BYTES, str(path))


def _model(model: type[Spec], document: Mapping[str, Any]) -> type[Spec]:
    """The model itself, or the more special one of the place that the spec names; raises SpecError for a spec of
    another place. It may name its place, else fields tell that only one place has."""
    own = str(model.model_fields["place"].default)
    named = document["place"] if "place" in document else _place_told_by_fields(own, document)
    special = MODELS.get(named, model) if isinstance(named, str) else model
    if not issubclass(special, model):
        raise SpecError(
            f"the spec is one of the place {named}: `{COMMANDS[named]}` takes it", "place", f"a spec of the place {own}"
        )
    return special


def _place_told_by_fields(own: str, document: Mapping[str, Any]) -> str:
    lanes = document.get("lanes")
    parts = [document, *(lanes if isinstance(lanes, (list, tuple)) else ())]
    held = {str(key) for part in parts if isinstance(part, Mapping) for key in part}
    fields = {place: {*model.model_fields, *model.LANE.model_fields} for place, model in MODELS.items()}
    for place in MODELS:
        if held & (fields[place] - fields[own]) and not held & (fields[own] - fields[place]):
            return place
    return own


def checked_updates(parameter: Parameter, updates: Any, columns: int) -> int:
    """How many updates each lane makes; raises SpecError where that is no such number, or where they would record too
    much. columns: numbers that an update of all lanes records."""
    try:
        count = int(checked(parameter, updates))
    except Refusal as refusal:
        raise SpecError(f"updates {refusal.predicate}", "updates", refusal.allowed) from None
    if count * columns > limits.RECORDED:
        raise SpecError(
            f"updates is {count}, which would record {count * columns / 1e6:.0f} million numbers",
            "updates",
            f"at most {limits.RECORDED // columns} updates of these lanes",
        )
    return count


# --- running ----------------------------------------------------------------------------------------------------------


class Learner(Protocol):
    """A network's trainer, or a point's descent."""

    diverged: str | None

    @property
    def update(self) -> int: ...
    @property
    def stopped(self) -> str | None: ...
    def run(self, updates: int) -> Record: ...
    def cancel(self) -> None: ...


def cores() -> int:
    """Processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


def unheard(name: str, done: int, total: int) -> None:
    """The progress that nobody asked for."""


def run(learner: Learner, name: str, updates: int, progress: Progress) -> Iterator[Record]:
    """The updates in slices of about SLICE seconds, so that progress is seen and Ctrl+C is heard; fewer where it
    diverges or stops by its own rule."""
    count = 1
    while learner.update < updates and learner.diverged is None and learner.stopped is None:
        began = time.perf_counter()
        record = learner.run(min(count, updates - learner.update))
        progress(name, learner.update, updates)
        yield record
        seconds = max(time.perf_counter() - began, 1e-6)
        count = max(1, min(int(len(record) * SLICE / seconds), 2 * count))


class Pace:
    """How many updates of a learner fit into so many seconds, by those made before."""

    MOST = 1 << 14
    """Updates of one call, at most: what a call records has to fit into the memory nearby."""

    def __init__(self) -> None:
        self._each: float | None = None
        """Seconds of an update."""

    def fitting(self, seconds: float, most: int) -> int:
        """At least one; one while nothing is known."""
        fitting = 1 if self._each is None else max(1, int(seconds / self._each))
        return min(fitting, most, self.MOST)

    def saw(self, updates: int, seconds: float) -> None:
        """So many took so long."""
        if updates:
            self._each = max(seconds / updates, 1e-8)


# --- what comes out ---------------------------------------------------------------------------------------------------


class Ended(Protocol):
    """A lane that has run."""

    @property
    def name(self) -> str: ...
    @property
    def diverged(self) -> str | None: ...
    @property
    def stopped(self) -> str | None: ...
    def document(self) -> dict[str, Any]: ...


Lane = TypeVar("Lane", bound=Ended)


class Lanes(Generic[Lane]):
    """What all lanes of a session did, in their order."""

    lanes: tuple[Lane, ...]

    def __getitem__(self, lane: int | str) -> Lane:
        """A lane by its place or its name."""
        if isinstance(lane, int):
            return self.lanes[lane]
        for one in self.lanes:
            if one.name == lane:
                return one
        raise KeyError(f"there is no lane {lane!r}: there are {', '.join(one.name for one in self.lanes)}")

    def __iter__(self) -> Iterator[Lane]:
        return iter(self.lanes)

    def __len__(self) -> int:
        return len(self.lanes)

    def __repr__(self) -> str:
        return self.table()

    def table(self) -> str:
        """How every lane ended, a line a lane."""
        headings, *rows = self._rows()
        widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
        lines = [
            "  ".join([first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])]).rstrip()
            for first, *rest in (headings, *rows)
        ]
        lines += [f"{lane.name}: diverged, {lane.diverged}" for lane in self.lanes if lane.diverged]
        lines += [f"{lane.name}: stopped, {lane.stopped}" for lane in self.lanes if lane.stopped]
        return "\n".join(lines)

    def _rows(self) -> list[Sequence[str]]:
        """The table's headings, then the cells of each lane."""
        raise NotImplementedError

"""What the page may say: one JSON object a message, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from ravine.engine.registry import Parameter, nearest
from ravine.spec import limits
from ravine.spec.error import Refusal, SpecError, show
from ravine.spec.json_text import read_json
from ravine.spec.listed import listed
from ravine.spec.number import Number, checked, whole
from ravine.spec.places import AnySpec
from ravine.spec.racer import Coordinate
from ravine.spec.strict import Strict

VERSION = 2
"""Of the protocol; page and server come from the same package, but a page may have been open since before."""

LaneId = Annotated[int, whole("lane", 0, limits.IDENTIFIER)]
LayerPlace = Annotated[int, whole("layer", 0, limits.LAYERS)]
UnitPlace = Annotated[int, whole("unit", 0, limits.OUTPUTS - 1)]
InputPlace = Annotated[int, whole("input", 0, limits.INPUTS - 1)]
UPDATES = whole("update", 0, limits.COUNT, "updates")

SPEED = Number(
    Parameter(
        "updates_per_second",
        30.0,
        0.1,
        1e7,
        "updates/s",
        "How fast the clock runs; empty: as fast as it can.",
        choices=(1, 3, 10, 30, 100, 1000),
    ),
    "speed",
)
WEIGHT = Number(Parameter("weight", 0.0, -1e6, 1e6, "", "One weight or bias."), "weight")

RANGE = Number(Parameter("value", 0.0, -1e9, 1e9, "", "The end of a range."), "range")
TRIED = Number(
    Parameter(
        "updates", 300, 1, limits.TRIED, "updates", "How many each one makes.", integer=True,
        choices=(50, 100, 200, 300, 500, 1000, 2000),
    ),
    "updates",
)  # fmt: skip

_DIGITS = len(str(limits.IDENTIFIER))


class Cursor(NamedTuple):
    """How much of a lane's past a page has: its updates before `update`, of that life of the lane."""

    life: int
    update: int


def _cursors(given: Any) -> dict[int, Cursor]:
    """JSON's keys are text: `{"1": [0, 200]}` is lane 1, in its life 0, at update 200."""
    allowed = f"an object of at most {limits.LANES} lane ids, each with [life, update] of what the page has"
    if not isinstance(given, dict) or len(given) > limits.LANES:
        raise Refusal(f"is {show(given)}" + (f" with {len(given)} fields" if isinstance(given, dict) else ""), allowed)
    found = {}
    for key, held in given.items():
        text = str(key)
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) <= limits.IDENTIFIER):
            raise Refusal(f"has the key {show(text)}, which is no lane id", allowed)
        if not isinstance(held, (list, tuple)) or len(held) != 2:
            raise Refusal(f"is {show(held)}", "[life, update]").within(text)
        try:
            life, update = (int(checked(UPDATES.parameter, number)) for number in held)
        except Refusal as refusal:
            raise refusal.within(text) from None
        found[int(text)] = Cursor(life, update)
    return found


def _changes(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refusal(f"is {show(given)}", "an object with the fields to change")
    return given


def _token(given: Any) -> str:
    """A word of ours that travelled out and comes back: a session's id, a view's name."""
    if not (
        isinstance(given, str)
        and 1 <= len(given) <= limits.TOKEN
        and given.isascii()
        and given.replace("_", "").replace("-", "").isalnum()
    ):
        raise Refusal(f"is {show(given)}", f"1 to {limits.TOKEN} letters, digits, - and _")
    return given


Changes = Annotated[dict[str, Any], PlainValidator(_changes), WithJsonSchema({"type": "object"})]
Cursors = Annotated[
    dict[int, Cursor],
    PlainValidator(_cursors),
    PlainSerializer(lambda cursors: {str(lane): list(held) for lane, held in cursors.items()}),
    WithJsonSchema({
        "type": "object",
        "additionalProperties": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "integer"}]},
    }),
]
Token = Annotated[str, PlainValidator(_token), WithJsonSchema({"type": "string"})]


def _window(given: Any) -> Any:
    """Two ranges, each from low to high; raises Refusal."""
    for axis, (low, high) in zip("xy", given, strict=True):
        if not high - low > 1e-9 * max(1.0, abs(low), abs(high)):
            raise Refusal(f"goes from {low:g} to {high:g} in {axis}", "a lower number, then a higher one")
    return given


Range = Annotated[tuple[Coordinate, Coordinate], listed(2, 2, "numbers")]
Window = Annotated[tuple[Range, Range], listed(2, 2, "ranges"), AfterValidator(_window)]


class Asked(Strict):
    """What every command may carry: a number of the page's choosing, which the answer repeats."""

    number: Annotated[int, whole("number", 0, limits.COUNT)] | None = None


class Hello(Strict):
    """The first message: a new session (with a spec, or the default), or the one that the page had before."""

    kind: Literal["hello"] = "hello"
    version: Annotated[int, whole("version", VERSION, VERSION)]
    session: Token | None = None
    spec: AnySpec | None = None
    cursors: Cursors = Field(default_factory=dict)


class Play(Asked):
    """Let the clock run."""

    kind: Literal["play"] = "play"


class Pause(Asked):
    """Stop after the update that is being computed."""

    kind: Literal["pause"] = "pause"


class Step(Asked):
    """One update, or as many as are left of the epoch."""

    kind: Literal["step"] = "step"
    unit: Literal["update", "epoch"] = "update"


class Reset(Asked):
    """Back to update 0: the same spec, the same seeds."""

    kind: Literal["reset"] = "reset"


class Speed(Asked):
    """How many updates a second; null: as many as the machine gives."""

    kind: Literal["speed"] = "speed"
    updates_per_second: Annotated[float, SPEED] | None


class PatchLane(Asked):
    """Change a lane's spec: a merge patch."""

    kind: Literal["patch_lane"] = "patch_lane"
    lane: LaneId
    changes: Changes


class PatchSession(Asked):
    """Change seed, data or split: a merge patch."""

    kind: Literal["patch_session"] = "patch_session"
    changes: Changes


class Scrub(Asked):
    """Pause, and show every lane as it was at this update."""

    kind: Literal["scrub"] = "scrub"
    update: Annotated[int, UPDATES]


class AddLane(Asked):
    """A new lane, with changes: the default; or a copy of another one, as it was at update `at` or as it is now."""

    kind: Literal["add_lane"] = "add_lane"
    copy_of: LaneId | None = None
    at: Annotated[int, UPDATES] | None = None
    changes: Changes = Field(default_factory=dict)


class RemoveLane(Asked):
    """Take a lane away; the last one stays."""

    kind: Literal["remove_lane"] = "remove_lane"
    lane: LaneId


class SetWeight(Asked):
    """Put a number in the place of one weight; without `input`, of the unit's bias. Layer 0 is the first hidden one."""

    kind: Literal["set_weight"] = "set_weight"
    lane: LaneId
    layer: LayerPlace
    unit: UnitPlace
    input: InputPlace | None = None
    value: Annotated[float, WEIGHT]


class Spot(Strict):
    """One weight of a network; without `input`, the unit's bias. Layer 0 is the first hidden one."""

    layer: LayerPlace
    unit: UnitPlace
    input: InputPlace | None = None


class Section(Asked):
    """Make the loss over two weights of a lane, all others as they are, a surface of the Surface place."""

    kind: Literal["section"] = "section"
    lane: LaneId
    first: Spot
    second: Spot


class Check(Asked):
    """Compare a lane's gradient with finite differences."""

    kind: Literal["check"] = "check"
    lane: LaneId


class Probe(Asked):
    """The point of the plane whose way through the networks is shown; null: the first training example."""

    kind: Literal["probe"] = "probe"
    x: Annotated[tuple[Coordinate, Coordinate], listed(2, 2, "numbers")] | None


class Load(Asked):
    """Another spec instead of this one: every lane anew."""

    kind: Literal["load"] = "load"
    spec: AnySpec


class Look(Asked):
    """The part of a surface that is shown, lowest and highest x and y; null: all of its domain."""

    kind: Literal["look"] = "look"
    window: Window | None


class Explain(Asked):
    """The next update of a racer, step by step, with its numbers."""

    kind: Literal["explain"] = "explain"
    lane: LaneId


class Tune(Asked):
    """Try rates for every racer from its start, take each one's best, and start all of them anew."""

    kind: Literal["tune"] = "tune"
    updates: Annotated[int, TRIED]


class Axis(Strict):
    """One of a racer's hyper-parameters over a range, in equal steps or in equal ratios."""

    parameter: Token
    low: Annotated[float, RANGE]
    high: Annotated[float, RANGE]
    log: bool = False


class Map(Asked):
    """What becomes of many racers: from every start in the window (`basins`: where one lane ends, `winners`: which lane
    ends lowest), or with every pair of two hyper-parameters of one lane (`plane`). `what` null: no map any more."""

    kind: Literal["map"] = "map"
    what: Literal["basins", "winners", "plane"] | None
    lane: LaneId | None = None
    updates: Annotated[int, TRIED] = 300
    x: Axis | None = None
    y: Axis | None = None


class Watch(Strict):
    """The kinds of block that are on the screen; what nobody looks at is not computed."""

    kind: Literal["watch"] = "watch"
    views: Annotated[tuple[Token, ...], listed(0, limits.VIEWS, "views")]


class Ack(Strict):
    """The page has drawn the frame with this sequence number."""

    kind: Literal["ack"] = "ack"
    sequence: Annotated[int, whole("sequence", 0, limits.IDENTIFIER)]


Command = (
    Hello | Play | Pause | Step | Reset | Speed | Scrub | PatchLane | PatchSession | AddLane | RemoveLane | SetWeight
    | Section | Check | Probe | Load | Look | Explain | Tune | Map | Watch | Ack
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

"""Events are JSON with a kind, and nothing in them that JSON cannot hold."""

from __future__ import annotations

import json
import math
from typing import get_args

import pytest

from ravine.engine.check import LayerCheck
from ravine.engine.gradient_noise import NoiseRow
from ravine.engine.nudge import NudgeStep
from ravine.spec.error import SpecError
from ravine.spec.events import (
    EVENTS,
    Advised,
    Augmented,
    Checked,
    Claimed,
    ClaimFigure,
    ClaimResult,
    CommitteeTold,
    Compared,
    Counts,
    Critical,
    Cure,
    DataShape,
    Diverged,
    Ensembled,
    Error,
    Event,
    Explained,
    FoundFault,
    Ground,
    Label,
    LaneName,
    LaneState,
    LayerShape,
    LayerSize,
    Line,
    Log,
    LoggedEdit,
    Mapped,
    MemberError,
    Noise,
    Nudged,
    OfferedRemedy,
    Outlined,
    OutlinedLayer,
    Phased,
    PhaseLayer,
    Progress,
    RefusedRemedy,
    Remembered,
    RememberedCourse,
    RememberedPart,
    RememberedQuantity,
    RememberedSpread,
    Ruled,
    Sectioned,
    Shaped,
    Sized,
    Sliced,
    SlicePath,
    Spec,
    State,
    StrongestPictures,
    StrongPicture,
    SummedSigmoids,
    Swept,
    SweptLane,
    ToldRung,
    ToldRungs,
    Tried,
    Tuned,
    UnitShape,
    Walked,
    WalkedLayer,
    Welcome,
    write_event,
)
from ravine.spec.network import NetworkSpec

SPEC = NetworkSpec()
LANES = (LaneName(id=1, name="ReLU", life=0), LaneName(id=2, name="sigmoid", life=4))
STATE = State(
    clock="paused",
    update=0,
    start=0,
    end=3,
    epoch=0,
    speed=None,
    lanes=(LaneState(id=1, name="ReLU", life=0, status="diverged", update=3, end=3, epoch=0, reason="why"),),
)
LINE = Line(
    target="v",
    meaning="movement",
    formula="v = -eta * g",
    plugged="v = -0.1 * 2",
    formula_latex=r"v \leftarrow -\eta g",
    plugged_latex=r"v = -0.1 \cdot 2",
    value=-0.2,
)
COURSE = RememberedCourse(mean=(0.0, None), low=(), high=())
COMPARED = Compared(distance=0.125, loss=0.5, accuracy=None, outputs=(1.0, -1.0))
EXAMPLES: list[Event] = [
    Welcome(session="s", version=2, engine="1.0", spec=SPEC, lanes=LANES, state=STATE),
    STATE,
    Spec(spec=SPEC, lanes=LANES, restarted=(1,), why="the width of a layer changed"),
    Log(edits=(LoggedEdit(lane=1, update=30, what="lr 0.1 -> 0.2"),), whole=True),
    Checked(
        lane=1, update=3, examples=10, layers=(LayerCheck(error=1e-9, checked=8, of=8, doubtful=0),), engine="1.0",
        seed=1,
    ),
    Sectioned(name="section_0", title="ReLU: weights 1 and 2 of neuron 3 in layer 1"),
    Diverged(lane=1, update=3, reason="why", cures=(Cure(label="slower", changes={"optimizer": {"lr": 1}}),)),
    DataShape(
        inputs=64, outputs=10, classes=("0",), task="classification", image=(1, 8, 8), features=("x",),
        counts=Counts(train=1, validation=2, test=3), bounds=None,
    ),
    Ground(
        title="Bowl", formula="f = x^2 + y^2", domain=((-3.0, 3.0), (-3.0, 3.0)), minima=(Critical(x=0, y=0, value=0),),
        saddles=(), start=(1.0, 1.0), axes=("x", "y"), columns=(), points=(),
    ),
    Explained(
        lane=1, update=3, optimizer="momentum", point=(1.0, 2.0), value=5.0, gradient=(2.0, 4.0),
        remembered={"v": (0.5, -0.5)}, meanings={"v": "movement"}, lines=((LINE, LINE),), next=(0.5, 1.5),
    ),
    Tuned(updates=200, lanes=(Tried(lane=1, rates=(0.1, 1.0), values=(0.25, None), best=0.1),)),
    Mapped(
        what="basins", lane=1, updates=300, side=16, done=False, dtype="float32", x=(-3.0, 3.0), y=(-3.0, 3.0),
        log=(False, False), axes=("x", "y"), labels=(Label(role="diverged", name="diverged", share=1.0),),
        range=(0.0, 300.0),
    ),
    Augmented(
        lane=1, update=3, drawn_at=5, rows=(7,), labels=(2,), image=(1, 1, 2), before=("AP8=",), after=("/wA=",),
    ),
    Nudged(
        lane=1, update=3, examples=10, value=0.5, loss=1.25, derivative=-0.5,
        steps=(NudgeStep(delta=0.1, changes=(0.5, 0.25), loss=1.0, slope=-2.5),),
    ),
    Sliced(
        lane=1, update=3, plane="path", axes=("first", "second"), x=(-1.0, 1.0), y=(-1.0, 1.0),
        loss=((1.0, None), (0.5, 0.25)), explained=0.75, examples=100, drawn_from=300,
        paths=(SlicePath(lane=1, updates=(0, 3), x=(1.0, 0.0), y=(0.5, 0.0), distance=(0.25, 0.0)),),
    ),
    Ensembled(
        lane=1, update=3, units=4, masks=16, exact=True, linear=False, part="test", examples=100,
        ensemble=COMPARED, scaled=COMPARED, unscaled=COMPARED,
    ),
    Noise(
        lane=1, update=3, examples=100, norm=0.5,
        rows=(NoiseRow(batch=1, draws=8, cosine=0.5, cosine_spread=0.25, ratio=2.0, ratio_spread=0.5),),
    ),
    SummedSigmoids(
        terms=2, x=(0.0, 1.0), total=(0.5, 1.0), softplus=(0.75, 1.25), rectified=(0.0, 1.0), difference=0.25
    ),
    Shaped(
        lane=1, update=3,
        layers=(
            LayerShape(layer=0, kind="pieces", alpha=None, x=(-1.0, 1.0),
                       units=(UnitShape(y=(1.0, 1.0), pieces=((-1.0, 1.0), (1.0, -1.0)), winners=(1, 0)),)),
        ),
    ),
    Sized(lane=1, update=3, below=0.001, layers=(LayerSize(weights=8, norm=0.5, small=2),)),
    Remembered(
        lane=1, update=3, optimizer="adagrad", rate=0.1, cells=6,
        quantities=(RememberedQuantity(name="s", formula="s = s + g^2", formula_latex=r"s \leftarrow s + g^{2}",
                                       signed=False, powers=(-14, 4)),),
        parts=(RememberedPart(parameters=2, spreads=(
            RememberedSpread(levels=(None, 0.5, 0.5, 0.5, 1.0), zeros=1, counts=(0, 1)),)),),
        updates=(0, 1), courses=((COURSE, COURSE),),
    ),
    Phased(
        lane=1, update=3, rows=(4, 7), inputs=(0.5, -0.5), loss=1.25, loss_after=1.0, rate=0.1,
        layers=(PhaseLayer(gradient_norm=0.5, moved=0.25, activations=(0.5,), gradient=(1.0,), before=(2.0,),
                           after=(1.5,)),),
    ),
    Ruled(lane=1, update=3, value=0.5, after=0.25, lines=(LINE,)),
    Outlined(
        lane=1, shape=(1, 28, 28), parameters=160, products=1000, bytes=2000,
        layers=(OutlinedLayer(layer="conv", given=(1, 28, 28), shape=(16, 26, 26), weights=144, biases=16,
                              products=1000, field=(3, 3), step=1, parameter_bytes=1920, batch_bytes=80),),
    ),
    StrongestPictures(
        lane=1, update=3, layer=0, map=2, of=800,
        pictures=(StrongPicture(row=7, truth=1, value=0.5, part=(0, 0, 3, 3), pixels=(0, 255)),),
    ),
    ToldRungs(
        lane=1, rungs=(ToldRung(name="relu", title="ReLU", help="So.", on=True, changes={"l2": 0}, anew=None),),
    ),
    CommitteeTold(
        examples=800, members=(MemberError(lane=1, update=3, error=0.25),), mean=0.25, spread=None, together=0.25,
    ),
    Walked(
        photo=0, batch=1, layers=(WalkedLayer(layer="output", forward=0.5, backward=None, gradient_norm=0.25),),
        at=0, way="forward", rate=0.25, chance=0.5, loss=None, loss_after=None, seconds=0.5, built=0.5, bytes=4,
        grown=None, done=1, total=3, running=True,
    ),
    Claimed(
        lesson="small", experiment=0, update=3,
        claims=(
            ClaimResult(says="So.", figures=(ClaimFigure(label="a: loss", value=0.5, unit="loss"),), holds=True,
                        why="0.5 < 1"),
        ),
    ),
    Swept(
        vary="depth", label="depth", unit="hidden layers", log=False, values=(1, 2), seeds=2, updates=100,
        measure="gradient_ratio", measured="gradient", log_measure=True, done=3, total=4, share=0.5, running=False,
        series=(
            SweptLane(lane=1, name="ReLU", means=(0.5, None), spreads=(0.25, None), counts=(2, 0), diverged=(0, 1)),
        ), why="it was stopped",
    ),
    Advised(
        lane=1, update=300, box="training", reason="training accuracy 10 %", train=0.1, test=None, good_training=0.9,
        good_testing=0.9, findings=(FoundFault(name="plateau", title="plateau", evidence="flat for 200 updates"),),
        remedies=(OfferedRemedy(label="adam", why="a rate for each", changes={"optimizer": {"name": "adam"}}),),
        refused=(RefusedRemedy(label="dropout", why="training is bad"),), more="more data",
    ),
    Progress(stage="dense_forward", done=3, total=90),
    Error(message="batch is 0, too small", field="batch", allowed="more"),
]  # fmt: skip


def test_every_event_has_an_example_here() -> None:
    assert [type(event) for event in EXAMPLES] == list(get_args(Event)) == list(EVENTS.values())


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.kind)
def test_every_event_survives_a_round_trip_through_json(event: Event) -> None:
    text = write_event(event)
    assert EVENTS[event.kind].read(json.loads(text), "event") == event
    assert text.isascii()


def test_a_spec_error_becomes_an_error_event() -> None:
    event = Error.of(SpecError("batch is 0, too small", "batch", "more"))
    assert json.loads(write_event(event)) == {
        "kind": "error", "message": "batch is 0, too small", "field": "batch", "allowed": "more", "number": None,
        "span": None,
    }  # fmt: skip


def test_what_is_not_finite_is_null() -> None:
    event = Diverged(lane=1, update=0, reason="", cures=(Cure(label="", changes={"l1": math.nan, "l2": [math.inf]}),))
    assert json.loads(write_event(event))["cures"][0]["changes"] == {"l1": None, "l2": [None]}

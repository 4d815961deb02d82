"""Answers about a network as it stands; each names the lane and the update that it was computed at."""

from __future__ import annotations

from typing import Literal

from ravine.engine.gradient_noise import NoiseRow
from ravine.engine.nudge import NudgeStep
from ravine.spec.events.surface import Line
from ravine.spec.strict import Strict


class Nudged(Strict):
    """derivative: dL/dw by backprop. All in float64, on the batch of the next update without dropout."""

    kind: Literal["nudged"] = "nudged"
    lane: int
    update: int
    examples: int
    value: float
    loss: float
    derivative: float
    steps: tuple[NudgeStep, ...]
    number: int | None = None


class SlicePath(Strict):
    """Where a lane was: at each update its place in the plane and its distance from it (Euclidean, in parameters)."""

    lane: int
    updates: tuple[int, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    distance: tuple[float, ...]


class Sliced(Strict):
    """loss: row by row, the highest y first, in float32; null where it is not finite. x, y: the range of the middles of
    the cells.

    paths: of all lanes whose parameters lie alike. explained: the share of the squared distances between the places
    where the lane was and the one where it is that lies in the plane's directions; null where it has not moved.
    examples: that the loss is the mean over, of `drawn_from`; fewer where the network is large."""

    kind: Literal["sliced"] = "sliced"
    lane: int
    update: int
    plane: Literal["random", "lanes", "path"]
    axes: tuple[str, str]
    x: tuple[float, float]
    y: tuple[float, float]
    loss: tuple[tuple[float | None, ...], ...]
    paths: tuple[SlicePath, ...]
    explained: float | None
    examples: int
    drawn_from: int
    number: int | None = None


class Compared(Strict):
    """distance: root mean square difference of its outputs from the ensemble's mean outputs. outputs: of the first
    example. accuracy: null in a regression."""

    distance: float
    loss: float
    accuracy: float | None
    outputs: tuple[float, ...]


class Ensembled(Strict):
    """masks: how many of the 2^units were averaged, `exact` all of them, each with its probability; else a sample drawn
    with it. linear: nothing behind the first dropout is anything else, so that scaled equals the ensemble. scaled: what
    a kept unit gives, times p. unscaled: all of it. examples: so many of `part`, the test set where there is one; fewer
    where the network is large. All in float64."""

    kind: Literal["ensembled"] = "ensembled"
    lane: int
    update: int
    units: int
    masks: int
    exact: bool
    linear: bool
    part: Literal["train", "validation", "test"]
    examples: int
    ensemble: Compared
    scaled: Compared
    unscaled: Compared
    number: int | None = None


class Noise(Strict):
    """norm: of the gradient over all `examples`, of a large training set a part. Dropout is in its test form, penalties
    are not counted, frozen layers are left out."""

    kind: Literal["noise"] = "noise"
    lane: int
    update: int
    examples: int
    norm: float
    rows: tuple[NoiseRow, ...]
    number: int | None = None


class SummedSigmoids(Strict):
    """Over x: the sum, softplus and ReLU. difference: the largest |sum - softplus| for x from -1 to half the terms."""

    kind: Literal["summed_sigmoids"] = "summed_sigmoids"
    terms: int
    x: tuple[float, ...]
    total: tuple[float, ...]
    softplus: tuple[float, ...]
    rectified: tuple[float, ...]
    difference: float
    number: int | None = None


class UnitShape(Strict):
    """y over the layer's pre-activation (PReLU), or over the first input with all others at their mean (Maxout); of
    Maxout each piece's line, too, and which one is the largest where."""

    y: tuple[float, ...]
    pieces: tuple[tuple[float, ...], ...] = ()
    winners: tuple[int, ...] = ()


class LayerShape(Strict):
    """layer: counted from 0. kind: a learned slope (PReLU), alpha is it and all units have one shape; or pieces
    (Maxout)."""

    layer: int
    kind: Literal["slope", "pieces"]
    alpha: float | None
    x: tuple[float, ...]
    units: tuple[UnitShape, ...]


class Shaped(Strict):
    """Layers that learn their activation; none: no layer does."""

    kind: Literal["shaped"] = "shaped"
    lane: int
    update: int
    layers: tuple[LayerShape, ...]
    number: int | None = None


class LayerSize(Strict):
    """Of one layer, biases left out: how many weights, sqrt(sum w^2), and how many are small."""

    weights: int
    norm: float
    small: int


class Sized(Strict):
    """below: a weight w is small where |w| is less than this."""

    kind: Literal["sized"] = "sized"
    lane: int
    update: int
    below: float
    layers: tuple[LayerSize, ...]
    number: int | None = None


class RememberedQuantity(Strict):
    """The effective rate of a parameter, or one of the optimizer's slots. formula: what the rate is, what the slot
    becomes in the next update. signed: its values may be below 0, and their sizes are counted. powers: of ten, between
    which they are."""

    name: str
    formula: str
    formula_latex: str
    signed: bool
    powers: tuple[int, int]


class RememberedSpread(Strict):
    """Of the sizes of one quantity over the parameters of a part. levels: smallest, tenth, median, ninetieth and
    largest of those that are not 0, null where none is. zeros: how many are 0; of the rate: how many no gradient has
    reached yet. counts: of each cell how many; the first and the last hold what lies beyond, too."""

    levels: tuple[float | None, float | None, float | None, float | None, float | None]
    zeros: int
    counts: tuple[int, ...]


class RememberedPart(Strict):
    """A layer of a network, biases included, or a coordinate of a point; spreads: of each quantity."""

    parameters: int
    spreads: tuple[RememberedSpread, ...]


class RememberedCourse(Strict):
    """What a slot held of one coordinate before each of the updates. low, high: around a mean that stands for several
    updates; empty where every number stands for one."""

    mean: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


class Remembered(Strict):
    """rate: in force, before what is remembered divides it. cells: in each power of ten. updates: of the courses, which
    a point has, slot by slot x and y."""

    kind: Literal["remembered"] = "remembered"
    lane: int
    update: int
    optimizer: str
    rate: float
    cells: int
    quantities: tuple[RememberedQuantity, ...]
    parts: tuple[RememberedPart, ...]
    updates: tuple[int, ...]
    courses: tuple[tuple[RememberedCourse, RememberedCourse], ...]
    number: int | None = None


class PhaseLayer(Strict):
    """gradient_norm: of the layer. moved: Euclidean norm of what the update adds to its parameters. activations,
    gradient, before, after: of a small network only, else empty: what each unit hands on for the first example of the
    batch; dL/dw, w before and w after, unit by unit, the weights of its inputs and then its bias."""

    gradient_norm: float
    moved: float
    activations: tuple[float, ...]
    gradient: tuple[float, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]


class Phased(Strict):
    """One update in its parts. rows: which training examples are in the batch. loss: of the batch, before; loss_after:
    of the same batch with the same dropout masks, after the update, null where it is not finite. rate: in force."""

    kind: Literal["phased"] = "phased"
    lane: int
    update: int
    rows: tuple[int, ...]
    inputs: tuple[float, ...]
    """Of the first example of the batch."""
    loss: float
    loss_after: float | None
    rate: float
    layers: tuple[PhaseLayer, ...]
    number: int | None = None


class Augmented(Strict):
    """The first pictures of a lane's next batch. rows: which training examples they are; labels: their classes; image:
    their maps, height and width. before, after: base64 of a byte a number, 0 black and 255 white, map by map, each row
    by row from the top: as they are, and as the network sees them with the random numbers of the update `drawn_at`."""

    kind: Literal["augmented"] = "augmented"
    lane: int
    update: int
    drawn_at: int
    rows: tuple[int, ...]
    labels: tuple[int, ...]
    image: tuple[int, int, int]
    before: tuple[str, ...]
    after: tuple[str, ...]
    number: int | None = None


class Ruled(Strict):
    """One weight in the next update. lines: gradient of the data, what each penalty adds, then the optimizer's; with
    plain gradient descent and one penalty the whole once more, in one line. after: null where it is not finite."""

    kind: Literal["ruled"] = "ruled"
    lane: int
    update: int
    value: float
    after: float | None
    lines: tuple[Line, ...]
    number: int | None = None

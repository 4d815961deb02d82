"""Layers of maps: what slides over pictures, and what normalises them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from ravine.engine.layers.batch_norm import BatchNorm
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.local_response_norm import LocalResponseNorm
from ravine.engine.layers.pool import AveragePool, GlobalAverage, MaxPool
from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.error import Refusal
from ravine.spec.layers.hidden import ActivatedSpec, HiddenSpec, known
from ravine.spec.number import Number


def _pixels(name: str, default: int, low: int, help: str, choices: tuple[int, ...]) -> Number:
    return Number(
        Parameter(name, default, low, limits.WINDOW, "pixels", help, integer=True, choices=choices), name, restarts=True
    )


FILTERS = Number(
    Parameter(
        "filters", 16, 1, limits.MAPS, "filters", "How many filters slide over the maps; each gives a map.",
        integer=True, choices=(8, 16, 32, 64, 96),
    ),
    "filters",
    restarts=True,
)  # fmt: skip
SIZE = _pixels("size", 3, 1, "Side of the square that a filter sees.", (3, 5, 7, 11))
STRIDE = _pixels("stride", 1, 1, "How far the filter moves from one place to the next.", (1, 2, 4))
PADDING = _pixels("padding", 0, 0, "Rows and columns of zeros around each map, fewer than its side.", (0, 1, 2))
POOLED = _pixels("size", 3, 1, "Side of the square that becomes one pixel.", (2, 3))
POOL_STRIDE = _pixels("stride", 2, 1, "How far the square moves; less than its side, and squares overlap.", (1, 2))


def _share(name: str, default: float, high: float, help: str) -> Number:
    return Number(Parameter(name, default, 0.0, high, "", help), name, restarts=True)


NEIGHBOURS = Number(
    Parameter(
        "neighbours", 5, 1, 15, "maps", "n: over how many maps the sum goes, the map in their middle: an odd number.",
        integer=True, choices=(3, 5, 7),
    ),
    "neighbours",
    restarts=True,
)  # fmt: skip
K = Number(Parameter("k", 2.0, 0.1, 100.0, "", "What the sum is added to."), "k", restarts=True)
ALPHA = _share("alpha", 1e-4, 10.0, "How much the sum of squares counts; not divided by n, as in the paper.")
BETA = _share("beta", 0.75, 2.0, "The power of the divisor.")


def _odd(value: int) -> int:
    if value % 2 == 0:
        raise Refusal(f"is {value}, and the map has as many neighbours on either side", "1, 3, 5, ...")
    return value


class ConvSpec(ActivatedSpec):
    """convolution: y_o = f(b_o + sum over the maps m of w_om * x_m)

    Each filter slides over the maps and gives a map of its own; everywhere it has the same weights.
    """

    PICTURES = True
    WORK = Conv

    kind: Annotated[Literal["conv"], known] = "conv"
    filters: Annotated[int, FILTERS] = FILTERS.default
    size: Annotated[int, SIZE] = SIZE.default
    stride: Annotated[int, STRIDE] = STRIDE.default
    padding: Annotated[int, PADDING] = PADDING.default


class PoolSpec(HiddenSpec):
    """What both kinds of pooling have."""

    PICTURES = True

    size: Annotated[int, POOLED] = POOLED.default
    stride: Annotated[int, POOL_STRIDE] = POOL_STRIDE.default


class MaxPoolSpec(PoolSpec):
    """max pooling: y = max of the square

    Smaller maps that keep the strongest answers.
    """

    WORK = MaxPool

    kind: Annotated[Literal["max_pool"], known] = "max_pool"


class AveragePoolSpec(PoolSpec):
    """average pooling: y = mean of the square

    Smaller maps, each pixel the mean of a square.
    """

    WORK = AveragePool

    kind: Annotated[Literal["average_pool"], known] = "average_pool"


class GlobalAverageSpec(HiddenSpec):
    """global average: y = mean of the map

    One number for each map, whatever its size.
    """

    PICTURES = True
    WORK = GlobalAverage

    kind: Annotated[Literal["global_average"], known] = "global_average"


class LocalResponseNormSpec(HiddenSpec):
    """local response normalisation: y_i = x_i / (k + alpha sum over n neighbouring maps j of x_j^2)^beta

    A pixel that is large in one map makes the neighbouring maps' smaller there (Krizhevsky 2012, section 3.3).
    """

    PICTURES = True
    WORK = LocalResponseNorm

    kind: Annotated[Literal["local_response_norm"], known] = "local_response_norm"
    neighbours: Annotated[int, NEIGHBOURS, AfterValidator(_odd)] = NEIGHBOURS.default
    k: Annotated[float, K] = K.default
    alpha: Annotated[float, ALPHA] = ALPHA.default
    beta: Annotated[float, BETA] = BETA.default


class BatchNormSpec(ActivatedSpec):
    """batch normalisation: y = f(gamma (x - mean) / sqrt(var + eps) + beta)

    Mean and variance of each map over the batch; in testing those that ran along in training (Ioffe & Szegedy 2015).
    """

    WORK = BatchNorm

    kind: Annotated[Literal["batch_norm"], known] = "batch_norm"

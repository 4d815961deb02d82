"""The split into training, validation and test part, and noise on the training labels."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.plane import Bounds, bounds_of
from ravine.data.random import drawn, stream
from ravine.data.strata import apportion, deal

Shares = tuple[float, float, float]
Rows = NDArray[np.int64]
PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Split:
    """The three parts; one whose share is 0 has no rows."""

    train: Data
    validation: Data
    test: Data
    bounds: Bounds | None = None
    """Of the plane to be shown, where there are two inputs."""
    held: object = None
    """What the data came from, kept alive for as long as they are in use."""


def split(data: Data, shares: Shares, seed: int) -> Split:
    """N_part = share * N, rounded; drawn by seed, every class in proportion (no class differs by more than two).

    shares: train, validation, test; see `split_rows` for sets that come with their own test part.
    Raises ValueError where the shares are none or the set is too small for them.
    """
    train, validation, test = split_rows(data, shares, seed)
    return Split(data.take(train), data.take(validation), data.take(test), bounds_of(data))


def split_rows(data: Data, shares: Shares, seed: int) -> tuple[Rows, Rows, Rows]:
    """The rows of each part: disjoint, and together all rows of a set without its own test part.

    Where a set comes with a test part, test rows are drawn from that only (all of it where the share asks for as
    much), and the rest is divided in the proportion train : validation. Groups stay together as far as the sizes let
    them: at most one of each class is cut in two.
    """
    check_shares(shares)
    if data.marks is not None:
        return _rows_by_place(drawn(data.marks, seed, "split"), shares)
    generator = stream(seed, "split")
    if data.test_from is None:
        train, validation, test = deal(data.strata, part_sizes(len(data), shares), generator, data.groups)
        return train, validation, test
    own, given = data.strata[: data.test_from], data.strata[data.test_from :]
    groups = None if data.groups is None else data.groups[: data.test_from]
    train, validation = deal(own, part_sizes(len(own), shares[:2]), generator, groups)
    wanted = min(max(round(shares[2] * len(data)), 1), len(given)) if shares[2] > 0 else 0
    (test,) = deal(given, [wanted], generator)
    return train, validation, data.test_from + test


def _rows_by_place(places: NDArray[np.float64], shares: Shares) -> tuple[Rows, Rows, Rows]:
    """Rows by where they stand between 0 and 1: the first share of the way is the training part's, and so on.

    A part that has a share and would be empty gets the nearest row of the largest part.
    """
    ends = np.cumsum(shares)
    part = np.searchsorted(ends[:-1], places, side="right")
    for number, (share, end) in enumerate(zip(shares, ends, strict=True)):
        if share > 0 and number not in part:
            distance = np.maximum(end - share - places, places - end)
            distance[part != np.bincount(part).argmax()] = np.inf
            part[distance.argmin()] = number
    train, validation, test = (np.flatnonzero(part == number) for number in range(len(shares)))
    return train, validation, test


def leaks(before: Data, after: Data, shares: Shares, seed: int) -> bool:
    """Whether some example that `before` has in its training part is in another part of `after`; both have marks."""
    assert before.marks is not None
    assert after.marks is not None
    train, _, _ = split_rows(before, shares, seed)
    _, validation, test = split_rows(after, shares, seed)
    return bool(np.isin(after.marks[np.concatenate([validation, test])], before.marks[train]).any())


def check_shares(shares: Shares) -> None:
    for part, share in zip(PARTS, shares, strict=True):
        if not (math.isfinite(share) and 0 <= share <= 1):
            raise ValueError(f"the share of the {part} part is {share}: allowed is 0 to 1")
    if shares[0] == 0:
        raise ValueError("the share of the train part is 0: there would be nothing to learn from, so it must be more")
    if abs(sum(shares) - 1) > 1e-6:
        raise ValueError(f"the shares {', '.join(map(str, shares))} add up to {sum(shares):g}: they must add up to 1")


def part_sizes(examples: int, shares: tuple[float, ...]) -> list[int]:
    """The rounded share * examples of each part, but at least 1 where the share is more than 0."""
    needed = sum(share > 0 for share in shares)
    if examples < needed:
        raise ValueError(f"{examples} examples cannot be split into {needed} parts: at least {needed} are needed")
    sizes = apportion(examples, shares)
    for part, share in enumerate(shares):
        if share > 0 and sizes[part] == 0:
            sizes[sizes.index(max(sizes))] -= 1
            sizes[part] = 1
    return sizes


def with_label_noise(data: Data, share: float, seed: int) -> Data:
    """y' = another class, each equally likely, for round(share N) examples; for regression y' = y + share sd(y) n.

    Give it the training part: a given test part is left as it is. A larger share keeps the labels that were wrong
    already; n is standard normal and the same for every share. Examples with marks keep wrong labels, and right ones,
    whatever others there are, but for the few that the rounding asks for. Raises ValueError unless 0 <= share <= 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"the share of noisy labels is {share}: allowed is 0 to 1")
    generator = stream(seed, "label noise")
    count = len(data) if data.test_from is None else data.test_from
    y = data.y.copy()
    if data.task == "regression":
        n = generator.standard_normal(y[:count].shape, dtype=np.float32)
        y[:count] += np.float32(share) * y[:count].std(axis=0, keepdims=True) * n
    else:
        if data.marks is None:
            order = generator.permutation(count)
            steps = generator.integers(1, len(data.classes), size=count)
        else:
            order = np.argsort(drawn(data.marks, seed, "label noise"))
            steps = 1 + (drawn(data.marks, seed, "wrong label") * (len(data.classes) - 1)).astype(np.int64)
        wrong = order[: round(share * count)]
        y[wrong] = (y[wrong] + steps[wrong]) % len(data.classes)
    return dataclasses.replace(data, x=data.x.copy(), y=y)

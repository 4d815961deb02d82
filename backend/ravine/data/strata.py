"""Drawing from classes in proportion: so that a part of a set looks like the whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """n_i = floor or ceil of total w_i / sum w, with sum n_i = total: the largest remainders are rounded up.

    Whole weights are reckoned exactly, so n_i <= w_i where total <= sum w. Equal remainders go to the first.
    """
    if total == 0:
        return [0] * len(weights)
    whole = sum(weights)
    quotas = [divmod(total * weight, whole) for weight in weights]
    counts = [int(quota) for quota, _ in quotas]
    by_remainder = sorted(range(len(weights)), key=lambda i: -quotas[i][1])
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def deal(
    strata: NDArray[np.int64],
    sizes: Sequence[int],
    generator: np.random.Generator,
    groups: NDArray[np.int64] | None = None,
) -> list[NDArray[np.int64]]:
    """Disjoint rows for parts of the given sizes, each class in each part within two examples of its share.

    strata: (N,) the class of each row. sum(sizes) <= N. Any beginning of a part holds the classes in proportion too:
    row j of the n of its class stands at (j + 1/2) / n of the part, j in the set's own order.

    groups: (N,) rows that stay together. Sizes come first: at most one group of a class is in two parts at each seam.
    """
    shuffled = generator.permutation(len(strata)).astype(np.int64)
    if groups is not None:
        turn = generator.permutation(groups.max(initial=0) + 1)
        shuffled = shuffled[np.argsort(turn[groups[shuffled]], kind="stable")]
    queues = [shuffled[strata[shuffled] == stratum] for stratum in np.unique(strata)]
    parts = []
    for size in sizes:
        counts = apportion(size, [len(queue) for queue in queues])
        drawn = [np.sort(queue[:count]) for queue, count in zip(queues, counts, strict=True)]
        queues = [queue[count:] for queue, count in zip(queues, counts, strict=True)]
        place = np.concatenate([(np.arange(count) + 0.5) / max(count, 1) for count in counts])
        parts.append(np.concatenate(drawn)[np.argsort(place, kind="stable")])
    return parts

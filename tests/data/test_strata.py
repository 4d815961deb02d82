from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ravine.data.random import stream
from ravine.data.strata import apportion, deal

weights = st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any)


@given(weights, st.floats(0, 1))
def test_apportion_rounds_each_quota_up_or_down_and_loses_nothing(counts: list[int], share: float) -> None:
    total = int(share * sum(counts))
    parts = apportion(total, counts)
    assert sum(parts) == total
    for part, count in zip(parts, counts, strict=True):
        assert total * count // sum(counts) <= part <= min(-(-total * count // sum(counts)), count)


def test_whole_quotas_are_met_exactly() -> None:
    assert apportion(500, [0.6, 0.2, 0.2]) == [300, 100, 100]


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=8), st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**32 - 1)
)
def test_dealt_parts_are_disjoint_complete_and_within_two_of_each_class_s_share(
    classes: list[int], first: float, second: float, seed: int
) -> None:
    strata = np.repeat(np.arange(len(classes)), classes)
    total = len(strata)
    sizes = [int(first * total)]
    sizes.append(int(second * (total - sizes[0])))
    sizes.append(total - sum(sizes))
    parts = deal(strata, sizes, stream(seed, "test"))
    assert [len(part) for part in parts] == sizes
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(total))
    for part, size in zip(parts, sizes, strict=True):
        counts = np.bincount(strata[part], minlength=len(classes))
        assert np.abs(counts - size * np.array(classes) / total).max() < 2


@given(st.integers(1, 8), st.integers(1, 200), st.integers(0, 100))
def test_any_beginning_of_a_dealt_part_is_balanced_where_the_part_is(classes: int, each: int, seed: int) -> None:
    strata = np.repeat(np.arange(classes), each)  # sorted by class: the worst order
    (part,) = deal(strata, [len(strata)], stream(seed, "test"))
    counts = (strata[part][:, None] == np.arange(classes)).cumsum(axis=0)
    assert (counts.max(axis=1) - counts.min(axis=1)).max() <= 1


@given(
    st.lists(st.integers(2, 40), min_size=1, max_size=5), st.integers(1, 9), st.floats(0, 1), st.integers(0, 2**32 - 1)
)
def test_groups_are_dealt_whole_but_for_one_of_each_class(
    classes: list[int], size: int, share: float, seed: int
) -> None:
    strata = np.repeat(np.arange(len(classes)), classes)
    groups = np.concatenate([1000 * k + np.arange(count) // size for k, count in enumerate(classes)])
    first = round(share * len(strata))
    parts = deal(strata, [first, len(strata) - first], stream(seed, "test"), groups)
    assert [len(part) for part in parts] == [first, len(strata) - first]
    cut = np.intersect1d(groups[parts[0]], groups[parts[1]])
    assert len(set(cut // 1000)) == len(cut)

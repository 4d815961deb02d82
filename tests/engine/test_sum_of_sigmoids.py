from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ravine.engine.sum_of_sigmoids import SumOfSigmoids

LIMIT = 0.0105777
"""How far the sum is from softplus in the end, at x = 0: so it is with 200 terms on a grid of 1e-4."""


@pytest.mark.parametrize("terms", [1, 4, 64])
def test_the_functions_are_their_formulas(terms: int) -> None:
    found = SumOfSigmoids.of(terms)
    wanted = [sum(1 / (1 + np.exp(-(x + 0.5 - i))) for i in range(1, terms + 1)) for x in found.x]
    np.testing.assert_allclose(found.total, wanted, rtol=1e-13)
    np.testing.assert_allclose(found.softplus, np.log(1 + np.exp(found.x)), rtol=1e-13)
    np.testing.assert_array_equal(found.relu, np.where(found.x > 0, found.x, 0.0))


def test_the_difference_to_softplus_falls_with_each_term_to_a_limit_that_is_not_zero() -> None:
    differences = [SumOfSigmoids.of(terms).difference for terms in range(1, 65)]
    assert differences[0] > 0.4
    assert all(later < before for before, later in pairwise(differences[:15]))
    np.testing.assert_allclose(differences[19:], LIMIT, atol=1e-6)


def test_the_difference_is_the_largest_up_to_half_the_terms() -> None:
    for terms in (1, 3, 20):
        found = SumOfSigmoids.of(terms)
        here = (found.x >= -1) & (found.x <= terms / 2)
        largest = np.abs(found.total - found.softplus)[here].max()
        assert largest <= found.difference == pytest.approx(largest, rel=0.15)


def test_where_x_is_far_from_n_more_terms_change_nothing() -> None:
    x = SumOfSigmoids.of(32).x
    low = x < 8
    few, many = (SumOfSigmoids.of(terms) for terms in (32, 64))
    again = np.interp(x, many.x, many.total)
    np.testing.assert_allclose(few.total[low], again[low], atol=1e-2)
    assert np.abs(few.total - few.softplus)[low].max() < LIMIT + 1e-6


def test_a_finite_sum_is_flat_beyond_n() -> None:
    found = SumOfSigmoids.of(4)
    assert found.x[-1] == 8
    assert 3.9 < found.total[-1] < 4 < found.softplus[-1] - 4


def test_softplus_is_relu_but_for_ln_2() -> None:
    found = SumOfSigmoids.of(8)
    assert (found.softplus - found.relu).max() == pytest.approx(np.log(2), abs=0.02)
    assert (found.softplus >= found.relu).all()

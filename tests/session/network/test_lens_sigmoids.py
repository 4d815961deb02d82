"""Shifted sigmoids added up: the answer, and how many may be asked for."""

from __future__ import annotations

import math

import pytest

from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events, limits
from ravine.spec.commands import parse_command
from ravine.spec.error import SpecError
from session.specs import small
from session.talk import tell


def summed(terms: int) -> events.SummedSigmoids:
    (told,) = tell(NetworkSession(small(1)), commands.SumOfSigmoids(terms=terms, number=7))
    assert isinstance(told, events.SummedSigmoids)
    assert events.EVENTS["summed_sigmoids"].read(told.document(), "summed_sigmoids") == told
    return told


def test_it_tells_the_sum_softplus_and_relu_at_the_same_points() -> None:
    told = summed(3)
    assert (told.terms, told.number) == (3, 7)
    assert len(told.x) == len(told.total) == len(told.softplus) == len(told.rectified)
    for x, total, softplus, relu in zip(told.x, told.total, told.softplus, told.rectified, strict=True):
        assert total == pytest.approx(sum(1 / (1 + math.exp(-(x + 0.5 - i))) for i in (1, 2, 3)))
        assert softplus == pytest.approx(math.log1p(math.exp(x)))
        assert relu == max(0, x)


def test_more_sigmoids_are_nearer_to_softplus() -> None:
    one, four, many = (summed(terms).difference for terms in (1, 4, limits.TERMS))
    assert one > 2 * four > 20 * many > 0


@pytest.mark.parametrize("terms", [0, limits.TERMS + 1, 2.5])
def test_too_few_too_many_and_half_ones_are_refused(terms: float) -> None:
    with pytest.raises(SpecError) as told:
        parse_command(f'{{"kind": "sum_of_sigmoids", "terms": {terms}}}')
    assert told.value.field == "sum_of_sigmoids.terms" or told.value.field == "terms"

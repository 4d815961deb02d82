"""A choice is a name and every parameter of it."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.engine.optimizers import optimizers
from ravine.engine.registry import Family, Parameter
from ravine.spec.choice import Choice, Of
from ravine.spec.error import Refusal

ANY = Of(optimizers)


def small_family() -> Family:
    def plain() -> None:
        """does nothing"""

    def shaped() -> None:
        """does something"""

    family = Family("shapes", "shape")
    family.add(plain)
    family.add(
        shaped, parameters=(Parameter("lambda", 0.5, 0, 1, "", ""), Parameter("n", 2, 1, 9, "", "", integer=True))
    )
    return family


@pytest.mark.parametrize("name", optimizers.names())
def test_a_bare_name_means_its_defaults(name: str) -> None:
    assert ANY.read(name) == ANY.read({"name": name}) == ANY.read(ANY.read(name))
    assert ANY.read(name).document() == {"name": name, **optimizers[name].defaults()}


@pytest.mark.parametrize("name", optimizers.names())
def test_the_values_are_in_the_declared_order_whatever_the_order_they_were_given_in(name: str) -> None:
    defaults = optimizers[name].defaults()
    backwards = {"name": name, **dict(reversed(defaults.items()))}
    assert ANY.read(backwards).values == optimizers[name].values({}) == tuple(defaults.values())


def test_lambda_is_spelled_lambda() -> None:
    assert ANY.read({"name": "momentum", "lambda": 0.5})["lambda"] == 0.5


def test_a_whole_parameter_is_an_int() -> None:
    choice = Of(small_family()).read({"name": "shaped", "n": 3.0})
    assert choice == Choice("shaped", (("lambda", 0.5), ("n", 3)))
    assert type(choice["n"]) is int
    assert choice.values == (0.5, 3.0)


@pytest.mark.parametrize(
    ("given", "at", "words", "allowed"),
    [
        ("shapd", "name", "did you mean shaped", "plain, shaped"),
        ("", "name", "is no shape", "plain, shaped"),
        (None, "", "null", "one of plain, shaped"),
        (["plain"], "", "a list of 1", "one of plain, shaped"),
        ({}, "name", "which shape", "plain, shaped"),
        ({"lambda": 1}, "name", "which shape", "plain, shaped"),
        ({"name": 3}, "name", "is 3", "plain, shaped"),
        ({"name": ["plain"]}, "name", "a list of 1", "plain, shaped"),
        ({"name": "plain", "n": 1}, "n", "no parameter of plain", "none"),
        ({"name": "shaped", "lamda": 1}, "lamda", "did you mean lambda", "lambda, n"),
        ({"name": "shaped", "lambda": 2}, "lambda", "too large", "a number from 0 to 1"),
        ({"name": "shaped", "lambda": None}, "lambda", "null", "a number from 0 to 1"),
        ({"name": "shaped", "n": "2"}, "n", "'2'", "a whole number from 1 to 9"),
    ],
    ids=str,
)
def test_a_wrong_choice_is_told_with_the_part_that_is_wrong(given: Any, at: str, words: str, allowed: str) -> None:
    with pytest.raises(Refusal) as caught:
        Of(small_family()).read(given)
    assert caught.value.at == at
    assert words in caught.value.predicate
    assert allowed in str(caught.value.allowed)


def test_what_is_repeated_of_a_huge_wrong_name_is_short() -> None:
    with pytest.raises(Refusal) as caught:
        ANY.read("x" * 10**6 + "\n")
    assert len(caught.value.predicate) < 200

from __future__ import annotations

import math

import pytest

from ravine.engine.activations import activations, learned
from ravine.engine.initializers import initializers
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.registry import Entry, Family, Parameter, UnknownName, nearest
from ravine.engine.schedules import schedules
from ravine.engine.stopping import stopping
from ravine.engine.surfaces import surfaces

FAMILIES = (activations, losses, optimizers, schedules, initializers, penalties, dropout_forms, stopping, surfaces)
ENTRIES = [pytest.param(entry, id=f"{family.name}-{entry.name}") for family in FAMILIES for entry in family]
PARAMETERS = [
    pytest.param(parameter, id=f"{family.name}-{entry.name}-{parameter.name}")
    for family in FAMILIES
    for entry in family
    for parameter in entry.parameters
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_has_a_formula_and_help(entry: Entry) -> None:
    assert "=" in entry.formula or "~" in entry.formula or "<-" in entry.formula
    assert len(entry.formula) < 200
    assert entry.help.endswith((".", ")"))
    assert len(entry.help) > 20


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entrys_name_is_its_functions(entry: Entry) -> None:
    assert entry.name == entry.functions[0].__name__
    assert entry.name.isidentifier()


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entrys_parameters_have_names_of_their_own(entry: Entry) -> None:
    assert len({parameter.name for parameter in entry.parameters}) == len(entry.parameters)


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_every_parameter_has_bounds_a_default_within_and_help(parameter: Parameter) -> None:
    assert parameter.name.isidentifier()
    assert math.isfinite(parameter.low)
    assert math.isfinite(parameter.high)
    assert parameter.low <= parameter.default <= parameter.high
    assert parameter.low < parameter.high
    assert parameter.help.endswith(".")


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_every_offered_choice_is_allowed_and_they_rise(parameter: Parameter) -> None:
    assert parameter.choices
    assert all(parameter.low <= choice <= parameter.high for choice in parameter.choices)
    assert list(parameter.choices) == sorted(set(parameter.choices))
    if parameter.integer:
        assert all(number == int(number) for number in (parameter.default, *parameter.choices))


def test_every_family_says_what_its_members_must_declare() -> None:
    assert all(isinstance(entry.traits["dead"], bool) for entry in activations)
    assert all(entry.traits["target"] in ("class", "vector") for entry in losses)
    assert all(set(entry.traits["tasks"]) <= {"classification", "regression"} for entry in losses)
    assert all(isinstance(entry.traits["slots"], tuple) for entry in optimizers)
    assert all(isinstance(entry.traits["watches"], bool) for entry in schedules)
    assert all(len(entry.functions) == 2 + learned(entry.name) for entry in activations)
    assert all(isinstance(entry.traits["watches"], bool) for entry in stopping)
    assert all(isinstance(entry.traits["shared"], bool) for entry in dropout_forms)
    assert all(isinstance(entry.traits[trait], bool) for entry in surfaces for trait in ("from_data", "typed"))
    assert all(bool(entry.traits["columns"]) == entry.traits["from_data"] for entry in surfaces)
    assert all(len(entry.traits[trait]) == 2 for entry in surfaces for trait in ("domain", "start", "axes"))
    titles = [entry.traits["title"] for entry in surfaces]
    assert len(set(titles)) == len(titles)


def test_what_the_lecture_and_the_classroom_need_is_there() -> None:
    needed = {
        stopping: "never early_stopping",
        activations: "linear sigmoid tanh relu leaky_relu prelu elu gelu silu softplus",
        losses: "softmax_cross_entropy binary_cross_entropy squared_error",
        optimizers: "gradient_descent momentum rmsprop adagrad nesterov adadelta adam amsgrad adamax nadam adamw lion",
        schedules: "constant step exponential cosine warm_up reduce_on_plateau",
        initializers: "zeros normal xavier he orthogonal",
        penalties: "l1 l2 weight_decay",
        dropout_forms: "lecture inverted",
        surfaces: "bowl ravine rotated_ravine rosenbrock beale booth matyas himmelblau rastrigin ackley griewank levy "
        "styblinski_tang six_hump_camel three_hump_camel easom goldstein_price mccormick saddle monkey_saddle cliff "
        "ball_track changing_curvature linear_regression logistic_regression typed",
    }
    for family, names in needed.items():
        assert set(family.names()) >= set(names.split()), family.name


# --- the family itself ------------------------------------------------------------------------------------------------


def colour(x: float) -> float:
    """y = x

    What it looks
    like.
    """
    return x


def test_formula_and_help_come_from_the_docstring() -> None:
    entry = Family("colours", "colour").add(colour, shade="dark")
    assert (entry.name, entry.formula, entry.help) == ("colour", "y = x", "What it looks like.")
    assert entry.traits == {"shade": "dark"}


def test_a_wrong_name_is_answered_with_the_nearest_right_ones() -> None:
    with pytest.raises(UnknownName, match=r"there is no optimizer 'adm': did you mean .*adam"):
        optimizers["adm"]
    with pytest.raises(UnknownName, match="there is no activation 'rellu': did you mean relu"):
        activations["rellu"]


def test_nearest_is_a_phrase_to_put_behind_a_wrong_name() -> None:
    assert nearest("tanhh", activations.names()) == ": did you mean tanh?"
    assert nearest("Sigmoid", activations.names()).startswith(": did you mean sigmoid")
    assert nearest("zzzzzz", activations.names()) == ""
    assert nearest("tanh" * 1_000_000, iter(activations.names())) == "", "however long, it takes no time"


def test_a_name_like_no_other_is_answered_with_all_that_are_allowed() -> None:
    with pytest.raises(UnknownName) as answer:
        losses["zzzzzz"]
    assert "did you mean" not in str(answer.value)
    assert all(name in str(answer.value) for name in losses.names())


def test_a_name_is_defined_once() -> None:
    family = Family("colours", "colour")
    family.add(colour)
    with pytest.raises(ValueError, match="the colour colour is defined twice"):
        family.add(colour)


def test_a_default_lies_within_its_bounds() -> None:
    with pytest.raises(ValueError, match=r"alpha: the default 2 lies outside 0 \.\. 1"):
        Parameter("alpha", 2, 0, 1, "", "")


def test_values_stand_in_their_declared_order_with_the_given_over_the_defaults() -> None:
    adam = optimizers["adam"]
    assert adam.values({}) == tuple(adam.defaults().values())
    assert adam.values({"beta2": 0.5, "lr": 3.0}) == (3.0, 0.9, 0.5, 1e-8, 1)


def test_a_family_keeps_the_order_in_which_it_was_filled() -> None:
    assert activations.names()[:2] == ("linear", "sigmoid")
    assert [entry.name for entry in activations] == list(activations.names())
    assert len(activations) == len(activations.names())
    assert "relu" in activations
    assert "rellu" not in activations

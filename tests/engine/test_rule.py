from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from engine.learners import CLASSES, architecture, defaults, settings, state, trainer
from ravine.engine.explained import Line
from ravine.engine.layers.dense import Dense
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.rule import BATCH, CLIPPED, FROZEN, WHOLE, Rule, rule
from ravine.engine.training import Settings, Trainer

STRENGTH = 0.05
NET = architecture(2, 5, 3, activation="tanh")
SPOTS = [(0, 1, 0), (0, 4, 1), (0, 2, None), (1, 0, 3), (1, 2, None)]


def chosen(optimizer: Choice, strengths: dict[str, float], **more: Any) -> Settings:
    return settings(NET, CLASSES, optimizer, **{"batch": 5, **strengths, **more})


def comes_true(made: Trainer, tolerance: float, updates: int = 4) -> list[Rule]:
    """Each weight of SPOTS becomes what its rule said, and asking changes nothing; gives the rules of the last one."""
    told: list[Rule] = []
    for _ in range(updates):
        before, grad = state(made), made.grad.tobytes()
        told = [rule(made, *spot) for spot in SPOTS]
        assert (state(made), made.grad.tobytes()) == (before, grad)
        places = [made.layout.index(*spot) for spot in SPOTS]
        values = made.theta[places].tolist()
        made.run(1)
        for one, value, after in zip(told, values, made.theta[places].tolist(), strict=True):
            assert one.value == value
            assert one.after == pytest.approx(after, rel=tolerance, abs=tolerance)
            assert one.after != one.value, "else this proves nothing"
    return told


def last(told: Rule, meaning: str) -> Line:
    return [line for line in told.lines if line.meaning == meaning][-1]


# --- the law ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", optimizers.names())
@pytest.mark.parametrize("penalty", [None, *penalties.names(), "all"])
def test_the_last_line_is_what_the_trainer_does(name: str, penalty: str | None) -> None:
    named = penalties.names() if penalty == "all" else [penalty] if penalty else []
    strengths = dict.fromkeys(named, STRENGTH)
    for dtype, tolerance in ((np.float32, 2e-6), (np.float64, 1e-13)):
        made = trainer(chosen(defaults(name), strengths), dtype=dtype)
        comes_true(made, tolerance)


@pytest.mark.parametrize("name", optimizers.names())
def test_it_is_so_with_clipping_and_a_schedule(name: str) -> None:
    strengths = dict.fromkeys(penalties.names(), STRENGTH)
    made = trainer(chosen(defaults(name), strengths, clip=0.05, schedule=Choice("exponential", (3,))))
    told = comes_true(made, 2e-6, updates=6)
    assert all(any(line.meaning == CLIPPED for line in one.lines) for one in told)


def test_penalties_make_a_difference_to_every_rule() -> None:
    for name, penalty in itertools.product(optimizers.names(), penalties.names()):
        plain = rule(trainer(chosen(defaults(name), {})), *SPOTS[0])
        more = rule(trainer(chosen(defaults(name), {penalty: 1.0})), *SPOTS[0])
        first_of_a_sign = {"lion", "adam", "amsgrad", "adamax", "nadam", "adamw", "rmsprop", "adagrad", "adadelta"}
        if penalty == "weight_decay" or name not in first_of_a_sign:
            assert plain.after != pytest.approx(more.after, abs=1e-6), (name, penalty)
        assert len(more.lines) > len(plain.lines)


# --- the lecture's rules ----------------------------------------------------------------------------------------------


def whole_line(penalty: str) -> tuple[Rule, Line, float, float]:
    """With gradient descent of rate 0.1 and this penalty: the rule, its last line, w and dL/dw."""
    told = rule(trainer(chosen(Choice("gradient_descent", (0.1,)), {penalty: STRENGTH}), dtype=np.float64), 0, 1, 0)
    return told, last(told, WHOLE), told.value, told.lines[0].value


def test_l2_is_the_lectures_rule() -> None:
    told, line, w, g = whole_line("l2")
    assert line.value == (1 - 0.1 * STRENGTH) * w - 0.1 * g
    assert told.after == pytest.approx(line.value, rel=1e-14)
    assert line.formula == "theta = (1 - eta * lambda2) * theta - eta * g"
    assert line.formula_latex == r"\theta \leftarrow \left(1 - \eta \lambda_2\right) \theta - \eta g"
    assert line.plugged.startswith("theta = (1 - 0.1 * 0.05) * ")


def test_l1_is_the_lectures_rule() -> None:
    told, line, w, g = whole_line("l1")
    assert line.value == w - 0.1 * g - 0.1 * STRENGTH * np.sign(w)
    assert told.after == pytest.approx(line.value, rel=1e-14)
    assert line.formula == "theta = theta - eta * g - eta * lambda1 * sign(theta)"
    assert r"\operatorname{sgn}\left(\theta\right)" in line.formula_latex


def test_weight_decay_is_that_of_l2_with_gradient_descent() -> None:
    told, line, *_ = whole_line("weight_decay")
    assert line.value == whole_line("l2")[1].value
    assert told.after == pytest.approx(line.value, rel=1e-14)


def test_the_one_line_is_told_only_where_it_is_true() -> None:
    descent, momentum = Choice("gradient_descent", (0.1,)), defaults("momentum")
    for optimizer, strengths, spot in (
        (descent, {}, SPOTS[0]),
        (descent, {"l1": 0.1, "l2": 0.1}, SPOTS[0]),
        (momentum, {"l2": 0.1}, SPOTS[0]),
        (descent, {"l2": 0.1}, SPOTS[2]),
    ):
        told = rule(trainer(chosen(optimizer, strengths)), *spot)
        assert all(line.meaning != WHOLE for line in told.lines)


def test_the_one_line_has_the_clipped_gradient() -> None:
    made = trainer(chosen(Choice("gradient_descent", (0.1,)), {"l2": STRENGTH}, clip=0.01), dtype=np.float64)
    told = rule(made, 0, 1, 0)
    assert last(told, WHOLE).value == pytest.approx(told.after, rel=1e-14)


# --- the lines --------------------------------------------------------------------------------------------------------


def test_lines_come_in_the_order_of_the_loop() -> None:
    strengths = dict.fromkeys(penalties.names(), STRENGTH)
    told = rule(trainer(chosen(defaults("momentum"), strengths, clip=0.01)), 0, 1, 0)
    assert [line.meaning for line in told.lines] == [BATCH, CLIPPED, "L1", "L2", "weight decay", "movement", ""]
    assert [line.target for line in told.lines] == ["g", "g", "g", "g", "theta", "v", "theta"]
    assert told.lines[2].formula == "g = g + lambda1 * sign(theta)"
    assert told.lines[3].formula == "g = g + lambda2 * theta"
    assert told.lines[4].formula == "theta = (1 - eta * weight_decay) * theta"


def test_each_penalty_s_line_adds_what_it_says() -> None:
    strengths = {"l1": 0.1, "l2": 0.2}
    told = rule(trainer(chosen(defaults("gradient_descent"), strengths)), 0, 1, 0)
    g, first, second, _ = told.lines
    assert first.value - g.value == pytest.approx(0.1 * np.sign(told.value))
    assert second.value - first.value == pytest.approx(0.2 * told.value)


def test_the_first_line_is_the_gradient_of_the_batch() -> None:
    made = trainer(chosen(defaults("adam"), {"l2": STRENGTH}))
    line = rule(made, 0, 1, 0).lines[0]
    assert line.formula_latex == r"g \leftarrow \frac{\partial L}{\partial \theta}"
    assert line.plugged == f"g = {line.value:.4g}"
    plain = trainer(chosen(defaults("adam"), {}))
    plain.run(1)
    assert line.value == plain.grad[plain.layout.index(0, 1, 0)]


def test_clipping_is_told_only_where_it_acts() -> None:
    for clip, acts in ((1e-3, True), (1e3, False), (0.0, False)):
        told = rule(trainer(chosen(defaults("gradient_descent"), {}, clip=clip)), 0, 1, 0)
        assert any(line.meaning == CLIPPED for line in told.lines) == acts


def test_a_bias_has_no_penalty() -> None:
    strengths = dict.fromkeys(penalties.names(), 1.0)
    told = rule(trainer(chosen(defaults("gradient_descent"), strengths)), 0, 1, None)
    assert [line.meaning for line in told.lines] == [BATCH, ""]


def test_a_frozen_weight_stays_whatever_its_gradient_is() -> None:
    net = Architecture(2, (Layer(5, "tanh", frozen=True), Layer(3)))
    made = trainer(settings(net, CLASSES, defaults("adam"), batch=5, l2=1.0, clip=0.01))
    told, other = rule(made, 0, 1, 0), rule(made, 1, 1, 0)
    assert [line.meaning for line in told.lines] == [BATCH, FROZEN]
    assert told.lines[0].value != 0
    made.run(1)
    assert told.after == told.value == made.layout.weights(made.theta, 0)[1, 0]
    assert other.after == pytest.approx(float(made.layout.weights(made.theta, 1)[1, 0]), rel=2e-6)


def test_a_unit_that_is_dropped_in_this_update_has_the_gradient_0() -> None:
    made = trainer(settings(architecture(2, 40, 3, keep=0.5), CLASSES, defaults("momentum"), batch=5))
    for _ in range(3):
        told = [rule(made, 0, unit, 0) for unit in range(40)]
        dropped = [one.lines[0].value == 0 for one in told]
        assert 5 < sum(dropped) < 35
        made.run(1)
        after = made.layout.weights(made.theta, 0)[:, 0]
        assert [one.after for one in told] == pytest.approx(after.tolist(), rel=2e-6, abs=2e-6)
    assert any(gone and one.after != one.value for gone, one in zip(dropped, told, strict=True)), "by its momentum"


def test_the_rows_of_maxout_and_the_layer_of_a_prelu_have_rules() -> None:
    net = Architecture(2, (Layer(Dense(4, 3)), Layer(5, "prelu"), Layer(3)))
    made = trainer(settings(net, CLASSES, defaults("adam"), batch=5, l1=0.01))
    spots = [(0, 11, 1), (1, 4, 3), (2, 0, None)]
    told = [rule(made, *spot) for spot in spots]
    made.run(1)
    for one, spot in zip(told, spots, strict=True):
        assert one.after == pytest.approx(float(made.theta[made.layout.index(*spot)]), rel=2e-6, abs=2e-6)


# --- the registry -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("penalty", penalties.names())
def test_a_penalty_s_lines_assign_only_the_gradient_or_the_weight(penalty: str) -> None:
    traits = penalties[penalty].traits
    assert {line.partition(" = ")[0] for line in traits["lines"]} <= {"g", "theta"}
    assert traits["descent"].startswith("theta = ")
    assert traits["meaning"] not in (BATCH, CLIPPED, FROZEN, WHOLE)
    assert len({entry.traits["symbol"] for entry in penalties}) == len(penalties)


@pytest.mark.parametrize(
    ("spot", "says"), [((2, 0, 0), "no layer 2"), ((0, 5, 0), "no unit 5"), ((0, 0, 2), "no input 2")]
)
def test_a_place_that_is_not_there_is_refused(spot: tuple[int, int, int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rule(trainer(chosen(defaults("adam"), {})), *spot)


def test_a_learner_that_has_diverged_has_no_rule() -> None:
    steep = Choice("gradient_descent", (1e6,))
    made = trainer(settings(architecture(2, 5, 1, activation="linear"), "squared_error", steep))
    made.run(1000)
    assert made.diverged
    with pytest.raises(ValueError, match="no update follows"):
        rule(made, 0, 0, 0)

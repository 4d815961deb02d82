"""`ravine lessons`: what it prints, on which stream, and with which exit code."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ravine.bench import lessons as bench
from ravine.recipe.lesson import Lesson, chosen, contents, lessons
from ravine.recipe.measures import measures


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lesson on momentum claims the opposite of its first claim."""
    (lesson,) = chosen(["momentum"])
    first, *rest = lesson.front.claims
    front = lesson.front.model_copy(update={"claims": (first.model_copy(update={"relation": ">"}), *rest)})
    wrong = Lesson(lesson.name, front, lesson.more, lesson.texts)
    monkeypatch.setattr("ravine.recipe.lesson.lessons", lambda: (wrong,))


def test_the_lessons_are_listed_in_order(say: Any) -> None:
    code, out, err = say("lessons")
    assert (code, err) == (0, "")
    heading, *lines = out.splitlines()
    assert heading.split() == ["row", "lesson", "minutes", "claims", "title"]
    assert [line.split()[:2] for line in lines] == [[str(one.front.row), one.name] for one in lessons()]


def test_the_list_for_machines_is_what_the_page_gets(say: Any) -> None:
    assert json.loads(say("lessons", "--json").out) == json.loads(json.dumps(contents()))


def test_every_measure_is_listed_with_its_formula(say: Any) -> None:
    out = say("lessons", "--measures").out
    assert all(entry.name in out and entry.formula in out for entry in measures)


def test_claims_that_hold_are_printed_with_their_figures(say: Any) -> None:
    code, out, err = say("lessons", "--check", "momentum", "--seeds", "2")
    assert (code, err) == (0, "")
    first, *lines, last = out.splitlines()
    (lesson,) = chosen(["momentum"])
    assert first == "momentum"
    assert [line.strip() for line in lines if line.strip().startswith("ok")] == [
        f"ok    {claim.says}" for claim in lesson.front.claims
    ]
    assert any(line.strip().startswith("seed 2: ") and " < 0.2" in line for line in lines)
    assert last == "3 of 3 claims hold"


def test_many_seeds_are_told_by_their_mean_and_range(say: Any) -> None:
    out = say("lessons", "--check", "momentum", "--seeds", "6").out
    assert "gradient descent: x at the end: mean " in out
    assert "6 of 6 seeds" in out


def test_for_machines_every_seed_s_figures_are_there(say: Any) -> None:
    code, out, _ = say("lessons", "--check", "momentum", "--seeds", "2", "--json")
    assert code == 0
    first, *_ = json.loads(out)["claims"]
    assert first["lesson"] == "momentum"
    assert first["holds"] is True
    assert [seed["seed"] for seed in first["seeds"]] == [1, 2]
    assert all(seed["left"] < seed["right"] for seed in first["seeds"])


@pytest.mark.usefixtures("wrong")
def test_a_claim_that_fails_is_said_and_ends_with_exit_code_1(say: Any) -> None:
    code, out, _ = say("lessons", "--check", "momentum", "--seeds", "1")
    assert code == 1
    assert "FAIL  Gradient descent is still on the plateau." in out
    assert "is not > 0.2" in out
    assert out.endswith("2 of 3 claims hold\n")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["lessons", "--check", "momentun"], ["did you mean momentum"]),
        (["lessons", "--seeds", "0", "--check", "momentum"], ["--seeds is 0", "1 to"]),
        (["lessons", "--seeds", "many"], ["whole number"]),
        (["lessons", "momentum"], ["'momentum' is not understood"]),
        (["lessons", "--chekc"], ["did you mean --check"]),
        (["bench", "lesson"], ["did you mean lessons"]),
    ],
)
def test_wrong_input_is_one_line_on_stderr_and_exit_code_2(say: Any, words: list[str], expected: list[str]) -> None:
    code, out, err = say(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    for part in expected:
        assert part in err


@pytest.mark.usefixtures("wrong")
def test_the_bench_checks_all_lessons_over_its_seeds(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "SEEDS", 2)
    monkeypatch.setattr(bench, "lessons", lambda: tuple(chosen(["momentum"])))
    code, out, _ = say("bench", "lessons", "--json")
    assert code == 1
    claims = json.loads(out)["claims"]
    assert [(one["holds"], len(one["seeds"])) for one in claims] == [(False, 2), (True, 2), (True, 2)]

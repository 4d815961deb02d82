"""A claim that is true is proven; one that is turned round, or measured too early, is not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from ravine.recipe.checking import check
from ravine.recipe.claims import Claim, Figures, Measured, figures, proven
from ravine.recipe.lesson import Front, Lesson, lessons, read
from ravine.recipe.report import results_table
from ravine.recipe.run import headless
from ravine.spec.surface import SurfaceSpec
from recipe.lesson_text import FRONT, lesson_text, two_experiments

TURNED = {"<": ">", ">": "<"}


def claim(**fields: Any) -> Claim:
    given = {"says": "So.", "left": {"measure": "updates_made", "lane": "a"}, "relation": "<", "right": 1}
    return Claim.read(given | fields, "claim")


def small(**changes: str) -> Lesson:
    front = FRONT
    for before, after in changes.items():
        assert before in front
        front = front.replace(before, after, 1)
    return read("08_small.md", lesson_text(front))


def turned(lesson: Lesson) -> Lesson:
    """The same lesson with every relation turned round."""
    front, *more = (
        experiment.model_copy(
            update={
                "claims": tuple(
                    one.model_copy(update={"relation": TURNED[one.relation]})
                    for one in experiment.claims
                    if one.relation in TURNED
                )
            }
        )
        for experiment in lesson.experiments
    )
    assert isinstance(front, Front)
    return Lesson(lesson.name, front, tuple(more), lesson.texts)


def test_the_claims_of_every_experiment_are_checked() -> None:
    results = check([read("08_small.md", two_experiments())], 2)
    assert [(one.experiment, one.claim.says) for one in results] == [
        ("By itself", "It learns."),
        ("By itself", "Three layers hold the gradient back."),
        ("In a network", "It learns here, too."),
    ]
    assert [len(one.figures) for one in results] == [2, 2, 2]
    assert results[-1].holds
    assert results[-1].document()["experiment"] == "In a network"
    assert "small: In a network" in results_table(results).splitlines()


# --- the relations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "left", "right", "holds"),
    [
        ({"relation": "<"}, 1, 2, True),
        ({"relation": "<"}, 2, 2, False),
        ({"relation": ">"}, 3, 2, True),
        ({"relation": ">"}, 2, 2, False),
        ({"relation": ">", "times": 2}, 3, 2, False),
        ({"relation": ">", "times": 2}, 5, 2, True),
        ({"relation": "<", "plus": -1}, 1.5, 2, False),
        ({"relation": "<", "times": 0.5, "plus": 1}, 1.5, 2, True),
        ({"relation": "within", "margin": 0.5}, 2.5, 2, True),
        ({"relation": "within", "margin": 0.5}, 1.4, 2, False),
        ({"relation": "within", "margin": 0.5, "times": 2}, 4.2, 2, True),
        ({"relation": "<"}, math.nan, 2, False),
        ({"relation": ">"}, math.nan, 2, False),
        ({"relation": "within", "margin": 1}, math.nan, 2, False),
        ({"relation": "<"}, 5, math.inf, True),
        ({"relation": "<"}, math.inf, 5, False),
    ],
)
def test_a_relation_compares_left_with_times_right_plus(
    fields: dict[str, Any], left: float, right: float, holds: bool
) -> None:
    one = claim(**fields)
    assert one.compare(left, right) is holds
    assert ("is not" in one.words(left, right)) is not holds


def sides(pairs: Sequence[tuple[float, float]]) -> list[Figures]:
    return [Figures(left, right) for left, right in pairs]


def test_each_needs_every_seed() -> None:
    assert proven(claim(), sides([(0, 1), (0, 1)]))
    assert not proven(claim(), sides([(0, 1), (0, 1), (1, 1)]))


def test_most_needs_more_than_half_of_the_seeds() -> None:
    assert proven(claim(holds="most"), sides([(0, 1), (0, 1), (1, 1)]))
    assert not proven(claim(holds="most"), sides([(0, 1), (1, 1)]))


def test_mean_compares_the_means() -> None:
    assert proven(claim(holds="mean"), sides([(0, 1), (1.5, 1)]))
    assert not proven(claim(holds="mean"), sides([(0, 1), (2.5, 1)]))


@pytest.mark.parametrize("holds", ["each", "mean", "most"])
def test_what_could_not_be_measured_proves_nothing(holds: str) -> None:
    assert not proven(claim(holds=holds), [Figures(why="it ended early")])
    assert not proven(claim(holds=holds), [])
    assert not proven(claim(holds="mean"), [*sides([(0, 1)]), Figures(why="it ended early")])


def test_a_measure_is_found_in_the_lane_that_it_names() -> None:
    runs = {name: headless(spec_of(lr), 5) for name, lr in (("a", 0.1), ("b", 0.01))}
    value = Measured.read({"measure": "value", "lane": "b"}).of(runs)
    assert value == runs["b"].descent.full(*runs["b"].descent.point)[0]
    assert value != Measured.read({"measure": "value", "lane": "a"}).of(runs)
    found = figures(claim(left={"measure": "value", "lane": "c"}), {None: runs})
    assert found.why == "there is no lane c"


def spec_of(lr: float) -> SurfaceSpec:
    optimizer = {"name": "gradient_descent", "lr": lr}
    return SurfaceSpec.read({"surface": "bowl", "lanes": [{"optimizer": optimizer}]}, "spec")


# --- checking ---------------------------------------------------------------------------------------------------------


def test_claims_are_checked_over_seeds_from_the_lesson_s_own_on() -> None:
    learns, holds_back = check([small()], 3)
    assert learns.seeds == (1, 2, 3)
    assert len({one.left for one in learns.figures}) == 3
    assert learns.holds
    assert holds_back.holds
    assert all(one.left < one.right for one in (*learns.figures, *holds_back.figures))


def test_checking_gives_the_same_figures_every_time() -> None:
    assert [one.figures for one in check([small()], 2)] == [one.figures for one in check([small()], 2)]


def test_a_wrong_claim_fails() -> None:
    assert [one.holds for one in check([turned(small())], 2)] == [False, False]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_each_lesson_s_claims_turned_round_fail(lesson: Lesson) -> None:
    """So its figures are far from what would make them hold by chance."""
    found = check([turned(lesson)], 1)
    assert [one.holds for one in found] == [False] * len(found)


DIVERGES = 'name = "a"\nloss = "squared_error"\noptimizer = { name = "gradient_descent", lr = 50 }\n'


def test_a_lane_that_diverged_is_measured_where_it_stands() -> None:
    first = 'left = { measure = "mean_loss", lane = "a", first = 48, last = 64 }'
    stops, _ = check([small(**{'name = "a"\n': DIVERGES, first: 'left = { measure = "diverged", lane = "a" }',
                               'relation = "<"': 'relation = ">"',
                               'right = { measure = "mean_loss", lane = "a", first = 0, last = 16 }': "right = 0"})], 1)
    assert stops.holds
    assert stops.figures[0].left == 1


def test_what_a_run_never_reached_is_a_failure_with_the_reason() -> None:
    learns, _ = check([small(**{'name = "a"\n': DIVERGES})], 1)
    assert not learns.holds
    assert "of 64 updates" in str(learns.figures[0].why)


def test_progress_ends_at_the_whole() -> None:
    told: list[tuple[str, int, int]] = []
    check([small()], 2, lambda *given: told.append(given))
    total = 2 * (64 + 16)  # of each seed lane a, and of the sweep lane b at one value: nothing else is claimed
    assert told[-1] == ("small", total, total)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_an_interrupt_ends_the_whole() -> None:
    def interrupted(*given: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check([small()], 8, interrupted)

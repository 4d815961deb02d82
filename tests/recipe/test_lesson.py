"""A lesson is one file; what is wrong in it is told with the file's name and the field."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ravine.recipe.lesson import FOLDER, PARTS, chosen, contents, lessons, read, read_folder
from ravine.spec.error import SpecError
from ravine.spec.json_text import write_json
from ravine.spec.places import read_spec
from recipe.lesson_text import FRONT, SECOND, TEXT, lesson_text, two_experiments

FILE = "08_small.md"


def refused(file: str, content: str) -> SpecError:
    with pytest.raises(SpecError) as caught:
        read(file, content)
    return caught.value


def test_a_lesson_is_read_from_its_file() -> None:
    lesson = read(FILE, lesson_text())
    assert (lesson.name, lesson.front.row, lesson.front.title) == ("small", 8, "Small")
    assert [lane.name for lane in lesson.front.spec.lanes] == ["a", "b"]
    assert lesson.front.claims[0].left.parameters == (("first", 48), ("last", 64))
    assert lesson.texts[0]["see"] == [{"tag": "p", "children": ["Some words."]}]
    assert list(lesson.texts[0]) == ["see", "explain", "try", "notes"]


def test_minutes_count_the_question_and_the_sections_but_not_the_notes() -> None:
    assert read(FILE, lesson_text(text=TEXT.replace("Some words.", "word " * 532))).minutes == 3.0
    assert read(FILE, lesson_text(text=TEXT.replace("Spoken ones.", "word " * 532))).minutes < 0.2


def test_the_page_gets_the_whole_lesson_and_its_spec_in_full() -> None:
    document = json.loads(write_json(read(FILE, lesson_text()).document()))
    assert set(document) == {
        "name", "row", "title", "part", "minutes", "paper", "experiments"
    }  # fmt: skip
    (experiment,) = document["experiments"]
    assert set(experiment) == {
        "label", "views", "updates", "speed", "question", "spec", "sweep", "claims", "text"
    }  # fmt: skip
    assert experiment["speed"] is None
    assert read_spec(experiment["spec"], "spec") == read(FILE, lesson_text()).front.spec
    assert experiment["claims"][1]["left"] == {
        "measure": "gradient_ratio", "lane": "b", "value": 3, "first": 0, "last": 16
    }  # fmt: skip
    assert experiment["claims"][1]["right"] == 0.5


def test_a_sweep_puts_its_value_into_every_lane() -> None:
    swept = read(FILE, lesson_text()).front.swept()
    assert list(swept) == [1, 3]
    assert [len(alone.lanes[0].layers) for alone in swept[3]] == [3, 3]


WRONG = [
    ("row = 8", "row = 9", "row is 9, and the file's name begins with 08"),
    ("row = 8", "", "row is missing"),
    ("row = 8", "rwo = 8", "rwo is not a known field: did you mean row"),
    ("row = 8", "row = ", "no TOML"),
    ('part = "recipe"', 'part = "recipes"', "did you mean recipe"),
    ('title = "Small"', 'title = ""', "title is ''"),
    ('views = ["loss"]', "views = []", "views is a list of 0"),
    ('views = ["loss"]', 'views = ["a b"]', "views.0"),
    ("updates = 64", "updates = 0", "updates is 0"),
    ("updates = 64", "updates = 32", "claims.0.left.last is 64; allowed: up to 32"),
    ("updates = 64", "updates = 64\nspeed = -1", "speed is -1"),
    ("year = 2001", "year = 20010", "paper.year"),
    ('url = "https://example.org/paper"', 'url = "javascript:alert(1)"', "paper.url"),
    ("right = 1", "right = 2", "question.right is 2"),
    ('choices = ["This", "That"]', 'choices = ["This"]', "question.choices"),
    ('activation = "sigmoid" },', 'activation = "sigmod" },', "did you mean sigmoid"),
    ('name = "b"', 'name = "a"', "spec.lanes have a name twice"),
    ('vary = "depth"', 'vary = "dept"', "did you mean depth"),
    ("values = [1, 3]", "values = [1, 1000]", "sweep.values.1 is 1000"),
    ('says = "It learns."', 'says = "It learns"', "claims.0.says"),
    ('"mean_loss", lane = "a", first = 48', '"mean_los", lane = "a", first = 48', "did you mean mean_loss"),
    ('lane = "a", first = 48', 'lane = "c", first = 48', "claims.0.left is of the lane c; allowed: a, b"),
    ('lane = "a", first = 48', "first = 48", "claims.0.left.lane"),
    ("first = 48, ", "", "claims.0.left.first is missing"),
    ("first = 48", "frist = 48", "claims.0.left.frist is nothing that mean_loss takes: did you mean first"),
    ("first = 48", "first = 4.8", "claims.0.left.first is 4.8, not a whole number"),
    ('relation = "<"', 'relation = "<="', "claims.0.relation"),
    ('relation = "<"', 'relation = "within"', "claims.0.margin"),
    ('relation = "<"', 'relation = "<"\nmargin = 1', "claims.0.margin"),
    ("right = 0.5", 'right = 0.5\nholds = "always"', "claims.1.holds"),
    ("value = 3", "value = 2", "claims.1.left.value is 2; allowed: 1, 3"),
    ('"gradient_ratio", lane = "b", value = 3, first = 0, last = 16', '"value", lane = "b"', "for the place surface"),
    ('"gradient_ratio", lane = "b", value = 3', '"gradient_ratio", lane = "b", value = 3.5', "allowed: 1, 3"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), WRONG, ids=[f"{after} "[:40] for _, after, _ in WRONG])
def test_a_mistake_is_told_with_the_file_and_the_field(before: str, after: str, told: str) -> None:
    assert before in FRONT
    error = refused(FILE, lesson_text(FRONT.replace(before, after, 1)))
    assert str(error).startswith(f"{FILE}: ")
    assert told in str(error)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TEXT.replace("## Try", "## Tyr"), "## See, ## Explain, ## Try, ## Notes"),
        (TEXT.replace("## Notes\n\nSpoken ones.", ""), "## Notes"),
        ("Lead.\n" + TEXT, "the text"),
        (TEXT.replace("Some words.", ""), "section See is empty"),
        (TEXT.replace("Some words.", "![x](y.png)"), "section See holds a <img>"),
        (TEXT.replace("Some words.", "# Head"), "section See holds a <h1>"),
    ],
    ids=str,
)
def test_a_mistake_in_the_text_is_told_with_its_section(text: str, told: str) -> None:
    assert told in str(refused(FILE, lesson_text(text=text)))


@pytest.mark.parametrize("file", ["small.md", "8_small.md", "08_Small.md", "08_small.txt", "08-small.md"])
def test_the_name_of_a_file_gives_row_and_name(file: str) -> None:
    assert "NN_name.md" in str(refused(file, lesson_text()))


@pytest.mark.parametrize("content", ["", "row = 8", "+++\nrow = 8\n", "x\n" + lesson_text()])
def test_the_front_matter_stands_between_two_lines(content: str) -> None:
    assert "the front matter" in str(refused(FILE, content))


# Several experiments


def test_a_second_experiment_has_data_and_sections_of_its_own() -> None:
    lesson = read(FILE, two_experiments())
    assert [one.label for one in lesson.experiments] == ["By itself", "In a network"]
    assert [lane.name for lane in lesson.experiments[1].spec.lanes] == ["c"]
    assert [text["see"] for text in lesson.texts] == [
        [{"tag": "p", "children": [words]}] for words in ("Some words.", "Other words.")
    ]
    assert lesson.experiment(1) is lesson.more[0]
    assert [one["label"] for one in lesson.document()["experiments"]] == ["By itself", "In a network"]
    assert lesson.minutes == pytest.approx(2 * read(FILE, lesson_text()).minutes, abs=0.1)


def test_an_experiment_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(SpecError, match="experiment is 2, and small has 2; allowed: 0 to 1"):
        read(FILE, two_experiments()).experiment(2)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (two_experiments(label=""), "label is missing, and there are several experiments"),
        (two_experiments(SECOND.replace('label = "In a network"\n', "")), "label is missing"),
        (two_experiments(SECOND.replace("updates = 32", "updates = 0")), "experiment 2: updates is 0"),
        (two_experiments(SECOND.replace('lane = "c", first', 'lane = "a", first')), "is of the lane a; allowed: c"),
        (two_experiments("row = 9\n" + SECOND), "experiment 2: row is not a known field"),
        (two_experiments("row = \n" + SECOND), "no TOML"),
        (lesson_text() + f"+++\n{SECOND}", "is not between two lines +++"),
    ],
    ids=["first label", "second label", "updates", "lane", "row", "toml", "fence"],
)
def test_a_mistake_in_a_later_experiment_is_told_with_its_number(content: str, told: str) -> None:
    assert told in str(refused(FILE, content))


def test_adding_a_lesson_is_adding_a_file(tmp_path: Path) -> None:
    (tmp_path / "09_later.md").write_text(lesson_text(FRONT.replace("row = 8", "row = 9")))
    (tmp_path / FILE).write_text(lesson_text())
    assert [lesson.name for lesson in read_folder(tmp_path)] == ["small", "later"]


@pytest.mark.parametrize(("file", "row"), [("09_small.md", 9), ("08_other.md", 8)])
def test_no_two_lessons_have_one_name_or_one_row(tmp_path: Path, file: str, row: int) -> None:
    (tmp_path / FILE).write_text(lesson_text())
    (tmp_path / file).write_text(lesson_text(FRONT.replace("row = 8", f"row = {row}")))
    with pytest.raises(SpecError, match="two lessons have the"):
        read_folder(tmp_path)


# The lessons that there are


def test_every_file_of_the_folder_is_a_lesson() -> None:
    assert sorted(lesson.name for lesson in lessons()) == sorted(path.stem[3:] for path in FOLDER.glob("*.md"))


def test_the_contents_follow_the_lecture() -> None:
    parts = contents()["parts"]
    assert [part["title"] for part in parts] == list(PARTS.values())
    rows = [lesson["row"] for part in parts for lesson in part["lessons"]]
    assert rows == sorted(rows)
    assert len(rows) == len(lessons())


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_a_lesson_reads_in_under_three_minutes(lesson: object) -> None:
    assert 0.2 < getattr(lesson, "minutes", 99) < 3


def test_a_lesson_is_found_by_its_name() -> None:
    first, *_ = lessons()
    assert chosen([first.name]) == (first,)
    assert chosen([]) == lessons()
    with pytest.raises(SpecError, match=re.escape(f"did you mean {first.name}")):
        chosen([first.name + "s"])

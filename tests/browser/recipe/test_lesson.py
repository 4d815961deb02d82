"""A lesson is done by the hands: opened, predicted, run, seen, and taken apart; and nothing of it gets lost."""

from __future__ import annotations

import pytest

from browser.recipe.reader import Reader, address_of
from ravine.recipe.lesson import PARTS, Lesson, lessons

pytestmark = pytest.mark.browser


def lesson(place: str) -> Lesson:
    """The shortest lesson of a place."""
    return min((one for one in lessons() if one.front.spec.place == place), key=lambda one: one.front.updates)


SEVERAL = next(one for one in lessons() if len(one.experiments) > 1)
NETWORK, SURFACE = lesson("network"), lesson("surface")


def wrong(one: Lesson) -> str:
    """A choice that does not come true."""
    question = one.front.question
    return question.choices[(question.right + 1) % len(question.choices)]


def test_the_contents_are_the_lessons_in_the_lectures_order(reader: Reader) -> None:
    rows = [int(text) for text in reader.contents.locator(".row-number").all_inner_texts()]
    assert rows == [one.front.row for one in lessons()]
    filled = [title for part, title in PARTS.items() if any(one.front.part == part for one in lessons())]
    assert reader.contents.get_by_role("heading").all_inner_texts() == filled


@pytest.mark.parametrize("one", [NETWORK, SURFACE], ids=["network", "surface"])
def test_a_lesson_opens_with_its_own_lanes(reader: Reader, one: Lesson) -> None:
    reader.open(one.front.title)
    assert [lane["name"] for lane in reader.state["lanes"]] == [lane.name for lane in one.front.spec.lanes]
    assert reader.contents.locator("[aria-current=page]").inner_text().endswith(one.front.title)
    assert reader.state["update"] == 0


@pytest.mark.parametrize("way", ["predict", "ask", "run"])
def test_what_comes_is_covered_until_it_is_predicted_asked_for_or_run(reader: Reader, way: str) -> None:
    reader.open(NETWORK.front.title)
    reader.page.locator(".covered").wait_for()
    assert [reader.step(name).count() for name in ("See", "Explain")] == [0, 0]
    if way == "predict":
        reader.predict(wrong(NETWORK))
    elif way == "ask":
        reader.page.get_by_role("button", name="Show it now").click()
    else:
        reader.page.keyboard.press("ArrowRight")
    reader.step("See").wait_for()
    assert reader.step("Explain").count() == 1
    assert [claim["holds"] for claim in reader.claims] == ["open"] * len(NETWORK.front.claims)


@pytest.mark.parametrize("one", [NETWORK, SURFACE], ids=["network", "surface"])
def test_a_wrong_prediction_is_kept_and_stands_against_what_came(reader: Reader, one: Lesson) -> None:
    reader.open(one.front.title)
    reader.predict(wrong(one))
    assert "Kept" in reader.verdict
    reader.run(one.front.updates)
    expected = f"you said “{wrong(one)}”; it is “{one.front.question.choices[one.front.question.right]}”"
    assert expected in reader.verdict
    assert reader.step("Predict").get_by_role("radio", disabled=True).count() == len(one.front.question.choices)
    assert reader.contents.locator("[aria-current=page] .tick").count() == 1
    reader.page.reload()
    reader.page.locator("[data-phase=open]").wait_for()
    reader.wait("n => ravine.state()?.update === n", one.front.updates)
    assert expected in reader.verdict


def test_a_right_prediction_is_called_right(reader: Reader) -> None:
    question = NETWORK.front.question
    reader.open(NETWORK.front.title)
    reader.predict(question.choices[question.right])
    reader.run(NETWORK.front.updates)
    assert "You were right" in reader.verdict


def test_running_again_gives_the_same_figures_to_the_last_digit(reader: Reader) -> None:
    reader.open(NETWORK.front.title)
    reader.run(NETWORK.front.updates)
    before = reader.claims
    reader.run_button.click()
    reader.wait("() => ravine.state().lanes.every(({life}) => life === 1)")
    reader.wait("n => ravine.state().clock === 'paused' && ravine.state().update === n", NETWORK.front.updates)
    reader.wait("n => document.querySelector('.claims').dataset.update === String(n)", NETWORK.front.updates)
    assert reader.claims == before


def test_the_run_can_be_paused_and_goes_on_to_the_same_end(reader: Reader) -> None:
    reader.open(NETWORK.front.title)
    reader.page.get_by_role("combobox", name="speed", exact=True).select_option("30")
    reader.run_button.click()
    reader.wait("() => ravine.state().clock === 'playing'")
    reader.run_button.click()
    reader.wait("() => ravine.state().clock === 'paused'")
    assert reader.state["update"] < NETWORK.front.updates
    reader.run(NETWORK.front.updates)


def test_a_link_opens_the_lesson_with_what_was_changed_of_it(reader: Reader) -> None:
    reader.open(NETWORK.front.title)
    reader.page.get_by_text("Controls of this session").click()
    reader.set("lane.batch", 25)
    reader.wait("""() => import('/src/address.js').then(({fromHash}) => fromHash(location.hash))
        .then(spec => spec?.lanes.every(({batch}) => batch === 25))""")
    other = reader.page.context.browser.new_page()  # type: ignore[union-attr]
    other.goto(reader.page.url)
    friend = Reader(other)
    friend.wait("title => document.querySelector('#lesson-title')?.textContent === title", NETWORK.front.title)
    other.locator("[data-phase=open]").wait_for()
    other.get_by_text("Controls of this session").click()
    assert friend.control("lane.batch").input_value() == "25"
    assert friend.state["update"] == 0
    other.close()


def test_a_reload_comes_back_to_the_lesson_as_it_was(reader: Reader) -> None:
    reader.open(SURFACE.front.title)
    reader.page.keyboard.press("ArrowRight")
    reader.wait_shown(1)
    reader.page.reload()
    reader.page.locator("[data-phase=open]").wait_for()
    reader.wait_shown(1)
    assert reader.title == SURFACE.front.title


def test_each_lesson_and_each_place_keeps_its_own_session(reader: Reader) -> None:
    reader.go("Network")
    for update in (1, 2):
        reader.page.keyboard.press("ArrowRight")
        reader.wait_shown(update)
    own = [lane["name"] for lane in reader.state["lanes"]]
    reader.go("Recipe")
    reader.open(NETWORK.front.title)
    reader.page.locator("h1").click()
    reader.page.keyboard.press("ArrowRight")
    reader.wait_shown(1)
    reader.open(SURFACE.front.title)
    reader.wait_shown(0)
    reader.go("Network")
    reader.wait_shown(2)
    assert [lane["name"] for lane in reader.state["lanes"]] == own
    reader.go("Recipe")
    assert reader.title == SURFACE.front.title, "where the Recipe was left"
    reader.open(NETWORK.front.title)
    reader.wait_shown(1)


@pytest.mark.parametrize("one", [NETWORK, SURFACE], ids=["network", "surface"])
def test_a_lesson_is_taken_apart_in_one_click_and_ones_own_session_stays(reader: Reader, one: Lesson) -> None:
    place = one.front.spec.place.capitalize()
    reader.go(place)
    reader.page.keyboard.press("ArrowRight")
    reader.wait_shown(1)
    own = [lane["name"] for lane in reader.state["lanes"]]
    reader.go("Recipe")
    reader.open(one.front.title)
    reader.page.get_by_role("button", name="Take it apart").click()
    reader.page.locator(".taken-apart").wait_for()
    reader.wait("names => JSON.stringify(ravine.state()?.lanes.map(({name}) => name)) === JSON.stringify(names)",
                [lane.name for lane in one.front.spec.lanes])  # fmt: skip
    assert reader.page.get_by_role("navigation", name="Places").locator("[aria-current]").inner_text() == place
    reader.page.get_by_role("complementary", name="Controls").wait_for()
    reader.page.get_by_role("link", name="Back to the lesson").click()
    reader.wait("title => document.querySelector('#lesson-title')?.textContent === title", one.front.title)
    reader.page.go_back()
    reader.page.locator(".taken-apart").wait_for()
    reader.go(place)
    reader.wait_shown(1)
    assert [lane["name"] for lane in reader.state["lanes"]] == own


def test_begin_again_brings_the_lessons_own_lanes_back(reader: Reader) -> None:
    reader.open(NETWORK.front.title)
    reader.predict(wrong(NETWORK))
    reader.page.get_by_text("Controls of this session").click()
    reader.page.get_by_role("button", name="add a copy of").first.click()
    reader.wait("n => ravine.settled() && ravine.state().lanes.length === n", len(NETWORK.front.spec.lanes) + 1)
    reader.page.get_by_role("button", name="Begin again").click()
    reader.wait("n => ravine.settled() && ravine.state().lanes.length === n", len(NETWORK.front.spec.lanes))
    reader.page.locator(".covered").wait_for()
    assert reader.step("Predict").get_by_role("radio", checked=True).count() == 0


def test_the_speakers_notes_are_there_for_the_projector_only(reader: Reader) -> None:
    reader.open(NETWORK.front.title)
    for look, there in (("light", 0), ("dark", 0), ("projector", 1)):
        reader.look(look)
        assert reader.page.get_by_text("Speaker notes").count() == there, look
    assert not reader.page.locator(".notes .prose").is_visible(), "the class sees the screen, too"
    reader.page.get_by_text("Speaker notes").click()
    assert reader.page.locator(".notes .prose").is_visible()


def test_one_lesson_leads_to_the_next_and_back(reader: Reader) -> None:
    first, second = lessons()[:2]
    reader.open(first.front.title)
    neighbours = reader.page.get_by_role("navigation", name="Neighbouring lessons")
    neighbours.get_by_role("link", name=second.front.title).click()
    reader.wait("title => document.querySelector('#lesson-title')?.textContent === title", second.front.title)
    neighbours.get_by_role("link", name=first.front.title).click()
    reader.wait("title => document.querySelector('#lesson-title')?.textContent === title", first.front.title)


# Several experiments


def test_the_next_experiment_has_its_own_lanes_question_and_run(reader: Reader) -> None:
    first, second = SEVERAL.experiments
    reader.open(SEVERAL.front.title)
    reader.predict(first.question.choices[0])
    reader.page.keyboard.press("ArrowRight")  # the focus is on a choice, which it moves on
    reader.page.get_by_role("navigation", name="Neighbouring lessons").get_by_role("link", name=second.label).click()
    reader.wait("names => JSON.stringify(ravine.state()?.lanes.map(({name}) => name)) === JSON.stringify(names)",
                [lane.name for lane in second.spec.lanes])  # fmt: skip
    assert reader.title == SEVERAL.front.title
    assert reader.experiments.locator("[aria-current]").inner_text().endswith(str(second.label))
    assert reader.step("Predict").get_by_role("radio", checked=True).count() == 0
    assert reader.step("See").count() == 0, "a prediction uncovers its own experiment only"
    reader.predict(second.question.choices[second.question.right])
    assert [claim["says"].endswith(one.says) for claim, one in zip(reader.claims, second.claims, strict=True)] == [
        True
    ] * len(second.claims)
    reader.run(second.updates)
    assert "You were right" in reader.verdict
    reader.wait("() => [...document.querySelectorAll('.claim')].every(({dataset}) => dataset.holds === 'yes')")
    assert reader.contents.locator("[aria-current=page] .tick").count() == 0, "the first one is not done"
    reader.open_experiment(str(first.label))
    assert reader.step("Predict").get_by_role("radio", checked=True).count() == 1, "what was said of it is kept"
    reader.wait_shown(0)
    reader.open_experiment(str(second.label))
    reader.wait_shown(second.updates)
    assert "You were right" in reader.verdict


def test_a_reload_and_a_link_lead_to_the_same_experiment(reader: Reader) -> None:
    second = SEVERAL.experiments[1]
    reader.page.evaluate("hash => { location.hash = hash }", address_of(SEVERAL.name, 1))
    reader.wait("name => ravine.state()?.lanes.some((lane) => lane.name === name)", second.spec.lanes[1].name)
    reader.page.locator("h1").click()
    reader.page.keyboard.press("ArrowRight")
    reader.wait_shown(1)
    reader.page.reload()
    reader.page.locator("[data-phase=open]").wait_for()
    reader.wait_shown(1)
    assert reader.experiments.locator("[aria-current]").inner_text().endswith(str(second.label))


def test_the_experiment_that_is_shown_is_taken_apart_and_is_come_back_to(reader: Reader) -> None:
    second = SEVERAL.experiments[1]
    reader.open(SEVERAL.front.title)
    reader.open_experiment(str(second.label))
    reader.wait_shown(0)
    reader.page.get_by_role("button", name="Take it apart").click()
    reader.page.locator(".taken-apart").wait_for()
    reader.wait("names => JSON.stringify(ravine.state()?.lanes.map(({name}) => name)) === JSON.stringify(names)",
                [lane.name for lane in second.spec.lanes])  # fmt: skip
    place = reader.page.get_by_role("navigation", name="Places").locator("[aria-current]").inner_text()
    assert place == second.spec.place.capitalize()
    reader.page.get_by_role("link", name="Back to the lesson").click()
    reader.wait("label => document.querySelector('.experiments [aria-current]')?.textContent.trim() === label",
                second.label)  # fmt: skip


def test_a_lesson_that_there_is_not_opens_the_first_page(reader: Reader) -> None:
    reader.open(NETWORK.front.title)
    reader.page.evaluate("""() => { location.hash = '#v=' + encodeURIComponent('{"lesson":"nonsense"}') }""")
    reader.page.get_by_role("heading", name="The recipe of deep learning").wait_for()
    reader.wait("() => ravine.state() !== null")
    reader.page.get_by_role("list", name="Flow chart of the recipe").wait_for()

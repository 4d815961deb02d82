"""A function that a student types is drawn at each key; a mistake is shown where it is, and harms nothing."""

from __future__ import annotations

import pytest

from browser.surface.ground import Ground

pytestmark = pytest.mark.browser

FIELD = "session.expression"


@pytest.fixture
def typed(ground: Ground) -> Ground:
    ground.take("typed")
    ground.control(FIELD).wait_for()
    return ground


def wait_formula(ground: Ground, formula: str) -> None:
    ground.wait("formula => ravine.inspect('surface').then(found => found.ground.formula === formula)", formula)


def test_a_good_one_is_drawn_and_raced_on(typed: Ground) -> None:
    typed.control(FIELD).fill("")
    typed.control(FIELD).press_sequentially("(x-1)^2 + 3*(y+1)^2")
    wait_formula(typed, "(x-1)^2 + 3*(y+1)^2")
    assert typed.page.locator(".expression .refusal").count() == 0
    field = typed.map["field"]
    lowest = field["values"].index(min(field["values"]))
    (x0, x1), (y0, y1) = field["window"]
    assert x0 + (lowest % 160 + 0.5) / 160 * (x1 - x0) == pytest.approx(1, abs=(x1 - x0) / 100)
    assert y1 - (lowest // 160 + 0.5) / 160 * (y1 - y0) == pytest.approx(-1, abs=(y1 - y0) / 100)
    typed.page.locator("h1").click()
    typed.play()
    typed.wait_update(20)


def test_a_mistake_is_marked_where_it_is_and_the_last_good_one_stays(typed: Ground) -> None:
    typed.control(FIELD).fill("x^2 + y^2")
    wait_formula(typed, "x^2 + y^2")
    typed.control(FIELD).fill("x^2 + qq*y")
    refusal = typed.page.locator(".expression .refusal")
    refusal.wait_for()
    assert refusal.locator("mark").inner_text() == "qq"
    assert refusal.locator(".marked").inner_text() == "x^2 + qq*y", "as it was typed, no capital X"
    assert "sqrt" in refusal.inner_text(), "what is allowed is said"
    assert typed.control(FIELD).get_attribute("aria-invalid") == "true"
    assert typed.map["ground"]["formula"] == "x^2 + y^2"
    typed.control(FIELD).fill("x^2 + 4*y")
    wait_formula(typed, "x^2 + 4*y")
    refusal.wait_for(state="detached")


@pytest.mark.parametrize(
    "hostile",
    [
        "__import__('os')",
        "<img src=x onerror=alert(1)>",
        "x" + "^9" * 40,
        "(" * 120 + "x",
        "1/0*x",
        "exp(exp(exp(x)))",
        "x;y",
        "\u202ex\u0000",
        "9" * 250,
    ],
)
def test_a_hostile_one_does_nothing(typed: Ground, hostile: str) -> None:
    typed.control(FIELD).fill("x^2 + y^2")
    wait_formula(typed, "x^2 + y^2")
    typed.control(FIELD).fill(hostile)
    typed.settled()
    typed.page.keyboard.press("Enter")
    typed.control(FIELD).fill("x^2 + 2*y^2")
    wait_formula(typed, "x^2 + 2*y^2")

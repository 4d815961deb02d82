"""The lessons over HTTP."""

from __future__ import annotations

import json

from ravine.recipe.lesson import contents
from ravine.spec.json_text import write_json
from server.page import Page
from server.running import ask


def test_the_page_gets_every_lesson_with_its_text_and_its_spec(port: int) -> None:
    answer = ask(port, "/api/lessons")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.body) == json.loads(write_json(contents()))
    lesson = json.loads(answer.body)["parts"][1]["lessons"][0]
    assert lesson["experiments"][0]["text"]["see"][0]["tag"] == "p"
    assert lesson["experiments"][0]["spec"]["lanes"]


def test_a_page_that_asks_for_claims_hears_them_with_its_number(page: Page) -> None:
    page.say(kind="claims", lesson="vanishing_gradient", number=7)
    told = page.until("claimed")
    assert told["number"] == 7
    assert {claim["holds"] for claim in told["claims"]} == {None}

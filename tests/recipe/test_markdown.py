"""Markdown becomes trees of a few tags, and nothing else comes through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

from ravine.recipe.markdown import TAGS, Node, nodes, words
from ravine.spec.error import Refusal


def tree(tag: str, *children: Node, **more: Any) -> Node:
    return {"tag": tag, "children": list(children), **more}


def every(trees: list[Node]) -> Iterator[Node]:
    for node in trees:
        yield node
        if not isinstance(node, str):
            yield from every(node["children"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", [tree("p", "one", " ", "two")]),
        ("a *b* **c** `d`", [tree("p", "a ", tree("em", "b"), " ", tree("strong", "c"), " ", tree("code", "d"))]),
        ("- one\n- two", [tree("ul", tree("li", "one"), tree("li", "two"))]),
        ("1. one", [tree("ol", tree("li", "one"))]),
        ("- one\n\n- two", [tree("ul", tree("li", tree("p", "one")), tree("li", tree("p", "two")))]),
        ("### Head", [tree("h3", "Head")]),
        ("[x](https://a.b)", [tree("p", tree("a", "x", href="https://a.b"))]),
        ("```\ncode\n```", [tree("pre", "code\n")]),
        (r"$\eta g$", [tree("p", tree("math", r"\eta g", display=False))]),
        ("$$\nx^2\n$$", [tree("math", "x^2", display=True)]),
        ("it costs 5$ and 6$ more", [tree("p", "it costs 5$ and 6$ more")]),
        ("a  \nb", [tree("p", "a", tree("br"), "b")]),
        ("> q", [tree("blockquote", tree("p", "q"))]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_kind_has_its_tag(text: str, expected: list[Node]) -> None:
    assert nodes(text) == expected


def test_a_table_has_rows_of_cells() -> None:
    head = tree("thead", tree("tr", tree("th", "a"), tree("th", "b")))
    body = tree("tbody", tree("tr", tree("td", "1"), tree("td", "2")))
    assert nodes("| a | b |\n|---|---|\n| 1 | 2 |") == [tree("table", head, body)]


def test_html_stays_text() -> None:
    assert nodes("<b>x</b>") == [tree("p", "<b>x</b>")]
    assert nodes("<script>\nalert(1)\n</script>") == [tree("p", "<script>", " ", "alert(1)", " ", "</script>")]


def test_a_link_that_runs_code_is_no_link() -> None:
    assert all(isinstance(node, str) or node["tag"] != "a" for node in every(nodes("[x](javascript:alert(1))")))


@pytest.mark.parametrize(
    ("text", "what"), [("![x](a.png)", "img"), ("# Head", "h1"), ("---", "hr"), ("[x](/local)", "/local")]
)
def test_what_has_no_place_in_a_lesson_is_refused(text: str, what: str) -> None:
    with pytest.raises(Refusal, match=what):
        nodes(text)


@effort(max_examples=300, deadline=None, derandomize=True, database=None)
@given(draw.text(draw.sampled_from("ab *_`$#-[](){}<>!|\n\\&;:/h1.t"), max_size=60))
def test_whatever_is_written_only_known_tags_come_out(text: str) -> None:
    try:
        trees = nodes(text)
    except Refusal:
        return
    for node in every(trees):
        assert isinstance(node, str) or (node["tag"] in TAGS and set(node) <= {"tag", "children", "href", "display"})
        if not isinstance(node, str) and node["tag"] == "a":
            assert node["href"].startswith(("http://", "https://"))


def test_a_formula_counts_as_one_word() -> None:
    assert words(nodes(r"two words and $\frac{a b}{c}$ there")) == 5

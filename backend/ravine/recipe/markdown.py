"""Markdown as trees of nodes that a page can build elements from: no HTML passes through.

A node is a text or {"tag", "children"}, a link also with `href`, mathematics (`math`, its one child is LaTeX) with
`display`. A softly broken line is a blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.dollarmath import dollarmath_plugin

from ravine.spec.error import Refusal

Node = str | dict[str, Any]

TAGS = (
    "p", "h3", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td", "em", "strong",
    "code", "a", "br", "math",
)  # fmt: skip
"""All that a tree may hold."""

_AS_THEY_ARE = {"text": "", "code_inline": "code", "fence": "pre", "code_block": "pre"}
_MATH = {"math_inline": False, "math_inline_double": True, "math_block": True}
_UNWRAPPED = ("inline", "root")

_reader = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
)


def nodes(text: str) -> list[Node]:
    """The trees of a text; raises Refusal for what is not among TAGS: pictures, rules, headings but the third level."""
    return _nodes(SyntaxTreeNode(_reader.parse(text)))


def words(trees: Sequence[Node]) -> int:
    """How many words the trees hold; a formula is one."""
    return sum(
        len(node.split()) if isinstance(node, str) else 1 if node["tag"] == "math" else words(node["children"])
        for node in trees
    )


def _nodes(node: SyntaxTreeNode) -> list[Node]:
    """A node as it stands in a tree; of one that only holds others, those."""
    kind = node.type
    if kind in _AS_THEY_ARE:
        tag = _AS_THEY_ARE[kind]
        return [{"tag": tag, "children": [node.content]} if tag else node.content] if node.content else []
    if kind in _MATH:
        return [{"tag": "math", "children": [node.content.strip()], "display": _MATH[kind]}]
    if kind == "softbreak":
        return [" "]
    children = [part for child in node.children for part in _nodes(child)]
    if kind in _UNWRAPPED or (kind == "paragraph" and node.hidden):
        return children
    if node.tag not in TAGS:
        raise Refusal(f"holds a <{node.tag}> ({kind})", ", ".join(TAGS))
    if kind == "link":
        href = str(node.attrs["href"])
        if not href.startswith(("https://", "http://")):
            raise Refusal(f"links to {href}", "addresses that begin with https:// or http://")
        return [{"tag": "a", "children": children, "href": href}]
    return [{"tag": node.tag, "children": children}]

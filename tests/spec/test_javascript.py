"""The page's types are the models' types."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.spec.commands import COMMANDS
from ravine.spec.events import EVENTS
from ravine.spec.javascript import TARGET, type_of, types


def test_the_file_of_the_page_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == types(), "python -m ravine.spec.javascript renews it"


def test_every_message_has_a_type() -> None:
    text = types()
    for model in (*COMMANDS.values(), *EVENTS.values()):
        assert f" * @typedef {{object}} {model.__name__}\n" in text


def test_no_entry_of_a_family_is_named() -> None:
    assert "momentum" not in types()
    assert "relu" not in types()


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "minimum": 1}, "number"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"anyOf": [{"type": "number"}, {"type": "integer"}]}, "number"),
        ({"type": "array", "items": {"$ref": "#/$defs/Lane"}}, "Lane[]"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "('a' | 'b')[]"),
        ({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]}, "[number, string]"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "Record<string, string>"),
        ({"type": "object", "additionalProperties": True}, "Record<string, any>"),
        ({"const": "play"}, "'play'"),
        ({}, "unknown"),
    ],
    ids=str,
)
def test_a_schema_becomes_a_type(schema: dict[str, Any], expected: str) -> None:
    assert type_of(schema) == expected

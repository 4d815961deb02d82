"""The page's types, written from the models: `python -m ravine.spec.javascript` renews frontend/src/generated/types.js.

JSDoc, so that the browser runs the page as it is and `tsc --checkJs` checks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ravine.spec.catalogue import Catalogue
from ravine.spec.commands import COMMANDS
from ravine.spec.events import EVENTS

TARGET = Path(__file__).resolve().parents[3] / "frontend" / "src" / "generated" / "types.js"

HEADING = """\
// Written by `python -m ravine.spec.javascript` from the models in backend/ravine/spec. Do not edit.
"""

CHOICE = """\
/**
 * A name out of a family of the catalogue, and the values of its parameters beside it.
 * @typedef {{name: string, [parameter: string]: string | number}} Choice
 */
"""

_WORDS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def types() -> str:
    """The whole file: one typedef a model, then the unions `Command` and `Event`."""
    commands, events = list(COMMANDS.values()), list(EVENTS.values())
    models: list[type[BaseModel]] = [*commands, *events, Catalogue]
    _, schema = models_json_schema([(model, "serialization") for model in models])
    optional = {model.__name__: _optional(model) for model in commands}
    parts = [HEADING, CHOICE]
    for name, definition in sorted(schema["$defs"].items()):
        parts.append(_typedef(name, definition, optional.get(name, frozenset())))
    for name, members in (("Command", commands), ("Event", events)):
        parts.append(f"/** @typedef {{{' | '.join(model.__name__ for model in members)}}} {name} */\n")
    return "\n".join([*parts, "export {};\n"])


def _optional(command: type[BaseModel]) -> frozenset[str]:
    """What the page may leave out of a command: all that has a default, but for the kind."""
    fields = command.model_fields.items()
    return frozenset(name for name, field in fields if not field.is_required() and name != "kind")


def _typedef(name: str, definition: Mapping[str, Any], optional: frozenset[str]) -> str:
    """`@typedef {object} Name` with a property a line, the optional ones in brackets."""
    lines = ["/**", *(f" * {line}".rstrip() for line in definition.get("description", "").splitlines())]
    if definition.get("additionalProperties") is True:
        lines.append(f" * @typedef {{{_object(definition)}}} {name}")
        return "\n".join([*lines, " */"]) + "\n"
    lines.append(f" * @typedef {{object}} {name}")
    for field, part in definition.get("properties", {}).items():
        lines.append(f" * @property {{{type_of(part)}}} {f'[{field}]' if field in optional else field}")
    return "\n".join([*lines, " */"]) + "\n"


def type_of(schema: Mapping[str, Any]) -> str:
    """The TypeScript of one JSON schema."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "const" in schema or "enum" in schema:
        return " | ".join(f"'{word}'" for word in schema.get("enum", [schema.get("const")]))
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(type_of(part) for part in schema[union]))
    kind = schema.get("type")
    if kind == "array":
        return _array(schema)
    if kind == "object":
        return _object(schema)
    return _WORDS.get(str(kind), "unknown")


def _array(schema: Mapping[str, Any]) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(type_of(part) for part in schema['prefixItems'])}]"
    item = type_of(schema.get("items", {}))
    return f"({item})[]" if "|" in item else f"{item}[]"


def _object(schema: Mapping[str, Any]) -> str:
    if "properties" not in schema:
        values = schema.get("additionalProperties")
        return f"Record<string, {type_of(values) if isinstance(values, Mapping) else 'any'}>"
    if schema.get("title") == "Choice":
        return "Choice"
    known = [f"{name}: {type_of(part)}" for name, part in schema["properties"].items()]
    return f"{{{', '.join([*known, '[more: string]: any'])}}}"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(types(), encoding="utf-8")

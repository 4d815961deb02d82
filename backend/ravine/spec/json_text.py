"""JSON as it comes from outside: strict, bounded in size and depth, without NaN, without a key given twice."""

from __future__ import annotations

import json
import math
from typing import Any

from ravine.spec.error import SpecError, plain
from ravine.spec.limits import DEPTH


def read_json(text: str | bytes, limit: int, whole: str) -> Any:
    """The value that `text` holds; raises SpecError, which calls the text `whole`, for everything that JSON forbids.

    Python's own reader is laxer: it takes NaN, keeps the last of two equal keys, and gives up on depth only at its
    recursion limit. limit: bytes.
    """
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogatepass")
    if len(text) > limit:
        raise SpecError(f"{whole} is {len(text)} bytes long", allowed=f"at most {limit} bytes")
    try:
        decoded = text.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start} is {text[error.start]:#04x}"
        raise SpecError(f"{whole} is not UTF-8: {wrong}", allowed="UTF-8") from None
    _check_depth(decoded, whole)
    try:
        value = json.loads(decoded, parse_constant=_no_constant, parse_int=_int, object_pairs_hook=_no_repeats)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # half of a surrogate pair could never be sent on
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise SpecError(f"{whole} is not JSON: {error.msg} ({place})", allowed="one JSON object") from None
    except UnicodeEncodeError:
        raise SpecError(f"{whole} holds half of a surrogate pair (\\ud800 to \\udfff)", allowed="UTF-8") from None
    except _Forbidden as error:
        raise SpecError(f"{whole} {error}", allowed="JSON with finite numbers and every key once") from None
    return value


def write_json(value: Any) -> str:
    """JSON with `null` for what JSON has no number for (NaN, Infinity)."""
    return json.dumps(_finite(value), separators=(",", ":"), allow_nan=False)


class _Forbidden(Exception):
    """Something that JSON forbids and Python's reader would let through."""


def _no_constant(name: str) -> float:
    raise _Forbidden(f"holds {name}, which is no number in JSON")


def _int(digits: str) -> int | float:
    # Python refuses thousands of digits with an error of its own; as a float they meet the bounds of their field
    return int(digits) if len(digits) < 1000 else float(digits)


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Forbidden(f"gives the key '{plain(key)}' twice")
        found[key] = value
    return found


def _check_depth(text: str, whole: str) -> None:
    """Before any recursion: brackets that open outside of strings, less those that close."""
    depth = 0
    within, escaped = False, False
    for character in text:
        if within:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                within = False
        elif character == '"':
            within = True
        elif character in "[{":
            depth += 1
            if depth > DEPTH:
                raise SpecError(f"{whole} is nested deeper than {DEPTH} levels", allowed=f"at most {DEPTH} levels")
        elif character in "]}":
            depth -= 1


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return value

"""A list with as many members as make sense."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator

from ravine.spec.error import Refusal, show


def listed(low: int, high: int, noun: str) -> BeforeValidator:
    """Metadata of a field that is a list: checks its length before any member is looked at."""

    def counted(value: Any) -> Any:
        if not isinstance(value, (list, tuple)) or not low <= len(value) <= high:
            raise Refusal(f"is {show(value)}", f"a list of {low} to {high} {noun}")
        return value

    return BeforeValidator(counted)

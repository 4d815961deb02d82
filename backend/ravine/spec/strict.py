"""The base of every spec, command and event: frozen, and an unknown field is an error that names the nearest one."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from ravine.engine.registry import nearest
from ravine.spec.error import Refusal, explain, plain, show


class Strict(BaseModel):
    """A document with known fields only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, given: Any) -> Any:
        if isinstance(given, cls):
            return given
        if not isinstance(given, dict):
            raise Refusal(f"is {show(given)}", f"an object with {', '.join(cls.model_fields)}")
        for key in given:
            if key not in cls.model_fields:
                name = plain(str(key))
                hint = cls.where_instead(name) or nearest(name, cls.model_fields)
                raise Refusal(f"is not a known field{hint}", ", ".join(cls.model_fields), name)
        return given

    @classmethod
    def where_instead(cls, name: str) -> str:
        """A hint for a field that belongs elsewhere, to follow `is not a known field`."""
        return ""

    @classmethod
    def read(cls, document: Any, whole: str) -> Self:
        """The model that `document` (parsed JSON) describes; raises SpecError, calling the document `whole`."""
        try:
            return cls.model_validate(document)
        except ValidationError as error:
            raise explain(error, whole) from None

    def document(self) -> dict[str, Any]:
        """As JSON holds it, every default filled in."""
        return self.model_dump(mode="json")

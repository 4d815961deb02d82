"""How a race is written in a line: `rosenbrock`, `ravine:condition=100`, `x^2 + 3*y^2`; `adam:lr=0.02,beta1=0.8`.

A text is turned into what a spec holds, which then checks names and bounds.
"""

from __future__ import annotations

import re
from typing import Any

from ravine.engine.expression import ExpressionError, parse
from ravine.engine.registry import nearest
from ravine.engine.surfaces import surfaces
from ravine.spec.error import SpecError, number, plain, show
from ravine.spec.limits import NAME
from ravine.spec.surface import SurfaceSpec, unreadable

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z]\w*")
_WORDS = re.compile(r"[A-Za-z][\w -]*")


def read_lane(text: str, place: int) -> dict[str, Any]:
    """A lane written as its optimizer, and called so where that is no longer than a name may be; place: from 0."""
    optimizer = read_choice(text, f"lanes.{place}.optimizer")
    name = text.strip()
    fits = 1 <= len(name) <= NAME and name.isprintable()
    return {"name": name if fits else f"lane {place + 1}", "optimizer": optimizer}


def read_surface(text: str) -> dict[str, Any]:
    """The fields of a spec: `surface` of the registry, or `typed` with the `expression`; raises SpecError."""
    name = text.partition(":")[0].strip()
    if name in surfaces:
        return {"surface": read_choice(text, "surface")}
    try:
        parse(text)
    except ExpressionError as error:
        if _WORD.fullmatch(name) or (_WORDS.fullmatch(name) and nearest(name, surfaces.names())):
            raise SpecError(
                f"surface is {show(name)}, which is no surface{surfaces.hint(name)}",
                "surface",
                f"{', '.join(surfaces.names())}, or a function of x and y such as x^2 + 3*y^2",
            ) from None
        wrong = unreadable(error)
        raise SpecError(f"surface {wrong.predicate}", "surface", wrong.allowed) from None
    return {"surface": "typed", "expression": text}


def written_surface(spec: SurfaceSpec) -> str:
    """The text that `read_surface` reads as the spec's surface; parameters where they are not the default."""
    if spec.entry.traits["typed"]:
        return spec.expression
    defaults = spec.entry.defaults()
    others = [f"{name}={number(value)}" for name, value in spec.surface.parameters if value != defaults[name]]
    return ":".join([spec.surface.name, *filter(None, [",".join(others)])])


def read_choice(text: str, field: str) -> dict[str, Any]:
    """`name:parameter=value,...` as a spec holds a choice; raises SpecError, which calls it `field`."""
    name, colon, rest = text.partition(":")
    choice: dict[str, Any] = {"name": name.strip()}
    for part in rest.split(",") if colon else ():
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not (key and equals and value) or key in choice:
            wrong = f"gives {plain(key)} twice" if key in choice else f"holds {show(part)}"
            example = (
                "name:parameter=value,parameter=value with every parameter once, as in momentum:lr=0.01,lambda=0.9"
            )
            raise SpecError(f"{field} is {show(text)}, which {wrong}", field, example)
        # what is no number stays text: the spec says what is allowed there
        choice[key] = float(value) if _NUMBER.fullmatch(value) else value
    return choice

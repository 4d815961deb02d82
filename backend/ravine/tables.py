"""README's tables of all that can be chosen, written from the catalogue; `python -m ravine.tables` renews them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ravine.spec.catalogue import catalogue

BEGIN = "<!-- catalogue:begin -->"
END = "<!-- catalogue:end -->"
README = Path(__file__).resolve().parents[2] / "README.md"

HEADINGS = {
    "optimizers": "Optimizers",
    "schedules": "Schedules of the rate",
    "stopping": "Stopping rules",
    "activations": "Activations",
    "losses": "Losses",
    "penalties": "Penalties",
    "initializers": "Initial parameters",
    "datasets": "Data sets",
    "augmentations": "Augmentations",
    "surfaces": "Surfaces",
}


def cell(text: str) -> str:
    """A table's cell must not hold a bar of its own."""
    return text.replace("|", "\\|")


def code(text: str) -> str:
    """Code in a cell; in longer quotes where the text holds one."""
    return f"`` {cell(text)} ``" if "`" in text else f"`{cell(text)}`"


def number(value: float) -> str:
    """0.1, 1e-8, 1e9: as short as it reads well."""
    return f"{value:g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def parameter(given: Mapping[str, Any]) -> str:
    """`lr` 0.1 (0 to 1000)"""
    return f"`{given['name']}` {number(given['default'])} ({number(given['low'])} to {number(given['high'])})"


def domain(entry: Mapping[str, Any]) -> str:
    """`x` -2 to 2, `y` -1 to 3"""
    edges = zip(entry["axes"], entry["domain"], strict=True)
    return ", ".join(f"`{axis}` {number(low)} to {number(high)}" for axis, (low, high) in edges)


def table(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """One row an entry; the columns of parameters and of the domain only where one has any."""
    with_parameters = any(entry["parameters"] for entry in entries)
    with_domain = any("domain" in entry for entry in entries)
    headings = ["name", "formula", *(["parameters: default (range)"] if with_parameters else [])]
    headings += ["domain"] if with_domain else []
    lines = [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
    for entry in entries:
        cells = [f"`{entry['name']}`", code(entry["formula"])]
        if with_parameters:
            cells.append(", ".join(parameter(given) for given in entry["parameters"]))
        if with_domain:
            cells.append(domain(entry))
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def markdown(catalogue: Mapping[str, Any]) -> str:
    """A heading and a table for each family that the catalogue holds."""
    sections = []
    for family, heading in HEADINGS.items():
        if catalogue.get(family):
            sections.append("\n".join([f"### {heading}", "", *table(catalogue[family])]))
    return "\n\n".join(sections)


def renewed(readme: str, catalogue: Mapping[str, Any]) -> str:
    """README's text with the part between its two markers written anew."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md has lost its markers {BEGIN} and {END}")
    return f"{before}{begin}\n{markdown(catalogue)}\n{end}{after}"


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8"), catalogue()), encoding="utf-8")

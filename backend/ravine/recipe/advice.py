"""What the advisor says of a run: the lit box of the flow chart, what it sees, what it offers and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass

from ravine.recipe.evidence import Evidence
from ravine.recipe.findings import Case, Finding, findings
from ravine.recipe.flow_chart import Lit, lit
from ravine.recipe.remedies import Refused, Remedy, more_data, refused, remedies
from ravine.recipe.thresholds import Good


@dataclass(frozen=True)
class Advice:
    """more: what would help and is no change of a lane."""

    lit: Lit
    findings: tuple[Finding, ...]
    remedies: tuple[Remedy, ...]
    refused: tuple[Refused, ...]
    more: str | None


def advise(known: Evidence, good: Good | None = None) -> Advice:
    """good: what counts as good; None: as the table of thresholds says."""
    case = Case.of(known, good or Good())
    found = findings(case)
    box = lit(case, found)
    return Advice(box, found, remedies(case, box, found), refused(case, box), more_data(case, box))

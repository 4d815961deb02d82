"""`ravine bench lessons`: what the lessons claim, over many seeds."""

from __future__ import annotations

from ravine.recipe.checking import check
from ravine.recipe.lesson import lessons
from ravine.recipe.report import results_table
from ravine.spec.json_text import write_json

SEEDS = 20


def main(arguments: list[str]) -> int:
    """Print every claim with its figures; `--json` prints them for machines. Gives 0 where all hold, else 1."""
    results = check(lessons(), SEEDS)
    if "--json" in arguments:
        print(write_json({"claims": [one.document() for one in results]}))
    else:
        print(results_table(results))
    return 0 if all(one.holds for one in results) else 1

"""The table of a bench: ratios of times, each with what it should reach."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ravine.bench.rounds import ROUNDS, ratio, time_in_turns


@dataclass(frozen=True)
class Row:
    """One line of the table: `ratio` and what it should reach, at least or at most."""

    what: str
    against: str
    ratio: float
    bound: str
    reached: bool
    microseconds: float
    """Of one of our updates, for orientation: it depends on the machine."""


def measure(contenders: Mapping[str, tuple[Callable[[], object], int]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Microseconds an update of each, by round."""
    seconds = time_in_turns({name: call for name, (call, _) in contenders.items()}, rounds)
    return {name: [1e6 * s / contenders[name][1] for s in times] for name, times in seconds.items()}


def faster(what: str, times: dict[str, list[float]], rival: str, least: float) -> Row:
    value = ratio(times[rival], times["ours"])
    return Row(what, f"{rival} / ours", value, f">= {least:g}", value >= least, float(np.median(times["ours"])))


def costs(what: str, against: str, a: list[float], b: list[float], most: float) -> Row:
    value = ratio(a, b)
    return Row(what, against, value, f"<= {most:g}", value <= most, float(np.median(a)))


def at_most(what: str, unit: str, value: float, most: float, microseconds: float) -> Row:
    """A number that is no ratio."""
    return Row(what, unit, value, f"<= {most:g}", value <= most, microseconds)


def show(first: str, rows: Sequence[Row], arguments: Sequence[str], missing: Mapping[str, str]) -> int:
    """Print the table, `first` above its first column; with `--json` for machines. Gives 0 where every bound holds,
    else 1. `missing`: rivals and why each was not there, if it does not stand in the table."""
    if "--json" in arguments:
        print(json.dumps([vars(row) for row in rows], indent=1))
    else:
        print(f"{first:<32}{'ratio of times':<42}{'measured':>9}  {'bound':<8}{'':<5}{'us an update':>12}")
        for row in rows:
            verdict = "ok" if row.reached else "MISS"
            print(
                f"{row.what:<32}{row.against:<42}{row.ratio:>9.2f}  {row.bound:<8}{verdict:<5}{row.microseconds:>12.2f}"
            )
        names = " ".join(row.against for row in rows)
        for rival, why in missing.items():
            if rival not in names:
                print(f"not compared with {rival.split()[0]}: {why}")
    return 0 if all(row.reached for row in rows) else 1

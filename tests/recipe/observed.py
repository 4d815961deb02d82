"""Short runs of the real engine with the advisor's eyes on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ravine.engine.history import History
from ravine.recipe.evidence import Evidence, Values, gather
from ravine.recipe.run import Run, begin
from ravine.spec.network import NetworkSpec

EVERY = 50
"""Updates between two evaluations."""

CHECKS = (60, 200, 500, 1000, 2000)


def lane(depth: int, width: int, activation: str = "relu", **more: Any) -> dict[str, Any]:
    """Layers alike, with the initializer that suits them."""
    initializer = "he" if activation == "relu" else "xavier"
    layer = {"units": width, "activation": activation}
    return {"layers": [layer] * depth, "initializer": initializer, "batch": 50, **more}


def rate(lr: float, name: str = "gradient_descent") -> dict[str, Any]:
    return {"name": name, "lr": lr}


def spec(data: Any, one: dict[str, Any], seed: int = 1, **more: Any) -> NetworkSpec:
    return NetworkSpec.read({"data": data, "seed": seed, "lanes": [one], **more}, "the session")


def watched(session: NetworkSpec, checks: Sequence[int] = CHECKS) -> list[Evidence]:
    """What is known after so many updates each; fewer where it diverges or stops before."""
    learner, parts = begin(session)
    run = Run(session, learner, History(*learner.columns, learner.dtype), parts)
    trainer, history, of = run.trainer, run.history, run.examples
    seen: list[tuple[int, Values]] = []
    found: list[Evidence] = []
    for check in checks:
        while trainer.update < check:
            record = trainer.run(min(EVERY, check - trainer.update))
            history.append(record, 0.0)
            if not len(record):
                break
            results = [trainer.evaluate(part) for part in (of.train, of.validation, of.test)]
            train, validation, test = ((one.loss, one.accuracy) for one in results)
            seen.append((trainer.update, (*train, *validation, *test)))
        found.append(gather(run, seen))
        if trainer.update < check:
            break
    return found


def ended(data: Any, one: dict[str, Any], updates: int = 600, seed: int = 1, **more: Any) -> Evidence:
    """What is known after so many updates."""
    return watched(spec(data, one, seed, **more), [updates])[-1]

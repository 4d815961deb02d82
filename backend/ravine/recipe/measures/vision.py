"""What a network of maps is made of, and how good several networks are together."""

from __future__ import annotations

from ravine.engine.committee import Committee, committee
from ravine.engine.layers.dense import Dense
from ravine.engine.outline import outline
from ravine.recipe.measures.family import measure
from ravine.recipe.replay import Unmeasured
from ravine.recipe.run import Run


@measure("parameters")
def parameters(run: Run) -> float:
    """how many weights and biases the network has"""
    return float(sum(one.parameters for one in outline(run.trainer.settings.architecture)))


@measure("multiply-adds")
def multiply_adds(run: Run) -> float:
    """how many multiply-adds the network takes for one example on the way forward"""
    return float(run.trainer.settings.architecture.products)


@measure()
def dense_share(run: Run) -> float:
    """share of the weights and biases that the dense layers have"""
    architecture = run.trainer.settings.architecture
    counts = [one.parameters for one in outline(architecture)]
    dense = sum(
        count for count, layer in zip(counts, architecture.layers, strict=True) if isinstance(layer.work, Dense)
    )  # fmt: skip
    return dense / sum(counts)


@measure(says="wrong answers, all together")
def committee_error(run: Run, second: Run, third: Run, fourth: Run, fifth: Run) -> float:
    """share of wrong answers on the test part of five lanes together, by the mean of their probabilities"""
    return _committee(run, second, third, fourth, fifth).together


@measure(says="wrong answers, the mean")
def member_error(run: Run, second: Run, third: Run, fourth: Run, fifth: Run) -> float:
    """share of wrong answers on the test part, the mean over the five lanes"""
    return _committee(run, second, third, fourth, fifth).mean


def _committee(*runs: Run) -> Committee:
    try:
        return committee([run.trainer for run in runs], [run.examples.test for run in runs])
    except ValueError as error:
        raise Unmeasured(str(error)) from None

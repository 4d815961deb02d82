"""Where the advisor draws its lines, and why there: the one table of them.

They were chosen with runs of seeds 1 to 3. On seeds 21 to 60, 1,240 healthy runs of tests/recipe/test_findings.py, each
judged five times, 7 were named a fault at some time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """adjustable: a person may choose another value."""

    name: str
    value: float
    unit: str
    reason: str
    adjustable: bool = False


_TABLE = (
    Threshold(
        "training", 0.9, "share",
        "Good on training data: right answers, in a regression the share of the spread explained. Every healthy run of "
        "tests/recipe ends above it; a sine with its default noise ends at 0.95 at most.", adjustable=True,
    ),
    Threshold(
        "testing", 0.9, "share",
        "Good on testing data, measured in the same way. Digits reach 0.92 to 0.97, and 0.75 to 0.87 with a quarter of "
        "the training labels wrong.", adjustable=True,
    ),
    Threshold(
        "enough", 50, "updates",
        "Earlier than this nothing is judged, and after a change no record: the first updates of healthy runs go "
        "anywhere.",
    ),
    Threshold(
        "flat_for", 200, "updates",
        "A loss that stays level for this long is a plateau: nine epochs of digits in batches of 50, and longer than "
        "any of the healthy runs paused for while training was not good.",
    ),
    Threshold(
        "flat", 0.01, "of the loss",
        "Between the two halves of what is looked at, the mean changes by less, and twice its standard error is less, "
        "too. Sigmoid nets of 4 layers on digits change by 0.001 to 0.004; nets of 2, which learn in the end, by 0.013 "
        "and more.",
    ),
    Threshold(
        "vanished", 0.05, "first / last layer",
        "Ratio of the gradient norms, the median of the recent updates. Sigmoid on digits at 2, 3, 4, 6 hidden layers: "
        "0.11, 0.026, 0.005, 0.0003, and only the first of them learns within 2,000 updates; ReLU and tanh never fell "
        "below 0.3.",
    ),
    Threshold(
        "dead", 0.75, "of a layer's units",
        "The worst layer of nets that learned all the same had up to 0.59 (56 layers of ReLU; adagrad at 0.1); digits "
        "at rate 1 lose 0.8 to 1.",
    ),
    Threshold(
        "diverging", 2.0, "of the loss of 0 everywhere",
        "A loss above that of a network which gives 0 whatever it sees, and not falling. Healthy runs start at up to "
        "3.5 times that and fall at once; digits at rate 100 stay at 18 times, two moons at rate 10 at 3 times.",
    ),
    Threshold(
        "slow", 5e-5, "update / parameters",
        "Below this 20,000 updates move no layer by its own length. On digits: rate 1e-5 gives 1.4e-6, 1e-4 gives "
        "1.4e-5, Adam at 1e-5 gives 3e-5; the slowest that still got there, Adam at 1e-4, gave 2.7e-4.",
    ),
    Threshold(
        "slope", 1e-3, "gradient norm",
        "Where the gradient is shorter the ground is level, and a larger rate finds no way either: with dead layers "
        "it is 4e-8, on digits at rate 1e-5 it is 1.1 to 1.3.",
    ),
    Threshold(
        "turned", -0.5, "cosine",
        "Mean cosine between the gradients before and after each of the next updates. Minibatches at usual rates gave "
        "-0.37 to 1; full batches on a sine at rate 0.6 or 1 gave -0.97 to -1 from update 600 on.",
    ),
    Threshold(
        "well", 0.2, "of the loss",
        "A loss that falls by more between two halves gets on well, however its path turns: full batches on a sine at "
        "rate 0.6 turn back each time and fall by 0.16 around update 600, at rate 0.1 by 0.25 and straight on.",
    ),
    Threshold(
        "gap", 0.05, "share", "Training better than testing by less is nothing that a cure would be felt in."
    ),
    Threshold(
        "sure", 2.5, "standard errors",
        "By which the gap must stand out from what parts of that size give by chance: once in 160 times.",
    ),
    Threshold(
        "risen", 0.2, "of the lowest loss",
        "The mean of the last three validation losses above the lowest, while the training loss fell: what is learned "
        "now does not carry over. With a quarter of the labels wrong it rises by 0.24 to 1.6 within 2,000 updates.",
    ),
    Threshold(
        "past", 0.1, "of the lowest loss",
        "The same mean, where testing is worse than training by more than chance, too. Nearer than this noise takes "
        "it: 0.075 on steps, whose testing got better afterwards.",
    ),
    Threshold("fell", 0.1, "of the loss", "By which training must have gone on since the lowest validation loss."),
    Threshold(
        "better", 0.1, "share",
        "By which a shallower lane must be ahead on training data before depth is named as what is in the way: "
        "8 layers against 56 on digits after 330 updates differ by 0.38 to 0.59 over six seeds.",
    ),
)  # fmt: skip

THRESHOLDS = {threshold.name: threshold for threshold in _TABLE}


def limit(name: str) -> float:
    return THRESHOLDS[name].value


@dataclass(frozen=True)
class Good:
    """What a person lets count as good, each a share from 0 to 1."""

    training: float = limit("training")
    testing: float = limit("testing")

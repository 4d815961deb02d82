"""Early stopping: the rule that watches the validation loss, and where it stands (lecture, Early Stopping)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray

from ravine.engine.registry import Family, Parameter

stopping = Family("stopping", "stopping rule")


def never() -> None:
    """theta = theta_T, T the last update

    No rule: the network learns for as long as one lets it.
    """


def early_stopping() -> None:
    """stop at min over t of L_validation(t);  theta <- theta there

    Once the validation loss has not fallen for some checks, the network stops and takes back the parameters that it had
    where the loss was lowest (Prechelt, 1998; lecture, Early Stopping).
    """


stopping.add(never, watches=False)
stopping.add(
    early_stopping,
    parameters=(
        Parameter(
            "every", 100, 1, 1e9, "updates", "Updates between two looks at the validation set.", True,
            (10, 30, 100, 300, 1000),
        ),
        Parameter(
            "patience", 10, 1, 1000, "checks", "Checks without improvement before it stops.", True, (3, 5, 10, 20)
        ),
        Parameter(
            "smallest", 0.0, 0.0, 10.0, "loss", "By how much the loss must fall for it to count as improvement.",
            choices=(0.0, 0.001, 0.01),
        ),
    ),
    watches=True,
)  # fmt: skip


@dataclass(frozen=True)
class Best:
    """Where the rule stands: the lowest validation loss so far, at which update, and the parameters there."""

    loss: float = math.inf
    update: int = 0
    theta: NDArray[Any] | None = None
    waited: int = 0
    stopped: bool = False

    def after(self, loss: float, update: int, theta: NDArray[Any], patience: int, smallest: float) -> Best:
        """The rule's state after a check that gave `loss`; it stops at the patience-th check without improvement."""
        if loss < self.loss - smallest or self.theta is None:
            return Best(loss, update, theta.copy())
        return replace(self, waited=self.waited + 1, stopped=self.waited + 1 >= patience)

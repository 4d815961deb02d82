"""What a session is: data, their split, a seed, and the lanes that learn side by side."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ravine.data.datasets import datasets
from ravine.engine.losses import losses
from ravine.engine.schedules import schedules
from ravine.spec import limits
from ravine.spec.choice import Choice, Of
from ravine.spec.data import DataSpec, SplitSpec, data_parameters
from ravine.spec.error import Refusal
from ravine.spec.lane import SEED, LaneSpec
from ravine.spec.listed import listed
from ravine.spec.number import Number
from ravine.spec.shape import Shape, activations, check_work, fits, fitting_losses, parameter_count, shape_of
from ravine.spec.strict import Strict

SESSION_SEED = Number(SEED, "seed", restarts=True)

Lanes = Annotated[tuple[LaneSpec, ...], listed(1, limits.LANES, "lanes")]


def default_data() -> Choice:
    """The spirals; or the table that was given on the command line, for that is what somebody wants to see."""
    return Of(datasets, data_parameters).read("table" if "table" in datasets else "spirals")


def twins() -> tuple[LaneSpec, LaneSpec]:
    """ReLU and sigmoid, alike but for the activation and the initializer that suits it: the vanishing gradient.

    Of seeds 1 to 20 ReLU learned the spirals from each (test accuracy after 10,000 updates .85 to 1.00, half of them
    above .93) and sigmoid from none (at most .71).
    """
    return _twin("ReLU", "relu", "he"), _twin("sigmoid", "sigmoid", "xavier")


def _twin(name: str, activation: str, initializer: str) -> LaneSpec:
    layer = {"units": 8, "activation": activation}
    optimizer = {"name": "gradient_descent", "lr": 0.15}
    return LaneSpec.model_validate(
        {"name": name, "layers": [layer, layer], "initializer": initializer, "optimizer": optimizer, "batch": 50}
    )


class SessionSpec(Strict):
    """Up to eight lanes on the same data; the bare `SessionSpec()` is what the page loads with."""

    seed: Annotated[int, SESSION_SEED] = SESSION_SEED.default
    data: DataSpec = Field(default_factory=default_data)
    split: SplitSpec = SplitSpec()
    lanes: Lanes = Field(default_factory=twins, validate_default=True)

    @property
    def shape(self) -> Shape:
        return shape_of(self.data)

    @property
    def source(self) -> tuple[int, Choice, SplitSpec]:
        """Where the examples come from: equal sources, equal parts."""
        return self.seed, self.data, self.split

    def alone(self, lane: int) -> SessionSpec:
        """The same session with the lane at this place as its only one."""
        return self.model_copy(update={"lanes": (self.lanes[lane],)})

    def lane_seed(self, lane: int) -> int:
        """What the initial parameters and the masks of this lane are drawn from."""
        seed = self.lanes[lane].seed
        return self.seed if seed is None else seed

    @classmethod
    def where_instead(cls, name: str) -> str:
        return f": it belongs to a lane, lanes.0.{name}" if name in LaneSpec.model_fields else ""

    @field_validator("lanes")
    @classmethod
    def _complete(cls, lanes: tuple[LaneSpec, ...], info: ValidationInfo) -> tuple[LaneSpec, ...]:
        """What the lanes leave open and the session knows: a number for a name, a loss that fits the data."""
        data = info.data.get("data")
        if data is None:  # the data are wrong themselves, and that is what will be said
            return lanes
        return tuple(_completed(lane, number, shape_of(data)) for number, lane in enumerate(lanes, 1))

    @model_validator(mode="after")
    def _together(self) -> Self:
        """Lanes that could not run on these data, or not within the limits."""
        shape, examples = self.shape, int(self.data["examples"])
        for number, lane in enumerate(self.lanes):
            try:
                _check_task(lane.loss, shape, self.data.name)
                _check_plateau(lane, self.split)
                check_work(lane, shape, examples)
            except Refusal as refusal:
                raise refusal.within(f"lanes.{number}") from None
        total = sum(parameter_count(lane, shape) for lane in self.lanes)
        if total > limits.PARAMETERS:
            raise Refusal(
                f"have {total} weights and biases together",
                f"at most {limits.PARAMETERS}: fewer lanes, layers or neurons",
                "lanes",
            )
        held = sum(activations(lane, shape, examples) for lane in self.lanes)
        if held > limits.ACTIVATIONS:
            raise Refusal(
                f"hold {held / 1e6:.3g} million activations together for a batch each",
                f"at most {limits.ACTIVATIONS / 1e6:.3g} million: fewer lanes, layers or neurons, smaller batches",
                "lanes",
            )
        return self


def _completed(lane: LaneSpec, number: int, shape: Shape) -> LaneSpec:
    changes: dict[str, object] = {}
    if "name" not in lane.model_fields_set:
        changes["name"] = f"lane {number}"
    if "loss" not in lane.model_fields_set:
        changes["loss"] = fitting_loss(lane.loss, shape)
    return lane.model_copy(update=changes)


def fitting_loss(loss: Choice, shape: Shape) -> Choice:
    """The loss itself where it is one for these data, else the first that is."""
    return loss if fits(loss, shape) else Of(losses).read(fitting_losses(shape)[0])


def _check_task(loss: Choice, shape: Shape, data: str) -> None:
    if not fits(loss, shape):
        raise Refusal(
            f"is {loss.name}, which is no loss for {shape.task}, and the data set {data} is one",
            ", ".join(fitting_losses(shape)),
            "loss",
        )


def _check_plateau(lane: LaneSpec, split: SplitSpec) -> None:
    if schedules[lane.schedule.name].traits["watches"] and split.validation == 0:
        raise Refusal(
            f"is {lane.schedule.name}, which watches the validation part, and that has a share of 0",
            "another schedule, or a validation share above 0",
            "schedule",
        )

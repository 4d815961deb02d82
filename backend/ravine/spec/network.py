"""What a session of the Network place is: data, their split, a seed, and the networks that learn side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ravine.data.data import Data
from ravine.data.datasets import GIVEN, datasets
from ravine.data.split import leaks
from ravine.engine.losses import losses
from ravine.engine.schedules import schedules
from ravine.engine.stopping import stopping
from ravine.spec import limits
from ravine.spec.architecture import activations, architecture, check_work, parameter_count
from ravine.spec.augment import AUGMENTATIONS, check_augmentations, fitting_augmentations
from ravine.spec.choice import Choice, Of
from ravine.spec.data import DataSpec, SplitSpec, data_parameters
from ravine.spec.error import Refusal
from ravine.spec.lane import LaneSpec
from ravine.spec.layers.units import DenseSpec, MaxoutSpec
from ravine.spec.listed import listed
from ravine.spec.session import SessionSpec, named
from ravine.spec.shape import Shape, fits, fitting_losses, shape_of

Lanes = Annotated[tuple[LaneSpec, ...], listed(1, limits.LANES, "lanes")]


def default_data() -> Choice:
    """The spirals; or what was given on the command line, for that is what somebody wants to see."""
    return Of(datasets, data_parameters).read(next((name for name in GIVEN if name in datasets), "spirals"))


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


class NetworkSpec(SessionSpec):
    """Up to eight networks on the same data; the bare `NetworkSpec()` is what the page loads with."""

    LANE = LaneSpec

    place: Annotated[Literal["network"], named] = "network"
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

    def lane_seed(self, lane: int) -> int:
        """What the initial parameters and the masks of this lane are drawn from."""
        seed = self.lanes[lane].seed
        return self.seed if seed is None else seed

    def patched(self, document: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """Where the new data are of another task, each lane gets the default loss, or the first that fits: so a change
        from classes to numbers is one command, and the way back leads to where it began. Augmentations that they cannot
        have are taken away."""
        try:
            data = Of(datasets, data_parameters).read(document.get("data", self.data))
        except Refusal:
            data = self.data  # reading the whole says what is wrong with the data
        shape = shape_of(data)
        for lane, spec in zip(document["lanes"], self.lanes, strict=True):
            wanted = spec.loss if shape.task == self.shape.task else LaneSpec().loss
            lane["loss"] = fitting_loss(wanted, shape).document()
            lane["augment"] = AUGMENTATIONS.document(fitting_augmentations(spec.augment, data.name, shape))
        return document

    def restarts(self, after: Self, lane: int) -> str | None:
        old, new = self.lanes[lane], after.lanes[lane]
        built, rebuilt = architecture(old, self.shape), architecture(new, after.shape)
        painted, now_painted = self.painted, after.painted
        painting = painted is not None and now_painted is not None
        reasons = {
            "the session's seed is another one": self.seed != after.seed,
            "the data set is another one": self.data.name != after.data.name and not painting,
            "other examples are learned from and tested on": self.split != after.split
            or (self.data["examples"] != after.data["examples"] and not painting),
            "examples that it learned from would be tested on now": painted is not None
            and now_painted is not None
            and leaks(painted, now_painted, after.split.shares, after.seed),
            "the number of inputs changed": built.shapes[0] != rebuilt.shapes[0],
            "the number of outputs changed": built.outputs != rebuilt.outputs,
            "the number of layers changed": len(built.layers) != len(rebuilt.layers),
            "the width of a layer changed": _units(old) != _units(new),
            "the kind of a layer changed": [one.kind for one in old.layers] != [one.kind for one in new.layers],
            "the number of pieces changed": [one.pieces for one in built.layers]
            != [one.pieces for one in rebuilt.layers],
            "a layer of maps is another one": [one.work for one in old.layers] != [one.work for one in new.layers],
            "a layer takes what another one hands on": [one.back for one in old.layers]
            != [one.back for one in new.layers],
            "the initial parameters are drawn in another way": old.initializer != new.initializer,
            "the lane's seed is another one": old.seed != new.seed,
        }
        return next((reason for reason, applies in reasons.items() if applies), None)

    @property
    def painted(self) -> Data | None:
        """The points that the session learns from, where somebody paints them."""
        whole: Data | None = datasets[self.data.name].traits.get("whole")
        return None if whole is None or whole.marks is None else whole

    @field_validator("lanes")
    @classmethod
    def _complete(cls, lanes: tuple[LaneSpec, ...], info: ValidationInfo) -> tuple[LaneSpec, ...]:
        """What the lanes leave open and the session knows: a loss that fits the data."""
        data = info.data.get("data")
        if data is None:  # the data are wrong themselves, and that is what will be said
            return lanes
        return tuple(_completed(lane, shape_of(data)) for lane in lanes)

    @model_validator(mode="after")
    def _together(self) -> Self:
        """Lanes that could not run on these data, or not within the limits."""
        shape, examples = self.shape, int(self.data["examples"])
        nets = []
        for number, lane in enumerate(self.lanes):
            try:
                _check_task(lane.loss, shape, self.data.name)
                _check_watched(lane, self.split)
                check_augmentations(lane.augment, self.data.name, shape)
                nets.append(architecture(lane, shape))
                check_work(nets[-1], min(lane.batch, examples))
            except Refusal as refusal:
                raise refusal.within(f"lanes.{number}") from None
        total = sum(map(parameter_count, nets))
        if total > limits.PARAMETERS:
            raise Refusal(
                f"have {total} weights and biases together",
                f"at most {limits.PARAMETERS}: fewer lanes, layers or neurons",
                "lanes",
            )
        held = sum(activations(net, min(lane.batch, examples)) for net, lane in zip(nets, self.lanes, strict=True))
        if held > limits.ACTIVATIONS:
            raise Refusal(
                f"hold {held / 1e6:.3g} million activations together for a batch each",
                f"at most {limits.ACTIVATIONS / 1e6:.3g} million: fewer lanes, layers or neurons, smaller batches",
                "lanes",
            )
        return self


def _units(lane: LaneSpec) -> list[int]:
    """Of the hidden layers of neurons."""
    return [layer.units for layer in lane.layers if isinstance(layer, DenseSpec | MaxoutSpec)]


def _completed(lane: LaneSpec, shape: Shape) -> LaneSpec:
    if "loss" in lane.model_fields_set:
        return lane
    return lane.model_copy(update={"loss": fitting_loss(lane.loss, shape)})


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


def _check_watched(lane: LaneSpec, split: SplitSpec) -> None:
    for field, family, chosen in (("schedule", schedules, lane.schedule), ("stopping", stopping, lane.stopping)):
        if family[chosen.name].traits["watches"] and split.validation == 0:
            raise Refusal(
                f"is {chosen.name}, which watches the validation part, and that has a share of 0",
                f"another {family.noun}, or a validation share above 0",
                field,
            )

"""The slow, obvious oracle: what the engine computes, in plain NumPy float64, an example a row, nothing clever.

Only the order of the examples is the engine's own (`engine.random.shuffle`). Every table is keyed by the registry's
names, so that an entry without its oracle fails a test.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from naive_layers import LAYERS
from ravine.engine.activations import learned
from ravine.engine.descent import DescentSettings
from ravine.engine.evaluation import Examples
from ravine.engine.network import Architecture
from ravine.engine.random import DROPOUT, NOISE, shuffle
from ravine.engine.schedules import schedules
from ravine.engine.training import Settings

Array = NDArray[np.float64]

# --- activations: f(z, p) and f'(z, p); at a corner the derivative from the left -------------------------------------


def _density(z: Array) -> Array:
    return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _sigmoid(z: Array) -> Array:
    return np.asarray(special.expit(z))


ACTIVATIONS: dict[str, tuple[Callable[[Array, float], Array], Callable[[Array, float], Array]]] = {
    "linear": (lambda z, p: z, lambda z, p: np.ones_like(z)),
    "sigmoid": (lambda z, p: _sigmoid(z), lambda z, p: _sigmoid(z) * _sigmoid(-z)),
    "tanh": (lambda z, p: np.tanh(z), lambda z, p: 1 - np.tanh(z) ** 2),
    "relu": (lambda z, p: np.where(z > 0, z, 0), lambda z, p: np.where(z > 0, 1.0, 0.0)),
    "leaky_relu": (lambda z, p: np.where(z > 0, z, p * z), lambda z, p: np.where(z > 0, 1.0, p)),
    "prelu": (lambda z, p: np.where(z > 0, z, p * z), lambda z, p: np.where(z > 0, 1.0, p)),
    "elu": (
        lambda z, p: np.where(z > 0, z, p * np.expm1(np.minimum(z, 0))),
        lambda z, p: np.where(z > 0, 1.0, p * np.exp(np.minimum(z, 0))),
    ),
    "gelu": (lambda z, p: z * special.ndtr(z), lambda z, p: special.ndtr(z) + z * _density(z)),
    "silu": (lambda z, p: z * _sigmoid(z), lambda z, p: _sigmoid(z) * (1 + z * _sigmoid(-z))),
    "softplus": (lambda z, p: np.logaddexp(0, z), lambda z, p: _sigmoid(z)),
}

# --- losses: outputs z (N, k) and targets y to (L, dL/dz) -------------------------------------------------------------


def softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def softmax_cross_entropy(z: Array, y: Array) -> tuple[float, Array]:
    right = np.eye(z.shape[1])[y[:, 0].astype(int)]
    cost = special.logsumexp(z, axis=1) - (z * right).sum(axis=1)
    return float(cost.mean()), (softmax(z) - right) / len(z)


def binary_cross_entropy(z: Array, y: Array) -> tuple[float, Array]:
    return float((np.logaddexp(0, z) - y * z).sum() / len(z)), (_sigmoid(z) - y) / len(z)


def squared_error(z: Array, y: Array) -> tuple[float, Array]:
    return float(((z - y) ** 2).sum() / 2 / len(z)), (z - y) / len(z)


LOSSES = {one.__name__: one for one in (softmax_cross_entropy, binary_cross_entropy, squared_error)}

# --- optimizers: (theta, g, slots s, t from 1, *parameters) to the new theta ------------------------------------------

Slots = dict[str, Array]


def gradient_descent(theta: Array, g: Array, s: Slots, t: int, lr: float) -> Array:
    return theta - lr * g


def momentum(theta: Array, g: Array, s: Slots, t: int, lr: float, lambda_: float) -> Array:
    s["v"] = lambda_ * s.get("v", 0.0) - lr * g
    return theta + s["v"]


def nesterov(theta: Array, g: Array, s: Slots, t: int, lr: float, lambda_: float) -> Array:
    s["v"] = lambda_ * s.get("v", 0.0) - lr * g
    return theta + lambda_ * s["v"] - lr * g


def adagrad(theta: Array, g: Array, s: Slots, t: int, lr: float, eps: float) -> Array:
    s["s"] = s.get("s", 0.0) + g**2
    return theta - lr * g / (np.sqrt(s["s"]) + eps)


def rmsprop(theta: Array, g: Array, s: Slots, t: int, lr: float, alpha: float, eps: float) -> Array:
    s["sigma"] = np.sqrt(alpha * s.get("sigma", np.abs(g)) ** 2 + (1 - alpha) * g**2)
    return theta - lr * g / (s["sigma"] + eps)


def adadelta(theta: Array, g: Array, s: Slots, t: int, lr: float, alpha: float, eps: float) -> Array:
    s["s"] = alpha * s.get("s", 0.0) + (1 - alpha) * g**2
    d = g * np.sqrt(s.get("u", 0.0) + eps) / np.sqrt(s["s"] + eps)
    s["u"] = alpha * s.get("u", 0.0) + (1 - alpha) * d**2
    return theta - lr * d


def _moments(g: Array, s: Slots, beta1: float, beta2: float) -> None:
    s["m"] = beta1 * s.get("m", 0.0) + (1 - beta1) * g
    s["v"] = beta2 * s.get("v", 0.0) + (1 - beta2) * g**2


def adam(
    theta: Array, g: Array, s: Slots, t: int, lr: float, beta1: float, beta2: float, eps: float, bias_correction: float
) -> Array:
    _moments(g, s, beta1, beta2)
    if not bias_correction:
        return theta - lr * s["m"] / (np.sqrt(s["v"]) + eps)
    return theta - lr * (s["m"] / (1 - beta1**t)) / (np.sqrt(s["v"] / (1 - beta2**t)) + eps)


def amsgrad(theta: Array, g: Array, s: Slots, t: int, lr: float, beta1: float, beta2: float, eps: float) -> Array:
    _moments(g, s, beta1, beta2)
    s["largest"] = np.maximum(s.get("largest", 0.0), s["v"])
    return theta - lr * (s["m"] / (1 - beta1**t)) / (np.sqrt(s["largest"] / (1 - beta2**t)) + eps)


def adamax(theta: Array, g: Array, s: Slots, t: int, lr: float, beta1: float, beta2: float, eps: float) -> Array:
    s["m"] = beta1 * s.get("m", 0.0) + (1 - beta1) * g
    s["u"] = np.maximum(beta2 * s.get("u", 0.0), np.abs(g))
    return theta - lr * (s["m"] / (1 - beta1**t)) / (s["u"] + eps)


def nadam(theta: Array, g: Array, s: Slots, t: int, lr: float, beta1: float, beta2: float, eps: float) -> Array:
    def mu(u: int) -> float:
        return float(beta1 * (1 - 0.5 * 0.96 ** (0.004 * u)))

    _moments(g, s, beta1, beta2)
    past = math.prod(mu(u) for u in range(1, t + 1))
    mean = mu(t + 1) * s["m"] / (1 - past * mu(t + 1)) + (1 - mu(t)) * g / (1 - past)
    return theta - lr * mean / (np.sqrt(s["v"] / (1 - beta2**t)) + eps)


def adamw(
    theta: Array, g: Array, s: Slots, t: int, lr: float, beta1: float, beta2: float, eps: float, decay: float
) -> Array:
    return adam(theta * (1 - lr * decay), g, s, t, lr, beta1, beta2, eps, 1)


def lion(theta: Array, g: Array, s: Slots, t: int, lr: float, beta1: float, beta2: float, decay: float) -> Array:
    m = s.get("m", 0.0)
    s["m"] = beta2 * m + (1 - beta2) * g
    return theta - lr * (np.sign(beta1 * m + (1 - beta1) * g) + decay * theta)


OPTIMIZERS: dict[str, Callable[..., Array]] = {
    one.__name__: one
    for one in (
        gradient_descent, momentum, nesterov, adagrad, rmsprop, adadelta, adam, amsgrad, adamax, nadam, adamw, lion,
    )
}  # fmt: skip

# --- schedules: (t from 0, *parameters) to what lr is multiplied by; the plateau rule is `plateau` --------------------

SCHEDULES: dict[str, Callable[..., float]] = {
    "constant": lambda t: 1.0,
    "step": lambda t, every, factor: factor ** (t // every),
    "exponential": lambda t, half_life: 0.5 ** (t / half_life),
    "cosine": lambda t, updates, floor: (
        floor + (1 - floor) * (1 + math.cos(math.pi * t / updates)) / 2 if t < updates else floor
    ),
    "warm_up": lambda t, updates: min(1.0, (t + 1) / updates),
}


def plateau(scores: Sequence[float], factor: float, patience: int) -> float:
    """What lr is multiplied by after checks that gave these scores: `factor` for every `patience` checks in a row
    without a new best."""
    result, waited = 1.0, 0
    for check, score in enumerate(scores):
        waited = 0 if score > max(scores[:check], default=-math.inf) else waited + 1
        if waited == patience:
            result, waited = result * factor, 0
    return result


# --- penalties: what they do to (w, g) --------------------------------------------------------------------------------

PENALTIES: dict[str, Callable[[Array, Array, float, float], tuple[Array, Array]]] = {
    "l1": lambda w, g, strength, lr: (w, g + strength * np.sign(w)),
    "l2": lambda w, g, strength, lr: (w, g + strength * w),
    "weight_decay": lambda w, g, strength, lr: ((1 - lr * strength) * w, g),
}

# --- random numbers ---------------------------------------------------------------------------------------------------

_64 = (1 << 64) - 1


def mix(z: int) -> int:
    """SplitMix64."""
    z = (z + 0x9E3779B97F4A7C15) & _64
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & _64
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & _64
    return z ^ z >> 31


def key(seed: int, purpose: int, time: int, place: int) -> int:
    return mix(mix(mix(mix(seed) ^ purpose) ^ time) ^ place)


def uniform(stream: int, count: int) -> Array:
    """The first `count` numbers in [0, 1) of a keyed stream."""

    def mix32(x: int) -> int:
        x = ((x ^ x >> 16) * 0x21F0AAAD) & 0xFFFFFFFF
        x = ((x ^ x >> 15) * 0x735A2D97) & 0xFFFFFFFF
        return x ^ x >> 15

    low, high = stream & 0xFFFFFFFF, stream >> 32
    return np.array([(mix32(mix32(i ^ low) ^ high) >> 8) / 2**24 for i in range(count)])


def mask(
    lane_seed: int, update: int, place: int, units: int, batch: int, keep: float, form: str = "inverted",
    in_shards: bool = False,
) -> NDArray[np.bool_]:  # fmt: skip
    """Which units of which examples are kept: (units, examples), the examples padded to a multiple of sixteen."""
    columns = -(-batch // 16) * 16
    if form in ("lecture", "unscaled"):  # one thinner network a minibatch
        stream = key(lane_seed, DROPOUT, update, place)
        numbers = np.array([(mix(stream + unit & _64) >> 40) / 2**24 for unit in range(units)])
        return np.asarray(np.repeat(numbers[:, None], columns, 1) < np.float32(keep))
    numbers = uniform(key(lane_seed, DROPOUT, update, place), units * columns)
    shards = numbers.reshape(-1, units, 16 if in_shards else columns)
    return np.concatenate(shards < np.float32(keep), axis=1)


def order(seed: int, epoch: int, count: int) -> NDArray[np.int64]:
    """The order of the examples in an epoch; this one thing is the engine's own."""
    result = np.empty(count, np.int64)
    shuffle(result, seed, epoch)
    return result


# --- networks ---------------------------------------------------------------------------------------------------------

DROPOUT_FORMS: dict[str, Callable[[float], tuple[float, float]]] = {
    "lecture": lambda keep: (1, keep),
    "inverted": lambda keep: (1 / keep, 1),
    "unscaled": lambda keep: (1, 1),
}
"""What a kept unit is multiplied by in training, and every unit at test time."""


class Net:
    """W (outputs, inputs), b, and the activation's parameter p of each layer, float64 copies."""

    def __init__(
        self, architecture: Architecture, weights: Sequence[Array], biases: Sequence[Array],
        p: Sequence[float] | None = None,
    ) -> None:  # fmt: skip
        self.architecture = architecture
        self.W = [np.array(w, np.float64) for w in weights]
        self.b = [np.array(b, np.float64) for b in biases]
        self.p = [np.float64((layer.values or (0.0,))[0]) for layer in architecture.layers] if p is None else list(p)

    def forward(self, x: Array, masks: Sequence[Array | None] | None = None) -> Array:
        """The outputs (N, k). `masks`: of each layer 0 or 1 (N, units) in training, None at test time."""
        self.inputs, self.z, self.scale, self.largest, self.back = [], [], [], [], []
        form, given = DROPOUT_FORMS[self.architecture.dropout_form], self.architecture.shapes[0]
        handed_on = [x.reshape(len(x), given.maps, given.height, given.width)]
        for place, layer in enumerate(self.architecture.layers):
            own, value = LAYERS[type(layer.work)], ACTIVATIONS[layer.activation][0]
            taken = handed_on[place - layer.back]
            z, back = own(layer.work, taken, self.W[place], self.b[place])
            self.inputs.append(taken.reshape(len(x), -1))
            self.z.append(z.reshape(len(x), -1))
            if layer.pieces > 1:
                pieces = self.inputs[-1] @ self.W[place].T + self.b[place]
                self.largest.append(pieces.reshape(len(x), -1, layer.pieces).argmax(axis=2))
            self.back.append(back)
            in_training, at_test = form(layer.keep)
            mask_here = masks[place] if masks else None
            scale: Any = 1.0
            if layer.keep < 1:
                scale = at_test if mask_here is None else mask_here.reshape(len(x), -1, 1, 1) * in_training
            self.scale.append(scale)
            y = value(z, self.p[place]) * scale
            if layer.skip:
                y = handed_on[place + 1 - layer.skip] + layer.branch * y
            handed_on.append(y)
        return handed_on[-1].reshape(len(x), -1)

    def backward(self, d: Array) -> tuple[list[Array], list[Array]]:
        """dL/dW and dL/db of each layer from dL/d outputs, after `forward`; `dp` is that of its learned parameter."""
        layers = self.architecture.layers
        dW: list[Array] = []
        db: list[Array] = []
        self.dp = [0.0] * len(layers)
        arrived: dict[int, Any] = {len(layers): d}  # at what each layer, or the input, gives
        for place, layer in reversed(list(enumerate(layers))):
            shape = self.architecture.shapes[place + 1]
            d = arrived[place + 1].reshape(len(d), shape.maps, shape.height, shape.width)
            if layer.skip:
                source = place + 1 - layer.skip
                arrived[source] = arrived.get(source, 0.0) + d
                d = layer.branch * d
            _, derivative = ACTIVATIONS[layer.activation]
            d, z = d * self.scale[place], self.z[place].reshape(d.shape)
            if learned(layer.activation):
                self.dp[place] = float((d * np.minimum(z, 0)).sum())
            d, own_W, own_b = self.back[place](d * derivative(z, self.p[place]))
            dW.insert(0, own_W)
            db.insert(0, own_b)
            source = place - layer.back
            arrived[source] = arrived.get(source, 0.0) + d
        return dW, db


def accuracy(z: Array, y: Array) -> float:
    if z.shape[1] == 1:
        return float(np.mean((z[:, 0] > 0) == (y[:, 0] > 0.5)))
    right = y.argmax(axis=1) if y.shape[1] > 1 else y[:, 0].astype(int)
    return float(np.mean(z.argmax(axis=1) == right))


# --- training ---------------------------------------------------------------------------------------------------------


class Learner:
    """What the engine's Trainer does, update by update."""

    def __init__(
        self, settings: Settings, net: Net, train: Examples, validation: Examples, seed: int, lane_seed: int
    ) -> None:
        self.settings, self.net, self.train, self.validation = settings, net, train, validation
        self.seed, self.lane_seed = seed, lane_seed
        self.updates = self.epoch = self.position = self.examples = 0
        self.scores: list[float] = []
        self.slots: list[Slots] = [{} for _ in range(3 * len(net.W))]

    def factor(self) -> float:
        """What the schedule multiplies lr by; the plateau rule looks at the validation set when it is time."""
        choice = self.settings.schedule
        if not schedules[choice.name].traits["watches"]:
            return SCHEDULES[choice.name](self.updates, *choice.values)
        factor, patience, every = choice.values
        if self.updates and self.updates % every == 0:
            z = self.net.forward(np.asarray(self.validation.x, np.float64))
            cost, _ = LOSSES[self.settings.loss](z, np.asarray(self.validation.y, np.float64))
            self.scores.append(accuracy(z, self.validation.y) if self.validation.classes else -cost)
        return plateau(self.scores, factor, int(patience))

    def update(self) -> tuple[float, float, list[float]]:
        """One update: its loss, its rate, and each layer's gradient norm."""
        settings, net = self.settings, self.net
        lr = settings.optimizer.values[0] * self.factor()
        batch = min(settings.batch, len(self.train))
        chosen = order(self.seed, self.epoch, len(self.train))[self.position : self.position + batch]
        x, y = (np.asarray(part[chosen], np.float64) for part in (self.train.x, self.train.y))
        masks = [
            mask(
                self.lane_seed, self.updates, place, net.architecture.shapes[place + 1].maps, batch, layer.keep,
                settings.architecture.dropout_form, settings.architecture.in_shards,
            )[:, : len(x)].T.astype(float)
            for place, layer in enumerate(settings.architecture.layers)
        ]
        loss, d = LOSSES[settings.loss](net.forward(x, masks), y)
        dW, db = net.backward(d)
        parts: list[list[Any]] = [net.W, net.b, net.p]
        gradients: list[list[Any]] = [dW, db, [np.float64(d) for d in net.dp]]
        norms = [math.hypot(*(float(np.linalg.norm(g)) for g in layer)) for layer in zip(*gradients, strict=True)]
        frozen = [layer.frozen for layer in settings.architecture.layers]
        gradients = [[g * (not still) for g, still in zip(part, frozen, strict=True)] for part in gradients]
        whole = math.hypot(*(norm for norm, still in zip(norms, frozen, strict=True) if not still))
        if settings.clip and whole > settings.clip:
            gradients = [[g * settings.clip / whole for g in part] for part in gradients]
        held = [list(part) for part in parts]
        for name, strength in settings.penalties().items():
            for place in range(len(net.W)):
                net.W[place], gradients[0][place] = PENALTIES[name](net.W[place], gradients[0][place], strength, lr)
        step, values = OPTIMIZERS[settings.optimizer.name], (lr, *settings.optimizer.values[1:])
        self.updates += 1
        for number, part in enumerate(parts):
            for place in range(len(part)):
                slots = self.slots[3 * place + number]
                after = step(part[place], gradients[number][place], slots, self.updates, *values)
                part[place] = held[number][place] if frozen[place] else after
        self.position += len(x)
        self.examples += len(x)
        if self.position == len(self.train):
            self.position, self.epoch = 0, self.epoch + 1
        return loss, lr, norms


# --- surfaces: (x, y, *parameters) to f, as they stand in the literature ----------------------------------------------


def _rotated(x: Array, y: Array, kappa: float, angle: float) -> Array:
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    u, v = c * x + s * y, -s * x + c * y
    return (u**2 + kappa * v**2) / 2


def _goldstein_price(x: Array, y: Array) -> Array:
    a = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    b = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    return a * b


def _ackley(x: Array, y: Array) -> Array:
    slope = -20 * np.exp(-0.2 * np.sqrt((x**2 + y**2) / 2))
    return np.asarray(slope - np.exp((np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)) / 2) + math.e + 20)


def _levy(x: Array, y: Array) -> Array:
    u, v = 1 + (x - 1) / 4, 1 + (y - 1) / 4
    along_x = np.sin(np.pi * u) ** 2 + (u - 1) ** 2 * (1 + 10 * np.sin(np.pi * u + 1) ** 2)
    return np.asarray(along_x + (v - 1) ** 2 * (1 + np.sin(2 * np.pi * v) ** 2))


def _ball_track(x: Array, y: Array) -> Array:
    slope, wall = np.logaddexp(0, -3 * (x + 2)) / 2, np.logaddexp(0, 4 * (x - 4.5)) / 2
    dips = 0.15 * np.exp(-(((x - 0.8) / 0.35) ** 2)) + 2 * np.exp(-((x - 3) ** 2))
    return np.asarray(y**2 / 2 + slope + wall - x / 100 - dips)


SURFACES: dict[str, Callable[..., Array]] = {
    "bowl": lambda x, y: x**2 + y**2,
    "ravine": lambda x, y, kappa: (x**2 + kappa * y**2) / 2,
    "rotated_ravine": _rotated,
    "booth": lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "matyas": lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
    "saddle": lambda x, y: x**2 - y**2,
    "monkey_saddle": lambda x, y: x**3 - 3 * x * y**2,
    "cliff": lambda x, y: 4 * _sigmoid(-10 * x) + (x - 2) ** 2 / 50 + y**2 / 2,
    "ball_track": _ball_track,
    "changing_curvature": lambda x, y: 10 * np.exp(-2 * x) * y**2 + (x - 5) ** 2 / 40 + (y - 2) ** 2 / 20,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "three_hump_camel": lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    "six_hump_camel": lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2,
    "goldstein_price": _goldstein_price,
    "mccormick": lambda x, y: np.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    "rastrigin": lambda x, y: 20 + x**2 - 10 * np.cos(2 * np.pi * x) + y**2 - 10 * np.cos(2 * np.pi * y),
    "ackley": _ackley,
    "griewank": lambda x, y: 1 + (x**2 + y**2) / 4000 - np.cos(x) * np.cos(y / math.sqrt(2)),
    "levy": _levy,
    "styblinski_tang": lambda x, y: (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2,
    "easom": lambda x, y: -np.cos(x) * np.cos(y) * np.exp(-((x - np.pi) ** 2) - (y - np.pi) ** 2),
}

DATA_SURFACES: dict[str, Callable[[float, float, Array], float]] = {
    "linear_regression": lambda w, b, rows: float(np.mean((w * rows[:, 0] + b - rows[:, 1]) ** 2 / 2)),
    "logistic_regression": lambda w1, w2, rows: binary_cross_entropy((rows[:, :2] @ [w1, w2])[:, None], rows[:, 2:])[0],
    "sparse": lambda w1, w2, rows: float(np.mean((rows[:, :2] @ [w1, w2] - rows[:, 2]) ** 2 / 2)),
}
"""(x, y, rows) to the mean over the rows."""

GRADIENTS: dict[str, Callable[..., Array]] = {
    "ravine": lambda x, y, kappa: np.array([x, kappa * y]),
    "rosenbrock": lambda x, y: np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)]),
    "himmelblau": lambda x, y: np.array(
        [4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7), 2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7)]
    ),
    "linear_regression": lambda w, b, rows: np.array(
        [np.mean((w * rows[:, 0] + b - rows[:, 1]) * rows[:, 0]), np.mean(w * rows[:, 0] + b - rows[:, 1])]
    ),
}
"""Of a few, by hand."""


def normal_pair(stream: int) -> tuple[float, float]:
    """Box and Muller's two numbers from the first two of a stream of 53 random bits and a half."""
    u, v = (((mix(k & _64) >> 11) + 0.5) / 2**53 for k in (stream, stream + 0x9E3779B97F4A7C15))
    radius, angle = math.sqrt(-2 * math.log(u)), 2 * math.pi * v
    return radius * math.cos(angle), radius * math.sin(angle)


class Racer:
    """What the engine's Descent does, update by update, on one of the surfaces whose gradient is written by hand."""

    def __init__(
        self,
        surface: str,
        parameters: Sequence[Any],
        settings: DescentSettings,
        start: tuple[float, float],
        seed: int,
        examples: int = 0,
    ) -> None:
        """`parameters`: of the surface; its rows where it comes from data, and `examples` says how many."""
        self.surface, self.parameters, self.settings, self.seed = surface, parameters, settings, seed
        self.theta = np.array(start, np.float64)
        self.slots: Slots = {}
        self.updates = self.epoch = self.position = 0
        self.examples = examples

    def look(self) -> Array:
        """The gradient that the next update sees."""
        parameters = self.parameters
        if self.examples:
            batch = min(self.settings.batch, self.examples)
            chosen = order(self.seed, self.epoch, self.examples)[self.position : self.position + batch]
            parameters = [parameters[0][chosen]]
        noise = np.array(normal_pair(key(self.seed, NOISE, self.updates, 0)))
        return GRADIENTS[self.surface](*self.theta, *parameters) + self.settings.noise * noise

    def update(self) -> Array:
        """One update; gives the point that it leads to."""
        optimizer, schedule = self.settings.optimizer, self.settings.schedule
        lr = optimizer.values[0] * SCHEDULES[schedule.name](self.updates, *schedule.values)
        g, self.updates = self.look(), self.updates + 1
        self.theta = OPTIMIZERS[optimizer.name](self.theta, g, self.slots, self.updates, lr, *optimizer.values[1:])
        if self.examples:
            self.position += min(self.settings.batch, self.examples - self.position)
            if self.position == self.examples:
                self.position, self.epoch = 0, self.epoch + 1
        return self.theta

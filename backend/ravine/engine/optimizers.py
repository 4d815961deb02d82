"""Optimizers: how the gradient moves the parameters, of a network or of a point on a surface alike.

A kernel gets theta, the gradient g, its slots (rows of the same size as theta, all 0 at first), `hyper` (its parameters
in their declared order, the first the rate eta of this update), `memory` (a few numbers that it may keep, 0 at first)
and t, the number of this update since the optimizer was chosen, from 1. Every denominator gets `eps` outside the root,
as in Kingma & Ba, section 2, unless the formula says otherwise. Vectors of padding have g = 0 and stay 0.

Beside the kernel stands the same update as text, for one coordinate (engine/explained.py):

    lines     assignments in the order of the kernel, in the language of typed functions; ` if name = number` or
              ` if name > number` behind one says when it holds. Known are theta, g, t, eta, the other parameters by
              their names, the slots, and what lines above assign.
    slots     the names of the slots; `symbols` the names that stand for them in the lines, where those differ
    memory    the names that stand in the lines for the first numbers of the kernel's memory
    meanings  what a picture can show of the names in the lines (MEANINGS)
    rate      in the same language, what the last line multiplies the gradient by, or what stands for it (its mean, the
              step): the rate of one parameter, given its slots as they are after t updates
"""

from __future__ import annotations

import math
from typing import Any

from numba.core import types

from ravine.engine.kernel import Use, caller, kernel
from ravine.engine.registry import Family, Parameter
from ravine.engine.vector import LANES, absolute, fast, fma, load, maximum, splat, sqrt, store, where

optimizers = Family("optimizers", "optimizer")

MEMORY = 2
"""Numbers that an optimizer may keep beside its slots."""

MEANINGS = {
    "movement": "a movement: an arrow from the point",
    "step": "a movement before it is scaled by -eta",
    "mean": "a mean of gradients: an arrow against which the point goes",
    "corrected mean": "the same, freed of the bias of starting at 0",
    "squares": "squares, summed up or averaged: a square of this area",
    "corrected squares": "the same, freed of the bias of starting at 0",
    "sizes": "the size of gradients: a square of this side",
}


def optimizer_signature(f: types.Type) -> Any:
    """(theta, grad, slots, hyper, memory, t)"""
    return types.void(f[::1], f[::1], f[:, ::1], types.float64[::1], types.float64[::1], types.int64)


call_optimizer = caller(optimizer_signature)


def gradient_descent(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """theta <- theta - eta g   (lecture, Recap)

    Vanilla gradient descent; on minibatches, stochastic gradient descent.
    """
    descend = splat(theta, -hyper[0])
    for i in range(0, theta.size, LANES):
        store(theta, i, fma(descend, load(grad, i), load(theta, i)))


def momentum(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """v <- lambda v - eta g;  theta <- theta + v   (lecture, Momentum)

    Movement is the last movement plus the gradient's push, like a ball. PyTorch keeps v without eta in it, which
    differs only while the rate changes.
    """
    lambda_, descend = splat(theta, hyper[1]), splat(theta, -hyper[0])
    for i in range(0, theta.size, LANES):
        v = fma(lambda_, load(slots[0], i), descend * load(grad, i))
        store(slots[0], i, v)
        store(theta, i, load(theta, i) + v)


def nesterov(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """v <- lambda v - eta g;  theta <- theta + lambda v - eta g

    Momentum that looks one movement ahead, written for the gradient at theta (Sutskever et al., 2013).
    """
    lambda_, descend = splat(theta, hyper[1]), splat(theta, -hyper[0])
    for i in range(0, theta.size, LANES):
        push = descend * load(grad, i)
        v = fma(lambda_, load(slots[0], i), push)
        store(slots[0], i, v)
        store(theta, i, load(theta, i) + fma(lambda_, v, push))


def adagrad(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """s <- s + g^2;  theta <- theta - eta g / (sqrt(s) + eps)   (lecture, AdaGrad)

    Each parameter's rate shrinks with all the gradients it has seen.
    """
    eta, eps = hyper[0], hyper[1]
    for i in range(0, theta.size, LANES):
        g = load(grad, i)
        s = fma(g, g, load(slots[0], i))
        store(slots[0], i, s)
        store(theta, i, load(theta, i) - g * eta / (sqrt(s) + eps))


def rmsprop(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """sigma_0 = |g_0|, sigma^2 <- alpha sigma^2 + (1 - alpha) g^2;
    theta <- theta - eta g / (sigma + eps)   (lecture, RMSProp)

    The root mean square of the gradients, older ones fading. PyTorch starts with sigma = 0, so its first steps are
    longer by 1 / sqrt(1 - alpha).
    """
    eta, alpha, eps = hyper[0], hyper[1], hyper[2]
    if t == 1:
        alpha = 0.0
    for i in range(0, theta.size, LANES):
        g = load(grad, i)
        square = load(slots[0], i) * alpha + g * g * (1.0 - alpha)
        store(slots[0], i, square)
        store(theta, i, load(theta, i) - g * eta / (sqrt(square) + eps))


def adadelta(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """s <- alpha s + (1 - alpha) g^2;  d = g sqrt(u + eps) / sqrt(s + eps);
    u <- alpha u + (1 - alpha) d^2;  theta <- theta - eta d

    The step has the parameter's own unit (Zeiler, 2012). eps stands inside the roots, as the method needs it there.
    """
    eta, alpha, eps = hyper[0], hyper[1], hyper[2]
    for i in range(0, theta.size, LANES):
        g = load(grad, i)
        s = load(slots[0], i) * alpha + g * g * (1.0 - alpha)
        u = load(slots[1], i)
        d = g * sqrt(u + eps) / sqrt(s + eps)
        store(slots[0], i, s)
        store(slots[1], i, u * alpha + d * d * (1.0 - alpha))
        store(theta, i, load(theta, i) - d * eta)


@fast
def moments(grad: Any, slots: Any, i: int, beta1: float, beta2: float) -> Any:
    """m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2, kept in the first two slots."""
    g = load(grad, i)
    m = load(slots[0], i) * beta1 + g * (1.0 - beta1)
    v = load(slots[1], i) * beta2 + g * g * (1.0 - beta2)
    store(slots[0], i, m)
    store(slots[1], i, v)
    return m, v


def adam(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;
    theta <- theta - eta m^ / (sqrt(v^) + eps)   (lecture, Adam)

    RMSProp with momentum; m^ = m / (1 - beta1^t) and v^ = v / (1 - beta2^t) correct the bias of starting at 0, which
    can be switched off to see why it is there.
    """
    eta, beta1, beta2, eps = hyper[0], hyper[1], hyper[2], hyper[3]
    rate, root = eta, 1.0
    if hyper[4] != 0.0:
        rate, root = eta / (1.0 - beta1**t), 1.0 / math.sqrt(1.0 - beta2**t)
    for i in range(0, theta.size, LANES):
        m, v = moments(grad, slots, i, beta1, beta2)
        store(theta, i, load(theta, i) - m * rate / (sqrt(v) * root + eps))


def amsgrad(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """Adam with v^ = max of all v so far / (1 - beta2^t)

    The rate of a parameter never grows again (Reddi, Kale, Kumar, 2018; bias-corrected as in PyTorch).
    """
    eta, beta1, beta2, eps = hyper[0], hyper[1], hyper[2], hyper[3]
    rate, root = eta / (1.0 - beta1**t), 1.0 / math.sqrt(1.0 - beta2**t)
    for i in range(0, theta.size, LANES):
        m, v = moments(grad, slots, i, beta1, beta2)
        largest = maximum(v, load(slots[2], i))
        store(slots[2], i, largest)
        store(theta, i, load(theta, i) - m * rate / (sqrt(largest) * root + eps))


def adamax(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """m <- beta1 m + (1 - beta1) g;  u <- max(beta2 u, |g|);  theta <- theta - eta m^ / (u + eps)

    Adam with the largest gradient in place of the root mean square (Kingma, Ba, 2015, section 7). PyTorch adds eps to
    |g| instead.
    """
    eta, beta1, beta2, eps = hyper[0], hyper[1], hyper[2], hyper[3]
    rate = eta / (1.0 - beta1**t)
    for i in range(0, theta.size, LANES):
        g = load(grad, i)
        m = load(slots[0], i) * beta1 + g * (1.0 - beta1)
        u = maximum(load(slots[1], i) * beta2, absolute(g))
        store(slots[0], i, m)
        store(slots[1], i, u)
        store(theta, i, load(theta, i) - m * rate / (u + eps))


def nadam(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """Adam with m^ = mu_(t+1) m / (1 - mu_1..mu_(t+1)) + (1 - mu_t) g / (1 - mu_1..mu_t);
    mu_t = beta1 (1 - 0.96^(0.004 t) / 2)

    Nesterov's look ahead in Adam (Dozat, 2016), with his schedule of the momentum.
    """
    eta, beta1, beta2, eps = hyper[0], hyper[1], hyper[2], hyper[3]
    mu = beta1 * (1.0 - 0.5 * 0.96 ** (0.004 * t))
    ahead = beta1 * (1.0 - 0.5 * 0.96 ** (0.004 * (t + 1)))
    so_far = mu
    if t > 1:
        so_far = memory[0] * mu
    memory[0] = so_far
    of_gradient, of_mean = eta * (1.0 - mu) / (1.0 - so_far), eta * ahead / (1.0 - so_far * ahead)
    root = 1.0 / math.sqrt(1.0 - beta2**t)
    for i in range(0, theta.size, LANES):
        m, v = moments(grad, slots, i, beta1, beta2)
        store(theta, i, load(theta, i) - (m * of_mean + load(grad, i) * of_gradient) / (sqrt(v) * root + eps))


def adamw(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """theta <- (1 - eta weight_decay) theta, then Adam

    Decay decoupled from the gradient (Loshchilov, Hutter, 2019). As in the paper every parameter decays, biases too;
    the penalty of the same name leaves biases alone.
    """
    eta, beta1, beta2, eps, decay = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    rate, root = eta / (1.0 - beta1**t), 1.0 / math.sqrt(1.0 - beta2**t)
    for i in range(0, theta.size, LANES):
        m, v = moments(grad, slots, i, beta1, beta2)
        store(theta, i, load(theta, i) * (1.0 - eta * decay) - m * rate / (sqrt(v) * root + eps))


def lion(theta, grad, slots, hyper, memory, t):  # type: ignore[no-untyped-def]
    """theta <- theta - eta (sgn(beta1 m + (1 - beta1) g) + weight_decay theta);  m <- beta2 m + (1 - beta2) g

    Only the sign of the step counts, so all parameters move equally far (Chen et al., 2023). Use a rate about ten
    times smaller than Adam's.
    """
    eta, beta1, beta2, decay = hyper[0], hyper[1], hyper[2], hyper[3]
    for i in range(0, theta.size, LANES):
        g, m, w = load(grad, i), load(slots[0], i), load(theta, i)
        c = m * beta1 + g * (1.0 - beta1)
        sign = where(c > 0.0, splat(theta, 1.0), where(c < 0.0, splat(theta, -1.0), 0.0))
        store(slots[0], i, m * beta2 + g * (1.0 - beta2))
        store(theta, i, w - (sign + w * decay) * eta)


RATES = (1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


def _lr(default: float) -> Parameter:
    return Parameter(
        "lr", default, 0.0, 1000.0, "per update", "The learning rate eta: how far a step goes.", choices=RATES
    )


def _decay_rate(name: str, default: float, help_text: str) -> Parameter:
    return Parameter(name, default, 0.0, 0.999999, "per update", help_text, choices=(0.0, 0.5, 0.9, 0.95, 0.99, 0.999))


def _eps(default: float = 1e-8) -> Parameter:
    # Not down to 0: where no gradient ever came (dead units, padding) that would be 0/0.
    return Parameter(
        "eps", default, 1e-16, 1.0, "of a gradient", "Keeps the denominator from 0.", choices=(1e-10, 1e-8, 1e-6, 1e-4)
    )


def _decay(default: float) -> Parameter:
    return Parameter(
        "weight_decay",
        default,
        0.0,
        10.0,
        "per unit of lr",
        "The share of theta that fades, times lr.",
        choices=(0.0, 1e-4, 1e-3, 0.01, 0.1),
    )


_lambda = _decay_rate("lambda", 0.9, "How much of the last movement is kept.")
_alpha = _decay_rate("alpha", 0.9, "How slowly old squared gradients fade.")
_beta1 = _decay_rate("beta1", 0.9, "How slowly the mean of the gradients forgets.")
_beta2 = _decay_rate("beta2", 0.999, "How slowly the mean of their squares forgets.")
_bias_correction = Parameter(
    "bias_correction", 1, 0, 1, "off or on", "Divide by 1 - beta^t, for the means start at 0.", True, (0, 1)
)

MOMENTS = ("m = beta1 * m + (1 - beta1) * g", "v = beta2 * v + (1 - beta2) * g^2")
CORRECTED = ("mhat = m / (1 - beta1^t)", "vhat = v / (1 - beta2^t)")
ADAPTED = "theta = theta - eta * mhat / (sqrt(vhat) + eps)"
ADAM_RATE = "rate = eta / (sqrt(v / (1 - beta2^t)) + eps)"
ADAM = {"m": "mean", "v": "squares", "mhat": "corrected mean", "vhat": "corrected squares"}

optimizers.add(
    gradient_descent,
    parameters=(_lr(0.1),),
    slots=(),
    lines=("theta = theta - eta * g",),
    rate=("rate = eta",),
    meanings={},
)
optimizers.add(
    momentum,
    parameters=(_lr(0.03), _lambda),
    slots=("v",),
    lines=("v = lambda * v - eta * g", "theta = theta + v"),
    rate=("rate = eta",),
    meanings={"v": "movement"},
)
optimizers.add(
    nesterov,
    parameters=(_lr(0.03), _lambda),
    slots=("v",),
    lines=("v = lambda * v - eta * g", "theta = theta + lambda * v - eta * g"),
    rate=("rate = eta",),
    meanings={"v": "movement"},
)
optimizers.add(
    adagrad,
    parameters=(_lr(0.1), _eps()),
    slots=("s",),
    lines=("s = s + g^2", "theta = theta - eta * g / (sqrt(s) + eps)"),
    rate=("rate = eta / (sqrt(s) + eps)",),
    meanings={"s": "squares"},
)
optimizers.add(
    rmsprop,
    parameters=(_lr(0.01), _alpha, _eps()),
    slots=("sigma^2",),
    symbols={"sigma^2": "sigma2"},
    lines=(
        "sigma2 = g^2 if t = 1",
        "sigma2 = alpha * sigma2 + (1 - alpha) * g^2 if t > 1",
        "theta = theta - eta * g / (sqrt(sigma2) + eps)",
    ),
    rate=("rate = eta / (sqrt(sigma2) + eps)",),
    meanings={"sigma2": "squares"},
)
optimizers.add(
    adadelta,
    parameters=(_lr(1.0), _alpha, _eps(1e-6)),
    slots=("s", "u"),
    lines=(
        "s = alpha * s + (1 - alpha) * g^2",
        "d = g * sqrt(u + eps) / sqrt(s + eps)",
        "u = alpha * u + (1 - alpha) * d^2",
        "theta = theta - eta * d",
    ),
    rate=("rate = eta * sqrt(u + eps) / sqrt(s + eps)",),
    meanings={"s": "squares", "d": "step", "u": "squares"},
)
optimizers.add(
    adam,
    parameters=(_lr(0.01), _beta1, _beta2, _eps(), _bias_correction),
    slots=("m", "v"),
    lines=(
        *MOMENTS,
        *(f"{line} if bias_correction = 1" for line in (*CORRECTED, ADAPTED)),
        "theta = theta - eta * m / (sqrt(v) + eps) if bias_correction = 0",
    ),
    rate=(f"{ADAM_RATE} if bias_correction = 1", "rate = eta / (sqrt(v) + eps) if bias_correction = 0"),
    meanings=ADAM,
)
optimizers.add(
    amsgrad,
    parameters=(_lr(0.01), _beta1, _beta2, _eps()),
    slots=("m", "v", "max v"),
    symbols={"max v": "vmax"},
    lines=(*MOMENTS, "vmax = max(v, vmax)", CORRECTED[0], "vhat = vmax / (1 - beta2^t)", ADAPTED),
    rate=("rate = eta / (sqrt(vmax / (1 - beta2^t)) + eps)",),
    meanings=ADAM | {"vmax": "squares"},
)
optimizers.add(
    adamax,
    parameters=(_lr(0.01), _beta1, _beta2, _eps()),
    slots=("m", "u"),
    lines=(MOMENTS[0], "u = max(beta2 * u, abs(g))", CORRECTED[0], "theta = theta - eta * mhat / (u + eps)"),
    rate=("rate = eta / (u + eps)",),
    meanings={"m": "mean", "u": "sizes", "mhat": "corrected mean"},
)
optimizers.add(
    nadam,
    parameters=(_lr(0.01), _beta1, _beta2, _eps()),
    slots=("m", "v"),
    memory=("mu_product",),
    lines=(
        *MOMENTS,
        "mu = beta1 * (1 - 0.96^(0.004 * t) / 2)",
        "mu_next = beta1 * (1 - 0.96^(0.004 * (t + 1)) / 2)",
        "mu_product = mu if t = 1",
        "mu_product = mu_product * mu if t > 1",
        "mhat = mu_next * m / (1 - mu_product * mu_next) + (1 - mu) * g / (1 - mu_product)",
        CORRECTED[1],
        ADAPTED,
    ),
    rate=(ADAM_RATE,),
    meanings=ADAM,
)
optimizers.add(
    adamw,
    parameters=(_lr(0.01), _beta1, _beta2, _eps(), _decay(0.01)),
    slots=("m", "v"),
    lines=(*MOMENTS, *CORRECTED, "theta = (1 - eta * weight_decay) * theta", ADAPTED),
    rate=(ADAM_RATE,),
    meanings=ADAM,
)
optimizers.add(
    lion,
    parameters=(
        _lr(0.001),
        _beta1,
        _decay_rate("beta2", 0.99, "How slowly the mean of the gradients forgets."),
        _decay(0.0),
    ),
    slots=("m",),
    lines=(
        "c = beta1 * m + (1 - beta1) * g",
        "m = beta2 * m + (1 - beta2) * g",
        "theta = theta - eta * (sign(c) + weight_decay * theta)",
    ),
    rate=("rate = eta",),
    meanings={"c": "mean", "m": "mean"},
)

optimizer_kernels = {entry.name: kernel(optimizer_signature, use=Use.ALL)(entry.functions[0]) for entry in optimizers}


def slot_count(optimizer: str) -> int:
    """How many numbers it keeps of each parameter."""
    return len(optimizers[optimizer].traits["slots"])

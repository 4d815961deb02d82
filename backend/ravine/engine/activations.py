"""Activation functions, each a pair: the value and how a gradient passes back through it.

`f(z, p)` gives y for sixteen pre-activations z; `f_back(z, y, d, p)` gives dL/dz from d = dL/dy. p is the function's
one parameter, 0 where it has none. Where a function has a corner at 0 the derivative from the left is taken there.
An activation that learns p has a third function, `f_slope(z, d)`: what one unit adds to dL/dp.
"""

from __future__ import annotations

import math

from ravine.engine import elementary
from ravine.engine.registry import Family, Parameter
from ravine.engine.vector import Vector, fma, maximum, minimum, where

activations = Family("activations", "activation")

Scalar = float


def linear(z: Vector, p: Scalar) -> Vector:
    """y = z

    The pre-activation itself: what an output layer usually has.
    """
    return z


def linear_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    return d


def sigmoid(z: Vector, p: Scalar) -> Vector:
    """y = 1 / (1 + exp(-z))

    Squashes into (0, 1). Its slope is at most 1/4, so gradients shrink at every layer (lecture, Vanishing Gradient).
    """
    return elementary.sigmoid(z)


def sigmoid_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    return d * (y - y * y)


def tanh(z: Vector, p: Scalar) -> Vector:
    """y = tanh(z)

    A sigmoid stretched to (-1, 1) and centred on 0; its slope is at most 1.
    """
    return elementary.tanh(z)


def tanh_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    return d - d * y * y


def relu(z: Vector, p: Scalar) -> Vector:
    """y = max(0, z)

    The Rectified Linear Unit: slope 1 or 0, so what gets through is not shrunk (lecture, ReLU).
    """
    return maximum(z, 0.0)


def relu_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    return where(z > 0.0, d, 0.0)


def leaky_relu(z: Vector, p: Scalar) -> Vector:
    """y = z for z > 0, alpha z otherwise

    A ReLU that lets a little through below 0, so a unit cannot die (lecture, Variants of ReLU).
    """
    return where(z > 0.0, z, z * p)


def leaky_relu_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    return where(z > 0.0, d, d * p)


def prelu(z: Vector, p: Scalar) -> Vector:
    """y = z for z > 0, alpha z otherwise, alpha learned

    One alpha a layer, trained by gradient descent like a weight; penalties leave it alone (He et al., 2015; lecture,
    Variants of ReLU). PyTorch's PReLU has one alpha too, unless it is asked for one a channel.
    """
    return where(z > 0.0, z, z * p)


def prelu_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    return where(z > 0.0, d, d * p)


def prelu_slope(z: Vector, d: Vector) -> Vector:
    return where(z > 0.0, 0.0, z * d)


def elu(z: Vector, p: Scalar) -> Vector:
    """y = z for z > 0, alpha (exp(z) - 1) otherwise

    Smooth where alpha is 1, and levels off at -alpha (Clevert, Unterthiner, Hochreiter, 2016).
    """
    return where(z > 0.0, z, elementary.expm1(minimum(z, 0.0)) * p)


def elu_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    return where(z > 0.0, d, d * (y + p))


def gelu(z: Vector, p: Scalar) -> Vector:
    """y = z Phi(z), Phi the standard normal distribution

    The exact form, not the one with tanh (Hendrycks, Gimpel, 2016).
    """
    return z * elementary.normal_distribution(z)


def gelu_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    density = elementary.exp(z * z * -0.5) * math.sqrt(0.5 / math.pi)
    return d * fma(z, density, elementary.normal_distribution(z))


def silu(z: Vector, p: Scalar) -> Vector:
    """y = z / (1 + exp(-z))

    z times its own sigmoid, also called swish (Elfwing, Uchibe, Doya, 2018).
    """
    return z * elementary.sigmoid(z)


def silu_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    s = elementary.sigmoid(z)
    return d * fma(y, 1.0 - s, s)


def softplus(z: Vector, p: Scalar) -> Vector:
    """y = ln(1 + exp(z))

    The limit of a sum of sigmoids with different biases, which ReLU stands in for (lecture, ReLU, third reason).
    """
    return elementary.softplus(z)


def softplus_back(z: Vector, y: Vector, d: Vector, p: Scalar) -> Vector:
    return d * elementary.sigmoid(z)


activations.add(linear, linear_back, dead=False)
activations.add(sigmoid, sigmoid_back, dead=False)
activations.add(tanh, tanh_back, dead=False)
activations.add(relu, relu_back, dead=True)
activations.add(
    leaky_relu,
    leaky_relu_back,
    parameters=(
        Parameter(
            "alpha", 0.01, 0.0, 1.0, "slope below 0", "How much passes below 0.", choices=(0.001, 0.01, 0.1, 0.3)
        ),
    ),
    dead=False,
)
activations.add(
    prelu,
    prelu_back,
    prelu_slope,
    parameters=(
        Parameter(
            "alpha", 0.25, -1.0, 1.0, "slope below 0", "Where alpha starts; it is learned.", choices=(0.0, 0.1, 0.25)
        ),
    ),
    dead=False,
    learned=True,
)
activations.add(
    elu,
    elu_back,
    parameters=(
        Parameter(
            "alpha", 1.0, 0.0, 10.0, "level", "Where it levels off below 0: -alpha.", choices=(0.1, 0.5, 1.0, 2.0)
        ),
    ),
    dead=False,
)
activations.add(gelu, gelu_back, dead=False)
activations.add(silu, silu_back, dead=False)
activations.add(softplus, softplus_back, dead=False)


def learned(name: str) -> bool:
    """Whether the activation's parameter is one of the network's, and changes as it learns."""
    return bool(activations[name].traits.get("learned"))

"""What one visitor may ask for, each limit with its reason. Bounds of single settings stand beside the settings."""

from __future__ import annotations

from typing import Final

LANES: Final = 8
"""Learners in a session: as many as there are Okabe-Ito colours to tell them apart."""

LAYERS: Final = 64
"""Hidden layers: enough for the 56-layer net that the lecture shows to train worse than the 20-layer one."""

UNITS: Final = 4096
"""Neurons in a layer: as many as AlexNet's widest has. How many layers may be so wide, PARAMETERS says."""

MAPS: Final = 1024
"""Filters of a layer: AlexNet has 384 at most."""

SIDE: Final = 512
"""Pixels along the side of a picture that a network is outlined for; AlexNet takes 227."""

WINDOW: Final = 32
"""Pixels along the side of what slides over a picture, and how far it moves: beyond the largest picture of the data."""

INPUTS: Final = 3072
"""Columns of numbers in a data set: a table's, or the pixels of a picture, 32 x 32 in three colours. One more layer of
UNITS on such a picture has 3 of the 5 million PARAMETERS."""

PIECES: Final = 8
"""Linear functions of a Maxout neuron: more corners than these nobody tells apart in its curve."""

OUTPUTS: Final = UNITS
"""Neurons of any layer, the output layer with its classes included."""

BATCH: Final = 100_000
"""Examples in a batch; a batch beyond the training set means all of it."""

SEED: Final = 2**32 - 1
"""Seeds are keys of the counter-based generator, 32 bits each."""

PARAMETERS: Final = 5_000_000
"""Weights and biases of all lanes together: with gradients, optimizer slots and a few snapshots about 200 MB."""

MULTIPLY_ADDS: Final = 2_000_000_000
"""Multiplications of one forward pass over one batch of one lane, with the numbers that pools and local response
normalisation look at: an update then stays under about a second."""

ACTIVATIONS: Final = 20_000_000
"""Numbers that the layers of all lanes hold for one batch; with their gradients, masks and padding about five times as
much is kept, 400 MB."""

RECORDED: Final = 100_000_000
"""Numbers that one call of `ravine.train` returns (loss, rate and gradient norms of every update): 400 MB."""

UPDATES: Final = 10_000_000
"""Updates of one call of `ravine.train`."""

EXPERIMENTS: Final = 8
"""Experiments of a lesson: more are not done in one sitting."""

MESSAGE_BYTES: Final = 128 * 1024
"""One command: a session of eight lanes of many layers fits with room to spare."""

FILE_BYTES: Final = 1024 * 1024
"""One spec file."""

DEPTH: Final = 16
"""Nesting of JSON: a hello with the deepest spec has eight levels."""

NAME: Final = 40
"""Characters of a lane's name: more does not fit a legend."""

COUNT: Final = 2**53
"""Update numbers travel as float64, which is exact up to here."""

IDENTIFIER: Final = 2**32 - 1
"""Lane ids and sequence numbers are 32 bits wide in a frame."""

VIEWS: Final = 32
"""Kinds of block that one page may watch."""

TOKEN: Final = 64
"""Characters of a session's id or a view's name."""

POINTS: Final = 200
"""Points that a surface is made of: more than these nobody drags, and each costs at every cell of a picture."""

FAR: Final = 1e6
"""How far from 0 a start or the edge of a picture may lie: every surface is over long before."""

EXPRESSION: Final = 256
"""Characters of a typed function: more is not written on a board."""

TRIED: Final = 5000
"""Updates of each of many racers, of a map or a grid of rates: 5,000 of 65,536 take about a second."""

TERMS: Final = 64
"""Sigmoids that are added up: from 16 on the sum is a straight line to the eye."""

DELTAS: Final = 12
"""Nudges of one weight that are tried at once: a list that fits on the screen."""

SLICE_SIDE: Final = 61
"""Points along a side of a loss slice: finer than it is drawn adds waiting only."""

WALK_BYTES: Final = 850 * 1024 * 1024
"""Memory of a walk through a network too large for a lane: AlexNet with a batch of 64 takes 803 MiB."""

WALK_WORK: Final = 100_000_000_000
"""Multiplications forward of a walk: AlexNet with a batch of 64 takes 73 billion, some ten seconds there and back."""

SWEPT_VALUES: Final = 16
"""Values of one sweep: a curve through more looks no smoother."""

SWEPT_SEEDS: Final = 10
"""Seeds of each value of a sweep: their spread is known to a quarter of itself."""

SWEPT_UPDATES: Final = 100_000
"""Updates of each network of a sweep."""

UPDATE_WORK: Final = 10_000
"""Multiplications that every update of a sweep takes the time of beside its own."""

SWEEP_WORK: Final = 12_000_000_000_000
"""Multiplications of one sweep: some five minutes of one core. The lecture's depth sweep, 1 to 10 layers of 32
neurons for 30 epochs of the digits from three seeds with two activations, takes a two-hundredth."""

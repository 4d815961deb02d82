"""A plain reading of the frame format, written from its description and not from the code that encodes it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES = {0: "<f4", 1: "u1", 2: "<u2", 3: "<u4", 4: "<f8"}


@dataclass
class Decoded:
    kind: int
    lane: int
    start: float
    width: int
    values: NDArray[Any]


@dataclass
class DecodedFrame:
    sequence: int
    update: float
    blocks: list[Decoded]

    def of(self, kind: int, lane: int | None = None) -> list[Decoded]:
        return [block for block in self.blocks if block.kind == kind and lane in (None, block.lane)]


def decode(content: bytes) -> DecodedFrame:
    magic, version, count, sequence, reserved, update = struct.unpack_from("<4sHHIId", content)
    assert (magic, version, reserved) == (b"RVN1", 2, 0)
    at, blocks = 24, []
    for _ in range(count):
        kind, dtype, reserved, lane, rows, cols, start, width, size = struct.unpack_from("<HBBIIIdII", content, at)
        assert reserved == 0
        at += 32
        assert at % 8 == 0
        values = np.frombuffer(content, TYPES[dtype], rows * cols, at).reshape(rows, cols)
        assert size == -(-values.nbytes // 8) * 8
        blocks.append(Decoded(kind, lane, start, width, values))
        at += size
    assert at == len(content)
    return DecodedFrame(sequence, update, blocks)

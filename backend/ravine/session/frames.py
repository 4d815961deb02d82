"""One binary message of numbers to the page: header, then blocks, little-endian, every payload aligned to 8 bytes."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from ravine.session.blocks import DTYPES, Block
from ravine.spec import commands

MAGIC = int.from_bytes(b"RVN1", "little")
VERSION = commands.VERSION
ALIGNMENT = 8

# offset of each field in bytes; the page's copy is generated from these
HEADER_FIELDS = {"magic": 0, "version": 4, "blocks": 6, "sequence": 8, "reserved": 12, "update": 16}
BLOCK_FIELDS = {
    "kind": 0, "dtype": 2, "reserved": 3, "lane": 4, "rows": 8, "cols": 12, "start": 16, "width": 24, "payload": 28,
}  # fmt: skip
HEADER = struct.Struct("<IHHIId")
BLOCK_HEADER = struct.Struct("<HBBIIIdII")

_DTYPE_NUMBERS = {dtype.name: number for number, dtype in enumerate(DTYPES)}


@dataclass(frozen=True)
class Frame:
    """An encoded frame and the number that the page acknowledges it by."""

    sequence: int
    content: bytes


def encode(sequence: int, update: float, blocks: Sequence[Block]) -> Frame:
    """magic, version, count of blocks, sequence, update; then per block a header and rows * cols numbers.

    The payload length that a block header gives includes the padding: the next block starts right after it.
    """
    parts = [HEADER.pack(MAGIC, VERSION, len(blocks), sequence, 0, update)]
    for one in blocks:
        content = one.values.tobytes()
        padding = -len(content) % ALIGNMENT
        rows, cols = one.values.shape
        parts.append(
            BLOCK_HEADER.pack(
                one.kind.number, _DTYPE_NUMBERS[one.kind.dtype], 0, one.lane, rows, cols,
                one.start, one.width, len(content) + padding,
            )
        )  # fmt: skip
        parts += (content, bytes(padding))
    return Frame(sequence, b"".join(parts))

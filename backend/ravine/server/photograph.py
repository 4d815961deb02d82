"""The photographs that come with the package, as a browser shows them: the part that a large network is given."""

from __future__ import annotations

import asyncio
import functools
import io

from fastapi import HTTPException
from PIL import Image
from starlette.responses import Response

from ravine.data.crops import centre
from ravine.data.images import PHOTOGRAPHS, photographs
from ravine.engine.alexnet import IMAGE


async def photograph(number: int) -> Response:
    """Of the catalogue's photographs, from 0; raises HTTPException where there is none of that number."""
    if not 0 <= number < PHOTOGRAPHS:
        raise HTTPException(404, f"photographs are numbered 0 to {PHOTOGRAPHS - 1}")
    png = await asyncio.to_thread(_png, number)
    return Response(png, media_type="image/png", headers={"Cache-Control": "no-cache"})


@functools.cache
def _png(number: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(centre(photographs()[0][number], IMAGE.height)).save(file, "png")
    return file.getvalue()

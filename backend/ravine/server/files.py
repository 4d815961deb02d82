"""The page's files: the right type for each, nothing outside their folders, always checked for being current."""

from __future__ import annotations

import os
from importlib import util
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
"""By suffix: Python's own table asks the system, and Windows may call JavaScript plain text. Others are not served."""

CURRENT = "no-cache"
"""Keep it, but ask each time: an update must reach an open classroom with the next reload."""


class Files(StaticFiles):
    """One folder; hidden files and unknown types are not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)

    async def get_response(self, path: str, scope: Scope) -> Response:
        parts = PurePosixPath(path.replace("\\", "/"))
        if parts.suffix not in TYPES or any(part.startswith(".") for part in parts.parts):
            raise HTTPException(404)
        return await super().get_response(path, scope)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = CURRENT
        if "content-type" in response.headers:  # an answer that nothing has changed has none
            response.headers["Content-Type"] = TYPES[Path(full_path).suffix]
        return response


def plotly() -> Path | None:
    """plotly.min.js of the installed package, found without importing it; None where it is missing."""
    found = util.find_spec("plotly")
    if found is None or found.origin is None:
        return None
    file = Path(found.origin).parent / "package_data" / "plotly.min.js"
    return file if file.is_file() else None

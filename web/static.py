"""Our own style, scripts and pictures, from memory, under names that change with their content."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from common.errors import NotFound
from common.settings import ROOT
from people.guards import PUBLIC

STATIC = ROOT / "build" / "static"
FOR_EVER = "public, max-age=31536000, immutable"


@cache
def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@get("/static/{name:str}", opt=PUBLIC | {"exclude_from_csrf": True})
async def static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    files = _files(STATIC)
    if name not in files or name.endswith((".gz", ".json")):
        raise NotFound()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    body = files[name]
    if f"{name}.gz" in files and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = files[f"{name}.gz"], "gzip"
    return Response(body, media_type=kind, headers=headers)

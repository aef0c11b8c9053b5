"""The demo page, the one-tag script and the widget's files."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from bot.gateway.errors import ApiError
from bot.settings import ROOT

STATIC = ROOT / "bot" / "web" / "static"

router = APIRouter(include_in_schema=False)


def _file(path: Path) -> FileResponse:
    if not path.is_file():
        raise ApiError(404, "not_found")
    return FileResponse(path)


@router.api_route("/", methods=["GET", "HEAD"])
async def page() -> FileResponse:
    """Return the demo page with the widget."""
    return _file(STATIC / "index.html")


@router.api_route("/widget.js", methods=["GET", "HEAD"])
async def widget() -> FileResponse:
    """Return the one-tag script."""
    return _file(STATIC / "widget.js")


def mount(app: FastAPI) -> None:
    """Serve the widget's other files below ``/static``."""
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")

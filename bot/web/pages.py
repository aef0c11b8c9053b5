"""The chat page, its texts, the one-tag script and the page's files."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from bot.gateway import help_texts
from bot.gateway.errors import ApiError, accepted_language
from bot.gateway.reading import RASA_LIMIT
from bot.texts import languages, text
from bot.web.page import TEMPLATE, render
from bot.web.texts import page_texts

HERE = Path(__file__).parent
STATIC = HERE / "static"
_READ = ["GET", "HEAD"]

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=_READ)
async def page(request: Request, lang: str = "") -> Response:
    """Return the page in the language asked for, else in the browser's."""
    chosen = lang if lang in languages() else accepted_language(request.scope)
    return HTMLResponse(_page(chosen), headers={"Content-Language": chosen})


@router.api_route("/texts/{language}.json", methods=_READ)
async def texts(language: str) -> Response:
    """Return the page's texts in a language, for changing it in place."""
    if language not in languages():
        raise ApiError(404, "not_found")
    return JSONResponse(_texts(language))


@router.api_route("/widget.js", methods=_READ)
async def widget() -> Response:
    """Return the one-tag script."""
    return Response(_widget(), media_type="text/javascript")


def mount(app: FastAPI) -> None:
    """Serve the page's files below ``/static``."""
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


@lru_cache
def _texts(language: str) -> dict[str, Any]:
    return page_texts(language, help_texts.sos(language), RASA_LIMIT)


@lru_cache
def _page(language: str) -> str:
    return render(TEMPLATE.read_text(encoding="utf-8"), _texts(language))


@lru_cache
def _widget() -> str:
    labels = {
        code: {key: text(code, f"web.{key}") for key in ("widget", "widget_about")}
        for code in languages()
    }
    script = (HERE / "widget.js").read_text(encoding="utf-8")
    return script.replace('"{{texts}}"', json.dumps(labels, ensure_ascii=False))

"""The chat page, the privacy notice, the one-tag script, and the files they need."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from bot.gateway import help_texts
from bot.gateway.errors import ApiError, spoken_in
from bot.gateway.reading import RASA_LIMIT
from bot.settings import ROOT
from bot.texts import languages
from bot.web.notice import render_notice
from bot.web.page import TEMPLATE, WIDGET, render, render_widget
from bot.web.plain_page import TEMPLATE as PLAIN
from bot.web.texts import page_texts, widget_texts

STATIC = ROOT / "bot" / "web" / "static"

router = APIRouter(include_in_schema=False)


@lru_cache
def _texts(language: str) -> dict[str, Any]:
    return page_texts(language, help_texts.sos(language), RASA_LIMIT)


@lru_cache
def _page(language: str) -> str:
    return render(TEMPLATE.read_text(encoding="utf-8"), _texts(language))


@router.api_route("/", methods=["GET", "HEAD"])
def page(request: Request, language: str | None = None) -> HTMLResponse:
    """Return the page in the language that is asked for or that the browser names."""
    return HTMLResponse(
        _page(spoken_in(request, language)), headers={"Vary": "Accept-Language"}
    )


@router.api_route("/privacy", methods=["GET", "HEAD"])
def privacy(request: Request, language: str | None = None) -> HTMLResponse:
    """Return the privacy notice, like the page in a language."""
    language = spoken_in(request, language)
    template = PLAIN.read_text(encoding="utf-8")
    notice = render_notice(template, language, request.app.state.controller)
    return HTMLResponse(notice, headers={"Vary": "Accept-Language"})


@router.get("/texts/{language}.json")
def texts(language: str) -> JSONResponse:
    """Return the page's texts in one language."""
    if language not in languages():
        raise ApiError(404, "not_found")
    return JSONResponse(_texts(language))


@router.api_route("/widget.js", methods=["GET", "HEAD"])
def widget() -> Response:
    """Return the one-tag script."""
    script = render_widget(WIDGET.read_text(encoding="utf-8"), widget_texts())
    return Response(script, media_type="text/javascript")


def mount(app: FastAPI) -> None:
    """Serve the other files below ``/static``."""
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")

"""A provider's page: GET shows the record, only POST says that it is right or not.

Programs that follow the links of a mail confirm nothing. The one page that reads
the catalogue: in a thread of its own request, so that the chat never waits for it.
"""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from bot.gateway.api import address_of
from bot.gateway.errors import spoken_in
from bot.gateway.limits import Limits
from bot.providers.links import PATH, Link
from bot.store.keys import Keys
from bot.web.confirm import render_confirm
from bot.web.plain_page import TEMPLATE
from services_db.errors import CatalogueUnavailable

if TYPE_CHECKING:
    from services_db.verifications import Shown

PARAMETER = 200
"""Characters of a parameter; a longer one is no link of ours."""

_STATUS = {
    "open": HTTPStatus.OK,
    "right": HTTPStatus.OK,
    "wrong": HTTPStatus.OK,
    "invalid": HTTPStatus.NOT_FOUND,
    "busy": HTTPStatus.TOO_MANY_REQUESTS,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}
router = APIRouter(include_in_schema=False)


def link_of(
    service: str = "", version: str = "", until: str = "", signature: str = ""
) -> Link:
    """Return what the address says; too long a part is an empty one."""
    parts = (service, version, until, signature)
    return Link(*(part if len(part) <= PARAMETER else "" for part in parts))


Given = Annotated[Link, Depends(link_of)]


@router.api_route(PATH, methods=["GET", "HEAD"])
def show(request: Request, link: Given, language: str | None = None) -> HTMLResponse:
    """Return the record with two buttons, or why there is none."""
    spoken = spoken_in(request, language)
    if refused := _refused(request, link, spoken):
        return refused
    from services_db import verifications

    url = request.app.state.catalogue_url
    try:
        state: str = verifications.state(
            url, link.service, link.version, link.signature
        )
        record = verifications.shown(url, link.service, spoken)
    except CatalogueUnavailable:
        return _page(spoken, "unavailable", link)
    return _page(spoken, state, link, record if state == "open" else None)


@router.post(PATH + "/{said}")
def answer(
    request: Request,
    said: Literal["right", "wrong"],
    link: Given,
    language: str | None = None,
) -> HTMLResponse:
    """Note the answer, once for a link."""
    spoken = spoken_in(request, language)
    if refused := _refused(request, link, spoken):
        return refused
    from services_db import verifications

    try:
        state = verifications.answer(
            request.app.state.catalogue_url,
            link.service,
            link.version,
            link.signature,
            right=said == "right",
        )
    except CatalogueUnavailable:
        return _page(spoken, "unavailable", link)
    return _page(spoken, said if state == "open" else state, link)


def _refused(request: Request, link: Link, language: str) -> HTMLResponse | None:
    """Return the page for a link that is not good: the catalogue is not asked."""
    limits: Limits = request.app.state.limits
    wait = limits.provider(address_of(request))
    if wait:
        page = _page(language, "busy", link)
        page.headers["Retry-After"] = str(ceil(wait))
        return page
    from services_db.clock import now_in_finland

    keys: Keys = request.app.state.conversations.sessions.keys
    verdict = link.judged(keys, now_in_finland().date())
    return None if verdict == "good" else _page(language, verdict, link)


@lru_cache
def _template() -> str:
    return TEMPLATE.read_text(encoding="utf-8")


def _page(
    language: str, state: str, link: Link, record: Shown | None = None
) -> HTMLResponse:
    page = render_confirm(_template(), language, state, link, record)
    status = _STATUS.get(state, HTTPStatus.GONE)
    headers = {"Vary": "Accept-Language", "X-Robots-Tag": "noindex"}
    return HTMLResponse(page, status, headers)

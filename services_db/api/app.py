"""The ASGI application: Open Referral HSDS 3.0, read only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from services_db import db
from services_db.api import organizations, places, services, terms
from services_db.api.shapes import About, Problem
from services_db.errors import CatalogueUnavailable

VERSION: Final = "3.0"
PROFILE: Final = "https://docs.openreferral.org/en/v3.0.0/"


def create_app(url: str) -> FastAPI:
    """Return the application over the catalogue at ``url``; it opens it on use."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        with db.opened(url) as app.state.engine:
            yield

    app = FastAPI(
        title="Laituri: services for young people",
        summary="A read API of the HSDS shape over the services catalogue.",
        version=VERSION,
        license_info={"name": "MIT"},
        lifespan=life,
        responses={503: {"model": Problem}},
    )
    for part in (services, organizations, places, terms):
        app.include_router(part.router)

    @app.get("/")
    def about(request: Request) -> About:
        """Say what this API is."""
        document = str(request.url_for("openapi"))
        return About(version=VERSION, profile=PROFILE, openapi_url=document)

    @app.exception_handler(CatalogueUnavailable)
    def unavailable(request: Request, error: CatalogueUnavailable) -> JSONResponse:
        return JSONResponse({"detail": "the catalogue cannot be read now"}, 503)

    return app

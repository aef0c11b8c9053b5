"""What the API answers with, beside the tables of the standard."""

from __future__ import annotations

from pydantic import BaseModel

from services_db.hsds import model as h
from services_db.hsds.base import Moment, Uuid


class About(BaseModel):
    """What this API is."""

    version: str
    profile: str
    openapi_url: str


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


class Minimal(BaseModel):
    """A service's id and when it changed here."""

    id: Uuid
    last_modified: Moment


class OrganizationWithServices(h.Organization):
    """An organization with its services, whole or by id and name."""

    services: tuple[h.Service, ...] = ()


class ServiceAtLocationWithService(h.ServiceAtLocation):
    """A service at a place, with the service."""

    service: h.Service | None = None

"""The SELECT statements of cards: one for each table, for all cards at once."""

from __future__ import annotations

from typing import Final

from sqlalchemy import and_, or_, select

from services_db import models as m
from services_db.statements import CONFIRMED_ON, listed, within

SERVICES: Final = select(m.Service.__table__, CONFIRMED_ON).where(listed(m.Service.id))
TEXTS: Final = select(
    m.ServiceText.service_id,
    m.ServiceText.language,
    m.ServiceText.name,
    m.ServiceText.summary,
    m.ServiceText.how_to_apply,
    m.ServiceText.first_visit,
    m.ServiceText.opening,
    m.ServiceText.fees,
    m.ServiceText.note,
).where(listed(m.ServiceText.service_id))
ORGANIZATION_NAMES: Final = (
    select(m.Service.id, m.OrganizationText.language, m.OrganizationText.name)
    .join(
        m.OrganizationText,
        m.OrganizationText.organization_id == m.Service.organization_id,
    )
    .where(listed(m.Service.id))
)
AREAS: Final = (
    select(m.ServiceArea.service_id, m.ServiceArea.kind, m.ServiceArea.code)
    .where(listed(m.ServiceArea.service_id))
    .order_by(m.ServiceArea.kind, m.ServiceArea.code)
)
CONTACTS: Final = (
    select(m.Contact.__table__, m.ContactText.language, m.ContactText.label)
    .outerjoin(
        m.ContactText,
        and_(
            m.ContactText.service_id == m.Contact.service_id,
            m.ContactText.position == m.Contact.position,
        ),
    )
    .where(
        listed(m.Contact.service_id),
        or_(
            m.Contact.area_kind.is_(None),
            within(m.Contact.area_kind, m.Contact.area_code),
        ),
    )
    .order_by(m.Contact.service_id, m.Contact.position)
)
PLACES: Final = (
    select(
        m.Location.__table__,
        m.ServiceAtLocation.service_id,
        m.ServiceAtLocation.position,
        m.LocationText.language,
        m.LocationText.name,
    )
    .join(m.Location, m.Location.id == m.ServiceAtLocation.location_id)
    .outerjoin(m.LocationText, m.LocationText.location_id == m.Location.id)
    .where(listed(m.ServiceAtLocation.service_id))
    .order_by(m.ServiceAtLocation.service_id, m.ServiceAtLocation.position)
)
SCHEDULES: Final = (
    select(m.Schedule.__table__, m.ScheduleText.language, m.ScheduleText.description)
    .outerjoin(
        m.ScheduleText,
        and_(
            m.ScheduleText.service_id == m.Schedule.service_id,
            m.ScheduleText.position == m.Schedule.position,
        ),
    )
    .where(listed(m.Schedule.service_id))
    .order_by(m.Schedule.service_id, m.Schedule.position)
)
PROVIDERS: Final = (
    select(
        m.AreaProvider.__table__,
        m.AreaProviderText.language,
        m.AreaProviderText.name,
        m.AreaProviderText.note,
    )
    .outerjoin(
        m.AreaProviderText,
        and_(
            m.AreaProviderText.service_id == m.AreaProvider.service_id,
            m.AreaProviderText.area_kind == m.AreaProvider.area_kind,
            m.AreaProviderText.area_code == m.AreaProvider.area_code,
        ),
    )
    .where(
        listed(m.AreaProvider.service_id),
        within(m.AreaProvider.area_kind, m.AreaProvider.area_code),
    )
)

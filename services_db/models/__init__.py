"""Tables of the services catalogue, named after Open Referral HSDS 3.

A text is a row with a language, a closed vocabulary a code, a place an official
code. ``Base.metadata`` is what the migrations must agree with.
"""

from services_db.models.area import (
    Area,
    AreaText,
    Municipality,
    MunicipalityArea,
    MunicipalityText,
)
from services_db.models.base import Base
from services_db.models.catalogue_version import CatalogueVersion
from services_db.models.contact import Contact, ContactText
from services_db.models.guidance import (
    CalendarEvent,
    CalendarEventText,
    Fact,
    FactText,
    LegacyTerm,
    LegacyTermText,
    LegacyTermWord,
    Responsibility,
    ResponsibilityText,
)
from services_db.models.location import Location, LocationText, ServiceAtLocation
from services_db.models.organization import Organization, OrganizationText
from services_db.models.schedule import Schedule, ScheduleText
from services_db.models.search_gap import SearchGap
from services_db.models.service import Service, ServiceText
from services_db.models.service_area import (
    AreaProvider,
    AreaProviderText,
    ServiceArea,
)
from services_db.models.service_code import (
    ServiceClassification,
    ServiceCode,
    ServiceKeyword,
)
from services_db.models.sync_run import SyncChange, SyncRun
from services_db.models.verification import Report, Verification

__all__ = [
    "Area",
    "AreaProvider",
    "AreaProviderText",
    "AreaText",
    "Base",
    "CalendarEvent",
    "CalendarEventText",
    "CatalogueVersion",
    "Contact",
    "ContactText",
    "Fact",
    "FactText",
    "LegacyTerm",
    "LegacyTermText",
    "LegacyTermWord",
    "Location",
    "LocationText",
    "Municipality",
    "MunicipalityArea",
    "MunicipalityText",
    "Organization",
    "OrganizationText",
    "Report",
    "Responsibility",
    "ResponsibilityText",
    "Schedule",
    "ScheduleText",
    "SearchGap",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceClassification",
    "ServiceCode",
    "ServiceKeyword",
    "ServiceText",
    "SyncChange",
    "SyncRun",
    "Verification",
]

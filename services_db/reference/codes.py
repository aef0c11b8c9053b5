"""Closed vocabularies. Pure data: anybody may import this module.

People never see these codes; their names in each language are rows of
``services_db/labels/<language>.yml``.
"""

from enum import StrEnum
from typing import Final


class Theme(StrEnum):
    """What a need is about."""

    TRAINING = "training"
    JOB = "job"
    MENTAL_HEALTH = "mental_health"
    MONEY = "money"
    HOUSING = "housing"
    SUBSTANCE_USE = "substance_use"
    LONELINESS = "loneliness"
    HEALTH = "health"
    FAMILY = "family"
    IMMIGRATION = "immigration"
    MILITARY_SERVICE = "military_service"
    DISABILITY = "disability"
    ENTREPRENEURSHIP = "entrepreneurship"
    DAILY_LIFE = "daily_life"
    VIOLENCE_CRIME = "violence_crime"
    GAMBLING_GAMING = "gambling_gaming"
    SEXUALITY_GENDER = "sexuality_gender"
    LEGAL_RIGHTS = "legal_rights"
    LEISURE = "leisure"
    YOUNG_PARENT = "young_parent"


class SupportLevel(StrEnum):
    """How much help: a little, more, much and for long."""

    GENERAL = "general"
    INTENSIFIED = "intensified"
    SPECIAL = "special"


class TnoType(StrEnum):
    """Tieto-, neuvonta- ja ohjauspalvelut: what kind of answer a service gives."""

    INFORMATION = "information"
    ADVICE = "advice"
    GUIDANCE = "guidance"


class Phase(StrEnum):
    """Transition phases (nivelvaiheet)."""

    AFTER_BASIC_EDUCATION = "after_basic_education"
    AFTER_UPPER_SECONDARY = "after_upper_secondary"
    WITHOUT_STUDY_PLACE = "without_study_place"
    AT_RISK_OF_DROPPING_OUT = "at_risk_of_dropping_out"
    DROPPED_OUT = "dropped_out"
    CHANGING_FIELD = "changing_field"
    TURNING_18 = "turning_18"
    MOVING_OUT = "moving_out"
    AFTER_MILITARY_SERVICE = "after_military_service"
    UNEMPLOYED = "unemployed"
    LONG_AT_HOME = "long_at_home"
    AFTER_ILLNESS = "after_illness"
    AFTER_CARE = "after_care"
    AFTER_PRISON = "after_prison"
    NEWLY_ARRIVED = "newly_arrived"


class TargetGroup(StrEnum):
    """For whom a service is (after PTV's target groups)."""

    YOUNG = "young"
    PARENT = "parent"
    PROFESSIONAL = "professional"
    EMPLOYER = "employer"


class ServiceNature(StrEnum):
    """Preventive, guidance, support or crisis service."""

    PREVENTIVE = "preventive"
    GUIDANCE = "guidance"
    SUPPORT = "support"
    CRISIS = "crisis"


class ContactKind(StrEnum):
    """Ways to reach a service."""

    PHONE = "phone"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    CHAT = "chat"
    WEB = "web"
    FORM = "form"
    BOOKING = "booking"
    SOCIAL = "social"
    ADDRESS = "address"


class Charge(StrEnum):
    """Whether the user pays."""

    FREE = "free"
    PAID = "paid"
    UNKNOWN = "unknown"


class AreaKind(StrEnum):
    """Kinds of area that a service can cover.

    ``country:FI`` is all of Finland, ``mainland:FI`` all but Åland.
    """

    MUNICIPALITY = "municipality"
    EMPLOYMENT_AREA = "employment_area"
    WELLBEING_COUNTY = "wellbeing_county"
    REGION = "region"
    ECONOMIC_DEVELOPMENT_CENTRE = "economic_development_centre"
    MAINLAND = "mainland"
    COUNTRY = "country"


ALAND_REGION: Final = "21"


class Role(StrEnum):
    """Who says something about a record."""

    PROVIDER = "provider"
    MAINTAINER = "maintainer"
    USER = "user"


class ReportKind(StrEnum):
    """What is said to be wrong in a record."""

    PHONE = "phone"
    ADDRESS = "address"
    OPENING_HOURS = "opening_hours"
    CLOSED = "closed"
    OTHER = "other"


ALL: Final = "all"
"""Of a verification: all of the record is right."""
WRONG: Final = "wrong"
"""Of a verification: the provider says that something in the record is not."""

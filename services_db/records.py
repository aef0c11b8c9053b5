"""What a source gives and what a search returns: two typed records, no SQL.

``ServiceRecord`` is the one shape that every importer produces and that
``services_db.sync`` writes. ``ServiceCard`` is the one shape that a search
returns; its JSON is the card of the chat API.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services_db.reference.codes import (
    Charge,
    ContactKind,
    Phase,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
    TnoType,
)

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Texts = dict[Language, str]
AreaRef = Annotated[
    str,
    StringConstraints(
        pattern=r"^((municipality:\d{3})|((employment_area|wellbeing_county|region"
        r"|economic_development_centre):\d{2})|((country|mainland):FI))$"
    ),
]

YES_NO: Final = (
    *("walk_in", "booking", "remote", "anonymous"),
    *("referral_needed", "guardian_needed", "interpreter"),
)
"""Fields of a service that are yes, no, or not said."""


class Record(BaseModel):
    """Base of the source records: unknown keys are an error, texts are stripped."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, use_enum_values=False
    )


class SourceRef(Record):
    """Who said so: name and address of the page that a fact was read from."""

    name: str
    url: str


class ContactRecord(Record):
    """One way to reach a service. ``label`` says what it is, per language."""

    kind: ContactKind
    value: str
    label: Texts = {}
    professional: bool = False


class ScheduleRecord(Record):
    """Opening hours after HSDS: ``byday`` is a subset of MO TU WE TH FR SA SU.

    ``closed`` marks an exception; ``opens_at``/``closes_at`` are local Finnish time.
    """

    byday: list[Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]] = []
    opens_at: time | None = None
    closes_at: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    closed: bool = False
    description: Texts = {}


class LocationRecord(Record):
    """A place where the service is given. Coordinates are WGS84 degrees."""

    id: str | None = None
    name: Texts = {}
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    municipality: Annotated[str, StringConstraints(pattern=r"^\d{3}$")] | None = None
    latitude: float | None = Field(default=None, ge=59, le=71)
    longitude: float | None = Field(default=None, ge=19, le=32)
    schedules: list[ScheduleRecord] = []


class ServiceText(Record):
    """What people read about a service, in one language."""

    name: str = Field(max_length=200)
    summary: str = Field(max_length=5000)
    alternate_names: list[str] = []
    description: str | None = None
    how_to_apply: str | None = None
    first_visit: str | None = None
    opening: str | None = None
    fees: str | None = None
    note: str | None = None


class AreaProvider(Record):
    """Who gives a nationwide duty in one area (an employment area, a county …)."""

    area: AreaRef
    name: Texts
    contacts: list[ContactRecord] = []
    note: Texts = {}
    verified_on: date | None = None
    source: SourceRef | None = None


class ServiceRecord(Record):
    """A service as a source describes it; ``None``: the source does not say."""

    id: str = Field(max_length=100)
    texts: dict[Language, ServiceText]
    provider: Texts
    provider_id: str | None = None
    themes: list[Theme] = []
    support_levels: list[SupportLevel] = []
    tno_types: list[TnoType] = []
    phases: list[Phase] = []
    target_groups: list[TargetGroup] = [TargetGroup.YOUNG]
    nature: ServiceNature | None = None
    is_one_stop: bool = False
    age_min: int | None = Field(default=None, ge=0, le=120)
    age_max: int | None = Field(default=None, ge=0, le=120)
    areas: list[AreaRef] = ["country:FI"]
    languages: list[Language] = []
    charge: Charge = Charge.UNKNOWN
    walk_in: bool | None = None
    booking: bool | None = None
    remote: bool | None = None
    anonymous: bool | None = None
    referral_needed: bool | None = None
    guardian_needed: bool | None = None
    interpreter: bool | None = None
    contacts: list[ContactRecord] = []
    schedules: list[ScheduleRecord] = []
    locations: list[LocationRecord] = []
    providers: list[AreaProvider] = []
    keywords: dict[Language, list[str]] = {}
    classifications: list[str] = []
    valid_from: date | None = None
    valid_until: date | None = None
    verified_on: date | None = None
    source: SourceRef

    @model_validator(mode="after")
    def _has_a_text(self) -> ServiceRecord:
        if not self.texts:
            raise ValueError("texts: at least one language is needed")
        if (
            self.age_min is not None
            and self.age_max is not None
            and self.age_min > self.age_max
        ):
            raise ValueError("age_min: is greater than age_max")
        return self


class Contact(BaseModel):
    """A contact as shown, its label in the reader's language."""

    kind: ContactKind
    label: str
    value: str


class Opening(BaseModel):
    """``open_now`` is ``None`` when the hours are not known."""

    open_now: bool | None = None
    text: str = ""


class ServiceCard(BaseModel):
    """One service as a reader sees it: the card of the chat API; null is unknown.

    ``confirmed_on``: the provider has said that this content is right.
    """

    id: str
    name: str
    provider: str
    summary: str
    themes: list[Theme]
    support_levels: list[SupportLevel]
    is_one_stop: bool
    scope: Literal["municipality", "area", "national"]
    municipalities: list[str]
    age_min: int | None
    age_max: int | None
    languages: list[str]
    charge: Charge
    contacts: list[Contact]
    how_to_apply: str | None
    first_visit: str | None
    walk_in: bool | None
    booking: bool | None
    remote: bool | None
    anonymous: bool | None
    referral_needed: bool | None
    guardian_needed: bool | None
    interpreter: bool | None
    professional_contact: Contact | None
    opening: Opening
    location: dict[Literal["lat", "lon"], float] | None
    why: list[str]
    note: str | None = None
    text_language: str
    valid_until: date | None
    nature: ServiceNature | None = None
    verified_on: date | None
    confirmed_on: date | None = None
    source: SourceRef

    @property
    def newest_on(self) -> date | None:
        """The later of the source's date and the provider's word."""
        return max(filter(None, (self.verified_on, self.confirmed_on)), default=None)

    def to_json(self) -> dict[str, Any]:
        """Return the card as plain JSON values."""
        return self.model_dump(mode="json")

"""The chat API's shapes (design 3.2), and the drafts that replies are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from bot.texts import languages
from services_db.records import Contact, ServiceCard

ReplyKind = Literal["text", "services", "crisis", "notice", "question"]
MESSAGE_ID_LENGTH = 200


def _known_language(code: str) -> str:
    if code not in languages():
        raise ValueError(f"language: one of {', '.join(languages())}")
    return code


Language = Annotated[
    str,
    AfterValidator(_known_language),
    Field(json_schema_extra=lambda schema: schema.update(enum=list(languages()))),
]
MessageId = Annotated[
    str, StringConstraints(min_length=1, max_length=MESSAGE_ID_LENGTH)
]


def _absent(value: object) -> bool:
    return value is None


class Button(BaseModel):
    """A choice: what it says, and the token that a press sends back (24 h)."""

    title: str
    token: str


class CardButton(Button):
    """ "Something here is wrong" for one card; ``service`` is the card's id."""

    service: str


class ServicesQuery(BaseModel):
    """What was searched; ``themes`` in the order in which services are grouped."""

    model_config = ConfigDict(extra="allow")

    municipality: str | None = None
    themes: list[str] = []
    age: int | None = None
    support_level: str | None = None
    text: str | None = None


class Reply(BaseModel):
    """One bubble. ``id`` ascends within a conversation."""

    model_config = ConfigDict(populate_by_name=True)

    id: int
    kind: ReplyKind
    sender: Literal["bot", "counsellor"] = Field(default="bot", alias="from")
    language: str
    text: str
    buttons: list[Button] = []
    contacts: list[Contact] | None = Field(default=None, exclude_if=_absent)
    query: ServicesQuery | None = Field(default=None, exclude_if=_absent)
    services: list[ServiceCard] | None = Field(default=None, exclude_if=_absent)
    total: int | None = Field(default=None, exclude_if=_absent)
    card_buttons: list[CardButton] | None = Field(default=None, exclude_if=_absent)

    def to_json(self) -> dict[str, Any]:
        """Return the reply as plain JSON values."""
        return self.model_dump(mode="json", by_alias=True)


class OpenRequest(BaseModel):
    """``language`` is ``null`` when the person has not chosen one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"language": "fi"}]})

    language: Language | None = None


class Opened(BaseModel):
    """A new conversation. ``token`` is its only key: keep it, never in an address."""

    conversation: str
    token: str
    language: str | None
    replies: list[Reply]


class MessageRequest(BaseModel):
    """Either ``text`` or ``button``; the same ``message_id`` acts once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"text": "Koulu jäi kesken, mitä nyt?", "message_id": "m-1"},
                {"button": "Zk0c0bTn3T1QbS2m2l0rXg", "message_id": "m-2"},
            ]
        }
    )

    text: str | None = None
    button: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = (
        None
    )
    message_id: MessageId | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> MessageRequest:
        if (self.text is None) == (self.button is None):
            raise ValueError("either text or button")
        return self


class Answer(BaseModel):
    """The replies to one message, and the language of the conversation now."""

    replies: list[Reply]
    language: str | None


class Replies(BaseModel):
    """Replies after an id, oldest first."""

    replies: list[Reply]


class Problem(BaseModel):
    """What went wrong: a code for programs, a sentence for people."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """Even an error tells where help is."""

    error: Problem
    replies: list[Reply]


@dataclass(frozen=True)
class Inbound:
    """One event from a channel: ``text`` or a button's token, never both.

    ``token`` is the bearer token where the channel has one, ``address`` the
    client's where it is known; ``origin`` is the subscription that the event came
    through and that needs no push of the answer.
    """

    text: str | None = None
    button: str | None = None
    message_id: str | None = None
    channel: str = "web"
    token: str | None = None
    address: str | None = None
    origin: object | None = None


@dataclass(frozen=True)
class Choice:
    """A button before it has a token. ``payload``: Rasa's, or ``gateway:…``."""

    title: str
    payload: str


@dataclass(frozen=True)
class Draft:
    """A reply before it has an id."""

    kind: ReplyKind
    text: str
    choices: tuple[Choice, ...] = ()
    contacts: tuple[Contact, ...] | None = None
    query: ServicesQuery | None = None
    services: tuple[ServiceCard, ...] | None = None
    total: int | None = None
    language: str | None = None
    sender: Literal["bot", "counsellor"] = "bot"

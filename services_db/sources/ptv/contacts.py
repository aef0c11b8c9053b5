"""Ways to reach a service: phones, e-mails and links of channels to contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from services_db.clean import plain, shorten
from services_db.reference.codes import ContactKind
from services_db.sources.notes import Notes
from services_db.sources.ptv.parts import ContactDetails, Page, Phone, Text
from services_db.sources.ptv.shapes import Channel
from services_db.sources.ptv.texts import LABEL_LIMIT, labels

MOST: Final = 30
FINLAND: Final = "+358"
_KINDS: Final = {"Phone": ContactKind.PHONE, "Sms": ContactKind.SMS}
_LINKS: Final = {
    "EChannel": ContactKind.FORM,
    "PrintableForm": ContactKind.FORM,
}
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NOT_DIALLED = re.compile(r"[^\d+]")

Contact = dict[str, Any]


def of_channel(channel: Channel) -> list[Contact]:
    """Return a channel's contacts, those for its users before its support."""
    names = labels(channel.serviceChannelNames, "Name")
    link = _LINKS.get(channel.serviceChannelType or "", ContactKind.WEB)
    forms = [
        Page(url=text.value, language=text.language) for text in channel.channelUrls
    ]
    return [
        *_phones(channel.phoneNumbers, names),
        *_links(forms, ContactKind.FORM, names),
        *_links(channel.webPages, link, names),
        *_emails(channel.emails, names),
        *_phones(channel.supportPhones, names),
        *_emails(channel.supportEmails, names),
    ]


def of_connection(details: ContactDetails | None) -> list[Contact]:
    """Return the contacts that hold where a service and a channel meet."""
    if details is None:
        return []
    return [
        *_phones(details.phoneNumbers, {}),
        *_links(details.webPages, ContactKind.WEB, {}),
        *_emails(details.emails, {}),
    ]


def merged(contacts: Iterable[Contact], notes: Notes, record: str) -> list[Contact]:
    """Return each contact once, with the labels of all languages; at most ``MOST``."""
    found: dict[tuple[str, str], Contact] = {}
    for contact in contacts:
        key = (contact["kind"], contact["value"])
        first = found.setdefault(key, {**contact, "label": {}})
        first["label"] = {**contact["label"], **first["label"]}
    if len(found) > MOST:
        notes.add(f"services with more than {MOST} contacts, the first kept", record)
    return list(found.values())[:MOST]


def number_of(phone: Phone) -> str | None:
    """Return a number as it is dialled; Finnish service numbers without a prefix."""
    number = _NOT_DIALLED.sub("", phone.number or "")
    prefix = _NOT_DIALLED.sub("", phone.prefixNumber or "")
    if len(number) < 3:
        return None
    if number.startswith("+") or phone.isFinnishServiceNumber or not prefix:
        return number
    if prefix.startswith("00"):
        prefix = f"+{prefix[2:]}"
    national = number[1:] if prefix == FINLAND and number.startswith("0") else number
    return f"{prefix}{national}"


def _phones(phones: Iterable[Phone], names: dict[str, str]) -> Iterator[Contact]:
    for phone in phones:
        kind = _KINDS.get(phone.type or "Phone")
        number = number_of(phone)
        if kind is not None and number is not None:
            said = _said(phone.additionalInformation, phone.language, names)
            yield {"kind": kind, "value": number, "label": said}


def _emails(emails: Iterable[Text], names: dict[str, str]) -> Iterator[Contact]:
    for email in emails:
        value = plain(email.value or "")
        if _EMAIL.match(value):
            yield {"kind": ContactKind.EMAIL, "value": value, "label": names}


def _links(
    pages: Iterable[Page], kind: ContactKind, names: dict[str, str]
) -> Iterator[Contact]:
    for page in pages:
        url = plain(page.url or "")
        if url:
            said = _said(page.value, page.language, names)
            yield {"kind": kind, "value": _with_scheme(url), "label": said}


def _with_scheme(url: str) -> str:
    return f"https://{url}" if url.lower().startswith("www.") else url


def _said(
    text: str | None, language: str | None, names: dict[str, str]
) -> dict[str, str]:
    """Return the text in its language; the channel's names when there is none."""
    own = labels([Text(value=text, language=language or "fi")])
    return {key: shorten(value, LABEL_LIMIT) for key, value in (own or names).items()}

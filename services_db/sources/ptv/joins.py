"""A service's channels: joined by id, whichever of the two names the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services_db.sources.notes import Notes
from services_db.sources.ptv import contacts
from services_db.sources.ptv.files import Dump
from services_db.sources.ptv.hours import schedules
from services_db.sources.ptv.parts import ServiceHours
from services_db.sources.ptv.places import places
from services_db.sources.ptv.shapes import Channel, Connection, Service
from services_db.sources.ptv.texts import labels

Connections = dict[str, dict[str, Connection]]


@dataclass(frozen=True)
class Joined:
    """A channel of a service with what holds for the two together."""

    channel: Channel
    connection: Connection

    @property
    def hours(self) -> list[ServiceHours]:
        """The hours of the two together, else the channel's own."""
        return self.connection.serviceHours or self.channel.serviceHours

    @property
    def municipality_codes(self) -> Iterator[str | None]:
        """The codes of the municipalities where the channel's places are."""
        for address in self.channel.addresses:
            street = address.streetAddress
            if street and street.municipality:
                yield street.municipality.code


def connections_by_service(dump: Dump) -> Connections:
    """Return what the channels say of their services, by service and channel."""
    found: Connections = {}
    for channel in dump.channels.values():
        for one in channel.services:
            if one.service and one.service.id:
                found.setdefault(one.service.id, {})[channel.id] = one
    return found


def join(
    service: Service, dump: Dump, from_channels: Connections, notes: Notes
) -> list[Joined]:
    """Return the service's channels in its own order, those it does not name last.

    A channel that is not in the files is empty but for its id.
    """
    connections = {
        one.serviceChannel.id: one
        for one in service.serviceChannels
        if one.serviceChannel and one.serviceChannel.id
    }
    for key, connection in from_channels.get(service.id, {}).items():
        connections.setdefault(key, connection)
    found = []
    for key, connection in connections.items():
        channel = dump.channels.get(key)
        if channel is None:
            notes.add("channels that are not in the files", key)
            channel = Channel.model_validate({"id": key})
        found.append(Joined(channel, connection))
    return found


def contacts_of(joined: list[Joined], notes: Notes, record: str) -> list[Any]:
    """Return the contacts of all channels, those of the service itself first."""
    found = [
        contact
        for one in joined
        for contact in (
            *contacts.of_connection(one.connection.contactDetails),
            *contacts.of_channel(one.channel),
        )
    ]
    if not found:
        notes.add("services without a contact", record)
    return contacts.merged(found, notes, record)


def places_of(joined: list[Joined], notes: Notes, record: str) -> list[Any]:
    """Return the places of all channels, each with its hours."""
    found: list[Any] = []
    for one in joined:
        details = one.connection.contactDetails
        own = details.addresses if details else []
        found += places(
            own or one.channel.addresses,
            labels(one.channel.serviceChannelNames, "Name"),
            schedules(one.hours, notes, record),
            notes,
            f"{record}:{one.channel.id}" if own else one.channel.id,
        )
    return found


def phone_hours(joined: list[Joined], notes: Notes, record: str) -> list[Any]:
    """Return the hours of the first channel that is a phone."""
    phones = (o for o in joined if o.channel.serviceChannelType == "Phone")
    first = next(phones, None)
    return schedules(first.hours, notes, record) if first else []

"""Rasa's SQL tracker store on the gateway's database, with deletion and expiry.

The stock store keeps events for ever, and its wrapper keeps in memory, for ever too,
what could not be written. Here a conversation that was erased is not written again,
one without a message for 24 hours is not read any more (the gateway's purge deletes
it), and what cannot be written is dropped: the gateway keeps the conversation's own
replies. A dialogue is continued from its last turns and its slots, so that a long
conversation is as fast as a short one.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from bot.store import erasures, events
from bot.store.db import WRITE, make_engine, resolve
from bot.store.records import RETENTION_SECONDS

logger = logging.getLogger(__name__)

STORED = "stored_events"
"""The attribute of a tracker that says how many of its events are in the database."""


class TrackerStore(SQLTrackerStore):
    """The tracker store of ``endpoints.yml``; ``url`` is an SQLAlchemy URL."""

    engine: sa.Engine

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        if "://" not in (host or ""):
            raise ValueError("endpoints.yml: tracker_store needs a url")
        url = resolve(host or "").render_as_string(hide_password=False)
        super().__init__(domain=domain, host=url, event_broker=event_broker, **kwargs)
        self.engine.dispose()
        # Patient for 1.5 s only, and its errors hold no words.
        self.engine = make_engine(url)
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker with its last turns and with the state from before."""
        tracker = await super().retrieve(sender_id)
        if tracker is not None:
            setattr(tracker, STORED, len(tracker.events))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the new events, or none of them when the database does not take it."""
        try:
            await super().save(tracker)
        except SQLAlchemyError as error:
            logger.error("events are not kept: %s", type(error).__name__)  # noqa: TRY400
        else:
            setattr(tracker, STORED, len(tracker.events))

    def _additional_events(
        self, session: Session, tracker: DialogueStateTracker
    ) -> Iterator[Any]:
        """Return the events to write: none of a conversation that was erased."""
        connection = session.connection(execution_options={WRITE: True})
        erasures.hold(connection, tracker.sender_id)
        if erasures.is_erased(connection, tracker.sender_id):
            return iter(())
        stored: int | None = getattr(tracker, STORED, None)
        if stored is not None:
            return itertools.islice(tracker.events, stored, None)
        found: Iterator[Any] = super()._additional_events(session, tracker)
        return found

    def _event_query(
        self, session: Session, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> Any:
        """Return the query of the events, empty 24 hours after the last of them.

        Of the latest session only what the dialogue is continued from.
        """
        query = super()._event_query(session, sender_id, fetch_events_from_all_sessions)
        since = time.time() - RETENTION_SECONDS
        query = query.filter(events.last_at(sender_id) >= sa.literal(since))
        if fetch_events_from_all_sessions:
            return query
        return query.filter(events.continue_from(self.SQLEvent.id, sender_id))

"""The catalogue as others use it: one class, thread safe, connecting on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, func, select

from services_db import authorities, db, gaps, knowledge, reports, search
from services_db.cards import Reader, build_card, load_services
from services_db.clock import moment_of, now_in_finland
from services_db.embedding import Embedder, load_embedder
from services_db.errors import CatalogueUnavailable
from services_db.index_keeper import IndexKeeper
from services_db.models import Service
from services_db.query import (
    CalendarEntry,
    Duty,
    Fact,
    OldWord,
    Query,
    SearchResult,
    Status,
)
from services_db.query_meaning import QueryMeaning
from services_db.ranking import Ranked, Scored
from services_db.records import ServiceCard
from services_db.reference import exists, municipality_ref
from services_db.reference.codes import Phase, ReportKind, Role, TargetGroup, Theme


class Catalogue:
    """The services catalogue at one database URL.

    Every method raises ``CatalogueUnavailable`` when the database does not serve.
    A municipality code that does not exist is taken as none.
    """

    def __init__(
        self, engine: Engine, embedder: Callable[[], Embedder] = load_embedder
    ) -> None:
        """Take an engine; ``embedder`` is called when a query has words to embed."""
        self._engine = engine
        self._index = IndexKeeper(engine)
        self._meaning = QueryMeaning(embedder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The catalogue can be used again after it."""
        self._engine.dispose()

    def search(self, query: Query) -> SearchResult:
        """Return the services that fit ``query``, best first.

        The cards of one page; ``total`` counts all. An empty result is no error.
        """
        moment = moment_of(query)
        reader = Reader(
            language=query.language,
            now=moment,
            municipality=_known(query.municipality),
            age=query.age,
            support_level=query.support_level,
            themes=query.themes,
        )
        with self._connect() as connection:
            found = self._ranked(connection, query, moment.date())
            page = found.page(query.offset, query.limit)
            ids = [scored.id for scored in page]
            cards = _cards(connection, ids, reader, page)
        return SearchResult(query, len(found), cards)

    def ranked(self, query: Query, limit: int) -> list[Scored]:
        """Return the first ``limit`` services with their scores, without cards."""
        with self._connect() as connection:
            today = moment_of(query).date()
            return self._ranked(connection, query, today).page(0, limit)

    def explain(self, service_id: str, query: Query) -> Scored | None:
        """Return a service's score parts for ``query``; ``None``: it is not found."""
        with self._connect() as connection:
            found = self._ranked(connection, query, moment_of(query).date())
        return found.of(service_id)

    def cards(
        self,
        ids: Sequence[str],
        language: str,
        municipality: str | None = None,
        now: datetime | None = None,
    ) -> list[ServiceCard]:
        """Return the cards of ``ids`` in that order; unknown ids are left out."""
        moment = moment_of(Query(now=now))
        reader = Reader(language, moment, _known(municipality))
        with self._connect() as connection:
            return _cards(connection, ids, reader)

    def facts(
        self,
        topic: str,
        language: str,
        on: date | None = None,
        *,
        municipality: str | None = None,
    ) -> list[Fact]:
        """Return the facts of a topic in force on a day (today) in a place."""
        day, place = on or _today(), _known(municipality)
        with self._connect() as connection:
            return knowledge.facts(connection, topic, language, day, place)

    def calendar(
        self,
        language: str,
        on: date | None = None,
        *,
        themes: Sequence[Theme] = (),
        phases: Sequence[Phase] = (),
        target_group: TargetGroup = TargetGroup.YOUNG,
        text: str = "",
        limit: int = 5,
        municipality: str | None = None,
    ) -> list[CalendarEntry]:
        """Return what is going on or coming on a day in a place.

        What shares words with ``text`` first, then the next first, undated last.
        """
        with self._connect() as connection:
            return knowledge.calendar(
                connection,
                language,
                on or _today(),
                themes,
                phases,
                target_group,
                text,
                limit,
                _known(municipality),
            )

    def responsibilities(
        self,
        language: str,
        municipality: str | None = None,
        *,
        age: int | None = None,
        themes: Sequence[Theme] = (),
        phases: Sequence[Phase] = (),
        text: str = "",
        limit: int = 3,
    ) -> list[Duty]:
        """Return who is responsible, best first; see ``cards`` for their contacts.

        Of each duty only the services that reach ``municipality`` are named.
        """
        with self._connect() as connection:
            duties = knowledge.responsibilities(
                connection, language, age, themes, phases, text, limit
            )
            return authorities.reaching(connection, duties, _known(municipality))

    def legacy_term(self, key_or_text: str, language: str) -> OldWord | None:
        """Return the old word that a key names or that a text contains."""
        with self._connect() as connection:
            return knowledge.legacy_term(connection, key_or_text, language)

    def authorities(
        self, municipality: str, language: str, now: datetime | None = None
    ) -> list[ServiceCard]:
        """Return the cards of those who answer for a young person's services.

        The one-stop point, then the duties in the order of ``authorities.yml``;
        each only where it reaches the municipality.
        """
        moment = moment_of(Query(now=now))
        reader = Reader(language, moment, _known(municipality))
        with self._connect() as connection:
            asked = Query(municipality=reader.municipality, one_stop_only=True)
            points = self._ranked(connection, asked, moment.date()).page()
            ids = authorities.ids_for(connection, points, reader.municipality)
            return _cards(connection, ids, reader)

    def record_gap(self, query: Query) -> None:
        """Count a search that found nothing: place, need, level, language, day."""
        with db.unavailable(), db.exclusive(self._checked()) as connection:
            gaps.record(connection, query, moment_of(query).date())

    def report(self, service_id: str, kind: ReportKind) -> None:
        """Put in the queue that something is wrong; an unknown id is passed over."""
        known = select(Service.id).where(Service.id == service_id)
        with db.unavailable(), db.exclusive(self._checked()) as connection:
            if connection.scalar(known) is not None:
                reports.add(connection, service_id, kind, Role.USER)

    def status(self) -> Status:
        """Return what the catalogue holds."""
        kind = Service.source_kind
        with self._connect() as connection:
            counts = connection.execute(
                select(kind, func.count()).group_by(kind).order_by(kind)
            ).all()
            newest, last = connection.execute(
                select(func.max(Service.verified_on), func.max(Service.last_seen))
            ).one()
            waiting = reports.waiting(connection)
        by_source = {source: count for source, count in counts}
        if last is not None and last.tzinfo is None:
            last = last.replace(tzinfo=UTC)  # SQLite keeps no time zone
        return Status(sum(by_source.values()), by_source, newest, last, waiting)

    def _ranked(self, connection: Connection, query: Query, today: date) -> Ranked:
        index = self._index.current(connection)
        meant = self._meaning.of(query, index)
        return search.ranked(index, _placed(query), today, meant)

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with db.unavailable(), self._checked().connect() as connection:
            yield connection

    def _checked(self) -> Engine:
        """Return the engine; asking never creates a missing SQLite file."""
        url = self._engine.url
        if (
            url.get_backend_name() == "sqlite"
            and not Path(url.database or "").is_file()
        ):
            raise CatalogueUnavailable("no database file")
        return self._engine


def open_catalogue(url: str) -> Catalogue:
    """Return the catalogue at ``url``; the database is first touched on use."""
    return Catalogue(db.connect(url))


def _cards(
    connection: Connection,
    ids: Sequence[str],
    reader: Reader,
    scored: Sequence[Scored] = (),
) -> list[ServiceCard]:
    loaded = load_services(connection, ids, reader.language, reader.places)
    by_id = {s.id: s for s in scored}
    return [build_card(loaded[i], reader, by_id.get(i)) for i in ids if i in loaded]


def _placed(query: Query) -> Query:
    return query if _known(query.municipality) else query.without_place()


def _known(municipality: str | None) -> str | None:
    if municipality is None or not exists(municipality_ref(municipality)):
        return None
    return municipality


def _today() -> date:
    return now_in_finland().date()

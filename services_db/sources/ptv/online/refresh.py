"""Brings the mirror up to date: everything, or what has changed since the last time.

A full run lists what the filter wants, fetches all of it and drops the rest: mark
and sweep. An increment asks for what has changed (``date=``) and what was archived.
Both can be cut anywhere and go on with what is still to be fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from services_db.batches import batched
from services_db.errors import ImportRefused
from services_db.sources.notes import Notes
from services_db.sources.ptv.files import Dump, NotTaken, take
from services_db.sources.ptv.online.mirror import Mirror
from services_db.sources.ptv.online.wanted import Wanted

FULL_EVERY: Final = timedelta(days=7)
"""After this long an increment does not do: a change may have been missed."""
RESUME_WITHIN: Final = timedelta(hours=24)
OVERLAP: Final = timedelta(hours=1)
"""How far back an increment reaches beyond the last run: clocks differ."""
SERVICES: Final = "services"

Item = dict[str, Any]
Progress = Callable[[str, int, int], None]


class Api(Protocol):
    """One version of PTV's interface, everything in the shape of version 11."""

    @property
    def version(self) -> str:
        """The name of the version."""
        ...

    @property
    def batch(self) -> int:
        """How many things are asked for at once."""
        ...

    @property
    def kinds(self) -> Sequence[str]:
        """What is fetched beside services, each kind after those it hangs on."""
        ...

    def wanted_ids(self, wanted: Wanted, since: datetime | None) -> set[str]:
        """Return the ids of services of the filter, or those changed since then."""
        ...

    def changed_ids(self, kind: str, since: datetime) -> set[str]:
        """Return the ids of all things of a kind that have changed since then."""
        ...

    def archived_ids(self, since: datetime) -> set[str]:
        """Return the ids of services that were taken away since then."""
        ...

    def services(self, ids: Sequence[str]) -> list[Item]:
        """Return services; those that PTV does not have are left out."""
        ...

    def others(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """Return things of another kind, those that PTV has."""
        ...


def refresh(
    api: Api,
    mirror: Mirror,
    wanted: Wanted,
    *,
    now: datetime,
    full: bool,
    notes: Notes,
    progress: Progress,
) -> None:
    """Bring the mirror to what PTV has of ``wanted`` at ``now`` (UTC).

    Raises:
        ImportRefused: when PTV cannot be asked or something is not of its shape. What
            came before is kept, and the next call goes on from there.
    """
    _Run(api, mirror, wanted, now, notes, progress).go(full)


class _Run:
    def __init__(
        self,
        api: Api,
        mirror: Mirror,
        wanted: Wanted,
        now: datetime,
        notes: Notes,
        progress: Progress,
    ) -> None:
        self._api, self._mirror, self._wanted = api, mirror, wanted
        self._now, self._notes, self._progress = now, notes, progress
        self._filter = f"{api.version} {wanted.fingerprint}"

    def go(self, full: bool) -> None:
        mirror = self._mirror
        if not self._goes_on(full):
            self._start(full)
        since = mirror.moment("since")
        self._fetch(SERVICES, self._api.services)
        if since is None:
            mirror.keep(SERVICES, mirror.wanted(SERVICES))
        for kind in self._api.kinds:
            self._follow(kind, since)
        started = mirror.state("started")
        full_at = started if since is None else mirror.state("full")
        mirror.remember(filter=self._filter, done=started, full=full_at, started=None)

    def _since(self) -> datetime | None:
        """Return from when to ask for changes; ``None`` when all is to be fetched."""
        done, full = self._mirror.moment("done"), self._mirror.moment("full")
        same = self._mirror.state("filter") == self._filter
        if not (same and done and full) or self._now - full > FULL_EVERY:
            return None
        return done - OVERLAP

    def _goes_on(self, full: bool) -> bool:
        """Whether a run was cut that this one may finish."""
        started = self._mirror.moment("started")
        same = self._mirror.state("running") == f"{self._filter} {full}"
        if started is None or not same or self._now - started > RESUME_WITHIN:
            return False
        self._notes.add("a run that was cut went on")
        return True

    def _start(self, full: bool) -> None:
        mirror, kinds = self._mirror, self._api.kinds
        since = None if full else self._since()
        self._progress("list", 0, 0)
        ids = self._api.wanted_ids(self._wanted, since)
        if since is not None:
            known = mirror.ids(SERVICES)
            ids |= self._api.changed_ids(SERVICES, since) & known
            mirror.drop(SERVICES, self._api.archived_ids(since))
        mirror.remember(started=None, **{f"begun {kind}": None for kind in kinds})
        mirror.begin(SERVICES, ids)
        mirror.remember(
            since=since.isoformat() if since else None,
            running=f"{self._filter} {full}",
            started=self._now.isoformat(),
        )

    def _follow(self, kind: str, since: datetime | None) -> None:
        """Fetch what the services name of a kind: what is new or has changed."""
        mirror, begun = self._mirror, f"begun {kind}"
        named = _named(kind, mirror)
        mirror.keep(kind, named)
        if mirror.state(begun) is None:
            known = mirror.ids(kind) if since is not None else set()
            ids = named - known
            if since is not None and known:
                ids |= self._api.changed_ids(kind, since) & known
            mirror.begin(kind, ids)
            mirror.remember(**{begun: "yes"})
        self._fetch(kind, lambda some: self._api.others(kind, some))

    def _fetch(self, kind: str, get: Callable[[Sequence[str]], list[Item]]) -> None:
        to_do, total = self._mirror.to_do(kind), len(self._mirror.wanted(kind))
        done = total - len(to_do)
        self._progress(kind, done, total)
        for ids in batched(to_do, self._api.batch):
            items = [item for item in get(ids) if self._is_asked(kind, item, ids)]
            for missing in sorted(set(ids) - {item["id"] for item in items}):
                self._notes.add(
                    f"{kind} listed or named that PTV does not have", missing
                )
            self._mirror.store(kind, ids, items)
            done += len(ids)
            self._progress(kind, done, total)

    def _is_asked(self, kind: str, item: Item, ids: Sequence[str]) -> bool:
        """Whether an item is one of those asked for, and of PTV's shape.

        Raises:
            ImportRefused: when it is not; it is not kept.
        """
        try:
            take(item, Dump(), Notes())
        except NotTaken as error:
            raise ImportRefused(f"PTV, {kind}: {error}") from None
        if item["id"] in ids:
            return True
        self._notes.add(f"{kind} that were not asked for, left out", item["id"])
        return False


def _named(kind: str, mirror: Mirror) -> set[str]:
    """Return the ids of a kind that the services of the mirror name."""
    dump = Dump()
    for item in mirror.items(SERVICES):
        take(item, dump, Notes())
    services = dump.services.values()
    if kind == "channels":
        named = (c.serviceChannel for s in services for c in s.serviceChannels)
        return {channel.id for channel in named if channel and channel.id}
    if kind == "organizations":
        parts = (o.organization for s in services for o in s.organizations)
        return {one.id for one in parts if one and one.id}
    return {s.generalDescriptionId for s in services if s.generalDescriptionId}

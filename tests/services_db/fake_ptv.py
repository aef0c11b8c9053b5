"""A strict PTV on a real socket: versions 11 and 12, with the faults they have.

Strict: an unknown path or parameter, more than 100 ids, a date with fractions, an
``Authorization`` header, a missing key or a second request within half a second of
the test's clock is a violation, which fails the test at its end.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from services_db.sources.ptv.online.polite import INTERVAL, Clock

Item = dict[str, Any]
Fault = Callable[["Answering"], bool]

KEY = "test-key"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
ZERO = "00000000-0000-0000-0000-000000000000"
V11_LISTS = {
    "/Service": {"date", "page"},
    "/ServiceChannel": {"date", "page"},
    "/Organization": {"date", "page"},
    "/Service/serviceClass": {"uri", "date", "page"},
    "/Service/targetGroup": {"uri", "date", "page"},
    "/Service/archived/list": {"date", "page"},
}
V11_WHOLE = {
    "/Service/serviceWithGD/list": "services",
    "/ServiceChannel/list": "channels",
    "/Organization/list": "organizations",
}
V12_KINDS = {
    "service": "services",
    "service-channel": "channels",
    "organization": "organizations",
    "general-description": "general descriptions",
    "connection": "connections",
}
V12_FILTERS = {
    "service": {
        "serviceClasses", "serviceClassesMatch", "targetGroups", "targetGroupsMatch",
        "areaType", "municipalities", "municipalitiesMatch", "regions",
        "regionsMatch", "wellbeingServicesCounties", "wellbeingServicesCountiesMatch",
        "languageVersions", "languageVersionsMatch", "publishedAtOrAfter",
    },
    "service-channel": {"publishedAtOrAfter"},
    "organization": {"publishedAtOrAfter"},
    "general-description": {"publishedAtOrAfter"},
    "connection": {"publishedAtOrAfter", "serviceContentIds"},
}  # fmt: skip


@dataclass
class FakeClock:
    """Time that passes only when somebody sleeps."""

    at: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def clock(self) -> Clock:
        return Clock(now=lambda: self.at, sleep=self.sleep)


class Answering(BaseHTTPRequestHandler):
    """One request; ``ptv`` is the server's state."""

    ptv: FakePtv

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        self.where, self.query = split.path, parse_qs(split.query)
        self.ptv.saw(self)
        if self.ptv.faults and self.ptv.faults[0](self):
            self.ptv.faults.pop(0)
            return
        answer = self.ptv.answer(self.where, self.query)
        if isinstance(answer, int):
            self.say({"message": "no"}, answer)
        else:
            self.say(answer)

    def say(self, value: Any, status: int = 200, **headers: str) -> None:
        self.send(json.dumps(value).encode(), status, **headers)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class FakePtv:
    """What PTV holds (v11's or v12's shapes), and what it saw."""

    def __init__(self, clock: FakeClock, page_size: int = 3) -> None:
        self.items: dict[str, dict[str, Item]] = {}
        self.archived: dict[str, str] = {}
        self.listed_only: dict[str, Item] = {}
        self.poison: set[str] = set()
        self.faults: list[Fault] = []
        self.seen: list[str] = []
        self.violations: list[str] = []
        self._clock, self._page_size = clock, page_size
        self._last = 0.0
        handler = type("Handler", (Answering,), {"ptv": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def put(self, kind: str, item: Item) -> None:
        key = item.get("id") or item.get("contentId")
        key = key or f"{item['serviceContentId']} {item['channelContentId']}"
        self.items.setdefault(kind, {})[key] = item

    def saw(self, request: Answering) -> None:
        self.seen.append(request.path)
        now = self._clock.at
        if now - self._last < INTERVAL:
            self.violations.append(
                f"{request.path}: {now - self._last} s after another"
            )
        self._last = now
        if request.headers.get("authorization"):
            self.violations.append("authorization was sent")
        if "/api/v12/" in request.path and request.headers.get("x-api-key") != KEY:
            self.violations.append("no key")

    def answer(self, where: str, query: dict[str, list[str]]) -> Any:
        if where.startswith("/api/v12/"):
            return self._v12(where.removeprefix("/api/v12/"), query)
        return self._v11(where, {key: value[0] for key, value in query.items()})

    def _v11(self, where: str, query: dict[str, str]) -> Any:
        if where in V11_WHOLE:
            return self._whole(where, query)
        area = re.fullmatch(r"/Service/area/(\w+)/code/(\w+)", where)
        allowed = {"includeWholeCountry", "page"} if area else V11_LISTS.get(where)
        if allowed is None or query.keys() - allowed or not query["page"].isdecimal():
            self.violations.append(f"{where} {query}")
            return 400
        date = query.get("date", "")
        if date and not STAMP.fullmatch(date):
            self.violations.append(f"date {date}")
            return 500
        if where == "/Service/archived/list":
            rows = [
                {"id": k, "name": k} for k, at in self.archived.items() if at >= date
            ]
            return self._page(rows, int(query["page"]))
        kind = {"/ServiceChannel": "channels", "/Organization": "organizations"}
        rows = [
            self._row(item)
            for item in self.items.get(kind.get(where, "services"), {}).values()
            if item["modified"] >= date and self._fits(item, where, area, query)
        ]
        if where != "/ServiceChannel":
            rows += list(self.listed_only.values())
        return self._page(rows, int(query["page"]))

    def _fits(self, item: Item, where: str, area: Any, query: dict[str, str]) -> bool:
        key = "serviceClasses" if where == "/Service/serviceClass" else "targetGroups"
        if "uri" in query:
            codes = [coded["code"] for coded in item[key]]
            return query["uri"].rpartition("/code/")[2] in codes
        if area is None:
            return True
        if item["areaType"] != "LimitedType":
            return query.get("includeWholeCountry") == "true"
        return any(
            a["type"] == area[1]
            and area[2]
            in [a.get("code"), *(m["code"] for m in a.get("municipalities", []))]
            for a in item["areas"]
        )

    def _row(self, item: Item) -> Item:
        names = item.get("serviceNames") or item.get("serviceChannelNames") or []
        return {"id": item["id"], "name": names[0]["value"] if names else "x"}

    def _page(self, rows: list[Item], page: int) -> Item:
        size = self._page_size
        some = rows[(page - 1) * size : page * size]
        return {
            "pageNumber": page,
            "pageSize": size,
            "pageCount": -(-len(rows) // size),
            "itemList": some or None,
        }

    def _whole(self, where: str, query: dict[str, str]) -> Any:
        ids = query.get("guids", "").split(",")
        if query.keys() != {"guids"} or len(ids) > 100:
            self.violations.append(f"{where}: {len(ids)} ids")
        if ZERO in ids or self.poison & set(ids):
            return 500
        held = self.items.get(V11_WHOLE[where], {})
        return [held[key] for key in reversed(ids) if key in held] or 404

    def _v12(self, where: str, query: dict[str, list[str]]) -> Any:
        if where == "postal-codes":
            return self._found(
                [{"code": c, "name": {"fi": "JYVÄSKYLÄ"}} for c in query["codes"]]
            )
        if where == "service/archived":
            after = query["archivedAtOrAfter"][0]
            return self._found(
                [{"contentId": k} for k, at in self.archived.items() if at >= after]
            )
        kind, _, rest = where.partition("/")
        held = self.items.get(V12_KINDS.get(kind, ""), {})
        if kind not in V12_KINDS:
            self.violations.append(where)
            return 400
        if rest != "search":
            return held.get(rest, 404)
        limits = {"page", "pageSize", *V12_FILTERS[kind]}
        size = int(query["pageSize"][0])
        if (
            query.keys() - limits
            or size > 100
            or any(len(v) > 20 for v in query.values())
        ):
            self.violations.append(f"{where} {query}")
            return 400
        return self._found(
            [item for item in held.values() if self._matches(item, query)],
            int(query["page"][0]),
        )

    def _matches(self, item: Item, query: dict[str, list[str]]) -> bool:
        if item.get("publishedAt", "") < query.get("publishedAtOrAfter", [""])[0]:
            return False
        area = item.get("area") or {}
        held = {**item, **area}
        return (
            all(
                bool(set(values) & set(held.get(name) or ()))
                for name, values in query.items()
                if name
                in {
                    "serviceClasses",
                    "targetGroups",
                    "municipalities",
                    "regions",
                    "languageVersions",
                }
            )
            and all(
                item["serviceContentId"] in values
                for name, values in query.items()
                if name == "serviceContentIds"
            )
            and query.get("areaType", [area.get("areaType")]) == [area.get("areaType")]
        )

    def _found(self, rows: list[Item], page: int = 1) -> Item:
        size = self._page_size
        return {
            "page": page,
            "pageSize": size,
            "totalItems": len(rows),
            "totalPages": -(-len(rows) // size),
            "items": rows[(page - 1) * size : page * size],
        }


def once(status: int, **headers: str) -> Fault:
    """Answer once with a status."""

    def fault(request: Answering) -> bool:
        request.say({}, status, **headers)
        return True

    return fault


def body(content: bytes, **headers: str) -> Fault:
    """Answer once with these bytes."""

    def fault(request: Answering) -> bool:
        request.send(content, **headers)
        return True

    return fault


def at(part: str, fault: Fault) -> Fault:
    """Let the fault happen at a path that holds ``part``."""
    return lambda request: part in request.path and fault(request)


BOMB = gzip.compress(b" " * (60 * 1024 * 1024))

"""A strict Bot API on loopback: refuses, with Telegram's words, what it would refuse.

Updates are confirmed by ``offset`` as in Telegram. It can ask for patience (429),
cut connections, and know people who have blocked the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import web

TOKEN = "123456:a-token-for-tests-only_0123456789abc"
TEXT_LIMIT = 4096
_REFERENCE = re.compile(r"&(?!(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_PARAMETERS = {
    "getMe": set(),
    "deleteWebhook": {"drop_pending_updates"},
    "getWebhookInfo": set(),
    "deleteMessages": {"chat_id", "message_ids"},
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "sendMessage": {
        "chat_id",
        "text",
        "parse_mode",
        "link_preview_options",
        "reply_markup",
    },
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "cache_time"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "setMyDescription": {"description", "language_code"},
    "setMyShortDescription": {"short_description", "language_code"},
}


class Violation(Exception):
    """What Telegram would answer 400 to."""


@dataclass
class Sent:
    """A message that arrived: its text without markup, links, keys."""

    chat_id: int
    text: str
    html: str
    links: list[str]
    keys: list[dict[str, str]]


class _Entities(HTMLParser):
    """Reads Telegram's HTML; anything it does not know is an error."""

    ALLOWED = frozenset(("b", "i", "u", "s", "a", "code", "pre", "blockquote"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.links: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.ALLOWED:
            raise Violation(f'can\'t parse entities: Unsupported start tag "{tag}"')
        if tag == "a":
            address = dict(attrs).get("href") or ""
            if not re.fullmatch(r"(https|tg|mailto|tel):[^\s<>\"]+", address):
                raise Violation("can't parse entities: bad href")
            self.links.append(address)
        elif attrs:
            raise Violation("can't parse entities: attribute")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise Violation("can't parse entities: Unexpected end tag")

    def handle_data(self, data: str) -> None:
        self.text += data

    def finished(self) -> None:
        if self._open:
            raise Violation("can't parse entities: Can't find end tag")


@dataclass
class FakeBotApi:
    """State of the fake. ``violations`` must be empty at the end of a test."""

    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    floods: int = 0
    retry_after: int = 1
    cuts: int = 0
    conflicts: int = 0
    slow: float = 0.0
    revoked: bool = False
    webhook: str = ""
    stuck: int = 0
    offsets: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shown: defaultdict[int, set[int]] = defaultdict(set)
        self._updates: list[dict[str, Any]] = []
        self.written: set[str] = set()  # by people, as long as can be told from ours
        self._queries: set[str] = set()
        self._next = 1000
        self._messages = 0
        self._changed = asyncio.Condition()

    # What people do -------------------------------------------------------------

    async def message(self, chat_id: int, **content: Any) -> int:
        """Somebody sends a message; return its update id."""
        return await self.update(message=self._message(chat_id, "private", content))

    async def group(self, chat_id: int, **content: Any) -> int:
        """Somebody writes in a group."""
        return await self.update(message=self._message(chat_id, "supergroup", content))

    async def edited(self, chat_id: int, **content: Any) -> int:
        """Somebody edits a message."""
        message = self._message(chat_id, "private", content) | {
            "edit_date": 1_700_000_001
        }
        return await self.update(edited_message=message)

    async def press(self, chat_id: int, data: str) -> str:
        """Somebody presses a key; return the id of the query."""
        query = f"query-{self._next}"
        self._queries.add(query)
        await self.update(
            callback_query={
                "id": query,
                "from": _user(chat_id),
                "chat_instance": "1",
                "message": self._message(chat_id, "private", {"text": "…"}),
                "data": data,
            }
        )
        return query

    async def block(self, chat_id: int) -> None:
        """Somebody blocks the bot."""
        self.blocked.add(chat_id)
        await self.update(
            my_chat_member={
                "chat": {"id": chat_id, "type": "private", "first_name": "Aino"},
                "from": _user(chat_id),
                "date": 1_700_000_000,
                "old_chat_member": {"user": _bot(), "status": "member"},
                "new_chat_member": {
                    "user": _bot(),
                    "status": "kicked",
                    "until_date": 0,
                },
            }
        )

    async def update(self, update_id: int | None = None, **content: Any) -> int:
        """Put an update into the queue; return its id."""
        async with self._changed:
            if update_id is None:
                update_id = self._next
                self._next += 1
            self._updates.append({"update_id": update_id, **content})
            self.written |= {
                words
                for one in content.values()
                for words in (one.get("text"), one.get("caption"))
                if words and len(words) > 5 and not words.startswith("/")
            }
            self._changed.notify_all()
        return update_id

    async def disordered(self, chat_id: int, order: dict[int, str]) -> None:
        """Messages that come in one batch: text by distance from the next id."""
        async with self._changed:
            for distance, text in order.items():
                message = self._message(chat_id, "private", {"text": text})
                number = self._next + distance
                self._updates.append({"update_id": number, "message": message})
            self._next += max(order) + 1
            self._changed.notify_all()

    async def again(self, update_id: int, chat_id: int, times: int = 1) -> None:
        """The same update once more, as after an answer that Telegram never saw."""
        async with self._changed:
            message = self._message(chat_id, "private", {"text": "etsin töitä Oulusta"})
            copy = {"update_id": update_id, "message": message}
            self._updates += [copy] * times
            self._changed.notify_all()

    # What a test waits for ------------------------------------------------------

    async def wait(self, count: int, seconds: float = 10.0) -> list[Sent]:
        """Return all messages once there are ``count``."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: len(self.sent) >= count)
        return self.sent

    async def until(self, last: Callable[[Sent], bool]) -> list[Sent]:
        """Return all messages once ``last`` is true of one."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: any(last(one) for one in self.sent))
        return self.sent

    async def confirmed(self, update_id: int, seconds: float = 10.0) -> None:
        """Wait until an update has been taken over."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(
                lambda: any(offset > update_id for offset in self.offsets)
            )

    async def called(self, method: str, count: int) -> None:
        """Wait until a method has been called ``count`` times."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: self.times(method) >= count)

    def times(self, method: str) -> int:
        """Return how often a method was called."""
        return Counter(name for name, _ in self.calls)[method]

    # The API --------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN or self.revoked:
            await self._note(method, {})
            return _error(401, "Unauthorized")
        given = {key: str(value) for key, value in (await request.post()).items()}
        await self._note(method, given)
        if method != "getUpdates" and self.cuts:
            self.cuts -= 1
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if method == "getUpdates" and self.conflicts:
            self.conflicts -= 1
            return _error(409, "Conflict: terminated by other getUpdates request")
        if method == "getUpdates" and self.webhook:
            return _error(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        await asyncio.sleep(self.slow)
        if method == "sendMessage" and self.floods:
            self.floods -= 1
            return _error(
                429,
                f"Too Many Requests: retry after {self.retry_after}",
                {"retry_after": self.retry_after},
            )
        try:
            if method not in _PARAMETERS:
                raise Violation(f"method {method} not known")
            unknown = set(given) - _PARAMETERS[method]
            if unknown:
                raise Violation(f"{method}: parameters {sorted(unknown)}")
            result = await getattr(self, f"_{method}")(given)
        except Violation as violation:
            self.violations.append(str(violation))
            return _error(400, f"Bad Request: {violation}")
        except PermissionError:
            return _error(403, "Forbidden: bot was blocked by the user")
        return web.json_response({"ok": True, "result": result})

    async def _note(self, method: str, given: dict[str, str]) -> None:
        async with self._changed:
            self.calls.append((method, given))
            self._changed.notify_all()

    async def _getMe(self, _: dict[str, str]) -> Any:
        return _bot() | {"can_join_groups": True, "can_read_all_group_messages": False}

    async def _deleteWebhook(self, _: dict[str, str]) -> Any:
        self.webhook = ""
        return True

    async def _getWebhookInfo(self, _: dict[str, str]) -> Any:
        return {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates) + self.stuck,
        }

    async def _deleteMessages(self, given: dict[str, str]) -> Any:
        numbers = json.loads(given["message_ids"])
        if not 1 <= len(numbers) <= 100:
            raise Violation("message identifiers are not specified")
        shown = self.shown[int(given["chat_id"])]
        if not shown.issuperset(numbers):
            raise Violation("message to delete not found")
        shown.difference_update(numbers)
        return True

    async def _getUpdates(self, given: dict[str, str]) -> Any:
        offset = int(given.get("offset", 0))
        allowed = json.loads(given.get("allowed_updates", "[]"))
        async with self._changed:
            self.offsets.append(offset)
            self._updates = [u for u in self._updates if u["update_id"] >= offset]
            self._changed.notify_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(2.0, float(given.get("timeout", 0)))):
                    await self._changed.wait_for(lambda: bool(self._updates))
            return [u for u in self._updates if not allowed or set(u) & set(allowed)]

    async def _sendMessage(self, given: dict[str, str]) -> Any:
        chat_id = int(given["chat_id"])
        if chat_id in self.blocked:
            raise PermissionError
        html = given.get("text", "")
        text, links = html, []
        if given.get("parse_mode") == "HTML":
            text, links = _entities(html)
        elif "parse_mode" in given:
            raise Violation("unsupported parse_mode")
        if not text.strip():
            raise Violation("message text is empty")
        if len(text.encode("utf-16-le")) // 2 > TEXT_LIMIT:
            raise Violation("message is too long")
        if not json.loads(given.get("link_preview_options", "{}")).get("is_disabled"):
            raise Violation("the link preview is on")
        keys = _keys(given.get("reply_markup"))
        async with self._changed:
            self.sent.append(Sent(chat_id, text, html, links, keys))
            self._changed.notify_all()
        message = self._message(chat_id, "private", {"text": text})
        self.shown[chat_id].add(message["message_id"])
        return message

    async def _answerCallbackQuery(self, given: dict[str, str]) -> Any:
        query = given["callback_query_id"]
        if query not in self._queries:
            raise Violation("query is too old and response timeout expired")
        self._queries.remove(query)
        self.answered.append(query)
        return True

    async def _setMyCommands(self, given: dict[str, str]) -> Any:
        commands = json.loads(given["commands"])
        if not 1 <= len(commands) <= 100:
            raise Violation("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Violation("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Violation("BOT_COMMAND_DESCRIPTION_INVALID")
        return _language(given)

    async def _setMyDescription(self, given: dict[str, str]) -> Any:
        if len(given["description"]) > 512:
            raise Violation("description is too long")
        return _language(given)

    async def _setMyShortDescription(self, given: dict[str, str]) -> Any:
        if len(given["short_description"]) > 120:
            raise Violation("short description is too long")
        return _language(given)

    def _message(self, chat_id: int, kind: str, content: dict[str, Any]) -> Any:
        self._messages += 1
        chat: dict[str, Any] = {"id": chat_id, "type": kind}
        chat |= {"first_name": "Aino"} if kind == "private" else {"title": "Luokka 9B"}
        return {
            "message_id": self._messages,
            "date": 1_700_000_000,
            "chat": chat,
            "from": _user(chat_id),
            **content,
        }


def _entities(html: str) -> tuple[str, list[str]]:
    if _REFERENCE.search(html):
        raise Violation("can't parse entities: bare &")
    parser = _Entities()
    parser.feed(html)
    parser.close()
    parser.finished()
    if "<" in re.sub(r"</?[a-z]+( href=\"[^\"]*\")?>", "", html):
        raise Violation("can't parse entities: bare <")
    return parser.text, parser.links


def _keys(markup: str | None) -> list[dict[str, str]]:
    if markup is None:
        return []
    rows = json.loads(markup)["inline_keyboard"]
    keys = [key for row in rows for key in row]
    if not keys or len(keys) > 100 or any(not row for row in rows):
        raise Violation("BUTTON_INVALID")
    for key in keys:
        if set(key) != {"text", "callback_data"} or not key["text"].strip():
            raise Violation("BUTTON_INVALID")
        if not 1 <= len(key["callback_data"].encode()) <= 64:
            raise Violation("BUTTON_DATA_INVALID")
    return keys


def _language(given: dict[str, str]) -> bool:
    if not re.fullmatch(r"([a-z]{2})?", given.get("language_code", "")):
        raise Violation("LANG_CODE_INVALID")
    return True


def _user(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "is_bot": False,
        "first_name": "Aino",
        "last_name": "Salainen",
        "username": "aino_salainen",
        "language_code": "fi",
    }


def _bot() -> dict[str, Any]:
    return {
        "id": 123456,
        "is_bot": True,
        "first_name": "Laituri",
        "username": "laituri_bot",
    }


def _error(status: int, words: str, parameters: Any = None) -> web.Response:
    body = {"ok": False, "error_code": status, "description": words}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=status)


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[FakeBotApi]:
    """Serve a fake Bot API on loopback for a ``with`` block."""
    api = FakeBotApi()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", api.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert runner.addresses
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await runner.cleanup()

"""One secret per installation, and everything that is signed or hashed with it.

The key lies in ``home/keys/conversations.key`` (mode 0600) and is made at the
first start. Putting a new one in its place ends every token, button and link to a
chat at once; nothing else depends on it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import logging
import os
import secrets
from pathlib import Path

logger = logging.getLogger(__name__)

KEY_BYTES = 32
_ID, _SECRET, _MAC = 16, 16, 16


class Keys:
    """Signs and hashes, each purpose with a key of its own."""

    def __init__(self, master: bytes) -> None:
        if len(master) < KEY_BYTES or len(set(master)) < 8:
            raise ValueError("keys: the key is too short or a placeholder")
        self._master = master
        self._derived: dict[str, bytes] = {}

    def digest(self, purpose: str, *parts: str) -> bytes:
        """Return 32 bytes that only this installation can compute."""
        key = self._derived.get(purpose)
        if key is None:
            key = hmac.digest(self._master, purpose.encode(), hashlib.sha256)
            self._derived[purpose] = key
        message = b"\x00".join(part.encode("utf-8", "replace") for part in parts)
        return hmac.digest(key, message, hashlib.sha256)

    def hash(self, purpose: str, *parts: str) -> str:
        """Return a digest as 64 hexadecimal digits."""
        return self.digest(purpose, *parts).hex()

    def new_token(self, conversation_id: str) -> str:
        """Return a bearer token: the conversation's id, 128 random bits, a signature.

        The signature lets a token be judged when no database answers.
        """
        body = bytes.fromhex(conversation_id) + secrets.token_bytes(_SECRET)
        return _encode(body + self._mac(body))

    def conversation_of(self, token: str) -> str | None:
        """Return the conversation a token was made for, ``None`` if it is not ours."""
        raw = _decode(token)
        if raw is None or len(raw) != _ID + _SECRET + _MAC:
            return None
        body, mac = raw[:-_MAC], raw[-_MAC:]
        if not hmac.compare_digest(mac, self._mac(body)):
            return None
        return body[:_ID].hex()

    def token_hash(self, token: str) -> str:
        """Return what is kept of a bearer token."""
        return self.hash("token", token)

    def button_token(self, conversation_id: str, reply_id: int, index: int) -> str:
        """Return the 128-bit token of a reply's button, the same each time."""
        parts = (conversation_id, str(reply_id), str(index))
        return _encode(self.digest("button", *parts)[:16])

    def button_hash(self, token: str) -> str:
        """Return what is kept of a button token."""
        return self.hash("button_hash", token)

    def message_key(self, message_id: str) -> str:
        """Return what is kept of a client's message id."""
        return self.hash("message", message_id)

    def identity_hash(self, channel: str, identity: str) -> str:
        """Return what is kept of a chat's id."""
        return self.hash("identity", channel, identity)

    def short(self, identifier: str) -> str:
        """Return eight digits that stand for an id in logs."""
        return self.hash("log", identifier)[:8]

    def _mac(self, body: bytes) -> bytes:
        return self.digest("signature", body.hex())[:_MAC]


def new_conversation_id() -> str:
    """Return 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def load_keys(home: Path) -> Keys:
    """Return the installation's keys, made at the first start.

    When the file can neither be read nor made (a full disk), the keys live for
    this process only: urgent help must answer all the same.

    Raises:
        ValueError: when the file holds something that is no key.
    """
    path = home / "keys" / "conversations.key"
    try:
        if not path.exists():
            _make(path)
        master = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        logger.error(  # noqa: TRY400
            "keys cannot be kept (%s): tokens end with this process",
            type(error).__name__,
        )
        return Keys(secrets.token_bytes(KEY_BYTES))
    except (ValueError, UnicodeDecodeError):
        raise ValueError(f"{path}: not a key of hexadecimal digits") from None
    return Keys(master)


def _make(path: Path) -> None:
    """Write a new key; of two processes that try at once, both read the winner's."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _decode(text: str) -> bytes | None:
    if len(text) > 100 or not text.isascii():
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None

"""Every setting of Laituri, in one place: the environment, then ``.env``."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: config.yml, domain.yml and data/ lie here."""
HELD_OUT = ROOT / "tests" / "nlu" / "heldout"
"""Sentences that no model learns from, by language."""

_ORIGIN = re.compile(r"(https?)://([A-Za-z0-9.-]+)(:\d{1,5})?")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _listed(value: Any) -> Any:
    """Return the parts of ``a, b``."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _unset(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _origin(value: str) -> str:
    """Return ``value`` when it is an origin and nothing more; no wildcards."""
    found = _ORIGIN.fullmatch(value)
    if found is None or not (found[1] == "https" or _is_loopback(found[2])):
        raise ValueError(f"{value}: write an origin as https://www.example.org")
    return value.lower()


def _page(value: str | None) -> str | None:
    """Return the address without a slash at its end."""
    if value is None:
        return None
    parts = urlsplit(value.strip())
    _origin(f"{parts.scheme}://{parts.netloc}")
    if parts.query or parts.fragment:
        raise ValueError(f"{value}: write it without ? and #")
    return value.strip().rstrip("/")


Origins = Annotated[
    tuple[Annotated[str, AfterValidator(_origin)], ...],
    NoDecode,
    BeforeValidator(_listed),
]
PageUrl = Annotated[str | None, BeforeValidator(_unset), AfterValidator(_page)]


class Settings(BaseSettings):
    """Settings, all optional. The names in the environment are the aliases."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    host: str = Field(default="127.0.0.1", alias="LAITURI_HOST")
    port: int = Field(default=8080, ge=0, le=65535, alias="LAITURI_PORT")
    home: Path = Field(default=Path("var"), alias="LAITURI_HOME")
    database_url: str | None = Field(default=None, alias="LAITURI_DATABASE_URL")
    telegram_token: SecretStr | None = Field(default=None, alias="TELEGRAM_BOT_TOKEN")
    telegram_api: str = Field(
        default="https://api.telegram.org", alias="LAITURI_TELEGRAM_API"
    )
    telegram_test_chat: Annotated[int | None, Field(gt=0), BeforeValidator(_unset)] = (
        Field(default=None, alias="LAITURI_TELEGRAM_TEST_CHAT")
    )
    public_url: PageUrl = Field(default=None, alias="LAITURI_PUBLIC_URL")
    allowed_origins: Origins = Field(default=(), alias="LAITURI_ALLOWED_ORIGINS")
    controller: Annotated[str | None, BeforeValidator(_unset)] = Field(
        default=None, alias="LAITURI_CONTROLLER"
    )
    rate_limit: Literal["on", "off"] = Field(default="on", alias="LAITURI_RATE_LIMIT")
    embeddings: Literal["on", "off"] = Field(default="on", alias="LAITURI_EMBEDDINGS")
    log_level: str = Field(default="INFO", alias="LAITURI_LOG_LEVEL")
    synthetic_seconds: Annotated[float, Field(ge=0)] = Field(
        default=60.0, alias="LAITURI_SYNTHETIC_SECONDS"
    )

    ptv_api_key: SecretStr | None = Field(default=None, alias="LAITURI_PTV_API_KEY")
    import_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = (
        Field(default=(), alias="LAITURI_IMPORT_HOSTS")
    )
    ptv_url: str | None = Field(default=None, alias="LAITURI_PTV_URL")

    # Set by the supervisor for the processes it starts; never by hand.
    rasa_url: str | None = Field(default=None, alias="LAITURI_RASA_URL")
    actions_url: str | None = Field(default=None, alias="LAITURI_ACTIONS_URL")
    internal_secret: SecretStr | None = Field(
        default=None, alias="LAITURI_INTERNAL_SECRET"
    )

    @model_validator(mode="after")
    def _rate_limit_off_only_on_loopback(self) -> Settings:
        if self.rate_limit == "off" and not self.is_loopback:
            raise ValueError(
                "LAITURI_RATE_LIMIT=off is accepted only when LAITURI_HOST is loopback"
            )
        return self

    @property
    def is_loopback(self) -> bool:
        """Whether the gateway is reachable from this machine only."""
        return _is_loopback(self.host)

    @property
    def reachable_host(self) -> str:
        """Where this machine itself reaches the gateway."""
        return self.host if self.is_loopback else "127.0.0.1"

    @property
    def catalogue_url(self) -> str:
        """SQLAlchemy URL of the services catalogue."""
        return self.database_url or f"sqlite:///{self.home.resolve()}/catalogue.sqlite"

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of conversations and staff.

        PostgreSQL holds both; SQLite files are apart, so that an import never
        holds up a conversation.
        """
        if self.database_url and not self.database_url.startswith("sqlite"):
            return self.database_url
        return f"sqlite:///{self.home.resolve()}/conversations.sqlite"

    @property
    def models_dir(self) -> Path:
        """Where trained models lie."""
        return self.home.resolve() / "models"

    @property
    def telegram_file(self) -> Path:
        """Where the gateway tells whether its Telegram bot hears and is heard."""
        return self.home / "telegram.json"

    @property
    def logs_dir(self) -> Path:
        """Where the processes write their logs."""
        return self.home.resolve() / "logs"


@lru_cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()

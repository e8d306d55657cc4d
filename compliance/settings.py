"""What the environment says: one frozen value, one prefix, refused at start when wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "ANQI_"
KNOWN = frozenset(
    {
        "DATA_DIR",
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY_FILE",
        "PROFILE",
        "SECURE_COOKIES",
        "ALLOWED_HOSTS",
        "HOST",
        "PORT",
        "TODAY",
        "RENDERERS",
        "RENDERER_NICE",
    }
)


class SettingsError(Exception):
    """A variable of the environment is missing or wrong; the sentence names it and the cure."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to the next."""

    data_dir: Path = Path("var")
    database_url: str | None = None
    """``postgresql://…``; None means SQLite at ``data_dir/anqi.db``."""
    redis_url: str | None = None
    secret_key_file: Path | None = None
    profile: str = "company"
    """``company`` answers complaints, ``authority`` accepts them."""
    secure_cookies: bool = False
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    host: str = "127.0.0.1"
    port: int = 8000
    renderers: int = 2
    """Child processes that turn documents into files."""
    renderer_nice: int = 10
    """How far they stand back for pages, 0 (not at all) to 19."""
    pinned_today: str | None = None
    """ISO date that stands for today in trials and screenshots; None in real use."""

    @property
    def on_postgres(self) -> bool:
        return self.database_url is not None

    @property
    def database_file(self) -> Path:
        return self.data_dir / "anqi.db"

    @property
    def key_file(self) -> Path:
        return self.secret_key_file or self.data_dir / "secret.key"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def checkpoints_dir(self) -> Path:
        return self.data_dir / "checkpoints"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that ``environ`` describes.

    Raises SettingsError with the variable's name for an unknown ``ANQI_`` variable, an address of a kind that is
    not supported, a profile that does not exist, or a port that is not one.
    """
    found = {name[len(PREFIX) :]: value.strip() for name, value in environ.items() if name.startswith(PREFIX)}
    unknown = sorted(set(found) - KNOWN)
    if unknown:
        raise SettingsError(
            f"没有名为 {PREFIX}{unknown[0]} 的设置；可用的是：{', '.join(PREFIX + n for n in sorted(KNOWN))}。"
        )
    given = {name: value for name, value in found.items() if value}
    return Settings(
        data_dir=Path(given.get("DATA_DIR", "var")),
        database_url=_database_url(given.get("DATABASE_URL")),
        redis_url=_redis_url(given.get("REDIS_URL")),
        secret_key_file=Path(given["SECRET_KEY_FILE"]) if "SECRET_KEY_FILE" in given else None,
        profile=_one_of("PROFILE", given.get("PROFILE", "company"), ("company", "authority")),
        secure_cookies=_one_of("SECURE_COOKIES", given.get("SECURE_COOKIES", "0"), ("0", "1")) == "1",
        allowed_hosts=_hosts(given.get("ALLOWED_HOSTS")),
        host=given.get("HOST", "127.0.0.1"),
        port=_whole_number("PORT", given.get("PORT", "8000"), most=65535),
        renderers=_whole_number("RENDERERS", given.get("RENDERERS", "2"), most=64),
        renderer_nice=_whole_number("RENDERER_NICE", given.get("RENDERER_NICE", "10"), least=0, most=19),
        pinned_today=_iso_date("TODAY", given.get("TODAY")),
    )


def _database_url(value: str | None) -> str | None:
    if value is None:
        return None
    if urlsplit(value).scheme not in ("postgresql", "postgres"):
        raise SettingsError(
            f"{PREFIX}DATABASE_URL 只支持 postgresql:// 开头的地址；使用内置 SQLite 时请不要设置它（数据放在 {PREFIX}DATA_DIR）。"
        )
    return value


def _redis_url(value: str | None) -> str | None:
    if value is not None and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise SettingsError(f"{PREFIX}REDIS_URL 应以 redis://、rediss:// 或 unix:// 开头；不用 Redis 时请不要设置它。")
    return value


def _hosts(value: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if value else Settings.allowed_hosts


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingsError(f"{PREFIX}{name}={value} 不可用；请改为 {' 或 '.join(allowed)}。")
    return value


def _whole_number(name: str, value: str, *, most: int, least: int = 1) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingsError(f"{PREFIX}{name}={value} 不是 {least} 到 {most} 之间的整数。")
    return int(value)


def _iso_date(name: str, value: str | None) -> str | None:
    from datetime import date

    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as problem:
        raise SettingsError(f"{PREFIX}{name}={value} 不是日期；请写成 2026-11-21 的样子。") from problem

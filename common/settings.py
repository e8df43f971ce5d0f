"""Every setting of a deployment, read once from the environment; a wrong one is named, and so is every other."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("production", "demo", "test")

T = TypeVar("T")


class SettingsFault(Exception):
    """The environment cannot be used. `problems` holds one sentence for each wrong setting."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("These settings are wrong:\n" + "\n".join(f"  - {p}" for p in problems))


@dataclass(frozen=True, slots=True)
class Settings:
    """The deployment as configured. docs/operations.md describes each variable."""

    environment: str
    database_url: str | None
    data_dir: Path
    base_url: str
    secret_key: str
    host: str
    port: int
    workers: int
    trusted_proxies: tuple[str, ...]
    pool_size: int
    smtp_host: str | None
    smtp_port: int
    smtp_user: str | None
    smtp_password: str | None
    smtp_security: str
    mail_from: str
    log_level: str

    @property
    def demo(self) -> bool:
        """Whether anyone may sign in as anyone: true only in the demonstration."""
        return self.environment == "demo"

    def with_database(self, url: str) -> Settings:
        """The same settings with the database at `url`: what child processes of a server are given."""
        return replace(self, database_url=url)

    @property
    def https(self) -> bool:
        """Whether cookies may be marked as for encrypted connections only."""
        return self.base_url.startswith("https://")

    @property
    def keys_dir(self) -> Path:
        """Where private keys live: never in the database, never in a backup of it."""
        return self.data_dir / "keys"


class _Reader:
    """Reads variables one after the other and remembers all that is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def read(self, name: str, default: T, parse: Callable[[str], T]) -> T:
        raw = self.environ.get(name, "").strip()
        if not raw:
            return default
        try:
            return parse(raw)
        except ValueError as fault:
            self.problems.append(f"{name}: {fault} (it is {raw!r})")
            return default

    def secret(self, name: str, default: str | None) -> str | None:
        return self.environ.get(name, "") or default


def _between(low: int, high: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not raw.isdigit() or not low <= int(raw) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(raw)

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return raw

    return parse


def _web_address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise ValueError("must be an address such as https://quorate.example.sch.uk, without a path")
    return raw.rstrip("/")


def _hosts(raw: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in raw.split(",") if host.strip())


def _postgres(raw: str) -> str:
    if urlsplit(raw).scheme not in ("postgresql", "postgres"):
        raise ValueError("must start with postgresql://")
    return raw


def _address(raw: str) -> str:
    if "@" not in raw:
        raise ValueError("must be an e-mail address")
    return raw


def _kept_secret(data_dir: Path) -> str:
    """The secret of a machine that was given none: made once, kept in a file only its owner reads."""
    path = data_dir / "secret"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
        fresh = secrets.token_hex(32)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was quicker
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh)
        return fresh


def _secret_key(reader: _Reader) -> str:
    given = reader.secret("QUORATE_SECRET_KEY", None) or ""
    if given and len(given) < 32:
        reader.problems.append("QUORATE_SECRET_KEY: must have at least 32 characters")
    return given


def _smtp_host(reader: _Reader, environment: str) -> str | None:
    host = reader.read("QUORATE_SMTP_HOST", "", str) or None
    if host is None and environment == "production":
        reader.problems.append(
            "QUORATE_SMTP_HOST: needed in production, since people sign in by e-mail "
            "(for a look around, set QUORATE_ENVIRONMENT=demo)"
        )
    return host


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in `environ` (the process's own by default).

    Raises SettingsFault naming every wrong variable at once.
    """
    reader = _Reader(os.environ if environ is None else environ)
    environment = reader.read("QUORATE_ENVIRONMENT", "production", _one_of(*ENVIRONMENTS))
    data_dir = reader.read("QUORATE_DATA_DIR", ROOT / "var", Path)
    port = reader.read("QUORATE_PORT", 8000, _between(1, 65535))
    secret_key = _secret_key(reader)
    smtp_host = _smtp_host(reader, environment)
    settings = Settings(
        environment=environment,
        database_url=reader.read("DATABASE_URL", "", _postgres) or None,
        data_dir=data_dir,
        base_url=reader.read("QUORATE_BASE_URL", f"http://localhost:{port}", _web_address),
        secret_key=secret_key,
        host=reader.read("QUORATE_HOST", "127.0.0.1", str),
        port=port,
        workers=reader.read("QUORATE_WORKERS", 1, _between(1, 64)),
        trusted_proxies=reader.read("QUORATE_TRUSTED_PROXIES", ("127.0.0.1",), _hosts),
        pool_size=reader.read("QUORATE_POOL_SIZE", 10, _between(2, 200)),
        smtp_host=smtp_host,
        smtp_port=reader.read("QUORATE_SMTP_PORT", 587, _between(1, 65535)),
        smtp_user=reader.read("QUORATE_SMTP_USER", "", str) or None,
        smtp_password=reader.secret("QUORATE_SMTP_PASSWORD", None),
        smtp_security=reader.read("QUORATE_SMTP_SECURITY", "starttls", _one_of("starttls", "tls", "none")),
        mail_from=reader.read("QUORATE_MAIL_FROM", "quorate@localhost", _address),
        log_level=reader.read("QUORATE_LOG_LEVEL", "info", _one_of("debug", "info", "warning", "error")),
    )
    if reader.problems:
        raise SettingsFault(reader.problems)
    if not settings.secret_key:
        object.__setattr__(settings, "secret_key", _kept_secret(data_dir))
    return settings


@cache
def settings() -> Settings:
    """The process's own settings, read at the first call."""
    return load_settings()

"""From the environment to frozen, checked settings. A mistake ends the start, with what would be right."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

MASK = "********"
ROOT = Path(__file__).resolve().parent.parent
LOG_LEVELS = ("debug", "info", "warning", "error")
DEVELOPMENT, PRODUCTION = "development", "production"


class ConfigError(Exception):
    """The environment asks for something that cannot be; the text says what would be right."""


@dataclass(frozen=True, repr=False)
class Settings:
    """What is in force. Made by `load`, never changed."""

    environment: str  # development or production
    instance_path: Path  # database, keys, outbox and logs of this site
    database_url: str  # sqlite:///... or postgresql://...
    redis_url: str  # redis://, rediss:// or unix://
    smtp_url: str | None  # smtp://user:password@host:port, smtps:// for TLS from the start; none: files
    mail_from: str  # Name <address>
    operator: str  # Name <address> of who answers for the data: stands on the privacy notice
    base_url: str  # as people type it, without a slash at the end
    secret_key: str
    courses_path: Path  # the shipped curriculum
    outgoing_allow: frozenset[str] = frozenset()  # host:port of private places that may be asked
    slow_statement_ms: int = 200  # a statement that takes so many milliseconds is a warning in the log
    log_level: str = "info"  # debug, info, warning or error
    inbound_imap_url: str | None = (
        None  # imaps://user:password@host/INBOX; none: nobody reads what calendars reply
    )
    metrics_token: str | None = None  # what Prometheus shows to read /metrics

    @property
    def is_production(self) -> bool:
        return self.environment == PRODUCTION

    @property
    def outbox_path(self) -> Path:
        """Where mails become files when there is no SMTP server."""
        return self.instance_path / "outbox"

    def masked(self) -> dict[str, str]:
        """Every setting as text, secrets hidden: for `flask config` and nothing else."""
        shown = {field.name: str(getattr(self, field.name) or "") for field in fields(self)}
        shown["secret_key"] = MASK
        shown["outgoing_allow"] = ",".join(sorted(self.outgoing_allow))
        shown["metrics_token"] = MASK if self.metrics_token else ""
        for name in ("database_url", "redis_url", "smtp_url", "inbound_imap_url"):
            shown[name] = _without_password(shown[name])
        return shown

    def __repr__(self) -> str:
        return f"Settings({self.masked()})"  # whoever prints them prints no secret

    def secrets(self) -> frozenset[str]:
        """What must never be read anywhere: keys, tokens, and the passwords in addresses."""
        found = {self.secret_key, self.metrics_token or ""}
        for url in (self.database_url, self.redis_url, self.smtp_url or "", self.inbound_imap_url or ""):
            password = urlsplit(url).password or ""
            found |= {password, unquote(password)}
        return frozenset(found - {""})


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment (or `environ`); ConfigError names the variable and what would be right."""
    env = os.environ if environ is None else environ
    environment = env.get("MENTORTRAIN_ENV", DEVELOPMENT)
    if environment not in (DEVELOPMENT, PRODUCTION):
        raise ConfigError(f"MENTORTRAIN_ENV is {environment!r}; it can be development or production.")
    instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance").expanduser().resolve()
    return Settings(
        environment=environment,
        instance_path=instance,
        database_url=_database_url(env.get("DATABASE_URL"), instance),
        redis_url=_redis_url(env.get("REDIS_URL"), instance),
        smtp_url=_smtp_url(env.get("SMTP_URL"), environment),
        mail_from=_mail_from(env.get("MAIL_FROM"), environment),
        operator=_operator(env.get("OPERATOR")) or _mail_from(env.get("MAIL_FROM"), environment),
        base_url=_base_url(env.get("BASE_URL"), environment, instance),
        secret_key=_secret_key(env.get("SECRET_KEY"), environment, instance),
        courses_path=Path(env.get("COURSES_PATH") or ROOT / "courses"),
        outgoing_allow=_outgoing_allow(env.get("OUTGOING_ALLOW")),
        slow_statement_ms=_milliseconds(env.get("SLOW_STATEMENT_MS")),
        log_level=_log_level(env.get("LOG_LEVEL")),
        inbound_imap_url=_imap_url(env.get("INBOUND_IMAP_URL")),
        metrics_token=_metrics_token(env.get("METRICS_TOKEN")),
    )


def _database_url(value: str | None, instance: Path) -> str:
    if not value:
        return f"sqlite:///{instance / 'mentortrain.db'}"
    scheme = value.split(":", 1)[0]
    _parts(value, "DATABASE_URL", "postgresql://user:password@host/name")
    if scheme == "postgres":  # what many hosts still hand out
        return "postgresql" + value.removeprefix("postgres")
    if scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ConfigError(
            f"DATABASE_URL starts with {scheme!r}; it can be postgresql://user:password@host/name "
            "or sqlite:////full/path/file.db."
        )
    return value


def _redis_url(value: str | None, instance: Path) -> str:
    if not value:
        return f"unix://{instance / 'store' / 'store.sock'}"
    if _parts(value, "REDIS_URL", "redis://host:6379/0").scheme not in ("redis", "rediss", "unix"):
        raise ConfigError("REDIS_URL must start with redis://, rediss:// or unix://.")
    return value


def _smtp_url(value: str | None, environment: str) -> str | None:
    if not value and environment == PRODUCTION:
        raise ConfigError(
            "SMTP_URL is required in production: without it nobody gets a sign-in link. "
            "It looks like smtp://user:password@host:587; SMTP_URL=files writes mails into files."
        )
    if not value or value == "files":
        return None
    parts = _parts(value, "SMTP_URL", "smtp://user:password@host:587")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ConfigError("SMTP_URL must look like smtp://user:password@host:587 or smtps://host:465.")
    return value


def _imap_url(value: str | None) -> str | None:
    if not value:
        return None
    parts = _parts(value, "INBOUND_IMAP_URL", "imaps://user:password@host/INBOX")
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise ConfigError("INBOUND_IMAP_URL must look like imaps://user:password@host/INBOX.")
    if not unquote(parts.path + parts.username + (parts.password or "")).isascii():
        raise ConfigError("INBOUND_IMAP_URL: user, password and folder must be ASCII.")
    return value


def _mail_from(value: str | None, environment: str) -> str:
    if not value:
        if environment == PRODUCTION:
            raise ConfigError("MAIL_FROM is required in production, such as Puentes <hello@example.org>.")
        return "mentortrain <hello@mentortrain.localhost>"
    address = parseaddr(value)[1]
    if "@" not in address or "\n" in value or "\r" in value:
        raise ConfigError(f"MAIL_FROM is {value!r}; it must look like Name <address@example.org>.")
    return value


def _operator(value: str | None) -> str | None:
    if value and ("@" not in parseaddr(value)[1] or "\n" in value or "\r" in value):
        raise ConfigError(
            f"OPERATOR is {value!r}; it must look like Puentes Foundation <privacy@example.org>."
        )
    return value


def _base_url(value: str | None, environment: str, instance: Path) -> str:
    if not value:
        if environment == PRODUCTION:
            raise ConfigError("BASE_URL is required in production, such as https://training.example.org.")
        return _address_of_launcher(instance) or "http://127.0.0.1:5000"
    parts = _parts(value, "BASE_URL", "https://training.example.org")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
        or parts.username
    ):
        raise ConfigError(f"BASE_URL is {value!r}; it must look like https://training.example.org.")
    if environment == PRODUCTION and parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ConfigError(
            "BASE_URL must begin with https:// in production: a session must not travel in the clear."
        )
    return value.rstrip("/")


def _outgoing_allow(value: str | None) -> frozenset[str]:
    places = {place.strip().lower() for place in (value or "").split(",") if place.strip()}
    for place in places:
        host, _, port = place.rpartition(":")
        if not host or not port.isdigit() or "/" in place:
            raise ConfigError(
                f"OUTGOING_ALLOW names {place!r}; it must be host:port, several with commas between."
            )
    return frozenset(places)


def is_loopback(host: str) -> bool:
    """Whether a host or address is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address_of_launcher(instance: Path) -> str | None:
    """Where `python3 app.py` runs this instance, or last did: links made in a second terminal lead there."""
    try:
        lines = (instance / "run.lock").read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return lines[1] if len(lines) > 1 and lines[1].startswith("http") else None


def _secret_key(value: str | None, environment: str, instance: Path) -> str:
    if value:
        if len(value) < 32 and environment == PRODUCTION:
            raise ConfigError("SECRET_KEY is shorter than 32 characters; make one with: openssl rand -hex 32")
        return value
    if environment == PRODUCTION:
        raise ConfigError("SECRET_KEY is required in production; make one with: openssl rand -hex 32")
    return _kept_secret(instance / "secret_key")


def _milliseconds(value: str | None) -> int:
    if not value:
        return 200
    if not re.fullmatch(r"[0-9]{1,6}", value) or not int(value):
        raise ConfigError(f"SLOW_STATEMENT_MS is {value!r}; it must be a whole number from 1, such as 200.")
    return int(value)


def _log_level(value: str | None) -> str:
    level = (value or "info").lower()
    if level not in LOG_LEVELS:
        raise ConfigError(f"LOG_LEVEL is {value!r}; it can be {', '.join(LOG_LEVELS)}.")
    return level


def _metrics_token(value: str | None) -> str | None:
    if value and not re.fullmatch(r"[A-Za-z0-9._~+/=-]{20,}", value):  # what may stand behind "Bearer"
        raise ConfigError(
            "METRICS_TOKEN needs 20 characters or more, letters and digits; make one with: openssl rand -hex 32"
        )
    return value or None


def _kept_secret(path: Path) -> str:
    """The key kept in the instance folder; the first of several starting processes makes it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(32))
            try:
                os.link(draft, path)  # only one of several can make it
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise ConfigError(f"cannot write to {path.parent}: {error.strerror}. Set INSTANCE_PATH.") from error


def _parts(value: str, name: str, example: str) -> SplitResult:
    """The parts of an address; ConfigError where it is none."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  (the port is looked at only when asked for)
    except ValueError as error:
        raise ConfigError(f"{name} is no address; it must look like {example}.") from error
    return parts


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    # Drivers take a password among the parameters too.
    query = re.sub(r"(?i)(pass\w*|secret)=[^&]*", rf"\1={MASK}", parts.query)
    parts = parts._replace(query=query)
    if parts.password:
        host = parts.netloc.rsplit("@", 1)[1]
        parts = parts._replace(netloc=f"{parts.username or ''}:{MASK}@{host}")
    return parts.geturl() if parts != urlsplit(url) else url


_find: Callable[[], Settings] | None = None


def found_by(find: Callable[[], Settings]) -> None:
    """Whom to ask which site is running: the factory says so. One process may hold several."""
    global _find
    _find = find


def in_force() -> Settings:
    """The settings of the running site, for who knows no web framework. RuntimeError where none runs."""
    if _find is None:
        raise RuntimeError("no site was made")
    return _find()

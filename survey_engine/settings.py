"""Every value taken from the environment, read once, refused loudly. Nothing else reads the environment."""

import base64
import binascii
import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from survey_engine.organisation import LANGUAGE, Helpline, Organisation, SettingsError, read_text
from survey_engine.places import builtin_folder

__all__ = ["Configuration", "Helpline", "Organisation", "Settings", "SettingsError", "read_keys"]

PREFIX = "SURVEY_ENGINE_"
NAMES = frozenset(
    PREFIX + name
    for name in (
        "CONFIG", "DATABASE_URL", "SECRET_KEY_FILE", "MASTER_KEY_FILE", "BASE_URL", "TRUSTED_HOSTS",
        "PROXIES", "LIMITER_URL", "LANGUAGES", "QUESTIONNAIRES", "TRANSLATIONS",
        "ORGANISATION_FILE", "SMTP_URL", "WEB_OPENING", "PASSPHRASE_FILE", "BACKUP_KEY_FILE", "KEEP_WEEKS",
    )
)  # fmt: skip
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
KEY_BYTES = 32
KEEP_WEEKS = 26
RUN_INIT = "Run `survey-engine init` to make it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Every setting but the secrets: enough to make the keys, to check questionnaires and to open offline."""

    database_url: str
    secret_key_file: Path
    master_key_file: Path
    base_url: str
    trusted_hosts: tuple[str, ...]
    proxies: int
    limiter_url: str
    languages: tuple[str, ...]
    questionnaire_folders: tuple[Path, ...]
    translation_folders: tuple[Path, ...]
    organisation: Organisation
    smtp_url: str | None
    web_opening: bool
    passphrase_file: Path | None
    backup_key_file: Path = Path("backup.key")  # what backups are locked with: its public half is enough
    keep_weeks: int = KEEP_WEEKS  # how long a closed wave's sealed answers are kept before a purge is due

    @property
    def secure(self) -> bool:
        """Say whether patients reach us over https (Secure cookies, `__Host-` names)."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """The address of our pages as a browser writes it: no default port, a host in small ASCII letters."""
        parts = urlsplit(self.base_url)
        host = _ascii(parts.hostname or "")
        default = {"https": 443, "http": 80}[parts.scheme]
        port = "" if parts.port in (None, default) else f":{parts.port}"
        return f"{parts.scheme}://[{host}]{port}" if ":" in host else f"{parts.scheme}://{host}{port}"

    @property
    def passkey_host(self) -> str | None:
        """The host that passkeys of staff belong to; None where the address is a bare number.

        A passkey belongs to a name, and no number can be one (WebAuthn, "relying party identifier").
        """
        host = _ascii(urlsplit(self.base_url).hostname or "")
        return None if ":" in host or host.replace(".", "").isdigit() else host

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read every setting; raise SettingsError with a sentence at the first one that cannot be used."""
        return cls(**_configuration(_gathered(environ)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Configuration):
    """Every setting and the secrets: what a server needs."""

    # The first key signs and seals; the others still open what they sealed before a rotation.
    secret_keys: tuple[bytes, ...] = field(repr=False)
    master_key: bytes = field(repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read every setting and both key files; a missing key file is refused, never made here."""
        values = _configuration(_gathered(environ))
        return cls(
            **values,
            secret_keys=read_keys(values["secret_key_file"], "secret key"),
            master_key=read_keys(values["master_key_file"], "master key")[0],
        )


def read_keys(path: Path, what: str) -> tuple[bytes, ...]:
    """Read a key file: one base64 key a line, each of 32 bytes or more."""
    if not path.exists():
        raise SettingsError(f"There is no {what} at {path}. {RUN_INIT}")
    lines = [line.strip() for line in read_text(path, f"the {what}").splitlines() if line.strip()]
    try:
        keys = tuple(base64.b64decode(line, validate=True) for line in lines)
    except binascii.Error:
        raise SettingsError(f"The {what} at {path} is damaged: it must hold one base64 key a line.") from None
    if not keys or any(len(key) < KEY_BYTES for key in keys):
        raise SettingsError(
            f"The {what} at {path} is too short: each key must have {KEY_BYTES} bytes or more."
        )
    return keys


def _gathered(environ: Mapping[str, str]) -> dict[str, str]:
    """Join the file named by SURVEY_ENGINE_CONFIG and the environment, which wins. Empty means not set."""
    values: dict[str, str] = {}
    config = environ.get(PREFIX + "CONFIG", "").strip()
    if config:
        values = _configuration_file(Path(config))
    values |= {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    for name in values:
        if name not in NAMES:
            close = difflib.get_close_matches(name, NAMES, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise SettingsError(f"{name} is not a setting of the survey engine.{hint}")
    return {name.removeprefix(PREFIX): value.strip() for name, value in values.items() if value.strip()}


def _configuration_file(path: Path) -> dict[str, str]:
    values: dict[str, str] = {}
    for number, line in enumerate(read_text(path, "the configuration file").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        name = name.strip().removeprefix("export ").strip()
        if not equals or not name.startswith(PREFIX):
            raise SettingsError(f"{path}, line {number}: write {PREFIX}NAME=value.")
        if name in values or name == PREFIX + "CONFIG":
            raise SettingsError(f"{path}, line {number}: {name} cannot be set here a second time.")
        values[name] = value.strip().strip("\"'")
    return values


def _configuration(given: Mapping[str, str]) -> dict[str, Any]:
    var = Path.cwd() / "var"
    base_url, host = _base_url(given.get("BASE_URL", "http://127.0.0.1:5000"))
    own_hosts = {host} | (LOOPBACK if host in LOOPBACK else set())
    named = given.get("ORGANISATION_FILE")
    passphrase_file = given.get("PASSPHRASE_FILE")
    master_key_file = Path(given.get("MASTER_KEY_FILE", var / "keys" / "master.key"))
    return {
        "database_url": _database_url(given.get("DATABASE_URL"), var),
        "secret_key_file": Path(given.get("SECRET_KEY_FILE", var / "keys" / "secret.key")),
        "master_key_file": master_key_file,
        "base_url": base_url,
        "trusted_hosts": _words(given.get("TRUSTED_HOSTS", "")) or tuple(sorted(own_hosts)),
        "proxies": _proxies(given.get("PROXIES", "0")),
        "limiter_url": _limiter_url(given.get("LIMITER_URL", "memory://")),
        "languages": _languages(given.get("LANGUAGES", "en")),
        "questionnaire_folders": (
            builtin_folder("questionnaires"), *_folders(given.get("QUESTIONNAIRES", ""), "QUESTIONNAIRES")
        ),
        "translation_folders": (
            builtin_folder("translations"), *_folders(given.get("TRANSLATIONS", ""), "TRANSLATIONS")
        ),
        "organisation": Organisation.from_file(Path(named)) if named else Organisation(),
        "smtp_url": _smtp_url(given.get("SMTP_URL")),
        "web_opening": _switch(given.get("WEB_OPENING", "off"), "WEB_OPENING"),
        "passphrase_file": Path(passphrase_file) if passphrase_file else None,
        "backup_key_file": Path(given.get("BACKUP_KEY_FILE", master_key_file.parent / "backup.key")),
        "keep_weeks": _weeks(given.get("KEEP_WEEKS", str(KEEP_WEEKS))),
    }  # fmt: skip


def _ascii(host: str) -> str:
    """A host as browsers write it: names in other scripts in their ASCII form."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _base_url(text: str) -> tuple[str, str]:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port  # a wrong port raises here
    except ValueError:
        parts, host = urlsplit(""), None
    if (
        not host
        or parts.scheme not in ("https", "http")
        or parts.path.strip("/")
        or parts.query
        or parts.username
    ):
        raise SettingsError(f"{PREFIX}BASE_URL must look like https://survey.example.org, without a path.")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise SettingsError(
            f"{PREFIX}BASE_URL must begin with https://: patients' answers must never travel in clear. "
            "Plain http is for this machine only (http://127.0.0.1:5000)."
        )
    return f"{parts.scheme}://{parts.netloc}", host


def _database_url(text: str | None, var: Path) -> str:
    if text is None:
        return f"sqlite:///{(var / 'survey_engine.sqlite').as_posix()}"
    scheme, separator, rest = text.partition("://")
    if separator and scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if scheme != "sqlite" or not rest.startswith("/") or rest in ("/", "/:memory:"):
        raise SettingsError(f"{PREFIX}DATABASE_URL must be sqlite:///FILE or postgresql://...")
    return text


def _proxies(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 10:
        raise SettingsError(f"{PREFIX}PROXIES must be the number of proxies in front of us, from 0 to 10.")
    return int(text)


def _weeks(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 520:
        raise SettingsError(f"{PREFIX}KEEP_WEEKS must be a number of weeks, from 1 to 520.")
    return int(text)


def _limiter_url(text: str) -> str:
    if text.partition("://")[0] not in ("memory", "redis", "rediss", "redis+unix", "valkey", "valkeys"):
        raise SettingsError(f"{PREFIX}LIMITER_URL must be memory:// or the address of Redis or Valkey.")
    return text


def _smtp_url(text: str | None) -> str | None:
    if text is not None and text.partition("://")[0] not in ("smtp", "smtps"):
        raise SettingsError(f"{PREFIX}SMTP_URL must look like smtp://user:password@host:587 or smtps://...")
    return text


def _languages(text: str) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(_words(text)))
    wrong = [language for language in languages if not LANGUAGE.fullmatch(language)]
    if wrong or not languages:
        raise SettingsError(f"{PREFIX}LANGUAGES must hold language codes such as en,cy,ur.")
    return languages


def _folders(text: str, name: str) -> Iterable[Path]:
    for part in filter(None, text.split(os.pathsep)):
        if not Path(part).is_dir():
            raise SettingsError(f"{PREFIX}{name}: there is no folder {part}.")
        yield Path(part)


def _switch(text: str, name: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise SettingsError(f"{PREFIX}{name} must be on or off.")
    return text.lower() == "on"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())

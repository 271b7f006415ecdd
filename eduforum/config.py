"""Settings: `config.toml`, then `EDUFORUM_<SECTION>__<KEY>` from the environment, then the command line.

Everything is checked before anything starts, and every fault is told at once.
"""

import ipaddress
import os
import re
import tomllib
import typing
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

Port = Annotated[int, Meta(ge=0, le=65535)]
Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]

ENVIRONMENT_PREFIX = "EDUFORUM_"

_WITH_PORT = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):([0-9]{1,5})")
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
# RFC 7064 and RFC 7065, with the forms of host that a certificate can name.
_TURN_URL = re.compile(
    r"(?:stuns?:|turns?:)(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?:\?transport=(?:udp|tcp))?"
)


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where HTTP listens. `public_url` is the origin that people type, when it is not `host` and `port` themselves;
    `trusted_proxies` are addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()


class DatabaseSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`url` of a PostgreSQL 15 or later; without one an embedded server keeps its data under `data.dir`."""

    url: str | None = None
    pool_size: Annotated[int, Meta(ge=2, le=90)] = 10


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`dir` holds everything that the server writes: keys, uploads, the embedded database."""

    dir: Path = Path("data")


class Auth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`registration` without a value is open where a mail server can check an address, else closed. `vault_keys` seal
    secrets in the database, 32 bytes in base64 each, the newest first; without any, a file in `data.dir` has one.
    `contact`: whom people ask who cannot sign in, an address or a few words. `oidc` are the issuers that people may
    sign in by, each in a section of its own name, which `auth.oidc.providers` reads."""

    registration: Literal["open", "closed"] | None = None
    contact: Annotated[str, Meta(max_length=200)] | None = None
    vault_keys: tuple[str, ...] = ()
    oidc: dict[str, dict[str, Any]] = {}
    access_minutes: Annotated[int, Meta(ge=1, le=120)] = 15
    refresh_days: Annotated[int, Meta(ge=1, le=90)] = 7
    bcrypt_cost: Annotated[int, Meta(ge=4, le=16)] = 12


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of one room: people who send media, people connected, what one person publishes over WHIP, viewers over
    WHEP and those of one person. 0 = no limit of the last three. `hold_minutes`: how long after the last host is gone
    an assistant may go on in their place, 0: at once. `settled_seconds`: how long somebody has to have been there
    before they are called on without a raised hand."""

    max_senders: Positive = 50
    max_participants: Positive = 300
    max_publications: Count = 50
    max_viewers: Count = 300
    max_views: Count = 60
    hold_minutes: Count = 10
    settled_seconds: Count = 60


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests, entries into rooms and offers of media a minute, and rehearsals at a time; 0 = no limit."""

    requests_per_minute: Count = 1000
    entries_per_minute: Count = 240
    offers_per_minute: Count = 120
    login_per_minute: Count = 10
    register_per_minute: Count = 10
    rehearsals: Count = 2


class Media(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`workers` 0 means one less than the processors, at least one. Worker n uses UDP port `udp_port` + n, or any free
    one when that is 0, and for ICE-TCP port `tcp_port` + n, which without a value has the number of the UDP port.
    `public_addresses` are advertised beside the interfaces' own (behind address translation); in `address:port` the
    port is where the first worker's is mapped to. A room uses the first of `video_codecs` that everybody decodes.
    `ice_timeout` is for how many seconds a publisher over WHIP or a viewer over WHEP may be without a connection."""

    workers: Annotated[int, Meta(ge=0, le=256)] = 0
    udp_port: Port = 0
    tcp: bool = True
    tcp_port: Port = 0
    public_addresses: tuple[str, ...] = ()
    video_codecs: tuple[Literal["vp8", "vp9", "h264", "av1"], ...] = ("vp8", "h264", "vp9", "av1")
    ice_timeout: Positive = 30


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """TURN servers that clients may relay through, with the secret that they were given (coturn: `use-auth-secret`,
    `static-auth-secret`). Credentials made from it live `lifetime_minutes`."""

    urls: tuple[str, ...] = ()
    secret: str | None = None
    lifetime_minutes: Annotated[int, Meta(ge=1, le=7 * 24 * 60)] = 12 * 60


class Chat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files in the chat: the largest, and what one person may send in a session, in MiB; `file_types` are the endings
    of names that are taken, none: all that can be told by their content."""

    max_file_mib: Annotated[int, Meta(ge=1, le=2048)] = 25
    max_person_mib: Annotated[int, Meta(ge=1, le=65536)] = 500
    file_types: tuple[str, ...] = ()


class Outbound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What this server asks of others. `inside`: addresses or networks of our own that it may call; all else that is
    not on the public Internet is refused. `ca_file`: certificate authorities (PEM) believed beside the system's."""

    inside: tuple[str, ...] = ()
    ca_file: Path | None = None
    timeout_seconds: Annotated[int, Meta(ge=1, le=60)] = 10


class Storage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files of courses: the largest, and what one person may have on its way at a time, in MiB; `file_types` are the
    endings of names that are taken, none: all that can be told by their content. `clamd` is the `host:port` of a virus
    scanner: with one no file is handed out that it has not found clean."""

    max_file_mib: Annotated[int, Meta(ge=1, le=65536)] = 2048
    max_person_mib: Annotated[int, Meta(ge=1, le=262144)] = 8192
    file_types: tuple[str, ...] = ()
    clamd: str | None = None


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mail server that letters are handed to; without `host` there is none. `sender` is an address with or without
    a name before it. `security`: STARTTLS, TLS from the first byte, or "none" for a server on this machine. `port`
    without a value is the usual one of these: 587, 465, 25. `ca` (PEM) signed the server's certificate, where the
    system does not know who did. At most `letters_per_hour` of one kind go to one address; 0 = no limit."""

    host: str | None = None
    port: Port | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: str | None = None
    sender: str | None = None
    ca: Path | None = None
    timeout_seconds: Annotated[int, Meta(ge=1, le=30)] = 20
    letters_per_hour: Count = 5

    @property
    def enabled(self) -> bool:
        return self.host is not None

    @property
    def effective_port(self) -> int:
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """HTTPS by certificate and key (PEM), or by a certificate that the server makes and signs itself."""

    certificate: Path | None = None
    key: Path | None = None
    self_signed: bool = False

    @property
    def enabled(self) -> bool:
        return self.self_signed or self.certificate is not None


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`json` writes one JSON object a line; without it, lines for a person at a terminal."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    json: bool = True


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    server: Server = Server()
    database: DatabaseSettings = DatabaseSettings()
    data: Data = Data()
    auth: Auth = Auth()
    room: Room = Room()
    limits: Limits = Limits()
    media: Media = Media()
    turn: Turn = Turn()
    chat: Chat = Chat()
    outbound: Outbound = Outbound()
    storage: Storage = Storage()
    mail: Mail = Mail()
    tls: Tls = Tls()
    log: Log = Log()

    @property
    def url(self) -> str:
        """The origin to open in a browser: `public_url`, else scheme, host and port."""
        if self.server.public_url is not None:
            return self.server.public_url.rstrip("/")
        host = self.server.host
        if _is_any_address(host):
            host = "localhost"
        elif ":" in host:
            host = f"[{host}]"
        scheme, standard = ("https", 443) if self.tls.enabled else ("http", 80)
        port = "" if self.server.port == standard else f":{self.server.port}"
        return f"{scheme}://{host}{port}"


class ConfigError(Exception):
    """Settings that cannot be used; `faults` has one line for each thing wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Text(msgspec.Struct, frozen=True):
    """A value from the environment, still to be read as its key wants it."""

    text: str


# (section, key) → the value and where it was said.
Said: TypeAlias = dict[tuple[str, str], tuple[object, str]]

_SECTIONS: dict[str, type[msgspec.Struct]] = {field.name: field.type for field in msgspec.structs.fields(Config)}
# Keys whose values are sections of any name: EDUFORUM_AUTH__OIDC__GOOGLE__CLIENT_ID.
_TABLES = {("auth", "oidc")}


def load(
    path: str | os.PathLike[str] | None = None,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[tuple[str, str], object] | None = None,
) -> Config:
    """Read the settings. `overrides` maps (section, key) to values from the command line.

    Raises `ConfigError` with every fault of every source.
    """
    environ = os.environ if environ is None else environ
    faults: list[str] = []
    said: Said = {}
    if path is not None:
        said.update(_from_file(Path(path), faults))
    said = _with_tables(said, _from_environment(environ, faults))
    for (section, key), value in (overrides or {}).items():
        said[section, key] = (value, "command line")

    sections: dict[str, msgspec.Struct] = {}
    for name, struct in _SECTIONS.items():
        values: dict[str, Any] = {}
        for field in msgspec.structs.fields(struct):
            if (name, field.name) not in said:
                continue
            value, source = said[name, field.name]
            try:
                values[field.name] = (
                    _read(value.text, field.type)
                    if isinstance(value, Text)
                    else msgspec.convert(value, field.type, dec_hook=_path)
                )
            except (msgspec.ValidationError, ValueError) as error:
                faults.append(f"{name}.{field.name} ({source}): {_lower(str(error))}")
        sections[name] = struct(**values)
    config = Config(**sections)  # type: ignore[arg-type]
    faults += _contradictions(config)
    if faults:
        raise ConfigError(faults)
    return config


def _from_file(path: Path, faults: list[str]) -> Said:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        faults.append(f"{path}: {_lower(error.strerror or str(error))}")
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path}: {_lower(str(error))}")
        return {}
    said: Said = {}
    for section, values in content.items():
        if section not in _SECTIONS:
            faults.append(f"{path}: unknown section [{section}]")
        elif not isinstance(values, dict):
            faults.append(f"{path}: {section} must be a section, written [{section}]")
        else:
            for key, value in values.items():
                if key in _SECTIONS[section].__struct_fields__:
                    said[section, key] = (value, str(path))
                else:
                    faults.append(f"{path}: unknown key {section}.{key}")
    return said


def _from_environment(environ: Mapping[str, str], faults: list[str]) -> Said:
    said: Said = {}
    tables: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for name, text in sorted(environ.items()):
        if not name.startswith(ENVIRONMENT_PREFIX) or "__" not in name:
            continue
        section, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
        table, _, entry = key.partition("__")
        if name == name.upper() and (section, table) in _TABLES and "__" in entry:
            row, _, column = entry.partition("__")
            # A name of the environment has no hyphen.
            tables.setdefault((section, table), {}).setdefault(row.replace("_", "-"), {})[column] = text
        elif name != name.upper() or section not in _SECTIONS or key not in _SECTIONS[section].__struct_fields__:
            faults.append(f"{name}: unknown name in the environment")
        elif (section, key) in _TABLES:
            faults.append(f"{name}: names no entry, as {name}__<NAME>__<KEY> does")
        else:
            said[section, key] = (Text(text), name)
    said.update({key: (rows, f"{ENVIRONMENT_PREFIX}…") for key, rows in tables.items()})
    return said


def _with_tables(said: Said, more: Said) -> Said:
    """What was said, and more that overrides it: of a table, each key of each row."""
    for (section, key), (value, source) in more.items():
        before = said.get((section, key), ({}, ""))[0]
        if (section, key) in _TABLES and isinstance(before, dict) and isinstance(value, dict):
            rows = {name: row for name, row in before.items() if name not in value}
            for name, row in value.items():
                had = before.get(name)
                rows[name] = {**had, **row} if isinstance(had, dict) else row
            value = rows
        said[section, key] = (value, source)
    return said


def _read(text: str, wanted: Any) -> object:
    """A value from text: empty is no value where that is allowed, a list is separated by commas."""
    if text == "" and type(None) in typing.get_args(wanted):
        return None
    if typing.get_origin(wanted) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return msgspec.convert(text, wanted, strict=False, dec_hook=_path)


def _path(wanted: type, value: object) -> Path:
    if wanted is not Path or not isinstance(value, str) or not value:
        raise ValueError("expected a path")
    return Path(value)


def _contradictions(config: Config) -> list[str]:
    """What each value alone cannot show to be wrong."""
    faults: list[str] = []
    server, tls = config.server, config.tls
    if server.public_url is not None and not _is_origin(server.public_url):
        faults.append("server.public_url: must be an origin such as https://forum.example.org, without a path")
    for proxy in server.trusted_proxies:
        if not _is_network(proxy):
            faults.append(f"server.trusted_proxies: {proxy!r} is neither an address nor a network")
    if config.database.url is not None and urlsplit(config.database.url).scheme not in ("postgresql", "postgres"):
        faults.append("database.url: must begin with postgresql://")
    codecs = config.media.video_codecs
    if not codecs or len(set(codecs)) != len(codecs):
        faults.append("media.video_codecs: name at least one codec, and none twice")
    for address in config.media.public_addresses:
        if not _is_address(split_port(address)[0]):
            faults.append(f"media.public_addresses: {address!r} is neither an IP address nor one with a port")
    for url in config.turn.urls:
        if not _TURN_URL.fullmatch(url):
            faults.append(f"turn.urls: {url!r} is no URL such as turn:turn.example.org:3478?transport=udp")
    if config.turn.secret is None and any(url.startswith("turn") for url in config.turn.urls):
        faults.append("turn.secret: is missing; the TURN servers ask for credentials")
    for network in config.outbound.inside:
        if not _is_network(network):
            faults.append(f"outbound.inside: {network!r} is neither an address nor a network")
    if config.outbound.ca_file is not None and not os.access(config.outbound.ca_file, os.R_OK):
        faults.append(f"outbound.ca_file: {config.outbound.ca_file} cannot be read")
    if config.storage.clamd is not None and split_host_port(config.storage.clamd) is None:
        faults.append("storage.clamd: must be a host and a port, such as 127.0.0.1:3310")
    faults += _mail_contradictions(config.mail)
    if (tls.certificate is None) != (tls.key is None):
        faults.append("tls: certificate and key belong together; one is missing")
    if tls.self_signed and tls.certificate is not None:
        faults.append("tls.self_signed: a certificate is given already")
    for key, path in (("certificate", tls.certificate), ("key", tls.key)):
        if path is not None and not os.access(path, os.R_OK):
            faults.append(f"tls.{key}: {path} cannot be read")
    if config.room.max_senders > config.room.max_participants:
        faults.append("room.max_senders: is more than room.max_participants")
    return faults


def _mail_contradictions(mail: Mail) -> list[str]:
    if not mail.enabled:
        return []
    faults: list[str] = []
    if mail.sender is None or not _is_sender(mail.sender):
        faults.append('mail.sender: must be an address such as "EduForum <no-reply@example.org>"')
    if (mail.username is None) != (mail.password is None):
        faults.append("mail: username and password belong together; one is missing")
    if mail.security == "none" and mail.username is not None and mail.host not in ("localhost", "127.0.0.1", "::1"):
        faults.append("mail.security: the password would cross the network in the clear")
    if mail.ca is not None and not os.access(mail.ca, os.R_OK):
        faults.append(f"mail.ca: {mail.ca} cannot be read")
    return faults


def _is_sender(text: str) -> bool:
    name, address = parseaddr(text)
    return text.isprintable() and _MAIL_ADDRESS.fullmatch(address) is not None and (not name or name.isprintable())


def split_port(text: str) -> tuple[str, int]:
    """An address of `media.public_addresses` and the port behind it, 0 when there is none: 192.0.2.7, 192.0.2.7:40000,
    2001:db8::7, [2001:db8::7]:40000."""
    found = _WITH_PORT.fullmatch(text)
    if found is None or not 0 < int(found[3]) < 65536:
        return text, 0
    return found[1] or found[2], int(found[3])


def split_host_port(text: str) -> tuple[str, int] | None:
    """A name or an address, an IPv6 one in brackets, and its port; None for anything else."""
    host, colon, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        return None
    if not colon or not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        return None
    return host, int(port)


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return bool(
        parts.scheme in ("http", "https")
        and parts.hostname
        and parts.path in ("", "/")
        and not (parts.query or parts.fragment or parts.username)
        and re.search(r"\s", text) is None
    )


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_any_address(host: str) -> bool:
    return _is_address(host) and ipaddress.ip_address(host).is_unspecified


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]

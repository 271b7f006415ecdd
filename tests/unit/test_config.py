"""Settings come from file, environment and command line in that order, and every fault is told at once."""

from pathlib import Path

import pytest

from eduforum.config import Config, ConfigError, load, split_port


def faults(path: Path | None = None, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load(path, environ or {})
    return raised.value.faults


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_any_source_the_defaults_hold() -> None:
    config = load(environ={})
    assert config == Config()
    assert (config.room.max_senders, config.room.max_participants, config.room.max_viewers) == (50, 300, 300)
    assert config.limits.requests_per_minute == 1000
    assert config.auth.registration is None


def test_the_environment_overrides_the_file_and_the_command_line_both(file: Path) -> None:
    file.write_text('[server]\nport = 1\nhost = "::1"\n[room]\nmax_viewers = 7\n')
    config = load(file, {"EDUFORUM_SERVER__PORT": "2", "EDUFORUM_SERVER__HOST": "0.0.0.0"}, {("server", "port"): 3})
    assert config.server.port == 3
    assert config.server.host == "0.0.0.0"
    assert config.room.max_viewers == 7


@pytest.mark.parametrize(
    ("name", "text", "section", "key", "value"),
    [
        ("EDUFORUM_ROOM__MAX_VIEWERS", "0", "room", "max_viewers", 0),
        ("EDUFORUM_LIMITS__REQUESTS_PER_MINUTE", "0", "limits", "requests_per_minute", 0),
        ("EDUFORUM_TLS__SELF_SIGNED", "true", "tls", "self_signed", True),
        ("EDUFORUM_LOG__JSON", "false", "log", "json", False),
        ("EDUFORUM_AUTH__REGISTRATION", "open", "auth", "registration", "open"),
        ("EDUFORUM_AUTH__REGISTRATION", "", "auth", "registration", None),
        ("EDUFORUM_DATABASE__URL", "", "database", "url", None),
        (
            "EDUFORUM_SERVER__TRUSTED_PROXIES",
            "10.0.0.1, fd00::/8",
            "server",
            "trusted_proxies",
            ("10.0.0.1", "fd00::/8"),
        ),
        ("EDUFORUM_SERVER__TRUSTED_PROXIES", "", "server", "trusted_proxies", ()),
        ("EDUFORUM_DATA__DIR", "/srv/자료", "data", "dir", Path("/srv/자료")),
    ],
)
def test_values_are_read_from_the_environment(name: str, text: str, section: str, key: str, value: object) -> None:
    assert getattr(getattr(load(environ={name: text}), section), key) == value


def test_every_fault_of_every_source_is_told(file: Path) -> None:
    file.write_text('[server]\nport = "eighty"\ncolour = 1\n[kitchen]\n[room]\nmax_senders = 0\n')
    found = faults(
        file,
        {
            "EDUFORUM_ROOM__MAX": "1",
            "EDUFORUM_KITCHEN__SINK": "1",
            "EDUFORUM_AUTH__BCRYPT_COST": "99",
            "EDUFORUM_DATABASE__URL": "mysql://db",
            "EDUFORUM_SERVER__PUBLIC_URL": "forum.example.org/path",
            "EDUFORUM_TLS__CERTIFICATE": "/nowhere.pem",
        },
    )
    for subject in (
        "server.colour", "[kitchen]", "EDUFORUM_KITCHEN__SINK", "EDUFORUM_ROOM__MAX:", "server.port",
        "room.max_senders", "auth.bcrypt_cost", "database.url", "server.public_url", "tls: certificate and key",
        "tls.certificate",
    ):  # fmt: skip
        assert any(subject in fault for fault in found), subject
    assert len(found) == 11
    assert all("\n" not in fault for fault in found)


@pytest.mark.parametrize("name", ["EDUFORUM_TEST_DATABASE_URL", "EDUFORUM_DEBUG", "EDUFORUMISH__X", "PATH"])
def test_names_that_are_not_settings_are_left_alone(name: str) -> None:
    assert load(environ={name: "1"}) == Config()


@pytest.mark.parametrize("name", ["EDUFORUM_server__port", "EDUFORUM_SERVER__PORT__X", "EDUFORUM___PORT"])
def test_misspelt_names_are_faults(name: str) -> None:
    assert faults(environ={name: "1"}) == [f"{name}: unknown name in the environment"]


def test_a_file_that_is_missing_is_a_fault(file: Path) -> None:
    assert faults(file) == [f"{file}: no such file or directory"]


def test_a_file_that_is_no_toml_is_a_fault(file: Path) -> None:
    file.write_text("[server\n")
    assert len(faults(file)) == 1


@pytest.mark.parametrize(
    ("text", "address", "port"),
    [
        ("203.0.113.7", "203.0.113.7", 0),
        ("203.0.113.7:40000", "203.0.113.7", 40000),
        ("2001:db8::7", "2001:db8::7", 0),
        ("[2001:db8::7]:40000", "2001:db8::7", 40000),
    ],
)
def test_a_public_address_may_name_its_port(text: str, address: str, port: int) -> None:
    assert split_port(text) == (address, port)


@pytest.mark.parametrize("text", ["203.0.113.7:0", "203.0.113.7:65536", "203.0.113.7:", "forum.example.org:1", "[::1]"])
def test_a_public_address_is_no_name_and_its_port_is_one(text: str) -> None:
    assert len(faults(environ={"EDUFORUM_MEDIA__PUBLIC_ADDRESSES": text})) == 1


@pytest.mark.parametrize("url", ["turn:turn.example.org", "turns:192.0.2.1:443?transport=tcp", "turn:[::1]:3478"])
def test_turn_servers_need_their_secret(url: str) -> None:
    environ = {"EDUFORUM_TURN__URLS": url}
    assert faults(environ=environ) == ["turn.secret: is missing; the TURN servers ask for credentials"]
    assert load(environ=environ | {"EDUFORUM_TURN__SECRET": "s3cret"}).turn.urls == (url,)


@pytest.mark.parametrize("url", ["https://turn.example.org", "turn://example.org", "turn:", "turn:a?transport=sctp"])
def test_other_urls_are_no_turn_servers(url: str) -> None:
    assert len(faults(environ={"EDUFORUM_TURN__URLS": url, "EDUFORUM_TURN__SECRET": "s3cret"})) == 1


def test_contradictions_are_faults(file: Path, tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("")
    file.write_text(
        f'[tls]\nself_signed = true\ncertificate = "{tmp_path}/cert.pem"\nkey = "{tmp_path}/cert.pem"\n'
        "[room]\nmax_senders = 10\nmax_participants = 5\n"
        '[media]\npublic_addresses = ["forum.example.org"]\n[server]\ntrusted_proxies = ["proxy"]\n'
    )
    assert len(faults(file)) == 4


def test_a_mail_server_needs_a_sender_and_keeps_its_password_from_the_network() -> None:
    host = {"EDUFORUM_MAIL__HOST": "smtp.example.org"}
    assert len(faults(environ=host)) == 1
    named = {**host, "EDUFORUM_MAIL__SENDER": "EduForum <no-reply@example.org>"}
    assert load(environ=named).mail.effective_port == 587
    in_the_clear = {"EDUFORUM_MAIL__SECURITY": "none", "EDUFORUM_MAIL__USERNAME": "a", "EDUFORUM_MAIL__PASSWORD": "b"}
    assert len(faults(environ={**named, **in_the_clear})) == 1


@pytest.mark.parametrize("sender", ["nobody", "a@b.example\nBcc: c@d.example", "", "EduForum <>"])
def test_other_words_are_no_sender(sender: str) -> None:
    assert len(faults(environ={"EDUFORUM_MAIL__HOST": "localhost", "EDUFORUM_MAIL__SENDER": sender})) == 1


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"EDUFORUM_SERVER__HOST": "0.0.0.0"}, "http://localhost:8080"),
        ({"EDUFORUM_SERVER__HOST": "::1", "EDUFORUM_SERVER__PORT": "80"}, "http://[::1]"),
        ({"EDUFORUM_TLS__SELF_SIGNED": "1", "EDUFORUM_SERVER__PORT": "443"}, "https://127.0.0.1"),
        ({"EDUFORUM_SERVER__PUBLIC_URL": "https://forum.example.org/"}, "https://forum.example.org"),
    ],
)
def test_the_url_to_open(environ: dict[str, str], url: str) -> None:
    assert load(environ=environ).url == url


def test_the_example_file_says_the_defaults() -> None:
    assert load(Path(__file__).parents[2] / "config.toml", {}) == Config()

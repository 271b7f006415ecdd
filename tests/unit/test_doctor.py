"""What the doctor makes of ports, addresses, limits and relays."""

import asyncio
import contextlib
import ipaddress
import resource
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from eduforum.certificate import ensure_certificate
from eduforum.clock import SystemClock
from eduforum.config import Config, Mail, Media, Server, Turn
from eduforum.doctor import Finding, host, media, turn
from eduforum.doctor.mail import mail
from eduforum.doctor.turn_client import ServerUrl
from tests.factories.mailbox import mail_server
from tests.factories.turn import PROGRAM, SECRET, turn_server

needs_turnserver = pytest.mark.skipif(PROGRAM is None, reason="no turnserver (Debian: coturn) on this machine")

PRIVATE, PUBLIC, PUBLIC_SIX = "10.0.0.5", "198.51.0.7", "2606:4700::7"


def settings(
    *public: str, listens: str = "0.0.0.0", udp_port: int = 0, tcp: bool = True, tcp_port: int = 0, workers: int = 1
) -> Config:
    return Config(
        server=Server(host=listens),
        media=Media(workers=workers, udp_port=udp_port, tcp=tcp, tcp_port=tcp_port, public_addresses=public),
    )


@pytest.fixture
def owns(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give this machine these addresses."""

    def own(*addresses: str, ipv6: bool = True) -> None:
        found = [ipaddress.ip_address(address) for address in addresses]
        monkeypatch.setattr(media, "interface_addresses", lambda: found)
        monkeypatch.setattr(media, "has_ipv6", lambda: ipv6)

    return own


def about(findings: Sequence[Finding], subject: str) -> list[Finding]:
    return [finding for finding in findings if finding.subject == subject]


def only(findings: Sequence[Finding]) -> Finding:
    (finding,) = findings
    return finding


# Addresses


def test_a_machine_that_is_on_no_network_is_told_so(owns: Callable[..., None]) -> None:
    owns()
    assert only(list(media.addresses(settings()))).grade == "warn"


@pytest.mark.parametrize(
    ("own", "public", "listens", "grade"),
    [
        ([PUBLIC], [], "0.0.0.0", "ok"),
        ([PRIVATE], [], "0.0.0.0", "warn"),
        ([PRIVATE], [PUBLIC], "0.0.0.0", "ok"),
        ([PRIVATE], [], "127.0.0.1", "ok"),
    ],
    ids=["public", "private", "translated", "for this machine alone"],
)
def test_private_addresses_alone_shut_the_world_out(
    own: list[str], public: list[str], listens: str, grade: str, owns: Callable[..., None]
) -> None:
    owns(*own)
    finding = only(about(list(media.addresses(settings(*public, listens=listens, udp_port=40000))), "IPv4"))
    assert finding.grade == grade
    assert ("media.public_addresses" in finding.text) == (grade == "warn")


def test_ipv6_is_named_or_said_to_be_missing(owns: Callable[..., None]) -> None:
    owns(PUBLIC, PUBLIC_SIX)
    assert PUBLIC_SIX in only(about(list(media.addresses(settings())), "IPv6")).text
    owns(PUBLIC)
    assert "no address" in only(about(list(media.addresses(settings())), "IPv6")).text
    owns(PUBLIC, ipv6=False)
    assert "is off" in only(about(list(media.addresses(settings())), "IPv6")).text


@pytest.mark.parametrize(
    ("public", "udp_port", "grade", "said"),
    [
        (PUBLIC, 40000, "ok", "pass UDP and TCP 40000–40001 there on to 40000–40001 here"),
        (f"{PUBLIC}:5000", 40000, "ok", "pass UDP and TCP 5000–5001 there on to 40000–40001 here"),
        (PRIVATE, 40000, "ok", "this machine's own"),
        (PUBLIC, 0, "fail", "set media.udp_port"),
        ("192.168.7.7", 40000, "warn", "is private"),
        (PUBLIC_SIX, 40000, "warn", "IPv6 is off here"),
    ],
)
def test_a_public_address_has_to_lead_here(
    public: str, udp_port: int, grade: str, said: str, owns: Callable[..., None]
) -> None:
    owns(PRIVATE, ipv6=False)
    findings = list(media.addresses(settings(public, udp_port=udp_port, workers=2)))
    finding = only(about(findings, "public address"))
    assert finding.grade == grade
    assert said in finding.text


# Ports


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_free_ports_that_answer_are_well(owns: Callable[..., None]) -> None:
    owns("127.0.0.1", ipv6=False)
    port = free_port()
    assert only(list(media.udp(settings(udp_port=port), running=False))) == Finding(
        "ok", "UDP", f"port {port}: datagrams come back, at 127.0.0.1"
    )
    assert only(list(media.tcp(settings(udp_port=port), running=False))) == Finding(
        "ok", "ICE-TCP", f"port {port}: connections are taken, at 127.0.0.1"
    )


def test_ports_that_change_with_every_start_are_no_use_to_a_firewall(owns: Callable[..., None]) -> None:
    owns("127.0.0.1", ipv6=False)
    last = list(media.udp(settings(), running=False))[-1]
    assert (last.grade, "set media.udp_port" in last.text) == ("warn", True)


def test_another_program_s_port_cannot_be_had(owns: Callable[..., None]) -> None:
    owns("127.0.0.1", ipv6=False)
    with socket.create_server(("", 0)) as taken, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        port = taken.getsockname()[1]
        other.bind(("", 0))
        assert "in use; set media.tcp_port" in only(list(media.tcp(settings(tcp_port=port), running=False))).text
        number = other.getsockname()[1]
        finding = only(list(media.udp(settings(udp_port=number), running=False)))
        assert finding.grade == "fail"
        assert "set media.udp_port" in finding.text


def test_the_running_server_s_ports_are_its_own_and_are_tried(owns: Callable[..., None]) -> None:
    owns("127.0.0.1", ipv6=False)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("", 0))
        port, number = server.getsockname()[1], other.getsockname()[1]
        assert only(list(media.tcp(settings(tcp_port=port), running=True))).grade == "ok"
        assert "the running server" in only(list(media.udp(settings(udp_port=number), running=True))).text
        # It listens there, and not on what it advertises.
        owns("127.0.0.2", ipv6=False)
        finding = only(list(media.tcp(settings(tcp_port=port), running=True)))
        assert finding.grade == "fail"
        assert "127.0.0.2" in finding.text


def test_an_address_that_nothing_comes_back_from_is_named(
    owns: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of a network that no machine is in (RFC 5737).
    owns("192.0.2.77", ipv6=False)
    monkeypatch.setattr(media, "_PATIENCE", 0.05)
    for check, port in ((media.udp, "udp_port"), (media.tcp, "tcp_port")):
        finding = only(list(check(settings(**{port: free_port()}), running=False)))  # type: ignore[arg-type]
        assert finding.grade == "fail"
        assert "192.0.2.77" in finding.text


def test_without_ice_tcp_networks_without_udp_need_turn(owns: Callable[..., None]) -> None:
    owns("127.0.0.1", ipv6=False)
    off = settings(tcp=False)
    assert only(list(media.tcp(off, running=False))).grade == "warn"
    relayed = Config(media=off.media, turn=Turn(("turn:turn.example.org",), SECRET))
    assert only(list(media.tcp(relayed, running=False))).grade == "ok"


# Limits


def test_few_open_files_are_too_few_for_a_class(monkeypatch: pytest.MonkeyPatch) -> None:
    for files, grade in ((1024, "warn"), (4096, "ok"), (resource.RLIM_INFINITY, "ok")):
        monkeypatch.setattr(resource, "getrlimit", lambda _, files=files: (files, files))
        assert only(list(host.open_files())).grade == grade


def test_small_buffers_of_the_system_lose_bursts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_NET", tmp_path)
    assert not list(host.buffers())
    (tmp_path / "rmem_max").write_text("212992\n")
    (tmp_path / "wmem_max").write_text("8388608\n")
    finding = only(list(host.buffers()))
    assert (finding.grade, finding.text.rpartition(": ")[2]) == ("warn", "sysctl -w net.core.rmem_max=8388608")
    (tmp_path / "rmem_max").write_text("4194304\n")
    assert only(list(host.buffers())).grade == "ok"


# Relays


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("turn:turn.example.org", ServerUrl(True, "turn.example.org", 3478, "udp")),
        ("turn:turn.example.org:3479?transport=udp", ServerUrl(True, "turn.example.org", 3479, "udp")),
        ("turn:192.0.2.1?transport=tcp", ServerUrl(True, "192.0.2.1", 3478, "tcp")),
        ("turns:turn.example.org", ServerUrl(True, "turn.example.org", 5349, "tls")),
        ("turns:[2001:db8::1]:443?transport=tcp", ServerUrl(True, "2001:db8::1", 443, "tls")),
        ("stun:stun.example.org", ServerUrl(False, "stun.example.org", 3478, "udp")),
    ],
)
def test_urls_name_host_port_and_transport(text: str, expected: ServerUrl) -> None:
    assert ServerUrl.parse(text) == expected


async def examined(*urls: str, secret: str = SECRET) -> list[Finding]:
    """What is found of these servers, by a machine that only loopback leads to."""
    config = Config(media=Media(public_addresses=("127.0.0.1",)), turn=Turn(urls, secret))
    return await asyncio.to_thread(lambda: list(turn.turn(config)))


@pytest.fixture(autouse=True)
def loopback_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eduforum.media.addresses.interface_addresses", list)


async def test_no_relay_is_no_fault() -> None:
    assert only(await examined()).grade == "ok"


@needs_turnserver
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_relay_gives_an_address_by_the_secret_that_it_shares(transport: str, tmp_path: Path) -> None:
    async with turn_server(tmp_path) as port:
        url = f"turn:127.0.0.1:{port}?transport={transport}"
        assert only(await examined(url)) == Finding("ok", "TURN", f"{url} relays from 127.0.0.1")


@needs_turnserver
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_another_secret_is_named_as_the_cause(transport: str, tmp_path: Path) -> None:
    async with turn_server(tmp_path) as port:
        finding = only(await examined(f"turn:127.0.0.1:{port}?transport={transport}", secret="another"))
    assert finding.grade == "fail"
    assert "turn.secret" in finding.text


@needs_turnserver
async def test_a_relay_that_may_not_reach_this_machine_is_no_use(tmp_path: Path) -> None:
    async with turn_server(tmp_path, loopback=False) as port:
        finding = only(await examined(f"turn:127.0.0.1:{port}"))
    assert finding.grade == "fail"
    assert "allowed-peer-ip" in finding.text


@needs_turnserver
async def test_a_stun_server_tells_where_it_sees_us(tmp_path: Path) -> None:
    async with turn_server(tmp_path) as port:
        url = f"stun:127.0.0.1:{port}"
        assert only(await examined(url)) == Finding("ok", "TURN", f"{url} sees this machine as 127.0.0.1")


async def test_a_server_that_is_not_there_is_told_for_either_transport() -> None:
    port = free_port()
    for url in (f"turn:127.0.0.1:{port}", f"turn:127.0.0.1:{port}?transport=tcp"):
        finding = only(await examined(url))
        assert finding.grade == "fail"
        assert "refused" in finding.text


async def test_dtls_is_not_tried() -> None:
    assert only(await examined("turns:127.0.0.1:5349?transport=udp")).grade == "warn"


@contextlib.asynccontextmanager
async def server(answer: bytes, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of something that answers this to whatever it hears."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.read(1)
            writer.write(answer)
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", struct.pack("!HHI12s", 0x0103, 0, 0x2112A442, b"")],
    ids=["nothing", "another protocol", "to another question"],
)
async def test_what_is_no_turn_server_is_a_fault(answer: bytes) -> None:
    async with server(answer) as port:
        finding = only(await examined(f"turn:127.0.0.1:{port}?transport=tcp"))
    assert finding.grade == "fail"
    assert "correct turn.urls" in finding.text


async def test_a_certificate_that_browsers_refuse_is_a_fault(tmp_path: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*ensure_certificate(tmp_path, [], ["127.0.0.1"], SystemClock()))
    async with server(b"", tls=tls) as port:
        finding = only(await examined(f"turns:127.0.0.1:{port}"))
    assert finding.grade == "fail"
    assert "certificate" in finding.text


async def test_a_mail_server_that_takes_letters_is_fine_and_links_that_lead_to_this_machine_are_not() -> None:
    async with mail_server() as mailbox:
        findings = await mail(Config(mail=mailbox.settings()))
        assert [finding.grade for finding in findings] == ["ok", "warn"]
        assert "server.public_url" in findings[1].text
        assert mailbox.taken == []
    [finding] = await mail(Config(mail=mailbox.settings()))
    assert finding.grade == "fail"


async def test_without_a_mail_server_the_doctor_says_what_does_not_work() -> None:
    [finding] = await mail(Config(mail=Mail()))
    assert finding.grade == "warn"
    assert "mail.host" in finding.text

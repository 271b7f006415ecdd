"""The DTLS server against a client of OpenSSL's; browsers and aiortc meet it in the tests of the engine."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from eduforum.clock import SystemClock
from eduforum.media.dtls import MAX_DATAGRAM, DtlsIdentity, DtlsSession, SrtpKeys, datagrams
from eduforum.media.sdp import Fingerprint

IDENTITY = DtlsIdentity(SystemClock())
BOTH = b"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM"
KEY_BYTES = {0x0007: (16, 12), 0x0001: (16, 14)}


class Client:
    """A DTLS client with a certificate of its own. What it wants to send waits in `output()`, record by record."""

    def __init__(self, *, profiles: bytes = BOTH, certificate: bool = True, hello_padding: int = 0) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
            .sign(key, hashes.SHA256())
        )
        self.fingerprint = Fingerprint("sha-256", made.fingerprint(hashes.SHA256()))
        self.fingerprint_512 = Fingerprint("sha-512", made.fingerprint(hashes.SHA512()))
        context = SSL.Context(SSL.DTLS_METHOD)
        context.set_options(SSL.OP_NO_QUERY_MTU)
        if hello_padding:
            context.set_alpn_protos([bytes([97 + n]) * 100 for n in range(hello_padding // 100)])
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        if profiles:
            context.set_tlsext_use_srtp(profiles)
        if certificate:
            context.use_certificate(made)
            context.use_privatekey(key)
        self.connection = SSL.Connection(context, None)
        self.connection.set_connect_state()
        self.connection.set_ciphertext_mtu(1200)

    def start(self) -> list[bytes]:
        return self.take([])

    def take(self, received: list[bytes]) -> list[bytes]:
        """Hand over datagrams of the server's; what comes back is the client's, one record a datagram."""
        for datagram in received:
            self.connection.bio_write(datagram)
            self._step()
        if not received:
            self._step()
        try:
            data = self.connection.bio_read(1 << 16)
        except SSL.WantReadError:
            return []
        return records(data)

    def _step(self) -> None:
        try:
            self.connection.do_handshake()
        except SSL.WantReadError:
            pass

    @property
    def keys(self) -> SrtpKeys:
        """What the server should have derived."""
        profile = {b"SRTP_AEAD_AES_128_GCM": 0x0007, b"SRTP_AES128_CM_SHA1_80": 0x0001}[
            self.connection.get_selected_srtp_profile()
        ]
        key, salt = KEY_BYTES[profile]
        material = self.connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        client_key, server_key, salts = material[:key], material[key : 2 * key], material[2 * key :]
        return SrtpKeys(profile, receive=client_key + salts[:salt], send=server_key + salts[salt:])


def records(data: bytes) -> list[bytes]:
    cut = []
    while data:
        length = 13 + int.from_bytes(data[11:13], "big")
        cut.append(data[:length])
        data = data[length:]
    return cut


def meet(client: Client, session: DtlsSession) -> None:
    """Carry datagrams both ways until neither has any left."""
    to_server = client.start()
    while to_server:
        to_client = [answer for datagram in to_server for answer in session.receive(datagram)]
        to_server = client.take(to_client) if to_client else []


def session_for(client: Client) -> DtlsSession:
    return DtlsSession(IDENTITY, (client.fingerprint,))


def test_both_sides_derive_the_same_keys() -> None:
    client = Client()
    session = session_for(client)
    meet(client, session)
    assert session.state == "connected"
    assert session.keys == client.keys


def test_gcm_is_taken_whatever_the_client_prefers() -> None:
    client = Client(profiles=b"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM")
    session = session_for(client)
    meet(client, session)
    assert session.keys
    assert session.keys.profile == 0x0007
    assert len(session.keys.send) == 16 + 12


def test_a_client_without_gcm_gets_sha1_80() -> None:
    client = Client(profiles=b"SRTP_AES128_CM_SHA1_80")
    session = session_for(client)
    meet(client, session)
    assert session.keys == client.keys
    assert len(session.keys.send) == 16 + 14


def test_a_client_hello_in_several_datagrams_is_put_together() -> None:
    client = Client(hello_padding=1500)
    session = session_for(client)
    first = client.start()
    assert len(first) > 1
    answers = [session.receive(datagram) for datagram in first]
    assert answers[:-1] == [[]] * (len(first) - 1)
    assert answers[-1]


def test_fragments_in_the_wrong_order_are_put_together() -> None:
    client = Client(hello_padding=1500)
    session = session_for(client)
    first = client.start()
    answers = [answer for datagram in reversed(first) for answer in session.receive(datagram)]
    to_server = client.take(answers)
    for datagram in to_server:
        client.take(session.receive(datagram))
    assert session.state == "connected"


def test_no_datagram_is_longer_than_the_path_allows() -> None:
    client = Client()
    session = session_for(client)
    sent = [datagram for hello in client.start() for datagram in session.receive(hello)]
    assert sent
    assert all(len(datagram) <= MAX_DATAGRAM for datagram in sent)


def test_datagrams_are_cut_between_records() -> None:
    def record(length: int) -> bytes:
        return bytes(11) + length.to_bytes(2, "big") + bytes(length)

    small, large = record(400), record(1100)
    assert list(datagrams(small + small + large + small)) == [small + small, large, small]
    assert list(datagrams(b"")) == []


def test_a_certificate_that_the_offer_does_not_name_fails() -> None:
    client = Client()
    session = DtlsSession(IDENTITY, (Fingerprint("sha-256", bytes(32)),))
    meet(client, session)
    assert session.state == "failed"
    assert session.keys is None
    assert "certificate" in session.failure


def test_any_named_fingerprint_will_do() -> None:
    client = Client()
    session = DtlsSession(IDENTITY, (Fingerprint("sha-256", bytes(32)), client.fingerprint_512))
    meet(client, session)
    assert session.state == "connected"


def test_a_client_without_certificate_fails() -> None:
    client = Client(certificate=False)
    session = session_for(client)
    to_client = [answer for datagram in client.start() for answer in session.receive(datagram)]
    for datagram in client.take(to_client):
        session.receive(datagram)
    assert session.state == "failed"


def test_a_client_without_srtp_fails() -> None:
    client = Client(profiles=b"")
    session = session_for(client)
    meet(client, session)
    assert session.state == "failed"
    assert "SRTP" in session.failure


def test_while_an_answer_is_awaited_a_timer_runs() -> None:
    client = Client()
    session = session_for(client)
    for datagram in client.start():
        session.receive(datagram)
    due = session.timeout
    assert due is not None
    assert 0 < due <= 1
    assert session.handle_timeout() == []


def test_no_timer_runs_before_the_first_datagram_and_once_connected() -> None:
    client = Client()
    session = session_for(client)
    assert session.timeout is None
    meet(client, session)
    assert session.timeout is None


def test_a_farewell_closes() -> None:
    client = Client()
    session = session_for(client)
    meet(client, session)
    client.connection.shutdown()
    for datagram in records(client.connection.bio_read(1 << 16)):
        session.receive(datagram)
    assert session.state == "closed"


def test_closing_says_good_bye() -> None:
    client = Client()
    session = session_for(client)
    meet(client, session)
    (alert,) = session.close()
    client.connection.bio_write(alert)
    with pytest.raises(SSL.ZeroReturnError):
        client.connection.recv(100)
    assert session.close() == []


@pytest.mark.parametrize("junk", [b"", b"\x16", b"\x16\xfe\xfd" + bytes(10), bytes(1500), b"\x14" * 60, b"\xff" * 2000])
def test_junk_neither_ends_a_handshake_nor_a_session(junk: bytes) -> None:
    client = Client()
    session = session_for(client)
    assert session.receive(junk) == []
    meet(client, session)
    assert session.state == "connected"
    assert session.receive(junk) == []
    assert session.state == "connected"
    assert session.keys == client.keys


def test_every_truncation_of_a_client_hello_is_survived() -> None:
    client = Client()
    (hello,) = client.start()
    for length in range(len(hello)):
        session = session_for(client)
        session.receive(hello[:length])
        assert session.state == "handshaking"

"""The DTLS server against a client of OpenSSL's; browsers and aiortc meet it in the tests of the engine."""

import pytest
from OpenSSL import SSL

from eduforum.clock import SystemClock
from eduforum.media.dtls import MAX_DATAGRAM, DtlsIdentities, DtlsIdentity, DtlsSession, datagrams
from eduforum.media.sdp import Fingerprint
from tests.factories.clock import ManualClock
from tests.factories.dtls import DtlsClient, records

IDENTITY = DtlsIdentity(SystemClock())


def meet(client: DtlsClient, session: DtlsSession) -> None:
    """Carry datagrams both ways until neither has any left."""
    to_server = client.start()
    while to_server:
        to_client = [answer for datagram in to_server for answer in session.receive(datagram)]
        to_server = client.take(to_client) if to_client else []


def session_for(client: DtlsClient) -> DtlsSession:
    return DtlsSession(IDENTITY, (client.fingerprint,))


def test_both_sides_derive_the_same_keys() -> None:
    client = DtlsClient()
    session = session_for(client)
    meet(client, session)
    assert session.state == "connected"
    assert session.keys == client.keys


@pytest.mark.parametrize(
    ("name", "number", "length"),
    [
        (b"SRTP_AEAD_AES_128_GCM", 0x0007, 28),
        (b"SRTP_AEAD_AES_256_GCM", 0x0008, 44),
        (b"SRTP_AES128_CM_SHA1_80", 0x0001, 30),
    ],
)
def test_each_profile_is_spoken_with_who_has_no_other(name: bytes, number: int, length: int) -> None:
    client = DtlsClient(profiles=name)
    session = session_for(client)
    meet(client, session)
    assert session.keys == client.keys
    assert session.keys is not None
    assert (session.keys.profile, len(session.keys.send), len(session.keys.receive)) == (number, length, length)


def test_who_waits_for_the_first_flight_gets_it() -> None:
    server = DtlsClient(passive=True)
    session = DtlsSession(IDENTITY, (server.fingerprint,), active=True)
    to_peer = session.start()
    while to_peer:
        to_peer = [answer for datagram in server.take(to_peer) for answer in session.receive(datagram)]
    assert session.state == "connected"
    assert session.keys == server.keys


def test_who_begins_is_not_begun_with() -> None:
    assert session_for(DtlsClient()).start() == []


def test_new_sessions_take_a_new_certificate_every_day_and_old_ones_go_on() -> None:
    clock = ManualClock()
    identities = DtlsIdentities(clock)
    client = DtlsClient()
    begun = DtlsSession(identities.current(), (client.fingerprint,))
    clock.advance(23 * 3600)
    assert identities.current().fingerprint == begun.fingerprint
    clock.advance(3600)
    later = DtlsClient()
    fresh = DtlsSession(identities.current(), (later.fingerprint,))
    assert fresh.fingerprint != begun.fingerprint
    for each, session in ((client, begun), (later, fresh)):
        meet(each, session)
        assert session.keys == each.keys


def test_gcm_is_taken_whatever_the_client_prefers() -> None:
    client = DtlsClient(profiles=b"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM")
    session = session_for(client)
    meet(client, session)
    assert session.keys
    assert session.keys.profile == 0x0007
    assert len(session.keys.send) == 16 + 12


def test_a_client_hello_in_several_datagrams_is_put_together() -> None:
    client = DtlsClient(hello_padding=1500)
    session = session_for(client)
    first = client.start()
    assert len(first) > 1
    answers = [session.receive(datagram) for datagram in first]
    assert answers[:-1] == [[]] * (len(first) - 1)
    assert answers[-1]


def test_fragments_in_the_wrong_order_are_put_together() -> None:
    client = DtlsClient(hello_padding=1500)
    session = session_for(client)
    first = client.start()
    answers = [answer for datagram in reversed(first) for answer in session.receive(datagram)]
    to_server = client.take(answers)
    for datagram in to_server:
        client.take(session.receive(datagram))
    assert session.state == "connected"


def test_no_datagram_is_longer_than_the_path_allows() -> None:
    client = DtlsClient()
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
    client = DtlsClient()
    session = DtlsSession(IDENTITY, (Fingerprint("sha-256", bytes(32)),))
    meet(client, session)
    assert session.state == "failed"
    assert session.keys is None
    assert "certificate" in session.failure


def test_any_named_fingerprint_will_do() -> None:
    client = DtlsClient()
    session = DtlsSession(IDENTITY, (Fingerprint("sha-256", bytes(32)), client.fingerprint_512))
    meet(client, session)
    assert session.state == "connected"


def test_a_client_without_certificate_fails() -> None:
    client = DtlsClient(certificate=False)
    session = session_for(client)
    to_client = [answer for datagram in client.start() for answer in session.receive(datagram)]
    for datagram in client.take(to_client):
        session.receive(datagram)
    assert session.state == "failed"


def test_a_client_without_srtp_fails() -> None:
    client = DtlsClient(profiles=b"")
    session = session_for(client)
    meet(client, session)
    assert session.state == "failed"
    assert "SRTP" in session.failure


def test_while_an_answer_is_awaited_a_timer_runs() -> None:
    client = DtlsClient()
    session = session_for(client)
    for datagram in client.start():
        session.receive(datagram)
    due = session.timeout
    assert due is not None
    assert 0 < due <= 1
    assert session.handle_timeout() == []


def test_no_timer_runs_before_the_first_datagram_and_once_connected() -> None:
    client = DtlsClient()
    session = session_for(client)
    assert session.timeout is None
    meet(client, session)
    assert session.timeout is None


def test_a_farewell_closes() -> None:
    client = DtlsClient()
    session = session_for(client)
    meet(client, session)
    client.connection.shutdown()
    for datagram in records(client.connection.bio_read(1 << 16)):
        session.receive(datagram)
    assert session.state == "closed"


def test_closing_says_good_bye() -> None:
    client = DtlsClient()
    session = session_for(client)
    meet(client, session)
    (alert,) = session.close()
    client.connection.bio_write(alert)
    with pytest.raises(SSL.ZeroReturnError):
        client.connection.recv(100)
    assert session.close() == []


@pytest.mark.parametrize("junk", [b"", b"\x16", b"\x16\xfe\xfd" + bytes(10), bytes(1500), b"\x14" * 60, b"\xff" * 2000])
def test_junk_neither_ends_a_handshake_nor_a_session(junk: bytes) -> None:
    client = DtlsClient()
    session = session_for(client)
    assert session.receive(junk) == []
    meet(client, session)
    assert session.state == "connected"
    assert session.receive(junk) == []
    assert session.state == "connected"
    assert session.keys == client.keys


def test_every_truncation_of_a_client_hello_is_survived() -> None:
    client = DtlsClient()
    (hello,) = client.start()
    for length in range(len(hello)):
        session = session_for(client)
        session.receive(hello[:length])
        assert session.state == "handshaking"

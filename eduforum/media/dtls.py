"""DTLS 1.2 for the keys of SRTP (RFC 5764, RFC 8827 section 6.5). Sans-I/O: datagrams in, datagrams out.

Media is encrypted with keys that both sides derive from this handshake; nothing else is sent over DTLS. The peers know
each other by the certificate fingerprints of offer and answer, so a certificate of our own making is enough.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from eduforum.clock import Clock
from eduforum.media.sdp import Fingerprint

MAX_DATAGRAM = 1200
"""Bytes of a datagram that we send: below the smallest path MTU of the internet with room for tunnels."""

_DTLS_1_2 = 0xFEFD
_RECORD_HEADER = 13
# Our own key is ECDSA; RSA is for peers that are the DTLS server.
_CIPHERS = (
    b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:"
    b"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384"
)
_ROTATION = timedelta(days=1).total_seconds()
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha-256": hashes.SHA256(),
    "sha-384": hashes.SHA384(),
    "sha-512": hashes.SHA512(),
}


class _Profile(msgspec.Struct, frozen=True):
    number: int
    key: int
    salt: int


# Preferred first: GCM costs a quarter of AES-CM with SHA-1 (RFC 7714, section 14.2; RFC 5764, section 4.1.2).
_PROFILES = {
    b"SRTP_AEAD_AES_128_GCM": _Profile(0x0007, 16, 12),
    b"SRTP_AEAD_AES_256_GCM": _Profile(0x0008, 32, 12),
    b"SRTP_AES128_CM_SHA1_80": _Profile(0x0001, 16, 14),
}


class SrtpKeys(msgspec.Struct, frozen=True):
    """A handshake's yield: the SRTP protection profile's number, and key || salt of each direction."""

    profile: int
    receive: bytes
    send: bytes


class DtlsIdentity:
    """A certificate of the server's, kept in memory only, and the context that its sessions share."""

    def __init__(self, clock: Clock) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _self_signed(key, clock)
        self.fingerprint = Fingerprint("sha-256", certificate.fingerprint(hashes.SHA256()))
        context = SSL.Context(SSL.DTLS_METHOD)
        context.set_min_proto_version(_DTLS_1_2)
        context.set_max_proto_version(_DTLS_1_2)
        context.set_cipher_list(_CIPHERS)
        context.set_options(SSL.OP_NO_QUERY_MTU | SSL.OP_NO_TICKET | SSL.OP_NO_RENEGOTIATION)
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        context.set_tlsext_use_srtp(b":".join(_PROFILES))
        # A certificate is demanded, whoever signed it: the session compares it with the offer's fingerprint.
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, _accept_any)
        context.use_certificate(certificate)
        context.use_privatekey(key)
        self.context = context


class DtlsIdentities:
    """The identity for new sessions, another one every day, so that a stolen key is worth a day at most. Sessions go on
    with the one that they began with."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made = clock.monotonic()
        self._identity = DtlsIdentity(clock)

    def current(self) -> DtlsIdentity:
        now = self._clock.monotonic()
        if now - self._made >= _ROTATION:
            self._made = now
            self._identity = DtlsIdentity(self._clock)
        return self._identity


class DtlsSession:
    """One handshake with a peer whose certificate has one of `fingerprints`; `active`: as the DTLS client, for a peer
    that would rather wait (`a=setup:passive`). `fingerprint` is our own certificate's.

    `state` goes from handshaking to connected, once `keys` are there, and ends as closed by the peer or as failed, with
    `failure` saying why in one line.
    """

    def __init__(self, identity: DtlsIdentity, fingerprints: tuple[Fingerprint, ...], *, active: bool = False) -> None:
        self.state: Literal["handshaking", "connected", "closed", "failed"] = "handshaking"
        self.keys: SrtpKeys | None = None
        self.failure = ""
        self.fingerprint = identity.fingerprint
        self._fingerprints = fingerprints
        self._active = active
        self._connection = SSL.Connection(identity.context, None)
        if active:
            self._connection.set_connect_state()
        else:
            self._connection.set_accept_state()
        self._connection.set_ciphertext_mtu(MAX_DATAGRAM)

    @property
    def timeout(self) -> float | None:
        """Seconds until `handle_timeout` is due, or None while nothing awaits an answer."""
        return self._connection.DTLSv1_get_timeout() if self.state == "handshaking" else None

    def start(self) -> list[bytes]:
        """The first flight of an active session; nothing of one that waits for the peer's."""
        if self._active and self.state == "handshaking":
            self._advance()
        return self._output()

    def receive(self, datagram: bytes) -> list[bytes]:
        """Take one datagram from the peer; the answer is the datagrams to send to it."""
        if not datagram or self.state in ("closed", "failed"):
            return []
        self._connection.bio_write(datagram)
        self._advance()
        return self._output()

    def handle_timeout(self) -> list[bytes]:
        """Retransmit the last flight if it is due (RFC 6347, section 4.2.4)."""
        try:
            self._connection.DTLSv1_handle_timeout()
        except SSL.Error as error:
            self._fail(f"the peer stopped answering: {_reason(error)}")
        return self._output()

    def close(self) -> list[bytes]:
        """Say good-bye: the datagrams of a close_notify alert, none if the handshake was not through."""
        if self.state != "connected":
            return []
        self.state = "closed"
        try:
            self._connection.shutdown()
        except SSL.Error:
            return []
        return self._output()

    def _advance(self) -> None:
        try:
            if self.state == "handshaking":
                self._connection.do_handshake()
                self._finish()
            while self.state == "connected":
                # Nobody sends application data; reading handles what the peer repeats of the handshake, and alerts.
                self._connection.recv(MAX_DATAGRAM)
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self.state = "closed"
        except SSL.Error as error:
            self._fail(_reason(error))

    def _finish(self) -> None:
        certificate = self._connection.get_peer_certificate(as_cryptography=True)
        if certificate is None or not any(
            certificate.fingerprint(_HASHES[wanted.algorithm]) == wanted.digest for wanted in self._fingerprints
        ):
            self._fail("the certificate is not the one that the offer names")
            return
        profile = _PROFILES.get(self._connection.get_selected_srtp_profile())
        if profile is None:
            self._fail("no SRTP protection profile in common")
            return
        key, salt = profile.key, profile.salt
        material = self._connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        # Client key, server key, client salt, server salt (RFC 5764, section 4.2).
        client_salt = 2 * key
        server_salt = client_salt + salt
        client = material[:key] + material[client_salt:server_salt]
        server = material[key:client_salt] + material[server_salt:]
        receive, send = (server, client) if self._active else (client, server)
        self.keys = SrtpKeys(profile.number, receive=receive, send=send)
        self.state = "connected"

    def _fail(self, reason: str) -> None:
        self.state = "failed"
        self.keys = None
        self.failure = reason

    def _output(self) -> list[bytes]:
        try:
            data = self._connection.bio_read(1 << 16)
        except SSL.WantReadError:
            return []
        return list(datagrams(data))


def datagrams(data: bytes) -> Iterator[bytes]:
    """Cut what a memory BIO ran together into datagrams: whole records, as many as fit in MAX_DATAGRAM bytes."""
    start = end = 0
    while end < len(data):
        length = _RECORD_HEADER + int.from_bytes(data[end + 11 : end + 13], "big")
        if end > start and end + length - start > MAX_DATAGRAM:
            yield data[start:end]
            start = end
        end += length
    if end > start:
        yield data[start:end]


def _self_signed(key: ec.EllipticCurvePrivateKey, clock: Clock) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "eduforum")])
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A peer whose clock is behind by a day must not find it not yet valid.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )


def _accept_any(connection: SSL.Connection, certificate: object, error: int, depth: int, ok: int) -> bool:
    return True


def _reason(error: SSL.Error) -> str:
    """The last line of OpenSSL's error queue, which is a list of (library, function, reason)."""
    queue = error.args[0] if error.args else None
    return str(queue[-1][-1]) if isinstance(queue, list) and queue else type(error).__name__

"""The client's side of DTLS-SRTP (RFC 5764) over memory, one certificate for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

_DTLS_1_2 = 0xFEFD
_MTU = 1200
_RECORD_HEADER = 13
# Name → profile, length of the key, length of the salt.
_PROFILES = {
    b"SRTP_AEAD_AES_128_GCM": (0x0007, 16, 12),
    b"SRTP_AEAD_AES_256_GCM": (0x0008, 32, 12),
    b"SRTP_AES128_CM_SHA1_80": (0x0001, 16, 14),
}


class Identity:
    """A self-signed certificate and the context of all handshakes."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "load")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .sign(key, hashes.SHA256())
        )
        self.fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.set_max_proto_version(_DTLS_1_2)
        self.context.use_certificate(certificate)
        self.context.use_privatekey(key)
        self.context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        self.context.set_tlsext_use_srtp(b":".join(_PROFILES))


class Handshake:
    """Datagrams in, datagrams out, then `keys`: profile, key || salt to receive with, key || salt to send with."""

    def __init__(self, identity: Identity) -> None:
        self._connection = SSL.Connection(identity.context)
        self._connection.set_connect_state()
        self._connection.set_ciphertext_mtu(_MTU)
        self.keys: tuple[int, bytes, bytes] | None = None

    def step(self, datagram: bytes = b"") -> list[bytes]:
        """What is to be sent. Raises OpenSSL.SSL.Error when the handshake fails."""
        if datagram:
            self._connection.bio_write(datagram)
        if self.keys is None:
            try:
                self._connection.do_handshake()
                self._export()
            except SSL.WantReadError:
                pass
        return list(self._written())

    def retry(self) -> list[bytes]:
        """What is to be sent again when nothing has come for a while."""
        self._connection.DTLSv1_handle_timeout()
        return list(self._written())

    def _written(self) -> Iterator[bytes]:
        # A memory BIO loses the boundaries of datagrams: each record is one.
        try:
            data = self._connection.bio_read(65536)
        except SSL.WantReadError:
            return
        while data:
            size = _RECORD_HEADER + int.from_bytes(data[11:13], "big")
            yield data[:size]
            data = data[size:]

    def _export(self) -> None:
        profile, key, salt = _PROFILES[self._connection.get_selected_srtp_profile()]
        material = self._connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        client = material[:key] + material[2 * key : 2 * key + salt]
        server = material[key : 2 * key] + material[2 * key + salt :]
        self.keys = profile, server, client

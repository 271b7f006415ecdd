"""The other side of a DTLS handshake, by OpenSSL."""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from eduforum.media.dtls import SrtpKeys
from eduforum.media.sdp import Fingerprint

BOTH = b"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM"
KEY_BYTES = {0x0007: (16, 12), 0x0008: (32, 12), 0x0001: (16, 14)}
NUMBERS = {
    b"SRTP_AEAD_AES_128_GCM": 0x0007,
    b"SRTP_AEAD_AES_256_GCM": 0x0008,
    b"SRTP_AES128_CM_SHA1_80": 0x0001,
}


class DtlsClient:
    """A DTLS client with a certificate of its own; `passive`: a DTLS server that waits for the first flight."""

    def __init__(
        self, *, profiles: bytes = BOTH, certificate: bool = True, hello_padding: int = 0, passive: bool = False
    ) -> None:
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
        self.passive = passive
        if passive:
            self.connection.set_accept_state()
        else:
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
        profile = NUMBERS[self.connection.get_selected_srtp_profile()]
        key, salt = KEY_BYTES[profile]
        material = self.connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        client_key, server_key, salts = material[:key], material[key : 2 * key], material[2 * key :]
        of_client, of_server = client_key + salts[:salt], server_key + salts[salt:]
        if self.passive:
            return SrtpKeys(profile, receive=of_server, send=of_client)
        return SrtpKeys(profile, receive=of_client, send=of_server)


def records(data: bytes) -> list[bytes]:
    cut = []
    while data:
        length = 13 + int.from_bytes(data[11:13], "big")
        cut.append(data[:length])
        data = data[length:]
    return cut

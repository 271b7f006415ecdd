"""A certificate that the server makes and signs itself, so that a phone in the same network may use its camera.

Browsers give camera and microphone to secure pages only; the person accepts the certificate once.
"""

import ipaddress
import os
import socket
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from eduforum.clock import Clock

# Browsers refuse server certificates that are good for longer than 398 days.
_LIFE = timedelta(days=397)
# Made anew when so little is left.
_RENEW = timedelta(days=30)
# Clocks of phones are not exact.
_BACKDATED = timedelta(days=1)


def local_names() -> list[str]:
    """The names that this machine answers to, besides its addresses."""
    host = socket.gethostname().split(".")[0].lower()
    return list(dict.fromkeys(["localhost", host, f"{host}.local"]))


def ensure_certificate(
    folder: Path, names: Collection[str], addresses: Collection[str], clock: Clock
) -> tuple[Path, Path]:
    """The paths of certificate and key under `folder`; made when there is none, when it ends within 30 days, or when it
    lacks one of `names` and `addresses` (IP addresses as text)."""
    certificate, key = folder / "certificate.pem", folder / "certificate.key"
    wanted = _alternatives(names, addresses)
    if not (key.exists() and _serves(certificate, wanted, clock.now())):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(certificate, key, wanted, clock.now())
    return certificate, key


def _alternatives(names: Collection[str], addresses: Collection[str]) -> list[x509.GeneralName]:
    numbers = [ipaddress.ip_address(address) for address in ("127.0.0.1", "::1", *addresses)]
    return [
        *(x509.DNSName(name) for name in dict.fromkeys(names)),
        *(x509.IPAddress(number) for number in dict.fromkeys(numbers)),
    ]


def _serves(certificate: Path, wanted: list[x509.GeneralName], now: datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        has = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    return found.not_valid_before_utc <= now < found.not_valid_after_utc - _RENEW and set(wanted) <= set(has)


def _write(certificate: Path, key: Path, wanted: list[x509.GeneralName], now: datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "EduForum on this machine")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now - _BACKDATED + _LIFE)
        .add_extension(x509.SubjectAlternativeName(wanted), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # The key first: a kill between the two leaves a certificate that does not match, or none, never a readable key.
    certificate.unlink(missing_ok=True)
    _write_private(key, pem)
    _write_private(certificate, made.public_bytes(serialization.Encoding.PEM))


def _write_private(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(path.suffix + ".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    unfinished.replace(path)

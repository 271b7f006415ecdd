"""The server's own certificate names every local address and is renewed before it ends."""

import ipaddress
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from eduforum.certificate import ensure_certificate
from tests.factories.clock import ManualClock

NAMES = ["localhost", "lab.local"]
ADDRESSES = ["192.0.2.7", "2001:db8::7"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_it_names_what_it_was_made_for_and_loopback(folder: Path, clock: ManualClock) -> None:
    certificate, _ = ensure_certificate(folder, NAMES, ADDRESSES, clock)
    names = load(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == NAMES
    assert {str(address) for address in names.get_values_for_type(x509.IPAddress)} == {*ADDRESSES, "127.0.0.1", "::1"}


def test_it_is_good_for_no_longer_than_browsers_accept(folder: Path, clock: ManualClock) -> None:
    made = load(ensure_certificate(folder, NAMES, ADDRESSES, clock)[0])
    assert made.not_valid_before_utc < clock.now()
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=398)


def test_the_key_is_the_owners_alone(folder: Path, clock: ManualClock) -> None:
    _, key = ensure_certificate(folder, NAMES, ADDRESSES, clock)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_is_kept_while_it_serves(folder: Path, clock: ManualClock) -> None:
    certificate, key = ensure_certificate(folder, NAMES, ADDRESSES, clock)
    before = (certificate.read_bytes(), key.read_bytes())
    clock.advance(timedelta(days=300).total_seconds())
    ensure_certificate(folder, NAMES[:1], ADDRESSES[:1], clock)
    assert (certificate.read_bytes(), key.read_bytes()) == before


def test_it_is_made_anew_for_a_new_address(folder: Path, clock: ManualClock) -> None:
    ensure_certificate(folder, NAMES, ADDRESSES, clock)
    certificate, _ = ensure_certificate(folder, NAMES, ["198.51.100.9"], clock)
    names = load(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert ipaddress.ip_address("198.51.100.9") in names.get_values_for_type(x509.IPAddress)


def test_it_is_made_anew_a_month_before_it_ends(folder: Path, clock: ManualClock) -> None:
    certificate, _ = ensure_certificate(folder, NAMES, ADDRESSES, clock)
    before = certificate.read_bytes()
    clock.advance(timedelta(days=380).total_seconds())
    ensure_certificate(folder, NAMES, ADDRESSES, clock)
    assert certificate.read_bytes() != before


def test_a_damaged_one_is_replaced(folder: Path, clock: ManualClock) -> None:
    certificate, _ = ensure_certificate(folder, NAMES, ADDRESSES, clock)
    certificate.write_text("-----BEGIN")
    ensure_certificate(folder, NAMES, ADDRESSES, clock)
    assert load(certificate)

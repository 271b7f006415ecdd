"""Codes by time: RFC 4226 and RFC 6238, and that a code counts once."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth import totp
from tests.factories.clock import START

RFC_SECRET = b"12345678901234567890"
SECRET = bytes(range(20))
NOW = totp.step_at(START)


def accepted(code: str, last_step: int | None = None, at: datetime = START) -> int | None:
    return totp.accepted_step(SECRET, code, at=at, last_step=last_step)


@pytest.mark.parametrize(
    ("counter", "code"),
    list(
        enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])
    ),
)
def test_codes_are_those_of_rfc_4226_appendix_d(counter: int, code: str) -> None:
    assert totp.code_at(RFC_SECRET, counter) == code


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_the_last_six_digits_of_rfc_6238_appendix_b(seconds: int, eight_digits: str) -> None:
    step = totp.step_at(datetime.fromtimestamp(seconds, UTC))
    assert totp.code_at(RFC_SECRET, step) == eight_digits[-6:]


def test_a_secret_has_160_bits_and_is_never_the_same() -> None:
    assert len(totp.new_secret()) == 20
    assert totp.new_secret() != totp.new_secret()


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(drift: int) -> None:
    assert accepted(totp.code_at(SECRET, NOW + drift)) == NOW + drift


@pytest.mark.parametrize("drift", [-2, 2])
def test_two_steps_off_is_too_far(drift: int) -> None:
    assert accepted(totp.code_at(SECRET, NOW + drift)) is None


def test_a_code_counts_once() -> None:
    code = totp.code_at(SECRET, NOW)
    step = accepted(code)

    assert step == NOW
    assert accepted(code, last_step=step) is None
    assert accepted(code, last_step=step, at=START + timedelta(seconds=30)) is None


def test_after_a_code_no_earlier_one_counts() -> None:
    assert accepted(totp.code_at(SECRET, NOW - 1), last_step=NOW) is None
    assert accepted(totp.code_at(SECRET, NOW + 1), last_step=NOW) == NOW + 1


@given(st.integers(min_value=0, max_value=2**31), st.integers(min_value=-3, max_value=3))
def test_an_accepted_step_always_grows(seconds: int, ahead: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    last = totp.step_at(at) + ahead
    for step in range(max(0, last - 3), last + 4):
        found = totp.accepted_step(SECRET, totp.code_at(SECRET, step), at=at, last_step=last)
        assert found is None or found > last


@pytest.mark.parametrize("style", ["{} {}", "{}-{}", " {}{} "])
def test_a_code_may_be_typed_in_groups(style: str) -> None:
    code = totp.code_at(SECRET, NOW)
    assert accepted(style.format(code[:3], code[3:])) == NOW


def test_a_code_may_be_typed_in_full_width_digits() -> None:
    assert accepted("".join(chr(ord(digit) + 0xFEE0) for digit in totp.code_at(SECRET, NOW))) == NOW


@given(st.text() | st.from_regex(r"[0-9]{5}|[0-9]{7,9}", fullmatch=True))
def test_whatever_else_is_typed_is_no_code(text: str) -> None:
    if len([character for character in text if character.isnumeric()]) != totp.DIGITS:
        assert accepted(text) is None


@pytest.mark.parametrize(
    "text", ["", "12345", "1234567", "abcdef", "-" * 6, "９" * 7, "⑥" * 6, "\ud800" * 6, "1" * 10**6]
)
def test_nor_is_any_of_these(text: str) -> None:
    assert accepted(text) is None


def test_the_address_for_the_qr_code_says_everything_that_the_app_needs() -> None:
    parts = urlsplit(totp.uri(SECRET, account="ha-neul@school.test", issuer="EduForum 서울"))

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/EduForum 서울:ha-neul@school.test"
    parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert base64.b32decode(parameters.pop("secret")) == SECRET
    assert parameters == {"issuer": "EduForum 서울", "algorithm": "SHA1", "digits": "6", "period": "30"}


def test_a_name_cannot_pretend_to_be_another_issuer() -> None:
    parts = urlsplit(totp.uri(SECRET, account="Bank:me?secret=A&x=/", issuer="Edu:Forum"))

    assert parts.path.count(":") == 1
    assert len(parse_qs(parts.query)["secret"]) == 1


def test_the_secret_can_be_typed() -> None:
    text = totp.secret_text(SECRET)

    assert base64.b32decode(text.replace(" ", "")) == SECRET
    assert {len(group) for group in text.split()} == {4}

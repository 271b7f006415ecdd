"""What an address, a name and a password must be like."""

import unicodedata

import pytest

from eduforum.auth.rules import check_password, checked_email, checked_name, normalise_email
from eduforum.errors import Invalid


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short-12345", "password_too_short"),
        ("한글열한글자암호입니다", "password_too_short"),
        ("password1234", "password_common"),
        ("P@ssw0rd2024!", "password_common"),
        ("Summer2024!!!", "password_common"),
        ("qwertyuiop[]", "password_common"),
        ("1q2w3e4r5t6y", "password_common"),
        ("123456789012", "password_common"),
        ("abababababab", "password_common"),
        ("hunter2hunter2", "password_common"),
        ("dkssudgktpdy", "password_common"),
        ("비밀번호비밀번호비밀번호", "password_common"),
        ("x" * 4000, "password_common"),
        ("ha-neul-김하늘-2", "password_personal"),
        ("김하늘김하늘123456", "password_personal"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_password(password, email="ha-neul@eduforum.test", name="김하늘")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "wombat-lantern-42", "한글암호는바다위의고래다", "x7#kQ9!vLm2p", "839201756382"],
)
def test_a_password_that_is_not_is_taken(password: str) -> None:
    check_password(password, email="ha-neul@eduforum.test", name="김하늘")


def test_letters_are_counted_as_they_are_composed() -> None:
    with pytest.raises(Invalid):
        check_password(unicodedata.normalize("NFD", "고래다"), email="a@b.de", name="A")


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "a@b",
        "a b@c.de",
        "a@b..de",
        "a@-b.de",
        '"a b"@c.de',
        "a@b.de\u202e",
        "@c.de",
        "a\n@b.de",
        "a" * 65 + "@b.de",
    ],
)
def test_an_address_must_be_one(email: str) -> None:
    with pytest.raises(Invalid):
        checked_email(email)


@pytest.mark.parametrize("email", ["student1@eduforum.test", "o'neil+x_y@dept.snu.ac.kr", "김@서울.한국"])
def test_these_are(email: str) -> None:
    assert checked_email(email) == email


def test_an_address_is_normalised() -> None:
    assert normalise_email(" JO\u0301ZEF@EduForum.Test ") == "józef@eduforum.test"


@pytest.mark.parametrize("name", ["", "   ", "...", "a\nb", "\u202eecila", "x" * 101, "a\u2028b", "a\u00a0b"])
def test_a_name_must_be_one(name: str) -> None:
    with pytest.raises(Invalid):
        checked_name(name)


@pytest.mark.parametrize("name", ["김하늘", "O’Neil 3rd", "नमस्\u200dते", "Nguyễn Thị Minh Khai", "李"])
def test_names_of_many_scripts_are(name: str) -> None:
    assert checked_name(name) == name

"""Letters as they go out."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from eduforum.auth import letters
from eduforum.auth.schemas import Role
from eduforum.mail import Button, Language, Letter
from eduforum.mail.letter import mailbox, message

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINK = "https://forum.example/reset-password#abc"


def read(letter: Letter, *, sender: str = "EduForum <no-reply@school.example>") -> EmailMessage:
    """The message as it arrives."""
    made = message_from_bytes(bytes(message(letter, id="one", sender=sender, at=AT)), policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


def part(letter: Letter, kind: str) -> str:
    body = read(letter).get_body((kind,))
    assert isinstance(body, EmailMessage)
    text: str = body.get_content()
    return text


def greeting(**changes: str) -> Letter:
    fields = {"to": "a@school.example", "subject": "안녕", "greeting": "안녕하세요", **changes}
    return Letter("test", fields["to"], "ko", fields["subject"], fields["greeting"], ("본문",), Button("열기", LINK))


def written(language: Language) -> list[Letter]:
    """Every letter that there is."""
    to, name, hour = "a@school.example", "김하늘", timedelta(hours=1)
    return [
        letters.verify_address(to, name, "student", language, LINK, timedelta(days=3)),
        letters.account_exists(to, name, "professor", language, LINK),
        letters.reset_password(to, name, "professor", language, LINK, hour),
        letters.password_changed(to, name, "ta", language, LINK),
        letters.invitation(to, name, language, LINK, timedelta(days=14), "박교수", "논리학"),
        letters.invitation(to, name, language, LINK, timedelta(days=1), "관리자", None),
    ]


def test_a_letter_is_the_same_message_however_often_it_is_made() -> None:
    first, second = read(greeting()), read(greeting())
    assert first["Message-ID"] == second["Message-ID"] == "<one@school.example>"
    assert first["Date"] == second["Date"]
    assert first["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "words", ["a\r\nBcc: victim@example.org", "a\nBcc: victim@example.org", "a\u2028Bcc: victim@example.org"]
)
def test_no_words_begin_another_header(words: str) -> None:
    made = read(greeting(subject=words), sender=f"{words} <no-reply@school.example>".replace("\n", " "))
    assert "Bcc" not in made
    assert made["Subject"].startswith("a")
    assert made.get_body(("plain",)) is not None


def test_an_address_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError):
        read(greeting(to="a@school.example\r\nBcc: victim@example.org"))


def test_names_do_not_become_markup() -> None:
    page = part(greeting(greeting='<img src="https://evil.example/x">'), "html")
    assert "<img" not in page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_letter_says_the_same_in_text_and_html_and_fetches_nothing(language: Language) -> None:
    for letter in written(language):
        text, page = part(letter, "plain"), part(letter, "html")
        for words in (letter.greeting, *letter.paragraphs, *letter.closing):
            assert words in text
            assert words in page
        assert LINK in text
        assert f'href="{LINK}"' in page
        assert f'lang="{language}"' in page
        assert re.findall(r"(?:src|url|@import|<link|<script)", page) == []
        assert set(re.findall(r"https?://[^\"'<\s]+", page)) == {LINK}


def test_a_professor_is_addressed_as_one() -> None:
    def greeted(role: Role) -> str:
        return letters.password_changed("a@b.example", "김하늘", role, "ko", LINK).greeting

    assert greeted("professor").startswith("김하늘 교수님")
    assert greeted("student").startswith("김하늘 님")


def test_a_domain_in_letters_of_its_own_goes_out_as_dns_has_it() -> None:
    assert mailbox("a@bücher.example") == "a@xn--bcher-kva.example"

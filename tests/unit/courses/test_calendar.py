"""Sessions in calendar programs, held against RFC 5545 and RFC 5546."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.courses.series.calendar import CalendarEvent, Organizer, feed, message
from eduforum.courses.series.google import google_link

START = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
CHANGED = datetime(2026, 2, 20, 5, 0, tzinfo=UTC)
NOW = datetime(2026, 2, 21, 9, 15, tzinfo=UTC)

EVENT = CalendarEvent(
    id="0195f0a0-0000-7000-8000-000000000001", sequence=3, start=START, end=START + timedelta(minutes=75),
    title="윤리학 1주차", updated_at=CHANGED, description="롤스, 정의론; 1장", url="https://edu.example/sessions/1",
    organizer=Organizer(name="한지우", email="han@edu.example"),
)  # fmt: skip


def event(**changes: Any) -> CalendarEvent:
    return msgspec.structs.replace(EVENT, **changes)


def lines(content: bytes) -> list[str]:
    """Unfolded, as section 3.1 says."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_session_is_an_event_in_utc() -> None:
    found = lines(feed("윤리학", [EVENT]))

    assert "DTSTART:20260302T013000Z" in found
    assert "DTEND:20260302T024500Z" in found
    assert "SUMMARY:윤리학 1주차" in found
    assert "DESCRIPTION:롤스\\, 정의론\\; 1장" in found
    assert "URL:https://edu.example/sessions/1" in found
    assert "STATUS:CONFIRMED" in found


def test_a_calendar_says_what_the_standard_asks_of_it() -> None:
    found = lines(feed("윤리학", [EVENT]))

    assert (found[0], found[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert {"VERSION:2.0", "PRODID:-//EduForum//EduForum//EN", "X-WR-CALNAME:윤리학"}.issubset(found)
    assert not any(line.startswith("METHOD") for line in found)


def test_the_uid_stays_whatever_becomes_of_the_session_and_the_sequence_tells_its_changes() -> None:
    moved = event(sequence=4, start=START + timedelta(days=1), end=START + timedelta(days=1, hours=1), title="옮김")
    cancelled = event(sequence=5, cancelled=True)

    written = [lines(feed("", [each])) for each in (EVENT, moved, cancelled)]

    assert {line for found in written for line in found if line.startswith("UID")} == {
        "UID:session-0195f0a0-0000-7000-8000-000000000001@eduforum"
    }
    assert [line for found in written for line in found if line.startswith("SEQUENCE")] == [
        "SEQUENCE:3", "SEQUENCE:4", "SEQUENCE:5",
    ]  # fmt: skip


def test_a_cancelled_session_stays_in_the_feed_as_such() -> None:
    assert "STATUS:CANCELLED" in lines(feed("윤리학", [event(cancelled=True)]))


def test_a_feed_of_the_same_sessions_is_the_same() -> None:
    """So that who asks again with its ETag is told that nothing is new."""
    assert feed("윤리학", [EVENT]) == feed("윤리학", [EVENT])
    assert "DTSTAMP:20260220T050000Z" in lines(feed("윤리학", [EVENT]))


def test_a_message_has_its_method_its_organizer_and_when_it_was_made() -> None:
    found = lines(message("PUBLISH", EVENT, NOW))

    assert {"METHOD:PUBLISH", "ORGANIZER;CN=한지우:mailto:han@edu.example", "DTSTAMP:20260221T091500Z"}.issubset(found)


def test_a_cancellation_takes_the_event_out_by_uid_and_sequence() -> None:
    found = lines(message("CANCEL", event(cancelled=True, sequence=4), NOW))

    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:4", f"UID:{EVENT.uid}"}.issubset(found)


def test_a_message_needs_an_organizer_and_a_cancellation_something_cancelled() -> None:
    with pytest.raises(ValueError, match="organizer"):
        message("PUBLISH", event(organizer=None), NOW)
    with pytest.raises(ValueError, match="not cancelled"):
        message("CANCEL", EVENT, NOW)


def test_what_is_empty_is_left_out() -> None:
    found = lines(feed("", [event(description="", url="", organizer=None)]))

    assert not [line for line in found if line.startswith(("DESCRIPTION", "URL", "LOCATION", "ORGANIZER"))]


def test_no_text_can_add_a_line() -> None:
    name = Organizer(name='한"지우\r\nX-EVIL:1', email="han@edu.example")
    evil = event(title="a\r\nX-EVIL:1\rX-EVIL:2\nX-EVIL:3\x0b\x00\u2028X-EVIL:4", description="\r\n", organizer=name)

    found = lines(feed("a\r\nX-EVIL:5", [evil]))

    assert not [line for line in found if line.startswith("X-EVIL")]
    assert "SUMMARY:a\\nX-EVIL:1\\nX-EVIL:2\\nX-EVIL:3\\nX-EVIL:4" in found


@pytest.mark.parametrize("blanks", range(4))
def test_a_long_text_is_folded_at_75_octets_between_characters(blanks: int) -> None:
    title = " " * blanks + "정의론" * 40

    folded = feed("", [event(title=title)]).split(b"SUMMARY:")[1].split(b"\r\nSTATUS")[0]
    first, *others = folded.split(b"\r\n ")

    assert (first + b"".join(others)).decode() == title
    assert 73 <= len(b"SUMMARY:" + first) <= 75
    assert all(72 <= len(piece) <= 74 for piece in others[:-1])
    assert all(piece.decode() for piece in (first, *others))


@given(st.text(max_size=120), st.text(max_size=300), st.text(max_size=40))
@settings(deadline=None)
def test_lines_are_folded_at_75_octets_between_characters(title: str, description: str, name: str) -> None:
    organizer = Organizer(name=name, email="a@b.kr")
    content = feed(title, [event(title=title, description=description, organizer=organizer)])

    for line in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(line) <= 75
        assert not set(line.decode()).intersection("\r\n\x00\x7f")
    assert all(re.match(r"[A-Z-]+[:;]", line) for line in lines(content)[:-1])


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]) | st.sampled_from("\n\\;,n"), max_size=80
)


@given(TEXTS)
@settings(deadline=None)
def test_a_text_is_read_back_as_it_was(title: str) -> None:
    (summary,) = (line for line in lines(feed("", [event(title=title)])) if line.startswith("SUMMARY:"))

    escaped = summary.removeprefix("SUMMARY:")
    assert re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], escaped) == title


def test_a_name_with_marks_is_quoted_and_an_address_is_one_of_a_uri() -> None:
    organizer = Organizer(name="Han, Ji-woo; PhD", email="han+edu%1@edu.example")

    found = lines(feed("", [event(organizer=organizer)]))

    assert 'ORGANIZER;CN="Han, Ji-woo; PhD":mailto:han+edu%251@edu.example' in found


def test_google_calendar_opens_with_the_session_filled_in() -> None:
    link = urlsplit(google_link(EVENT))

    assert (link.scheme, link.netloc) == ("https", "calendar.google.com")
    assert parse_qs(link.query) == {
        "action": ["TEMPLATE"],
        "text": ["윤리학 1주차"],
        "dates": ["20260302T013000Z/20260302T024500Z"],
        "details": ["롤스, 정의론; 1장\nhttps://edu.example/sessions/1"],
        "location": ["https://edu.example/sessions/1"],
    }

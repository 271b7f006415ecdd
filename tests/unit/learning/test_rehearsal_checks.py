"""What is wrong with a lesson plan before anybody goes through it."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import msgspec
import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from eduforum.ids import new_id
from eduforum.learning.plan.schemas import PlanStep
from eduforum.learning.polls.schemas import PollContent
from eduforum.learning.questions.content import Question
from eduforum.learning.questions.schemas import QuestionRecord
from eduforum.learning.rehearsal.checks import Material, examine
from eduforum.learning.rehearsal.legibility import SmallPage, small_pages, smallest
from eduforum.learning.rehearsal.measuring import SlideMeter
from eduforum.learning.rehearsal.schemas import Finding
from eduforum.learning.slides.schemas import Deck
from eduforum.learning.slides.store import Kept
from tests.factories.clock import START
from tests.factories.questions import SHORT_TEXT, SINGLE
from tests.factories.slides import deck

POLL = "0193f1a0-0000-4000-8000-000000000001"
DECK = "0193f1a0-0000-4000-8000-000000000003"
QUESTION = "0193f1a0-0000-4000-8000-000000000002"


def step(kind: str = "talk", minutes: int = 10, **settings: Any) -> PlanStep:
    return PlanStep(id=f"{kind} {minutes}", title="Step", minutes=minutes, kind=kind, settings=settings)


def in_bank(question: Question, id: str = QUESTION, **fields: Any) -> QuestionRecord:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    known = QuestionRecord(
        id=id, course_id="c", version=1, question=question, tags=("rawls",), difficulty="easy",
        created_at=at, updated_at=at, updated_by="p", archived_at=None,
    )  # fmt: skip
    return msgspec.structs.replace(known, **fields)


def held(
    *,
    poll: PollContent | None = None,
    bank: Sequence[QuestionRecord] = (),
    students: int = 12,
    session: int | None = None,
    **fields: Any,
) -> Material:
    polls = {} if poll is None else {POLL: poll}
    return Material(polls=polls, bank=bank, students=students, session=session, **fields)


def kinds(findings: Sequence[Finding]) -> list[str]:
    return [finding.kind for finding in findings]


def quiz(*parts: dict[str, Any], minutes: int | None = None) -> PlanStep:
    return step("quiz", title="Quiz", parts=list(parts), settings={"minutes": minutes})


def asks(question: str = QUESTION) -> dict[str, Any]:
    return {"kind": "question", "question_id": question, "points": "1"}


def draws(count: int, **which: str) -> dict[str, Any]:
    return {"kind": "draw", "count": count, "points": "1", **which}


def test_an_empty_plan_is_told_so() -> None:
    assert kinds(examine([], held())) == ["no_steps"]


def test_a_plan_in_which_all_is_well_has_no_findings() -> None:
    poll = PollContent(kind="single", question="Which?", options=("A", "B"))
    steps = [
        step(),
        step("poll", prepared=POLL, seconds=60),
        step("think", question="Why?", seconds=60),
        step("breakout", size=3),
        step("cold_call"),
        quiz(asks(), minutes=10),
        step("whiteboard"),
    ]

    assert examine(steps, held(poll=poll, bank=[in_bank(SINGLE)], session=90)) == ()


@pytest.mark.parametrize(
    ("poll", "expected"),
    [
        (None, ["poll_missing"]),
        (PollContent(kind="single", question=" ", options=("A", "B")), ["poll_without_question"]),
        (PollContent(kind="ranking", question="Order?", options=("A",)), ["poll_without_options"]),
        (PollContent(kind="text"), ["poll_without_question"]),
        (PollContent(kind="rating", question="How much?"), []),
    ],
)
def test_a_poll_needs_a_question_and_something_to_choose(poll: PollContent | None, expected: list[str]) -> None:
    assert kinds(examine([step("poll", prepared=POLL)], held(poll=poll))) == expected


def test_a_question_that_is_no_longer_in_the_bank_is_named_by_its_place() -> None:
    (finding,) = examine([quiz(asks(), asks(POLL))], held(bank=[in_bank(SINGLE)]))

    assert (finding.kind, finding.part) == ("question_missing", 2)


@pytest.mark.parametrize(
    "question",
    [
        msgspec.structs.replace(SINGLE, answer="z1"),
        msgspec.structs.replace(SHORT_TEXT, accepted=()),
    ],
)
def test_a_question_has_no_key_where_no_answer_earns_its_points(question: Question) -> None:
    (finding,) = examine([quiz(asks())], held(bank=[in_bank(question)]))

    assert (finding.kind, finding.part, finding.question) == ("question_without_key", 1, QUESTION)


def test_a_draw_may_ask_for_no_more_than_is_surely_left() -> None:
    bank = [in_bank(SINGLE, f"q{number}") for number in range(3)]
    (finding,) = examine([quiz(draws(2, tag="Rawls"), draws(2, tag="rawls"))], held(bank=bank))

    assert (finding.kind, finding.part, finding.have, finding.need) == ("too_few_questions", 2, 3, 2)


@pytest.mark.parametrize(
    ("settings", "students", "expected"),
    [
        ({"groups": 4}, 3, ["groups_impossible"]),
        ({"groups": 4}, 7, ["group_of_one"]),
        ({"groups": 4}, 8, []),
        ({"groups": 1}, 1, []),
        ({"groups": 9, "method": "self_select"}, 3, []),
        ({"size": 5}, 4, ["groups_impossible"]),
        ({"size": 5}, 6, ["single_group"]),
        ({"size": 5}, 10, []),
        ({"size": 2}, 0, ["groups_impossible"]),
    ],
)
def test_groups_are_held_against_the_number_of_students(
    settings: dict[str, Any], students: int, expected: list[str]
) -> None:
    assert kinds(examine([step("breakout", **settings)], held(students=students))) == expected


@pytest.mark.parametrize(
    "long",
    [
        step("poll", minutes=1, prepared=POLL, seconds=90),
        step("think", minutes=1, seconds=90),
        msgspec.structs.replace(quiz(asks(), minutes=2), minutes=1),
    ],
)
def test_what_begins_may_not_take_longer_than_its_step(long: PlanStep) -> None:
    poll = PollContent(kind="rating", question="How much?")
    (finding,) = examine([long], held(poll=poll, bank=[in_bank(SINGLE)]))

    assert (finding.kind, finding.have, finding.need) == ("longer_than_step", 1, 2)


def test_every_step_that_ends_after_the_session_is_named() -> None:
    steps = [step(minutes=60), step(minutes=25), step(minutes=10), step(minutes=5)]

    assert [(each.step, each.need) for each in examine(steps, held(session=90))] == [("talk 10", 95), ("talk 5", 100)]


def test_pages_that_are_too_small_are_findings_of_the_step_that_shows_them() -> None:
    slides = step("slides", prepared=DECK, page=2)
    small = {DECK: [SmallPage(1, 5.0), SmallPage(3, 6.43)]}
    (finding,) = examine([slides], held(decks={DECK}, slides=small))

    assert (finding.kind, finding.step, finding.part) == ("slides_unreadable", slides.id, 3)
    assert (finding.have, finding.need) == (6.4, 9.0)


@pytest.mark.parametrize(
    ("material", "expected"),
    [
        ({}, ["slides_missing"]),
        ({"decks": {DECK}}, ["slides_unmeasured"]),
        ({"decks": {DECK}, "slides": {DECK: ()}}, []),
        ({"decks": {DECK}, "slides": {DECK: None}}, ["slides_unmeasured"]),
    ],
)
def test_slides_are_there_and_can_be_measured(material: dict[str, Any], expected: list[str]) -> None:
    assert kinds(examine([step("slides", prepared=DECK)], held(**material))) == expected


@pytest.mark.parametrize(
    ("seconds", "students", "expected"), [(300, 12, []), (301, 12, ["longer_than_step"]), (300, 4, ["too_few_views"])]
)
def test_a_debate_has_time_for_both_sides_and_enough_who_vote(seconds: int, students: int, expected: list[str]) -> None:
    debate = step("debate", motion="Tax inheritance", seconds=seconds)

    assert kinds(examine([debate], held(students=students))) == expected


def test_type_is_measured_at_the_width_of_a_phone() -> None:
    # 960 points wide: 24 points are 9.75 px of 390, 20 are 8.125.
    large, small = [(24.0, "The veil of ignorance")], [(20.0, "The veil of ignorance")]
    (found,) = small_pages(deck(large, small))

    assert found.number == 2
    assert found.size == pytest.approx(8.125)


def test_a_small_page_number_under_large_text_is_no_matter() -> None:
    assert small_pages(deck([(8.0, "3"), (32.0, "Justice as fairness")])) == []


def test_text_that_its_page_scales_is_as_large_as_it_is_drawn() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(960, 540))
    canvas.scale(0.5, 0.5)
    canvas.setFont("Helvetica", 40)
    canvas.drawString(100, 100, "Twenty points in the end")
    canvas.save()
    (found,) = small_pages(file.getvalue())

    assert found.size == pytest.approx(8.125)


def test_a_page_that_stands_on_its_side_is_as_wide_as_it_is_shown() -> None:
    writer, file = PdfWriter(BytesIO(deck([(20.0, "The veil of ignorance")]))), BytesIO()
    writer.pages[0].rotate(90)
    writer.write(file)

    assert small_pages(file.getvalue()) == []


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"\0" * 100])
def test_what_is_no_pdf_has_no_small_pages(data: bytes) -> None:
    assert small_pages(data) == []


def test_the_size_that_a_share_of_the_letters_does_not_exceed() -> None:
    assert smallest([(12.0, 80), (6.0, 20)], 0.2) == 6.0
    assert smallest([(12.0, 81), (6.0, 19)], 0.2) == 12.0
    assert smallest([], 0.2) is None


def kept(data: bytes) -> Kept:
    file = new_id()
    about = Deck(id=file, name="a.pdf", pages=2, size=len(data), participant_id="p", added_at=START)
    return Kept(about, None, "c", file, None)


def meter(data: bytes, **fields: Any) -> tuple[SlideMeter, list[Kept]]:
    """One that reads these bytes, and what it has read."""
    read: list[Kept] = []

    async def chunks(what: Kept) -> AsyncIterator[bytes]:
        read.append(what)
        yield data

    return SlideMeter(chunks, **fields), read


async def test_a_file_is_measured_once_in_a_process_of_its_own() -> None:
    data = deck([(24.0, "The veil of ignorance")], [(20.0, "The veil of ignorance")])
    slides, read = meter(data)
    file = kept(data)
    found = [await slides.small_pages(file) for _ in range(2)]

    assert [[page.number for page in pages or ()] for pages in found] == [[2], [2]]
    assert read == [file]


async def test_what_takes_too_long_is_not_known_and_tried_again() -> None:
    slides, read = meter(b"%PDF-", patience=0.0)
    file = kept(b"")

    assert [await slides.small_pages(file) for _ in range(2)] == [None, None]
    assert len(read) == 2

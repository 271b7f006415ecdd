"""Simulated students and the clock of a rehearsal."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.ids import new_id
from eduforum.learning.plan.schemas import Launch, PlanRun, PlanStep, RunStep
from eduforum.learning.polls import blind, rules
from eduforum.learning.polls.schemas import Poll, PollChanged, PollContent, PollKind
from eduforum.learning.questions.content import Question
from eduforum.learning.questions.grading import grade
from eduforum.learning.questions.items import shown
from eduforum.learning.questions.rules import check_response
from eduforum.learning.rehearsal import characters
from eduforum.learning.rehearsal.answers import ballot, guessed, right
from eduforum.learning.rehearsal.blinding import Blinded
from eduforum.learning.rehearsal.clock import RehearsalClock
from eduforum.learning.rehearsal.ledger import Ledger
from eduforum.learning.rehearsal.schemas import Act
from eduforum.learning.rehearsal.seat import payload, read
from eduforum.web import protocol
from eduforum.web.protocol import RoomResync
from tests.factories.clock import START, ManualClock
from tests.factories.questions import SAMPLES

YESTERDAY = START - timedelta(days=1)


def test_the_clock_runs_as_fast_as_it_is_asked_for() -> None:
    real = ManualClock()
    clock = RehearsalClock(real, 10, YESTERDAY)
    real.advance(6)

    assert clock.now() == YESTERDAY + timedelta(minutes=1)
    assert clock.monotonic() == 60


async def test_who_sleeps_by_it_wakes_so_much_earlier() -> None:
    real = ManualClock()
    clock = RehearsalClock(real, 10, YESTERDAY)
    sleeping = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)
    real.advance(5.9)
    await asyncio.sleep(0)
    assert not sleeping.done()
    real.advance(0.1)
    await sleeping


def test_a_machine_whose_clock_is_set_moves_no_rehearsal() -> None:
    real = ManualClock()
    clock = RehearsalClock(real, 10, YESTERDAY)
    real.set(START + timedelta(days=300))

    assert clock.now() == YESTERDAY


def test_ids_that_are_made_in_a_rehearsal_give_later_ones_no_time_of_the_future() -> None:
    real = ManualClock(datetime.now(UTC))
    clock = RehearsalClock(real, 10, real.now() - timedelta(days=1))
    real.advance(60)
    new_id(clock)
    after = new_id(real)

    assert int(after.replace("-", "")[:12], 16) <= int(real.now().timestamp() * 1000)


@pytest.mark.parametrize("speed", [0, -1])
def test_no_rehearsal_runs_backwards(speed: float) -> None:
    with pytest.raises(ValueError, match="forwards"):
        RehearsalClock(ManualClock(), speed, YESTERDAY)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31 - 1), st.integers(5, 50), st.floats(60, 30_000))
def test_a_class_has_one_who_comes_late_and_one_who_drops_out_and_comes_back(
    seed: int, students: int, lasts: float
) -> None:
    cast = characters.cast(seed, students, lasts)
    others = [each for each in cast if each.away is None]

    assert [each.number for each in cast] == list(range(1, students + 1))
    assert len(others) == students - 1
    (away,) = [each.away for each in cast if each.away is not None]
    assert 0 < away.at < away.at + away.lasts < lasts
    assert 0 < cast[-1].arrives < lasts
    assert cast[-1].arrives == max(each.arrives for each in cast)


def test_a_seed_makes_the_same_class_and_another_seed_another() -> None:
    assert characters.cast(1, 20, 5400) == characters.cast(1, 20, 5400)
    assert characters.cast(1, 20, 5400) != characters.cast(2, 20, 5400)


def test_each_student_has_dice_of_their_own() -> None:
    first, second = characters.chance(1, 1), characters.chance(1, 2)

    assert [first.random() for _ in range(3)] != [second.random() for _ in range(3)]
    assert characters.chance(1, 1).random() == characters.chance(1, 1).random()


@pytest.mark.parametrize("question", SAMPLES, ids=lambda question: question.__struct_config__.tag)
def test_the_right_answer_earns_everything(question: Question) -> None:
    assert grade(question, right(question)) == 1


@pytest.mark.parametrize("question", SAMPLES, ids=lambda question: question.__struct_config__.tag)
@given(seed=st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_a_guess_is_an_answer_that_the_question_takes(question: Question, seed: int) -> None:
    item = shown(question, "seed")

    check_response(item, guessed(item, Random(seed)))


def poll(kind: PollKind, options: int, most: int, reasons: bool) -> tuple[PollContent, Poll]:
    texts = tuple(f"option {number}" for number in range(options)) if kind in ("single", "multiple", "ranking") else ()
    content = rules.clean_content(
        PollContent(kind=kind, question="?", options=texts, most=most, reasons=reasons, names="shown")
    )
    seen = Poll(
        id="p", kind=kind, question="?", options=content.options, scale=content.scale, most=content.most or 1,
        names="shown", results="close", peer=False, reasons=reasons, discussing=False, correct=(), rounds=(), flow=None,
    )  # fmt: skip
    return content, seen


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(get_args(PollKind)), st.integers(2, 12), st.integers(1, 5), st.booleans(), st.integers())
def test_a_vote_is_one_that_counts(kind: PollKind, options: int, most: int, reasons: bool, seed: int) -> None:
    content, seen = poll(kind, options, most, reasons)

    rules.clean_ballot(content, ballot(seen, Random(seed)))


async def test_a_token_that_is_signed_unseen_entitles() -> None:
    key = await blind.new_key()
    blinded = Blinded(key.modulus)
    signed = blind.encode(blind.sign(key.private, blind.decode(blinded.message)))
    signature = blinded.signature(signed)

    assert blind.verify(key.modulus, blind.decode(blinded.token), blind.decode(signature))
    assert blinded.message != Blinded(key.modulus).message


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_a_frame_is_opened_whatever_its_length(size: int) -> None:
    assert payload(protocol.frame(b"x" * size)) == b"x" * size


def test_what_nobody_acts_on_is_heard_for_its_cursor_alone() -> None:
    told = PollChanged(poll=poll("rating", 2, 1, False)[1], cursor="abc")

    assert read(protocol.encode(told)) == ("abc", told)
    assert read(protocol.encode(RoomResync())) == ("", None)
    assert read(b'{"type": "chat:message", "cursor": "def", "message": {}}') == ("def", None)


STEPS = [PlanStep(id=str(number), title=f"step {number}", minutes=5, kind="poll") for number in range(2)]


def test_what_students_do_late_belongs_to_the_step_that_asked_for_it() -> None:
    ledger = Ledger(STEPS)
    ledger.turn_to("0")
    asked = ledger.leaf
    ledger.turn_to("1")
    asked.failed("poll_closed")
    ledger.leaf.did("a", "chat")
    first, second = ledger.steps(None, START)

    assert (first.refused, first.took_part) == ({"poll_closed": 1}, 0)
    assert (second.acts, second.took_part) == ({"chat": 1}, 1)


def test_whoever_only_comes_and_goes_has_not_taken_part() -> None:
    ledger = Ledger(STEPS)
    ledger.turn_to("0")
    acts: tuple[tuple[str, Act], ...] = (("a", "vote"), ("a", "hand"), ("b", "came"), ("c", "dropped"))
    for person, act in acts:
        ledger.leaf.did(person, act)

    assert ledger.steps(None, START)[0].took_part == 1


@pytest.mark.parametrize("state", ["done", "failed"])
def test_times_and_launches_are_those_of_the_room(state: Literal["done", "failed"]) -> None:
    code = "" if state == "done" else "poll_open"
    launch = Launch(id="l", by="p", name="P", role="professor", state=state, at=START, code=code)
    ran = RunStep(step=STEPS[0], state="now", started_at=START, seconds=60, launch=launch)
    run = PlanRun(plan="p", title="P", steps=(ran,), titles_shown=False, version=1, ends_at=START)
    first, second = Ledger(STEPS).steps(run, START + timedelta(minutes=4))

    assert (first.state, first.seconds, first.launch, first.code) == ("now", 300, state, code)
    assert (second.state, second.seconds, second.launch) == ("waiting", 0, None)

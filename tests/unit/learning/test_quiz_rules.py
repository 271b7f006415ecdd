"""Draws, corrections and turns of quizzes."""

import asyncio
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.errors import Invalid
from eduforum.learning.questions.content import (
    ClozeResponse,
    MultipleResponse,
    NumericResponse,
    Question,
    ShortTextResponse,
    SingleQuestion,
    SingleResponse,
)
from eduforum.learning.quiz.draws import drawn, new_seed, short_of
from eduforum.learning.quiz.schemas import (
    AcceptAlso,
    ChangeKey,
    Correction,
    DrawPart,
    DropItem,
    FixedPart,
    FullMarks,
    Part,
    QuizItem,
)
from eduforum.learning.quiz.scoring import corrected, reading, score, total
from eduforum.learning.quiz.turns import Turns
from tests.factories.questions import CLOZE, MULTIPLE, NUMERIC, SHORT_TEXT, SINGLE, TRUE_FALSE, options


def item(number: int, question: Question = TRUE_FALSE, *, part: int = 0, id: str = "", points: str = "1") -> QuizItem:
    return QuizItem(
        number=number, part=part, question_id=id or f"q{number}", question_version=1, points=Decimal(points),
        question=question, correction=None,
    )  # fmt: skip


FIXED = FixedPart(question_id="q1")


@given(st.integers(1, 4), st.integers(1, 4), st.booleans())
def test_a_draw_asks_as_many_as_it_says_and_nothing_twice(first: int, second: int, shuffle: bool) -> None:
    parts: list[Part] = [FIXED, DrawPart(count=first), DrawPart(count=second)]
    pools = [["a"], [*"abcdef"], [*"abcdefghij"]]
    items = [item(n, part=part, id=id) for n, (part, id) in enumerate(
        ((part, id) for part, pool in enumerate(pools) for id in pool), 1
    )]  # fmt: skip
    ids = {one.number: one.question_id for one in items}

    asked = [ids[number] for number in drawn(parts, items, new_seed(), shuffle=shuffle)]

    assert len(asked) == len(set(asked)) == 1 + first + second


def test_equal_seeds_draw_alike_and_others_do_not() -> None:
    parts: list[Part] = [DrawPart(count=5)]
    items = [item(number) for number in range(1, 31)]

    assert drawn(parts, items, "one", shuffle=True) == drawn(parts, items, "one", shuffle=True)
    assert len({drawn(parts, items, f"{n}", shuffle=True) for n in range(20)}) == 20


def test_a_draw_that_might_find_too_few_is_known_beforehand() -> None:
    pool = [item(n, part=0, id=f"q{n}") for n in range(1, 4)]
    same = [item(n + 3, part=1, id=f"q{n}") for n in range(1, 4)]

    assert short_of([DrawPart(count=2), DrawPart(count=1)], [*pool, *same]) == []
    assert short_of([DrawPart(count=2), DrawPart(count=2)], [*pool, *same]) == [1]
    assert short_of([DrawPart(count=4)], pool) == [0]


def test_a_total_is_the_sum_of_what_is_shown() -> None:
    scores = score(
        [item(1, MULTIPLE, points="0.33"), item(2, NUMERIC)],
        {1: MultipleResponse(options=("a",)), 2: NumericResponse(text="9.8")},
    )

    assert [one.earned for one in scores] == [Decimal("0.17"), Decimal("1.00")]
    assert total(scores) == (Decimal("1.17"), Decimal("1.33"))


def test_corrections_add_up() -> None:
    one = item(1, SINGLE)
    first = corrected(one, AcceptAlso(SingleResponse(option="b")))
    second = corrected(msgspec.structs.replace(one, correction=first), FullMarks())

    assert second == Correction(accepted=(SingleResponse(option="b"),), full_marks=True)
    assert corrected(one, DropItem()) == Correction(dropped=True)


def test_only_the_key_of_what_was_asked_can_change() -> None:
    other = msgspec.structs.replace(SINGLE, answer="b", explanation="Not so.")
    assert corrected(item(1, SINGLE), ChangeKey(other)).key == other

    unlike: list[Question] = [
        msgspec.structs.replace(SINGLE, text="Another?"),
        msgspec.structs.replace(SINGLE, options=options("서울", "부산")),
        SingleQuestion(text=SINGLE.text, options=options("서울", "부산", "Jeju"), answer="a"),
        TRUE_FALSE,
    ]
    for question in unlike:
        with pytest.raises(Invalid):
            corrected(item(1, SINGLE), ChangeKey(question))


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (NUMERIC, NumericResponse(text="1,000"), NumericResponse(text="1e3")),
        (SHORT_TEXT, ShortTextResponse(text=" KANT"), ShortTextResponse(text="kant")),
        (MULTIPLE, MultipleResponse(options=("a", "b")), MultipleResponse(options=("b", "a"))),
        (CLOZE, ClozeResponse(gaps=("2.0", " four ", "a")), ClozeResponse(gaps=("2", "four", "a"))),
    ],
)
def test_answers_that_say_the_same_are_accepted_alike(question: Question, one: Any, other: Any) -> None:
    assert reading(question, one) == reading(question, other)


async def test_staff_act_alone_and_those_who_take_it_beside_each_other() -> None:
    turns, going, seen = Turns(), set[str](), list[frozenset[str]]()

    async def taker(name: str) -> None:
        async with turns.taker("quiz", name.split()[0]):
            going.add(name)
            for _ in range(3):
                seen.append(frozenset(going))
                await asyncio.sleep(0)
            going.remove(name)

    async def staff() -> None:
        async with turns.staff("quiz"):
            going.add("staff")
            for _ in range(3):
                seen.append(frozenset(going))
                await asyncio.sleep(0)
            going.remove("staff")

    await asyncio.gather(taker("one a"), taker("one b"), taker("two a"), staff(), taker("three a"), staff())

    assert {frozenset({"staff"})} == {people for people in seen if "staff" in people}
    assert any(len(people) > 1 for people in seen)
    assert not any({"one a", "one b"} <= people for people in seen)


async def test_a_turn_that_is_given_up_holds_nobody() -> None:
    turns = Turns()
    async with turns.taker("quiz", "one"):
        waiting = asyncio.create_task(_enter(turns))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        async with asyncio.timeout(5), turns.taker("quiz", "two"):
            pass


async def _enter(turns: Turns) -> None:
    async with turns.staff("quiz"):
        pass

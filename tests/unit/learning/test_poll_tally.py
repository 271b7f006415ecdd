"""Counting votes: exact, whatever their order."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.learning.polls import tally
from eduforum.learning.polls.rules import clean_ballot, clean_content
from eduforum.learning.polls.schemas import CountedText, PollBallot, PollContent, PollKind
from tests.factories.polls import asked


def content(kind: str, **fields: Any) -> PollContent:
    options: dict[str, Any] = {"options": []} if kind in ("rating", "text", "words") else {}
    return clean_content(msgspec.convert(asked(kind=kind, **options, **fields), PollContent))


def choices(*votes: int) -> dict[str, PollBallot]:
    return {str(voter): PollBallot(choices=(choice,)) for voter, choice in enumerate(votes)}


def votes_on(kind: PollKind) -> st.SearchStrategy[PollBallot]:
    match kind:
        case "single":
            return st.builds(PollBallot, choices=st.tuples(st.integers(0, 2)))
        case "multiple":
            return st.builds(PollBallot, choices=st.sets(st.integers(0, 2), min_size=1).map(tuple))
        case "rating":
            return st.builds(PollBallot, choices=st.tuples(st.integers(1, 5)))
        case "ranking":
            return st.builds(PollBallot, choices=st.permutations([0, 1, 2]).map(tuple))
        case _:
            return st.builds(PollBallot, texts=st.tuples(st.sampled_from(["자유", "자유를", "법", "law", "Law "])))


@pytest.mark.parametrize("kind", ["single", "multiple", "rating", "ranking", "text", "words"])
@given(data=st.data())
def test_every_vote_is_counted_once_in_any_order(kind: PollKind, data: st.DataObject) -> None:
    poll = content(kind)
    ballots = [clean_ballot(poll, each) for each in data.draw(st.lists(votes_on(kind), max_size=60))]
    counted = tally.result(poll, ballots)

    assert counted == tally.result(poll, data.draw(st.permutations(ballots)))
    assert counted.votes == len(ballots)
    assert sum(counted.counts) == sum(len(each.choices) for each in ballots if kind != "ranking")
    assert sum(text.count for text in counted.texts) == sum(len(each.texts) for each in ballots)
    for placed in counted.places:
        assert sum(placed) == len(ballots)
    for option, count in enumerate(counted.counts):
        value = option + 1 if kind == "rating" else option
        assert count == sum(value in each.choices for each in ballots)


SINGLE_VOTES = st.dictionaries(st.integers(0, 60), st.integers(0, 2))


@given(first=SINGLE_VOTES, again=SINGLE_VOTES)
def test_the_flow_holds_those_who_voted_twice_and_nobody_else(first: dict[int, int], again: dict[int, int]) -> None:
    before = {str(voter): PollBallot(choices=(choice,)) for voter, choice in first.items()}
    after = {str(voter): PollBallot(choices=(choice,)) for voter, choice in again.items()}
    flow = tally.flow(content("single"), 1, before, 2, after)

    assert flow is not None
    moved = Counter((first[voter], again[voter]) for voter in first.keys() & again.keys())
    assert flow.moves == tuple(tuple(moved[start, end] for end in range(3)) for start in range(3))


def test_late_joiners_are_in_the_second_round_and_not_in_the_comparison() -> None:
    before, after = choices(0, 0), choices(1, 0, 2)
    flow = tally.flow(content("single"), 1, before, 2, after)

    assert flow is not None
    assert flow.moves == ((1, 1, 0), (0, 0, 0), (0, 0, 0))
    assert tally.result(content("single"), list(after.values())).counts == (1, 1, 1)


def test_ratings_move_too_and_several_choices_have_no_single_place() -> None:
    flow = tally.flow(content("rating", scale=3), 1, choices(1), 2, choices(3))

    assert flow is not None
    assert flow.moves == ((0, 0, 1), (0, 0, 0), (0, 0, 0))
    assert tally.flow(content("multiple"), 1, choices(1), 2, choices(2)) is None


def test_korean_particles_are_joined_to_the_bare_word_where_it_was_said() -> None:
    words = {"자유": 2, "자유를": 1, "자유에서": 1, "정의": 3, "정": 1, "평등이": 1, "law": 1}

    assert tally.join_particles(words) == {"자유": 4, "정의": 3, "정": 1, "평등이": 1, "law": 1}


def test_the_most_frequent_answers_are_told_and_the_rest_counted() -> None:
    ballots = [PollBallot(texts=(f"{number:03}",)) for number in range(tally.MAX_TEXTS + 5)] + [
        PollBallot(texts=("z",))
    ] * 2
    counted = tally.result(content("text"), ballots)

    assert counted.texts[:2] == (CountedText("z", 2), CountedText("000", 1))
    assert (len(counted.texts), counted.more) == (tally.MAX_TEXTS, 6)


@pytest.mark.parametrize(
    ("right", "votes", "advice"),
    [(0, 5, "explain"), (29, 100, "explain"), (30, 100, "discuss"), (70, 100, "discuss"), (71, 100, "go_on")],
)
def test_advice_goes_by_the_share_of_right_votes(right: int, votes: int, advice: str) -> None:
    poll = content("single", correct=[1])
    share = tally.right(poll, choices(*[1] * right, *[0] * (votes - right)).values())

    assert share == right / votes
    assert tally.advice(share) == advice


def test_without_votes_or_a_right_answer_there_is_no_advice() -> None:
    assert tally.right(content("single", correct=[1]), []) is None
    assert tally.right(content("single"), choices(0).values()) is None
    assert tally.advice(None) is None


def test_of_several_right_options_all_have_to_be_chosen() -> None:
    poll = content("multiple", correct=[2, 0])
    votes = [PollBallot(choices=(0, 2)), PollBallot(choices=(0,)), PollBallot(choices=(0, 1, 2))]

    assert tally.right(poll, votes) == pytest.approx(1 / 3)

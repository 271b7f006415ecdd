"""Letters by rank within quotas: who gets which, and what is left for people to decide."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from eduforum.grades.exact import shown
from eduforum.grades.policies import Ceiling, Outside, Policy, Quota, QuotaRule, ScaleStep
from eduforum.grades.quotas import heads, rule_for
from eduforum.grades.ranking import Candidate, Grades, assign, ceiling_of
from eduforum.grades.schemas import Attendance, Resolution
from tests.factories.grades import ABSOLUTE, CAPPED, CHANGE, QUARTER, RANGES, RANKED, SCALE

LETTERS = ["A", "B", "C", "F"]
ABSENT = Attendance(periods=45, absences=12)


def policy(*quotas: Quota, least: Sequence[int] = (90, 80, 70, 0), **fields: Any) -> Policy:
    scale = tuple(ScaleStep(letter=one, least=Decimal(cut)) for one, cut in zip(LETTERS, least, strict=True))
    rules = (QuotaRule(clause="Art. 30", quotas=quotas),)
    return Policy(title="test", scale=scale, quota_rules=rules, **fields)


def at_most(letter: str, percent: str | int) -> Quota:
    return Quota(down_to=letter, most=Decimal(percent))


def at_least(letter: str, percent: str | int) -> Quota:
    return Quota(down_to=letter, least=Decimal(percent))


def people(*percents: str | int, **standings: str) -> list[Candidate]:
    """Named a, b, c … in the order of their totals."""
    return [
        Candidate(name, Fraction(percent), (standings[name],) if name in standings else ())
        for name, percent in zip("abcdefghijklmnopqrst", percents, strict=False)
    ]


def letters(found: Grades) -> str:
    """Of all, by name; a dot for none."""
    return "".join(grade.letter or "." for _, grade in sorted(found.grades.items()))


def resolved(*students: str, decision: Any = "in_order", **fields: Any) -> Resolution:
    return Resolution(students=students, decision=decision, change=CHANGE, **fields)


def test_without_quotas_the_scale_decides() -> None:
    found = assign(ABSOLUTE, "lecture", people("95", "94.99", "59.99"))

    assert [grade.letter for grade in found.grades.values()] == ["A+", "A0", "F"]
    assert found.uses == ()


def test_a_cap_pushes_the_next_ones_down() -> None:
    found = assign(policy(at_most("A", 40)), "", people(99, 98, 97, 85, 60))

    assert letters(found) == "AABBF"
    assert [grade.reason for grade in found.grades.values()] == ["scale", "scale", "quota", "scale", "scale"]


def test_the_use_of_a_quota_is_told_in_heads() -> None:
    found = assign(policy(at_most("A", 30), at_most("B", 70)), "", people(99, 98, 97, 96, *[75] * 6))

    assert [(use.quota.down_to, use.given, use.most) for use in found.uses] == [("A", 3, 3), ("B", 4, 7)]


@pytest.mark.parametrize(("rounding", "most"), [("down", 3), ("half_up", 4), ("up", 4)])
def test_heads_are_rounded_by_the_policy(rounding: Any, most: int) -> None:
    found = assign(policy(at_most("A", 35), most_rounding=rounding), "", people(*range(99, 89, -1)))

    assert found.uses[0].most == most


def test_a_cap_on_a_letter_binds_those_above_it() -> None:
    capped = policy(at_most("B", 70))

    assert heads(capped, capped.quota_rules[0], 20).most == (14, 14, 20, 20)
    assert heads(RANKED, RANKED.quota_rules[2], 20).most[:5] == (3, 6, 10, 14, 17)


def test_a_floor_raises_above_the_scale() -> None:
    found = assign(policy(at_least("A", 20)), "", people(85, 84, 75, 74, 60))

    assert letters(found) == "ABCCF"
    assert found.grades["a"].reason == "floor"


def test_a_floor_against_failing_raises_the_best_who_fail() -> None:
    assert letters(assign(policy(at_least("C", 80)), "", people(85, 65, 64, 63, 62))) == "BCCCF"


def test_where_a_floor_and_a_cap_cannot_both_be_the_cap_holds() -> None:
    found = assign(policy(Quota(down_to="A", least=Decimal(20), most=Decimal(30))), "", people(99, 98, 97))

    assert letters(found) == "BBB"
    assert (found.uses[0].given, found.uses[0].most, found.uses[0].least) == (0, 0, 1)


def test_by_rank_the_quotas_alone_decide_but_for_who_fails() -> None:
    quotas = (at_most("A", 20), at_most("B", 60))

    assert letters(assign(policy(*quotas, by="rank"), "", people(75, 74, 73, 72, 10))) == "ABBCF"


@pytest.mark.parametrize(
    ("course_type", "size", "clause"),
    [
        ("lecture", 9, "fewer than 10 students"),
        ("laboratory", 9, "fewer than 10 students"),
        ("laboratory", 10, "laboratories"),
        ("foreign_language", 40, "laboratories"),
        ("lecture", 40, "lectures"),
    ],
)
def test_quotas_go_by_course_type_and_size(course_type: str, size: int, clause: str) -> None:
    rule = rule_for(RANKED, course_type, size)

    assert rule is not None
    assert rule.clause == clause


def test_who_is_outside_neither_counts_nor_takes_a_place() -> None:
    outside = (
        Outside(standing="auditor", graded="not"),
        Outside(standing="pass_fail", graded="pass_fail"),
        Outside(standing="exchange", graded="by_scale"),
    )
    candidates = people(99, 98, 97, 96, 95, 94, a="auditor", b="pass_fail", c="exchange")

    found = assign(policy(at_most("A", 34), outside=outside), "", candidates)

    assert letters(found) == ".PAABB"
    assert found.size == 3


def test_a_pass_needs_the_passing_total() -> None:
    outside = (Outside(standing="pass_fail", graded="pass_fail"),)
    found = assign(policy(outside=outside), "", people("60", "59.99", a="pass_fail", b="pass_fail"))

    assert letters(found) == "PF"


def test_a_retake_has_a_ceiling_and_takes_no_place_above_it() -> None:
    ceilings = (Ceiling(standing="retake", letter="B"),)

    found = assign(policy(at_most("A", 40), ceilings=ceilings), "", people(99, 98, 97, 96, 60, a="retake"))

    assert letters(found) == "BAABF"
    assert found.grades["a"].reason == "ceiling"


def test_a_ceiling_holds_against_a_floor() -> None:
    ceilings = (Ceiling(standing="retake", letter="B"),)

    found = assign(policy(at_least("A", 40), ceilings=ceilings), "", people(75, 74, 73, 72, 60, a="retake"))

    assert letters(found) == "CAACF"


def test_a_ceiling_stops_nobody_but_its_bearer() -> None:
    ceilings = (Ceiling(standing="retake", letter="B"),)
    floors = (at_least("A", 40), at_least("B", 60))

    found = assign(policy(*floors, ceilings=ceilings), "", people(75, 74, 73, 72, 60, a="retake"))

    assert letters(found) == "BAACF"


def test_absence_fails_before_anything_is_given_out() -> None:
    first, *others = people(99, 98, 97, 96, 95)
    candidates = [first._replace(attendance=ABSENT), *others]

    counted = assign(policy(at_most("A", 40), absence=QUARTER), "", candidates)
    apart = assign(policy(at_most("A", 50), absence=replace(QUARTER, counted=False)), "", candidates)

    assert letters(counted) == letters(apart) == "FAABB"
    assert counted.grades["a"].reason == "absence"
    assert (counted.size, apart.size) == (5, 4)


def test_absence_fails_a_pass_too() -> None:
    outside = (Outside(standing="pass_fail", graded="pass_fail"), Outside(standing="withdrawn", graded="not"))
    candidates = [one._replace(attendance=ABSENT) for one in people(99, 98, a="pass_fail", b="withdrawn")]

    assert letters(assign(policy(outside=outside, absence=QUARTER), "", candidates)) == "F."


def test_a_tie_over_a_cap_is_split_by_nobody() -> None:
    found = assign(policy(at_most("A", 40)), "", people(99, 98, 98, 97, 60))

    assert letters(found) == "ABBBF"
    (tie,) = found.ties
    assert tie == (("b", "c"), "A", "B", 1)


def test_nobody_passes_a_tie_that_is_open() -> None:
    found = assign(policy(at_most("A", 60)), "", people(99, 98, 98, 98, 97))

    assert letters(found) == "ABBBB"


def test_a_tie_is_resolved_in_an_order_or_all_with_the_lower_letter() -> None:
    capped, tied = policy(at_most("A", 40)), people(99, 98, 98, 97, 60)

    in_order = assign(capped, "", tied, [resolved("c", "b")])
    lower = assign(capped, "", tied, [resolved("b", "c", decision="all_lower")])

    assert (letters(in_order), in_order.ties) == ("ABABF", ())
    assert (letters(lower), lower.ties) == ("ABBBF", ())
    assert in_order.grades["c"].settled == resolved("c", "b")


def test_a_resolution_holds_for_those_alone_whom_it_names() -> None:
    capped = policy(at_most("A", 40))
    undone = resolved("b", "c", undone=CHANGE)

    assert len(assign(capped, "", people(99, 98, 98, 98, 60), [resolved("b", "c")]).ties) == 1
    assert len(assign(capped, "", people(99, 98, 98, 60, 60), [undone]).ties) == 1


def test_a_resolution_says_nothing_of_who_is_tied_no_more() -> None:
    found = assign(policy(at_most("A", 40)), "", people(99, 98, 97, 60, 60), [resolved("b", "c")])

    assert found.grades["b"].settled is None


def test_a_tie_with_a_retake_in_it_is_a_tie_as_well() -> None:
    ceilings = (Ceiling(standing="retake", letter="B"),)

    found = assign(policy(at_most("B", 40), ceilings=ceilings), "", people(99, 98, 98, 70, 60, c="retake"))

    assert letters(found) == "ACCCF"
    assert [tie.students for tie in found.ties] == [("b", "c")]


def test_equal_totals_with_room_for_all_are_no_matter() -> None:
    found = assign(policy(at_most("A", 60)), "", people(99, 98, 98, 97, 60))

    assert (letters(found), found.ties) == ("AAABF", ())
    assert [grade.rank for grade in found.grades.values()] == [1, 2, 2, 4, 5]


def test_who_has_no_total_has_no_letter_and_counts() -> None:
    found = assign(policy(at_most("A", 50)), "", [*people(99), Candidate("z", None)])

    assert letters(found) == "A."
    assert (found.size, found.grades["z"].reason) == (2, "nothing_counts")


def test_shown_totals_of_neighbours_with_other_letters_differ() -> None:
    found = assign(policy(at_most("A", 50)), "", people("95.0012", "95.0011"))

    assert letters(found) == "AB"
    assert str(shown(Fraction("95.0012"), found.cuts)) == "95.0012"
    assert str(shown(Fraction("95.0011"), found.cuts)) == "95.00"


STANDINGS = [(), (), (), ("retake",)]
CEILINGS = (Ceiling(standing="retake", letter="B"),)
totals = st.sampled_from([Fraction(n) for n in (95, 92, 85, 82, 75, 72, 60)])
shares = st.sampled_from([None, 0, 20, 40, 50, 75, 100])
candidates_of_a_class = st.lists(st.tuples(totals, st.sampled_from(STANDINGS)), min_size=1, max_size=6).map(
    lambda drawn: [
        Candidate(name, percent, standings) for name, (percent, standings) in zip("abcdef", drawn, strict=False)
    ]
)
capped_policies = st.tuples(shares, shares, shares, st.sampled_from(["scale", "rank"])).map(
    lambda drawn: policy(
        *[at_most(letter, share) for letter, share in zip("ABC", drawn[:3], strict=True) if share is not None],
        by=drawn[3],
        ceilings=CEILINGS,
    )
)


def by_trying(policy: Policy, candidates: Sequence[Candidate]) -> dict[str, str]:
    """The letters that are best for the first in rank, then for the second …, of all that respect every rule."""
    ranked = sorted(candidates, key=lambda one: (-(one.percent or 0), one.student))
    groups = [list(group) for _, group in groupby(ranked, key=lambda one: one.percent)]
    limits = heads(policy, policy.quota_rules[0], len(candidates)).most
    earned = [
        next(n for n, step in enumerate(policy.scale) if (group[0].percent or 0) >= step.least) for group in groups
    ]
    if policy.by == "rank" and policy.quota_rules[0].quotas:
        earned = [place if place == 3 else 0 for place in earned]
    for places in product(range(4), repeat=len(groups)):
        got = {
            one.student: max(place, ceiling_of(policy, one))
            for place, group in zip(places, groups, strict=True)
            for one in group
        }
        within = all(sum(one <= bar for one in got.values()) <= limit for bar, limit in enumerate(limits))
        deserved = all(place >= least for place, least in zip(places, earned, strict=True))
        if within and deserved and list(places) == sorted(places):
            return {student: LETTERS[place] for student, place in got.items()}
    raise AssertionError


@settings(max_examples=200, deadline=None)
@given(capped_policies, candidates_of_a_class)
def test_letters_are_the_best_that_the_caps_allow_first_rank_first(policy: Policy, candidates: list[Candidate]) -> None:
    found = assign(policy, "", candidates)

    assert {name: grade.letter for name, grade in found.grades.items()} == by_trying(policy, candidates)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([CAPPED, RANKED, RANGES]),
    st.lists(st.tuples(st.integers(110, 200), st.sampled_from([(), (), ("retake",), ("auditor",)])), max_size=40),
    st.integers(0, 9),
)
def test_at_any_university(policy: Policy, drawn: list[tuple[int, tuple[str, ...]]], seed: int) -> None:
    candidates = [
        Candidate(f"s{number:02}", Fraction(half, 2), standings) for number, (half, standings) in enumerate(drawn)
    ]
    found = assign(policy, "lecture", candidates)
    order = [step.letter for step in SCALE]
    ranked = [one for one in candidates if found.grades[one.student].rank is not None]

    for use in found.uses:
        assert use.most is None or use.given <= use.most
    for one in ranked:
        for other in ranked:
            if one.standings == other.standings and one.percent is not None and other.percent is not None:
                mine, others = found.grades[one.student].letter, found.grades[other.student].letter
                assert mine is not None
                assert others is not None
                assert one.percent != other.percent or mine == others
                assert one.percent <= other.percent or order.index(mine) <= order.index(others)
    Random(seed).shuffle(candidates)
    assert assign(policy, "lecture", candidates).grades == found.grades

"""Letters for a class: by the scale, within quotas, and in the order of totals that nobody has rounded.

1. Who is outside of the quotas by standing is graded apart: not, pass or fail, or by the scale.
2. Who fails by absence gets the failing letter first.
3. All others are taken by their totals, the best first. A student gets the best letter that the scale gives and every
   quota has room for; a floor that is not reached yet raises above the scale. A ceiling of one's standing takes no room
   above it.
4. Equal totals get one letter: the best that has room for all of them. Where one of them alone would get a better one,
   the tie is reported, and stays so until it is resolved. Nobody is passed by who has a lower total.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Literal, NamedTuple

from eduforum.grades.absences import judge
from eduforum.grades.exact import between
from eduforum.grades.letters import cuts_of, place_of
from eduforum.grades.policies import Outside, Policy, Quota, QuotaRule
from eduforum.grades.quotas import Heads, heads, least_heads, most_heads, rule_for
from eduforum.grades.schemas import Attendance, Resolution

Reason = Literal["scale", "quota", "floor", "ceiling", "tie", "absence", "pass_fail", "outside", "nothing_counts"]


class Candidate(NamedTuple):
    """A student with the total that letters go by, in percent; None where nothing counts."""

    student: str
    percent: Fraction | None
    standings: tuple[str, ...] = ()
    attendance: Attendance | None = None


class Grade(NamedTuple):
    """A student's letter, if any, and what decided it. `rank`: 1 + how many who are ranked have a higher total;
    `settled`: how a tie was resolved that the student was in."""

    student: str
    letter: str | None
    reason: Reason
    rank: int | None = None
    settled: Resolution | None = None


class Tie(NamedTuple):
    """Students with one total, of whom only `seats` can have `upper`: until somebody decides, all have `lower`."""

    students: tuple[str, ...]
    upper: str
    lower: str
    seats: int


class Use(NamedTuple):
    """A quota in heads: `given` have the letter or a better one, of at most `most`, and of at least `least`."""

    quota: Quota
    given: int
    most: int | None
    least: int | None


class Grades(NamedTuple):
    """A class's letters. `size`: how many students count; `uses`: of the quotas that apply, by `rule`. Letters change
    at `scale_cuts` by the scale, at `cuts` in fact."""

    grades: dict[str, Grade]
    size: int
    rule: QuotaRule | None
    uses: tuple[Use, ...]
    ties: tuple[Tie, ...]
    scale_cuts: tuple[Decimal, ...]
    cuts: tuple[Decimal, ...]


def assign(
    policy: Policy, course_type: str, candidates: Sequence[Candidate], resolutions: Iterable[Resolution] = ()
) -> Grades:
    """Every candidate's grade; no order of theirs makes a difference."""
    found: dict[str, Grade] = {}
    ranked: list[tuple[Fraction, Candidate]] = []
    size = 0
    for one in candidates:
        outside = outside_of(policy, one)
        absent = fails_by_absence(policy, one)
        if outside is not None:
            found[one.student] = _apart(policy, outside, one, absent=absent)
            continue
        if not absent or (policy.absence is not None and policy.absence.counted):
            size += 1
        if absent:
            found[one.student] = Grade(one.student, policy.scale[-1].letter, "absence")
        elif one.percent is None:
            found[one.student] = Grade(one.student, None, "nothing_counts")
        else:
            ranked.append((one.percent, one))
    rule = rule_for(policy, course_type, size)
    quotas = rule.quotas if rule is not None else ()
    by_rank = policy.by == "rank" and bool(quotas)
    seating = _Seating(policy, heads(policy, rule, size), by_rank=by_rank)
    settled = [one for one in resolutions if one.undone is None]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].student))
    for percent, group in groupby(ranked, key=lambda pair: pair[0]):
        seating.seat(percent, [one for _, one in group], settled)
    scale_cuts = cuts_of(policy.scale, by_rank=by_rank)
    return Grades(
        grades={**found, **seating.grades},
        size=size,
        rule=rule,
        uses=tuple(_use(policy, quota, seating.given, size) for quota in quotas),
        ties=tuple(seating.ties),
        scale_cuts=scale_cuts,
        cuts=tuple(sorted({*scale_cuts, *seating.cuts}, reverse=True)),
    )


def outside_of(policy: Policy, one: Candidate) -> Outside | None:
    return next((outside for outside in policy.outside if outside.standing in one.standings), None)


def fails_by_absence(policy: Policy, one: Candidate) -> bool:
    return policy.absence is not None and one.attendance is not None and judge(one.attendance, policy.absence).fails


def ceiling_of(policy: Policy, one: Candidate) -> int:
    """The place of the best letter that a student of these standings can have."""
    places = {step.letter: place for place, step in enumerate(policy.scale)}
    return max((places[limit.letter] for limit in policy.ceilings if limit.standing in one.standings), default=0)


def _apart(policy: Policy, outside: Outside, one: Candidate, *, absent: bool) -> Grade:
    if outside.graded == "not":
        return Grade(one.student, None, "outside")
    passes = outside.graded == "pass_fail"
    if absent:
        return Grade(one.student, policy.fail_letter if passes else policy.scale[-1].letter, "absence")
    if one.percent is None:
        return Grade(one.student, None, "nothing_counts")
    if passes:
        letter = policy.pass_letter if one.percent >= Fraction(policy.pass_at) else policy.fail_letter
        return Grade(one.student, letter, "pass_fail")
    earned, ceiling = place_of(policy.scale, one.percent), ceiling_of(policy, one)
    return Grade(one.student, policy.scale[max(earned, ceiling)].letter, "ceiling" if ceiling > earned else "scale")


class _Seating:
    """Gives out letters, best total first. Letters are places on the scale here: 0 is the best."""

    def __init__(self, policy: Policy, limits: Heads, *, by_rank: bool) -> None:
        self.grades: dict[str, Grade] = {}
        self.ties: list[Tie] = []
        self.cuts: list[Decimal] = []
        self.given = [0] * len(policy.scale)
        self._policy = policy
        self._limits = limits
        self._by_rank = by_rank
        self._ahead = 0
        self._last: tuple[Fraction, int] | None = None

    def seat(self, percent: Fraction, group: Sequence[Candidate], resolutions: Sequence[Resolution]) -> None:
        """All students of one total."""
        rank = self._ahead + 1
        members = {one.student: one for one in group}
        fitting = (one for one in resolutions if len(group) > 1 and members.keys() <= set(one.students))
        settled = next(fitting, None)
        if settled is not None and settled.decision == "in_order":
            for student in settled.students:
                if student in members:
                    self._place(percent, rank, [members[student]], settled)
        else:
            self._place(percent, rank, group, settled)
        self._ahead += len(group)

    def _place(self, percent: Fraction, rank: int, unit: Sequence[Candidate], settled: Resolution | None) -> None:
        earned = self._earned(percent)
        ceilings = [ceiling_of(self._policy, one) for one in unit]
        place = self._best(earned, ceilings)
        alone = [max(self._best(earned, [ceiling]), ceiling) for ceiling in ceilings]
        tied = any(better < max(place, ceiling) for better, ceiling in zip(alone, ceilings, strict=True))
        if tied and settled is None:
            self.ties.append(self._tie(unit, min(alone), place))
        if tied or 0 in ceilings:
            self._pass(percent, place)
        for one, ceiling in zip(unit, ceilings, strict=True):
            got = max(place, ceiling)
            for other in range(got, len(self.given)):
                self.given[other] += 1
            letter, reason = self._policy.scale[got].letter, _reason(got, place, earned, tied=tied)
            self.grades[one.student] = Grade(one.student, letter, reason, rank, settled)

    def _pass(self, percent: Fraction, place: int) -> None:
        """From here on nobody gets better than this. Who has a ceiling stops nobody else, unless by a tie."""
        if self._last is not None and self._last[1] < place and percent < self._last[0]:
            self.cuts.append(between(percent, self._last[0]))
        self._last = percent, place

    def _earned(self, percent: Fraction) -> int:
        place = place_of(self._policy.scale, percent)
        return 0 if self._by_rank and place < len(self.given) - 1 else place

    def _best(self, earned: int, ceilings: Sequence[int]) -> int:
        """The best letter that has room for all of them, and that is earned or must still be given."""
        start = self._last[1] if self._last is not None else 0
        return next(
            place
            for place in range(start, len(self.given))
            if (place >= earned or self._lacks(place, ceilings)) and self._room(place, ceilings)
        )

    def _lacks(self, place: int, ceilings: Sequence[int]) -> bool:
        """Whether a floor asks for more of this letter, and one of them may have it."""
        return self.given[place] < self._limits.least[place] and min(ceilings) <= place

    def _room(self, place: int, ceilings: Sequence[int]) -> bool:
        return all(
            self.given[other] + sum(max(place, ceiling) <= other for ceiling in ceilings) <= self._limits.most[other]
            for other in range(place, len(self.given))
        )

    def _tie(self, unit: Sequence[Candidate], upper: int, lower: int) -> Tie:
        seats = min(self._limits.most[other] - self.given[other] for other in range(upper, lower))
        letters = [step.letter for step in self._policy.scale]
        return Tie(tuple(one.student for one in unit), letters[upper], letters[lower], seats)


def _reason(got: int, place: int, earned: int, *, tied: bool) -> Reason:
    if got > place:
        return "ceiling"
    if place == earned:
        return "scale"
    if place < earned:
        return "floor"
    return "tie" if tied else "quota"


def _use(policy: Policy, quota: Quota, given: Sequence[int], size: int) -> Use:
    place = next(place for place, step in enumerate(policy.scale) if step.letter == quota.down_to)
    return Use(
        quota=quota,
        given=given[place],
        most=None if quota.most is None else most_heads(policy, quota.most, size),
        least=None if quota.least is None else least_heads(policy, quota.least, size),
    )

"""What can be said of a plan without going through it. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import ceil

import msgspec

from eduforum.errors import Invalid
from eduforum.learning.debate import counting
from eduforum.learning.plan.prepared import (
    BreakoutSettings,
    BreakoutStep,
    DebateSettings,
    DebateStep,
    PollSettings,
    PollStep,
    QuizStep,
    QuizStepSettings,
    SlidesSettings,
    SlidesStep,
    ThinkSettings,
    ThinkStep,
)
from eduforum.learning.plan.schemas import PlanStep
from eduforum.learning.polls.schemas import PollContent
from eduforum.learning.questions.grading import grade
from eduforum.learning.questions.items import shown
from eduforum.learning.questions.rules import check_response
from eduforum.learning.questions.schemas import QuestionRecord
from eduforum.learning.quiz import draws
from eduforum.learning.quiz.schemas import FixedPart, QuizItem
from eduforum.learning.rehearsal.answers import right
from eduforum.learning.rehearsal.legibility import LEAST, SmallPage
from eduforum.learning.rehearsal.schemas import Finding

_CHOSEN = ("single", "multiple", "ranking")


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is held against: the course's prepared polls by id, the questions of its bank that are not archived,
    its number of students, how long its sessions last in minutes (None: not known), the ids of its prepared slides, and
    their pages that are too small, by the same ids; None, or nothing, where that is not known."""

    polls: Mapping[str, PollContent]
    bank: Sequence[QuestionRecord]
    students: int
    session: int | None = None
    decks: Collection[str] = ()
    slides: Mapping[str, Sequence[SmallPage] | None] = {}


def examine(steps: Sequence[PlanStep], material: Material) -> tuple[Finding, ...]:
    """In the order of the steps. Raises `msgspec.ValidationError` for settings that no plan takes."""
    if not steps:
        return (Finding(kind="no_steps"),)
    findings: list[Finding] = []
    end = 0
    for step in steps:
        end += step.minutes
        findings += _of_kind(step, material)
        if material.session is not None and end > material.session:
            findings.append(Finding(kind="after_session", step=step.id, have=material.session, need=end))
    return tuple(findings)


def _of_kind(step: PlanStep, material: Material) -> Iterator[Finding]:
    match step.kind:
        case PollStep.name:
            return _poll(step, msgspec.convert(step.settings, PollSettings), material.polls)
        case QuizStep.name:
            return _quiz(step, msgspec.convert(step.settings, QuizStepSettings), material.bank)
        case BreakoutStep.name:
            return _groups(step, msgspec.convert(step.settings, BreakoutSettings), material.students)
        case ThinkStep.name:
            return _lasting(step, msgspec.convert(step.settings, ThinkSettings).seconds)
        case SlidesStep.name:
            return _slides(step, msgspec.convert(step.settings, SlidesSettings), material)
        case DebateStep.name:
            return _debate(step, msgspec.convert(step.settings, DebateSettings), material.students)
    return iter(())


def _poll(step: PlanStep, settings: PollSettings, polls: Mapping[str, PollContent]) -> Iterator[Finding]:
    content = polls.get(settings.prepared)
    if content is None:
        yield Finding(kind="poll_missing", step=step.id)
        return
    if not content.question.strip():
        yield Finding(kind="poll_without_question", step=step.id)
    if content.kind in _CHOSEN and len(content.options) < 2:
        yield Finding(kind="poll_without_options", step=step.id, have=len(content.options), need=2)
    yield from _lasting(step, settings.seconds)


def _quiz(step: PlanStep, settings: QuizStepSettings, bank: Sequence[QuestionRecord]) -> Iterator[Finding]:
    by_id = {record.id: record for record in bank}
    items: list[QuizItem] = []
    for place, part in enumerate(settings.parts):
        if isinstance(part, FixedPart):
            found = [by_id[part.question_id]] if part.question_id in by_id else []
            if not found:
                yield Finding(kind="question_missing", step=step.id, part=place + 1)
        else:
            found = [record for record in bank if draws.matches(part, record)]
        for record in found:
            if not has_key(record):
                yield Finding(kind="question_without_key", step=step.id, part=place + 1, question=record.id)
        items += [
            QuizItem(
                number=len(items) + number,
                part=place,
                question_id=record.id,
                question_version=record.version,
                points=part.points,
                question=record.question,
                correction=None,
            )
            for number, record in enumerate(found, 1)
        ]
    for place in draws.short_of(settings.parts, items):
        have = sum(item.part == place for item in items)
        yield Finding(kind="too_few_questions", step=step.id, part=place + 1, have=have, need=_asked(settings, place))
    minutes = settings.settings.minutes
    yield from _lasting(step, None if minutes is None else minutes * 60)


def _asked(settings: QuizStepSettings, place: int) -> int:
    part = settings.parts[place]
    return 1 if isinstance(part, FixedPart) else part.count


def has_key(record: QuestionRecord) -> bool:
    """Whether the answer that the key asks for can be given, and earns all of the points."""
    answer = right(record.question)
    try:
        check_response(shown(record.question, ""), answer)
    except Invalid:
        return False
    return grade(record.question, answer) == 1


def _groups(step: PlanStep, settings: BreakoutSettings, students: int) -> Iterator[Finding]:
    if settings.groups is not None and settings.method != "self_select":
        if settings.groups > students:
            yield Finding(kind="groups_impossible", step=step.id, have=students, need=settings.groups)
        elif settings.groups > 1 and 2 * settings.groups > students:
            yield Finding(kind="group_of_one", step=step.id, have=students, need=2 * settings.groups)
    if settings.size is not None:
        if students < settings.size:
            yield Finding(kind="groups_impossible", step=step.id, have=students, need=settings.size)
        elif max(1, round(students / settings.size)) == 1:
            yield Finding(kind="single_group", step=step.id, have=students, need=settings.size)


def _slides(step: PlanStep, settings: SlidesSettings, material: Material) -> Iterator[Finding]:
    if settings.prepared not in material.decks:
        yield Finding(kind="slides_missing", step=step.id)
        return
    pages = material.slides.get(settings.prepared)
    if pages is None:
        yield Finding(kind="slides_unmeasured", step=step.id)
        return
    for page in pages:
        # What lies before the first page that is shown is shown to nobody.
        if page.number >= settings.page:
            size = round(page.size, 1)
            yield Finding(kind="slides_unreadable", step=step.id, part=page.number, have=size, need=LEAST)


def _debate(step: PlanStep, settings: DebateSettings, students: int) -> Iterator[Finding]:
    if students < counting.FEWEST:
        yield Finding(kind="too_few_views", step=step.id, have=students, need=counting.FEWEST)
    # Each side has a clock of its own.
    yield from _lasting(step, 2 * settings.seconds)


def _lasting(step: PlanStep, seconds: int | None) -> Iterator[Finding]:
    if seconds is not None and seconds > 60 * step.minutes:
        yield Finding(kind="longer_than_step", step=step.id, have=step.minutes, need=ceil(seconds / 60))

"""What came of a quiz: everybody's scores and how its questions measured."""

from collections.abc import Sequence

from eduforum.learning.questions.content import (
    MultipleResponse,
    NumericResponse,
    Question,
    Response,
    ShortTextResponse,
    SingleResponse,
    TrueFalseResponse,
)
from eduforum.learning.quiz import scoring
from eduforum.learning.quiz.analysis import ItemAnalysis, Outcome, analyse
from eduforum.learning.quiz.schemas import (
    AttemptScore,
    Interval,
    ItemFigures,
    ItemScore,
    OptionFigures,
    QuizItem,
    QuizRecord,
    QuizResults,
)
from eduforum.learning.quiz.scoring import Score
from eduforum.learning.quiz.store import SavedAnswer, Submitted


def results(
    quiz: QuizRecord,
    items: Sequence[QuizItem],
    submitted: Sequence[Submitted],
    scores: dict[str, list[Score]],
    answers: dict[str, list[SavedAnswer]],
) -> QuizResults:
    """Of all attempts that are over; the questions by first attempts."""
    by_number = {item.number: item for item in items}
    counts = counting(quiz, submitted)
    attempts: list[AttemptScore] = []
    outcomes: list[list[Outcome]] = []
    for over in submitted:
        attempt, given = over.attempt, {a.place: a.response for a in answers.get(over.attempt.id, ()) if a.response}
        found = scores.get(attempt.id, [])
        each = [
            ItemScore(
                number=attempt.items[one.place - 1], earned=one.earned, points=one.points, answered=one.place in given
            )
            for one in found
        ]
        assert attempt.submitted_at is not None
        assert attempt.ended_by is not None
        attempts.append(
            AttemptScore(
                attempt_id=attempt.id,
                participant_id=attempt.person_id,
                name=over.name,
                number=attempt.number,
                submitted_at=attempt.submitted_at,
                ended_by=attempt.ended_by,
                earned=over.earned,
                points=over.points,
                counts=counts[attempt.person_id] == attempt.id,
                items=tuple(each),
            )
        )
        if attempt.number == 1:
            outcomes.append(
                [_outcome(by_number[one.number], one, given.get(place)) for place, one in enumerate(each, 1)]
            )
    analysed = {analysis.item: _figures(analysis) for analysis in analyse(outcomes)}
    return QuizResults(
        attempts=tuple(attempts),
        items=tuple(analysed[str(item.number)] for item in items if str(item.number) in analysed),
    )


def counting(quiz: QuizRecord, submitted: Sequence[Submitted]) -> dict[str, str]:
    """The attempt that counts, by person: the first of the best ones, or the latest."""
    found: dict[str, Submitted] = {}
    for over in submitted:
        before = found.get(over.attempt.person_id)
        if before is None or quiz.settings.counts == "latest" or over.earned > before.earned:
            found[over.attempt.person_id] = over
    return {person: over.attempt.id for person, over in found.items()}


def _outcome(item: QuizItem, score: ItemScore, response: Response | None) -> Outcome:
    return Outcome(
        item=str(item.number),
        earned=float(score.earned),
        points=float(score.points),
        answered=response is not None,
        chosen=() if response is None else _chosen(scoring.key_of(item), response),
    )


def _chosen(question: Question, response: Response) -> tuple[str, ...]:
    """By ids where there are options, by what was typed where it is short."""
    match response:
        case SingleResponse():
            return (response.option,)
        case MultipleResponse():
            return response.options
        case TrueFalseResponse():
            return ("true" if response.value else "false",)
        case NumericResponse():
            return (" ".join(response.text.split())[:60],)
        case ShortTextResponse():
            return (str(scoring.reading(question, response)[0])[:60],)
    return ()


def _figures(analysis: ItemAnalysis) -> ItemFigures:
    figures = analysis.figures
    found = figures.correlation if figures else None
    return ItemFigures(
        number=int(analysis.item),
        people=analysis.people,
        omitted=analysis.omitted,
        not_reached=analysis.not_reached,
        difficulty=figures.difficulty if figures else None,
        discrimination=Interval(value=found.value, low=found.low, high=found.high) if found else None,
        options=tuple(
            OptionFigures(option=choice.option, people=choice.people, rest=choice.rest)
            for choice in (figures.choices if figures else ())
        ),
    )

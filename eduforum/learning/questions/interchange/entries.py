"""What files of questions hold, whatever their format."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from eduforum.learning.questions import rules
from eduforum.learning.questions.content import Question
from eduforum.learning.questions.faults import Fault, Faulty
from eduforum.learning.questions.schemas import Difficulty, ImportFault

# A file with more faults than this is told to be put right from the start.
MAX_FAULTS = 200


class Entry(NamedTuple):
    question: Question
    tags: tuple[str, ...] = ()
    difficulty: Difficulty = "medium"


def cleaned(question: Question, tags: Iterable[str], difficulty: Difficulty) -> Entry:
    """Raises `Faulty` with all that is wrong with question and tags."""
    faults: list[Fault] = []
    kept: tuple[str, ...] = ()
    try:
        question = rules.clean(question)
    except Faulty as faulty:
        faults += faulty.faults
    try:
        kept = rules.clean_tags(tags)
    except Faulty as faulty:
        faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return Entry(question, kept, difficulty)


def placed(faults: Sequence[Fault], line: int, file: str | None = None) -> list[ImportFault]:
    """Faults with the place in the file that they are at."""
    return [
        ImportFault(file=file, line=line, field=fault.field, code=fault.code, message=fault.message) for fault in faults
    ]

"""Records and request bodies of a course's question bank."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from eduforum.courses.schemas import PageQuery
from eduforum.learning.questions.content import Kind, Question
from eduforum.learning.questions.faults import FaultCode
from eduforum.web.protocol import Id

Difficulty = Literal["easy", "medium", "hard"]
ImportFormat = Literal["csv", "qti"]

Tags = Annotated[tuple[Annotated[str, Meta(max_length=200)], ...], Meta(max_length=50)]

# What a file of questions may weigh, and how many a bank and a file may hold.
MAX_FILE = 4 * 1024 * 1024
MAX_IMPORTED = 1000
MAX_QUESTIONS = 10_000


class QuestionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a course's bank at one version, with its key: for staff. `updated_by` made this version."""

    id: str
    course_id: str
    version: int
    question: Question
    tags: tuple[str, ...]
    difficulty: Difficulty
    created_at: datetime
    updated_at: datetime
    updated_by: str
    archived_at: datetime | None


class QuestionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A question in a list. `text` is how it begins."""

    id: str
    version: int
    kind: Kind
    text: str
    tags: tuple[str, ...]
    difficulty: Difficulty
    updated_at: datetime
    archived_at: datetime | None


class NewQuestion(msgspec.Struct, forbid_unknown_fields=True):
    course_id: Id
    question: Question
    tags: Tags = ()
    difficulty: Difficulty = "medium"


class QuestionChange(msgspec.Struct, forbid_unknown_fields=True):
    question: Question | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    difficulty: Difficulty | UnsetType = UNSET


class QuestionQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """`search`: words that all stand in the question or its tags, each as part of a word too."""

    course_id: Id
    search: Annotated[str, Meta(max_length=200)] = ""
    kind: Kind | None = None
    difficulty: Difficulty | None = None
    tag: Annotated[str, Meta(max_length=200)] | None = None
    archived: bool = False


class VersionQuery(PageQuery, forbid_unknown_fields=True):
    pass


class BankQuery(msgspec.Struct, forbid_unknown_fields=True):
    course_id: Id


class TagCount(msgspec.Struct, frozen=True):
    """A tag, and how many questions have it."""

    tag: str
    questions: int


class QuestionImport(msgspec.Struct, forbid_unknown_fields=True):
    """A file of questions: CSV in UTF-8 or CP949, or QTI 2.1 as one XML document or a package of them (ZIP).
    `dry_run`: say what it holds, and keep nothing."""

    course_id: Id
    format: ImportFormat
    file: Annotated[bytes, Meta(min_length=1, max_length=MAX_FILE)]
    dry_run: bool = True


class ImportFault(msgspec.Struct, frozen=True, kw_only=True):
    """`file` is the document inside of a package, `line` counts from 1."""

    file: str | None
    line: int
    field: str
    code: FaultCode
    message: str


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds. With faults nothing of it is kept; `imported` are the ids of what was."""

    questions: int
    kinds: dict[str, int]
    faults: tuple[ImportFault, ...]
    imported: tuple[str, ...]

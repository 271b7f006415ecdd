"""HTTP face of question banks."""

from typing import Annotated

from msgspec import Meta

from eduforum.learning.questions.schemas import (
    BankQuery,
    ImportReport,
    NewQuestion,
    QuestionChange,
    QuestionImport,
    QuestionQuery,
    QuestionRecord,
    QuestionSummary,
    TagCount,
    VersionQuery,
)
from eduforum.learning.questions.service import QuestionService
from eduforum.pagination import cut, decode_cursor
from eduforum.web.endpoint import Answer, Call, Endpoint, Page, Raw, scoped
from eduforum.web.etags import tagged, version_of
from eduforum.web.protocol import Id

_TAG = "questions"

# A question with everything at its longest, and a file in base 64.
_QUESTION_BYTES = 256 * 1024
_IMPORT_BYTES = 6 * 1024 * 1024

_Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class QuestionRoutes:
    def __init__(self, service: QuestionService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        bank, question = "/learning/questions", "/learning/questions/{question_id}"
        return scoped("courses", [
            Endpoint("POST", bank, self.create, "Add a question to a course's bank", _TAG, body=NewQuestion,
                     answer=QuestionRecord, status=201, errors=("not_found", "forbidden", "bank_full"),
                     body_limit=_QUESTION_BYTES),
            Endpoint("GET", bank, self.questions, "A course's questions, newest first", _TAG, query=QuestionQuery,
                     answer=Page[QuestionSummary], errors=("not_found", "forbidden")),
            Endpoint("GET", bank + "/tags", self.tags, "The tags of a bank, most used first", _TAG, query=BankQuery,
                     answer=list[TagCount], errors=("not_found", "forbidden")),
            Endpoint("POST", bank + "/import", self.import_file, "Import questions, or see what a file holds", _TAG,
                     body=QuestionImport, answer=ImportReport,
                     errors=("not_found", "forbidden", "import_faulty", "bank_full"), body_limit=_IMPORT_BYTES),
            Endpoint("GET", bank + "/export/csv", self.export_csv, "A bank as a CSV file", _TAG, query=BankQuery,
                     raw=True, produces="text/csv", errors=("not_found", "forbidden")),
            Endpoint("GET", bank + "/export/qti", self.export_qti, "A bank as a package of QTI 2.1", _TAG,
                     query=BankQuery, raw=True, produces="application/zip", errors=("not_found", "forbidden")),
            Endpoint("GET", question, self.show, "One question with its key", _TAG, answer=QuestionRecord),
            Endpoint("PATCH", question, self.change, "Change a question: its next version", _TAG, body=QuestionChange,
                     answer=QuestionRecord, errors=("version_conflict",), body_limit=_QUESTION_BYTES),
            Endpoint("DELETE", question, self.archive, "Archive a question; it can be restored", _TAG, status=204),
            Endpoint("POST", question + "/restore", self.restore, "Bring an archived question back", _TAG,
                     answer=QuestionRecord),
            Endpoint("GET", question + "/versions", self.versions, "What a question was, newest first", _TAG,
                     query=VersionQuery, answer=Page[QuestionRecord]),
        ])  # fmt: skip

    async def create(self, call: Call[NewQuestion, None]) -> Answer[QuestionRecord]:
        return tagged(await self._service.create(call.principal, call.body))

    async def questions(self, call: Call[None, QuestionQuery]) -> Page[QuestionSummary]:
        query = call.query
        after = None if query.cursor is None else decode_cursor(query.cursor, tuple[Id])[0]
        questions = await self._service.questions(call.principal, query, after, query.limit + 1)
        items, cursor = cut(questions, query.limit, lambda question: (question.id,))
        return Page(items, cursor)

    async def tags(self, call: Call[None, BankQuery]) -> list[TagCount]:
        return await self._service.tags(call.principal, call.query.course_id)

    async def import_file(self, call: Call[QuestionImport, None]) -> ImportReport:
        return await self._service.import_file(call.principal, call.body)

    async def export_csv(self, call: Call[None, BankQuery]) -> Raw:
        content = await self._service.export(call.principal, call.query.course_id, "csv")
        return Raw(content, "text/csv; charset=utf-8", _download("questions.csv"))

    async def export_qti(self, call: Call[None, BankQuery]) -> Raw:
        content = await self._service.export(call.principal, call.query.course_id, "qti")
        return Raw(content, "application/zip", _download("questions.zip"))

    async def show(self, call: Call[None, None]) -> Answer[QuestionRecord]:
        return tagged(await self._service.question(call.principal, call.path["question_id"]))

    async def change(self, call: Call[QuestionChange, None]) -> Answer[QuestionRecord]:
        version = version_of(call.if_match)
        return tagged(await self._service.change(call.principal, call.path["question_id"], call.body, version))

    async def archive(self, call: Call[None, None]) -> None:
        await self._service.archive(call.principal, call.path["question_id"])

    async def restore(self, call: Call[None, None]) -> Answer[QuestionRecord]:
        return tagged(await self._service.restore(call.principal, call.path["question_id"]))

    async def versions(self, call: Call[None, VersionQuery]) -> Page[QuestionRecord]:
        query = call.query
        before = None if query.cursor is None else decode_cursor(query.cursor, tuple[_Version])[0]
        found = await self._service.versions(call.principal, call.path["question_id"], before, query.limit + 1)
        items, cursor = cut(found, query.limit, lambda question: (question.version,))
        return Page(items, cursor)


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}

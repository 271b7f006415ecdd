"""Questions in packages of QTI 2.1, in and out."""

import io
import zipfile

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.learning.questions.content import (
    ClozeQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortTextQuestion,
    SingleQuestion,
    TrueFalseQuestion,
)
from eduforum.learning.questions.interchange import qti, xml
from eduforum.learning.questions.schemas import ImportFault
from tests.factories.questions import CLOZE, LINES, SAMPLES, questions
from tests.unit.learning.test_interchange_csv import record, renamed

ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t" adaptive="false"
  timeDependent="false">
  {declarations}
  <itemBody>{body}</itemBody>
  {processing}
</assessmentItem>"""

ONE_CHOICE = """<responseDeclaration identifier="R" cardinality="single" baseType="identifier">
  <correctResponse><value>B</value></correctResponse></responseDeclaration>"""
PACKAGE = qti.write([record(CLOZE)])
CHOICES = """<choiceInteraction responseIdentifier="R" shuffle="false" maxChoices="1">
  <prompt>What does it <em>say</em>?</prompt>
  <simpleChoice identifier="A">You must stay.</simpleChoice>
  <simpleChoice identifier="B">You must <strong>not</strong> go.</simpleChoice></choiceInteraction>"""


def item(body: str, declarations: str = ONE_CHOICE, processing: str = "") -> bytes:
    return ITEM.format(body=body, declarations=declarations, processing=processing).encode()


def read_one(raw: bytes) -> Question:
    entries, faults = qti.read(raw)
    assert faults == []
    (entry,) = entries
    return entry.question


def faults_of(raw: bytes) -> list[ImportFault]:
    entries, faults = qti.read(raw)
    assert entries == []
    return faults


def package(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def as_qti_can(question: Question) -> Question:
    """Without what the format has no words for."""
    if isinstance(question, OrderingQuestion):
        return msgspec.structs.replace(question, partial=True)
    return question


@given(questions(), st.lists(LINES, max_size=3, unique_by=str.casefold))
def test_what_is_written_is_read_as_the_same(question: Question, tags: list[str]) -> None:
    (entry,), faults = qti.read(qti.write([record(question, tuple(tags))]))

    assert faults == []
    assert renamed(as_qti_can(entry.question)) == renamed(as_qti_can(question))
    assert (entry.tags, entry.difficulty) == (tuple(tags), "hard")


def test_a_package_holds_all_questions_in_their_order() -> None:
    entries, faults = qti.read(qti.write([record(question) for question in SAMPLES]))

    assert faults == []
    assert [type(entry.question) for entry in entries] == [type(question) for question in SAMPLES]


def test_a_choice_of_another_program_is_read() -> None:
    question = read_one(item("<p>Look at the sign.</p><div>NEVER LEAVE LUGGAGE</div>" + CHOICES))

    assert isinstance(question, SingleQuestion)
    assert question.text == "Look at the sign.\nNEVER LEAVE LUGGAGE\nWhat does it say?"
    assert [option.text for option in question.options] == ["You must stay.", "You must not go."]
    assert question.answer == question.options[1].id
    assert question.shuffle is False


def test_several_right_choices_are_read_with_partial_credit_where_they_are_mapped() -> None:
    declaration = """<responseDeclaration identifier="R" cardinality="multiple" baseType="identifier">
      <correctResponse><value>A</value><value>B</value></correctResponse>{}</responseDeclaration>"""
    mapping = '<mapping defaultValue="-1"><mapEntry mapKey="A" mappedValue="1"/></mapping>'

    whole, partly = (read_one(item(CHOICES, declaration.format(extra))) for extra in ("", mapping))

    assert isinstance(whole, MultipleQuestion)
    assert isinstance(partly, MultipleQuestion)
    assert (whole.partial, partly.partial) == (False, True)


def test_true_and_false_by_name_are_a_question_of_that_kind() -> None:
    body = CHOICES.replace('"A"', '"true"').replace('"B"', '"false"')

    assert read_one(item(body, ONE_CHOICE.replace(">B<", ">false<"))) == TrueFalseQuestion(
        text="What does it say?", answer=False
    )


def test_a_number_is_read_with_its_tolerance() -> None:
    declaration = """<responseDeclaration identifier="R" cardinality="single" baseType="float">
      <correctResponse><value>9.81</value></correctResponse></responseDeclaration>"""
    processing = """<responseProcessing><responseCondition><responseIf>
      <equal toleranceMode="relative" tolerance="1 2"><variable identifier="R"/><correct identifier="R"/></equal>
      </responseIf></responseCondition></responseProcessing>"""
    body = '<p>How strong is gravity?</p><p><textEntryInteraction responseIdentifier="R"/></p>'

    question = read_one(item(body, declaration, processing))

    assert isinstance(question, NumericQuestion)
    assert question.text == "How strong is gravity?"
    assert (str(question.answer), str(question.tolerance), question.tolerance_unit) == ("9.81", "2", "percent")


def test_a_text_is_read_with_what_else_is_accepted() -> None:
    declaration = """<responseDeclaration identifier="R" cardinality="single" baseType="string">
      <correctResponse><value>York</value></correctResponse>
      <mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1"/><mapEntry mapKey="Jorvik" mappedValue="0.5"/>
      <mapEntry mapKey="Leeds" mappedValue="0"/></mapping></responseDeclaration>"""
    field = '<textEntryInteraction responseIdentifier="R" expectedLength="15"/>'

    inside = read_one(item(f"<p>This sun of {field};</p>", declaration))
    below = read_one(item(f"<p>Whose sun?</p><p>{field}</p>", declaration))

    assert isinstance(inside, ClozeQuestion)
    assert inside.text == "This sun of {{1}};"
    assert isinstance(below, ShortTextQuestion)
    assert below.accepted == ("York", "Jorvik")


def test_pairs_are_read_whichever_side_they_begin_with() -> None:
    declaration = """<responseDeclaration identifier="R" cardinality="multiple" baseType="directedPair">
      <correctResponse><value>C R</value><value>D M</value></correctResponse></responseDeclaration>"""
    choice = '<simpleAssociableChoice identifier="{}" matchMax="1">{}</simpleAssociableChoice>'
    body = (
        '<matchInteraction responseIdentifier="R" shuffle="true" maxAssociations="2"><prompt>Match.</prompt>'
        f"<simpleMatchSet>{choice.format('C', 'Capulet')}{choice.format('D', 'Demetrius')}</simpleMatchSet>"
        f"<simpleMatchSet>{choice.format('R', 'Romeo')}{choice.format('M', 'Midsummer')}</simpleMatchSet>"
        "</matchInteraction>"
    )

    question = read_one(item(body, declaration))

    assert isinstance(question, MatchingQuestion)
    assert [pair.option for pair in question.answer] == [option.id for option in question.options]


@pytest.mark.parametrize(
    "body",
    [
        "<p><img src='x.png' alt='x'/></p>" + CHOICES,
        "<p>x<sup>2</sup></p>" + CHOICES,
        "<table><tr><td>1</td></tr></table>" + CHOICES,
        "<p>Write.</p><extendedTextInteraction responseIdentifier='R'/>",
        "<p>Nothing is asked.</p>",
        CHOICES + CHOICES,
        "<p><textEntryInteraction responseIdentifier='R'/></p>" + CHOICES,
    ],
)
def test_what_would_be_lost_is_refused(body: str) -> None:
    (fault,) = faults_of(item(body))

    assert fault.code == "unsupported"
    assert fault.line >= 6


def test_an_item_of_another_version_is_refused() -> None:
    (fault,) = faults_of(b"<questestinterop><item/></questestinterop>")

    assert (fault.field, fault.code) == ("questestinterop", "unsupported")


def test_a_fault_names_the_file_and_the_line() -> None:
    raw = package(**{"a.xml": item(CHOICES), "b.xml": item(CHOICES).replace(b"</assessmentItem>", b"")})

    entries, faults = qti.read(raw)

    assert len(entries) == 1
    assert [(fault.file, fault.line, fault.code) for fault in faults] == [("b.xml", 11, "unreadable")]


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><x/>',
        b"<x>&undefined;</x>",
        b"<x>" + b"<y>" * 100 + b"</y>" * 100 + b"</x>",
        b"<x>" + b"<y/>" * 30_000 + b"</x>",
        b'<?xml version="1.0" encoding="none-such"?><x/>',
        b"<x></y>",
        b"",
        b"\0",
    ],
)
def test_hostile_xml_is_refused(document: bytes) -> None:
    with pytest.raises(xml.BadXml):
        xml.parse(document)


def test_a_package_that_unpacks_to_too_much_is_refused() -> None:
    huge = b"<x>" + b" " * (qti.MAX_DOCUMENT + 1) + b"</x>"

    assert [fault.code for fault in faults_of(package(**{"a.xml": huge}))] == ["too_long"]


def test_a_package_says_less_than_it_holds_and_is_refused() -> None:
    raw = bytearray(package(**{"a.xml": item(CHOICES)}))
    end = raw.rindex(b"PK\x01\x02")
    raw[end + 24 : end + 28] = (10).to_bytes(4, "little")

    assert faults_of(bytes(raw)) != []


def test_a_resource_that_is_missing_is_told_by_the_line_of_the_manifest() -> None:
    resource = '<resource type="imsqti_item_xmlv2p1" href="../../etc/passwd"/>'
    manifest = f"<manifest>\n<resources>\n{resource}</resources></manifest>".encode()

    (fault,) = faults_of(package(**{"imsmanifest.xml": manifest}))

    assert (fault.file, fault.line, fault.code) == ("imsmanifest.xml", 3, "empty")


@given(
    st.binary(max_size=200).flatmap(lambda tail: st.sampled_from([b"", b"PK\x03\x04", b"<x>"]).map(lambda h: h + tail))
)
def test_no_file_makes_the_reader_fail(raw: bytes) -> None:
    qti.read(raw)


def test_a_file_whose_name_is_no_text_is_a_fault_of_the_package() -> None:
    raw = bytearray(PACKAGE)
    local = raw.index(b"PK\x03\x04")
    # The file's header says UTF-8 (APPNOTE 4.4.4, bit 11), and the name is not.
    raw[local + 7] |= 8
    raw[local + 30] = 0xFF

    assert qti.read(bytes(raw))[1]


@given(st.data())
def test_no_damaged_package_makes_the_reader_fail(data: st.DataObject) -> None:
    raw = bytearray(PACKAGE)
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    qti.read(bytes(raw))

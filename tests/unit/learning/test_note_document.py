"""A note's document: one text, whatever a client sends."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from eduforum.errors import EduForumError, Forbidden, Invalid
from eduforum.learning.documents.document import Taken
from eduforum.learning.notes import note as limits
from eduforum.learning.notes.note import Note
from tests.factories.notes import Sheet

ANA, BEN = "ana", "ben"


def test_what_people_write_becomes_one_text_for_all() -> None:
    note, ana, ben = Note(), Sheet(), Sheet()
    ana.append("무지의 베일")
    first = ana.take_unsent()
    taken = note.take(first, ANA)
    ben.receive(first)
    ben.append(" 뒤에서")
    ana.insert(0, "1. ")
    for sheet, person in ((ben, BEN), (ana, ANA)):
        note.take(sheet.take_unsent(), person)
    for sheet in (ana, ben):
        sheet.receive(note.state(sheet.doc.get_state()))

    assert note.text() == str(ana) == str(ben) == "1. 무지의 베일 뒤에서"
    assert (taken.updates, taken.clients) == ([first], [ana.doc.client_id])


def test_what_was_deleted_is_gone_and_the_same_again_changes_nothing() -> None:
    note, ana = Note(), Sheet()
    ana.append("a secret")
    note.take(ana.take_unsent(), ANA)
    ana.delete(2, 8)
    gone = ana.take_unsent()
    note.take(gone, ANA)

    assert note.text() == "a "
    assert note.take(gone, ANA) == Taken([], {}, [], [])


def test_a_note_made_again_from_its_updates_is_the_same() -> None:
    note, ana = Note(), Sheet()
    updates = []
    for letter in "바닥을 먼저 본다":
        ana.append(letter)
        updates += note.take(ana.take_unsent(), ANA).updates
    again = Note([note.state()], note.clients)
    replayed = Note()
    replayed.replay(updates)

    assert again.text() == replayed.text() == "바닥을 먼저 본다"
    assert again.vector() == note.vector()


def test_nobody_writes_as_another() -> None:
    note, ana = Note(), Sheet()
    ana.append("a")
    note.take(ana.take_unsent(), ANA)
    ana.append("b")

    with pytest.raises(Forbidden, match="own clients"):
        note.take(ana.take_unsent(), BEN)


@pytest.mark.parametrize("root", ["other", "text map", "text array", "embed", "format", "map in text"])
def test_a_note_holds_letters_and_nothing_else(root: str) -> None:
    doc: Doc[Any] = Doc(client_id=77)
    if root == "other":
        doc["other"] = Text("x")
    elif root == "text map":
        doc["text"] = Map({"a": 1})
    elif root == "text array":
        doc["text"] = Array([1])
    else:
        text = doc.get("text", type=Text)
        if root == "embed":
            text.insert_embed(0, {"image": "x"})
        elif root == "format":
            text.insert(0, "x", {"bold": True})
        else:
            doc["text"] = Map({"a": Text("x")})

    with pytest.raises(Invalid) as refused:
        Note().take(doc.get_update(), ANA)
    assert refused.value.code == "bad_update"


def test_a_full_note_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 60)
    note, ana = Note(), Sheet()
    ana.append("x" * 20)
    note.take(ana.take_unsent(), ANA)
    ana.append("y" * 40)

    with pytest.raises(EduForumError) as refused:
        note.take(ana.take_unsent(), ANA)
    assert (refused.value.code, note.text()) == ("note_full", "x" * 20)


@given(st.integers(), st.binary(max_size=40))
def test_noise_changes_nothing(seed: int, noise: bytes) -> None:
    note, ana = Note(), Sheet()
    ana.append("안녕")
    update = ana.take_unsent()
    rng = random.Random(seed)
    at = rng.randrange(len(update) + 1)
    try:
        note.take(update[:at] + noise + update[at:], ANA)
    except EduForumError:
        assert note.text() == ""

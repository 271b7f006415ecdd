"""A board's document: what it takes, what it puts back, and that all copies of it become one."""

import random
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from eduforum.errors import Conflict, EduForumError, Forbidden, Invalid
from eduforum.learning.documents.document import Taken, read_vector
from eduforum.learning.documents.updates import read
from eduforum.learning.whiteboard import board as limits
from eduforum.learning.whiteboard.board import SHAPE, Board
from eduforum.learning.whiteboard.objects import read_object
from tests.factories.boards import Paper, note, stroke

ANA, BEN = "ana", "ben"


def new_board() -> tuple[Board, list[bytes]]:
    board = Board()
    return board, list(board.begin().updates)


def paper(person: str, updates: list[bytes]) -> Paper:
    ours = Paper(person)
    for update in updates:
        ours.receive(update)
    return ours


def take(board: Board, ours: Paper) -> Taken:
    """The last act goes to the server, and what the server makes of it comes back."""
    taken = board.take(ours.take_unsent(), ours.person)
    for update in taken.updates[1:]:
        ours.receive(update)
    return taken


def test_a_new_board_has_one_page() -> None:
    board, updates = new_board()

    assert list(board.pages) == ["1"]
    assert paper(ANA, updates).pages.to_py() == {"1": {"order": 1.0, "template": "dots"}}


def test_what_somebody_draws_is_on_the_board_as_theirs() -> None:
    board, first = new_board()
    ana = paper(ANA, first)
    id = ana.put(note(ANA, text="바닥을 먼저 본다"))

    taken = take(board, ana)

    assert (board.objects[id].text, board.objects[id].by) == ("바닥을 먼저 본다", ANA)
    assert (taken.touched[id].act, taken.clients, taken.refused) == ("made", [ana.doc.client_id], [])


# What Yjs 13.6 itself writes: a stroke with its bytes, a note whose text and fields were changed, and a page.
FROM_YJS = b64decode(
    "AR7nJAAnAQdvYmplY3RzBGxpbmUBKADnJAAEa2luZAF3A3BlbigA5yQAAmJ5AXcDYW5hKADnJAAEcGFnZQF3ATEoAOckAAF6AX0C"
    "KADnJAABeAF8QSgAACgA5yQAAXkBfUMoAOckAAVjb2xvcgF3ByMyYzRmYzQoAOckAARzaXplAX0DIwDnJAAGcG9pbnRzBQgA+P+A"
    "JwDnJAAEdGV4dAInAQdvYmplY3RzBG5vdGUBKADnJAsEa2luZAF3BG5vdGUoAOckCwJieQF3A2FuYSgA5yQLBHBhZ2UBdwExKADn"
    "JAsBegF9AyEA5yQLAXgBKADnJAsBeQF9ACgA5yQLAXcBfb4CKADnJAsBaAF9sAEoAOckCwRkYXNoAXkhAOckCwRmaWxsASgA5yQL"
    "BHNpemUBfQ8nAOckCwR0ZXh0AgEA5yQXAYTnJBgG7Jyo7J2AhOckGgYg8J+YgD/E5yQa5yQbByDriITqsICo5yQQAX2GASgBBXBh"
    "Z2VzATIBdgIFb3JkZXJ9Agh0ZW1wbGF0ZXcEZ3JpZAHnJAMQARUBGAE="
)


def test_an_update_of_a_browser_is_read_as_it_is_meant() -> None:
    board, _ = new_board()

    taken = board.take(FROM_YJS, ANA)

    assert (taken.refused, taken.clients) == ([], [4711])
    line, written = board.objects["line"], board.objects["note"]
    assert (line.points, line.x, line.y, line.z) == (b"\x08\x00\xf8\xff\x80", 10.5, -3.0, 2.0)
    assert (written.text, written.x, written.fill, written.dash) == ("율은 누가 😀?", 70.0, None, False)
    assert board.pages["2"].template == "grid"


def test_the_same_update_again_changes_nothing() -> None:
    board, first = new_board()
    ana = paper(ANA, first)
    ana.put(stroke(ANA))
    update = ana.take_unsent()
    board.take(update, ANA)

    assert board.take(update, ANA) == Taken([], {}, [], [])


def test_people_write_into_one_text() -> None:
    board, first = new_board()
    ana, ben = paper(ANA, first), paper(BEN, first)
    id = ana.put(note(ANA, text="luck"))
    ben.receive(ana.unsent[0])
    take(board, ana)
    ana.write(id, 0, "bad ")
    ben.write(id, 4, "!")

    take(board, ana)
    take(board, ben)

    assert board.objects[id].text == "bad luck!"


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "note"},
        note(BEN),
        note(ANA, kind="bomb"),
        note(ANA, x=float("nan")),
        note(ANA, x=2e6),
        note(ANA, w=-5.0),
        note(ANA, color="red"),
        note(ANA, text="a" * 4001),
        note(ANA, script="alert(1)"),
        note(ANA, page="no page "),
        stroke(ANA, points=b"1234"),
        stroke(ANA, points=b""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_object_that_is_no_good_one_goes_at_once(value: dict[str, Any]) -> None:
    board, first = new_board()
    ana = paper(ANA, first)
    id = ana.put(value)

    taken = take(board, ana)

    assert taken.refused == [id]
    assert id not in board.objects
    assert id not in ana.seen()


def test_an_object_that_is_spoilt_is_as_it_was() -> None:
    board, first = new_board()
    ana, ben = paper(ANA, first), paper(BEN, first)
    id = ana.put(note(ANA, text="theirs"))
    ben.receive(ana.unsent[0])
    take(board, ana)

    for spoil in ({"by": BEN}, {"kind": "bomb"}, {"h": "high"}):
        ben.change(id, **spoil)
        assert take(board, ben).refused == [id]

    assert (ben.seen()[id]["by"], ben.seen()[id]["text"], ben.seen()[id]["kind"]) == (ANA, "theirs", "note")


def test_somebody_who_undoes_a_removal_of_anothers_object_brings_back_the_others() -> None:
    board, first = new_board()
    ana, ben = paper(ANA, first), paper(BEN, first)
    id = ana.put(note(ANA))
    ben.receive(ana.unsent[0])
    take(board, ana)
    ben.remove(id)
    take(board, ben)
    ben.put(note(ANA), id)

    assert take(board, ben).refused == []
    assert board.objects[id].by == ANA


def test_the_last_page_stays() -> None:
    board, first = new_board()
    ana = paper(ANA, first)

    ana.raw(lambda own: own.pages.pop("1"))
    take(board, ana)

    assert list(board.pages) == list(ana.pages.to_py() or {}) == ["1"]


def test_pages_come_and_go() -> None:
    board, first = new_board()
    ana = paper(ANA, first)
    ana.raw(lambda own: own.pages.update({"2": {"order": 2.0, "template": "grid"}}))
    take(board, ana)
    ana.raw(lambda own: own.pages.pop("1"))
    take(board, ana)

    assert {id: page.template for id, page in board.pages.items()} == {"2": "grid"}


def test_nobody_writes_as_somebody_else() -> None:
    board, first = new_board()
    ana = paper(ANA, first)
    ana.put(note(ANA))
    take(board, ana)
    forged = Paper(BEN)
    forged.doc = Doc(client_id=ana.doc.client_id)
    forged.doc.apply_update(board.state())
    before = forged.doc.get_state()
    forged.doc.get("objects", type=Map)["x"] = Map({**note(BEN), "text": Text("")})

    with pytest.raises(Forbidden) as refusal:
        board.take(forged.doc.get_update(before), BEN)

    assert refusal.value.code == "not_your_client"


def test_what_builds_on_something_unknown_has_to_wait() -> None:
    board, first = new_board()
    ana = paper(ANA, first)
    id = ana.put(note(ANA))
    ana.change(id, x=5.0)

    with pytest.raises(Conflict) as refusal:
        board.take(ana.take_unsent(), ANA)

    assert refusal.value.code == "update_behind"
    assert board.take(ana.take_unsent(), ANA).refused == []


def root(write: Any) -> bytes:
    doc: Doc[Any] = Doc(client_id=99)
    write(doc)
    return doc.get_update()


def other_root(doc: Doc[Any]) -> None:
    doc.get("secrets", type=Map)["a"] = 1


def formatted(doc: Doc[Any]) -> None:
    doc.get("objects", type=Map)["a"] = Map({"text": (text := Text("bold"))})
    text.format(0, 4, {"bold": True})


def nested(doc: Doc[Any]) -> None:
    doc.get("objects", type=Map)["a"] = {"b": {"c": {"d": {"e": {"f": 1}}}}}


def subdocument(doc: Doc[Any]) -> None:
    doc.get("objects", type=Map)["a"] = Doc()


@pytest.mark.parametrize("write", [other_root, formatted, nested, subdocument])
def test_a_document_holds_nothing_but_maps_texts_and_values(write: Any) -> None:
    board, _ = new_board()

    with pytest.raises(Invalid) as refusal:
        board.take(root(write), ANA)

    assert refusal.value.code == "bad_update"


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    fault = None
    try:
        read(data, SHAPE)
    except EduForumError as error:
        fault = error.code

    assert fault in (None, "bad_update")


@given(st.data())
def test_a_good_update_that_is_spoilt_is_refused_or_harmless(data: st.DataObject) -> None:
    board, first = new_board()
    ana = paper(ANA, first)
    ana.put(note(ANA, text="글자"))
    update = bytearray(ana.take_unsent())
    for _ in range(data.draw(st.integers(1, 4))):
        update[data.draw(st.integers(0, len(update) - 1))] = data.draw(st.integers(0, 255))

    try:
        board.take(bytes(update), ANA)
    except EduForumError:
        pass

    fresh: Doc[Any] = Doc()
    fresh.apply_update(board.state())
    held = fresh.get("objects", type=Map)
    assert {id: read_object(held[id].to_py()) for id in held.keys()} == board.objects  # noqa: SIM118


def test_a_full_board_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_OBJECTS", 2)
    monkeypatch.setattr(limits, "MAX_BYTES", 3000)
    board, first = new_board()
    ana = paper(ANA, first)
    refused = []
    for _ in range(3):
        ana.put(note(ANA))
        refused += take(board, ana).refused
    ana.put(note(ANA, text="a" * 3500))

    assert (len(board.objects), len(refused)) == (2, 1)
    with pytest.raises(Conflict) as refusal:
        board.take(ana.take_unsent(), ANA)
    assert refusal.value.code == "whiteboard_full"


def test_what_was_stored_makes_the_same_board_again() -> None:
    board, first = new_board()
    ana = paper(ANA, first)
    stored = [first]
    ids = [ana.put(note(ANA, text=str(number))) for number in range(3)]
    ana.remove(ids[1])
    for update in ana.unsent:
        stored.append(board.take(update, ANA).updates)

    again = Board()
    for updates in stored:
        again.replay(updates)

    assert (again.objects, again.pages) == (board.objects, board.pages)
    assert Board([board.state()]).objects == board.objects


HISTORIES = 1000


def test_a_thousand_histories_with_people_offline_converge() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(HISTORIES):
        _history(rng)


def _history(rng: random.Random) -> None:
    """Three people who draw, spoil things, lose the line and come back by what the server lacks."""
    board, told = new_board()
    people = [paper(name, told) for name in (ANA, BEN, "cem")]
    heard = [len(told)] * 3
    offline = [False] * 3
    for _ in range(rng.randrange(5, 25)):
        number = rng.randrange(3)
        if rng.random() < 0.2:
            offline[number] = not offline[number]
        _act(people[number], rng)
        for each, ours in enumerate(people):
            if not offline[each]:
                _exchange(board, ours, told, heard, each)
    # Everybody is back, and hears what the others brought.
    for _ in range(2):
        for each, ours in enumerate(people):
            _exchange(board, ours, told, heard, each)
    expected = {id: (item.x, item.text, item.by) for id, item in board.objects.items()}
    for ours in people:
        assert {id: (v["x"], v["text"], v["by"]) for id, v in ours.seen().items()} == expected
        assert read_vector(ours.doc.get_state()) == read_vector(board.vector())
    assert Board([board.state()]).objects == board.objects


def _act(ours: Paper, rng: random.Random) -> None:
    known = sorted(ours.seen())
    kind = rng.randrange(7) if known else 0
    id = rng.choice(known) if known else ""
    if kind <= 1:
        ours.put(note(ours.person, text="가나다"))
    elif kind == 2:
        ours.change(id, x=float(rng.randrange(100)))
    elif kind == 3:
        ours.write(id, 0, rng.choice(["한", "a", "xyz"]))
    elif kind == 4:
        ours.remove(id)
    elif kind == 5:
        ours.change(id, by="thief")
    else:
        ours.put({"kind": "bomb"})


def _exchange(board: Board, ours: Paper, told: list[bytes], heard: list[int], each: int) -> None:
    """Hear what was told since, then send what the server lacks: as a client does that comes back."""
    for update in told[heard[each] :]:
        ours.receive(update)
    missing = ours.doc.get_update(board.vector())
    told += board.take(missing, ours.person).updates
    for update in told[heard[each] :]:
        ours.receive(update)
    heard[each] = len(told)

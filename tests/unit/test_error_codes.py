"""Every code that the server raises is one that the client has words for, or acts on."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "client" / "src"

# What no page of ours shows.
UNSEEN = {
    # The command line says it itself.
    "student_number_taken",
    # Only programs show access tokens.
    "not_by_token",
    "scope_missing",
    # The importer of rosters says them line by line, in words of its own.
    "not_unique",
    "too_many",
    "unreadable",
    # Storage has no route.
    "bad_key",
    "key_taken",
    # Only a program that was written wrongly meets these.
    "bad_fragment",
    "bad_offer",
    "head_too_large",
    "invalid_cursor",
    "method_not_allowed",
    "no_transport",
    "not_acceptable",
    "not_joined",
    "other_session",
    "outdated",
    "too_many_viewers",
    "tus_version",
    "too_many_views",
    "request_timeout",
    "unconditional",
    "unknown_type",
    "unsupported_media_type",
    # The page cannot be shown to other origins at all.
    "foreign_origin",
    # Media is offered again after a while, whatever the reason.
    "room_closed",
    # The session is over and the page signs in anew, whatever the reason.
    "refresh_invalid",
    "refresh_reused",
    # The gradebook saves many cells at once, and is told of those that somebody else has changed.
    "cell_changed",
    # Observers have no field to write in.
    "observers_do_not_write",
    # Nor one to choose groups by.
    "observers_do_not_choose",
    # Whoever presents says that they take over, and what is not for a person has no button.
    "slides_taken",
    "observers_do_not_present",
    "deck_not_yours",
    # The board is synchronised again, or opened anew, by itself.
    "update_behind",
    "not_your_client",
    # The panel of a debate offers nothing that would meet them.
    "no_side",
    "no_view_before",
    "only_students_debate",
    "too_few_views",
    # Only programs ask for participation by HTTP: the room tells each what is for them.
    "participation_hidden",
    "reason_required",
    # Only programs publish beside the room's socket.
    "observers_do_not_send",
    "too_many_publications",
    # The field counts along before anything is sent, and says this of any other fault of a password.
    "password_too_short",
    "password_common",
}


@cache
def raised() -> frozenset[str]:
    return frozenset(code for code in _codes() if re.fullmatch(r"[a-z_]+", code))


def _codes() -> Iterator[str]:
    for path in (ROOT / "eduforum").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
                    yield code
                case ast.ClassDef(body=body):
                    for line in body:
                        match line:
                            case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
                                yield code


@cache
def acted_on() -> frozenset[str]:
    """The words of the client's own code, those it acts on among them."""
    sources = [
        path.read_text("utf-8")
        for path in CLIENT.rglob("*.ts*")
        if not path.name.endswith(".gen.ts") and "i18n" not in path.parts
    ]
    return frozenset(word for text in sources for word in re.findall(r"\b[a-z_]+\b", text))


def worded(language: str) -> set[str]:
    text = (CLIENT / "i18n" / language / "errors.ts").read_text("utf-8")
    return set(re.findall(r"^  ([a-z_]+):", text, re.MULTILINE))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_client_knows_every_code(language: str) -> None:
    unknown = raised() - worded(language) - acted_on() - UNSEEN
    assert unknown == set()


def test_both_languages_have_words_for_the_same_codes() -> None:
    assert worded("en") == worded("ko")


def test_no_code_is_called_unseen_without_need() -> None:
    assert raised() >= UNSEEN
    assert not UNSEEN & worded("en")

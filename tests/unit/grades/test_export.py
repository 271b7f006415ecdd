"""A term's grades can be reckoned again years later, by a program that comes with them."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from eduforum.grades import checker
from eduforum.grades.export import Export, export, files
from eduforum.grades.policies import Policy
from eduforum.grades.rules import check
from eduforum.grades.schemas import Gradebook, Resolution
from tests.factories.grades import ABSOLUTE, CAPPED, CHANGE, UNIVERSITIES, scored, term


def exported(book: Gradebook) -> Any:
    """As it is read back by somebody who knows nothing but JSON."""
    return json.loads(files(export(book, course="PHIL 301-01", term="2026-2"))["grades.json"])


@pytest.mark.parametrize("policy", UNIVERSITIES, ids=lambda policy: policy.title)
def test_the_checker_reproduces_a_term_to_the_last_digit(policy: Policy, tmp_path: Path) -> None:
    book = term(policy, seed=2026)
    check(book)
    for name, content in files(export(book, course="PHIL 301-01", term="2026-2")).items():
        (tmp_path / name).write_bytes(content)

    ran = subprocess.run([sys.executable, "-I", "check.py"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (ran.stdout, ran.stderr) == ("200 students, 40 columns: 0 differences\n", "")
    assert ran.returncode == 0


def test_the_term_that_is_checked_has_everything_in_it() -> None:
    book = term(CAPPED, seed=2026)
    results = export(book, course="", term="").results
    cells = [cell for one in book.students for cell in one.cells.values()]

    assert {one.reason for one in results.students} >= {"scale", "quota", "ceiling", "absence", "pass_fail", "outside"}
    assert {cell.state for cell in cells} == {"score", "missing", "excused", "awaiting"}
    assert any(cell.late and cell.late.undone is None for cell in cells)
    assert any("/" in (one.final.exact or "") for one in results.students)
    assert len({one.final.exact for one in results.students}) < len(results.students)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([ABSOLUTE, *UNIVERSITIES]), st.integers(0, 10_000), st.sampled_from(["lecture", "laboratory"]))
def test_the_checker_agrees_with_any_term(policy: Policy, seed: int, course_type: str) -> None:
    assert checker.differences(exported(term(policy, seed, people=15, course_type=course_type))) == []


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(UNIVERSITIES),
    st.lists(st.tuples(st.integers(110, 200), st.sampled_from([(), (), ("retake",)])), max_size=25),
    st.sampled_from(["in_order", "all_lower"]),
)
def test_the_checker_agrees_on_ties_and_ceilings(
    policy: Policy, drawn: list[tuple[int, tuple[str, ...]]], decision: Any
) -> None:
    book = scored({f"s{number:02}": str(half / 2) for number, (half, _) in enumerate(drawn)}, policy)
    students = tuple(replace(one, standings=drawn[number][1]) for number, one in enumerate(book.students))
    book = replace(book, students=students)
    settled = tuple(
        Resolution(students=tie[::-1], decision=decision, change=CHANGE)
        for tie in export(book, course="", term="").results.open_ties
    )

    assert checker.differences(exported(book)) == []
    assert checker.differences(exported(replace(book, resolutions=settled))) == []


def test_one_changed_digit_is_found() -> None:
    document = exported(term(CAPPED, seed=3, people=20))
    first = document["results"]["students"][0]
    right = dict(first["final"])
    first["final"]["shown"] = "12.34"

    assert checker.differences(document) == [f's000 final shown: "12.34" is stated, "{right["shown"]}" is right']


def test_a_changed_mark_is_found_in_all_that_came_of_it() -> None:
    document = exported(scored({"a": 97, "b": 93, "c": 80}, CAPPED))
    document["gradebook"]["students"][1]["cells"]["exam"]["raw"] = "98"

    places = [fault.split(":")[0] for fault in checker.differences(document)]

    assert places[:2] == ["a letter", "a reason"]
    assert {"b cells exam", "b categories work", "b final exact", "b letter", "b rank"} <= set(places)


def test_a_student_too_many_or_too_few_is_found() -> None:
    document = exported(scored({"a": 97, "b": 93, "c": 80}, CAPPED))
    document["results"]["students"][0]["id"] = "z"

    assert checker.differences(document) == ["z: is not in the gradebook, or stands here twice", "a: has no results"]


def test_a_number_that_nothing_was_entered_for_is_found() -> None:
    document = exported(scored({"a": 97}, CAPPED))
    document["results"]["students"][0]["cells"]["essay"] = "20"

    assert checker.differences(document) == ['a cells essay: "20" is stated, null is right']


def test_what_is_no_export_is_not_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "grades.json"
    other.write_text('{"format": "eduforum-grades", "version": 2}')

    assert checker.main([str(other)]) == 2
    assert checker.main([str(tmp_path / "nothing.json")]) == 2
    other.write_text("[]")
    assert checker.main([str(other)]) == 2
    assert "cannot be checked" in capsys.readouterr().err


def test_the_checker_needs_the_standard_library_alone() -> None:
    tree = ast.parse(Path(checker.__file__).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}

    assert {(name or "").split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_export_can_be_read_back() -> None:
    document = export(term(CAPPED, seed=4, people=5), course="PHIL 301-01", term="2026-2")

    assert msgspec.json.decode(msgspec.json.encode(document), type=Export) == document

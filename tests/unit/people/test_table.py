"""AU9: people out of a CSV file, with errors by their lines."""

from eduforum.people import table


def read(*lines: str) -> table.PeopleTable:
    return table.read("\n".join(lines).encode())


def test_names_and_addresses_are_read_and_a_role_where_there_is_one() -> None:
    found = read("이름,이메일,역할", "김하늘,Haneul@Hanul.example,교수", "Ada Lovelace,ada@hanul.example,")
    assert [(each.line, each.name, each.email, each.role) for each in found.people] == [
        (2, "김하늘", "haneul@hanul.example", "professor"),
        (3, "Ada Lovelace", "ada@hanul.example", "student"),
    ]
    assert found.faults == []


def test_each_fault_names_its_line_and_column_and_the_others_are_good() -> None:
    found = read("Name,E-mail,Role", "Ada,ada@hanul.example,", ",nobody,dean", "Ben,ben@hanul.example,ta")
    assert [(fault.line, fault.field, fault.code) for fault in found.faults] == [
        (3, "name", "empty"),
        (3, "email", "not_an_address"),
        (3, "role", "unknown_value"),
    ]
    assert [person.line for person in found.people] == [2, 4]


def test_nobody_becomes_an_administrator_by_a_file() -> None:
    found = read("Name,E-mail,Role", "Eve,eve@hanul.example,admin")
    assert [(fault.field, fault.code) for fault in found.faults] == [("role", "unknown_value")]


def test_of_lines_with_one_address_none_is_good() -> None:
    found = read("Name,E-mail", "Ada,ada@hanul.example", "Ada L.,ADA@hanul.example", "Ben,ben@hanul.example")
    assert [(fault.line, fault.code) for fault in found.faults] == [(2, "not_unique"), (3, "not_unique")]
    assert "2, 3" in found.faults[0].message
    assert [person.name for person in found.people] == ["Ben"]


def test_a_file_without_addresses_is_refused_by_its_heading() -> None:
    found = read("이름,학번", "김하늘,20260001")
    assert [(fault.line, fault.code) for fault in found.faults] == [(1, "no_heading")]


def test_an_empty_file_and_one_that_is_no_text_say_so() -> None:
    assert [fault.code for fault in read("Name,E-mail").faults] == ["empty"]
    assert [fault.code for fault in table.read(b"\xff\xfe\x00\x01").faults] == ["unreadable"]


def test_columns_that_mean_nothing_here_are_named() -> None:
    assert read("Name,E-mail,Shoe size", "Ada,ada@hanul.example,39").ignored == ["Shoe size"]

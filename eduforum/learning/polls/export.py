"""Votes as a table for spreadsheets."""

import csv
import io

from eduforum.learning.polls.schemas import Poll, PollBallot, PollReport

COLUMNS = ("round", "name", "answer", "reason")

# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(report: PollReport) -> bytes:
    """CSV (RFC 4180) in UTF-8 with a byte order mark, which spreadsheets ask for: one row a ballot. The name is empty
    unless names are shown, and the rows are then in the order of the answers."""
    rows = [
        (ballot.round, ballot.name or "", answer(report.poll, ballot.ballot), ballot.ballot.reason)
        for ballot in report.ballots
    ]
    if report.poll.names != "shown":
        rows.sort()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def answer(poll: Poll, ballot: PollBallot) -> str:
    """A vote in the words of its poll."""
    if ballot.texts:
        return "; ".join(ballot.texts)
    if poll.kind == "rating":
        return str(ballot.choices[0])
    separator = " > " if poll.kind == "ranking" else "; "
    return separator.join(poll.options[choice] for choice in ballot.choices)


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value

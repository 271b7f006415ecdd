"""Votes as a table for spreadsheets."""

from eduforum.learning.polls.schemas import Poll, PollBallot, PollReport
from eduforum.web.downloads import csv_table

COLUMNS = ("round", "name", "answer", "reason")


def table(report: PollReport) -> bytes:
    """CSV, one row a ballot. The name is empty unless names are shown, and the rows are then in the order of the
    answers."""
    rows = [
        (ballot.round, ballot.name or "", answer(report.poll, ballot.ballot), ballot.ballot.reason)
        for ballot in report.ballots
    ]
    if report.poll.names != "shown":
        rows.sort()
    return csv_table(COLUMNS, rows)


def answer(poll: Poll, ballot: PollBallot) -> str:
    """A vote in the words of its poll."""
    if ballot.texts:
        return "; ".join(ballot.texts)
    if poll.kind == "rating":
        return str(ballot.choices[0])
    separator = " > " if poll.kind == "ranking" else "; "
    return separator.join(poll.options[choice] for choice in ballot.choices)

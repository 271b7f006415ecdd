"""The gradebooks of all courses, put together."""

from collections.abc import Sequence

from eduforum.assessment.gradebook.books import Books
from eduforum.assessment.gradebook.feeds import AttendanceSource, Feeds, ScoreFeed
from eduforum.assessment.gradebook.layout import Layout
from eduforum.assessment.gradebook.marks import Marks
from eduforum.assessment.gradebook.mine import Mine
from eduforum.assessment.gradebook.transfer import Transfer
from eduforum.clock import Clock
from eduforum.db import Database


class Gradebooks:
    """`feeds`: what columns can be read from beside what is entered. `attendance`: for policies by which absence
    fails."""

    def __init__(
        self, db: Database, clock: Clock, feeds: Sequence[ScoreFeed], attendance: AttendanceSource | None = None
    ) -> None:
        books = Books(db, clock, Feeds(clock, feeds, attendance))
        self.marks = Marks(books)
        self.layout = Layout(books)
        self.transfer = Transfer(books)
        self.mine = Mine(books, self.marks)

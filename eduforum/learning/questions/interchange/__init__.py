"""Files of questions, in and out: CSV, and a subset of QTI 2.1."""

from eduforum.learning.questions.interchange.entries import Entry

__all__ = ["Entry"]

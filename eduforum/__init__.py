"""EduForum: live seminars in the browser, in one process."""

__version__ = "0.1.0"

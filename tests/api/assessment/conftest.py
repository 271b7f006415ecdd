from tests.api.media.conftest import seminar

__all__ = ["seminar"]

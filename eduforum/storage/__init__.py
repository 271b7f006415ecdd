"""Objects (uploads, recordings) by key, on disk or elsewhere behind one Protocol and one suite."""

from eduforum.storage.disk import DiskStore
from eduforum.storage.protocols import ObjectStore, StoredObject, check_key
from eduforum.storage.ranges import ByteRange, UnsatisfiableRange, parse_range

__all__ = ["ByteRange", "DiskStore", "ObjectStore", "StoredObject", "UnsatisfiableRange", "check_key", "parse_range"]

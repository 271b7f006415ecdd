"""Values that a schema describes, and values that nobody expects."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=30)
ODD_TEXT = st.sampled_from(
    ["", " ", "\0", "\ud800", "😀", "가" * 300, "a" * 4000, "\u202e", "%", "_", "\\", "'", '"', "null", "-1", "1e999"]
)
TIMES = st.sampled_from(
    [
        "2026-03-02T10:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "2026-03-02T10:00:00",
        "2026-12-31T23:59:60Z",
    ]
)
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, -1, 2**31, 2**63, 2**64, 10**400])
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | ANY_TEXT | ODD_TEXT | TIMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)


class Described:
    """`components` are the schemas that others refer to; `ids`, by the names of fields, what they may stand for."""

    def __init__(self, components: Mapping[str, Schema], ids: Mapping[str, str] | None = None) -> None:
        self._components = components
        self._ids = ids or {}

    def values(self, schema: Schema | bool) -> st.SearchStrategy[Any]:
        """Those that a schema describes, more or less: its bounds are for the server to hold."""
        if isinstance(schema, bool):
            return st.none()
        if "$ref" in schema:
            return self.values(self._components[schema["$ref"].rpartition("/")[2]])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if "anyOf" in schema:
            return st.one_of([self.values(option) for option in schema["anyOf"]])
        match schema.get("type"):
            case "string":
                if schema.get("format") == "date-time":
                    return TIMES
                if "pattern" in schema and self._ids:
                    return st.sampled_from(sorted(set(self._ids.values())))
                return st.sampled_from(["Seminar", "student1@eduforum.test", "wombat-lantern-42"]) | ANY_TEXT
            case "integer":
                return st.integers(schema.get("minimum", 0), schema.get("maximum", 100))
            case "number":
                return st.floats(schema.get("minimum", 0), schema.get("maximum", 100))
            case "boolean":
                return st.booleans()
            case "array" if "prefixItems" in schema:
                return st.tuples(*map(self.values, schema["prefixItems"]))
            case "array":
                return st.lists(self.values(schema.get("items", {})), max_size=3)
            case "object":
                required = set(schema.get("required", ()))
                fields = {name: self._field(name, field) for name, field in schema.get("properties", {}).items()}
                return st.fixed_dictionaries(
                    {name: field for name, field in fields.items() if name in required},
                    optional={name: field for name, field in fields.items() if name not in required},
                )
        return st.none()

    def named(self, name: str) -> st.SearchStrategy[str] | None:
        """What a field stands for by its name, if anything. It is rarely another: before it is known what a call is
        about, nothing else of it is looked at."""
        id = self._ids.get(name.removesuffix("_id"))
        return None if id is None else st.sampled_from([id] * 9 + ["x"])

    def _field(self, name: str, schema: Schema) -> st.SearchStrategy[Any]:
        named = self.named(name)
        values = self.values(schema) if named is None else named
        return st.one_of([values] * (7 if self._ids else 1) + [ANYTHING])

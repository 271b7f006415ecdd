"""TypeScript types from the JSON Schema that msgspec makes of its structs."""

import json
from collections.abc import Mapping
from typing import Any

_PREFIX = "#/components/schemas/"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def declarations(schemas: Mapping[str, Mapping[str, Any]]) -> str:
    """An exported interface or type for each schema, in the order of their names."""
    return "\n".join(_declaration(name, schemas[name]) for name in sorted(schemas))


def type_of(schema: Mapping[str, Any]) -> str:
    """The type expression of a schema. Raises `ValueError` for one that it has no words for."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_PREFIX)
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return " | ".join(_literal(value) for value in schema["enum"])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(type_of(option) for option in schema[union]))
    kind = schema.get("type")
    if kind is None:
        return "unknown"
    if kind == "array" and "prefixItems" in schema:
        return "[" + ", ".join(map(type_of, schema["prefixItems"])) + "]"
    if kind == "array":
        item = type_of(schema.get("items") or {})
        return f"({item})[]" if " " in item else f"{item}[]"
    if kind == "object":
        if "properties" in schema:
            return "{ " + " ".join(_members(schema)) + " }"
        return f"Record<string, {type_of(schema.get('additionalProperties') or {})}>"
    if isinstance(kind, str) and kind in _PLAIN:
        return _PLAIN[kind]
    raise ValueError(f"no TypeScript for {schema}")


def _declaration(name: str, schema: Mapping[str, Any]) -> str:
    comment = _comment(schema.get("description"), "")
    if schema.get("type") == "object" and schema.get("properties"):
        body = "".join(f"  {line}\n" for line in _members(schema))
        return f"{comment}export interface {name} {{\n{body}}}\n"
    if schema.get("type") == "object" and "properties" in schema:
        return f"{comment}export type {name} = Record<string, never>;\n"
    return f"{comment}export type {name} = {type_of(schema)};\n"


def _members(schema: Mapping[str, Any]) -> list[str]:
    required = set(schema.get("required", ()))
    return [
        f"{name}{'' if name in required else '?'}: {type_of(member)};" for name, member in schema["properties"].items()
    ]


def _comment(text: str | None, indent: str) -> str:
    if not text:
        return ""
    return f"{indent}/** {' '.join(text.split()).replace('*/', '* /')} */\n"


def _literal(value: object) -> str:
    if isinstance(value, str):
        return "'" + json.dumps(value, ensure_ascii=False)[1:-1].replace("'", "\\'").replace('\\"', '"') + "'"
    return json.dumps(value)

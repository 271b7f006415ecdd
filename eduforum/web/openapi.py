"""The OpenAPI 3.1 document of the endpoints, made from their msgspec types, and the client's types from the same."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, get_args, get_origin

import msgspec

from eduforum import errors
from eduforum.errors import EduForumError
from eduforum.web import typescript
from eduforum.web.endpoint import JSON, Endpoint, Page

_REF = "#/components/schemas/{name}"
_TITLE = "EduForum"
_ABOUT = (
    "Answers are `{data, meta}`, errors `{error: {code, message, details}}`: programs go by `code`. Lists are read "
    "page by page: `meta.next_cursor` of one is `cursor` of the next, and null on the last. Ids are strings, times "
    "RFC 3339 UTC. Programs sign in with `token_delivery: body` and send `Authorization: Bearer <access token>`. A "
    "request may carry `X-Request-Id`; the answer always does. Too many requests answer 429 with `Retry-After`."
)

_ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Why a call failed. `code` is stable; `message` is for developers.",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "details": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                        "required": ["field", "message"],
                    },
                },
            },
            "required": ["code", "message", "details"],
        }
    },
    "required": ["error"],
}


def document(endpoints: Sequence[Endpoint], version: str) -> dict[str, Any]:
    """The OpenAPI document as plain values."""
    schemas = _schemas(endpoints)
    schemas["ErrorEnvelope"] = _ERROR_SCHEMA
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.full_path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": version, "description": _ABOUT, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(endpoint.tag for endpoint in endpoints)],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def client_types(endpoints: Sequence[Endpoint]) -> str:
    """`client/src/core/api.gen.ts`: what the calls take and answer, and a table of the calls themselves."""
    schemas = _schemas(endpoints)
    lines = [
        "// Generated from the server's types by `python -m eduforum.web.generate`; do not edit.",
        "",
        typescript.declarations(schemas),
        "/** Each call: what it takes, and `data` of its answer. */",
        "export interface Calls {",
    ]
    for endpoint in endpoints:
        if endpoint.raw:
            continue
        item, paged = _answer_type(endpoint)
        data = "null" if item is None else typescript.type_of(_schema_of(item))
        members = [
            f"body: {_body_name(endpoint)}",
            f"query: {endpoint.query.__name__ if endpoint.query else 'null'}",
            f"data: {data}{'[]' if paged else ''}",
        ]
        lines.append(f"  '{endpoint.method} {endpoint.path}': {{ {'; '.join(members)} }};")
    return "\n".join([*lines, "}", ""])


def _body_name(endpoint: Endpoint) -> str:
    if endpoint.body is bytes:
        return "Blob"
    return endpoint.body.__name__ if endpoint.body else "null"


def _operation(endpoint: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(endpoint),
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "security": [{"bearer": []}] if endpoint.auth else [],
        "responses": {
            str(endpoint.status): _answer(endpoint),
            **{str(status): {"description": "Done"} for status in endpoint.also},
            **_refusals(endpoint),
        },
    }
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "uuid"} if name.endswith("_id") else {"type": "string"},
        }
        for name in re.findall(r"{(\w+)}", endpoint.path)
    ]
    if endpoint.query:
        query = schemas[endpoint.query.__name__]
        parameters += [
            {"name": name, "in": "query", "required": name in query.get("required", ()), "schema": schema}
            for name, schema in query["properties"].items()
        ]
    parameters += [
        {"name": name, "in": "header", "required": False, "description": meaning, "schema": {"type": "string"}}
        for name, meaning in endpoint.request_headers.items()
    ]
    if parameters:
        operation["parameters"] = parameters
    if endpoint.body:
        operation["requestBody"] = {
            "required": not endpoint.body_optional,
            "content": {endpoint.accepts: {"schema": _schema_of(endpoint.body)}},
        }
    return operation


def _answer(endpoint: Endpoint) -> dict[str, Any]:
    described = _described_answer(endpoint)
    if endpoint.headers:
        described["headers"] = {
            name: {"description": meaning, "schema": {"type": "string"}} for name, meaning in endpoint.headers.items()
        }
    return described


def _described_answer(endpoint: Endpoint) -> dict[str, Any]:
    item, paged = _answer_type(endpoint)
    if item is None and endpoint.produces != JSON:
        return {"description": "The file", "content": {endpoint.produces: {}}}
    if item is None:
        return {"description": "Done" if endpoint.status == 204 else "The text"}
    schema = _schema_of(item)
    if endpoint.raw:
        return {"description": "The answer", "content": {endpoint.produces: {"schema": schema}}}
    meta: dict[str, Any] = {"type": "object"}
    if paged:
        schema = {"type": "array", "items": schema}
        meta["properties"] = {"next_cursor": {"type": ["string", "null"]}}
        meta["required"] = ["next_cursor"]
    envelope = {"type": "object", "properties": {"data": schema, "meta": meta}, "required": ["data", "meta"]}
    return {"description": "The answer", "content": {"application/json": {"schema": envelope}}}


def _refusals(endpoint: Endpoint) -> dict[str, Any]:
    """The errors of a call by status; codes that only their feature knows stand under the whole class."""
    codes: dict[str, list[str]] = {}
    by_code = {kind.code: kind for kind in _error_classes()}
    named: list[type[EduForumError] | str] = [*endpoint.errors, errors.RateLimited]
    if endpoint.auth:
        named.append(errors.Unauthenticated)
    if endpoint.body or endpoint.query:
        named += [errors.Malformed, errors.Invalid]
    if endpoint.body:
        named += [errors.TooLarge, errors.UnsupportedMediaType]
    if endpoint.produces != JSON:
        named.append(errors.NotAcceptable)
    if "_id}" in endpoint.path:
        named.append(errors.NotFound)
    for error in named:
        kind = by_code.get(error) if isinstance(error, str) else error
        status, code = (str(kind.status), kind.code) if kind else ("4XX", str(error))
        if code not in codes.setdefault(status, []):
            codes[status].append(code)
    return {
        status: {
            "description": ", ".join(codes[status]),
            "content": {"application/json": {"schema": {"$ref": _REF.format(name="ErrorEnvelope")}}},
        }
        for status in sorted(codes)
    }


def _error_classes() -> Iterator[type[EduForumError]]:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, EduForumError):
            yield kind


def _schemas(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    answers = [item for endpoint in endpoints if (item := _answer_type(endpoint)[0]) is not None]
    types = [kind for endpoint in endpoints for kind in (endpoint.body, endpoint.query) if kind] + answers
    unique = list({str(kind): kind for kind in types}.values())
    _, schemas = msgspec.json.schema_components(unique, ref_template=_REF)
    # A default is a value that is always sent, unless its struct leaves defaults out: readers may rely on the field.
    for struct in _structs(answers):
        if not struct.__struct_config__.omit_defaults and struct.__name__ in schemas:
            schemas[struct.__name__]["required"] = list(schemas[struct.__name__]["properties"])
    # Defaults are values of ours in it.
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schemas))
    return plain


def _structs(types: Sequence[Any]) -> set[type[msgspec.Struct]]:
    """Every struct inside of the types."""
    found: set[type[msgspec.Struct]] = set()
    waiting: list[object] = list(msgspec.inspect.multi_type_info(types))
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in found:
                continue
            found.add(info.cls)
            waiting += [field.type for field in info.fields]
        elif isinstance(info, msgspec.inspect.UnionType):
            waiting += info.types
        elif isinstance(info, msgspec.inspect.Metadata):
            waiting.append(info.type)
        elif isinstance(info, msgspec.inspect.DictType):
            waiting.append(info.value_type)
        elif isinstance(info, msgspec.inspect.ListType | msgspec.inspect.VarTupleType):
            waiting.append(info.item_type)
    return found


def _answer_type(endpoint: Endpoint) -> tuple[Any, bool]:
    """The type of `data`, of one item where it is a page, and whether it is one."""
    if get_origin(endpoint.answer) is Page:
        return get_args(endpoint.answer)[0], True
    return endpoint.answer, False


def _schema_of(kind: Any) -> dict[str, Any]:
    if kind is bytes:
        return {"type": "string", "format": "binary"}
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=_REF)
    return dict(schema)


def _operation_id(endpoint: Endpoint) -> str:
    words = re.findall(r"\w+", endpoint.path)
    return "_".join([endpoint.method.lower(), *words])

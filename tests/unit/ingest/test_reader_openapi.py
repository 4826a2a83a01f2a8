from __future__ import annotations

import json
import time
from typing import Any

import pytest

from ingest.readers import Unreadable, to_markdown
from knowledge.models import Page
from tests.unit.ingest.sites import read

SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Brightwire REST", "version": "2.4", "description": "# Intro\nSend JSON."},
    "servers": [{"url": "https://api.example.com/v2"}],
    "paths": {
        "/rooms/{roomId}/members": {
            "parameters": [{"$ref": "#/components/parameters/Room"}],
            "post": {
                "operationId": "addMember",
                "summary": "Add a member",
                "description": "Adds **one** member.\n\n## Limits\n\n10 a second.",
                "parameters": [{"name": "dry", "in": "query", "schema": {"type": "boolean"}}],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Member"},
                            "example": {"uid": "lin", "role": "owner"},
                        }
                    }
                },
                "responses": {
                    "200": {
                        "description": "Added.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Member"}}
                        },
                    },
                    "403": {"$ref": "#/components/responses/Refused"},
                },
            },
        },
        "/rooms": {"get": {"responses": {"403": {"$ref": "#/components/responses/Refused"}}}},
    },
    "components": {
        "parameters": {"Room": {"name": "roomId", "in": "path", "required": True}},
        "responses": {
            "Refused": {
                "description": "Not allowed.",
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/Error"},
                        "examples": {
                            "full": {"value": {"code": 40312, "message": "The room is full"}},
                            "muted": {"value": {"code": 40313, "message": "You are muted"}},
                        },
                    }
                },
            }
        },
        "schemas": {
            "Member": {
                "type": "object",
                "required": ["uid"],
                "properties": {
                    "uid": {"type": "string", "description": "User | account."},
                    "role": {"type": "string", "enum": ["owner", "guest"], "default": "guest"},
                    "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Member"}},
                },
            },
            "Error": {"properties": {"code": {"type": "integer"}}},
        },
    },
}


def page(spec: dict[str, Any]) -> Page:
    text = to_markdown("api.json", json.dumps(spec).encode())
    return read("api.json", {"api.json": text}).page


def test_an_operation_is_an_entry_with_its_parameters_fields_and_examples() -> None:
    found = page(SPEC)
    assert (found.title, found.version) == ("Brightwire REST", "2.4")
    operation = [chunk for chunk in found.chunks if chunk.anchor == "addMember"]
    assert operation[0].heading_path == ("Add a member: POST /rooms/{roomId}/members",)
    text = "\n".join(chunk.text for chunk in operation)
    for words in (
        "`POST /rooms/{roomId}/members`",
        "**Limits**",
        "| `roomId` | path | object | yes |",
        "| `dry` | query | boolean | no |",
        "| `uid` | string | yes | User \\| account. |",
        "One of `owner`, `guest`. Default: `guest`.",
        '"role": "owner"',
        "- `200`: Added. Returns `Member`.",
    ):
        assert words in text, words


def test_an_error_is_an_entry_that_names_who_returns_it() -> None:
    errors = {chunk.heading_path[-1]: chunk for chunk in page(SPEC).chunks if chunk.heading_path}
    full = errors["Error 40312 The room is full"]
    assert full.anchor == "error-403-40312"
    assert "`POST /rooms/{roomId}/members`, `GET /rooms`" in full.text
    assert "Error 403 Forbidden" in errors


def test_circles_of_references_end() -> None:
    spec = {
        "swagger": "2.0",
        "info": {"title": "T"},
        "paths": {
            "/a": {
                "get": {
                    "parameters": [{"in": "body", "schema": {"$ref": "#/definitions/A"}}],
                    "responses": {"default": {"$ref": "#/definitions/Self"}},
                }
            }
        },
        "definitions": {
            "A": {"properties": {"b": {"$ref": "#/definitions/B"}}},
            "B": {"allOf": [{"$ref": "#/definitions/A"}, {"$ref": "#/definitions/B"}]},
            "Self": {"$ref": "#/definitions/Self"},
        },
    }
    assert any("GET /a" in "".join(chunk.heading_path) for chunk in page(spec).chunks)


def test_yaml_aliases_are_read_and_bombs_of_them_refused() -> None:
    text = "openapi: 3.0.0\ninfo: {title: T}\na: &a {properties: {x: {type: string}}}\n"
    few = text + "components: {schemas: {Big: *a, Same: *a}}\n"
    assert to_markdown("api.yaml", few.encode()).count("\n| `x`") == 2
    for n in range(30):
        below = f"a{n - 1}" if n else "a"
        text += f"a{n}: &a{n} {{properties: {{l: *{below}, r: *{below}}}}}\n"
    with pytest.raises(Unreadable, match="unfold to far more"):
        to_markdown("api.yaml", text.encode())


def test_schemas_that_name_one_another_end_in_time() -> None:
    names = [f"#/components/schemas/S{n}" for n in range(60)]
    every = {"allOf": [{"$ref": name} for name in names]}
    schemas = {name.rpartition("/")[2]: every for name in names}
    spec = {"openapi": "3.0.0", "info": {"title": "T"}, "components": {"schemas": schemas}}
    started = time.process_time()
    assert "title: T" in to_markdown("api.json", json.dumps(spec).encode())
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"name": "package"}', "neither OpenAPI"),
        ("openapi: 3.0.0\na: [", "not valid YAML"),
        ('{"openapi": "3.0.0", "a": ' + "[" * 100_000, "nested too deeply"),
        ("- openapi: 3.0.0", "neither OpenAPI"),
    ],
)
def test_what_is_no_description_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        to_markdown("api.yaml" if text[0] != "{" else "api.json", text.encode())


@pytest.mark.parametrize("broken", [[], "x", 3, None, {"get": []}, {"get": {"responses": [1]}}])
def test_parts_of_another_shape_are_passed_over(broken: object) -> None:
    spec = {"openapi": "3.0.0", "info": broken, "paths": {"/a": broken, "/b": {"get": {}}}}
    assert "GET /b" in to_markdown("a.json", json.dumps(spec).encode())


def test_names_that_are_numbers_are_read() -> None:
    body = "{content: {1: {example: {a: 2}}}}"
    text = f"openapi: 3.0.0\ninfo: {{title: T}}\npaths: {{/a: {{post: {{requestBody: {body}}}}}}}"
    assert "Example request:" in to_markdown("a.yaml", text.encode())

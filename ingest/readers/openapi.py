"""API descriptions (OpenAPI 3, Swagger 2): a section an operation, a section an error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import yaml

from ingest.bounded_yaml import load_yaml
from ingest.readers.errors_of_api import Errors
from ingest.readers.schemas import (
    Schemas,
    Spec,
    listed,
    mapping,
    ref_name,
    shown_example,
    words,
)
from ingest.readers.text import API_PAGE, Unreadable, fence, front_matter
from ingest.tables import Cell, cell_text, gfm_table

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
_MARK = re.compile(r"^\s*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?\d", re.MULTILINE)
_HEAD = 20_000  # characters in which a description names its version
_OPERATIONS = 5_000
_ANCHOR = re.compile(r"[^\w.-]+")


def is_openapi(text: str) -> bool:
    """Whether a JSON or YAML text says that it describes an API."""
    head = text[:_HEAD]
    return _MARK.search(head) is not None or '"openapi"' in head or '"swagger"' in head


def read_openapi(text: str) -> str:
    """Markdown with a section for every operation, error and named type."""
    if not is_openapi(text):
        raise Unreadable("neither OpenAPI nor Swagger")
    document = _loaded(text)
    if not ("openapi" in document or "swagger" in document):
        raise Unreadable("neither OpenAPI nor Swagger")
    facts = mapping(document.get("info"))
    version = str(facts.get("version") or "")
    values = {"title": words(facts.get("title")) or "API", "version": version, "type": API_PAGE}
    parts: list[str] = [front_matter(values), _prose(facts.get("description")), _servers(document)]
    schemas = Schemas(document)
    errors = Errors(schemas)
    for path, method, operation, shared in islice(_operations(document), _OPERATIONS):
        parts += _operation(schemas, errors, path, method, operation, shared)
    parts += errors.sections()
    return "".join(parts + list(_types(schemas, document)))


def _loaded(text: str) -> Spec:
    try:
        document = json.loads(text)
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except ValueError:
        try:
            document = load_yaml(text)
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            place = f" (line {mark.line + 1})" if mark else ""
            problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
            raise Unreadable(f"not valid YAML: {problem}{place}") from None
    return mapping(document)


def _operations(document: Spec) -> Iterator[tuple[str, str, Spec, list[Any]]]:
    for group in ("paths", "webhooks"):
        for path, item in mapping(document.get(group)).items():
            shared = listed(mapping(item).get("parameters"))
            for method in _METHODS:
                operation = mapping(item).get(method)
                if isinstance(operation, dict):
                    yield str(path), method.upper(), operation, shared


def _operation(
    schemas: Schemas, errors: Errors, path: str, method: str, operation: Spec, shared: list[Any]
) -> Iterator[str]:
    name = str(operation.get("operationId") or f"{method}-{path}")
    summary = words(operation.get("summary"))
    anchor = _ANCHOR.sub("-", name).strip("-")
    yield f"\n\n## {summary or words(name)}: {method} {_shown(path)} {{#{anchor}}}\n\n"
    yield f"`{method} {path}`\n\n"
    if operation.get("deprecated") is True:
        yield "**Deprecated.**\n\n"
    yield _prose(operation.get("description"))
    parameters = [schemas.resolve(one) for one in (*shared, *listed(operation.get("parameters")))]
    yield _parameters(schemas, [one for one in parameters if one.get("in") != "body"])
    yield from _bodies(schemas, operation, parameters)
    yield from _responses(schemas, errors, f"{method} {path}", operation)


def _shown(path: str) -> str:
    return path.replace("{", "&#123;").replace("}", "&#125;")


def _parameters(schemas: Schemas, parameters: list[Spec]) -> str:
    rows = [
        (
            f"`{one.get('name')}`",
            str(one.get("in") or ""),
            schemas.type_of(one.get("schema") or one),
            "yes" if one.get("required") is True else "no",
            words(one.get("description")),
        )
        for one in parameters
        if one.get("name")
    ]
    return _table("Parameters", ("Name", "In", "Type", "Required", "Description"), rows)


def _bodies(schemas: Schemas, operation: Spec, parameters: list[Spec]) -> Iterator[str]:
    body = schemas.resolve(operation.get("requestBody"))
    contents = list(mapping(body.get("content")).items())[:3]
    contents += [("", one) for one in parameters if one.get("in") == "body"]
    for media, content in contents:
        label = f"Request body ({media})" if media else "Request body"
        yield _fields(schemas, label, mapping(content).get("schema"))
        for example in examples_of(schemas, mapping(content)):
            yield "Example request:" + fence(shown_example(example), _language(str(media)))


def _responses(schemas: Schemas, errors: Errors, place: str, operation: Spec) -> Iterator[str]:
    lines: list[str] = []
    examples: list[str] = []
    for code, written in mapping(operation.get("responses")).items():
        response = schemas.resolve(written)
        contents = mapping(response.get("content"))
        media, content = next(iter(contents.items()), ("", response))
        kind = ref_name(mapping(content).get("schema"))
        returned = f" Returns `{kind}`." if kind else ""
        lines.append(f"- `{code}`: {words(response.get('description'))}{returned}")
        found = examples_of(schemas, mapping(content))
        if str(code)[:1] in "45d":
            errors.add(str(code), response, mapping(content), found, place)
        else:
            examples += [
                f"Example response `{code}`:" + fence(shown_example(one), _language(str(media)))
                for one in found[:2]
            ]
            examples.append(_fields(schemas, f"Response `{code}`", mapping(content).get("schema")))
    if lines:
        yield "**Responses**\n\n" + "\n".join(lines) + "\n\n"
    yield from examples


def examples_of(schemas: Schemas, content: Spec) -> list[Any]:
    """Examples of a body: one under ``example``, several under ``examples``, or the schema's."""
    found = [content["example"]] if "example" in content else []
    several = content.get("examples")
    if isinstance(several, dict):
        # Swagger 2 has the example itself here, OpenAPI 3 an object that holds it.
        resolved = [(one, schemas.resolve(one)) for one in several.values()]
        found += [target.get("value", one) for one, target in resolved]
    schema = schemas.resolve(content.get("schema"))
    if not found and "example" in schema:
        found = [schema["example"]]
    return found[:20]


def _types(schemas: Schemas, document: Spec) -> Iterator[str]:
    named = mapping(mapping(document.get("components")).get("schemas"))
    for name, schema in (named or mapping(document.get("definitions"))).items():
        fields = _fields(schemas, "", schema)
        choices = listed(mapping(schema).get("enum"))
        if fields or choices:
            yield f"\n\n## Type {name} {{#type-{_ANCHOR.sub('-', str(name))}}}\n\n"
            yield _prose(mapping(schema).get("description"))
            yield "".join(f"- `{choice}`\n" for choice in choices[:200]) + "\n"
            yield fields


def _fields(schemas: Schemas, label: str, schema: object) -> str:
    rows = [
        (f"`{field.name}`", field.type, "yes" if field.required else "no", field.description)
        for field in schemas.fields(schema)
    ]
    return _table(label, ("Field", "Type", "Required", "Description"), rows)


def _table(label: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    drawn = [[Cell(cell_text(text)) for text in row] for row in rows]
    if not drawn:
        return ""
    table = gfm_table([[Cell(name) for name in header], *drawn])
    return (f"**{label}**\n\n" if label else "") + f"{table}\n\n"


def _servers(document: Spec) -> str:
    urls = [words(mapping(one).get("url")) for one in listed(document.get("servers"))]
    if document.get("host"):
        urls.append(f"{words(document['host'])}{words(document.get('basePath'))}")
    shown = ", ".join(f"`{url}`" for url in urls[:10] if url)
    return f"Base address: {shown}.\n\n" if shown else ""


def _prose(value: object) -> str:
    """A description, which is Markdown; its headings would cut the entry in two."""
    if not isinstance(value, str) or not value.strip():
        return ""
    return re.sub(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", r"**\1**", value, flags=re.MULTILINE) + "\n\n"


def _language(media: str) -> str:
    return next((name for name in ("json", "xml", "yaml") if name in media), "json")

"""Formats that say themselves what failed: HAR recordings and Apple's crash reports in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from knowledge.privacy import Kind

_SECRET_HEADERS = {
    "cookie": Kind.COOKIE,
    "set-cookie": Kind.COOKIE,
    "authorization": Kind.CREDENTIALS,
    "proxy-authorization": Kind.CREDENTIALS,
    "x-api-key": Kind.API_KEY,
    "x-auth-token": Kind.TOKEN,
}
_SHOWN = 20
_LIBRARIES = 200
_FAILED_FROM = 400
_BODY = 20_000  # characters of a body that are kept
_BODY_SHOWN = 1_000  # characters of it in the line of the request

Json = Any
Mark = Callable[[Kind, str], str]


def as_json(text: str) -> Json | None:
    """The parsed text; None when it is no JSON, or nested beyond sense."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def is_har(parsed: Json) -> bool:
    """A HAR holds `log.entries`."""
    log = parsed.get("log") if isinstance(parsed, dict) else None
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def clean_har(parsed: Json, redact: Callable[[str], str], mark: Mark) -> str:
    """The recording without cookies, credentials, and bodies that are no text."""
    for entry in parsed["log"]["entries"]:
        for side in ("request", "response"):
            part = entry.get(side) if isinstance(entry, dict) else None
            if isinstance(part, dict):
                part["cookies"] = []
                _clean_body(part)
    try:
        return json.dumps(_walked(parsed, redact, mark), ensure_ascii=False, indent=1)
    except RecursionError:
        return ""


def _clean_body(part: dict[str, Json]) -> None:
    content = part.get("content")
    if not isinstance(content, dict):
        return
    text = content.get("text")
    if content.get("encoding") == "base64" or not isinstance(text, str):
        content["text"] = ""
    elif len(text) > _BODY:
        content["text"] = f"{text[:_BODY]} […]"


def _walked(value: Json, redact: Callable[[str], str], mark: Mark) -> Json:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [_walked(one, redact, mark) for one in value]
    if not isinstance(value, dict):
        return value
    kind = _SECRET_HEADERS.get(str(value.get("name")).lower())
    if kind is not None and isinstance(value.get("value"), str):
        return value | {"value": mark(kind, value["value"])}
    if isinstance(value.get("name"), str) and isinstance(value.get("value"), str):
        # A header or query parameter: its name tells what the value is.
        said = redact(f"{value['name']}={value['value']}")
        name, _, rest = said.partition("=")
        return value | {"name": name, "value": rest}
    return {redact(key): _walked(one, redact, mark) for key, one in value.items()}


def failed_requests(parsed: Json) -> tuple[str, ...]:
    """`2026-06-30T10:42:07 POST https://host/path -> 403`, in the order of the recording."""
    found = []
    for entry in parsed["log"]["entries"]:
        request, response = _parts(entry)
        status = response.get("status")
        if not _failed(status):
            continue
        url = str(request.get("url", "")).split("?", 1)[0][:200]
        reason = response.get("statusText") or response.get("_error") or ""
        outcome = f"{status} {reason}".strip() if status else f"no answer {reason}".strip()
        started = str(entry.get("startedDateTime", ""))[:23]
        found.append(f"{started} {request.get('method', '?')} {url} -> {outcome}")
    return tuple(found)


def _failed(status: Json) -> bool:
    """0 is what a browser writes for no answer at all."""
    return isinstance(status, int) and (status <= 0 or status >= _FAILED_FROM)


def har_lines(parsed: Json) -> list[str]:
    """Every request in one line, as a log would write it."""
    lines = []
    for entry in parsed["log"]["entries"]:
        request, response = _parts(entry)
        status = response.get("status", 0)
        failed = _failed(status)
        level = "ERROR" if failed else "INFO"
        url = str(request.get("url", "")).split("?", 1)[0][:300]
        code = f"status code {status}" if failed else f"{status}"
        started = str(entry.get("startedDateTime", "")) if isinstance(entry, dict) else ""
        said = f"{started} {level} {request.get('method', '?')} {url} {code}"
        lines.append(f"{said} {_body_of(response)}".rstrip())
    return lines


def _body_of(response: dict[str, Json]) -> str:
    """The beginning of what was answered, on one line: it may name a code of the vendor's."""
    content = response.get("content")
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(text, str) or text.lstrip()[:1] not in {"{", "["}:
        return ""
    return " ".join(text[:_BODY_SHOWN].split())


def _parts(entry: Json) -> tuple[dict[str, Json], dict[str, Json]]:
    if not isinstance(entry, dict):
        return {}, {}
    request, response = entry.get("request"), entry.get("response")
    return (
        request if isinstance(request, dict) else {},
        response if isinstance(response, dict) else {},
    )


def crash_report(text: str) -> str:
    """Apple's .ips (JSON in two parts) as the text that .crash files hold; "" for another text."""
    head, _, rest = text.partition("\n")
    header, body = as_json(head), as_json(rest)
    if not (isinstance(header, dict) and isinstance(body, dict) and "threads" in body):
        return ""
    exception, system = _dict(body, "exception"), _dict(body, "osVersion")
    signal = f" ({exception['signal']})" if exception.get("signal") else ""
    lines = [
        f"Process: {body.get('procName', '')}",
        f"Version: {header.get('app_version', '')} ({header.get('build_version', '')})",
        f"Hardware Model: {body.get('modelCode', '')}",
        f"OS Version: {header.get('os_version', system.get('train', ''))}",
        f"Date/Time: {body.get('captureTime', header.get('timestamp', ''))}",
        f"Exception Type: {exception.get('type', '')}{signal}",
        f"Exception Codes: {exception.get('codes', '')}",
        f"Termination Reason: {_dict(body, 'termination').get('indicator', '')}",
        *_libraries(body),
        *_crashed_thread(body),
    ]
    return "\n".join(lines)


def _libraries(body: dict[str, Json]) -> list[str]:
    """What the app brings along and its versions; the app itself is none of it."""
    images = body.get("usedImages")
    return [
        f"Library: {one.get('name')} {one['CFBundleShortVersionString']}"
        for one in (images if isinstance(images, list) else [])[:_LIBRARIES]
        if isinstance(one, dict)
        and one.get("CFBundleShortVersionString")
        and one.get("name") != body.get("procName")
        and not str(one.get("path", "")).startswith(("/System/", "/usr/lib/"))
    ]


def _crashed_thread(body: dict[str, Json]) -> list[str]:
    images = body.get("usedImages")
    images = images if isinstance(images, list) else []
    for number, thread in enumerate(body["threads"] if isinstance(body["threads"], list) else []):
        if not (isinstance(thread, dict) and thread.get("triggered")):
            continue
        frames = thread.get("frames")
        lines = [f"Thread {number} Crashed:"]
        for place, frame in enumerate(frames[:_SHOWN] if isinstance(frames, list) else []):
            if isinstance(frame, dict):
                lines.append(f"{place}  {_image(images, frame)}  {frame.get('symbol', '')}")
        return lines
    return []


def _image(images: list[Json], frame: dict[str, Json]) -> str:
    index = frame.get("imageIndex")
    if isinstance(index, int) and 0 <= index < len(images) and isinstance(images[index], dict):
        return str(images[index].get("name", "?"))
    return "?"


def _dict(body: dict[str, Json], name: str) -> dict[str, Json]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}

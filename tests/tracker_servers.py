"""Small servers that behave like GitHub, Jira, Zendesk and a webhook's receiver, over real HTTP.

Each knows the paths, the credentials and the manners that its adapter relies on, and can be told to
misbehave: to be away, to slow down, to refuse, or to lose an answer after the work was done.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

TOKEN, USER = "ghp_or_api_token", "support@brightwire.example"


@dataclass
class Faults:
    """What goes wrong with the next requests that write; `status` with every request."""

    lost: int = 0  # answers, after the work was done
    away: int = 0  # requests of any kind that meet a 503
    limited: int = 0  # requests of any kind that meet a 429
    retry_after: str = "7"
    status: int = 0  # of every request from now on
    held: bool = False  # answers of writes, until this is False again


@dataclass
class TrackerServer:
    """Common to all: `requests` are (method, path), `bodies` what was sent with them."""

    url: str = ""
    faults: Faults = field(default_factory=Faults)
    requests: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    holding: bool = False  # something was done and its answer is held back

    async def serve(self, request: Request) -> Response:
        body = await request.body()
        self.requests.append((request.method, request.url.path))
        self.bodies.append(body)
        refusal = self._fault() or self._refused(request, body)
        if refusal is not None:
            return refusal
        answer = self.answer(request.method, request.url.path, dict(request.query_params), body)
        if request.method != "GET" and self.faults.lost and answer.status_code < 300:
            if "search" in request.url.path:
                return answer
            self.faults.lost -= 1
            return StreamingResponse(_broken(), answer.status_code)
        while self.faults.held and request.method != "GET":
            self.holding = True
            await asyncio.sleep(0.05)
        return answer

    def _fault(self) -> Response | None:
        faults = self.faults
        if faults.status:
            return JSONResponse({"message": "no"}, faults.status)
        if faults.away:
            faults.away -= 1
            return Response("<html>Service Unavailable</html>", 503)
        if faults.limited:
            faults.limited -= 1
            return JSONResponse({}, 429, {"Retry-After": faults.retry_after})
        return None

    def _refused(self, request: Request, body: bytes) -> Response | None:
        raise NotImplementedError

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Response:
        raise NotImplementedError


async def _broken() -> AsyncIterator[bytes]:
    """The connection breaks in the middle of the answer."""
    yield b'{"id'
    raise ConnectionResetError


@dataclass
class StrangerServer(TrackerServer):
    """Somebody else at the address: says the same to everything."""

    said: str = ""

    def _refused(self, request: Request, body: bytes) -> Response | None:
        del request, body
        return Response(self.said)


@dataclass
class GitHubServer(TrackerServer):
    """One repository, acme/support. `issues` are as GitHub gives them, `comments` by number."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))

    def _refused(self, request: Request, body: bytes) -> Response | None:
        del body
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"message": "Bad credentials"}, 401)
        if not request.headers.get("user-agent"):
            return JSONResponse({"message": "User agent required"}, 403)
        return None

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Response:
        parts = path.strip("/").split("/")
        if parts[:3] != ["repos", "acme", "support"]:
            return JSONResponse({"message": "Not Found"}, 404)
        match method, parts[3:]:
            case "GET", []:
                return JSONResponse({"full_name": "acme/support", "has_issues": True})
            case "GET", ["issues"]:
                rows = sorted(self.issues, key=lambda one: -one["number"])
                return _page(rows, query)
            case "POST", ["issues"]:
                return self._create(json.loads(body))
            case "GET", ["issues", number, "comments"]:
                return _page(self.comments[int(number)], query)
            case "POST", ["issues", number, "comments"]:
                self.comments[int(number)].append({"body": json.loads(body)["body"]})
                return JSONResponse({"id": 1}, 201)
            case "GET", ["issues", number]:
                return JSONResponse(self._issue(number))
            case "PATCH", ["issues", number]:
                changed = json.loads(body)
                if "labels" in changed:
                    changed["labels"] = [{"name": one} for one in changed["labels"]]
                self._issue(number).update(changed)
                return JSONResponse(self._issue(number))
        return JSONResponse({"message": "Not Found"}, 404)

    def _create(self, given: dict[str, Any]) -> Response:
        if len(given["body"]) > 65536 or not given["title"] or len(given["title"]) > 256:
            return JSONResponse({"errors": [{"field": "body", "code": "invalid"}]}, 422)
        return JSONResponse(self.add(**given), 201)

    def add(self, title: str, body: str, labels: list[str]) -> dict[str, Any]:
        """An issue, by whomever."""
        number = len(self.issues) + 1
        issue = {
            "number": number,
            "html_url": f"https://github.example/acme/support/issues/{number}",
            "title": title,
            "body": body,
            "state": "open",
            "labels": [{"name": one} for one in labels],
            "created_at": f"{self.now:%Y-%m-%dT%H:%M:%SZ}",
        }
        self.issues.append(issue)
        self.comments[number] = []
        return issue

    def _issue(self, number: str) -> dict[str, Any]:
        return self.issues[int(number) - 1]


def _page(rows: list[dict[str, Any]], query: dict[str, str]) -> Response:
    size, page = int(query["per_page"]), int(query["page"])
    assert size <= 100
    return JSONResponse(rows[(page - 1) * size : page * size])


@dataclass
class JiraServer(TrackerServer):
    """The project SUP. Its workflow: To Do, In Progress, Done."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    transitions: tuple[tuple[str, str, str], ...] = (
        ("11", "Back to backlog", "To Do"),
        ("21", "Start", "In Progress"),
        ("31", "Close it", "Done"),
    )

    def _refused(self, request: Request, body: bytes) -> Response | None:
        del body
        return None if _basic(request, USER, TOKEN) else Response("Unauthorized", 401)

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Response:
        prefix = "/rest/api/3/"
        given = json.loads(body) if body else {}
        match method, path.removeprefix(prefix).split("/"):
            case "GET", ["myself"]:
                return JSONResponse({"displayName": "Support Bot"})
            case "GET", ["project", "SUP"]:
                return JSONResponse({"name": "Support", "issueTypes": [{"name": "Task"}]})
            case "POST", ["search", "jql"]:
                assert given["jql"].startswith('project = "SUP" AND labels = "')
                label = given["jql"].split('"')[3]
                found = [one for one in self.issues if label in one["fields"]["labels"]]
                return JSONResponse({"issues": [{"key": one["key"]} for one in found]})
            case "POST", ["issue"]:
                return self._create(given["fields"])
            case other, ["issue", key, *rest]:
                issue = next((one for one in self.issues if one["key"] == key), None)
                if issue is None:
                    return JSONResponse({"errorMessages": ["no such issue"]}, 404)
                return self._on_issue(issue, other, rest, query, given)
        return JSONResponse({"errorMessages": ["no"]}, 404)

    def _create(self, fields: dict[str, Any]) -> Response:
        if fields["issuetype"]["name"] != "Task":
            return JSONResponse({"errors": {"issuetype": "Specify a valid issue type"}}, 400)
        if any(" " in one for one in fields["labels"]) or "\n" in fields["summary"]:
            return JSONResponse({"errors": {"labels": "no spaces"}}, 400)
        require_adf(fields["description"])
        if len(json.dumps(fields["description"], ensure_ascii=False)) > 40_000:
            return JSONResponse({"errors": {"description": "CONTENT_LIMIT_EXCEEDED"}}, 400)
        issue = {
            "key": f"SUP-{len(self.issues) + 1}",
            "fields": fields | {"status": _jira_status("To Do")},
            "comments": [],
        }
        self.issues.append(issue)
        return JSONResponse({"id": "10000", "key": issue["key"], "self": "x"}, 201)

    def _on_issue(
        self,
        issue: dict[str, Any],
        method: str,
        rest: list[str],
        query: dict[str, str],
        given: dict[str, Any],
    ) -> Response:
        match method, rest:
            case "GET", []:
                return JSONResponse({"fields": issue["fields"]})
            case "PUT", []:
                for change in given["update"]["labels"]:
                    labels = issue["fields"]["labels"]
                    if "add" in change and change["add"] not in labels:
                        labels.append(change["add"])
                    if change.get("remove") in labels:
                        labels.remove(change["remove"])
                return Response(status_code=204)
            case "GET", ["comment"]:
                assert query["orderBy"] == "-created"
                newest = issue["comments"][::-1][: int(query["maxResults"])]
                return JSONResponse({"comments": [{"body": one} for one in newest]})
            case "POST", ["comment"]:
                require_adf(given["body"])
                issue["comments"].append(given["body"])
                return JSONResponse({"id": "1"}, 201)
            case "GET", ["transitions"]:
                return JSONResponse({"transitions": self._offered(issue)})
            case "POST", ["transitions"]:
                to = {one["id"]: one["to"] for one in self._offered(issue)}
                issue["fields"]["status"] = to[given["transition"]["id"]]
                return Response(status_code=204)
        return JSONResponse({}, 404)

    def _offered(self, issue: dict[str, Any]) -> list[dict[str, Any]]:
        now = issue["fields"]["status"]["name"]
        return [
            {"id": number, "name": name, "to": _jira_status(to)}
            for number, name, to in self.transitions
            if to != now
        ]


def _jira_status(name: str) -> dict[str, Any]:
    keys = {"To Do": "new", "In Progress": "indeterminate", "Done": "done"}
    return {"name": name, "statusCategory": {"key": keys[name]}}


def require_adf(node: dict[str, Any]) -> None:
    """What Jira checks of a document, as far as we write one."""
    children = {
        "doc": {"paragraph", "codeBlock"},
        "paragraph": {"text"},
        "codeBlock": {"text"},
        "text": set(),
    }
    for child in node.get("content", ()):
        assert child["type"] in children[node["type"]]
        require_adf(child)
    if node["type"] == "text":
        assert node["text"], "Jira refuses empty text nodes"
        assert node.get("marks", [{"type": "em"}])[0]["type"] in {"em", "strong"}


@dataclass
class ZendeskServer(TrackerServer):
    """Tickets with their comments. Closed ones are closed for good."""

    tickets: list[dict[str, Any]] = field(default_factory=list)
    role: str = "agent"

    def _refused(self, request: Request, body: bytes) -> Response | None:
        del body
        if _basic(request, f"{USER}/token", TOKEN):
            return None
        return JSONResponse({"error": "Couldn't authenticate you"}, 401)

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Response:
        given = json.loads(body) if body else {}
        match method, path.removeprefix("/api/v2/").split("/"):
            case "GET", ["users", "me"]:
                return JSONResponse({"user": {"name": "Bot", "role": self.role}})
            case "GET", ["tickets"]:
                found = [one for one in self.tickets if one["external_id"] == query["external_id"]]
                return JSONResponse({"tickets": found})
            case "POST", ["tickets"]:
                fields = given["ticket"]
                number = len(self.tickets) + 1
                ticket = fields | {"id": number, "status": "open", "comments": [fields["comment"]]}
                self.tickets.append(ticket)
                return JSONResponse({"ticket": ticket}, 201)
            case "GET", ["tickets", number, "comments"]:
                assert query["sort"] == "-created_at"
                return JSONResponse({"comments": self.tickets[int(number) - 1]["comments"][::-1]})
            case "PUT", ["tickets", number]:
                ticket = self.tickets[int(number) - 1]
                if ticket["status"] == "closed":
                    details = {"status": [{"description": "closed prevents ticket update"}]}
                    return JSONResponse({"error": "RecordInvalid", "details": details}, 422)
                changed = given["ticket"]
                ticket["comments"].append(changed.pop("comment"))
                ticket.update(changed)
                return JSONResponse({"ticket": ticket})
        return JSONResponse({"error": "RecordNotFound"}, 404)


def _basic(request: Request, user: str, password: str) -> bool:
    wanted = base64.b64encode(f"{user}:{password}".encode()).decode()
    return request.headers.get("authorization") == f"Basic {wanted}"


@dataclass
class ReceiverServer(TrackerServer):
    """A webhook's receiver, written from the Standard Webhooks specification alone."""

    deliveries: dict[str, dict[str, Any]] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    repeated: int = 0
    conflicts: bool = False  # says 409 to what it has already
    delivery: str = ""

    def _refused(self, request: Request, body: bytes) -> Response | None:
        delivery, sent = (request.headers.get(f"webhook-{one}", "") for one in ("id", "timestamp"))
        at = datetime.fromtimestamp(int(sent or 0), UTC)
        signed = b".".join((delivery.encode(), sent.encode(), body))
        digest = hmac.new(TOKEN.encode(), signed, hashlib.sha256).digest()
        wanted = "v1," + base64.b64encode(digest).decode()
        fits = hmac.compare_digest(wanted, request.headers.get("webhook-signature", ""))
        if not fits or abs(at - self.now) > timedelta(seconds=300):
            return JSONResponse({"error": "signature"}, 401)
        self.delivery = delivery
        return None

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Response:
        del method, path, query
        if self.delivery in self.deliveries:
            self.repeated += 1
            if self.conflicts:
                return Response(status_code=409)
        else:
            self.deliveries[self.delivery] = json.loads(body)
        return JSONResponse({"id": "CASE-1", "url": "https://cases.example/1"})


class _Serves(Protocol):
    url: str

    async def serve(self, request: Request) -> Response: ...


@contextmanager
def serving(server: _Serves) -> Iterator[None]:
    """Serve on a free loopback port until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    methods = ["GET", "POST", "PUT", "PATCH"]
    app = Starlette(routes=[Route("/{path:path}", server.serve, methods=methods)])
    config = uvicorn.Config(app, log_level="critical", lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        running.should_exit = True
        thread.join(5)
        listener.close()

"""Jira Cloud. What was published before is found by a label that nobody else's issue has.

Texts are ADF, Jira's document format: a tree whose leaves are plain text, so there is nothing to
escape. Issues move by transitions, which every project names as it likes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.errors import TrackerRefused, TrackerRejected
from bot.support.tracking import Fact, TrackedCase, TrackedChange, TrackerLink
from bot.trackers.api import (
    PROJECT,
    TOKEN,
    URL,
    USER,
    Api,
    Names,
    reference,
    severity_label,
    understood,
)

_NAMES = Names("Jira", access=f"{USER} and {TOKEN}", place=f"{PROJECT} and {URL}")
_RESOLVE, _REOPEN, _TYPE = (
    "DOORSTEP_JIRA_RESOLVE",
    "DOORSTEP_JIRA_REOPEN",
    "DOORSTEP_JIRA_ISSUE_TYPE",
)
_OURS = "doorstep"
_RECENT = 100  # comments; the one of an earlier try is among the newest


class JiraTracker:
    """Implements support.ports.Tracker for a project."""

    def __init__(
        self,
        url: str,
        user: str,
        token: str,
        project: str,
        *,
        issue_type: str = "Task",
        resolve: str = "Done",
        reopen: str = "To Do",
    ) -> None:
        """`resolve` and `reopen` are names of transitions, or of the statuses they lead to."""
        self._url = url.rstrip("/")
        self._project = project
        self._type = issue_type
        self._transitions = {True: (resolve, _RESOLVE), False: (reopen, _REOPEN)}
        self._api = Api(
            f"{self._url}/rest/api/3",
            _NAMES,
            auth=(user, token),
            headers={"accept": "application/json"},
        )

    def close(self) -> None:
        self._api.close()

    @understood(_NAMES)
    def check(self) -> str:
        found = self._api.call("GET", f"/project/{self._project}")
        types = [one["name"] for one in found.get("issueTypes", ())]
        if types and self._type not in types:
            raise TrackerRefused(
                f"The Jira project {self._project} has no issue type {self._type}.",
                f"Set {_TYPE} to one of {', '.join(types)}.",
            )
        me = self._api.call("GET", "/myself")
        return f"Jira {found.get('name', self._project)} as {me.get('displayName', 'somebody')}"

    @understood(_NAMES)
    def publish(self, case: TrackedCase, *, key: str) -> TrackerLink:
        issue = self._published(key) or self._create(case, key)
        return TrackerLink(id=issue["key"], url=f"{self._url}/browse/{issue['key']}")

    @understood(_NAMES)
    def update(
        self, link: TrackerLink, case: TrackedCase, change: TrackedChange, *, key: str
    ) -> None:
        issue = f"/issue/{link.id}"
        if not self._commented(issue, key):
            body = _document(change.headline, change.facts, key)
            self._api.call("POST", f"{issue}/comment", json={"body": body})
        if change.ends or change.reopens:
            self._move(issue, done=change.ends)
        if change.severity is not None:
            self._label(issue, severity_label(case.severity, "-"))

    def _create(self, case: TrackedCase, key: str) -> dict[str, Any]:
        fields = {
            "project": {"key": self._project},
            "issuetype": {"name": self._type},
            "summary": case.title,
            "description": _document(f"Filed in Doorstep as {case.label}.", case.facts, key),
            "labels": [_OURS, _key_label(key), severity_label(case.severity, "-")],
        }
        try:
            created: dict[str, Any] = self._api.call("POST", "/issue", json={"fields": fields})
        except TrackerRejected as error:
            for field, setting in (("project", PROJECT), ("issuetype", _TYPE)):
                if field in error.message:
                    raise TrackerRefused(error.message, f"Correct {setting}.") from None
            raise
        return created

    def _published(self, key: str) -> dict[str, Any] | None:
        """The issue of an earlier try. Jira's index may be some seconds behind."""
        project = json.dumps(self._project)
        jql = f'project = {project} AND labels = "{_key_label(key)}" ORDER BY created ASC'
        query = {"jql": jql, "fields": ["key"], "maxResults": 1}
        issues = self._api.call("POST", "/search/jql", json=query).get("issues", [])
        return issues[0] if issues else None

    def _commented(self, issue: str, key: str) -> bool:
        params: dict[str, str | int] = {"orderBy": "-created", "maxResults": _RECENT}
        found = self._api.call("GET", f"{issue}/comment", params=params)
        return any(reference(key) in json.dumps(one["body"]) for one in found["comments"])

    def _move(self, issue: str, *, done: bool) -> None:
        """Nothing where an engineer moved it already."""
        status = self._api.call("GET", issue, params={"fields": "status"})["fields"]["status"]
        if (status["statusCategory"]["key"] == "done") is done:
            return
        wanted, setting = self._transitions[done]
        offered = self._api.call("GET", f"{issue}/transitions")["transitions"]
        for one in offered:
            if wanted.casefold() in {one["name"].casefold(), one["to"]["name"].casefold()}:
                move = {"transition": {"id": one["id"]}}
                self._api.call("POST", f"{issue}/transitions", json=move)
                return
        names = ", ".join(one["name"] for one in offered) or "none"
        raise TrackerRejected(
            f"Jira offers no transition {wanted} here; it offers {names}.",
            f"Set {setting} to the transition that your project uses.",
        )

    def _label(self, issue: str, label: str) -> None:
        before = self._api.call("GET", issue, params={"fields": "labels"})["fields"]["labels"]
        old = [one for one in before if one.startswith("severity-") and one != label]
        changes = [{"add": label}, *({"remove": one} for one in old)]
        self._api.call("PUT", issue, json={"update": {"labels": changes}})


def _key_label(key: str) -> str:
    return f"{_OURS}-{key}"


def _document(opening: str, facts: Sequence[Fact], key: str) -> dict[str, Any]:
    content = [_paragraph(opening)]
    for one in facts:
        content.append(_paragraph(one.name, {"type": "strong"}))
        content.append({"type": "codeBlock", "content": [{"type": "text", "text": one.text}]})
    content.append(_paragraph(reference(key), {"type": "em"}))
    return {"version": 1, "type": "doc", "content": content}


def _paragraph(text: str, *marks: dict[str, str]) -> dict[str, Any]:
    leaf: dict[str, Any] = {"type": "text", "text": text}
    if marks:
        leaf["marks"] = list(marks)
    return {"type": "paragraph", "content": [leaf]}

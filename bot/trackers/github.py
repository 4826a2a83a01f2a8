"""GitHub Issues. What was published before is found by a marker in a hidden comment of the text.

The list of issues is asked, not the search: the search learns of an issue only seconds later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bot.errors import TrackerRefused
from bot.support.tracking import Fact, TrackedCase, TrackedChange, TrackerLink
from bot.trackers.api import PROJECT, Api, Names, severity_label, understood, web_address

PUBLIC_API = "https://api.github.com"

_NAMES = Names("GitHub")
_PAGE = 100  # rows; GitHub gives no more at once
_SKEW = timedelta(days=1)  # our clock may be ahead of theirs, or set to local time
_OURS = "doorstep"


class GitHubTracker:
    """Implements support.ports.Tracker for a repository, `owner/name`."""

    def __init__(self, repository: str, token: str, url: str = PUBLIC_API) -> None:
        self._repository = repository
        self._api = Api(
            url,
            _NAMES,
            headers={
                "accept": "application/vnd.github+json",
                "x-github-api-version": "2022-11-28",
                "authorization": f"Bearer {token}",
                "user-agent": "doorstep",  # GitHub refuses requests without one
            },
        )

    def close(self) -> None:
        self._api.close()

    @understood(_NAMES)
    def check(self) -> str:
        found = self._api.call("GET", f"/repos/{self._repository}")
        if not found.get("has_issues", True):
            raise TrackerRefused(
                f"{self._repository} has no issues.", f"Turn them on, or correct {PROJECT}."
            )
        seen = "private" if found.get("private") else "PUBLIC: everybody reads what is told"
        return f"GitHub {found.get('full_name', self._repository)} ({seen})"

    @understood(_NAMES)
    def publish(self, case: TrackedCase, *, key: str) -> TrackerLink:
        known = self._published(key, case.created_at - _SKEW)
        issue = known or self._api.call(
            "POST",
            f"/repos/{self._repository}/issues",
            json={
                "title": case.title,
                "body": _body(f"Filed in Doorstep as {case.label}.", case.facts, key),
                "labels": [_OURS, severity_label(case.severity, ": ")],
            },
        )
        return TrackerLink(id=f"#{issue['number']}", url=web_address(issue.get("html_url")))

    @understood(_NAMES)
    def update(
        self, link: TrackerLink, case: TrackedCase, change: TrackedChange, *, key: str
    ) -> None:
        issue = f"/repos/{self._repository}/issues/{link.id.removeprefix('#')}"
        if not self._commented(issue, key, change.at - _SKEW):
            body = _body(change.headline, change.facts, key)
            self._api.call("POST", f"{issue}/comments", json={"body": body})
        changed = self._changed(issue, case, change)
        if changed:
            self._api.call("PATCH", issue, json=changed)

    def _changed(self, issue: str, case: TrackedCase, change: TrackedChange) -> dict[str, Any]:
        """Only what the change is about: an engineer may have set the rest."""
        changed: dict[str, Any] = {}
        if change.ends:
            changed = {"state": "closed", "state_reason": "completed"}
        elif change.reopens:
            changed = {"state": "open", "state_reason": "reopened"}
        if change.severity is not None:
            before = self._api.call("GET", issue).get("labels", [])
            names = [one["name"] for one in before]
            kept = [one for one in names if not one.startswith("severity: ")]
            changed["labels"] = [*kept, severity_label(case.severity, ": ")]
        return changed

    def _published(self, key: str, since: datetime) -> dict[str, Any] | None:
        """The issue of an earlier try; newest first, down to the ticket's own age."""
        params: dict[str, str | int] = {"state": "all", "sort": "created", "direction": "desc"}
        for issue in self._rows(f"/repos/{self._repository}/issues", params):
            if datetime.fromisoformat(issue["created_at"]) < since:
                return None
            if _marker(key) in (issue.get("body") or ""):
                return issue
        return None

    def _commented(self, issue: str, key: str, since: datetime) -> bool:
        params: dict[str, str | int] = {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}"}
        rows = self._rows(f"{issue}/comments", params)
        return any(_marker(key) in (one.get("body") or "") for one in rows)

    def _rows(self, path: str, params: dict[str, str | int]) -> Iterator[dict[str, Any]]:
        for page in count(1):
            rows = self._api.call("GET", path, params=params | {"per_page": _PAGE, "page": page})
            yield from rows
            if len(rows) < _PAGE:
                return


def _body(opening: str, facts: Sequence[Fact], key: str) -> str:
    parts = [opening, *(f"**{one.name}**\n{_fenced(one.text)}" for one in facts), _marker(key)]
    return "\n\n".join(parts)


def _fenced(text: str) -> str:
    """Other people's words as code: no mention, no reference, no link, no image, no HTML."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _marker(key: str) -> str:
    return f"<!-- doorstep {key} -->"

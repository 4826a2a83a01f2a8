"""Zendesk. What was published before is found by its external id, and refused by its key.

All comments are private: the customer is spoken to in Slack, not by a second mail from Zendesk.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from bot.errors import TrackerRefused, TrackerRejected
from bot.support.models import Severity
from bot.support.tracking import Fact, TrackedCase, TrackedChange, TrackerLink
from bot.trackers.api import TOKEN, URL, USER, Api, Names, reference, severity_label, understood

_NAMES = Names("Zendesk", access=f"{USER} and {TOKEN}", place=URL)
_OURS = "doorstep"
_RECENT = 100  # comments; the one of an earlier try is among the newest
_PRIORITIES = {
    Severity.LOW: "low",
    Severity.MEDIUM: "normal",
    Severity.HIGH: "high",
    Severity.CRITICAL: "urgent",
}


class ZendeskTracker:
    """Implements support.ports.Tracker."""

    def __init__(self, url: str, user: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._api = Api(f"{self._url}/api/v2", _NAMES, auth=(f"{user}/token", token))

    def close(self) -> None:
        self._api.close()

    @understood(_NAMES)
    def check(self) -> str:
        me = self._api.call("GET", "/users/me")["user"]
        if me.get("role") not in {"agent", "admin"}:
            raise TrackerRefused(
                "The Zendesk user is no agent and cannot write private comments.",
                f"Set {USER} and {TOKEN} to those of an agent.",
            )
        return f"Zendesk as {me.get('name', 'somebody')} ({me['role']})"

    @understood(_NAMES)
    def publish(self, case: TrackedCase, *, key: str) -> TrackerLink:
        ticket = self._published(key) or self._create(case, key)
        number = str(ticket["id"])
        return TrackerLink(id=number, url=f"{self._url}/agent/tickets/{number}")

    @understood(_NAMES)
    def update(
        self, link: TrackerLink, case: TrackedCase, change: TrackedChange, *, key: str
    ) -> None:
        """Comment and status are one request, so an earlier try did both or none."""
        ticket = f"/tickets/{link.id}"
        if self._commented(ticket, key):
            return
        changed: dict[str, Any] = {"comment": _comment(change.headline, change.facts, key)}
        if change.ends:
            changed["status"] = "solved"  # Zendesk closes by itself; a closed one stays closed
        elif change.reopens:
            changed["status"] = "open"
        if change.severity is not None:
            changed["priority"] = _PRIORITIES[case.severity]
        try:
            self._api.call("PUT", ticket, json={"ticket": changed})
        except TrackerRejected as error:
            raise TrackerRejected(
                error.message,
                f"If Zendesk has closed {link.id} for good, file a follow-up there.",
            ) from None

    def _create(self, case: TrackedCase, key: str) -> dict[str, Any]:
        ticket = {
            "subject": case.title,
            "comment": _comment(f"Filed in Doorstep as {case.label}.", case.facts, key),
            "external_id": _external(key),
            "priority": _PRIORITIES[case.severity],
            "tags": [_OURS, severity_label(case.severity, "_")],
        }
        created: dict[str, Any] = self._api.call(
            "POST", "/tickets", json={"ticket": ticket}, headers={"idempotency-key": key}
        )["ticket"]
        return created

    def _published(self, key: str) -> dict[str, Any] | None:
        found = self._api.call("GET", "/tickets", params={"external_id": _external(key)})
        tickets = [one for one in found["tickets"] if one.get("external_id") == _external(key)]
        return tickets[0] if tickets else None

    def _commented(self, ticket: str, key: str) -> bool:
        params: dict[str, str | int] = {"sort": "-created_at", "page[size]": _RECENT}
        found = self._api.call("GET", f"{ticket}/comments", params=params)
        return any(reference(key) in one.get("html_body", "") for one in found["comments"])


def _external(key: str) -> str:
    return f"{_OURS}-{key}"


def _comment(opening: str, facts: Sequence[Fact], key: str) -> dict[str, Any]:
    parts = [f"<p>{_safe(opening)}</p>"]
    parts += [f"<p><b>{_safe(one.name)}</b></p><pre>{_safe(one.text)}</pre>" for one in facts]
    parts.append(f"<p><i>{reference(key)}</i></p>")
    return {"html_body": "".join(parts), "public": False}


def _safe(text: str) -> str:
    """No HTML, and no `{{placeholder}}`: Zendesk would fill it with what an agent may see."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")

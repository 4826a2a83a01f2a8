"""Who is who, and where a thread is: looked up in Slack, believed for a while."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.errors import SlackUnavailable
from bot.slack.calls import is_a_no
from bot.support.models import Person

log = structlog.get_logger()

_PEOPLE_SECONDS = 300.0  # how long a looked-up person is believed
_GROUP_SECONDS = 60.0  # who leaves a user group loses its rights after this time at most


class Directory:
    """`clock` counts seconds."""

    def __init__(self, client: WebClient, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._people: dict[str, tuple[float, Person]] = {}
        self._groups: dict[str, tuple[float, frozenset[str]]] = {}
        self._workspace = ""  # its address, as links begin

    def link(self, channel: str, ts: str) -> str:
        """Of a thread's first message; Slack is asked until the workspace's address is known."""
        address = f"/archives/{channel}/p{ts.replace('.', '')}"
        if self._workspace:
            return f"{self._workspace}{address}"
        try:
            found = self._client.chat_getPermalink(channel=channel, message_ts=ts)
        except (SlackClientError, OSError):
            return ""
        link = str(found.get("permalink") or "")
        if link.endswith(address):
            self._workspace = link.removesuffix(address)
        return link

    def person(self, user: str) -> Person:
        cached = self._people.get(user)
        if cached and cached[0] > self._clock():
            return cached[1]
        try:
            found = self._client.users_info(user=user, include_locale=True)["user"]
        except (SlackClientError, OSError):  # what was known before is better than nothing
            return cached[1] if cached else Person(id=user, name=user)
        profile = found.get("profile", {})
        person = Person(
            id=user,
            name=profile.get("display_name") or found.get("real_name") or found.get("name") or user,
            tz=found.get("tz") or "UTC",
            locale=found.get("locale") or "en-US",
            team=found.get("team_id") or "",
            email=profile.get("email") or "",
        )
        self._people[user] = (self._clock() + _PEOPLE_SECONDS, person)
        return person

    def members(self, group: str) -> frozenset[str]:
        cached = self._groups.get(group)
        if cached and cached[0] > self._clock():
            return cached[1]
        try:
            users = self._client.usergroups_users_list(usergroup=group)["users"]
        except (SlackClientError, OSError) as error:
            if not is_a_no(error):  # an empty group would lock everybody out for a while
                raise SlackUnavailable("Slack did not say who is in a user group.") from error
            log.warning("group_unknown", group=group, error=str(error)[:200])
            users = []
        members = frozenset(users)
        self._groups[group] = (self._clock() + _GROUP_SECONDS, members)
        return members

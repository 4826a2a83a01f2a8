"""Short-lived passes: trigger ids for views, response URLs for messages."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.shapes import SlackRefusalError

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5


class Triggers:
    """Trigger ids: good for one view within three seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._issued: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def issue(self, user: str) -> str:
        """Return a trigger id for something that ``user`` did just now."""
        trigger = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self._issued[trigger] = (user, self._clock() + TRIGGER_SECONDS)
        return trigger

    def exchange(self, trigger: object) -> str:
        """Use a trigger id up and return its user; refuse under Slack's error names."""
        if not isinstance(trigger, str) or trigger not in self._issued:
            raise SlackRefusalError("invalid_trigger_id")
        if trigger in self._used:
            raise SlackRefusalError("exchanged_trigger_id")
        user, expires = self._issued[trigger]
        if self._clock() > expires:
            raise SlackRefusalError("expired_trigger_id")
        self._used.add(trigger)
        return user


@dataclass
class ResponseUrl:
    """What a response URL may answer to; ``message_ts`` is None after a slash command."""

    user: str
    channel: str
    expires: float
    message_ts: str | None = None
    thread_ts: str | None = None
    ephemeral: bool = False
    uses: int = 0


class ResponseUrls:
    """Response URLs: five uses within thirty minutes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._issued: dict[str, ResponseUrl] = {}

    def issue(
        self,
        user: str,
        channel: str,
        message_ts: str | None = None,
        thread_ts: str | None = None,
        *,
        ephemeral: bool = False,
    ) -> str:
        """Return the id of a fresh response URL."""
        pass_id = secrets.token_urlsafe(18)
        expires = self._clock() + RESPONSE_URL_SECONDS
        self._issued[pass_id] = ResponseUrl(
            user, channel, expires, message_ts, thread_ts, ephemeral
        )
        return pass_id

    def use(self, pass_id: str) -> ResponseUrl:
        """Count one use; refuse with ``expired_url`` or ``used_url``."""
        found = self._issued.get(pass_id)
        if found is None or self._clock() > found.expires:
            raise SlackRefusalError("expired_url")
        if found.uses >= RESPONSE_URL_USES:
            raise SlackRefusalError("used_url")
        found.uses += 1
        return found

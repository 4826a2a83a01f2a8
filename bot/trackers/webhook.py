"""Any receiver: one signed POST a delivery, as the Standard Webhooks specification says.

`webhook-id` is the same for every try of a delivery: receivers that know it answer 2xx (or 409) and
do nothing. `webhook-signature` covers id, time and body; receivers refuse a time that is more than
five minutes off, so that what was listened to cannot be sent again later.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.errors import TrackerRefused
from bot.support.tracking import TrackedCase, TrackedChange, TrackerLink
from bot.trackers.api import TOKEN, URL, Api, Names, web_address

TOLERANCE_SECONDS = 300  # what receivers should allow
_NAMES = Names("The webhook's receiver", rights=TOKEN, place=URL)
_PREFIX = "whsec_"
_LONGEST_ID = 200


class WebhookTracker:
    """Implements support.ports.Tracker. The receiver may answer `{"id": …, "url": …}`."""

    def __init__(
        self, url: str, secret: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Raises TrackerRefused when the secret cannot be one."""
        self._key = signing_key(secret)
        self._clock = clock
        self._url = url
        self._api = Api("", _NAMES, headers={"user-agent": "doorstep"})

    def close(self) -> None:
        self._api.close()

    def check(self) -> str:
        self._post("ping", f"ping-{int(self._clock().timestamp())}", {})
        return "the webhook's receiver took a signed ping"

    def publish(self, case: TrackedCase, *, key: str) -> TrackerLink:
        answer = self._post("ticket.published", key, {"ticket": case.model_dump(mode="json")})
        named = answer.get("id")
        issue = str(named)[:_LONGEST_ID] if isinstance(named, str | int) and named else case.label
        return TrackerLink(id=issue, url=web_address(answer.get("url")))

    def update(
        self, link: TrackerLink, case: TrackedCase, change: TrackedChange, *, key: str
    ) -> None:
        told = {"ticket": case, "change": change, "issue": link}
        data = {name: one.model_dump(mode="json") for name, one in told.items()}
        self._post("ticket.updated", key, data)

    def _post(self, kind: str, key: str, data: dict[str, Any]) -> dict[str, Any]:
        """The receiver's answer, {} when it is no object: most answer with an empty body."""
        at = self._clock()
        content = {"type": kind, "timestamp": at.isoformat(), "data": data}
        body = json.dumps(content, ensure_ascii=False).encode()
        seconds = int(at.timestamp())
        headers = {
            "webhook-id": key,
            "webhook-timestamp": str(seconds),
            "webhook-signature": sign(self._key, key, seconds, body),
        }
        return self._api.post(self._url, body, headers)


def signing_key(secret: str) -> bytes:
    """The bytes of `whsec_BASE64`; of any other secret, its text."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise TrackerRefused(
            f"{TOKEN} starts with {_PREFIX} but is not Base64.", "Copy it again."
        ) from None


def sign(key: bytes, delivery: str, seconds: int, body: bytes) -> str:
    """The signature header of a delivery, sent at that Unix time."""
    signed = f"{delivery}.{seconds}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"

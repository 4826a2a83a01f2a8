"""Signed HTTP: events and interactions POSTed to the bot's request URL, as Slack does."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode

from bot.playground.delivery import Attempt, NotDeliveredError
from bot.playground.shapes import Json

HTTP_OK, HTTP_MULTIPLE = 200, 300


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the v0 signature of a body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class SignedPosts:
    """The HTTP transport."""

    def __init__(self, request_url: str, signing_secret: str) -> None:
        self._url = request_url
        self._secret = signing_secret
        # A proxy of the environment must not see loopback traffic.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    @property
    def connected(self) -> bool:
        """Always true: that nobody listens is learnt by trying."""
        return True

    async def verify(self, seconds: float = 3.0) -> None:
        """Run the ``url_verification`` handshake; raise NotDeliveredError when it fails."""
        challenge = secrets.token_hex(24)
        payload: Json = {"type": "url_verification", "token": "playground", "challenge": challenge}
        answer = await self.send("events_api", payload, Attempt(), seconds)
        if challenge not in (answer.get("challenge"), answer.get("text")):
            raise NotDeliveredError("challenge_failed", final=True)

    async def send(self, kind: str, payload: Json, attempt: Attempt, seconds: float) -> Json:
        """POST one payload; the answer's body is what came with the acknowledgement."""
        return await asyncio.to_thread(self._post, kind, payload, attempt, seconds)

    def _post(self, kind: str, payload: Json, attempt: Attempt, seconds: float) -> Json:
        content_type, body = _encode(kind, payload)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if attempt.number:
            headers["X-Slack-Retry-Num"] = str(attempt.number)
            headers["X-Slack-Retry-Reason"] = attempt.reason
        request = urllib.request.Request(self._url, data=body, headers=headers)  # noqa: S310 - the URL is the operator's own
        try:
            with self._opener.open(request, timeout=seconds) as response:
                return _decode(response.headers.get_content_type(), response.read().decode())
        except urllib.error.HTTPError as failure:
            with failure:
                final = failure.headers.get("X-Slack-No-Retry") == "1"
            raise NotDeliveredError("http_error", final=final) from None
        except TimeoutError:
            raise NotDeliveredError("http_timeout") from None
        except OSError as failure:
            reason = getattr(failure, "reason", None)
            timed_out = isinstance(reason, TimeoutError)
            raise NotDeliveredError(
                "http_timeout" if timed_out else "connection_failed"
            ) from failure


def _encode(kind: str, payload: Json) -> tuple[str, bytes]:
    if kind == "events_api":
        return "application/json", json.dumps(payload).encode()
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()


def _decode(content_type: str, text: str) -> Json:
    if not text.strip():
        return {}
    if content_type == "application/json":
        answer = json.loads(text)
        return answer if isinstance(answer, dict) else {}
    return {"text": text}

"""HTTP to a tracker: its refusals and silences become our errors, which name the setting to mend.

Nothing that was sent, no address beyond the host and no answer's text gets into an error or a log:
they may hold a secret or a customer's words.
"""

from __future__ import annotations

import json as jsonlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import httpx

from bot.errors import TrackerError, TrackerRefused, TrackerRejected, TrackerUnavailable
from bot.support.models import Severity

P = ParamSpec("P")
R = TypeVar("R")

_TIMEOUT = httpx.Timeout(15.0, connect=5.0)  # seconds
_LONGEST_ADDRESS = 2000
_MAY_PASS = frozenset({408, 409, 423, 425})
_FORBIDDEN, _TOO_MANY = 403, 429

URL, TOKEN, USER, PROJECT = (
    "DOORSTEP_TRACKER_URL",
    "DOORSTEP_TRACKER_TOKEN",
    "DOORSTEP_TRACKER_USER",
    "DOORSTEP_TRACKER_PROJECT",
)


@dataclass(frozen=True, slots=True)
class Names:
    """How people call the service, and the settings that a refusal is about."""

    service: str
    access: str = TOKEN  # a 401
    rights: str = f"the rights of {TOKEN}"  # a 403
    place: str = PROJECT  # a 404


class Api:
    """JSON in, JSON out. Redirects are not followed: they would carry the token elsewhere."""

    def __init__(
        self,
        url: str,
        names: Names,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> None:
        """Raises TrackerRefused when the address cannot be one."""
        self.names = names
        try:
            self._client = httpx.Client(
                base_url=url, headers=dict(headers or {}), auth=auth, timeout=_TIMEOUT
            )
        except (httpx.InvalidURL, ValueError):
            raise self._no_address() from None

    def close(self) -> None:
        self._client.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The answer's JSON, None without one. Raises a TrackerError."""
        body = None if json is None else jsonlib.dumps(json, ensure_ascii=False).encode()
        response = self._send(method, path, body, headers or {}, params)
        if not response.is_success:
            raise self._problem(response)
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError:  # UnicodeDecodeError too
            raise self._away("answered with something that is not JSON") from None

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """To a receiver that may answer whatever it likes: an object's values, or {}.

        409 is an answer too: it has this delivery already.
        """
        response = self._send("POST", url, body, headers, None)
        if not response.is_success and response.status_code != httpx.codes.CONFLICT:
            raise self._problem(response)
        try:
            answer = response.json()
        except ValueError:
            return {}
        return answer if isinstance(answer, dict) else {}

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        params: Mapping[str, str | int] | None,
    ) -> httpx.Response:
        typed = {"content-type": "application/json"} if body else {}
        try:
            return self._client.request(
                method, path, content=body, params=params, headers=typed | dict(headers)
            )
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise self._no_address() from None
        except httpx.TimeoutException:
            raise self._away("did not answer in time") from None
        except httpx.HTTPError as error:
            raise self._away(f"cannot be reached ({type(error).__name__})") from None

    def _problem(self, response: httpx.Response) -> TrackerError:
        names, status = self.names, response.status_code
        pause = _pause(response)
        limited = status == _TOO_MANY or (status == _FORBIDDEN and pause > 0)
        if limited:
            message = f"{names.service} asks us to slow down (HTTP {status})."
            return TrackerUnavailable(message, retry_after=pause)
        if status in _MAY_PASS or response.is_server_error:
            message = f"{names.service} failed (HTTP {status})."
            return TrackerUnavailable(message, retry_after=pause)
        if response.is_redirect:
            message = f"{names.service} has moved to another address (HTTP {status})."
            return TrackerRefused(message, f"Correct {URL} or {names.place}.")
        match status:
            case 401:
                message = f"{names.service} does not accept our credentials (HTTP 401)."
                return TrackerRefused(message, f"Correct {names.access}.")
            case 403:
                message = f"{names.service} does not let us do this (HTTP 403)."
                return TrackerRefused(message, f"Check {names.rights}.")
            case 404:
                message = f"{names.service} does not know the place, or hides it (HTTP 404)."
                return TrackerRefused(message, f"Check {names.place} and {names.rights}.")
        fields = _named_fields(response)
        about = f", about {', '.join(fields)}" if fields else ""
        return TrackerRejected(f"{names.service} does not take this (HTTP {status}{about}).")

    def _away(self, how: str) -> TrackerUnavailable:
        return TrackerUnavailable(f"{self.names.service} {how}.", f"Check {URL} and the network.")

    def _no_address(self) -> TrackerRefused:
        return TrackerRefused(f"{URL} is not an address.", "Write for example https://host.")


def understood(names: Names) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An answer of another shape than the service's is somebody else's, such as a proxy's page."""

    def wrap(method: Callable[P, R]) -> Callable[P, R]:
        @wraps(method)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return method(*args, **kwargs)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                message = f"What answers is not {names.service}, or not as we know it."
                raise TrackerUnavailable(message, f"Check {URL}.") from error

        return call

    return wrap


def web_address(value: object) -> str:
    """An address that people may be shown, else ""."""
    text = value if isinstance(value, str) else ""
    fits = text.startswith(("https://", "http://")) and len(text) <= _LONGEST_ADDRESS
    return text if fits and text.isprintable() and " " not in text else ""


def severity_label(severity: Severity, separator: str) -> str:
    """`severity: high` with the separator `: `; the same in every tracker that has labels."""
    return f"severity{separator}{severity.value}"


def reference(key: str) -> str:
    """The line by which a comment is found again, and people find the delivery."""
    return f"Doorstep {key}"


def _pause(response: httpx.Response) -> float:
    """Seconds that the service asks us to wait, as it says so in one of the usual ways."""
    after = response.headers.get("retry-after", "").strip()
    if after:
        try:
            return max(0.0, float(after))
        except ValueError:
            return _until(after)
    if response.headers.get("x-ratelimit-remaining") == "0":  # GitHub
        reset = response.headers.get("x-ratelimit-reset", "")
        return max(1.0, float(reset) - time.time()) if reset.isdecimal() else 60.0
    return 0.0


def _until(date: str) -> float:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0


def _named_fields(response: httpx.Response) -> list[str]:
    """The names of the fields that the service complains about; never what it says of them."""
    try:
        answer = response.json()
    except ValueError:
        return []
    errors = answer.get("errors") if isinstance(answer, dict) else None
    found = list(errors) if isinstance(errors, dict) else []
    if isinstance(errors, list):
        found = [one.get("field") for one in errors if isinstance(one, dict)]
    return [one[:40] for one in found if isinstance(one, str) and one.isidentifier()][:5]

"""Files that people shared, fetched from Slack alone and within a limit."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import structlog
from slack_sdk import WebClient

from bot.errors import Refused
from bot.support.models import Attachment

log = structlog.get_logger()


def download(client: WebClient, attachment: Attachment, limit: int) -> bytes:
    """The file's bytes, `limit` at most. Raises Refused, in words for the person who sent it."""
    if attachment.size > limit:
        raise Refused(f"it is larger than {limit // 1024 // 1024} MB.")
    if not attachment.url.startswith(("https://", "http://")):
        raise Refused("Slack gave no address for it.")
    if not _is_slacks(client, attachment.url):
        raise Refused("it is kept outside Slack.")  # our token is for Slack alone
    try:
        content = _fetched(attachment.url, client.token or "", limit)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise Refused("it could not be fetched from Slack.") from error
    if len(content) > limit:
        raise Refused(f"it is larger than {limit // 1024 // 1024} MB.")
    return content


def _is_slacks(client: WebClient, url: str) -> bool:
    own = urlsplit(client.base_url)
    host = urlsplit(url)
    return host.netloc == own.netloc or (
        host.scheme == "https" and (host.hostname or "").endswith(".slack.com")
    )


def _fetched(url: str, token: str, limit: int) -> bytes:
    """What is there, a little more than `limit` bytes at most. Raises httpx.HTTPError, Refused.

    The token goes to the first host only: httpx takes it off where that sends us elsewhere.
    """
    headers = {"Authorization": f"Bearer {token}"}
    content = bytearray()
    with httpx.stream("GET", url, headers=headers, timeout=30, follow_redirects=True) as answer:
        answer.raise_for_status()
        # Slack sends who may not read a file to a page for signing in, with status 200.
        if answer.history and "html" in answer.headers.get("content-type", ""):
            log.warning("file_not_readable", remedy="Give the app the scope files:read.")
            raise Refused("Slack does not let me read it.")
        for part in answer.iter_bytes():
            content += part
            if len(content) > limit:
                break
    return bytes(content)

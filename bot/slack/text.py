"""Between Slack's text and plain text. Everything that others wrote is escaped on the way out."""

from __future__ import annotations

import html
import re
from datetime import datetime

_MENTION = re.compile(r"<@([UWB][A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?:subteam\^[A-Z0-9]+|date\^[^>|]*|[a-z]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^>|]+)(?:\|([^>]*))?>")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # Postgres and UTF-8 refuse these
_ACTIVE = re.compile(r"<(?=[!@#])")


def plain(text: str, *, without: str = "") -> str:
    """Slack's message text as a person sees it; mentions of the user `without` are dropped."""

    def mention(match: re.Match[str]) -> str:
        return "" if match[1] == without else f"@{match[2] or match[1]}"

    text = _MENTION.sub(mention, text)
    text = _CHANNEL.sub(lambda match: f"#{match[1] or 'channel'}", text)
    text = _SPECIAL.sub(lambda match: f"@{match[1]}" if match[1] else "", text)
    text = _LINK.sub(lambda match: _link_text(match[1], match[2]), text)
    return _UNSTORABLE.sub("", html.unescape(text)).strip()


def escape(text: str) -> str:
    """Text of others inside mrkdwn: it can name nobody and link nowhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(markdown: str) -> str:
    """Markdown of documents or models for a markdown block: it cannot notify anybody."""
    return _ACTIVE.sub("<\u200b", markdown)


def link(url: str, label: str) -> str:
    """A mrkdwn link, or the label alone where the page has no address."""
    label = escape(label).replace("|", "/")
    if not url.startswith(("https://", "http://")) or re.search(r"[<>|\s]", url):
        return label
    return f"<{escape(url)}|{label}>"


def moment(at: datetime) -> str:
    """A moment as each reader's Slack writes it, in their own zone; UTC where it draws none."""
    fallback = f"{at:%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def clamp(text: str, limit: int) -> str:
    """At most `limit` characters; a cut shows as an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _link_text(url: str, label: str | None) -> str:
    url = url.removeprefix("mailto:").removeprefix("tel:")
    if not label or label in url:
        return url
    return f"{label} ({url})"

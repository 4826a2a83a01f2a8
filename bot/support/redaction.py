"""Secrets out, before a text is stored, logged or sent to a model. Pure; a first, narrow set."""

from __future__ import annotations

import re

# Each pattern keeps group 1 (what names the secret) and drops the rest.
_SECRETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "private key",
        re.compile(
            r"()-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
            re.DOTALL,
        ),
    ),
    ("Slack token", re.compile(r"()\bxox[abposr]-[A-Za-z0-9-]{8,}|()\bxapp-[A-Za-z0-9-]{8,}")),
    ("JWT", re.compile(r"()\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")),
    ("cloud key", re.compile(r"()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|()\bsk-[A-Za-z0-9_-]{20,}")),
    ("SDK token", re.compile(r"()\b00[67][A-Za-z0-9+/=_-]{40,}|()\bBW[12]\.[\w.=+/-]{24,}")),
    (
        "secret",
        re.compile(
            r"((?:app[\s_-]?certificate|app[\s_-]?secret|client[\s_-]?secret|secret[\s_-]?key"
            r"|api[\s_-]?key|passw(?:or)?d|pwd|密码|口令)[\"']?\s*(?:[:=：]|is)\s*[\"']?)[^\s\"',;]{6,}",
            re.IGNORECASE,
        ),
    ),
    ("credentials", re.compile(r"(\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/-]{16,}=*", re.IGNORECASE)),
)


def redact(text: str) -> str:
    """Replace what looks like a secret by its kind: `[redacted Slack token]`."""
    for kind, pattern in _SECRETS:
        text = pattern.sub(
            lambda match, kind=kind: f"{match[1] or ''}[redacted {kind}]",  # type: ignore[misc]
            text,
        )
    return text

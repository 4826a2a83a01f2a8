"""A person's typed text as Slack stores it: escaped, with links and addresses in angle brackets."""

import re

# Written by the composer, not typed: mentions of people, channels, groups, and special words.
_CONTROL = (
    r"<(?:@[UW][A-Z0-9]+(?:\|[^<>]*)?|#C[A-Z0-9]+(?:\|[^<>]*)?"
    r"|![a-z]+(?:\^[^<>|]*)?(?:\|[^<>]*)?)>"
)
_URL = r"https?://[^\s<>|`，。；：！？（）【】「」、]+(?<![.,;:!?'\")\]])"
_EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
_SPECIAL = re.compile(f"(?P<control>{_CONTROL})|(?P<url>{_URL})|(?P<email>{_EMAIL})")


def escape(text: str) -> str:
    """Escape the three characters that Slack gives a meaning."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encode(text: str) -> str:
    """Return typed text in Slack's form."""
    parts: list[str] = []
    end = 0
    for match in _SPECIAL.finditer(text):
        parts += [escape(text[end : match.start()]), _special(match)]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _special(match: re.Match[str]) -> str:
    found = match.group()
    if match["control"]:
        return found
    if match["url"]:
        return f"<{escape(found)}>"
    return f"<mailto:{found}|{found}>"

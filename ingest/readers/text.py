"""Bytes that should be text, and text that should be Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

API_PAGE = "api"  # front matter `type` of a page whose every section is an entry of its own

_STRUCTURAL = re.compile(
    r"^([ \t]*)(#|>|~~~|:::|\||@tab|\[!|-{2,}[ \t]*$|={2,}[ \t]*$)", re.MULTILINE
)
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", "`": "&#96;", "[": "&#91;", "{": "&#123;"})
_FENCE = re.compile("`{3,}")
_LANGUAGE = re.compile(r"[^\w+#.-]+")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Unreadable(Exception):  # noqa: N818 - said of a file, not of the program
    """A file that a reader refuses; its message is the reason, for the report."""


def text_of(raw: bytes) -> str:
    """Decode UTF-8 or marked UTF-16, line ends unified. Raises Unreadable for anything else."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return one_newline(raw.decode("utf-16"))
        except UnicodeDecodeError:
            raise Unreadable("not text: broken UTF-16") from None
    if b"\0" in raw:
        raise Unreadable("binary content behind a text name")
    try:
        return one_newline(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 text (byte {error.start})") from None


def one_newline(text: str) -> str:
    """Windows' and old Mac's line ends become ours."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_unfit(text: str) -> str:
    """Take off control characters and halves of letters, which no index or terminal could hold."""
    return _UNFIT.sub("", text)


def escape(text: str) -> str:
    """Write plain text so that the Markdown reader gives it back as it is.

    >>> escape("# List<String> [a](b)")
    '&#35; List&lt;String> &#91;a](b)'
    """
    escaped = without_unfit(text).translate(_SPECIAL)
    return _STRUCTURAL.sub(lambda m: f"{m[1]}&#{ord(m[2][0])};{m[2][1:]}", escaped)


def fence(code: str, language: str = "") -> str:
    """Fenced code, set apart; a longer fence around code that holds one."""
    longest = max((len(run) for run in _FENCE.findall(code)), default=2)
    mark = "`" * max(3, longest + 1)
    return f"\n\n{mark}{_LANGUAGE.sub('', language)}\n{code.strip(chr(10))}\n{mark}\n\n"


def code_span(code: str) -> str:
    """Inline code on one line."""
    words = " ".join(code.split())
    return f"`{words}`" if words and "`" not in words else escape(words)


def front_matter(values: Mapping[str, object]) -> str:
    """A front matter block of the values that say something."""
    fit = {k: without_unfit(v) if isinstance(v, str) else v for k, v in values.items()}
    said = {key: value for key, value in fit.items() if value not in ("", None, (), [])}
    if not said:
        return ""
    written = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{written}---\n\n"


def with_values(markdown: str, values: Mapping[str, object]) -> str:
    """Put values into a text's front matter; what stands there already wins."""
    from ingest.frontmatter import split_front_matter  # noqa: PLC0415 - a small circle of uses

    present, body = split_front_matter(markdown)
    return front_matter({**values, **present.values}) + body

"""All rules over one text, and the text without what they found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from knowledge.privacy.constructs import constructed_secrets
from knowledge.privacy.cookies import listed_cookies
from knowledge.privacy.kinds import Kind, Secret, Wanted
from knowledge.privacy.labelled import labelled_secrets
from knowledge.privacy.personal import email_addresses, ip_addresses, personal_numbers, phones
from knowledge.privacy.seen import Seen
from knowledge.privacy.shapes import begun_secrets, shaped_secrets
from knowledge.privacy.tables import tabled_secrets
from knowledge.privacy.wrapped import continued

_KINDS = "|".join(re.escape(kind) for kind in Kind)
_PLACEHOLDER = re.compile(rf"\[(?:redacted (?:{_KINDS})(?: [0-9a-f]{{4}})?|(?:{_KINDS}) removed)\]")
_ROUNDS = 4
# Letters, digits, = and @ of Chinese and Japanese keyboards; the signs of their sentences stay.
_WIDE = re.compile("[\uff10-\uff19\uff1d\uff20-\uff3a\uff41-\uff5a]")
_OTHER_SPACES = "\u00a0\u2002\u2003\u2009\u202f\u3000"
_TRADITIONAL = ("碼鑰帳號證憑應項錄機電話聯絡郵為設", "码钥帐号证凭应项录机电话联络邮为设")
_ESCAPES = (("\\n", "\r\n"), ("\\r", "  "), ("\\t", "  "))
_NARROW: dict[int, int | str] = {
    **{one: one - 0xFEE0 for one in range(0xFF10, 0xFF5B) if _WIDE.match(chr(one))},
    **str.maketrans(*_TRADITIONAL),
    **dict.fromkeys(map(ord, _OTHER_SPACES), " "),
}
_FOREIGN = re.compile(f"[{''.join(map(chr, _NARROW))}]")
# A long text is read in stretches, each with what stands around it: a find counts where it begins,
# so it is read with its label before it and its whole length after it. The longest rule, of JWTs
# with a chain of certificates, takes 48,000 characters; a name and its value stand closer by far.
_STRETCH, _BEFORE, _AFTER = 1_048_576, 4_096, 49_152  # characters
# Where two rules see one place, the sharper name wins.
_VAGUE = frozenset({Kind.SECRET, Kind.TOKEN, Kind.CREDENTIALS, Kind.PASSWORD, Kind.COOKIE})


def find(text: str, wanted: Wanted | None = None, *, stretch: int = _STRETCH) -> tuple[Secret, ...]:
    """Every secret of a text in reading order, without overlaps.

    What a placeholder of ours covers already is no secret. Takes time linear in the text's length;
    `stretch` is how many characters are read at a time.
    """
    wanted = wanted or Wanted()
    starts = range(0, len(text), stretch)
    return _merged([one for at in starts for one in _of(text, at, at + stretch, wanted)])


def _of(text: str, start: int, end: int, wanted: Wanted) -> Iterator[Secret]:
    """What begins in a stretch."""
    at = max(0, start - _BEFORE)
    for one in _find(text[at : end + _AFTER], wanted):
        if start <= one.start + at < end:
            yield Secret(one.kind, one.start + at, one.end + at)


def _find(text: str, wanted: Wanted) -> tuple[Secret, ...]:
    seen = Seen(text)
    text = _plain(seen.text)
    taken = [Secret(Kind.SECRET, *match.span()) for match in _PLACEHOLDER.finditer(text)]
    masked = _masked(text, taken)
    found = more = list(_merged(_all(masked, wanted)))
    for _ in range(_ROUNDS):  # what is taken away may leave an edge at which more shows
        masked = _masked(masked, more)
        more = [
            one
            for start, end in _around(masked, more)
            for one in _within(masked, start, end, wanted)
        ]
        if not more:
            break
        found = [*found, *more]
    known = _merged(found)
    whole = _merged([*known, *continued(text, known, begun_secrets, shaped_secrets)])
    return tuple(seen.back(one) for one in whole)


def _plain(text: str) -> str:
    """The same length, as rules read it: full-width letters narrow, line ends of JSON as such."""
    if not text.isascii() and _FOREIGN.search(text):
        text = text.translate(_NARROW)
    if "\\" in text:
        for written, meant in _ESCAPES:
            text = text.replace(written, meant)
    return text


def _within(text: str, start: int, end: int, wanted: Wanted) -> Iterator[Secret]:
    for one in _merged(_all(text[start:end], wanted)):
        yield Secret(one.kind, one.start + start, one.end + start)


def _around(text: str, secrets: Sequence[Secret]) -> Iterator[tuple[int, int]]:
    """The lines in which something was found, with the one before and the next one."""
    at = -1
    for one in sorted(secrets, key=lambda secret: secret.start):
        if one.start < at:
            continue
        line = max(text.rfind("\n", 0, one.start), 0)
        start = max(text.rfind("\n", 0, line) + 1, at)
        end = text.find("\n", one.end)
        at = len(text) if end < 0 else (text.find("\n", end + 1) + 1 or len(text))
        yield start, at


def replaced(text: str, secrets: Sequence[Secret], write: Callable[[Kind, str], str]) -> str:
    """The text with each secret (as `find` gives them) replaced by what `write` makes of it."""
    parts, at = [], 0
    for one in secrets:
        parts += [text[at : one.start], write(one.kind, text[one.start : one.end])]
        at = one.end
    return "".join([*parts, text[at:]])


def _all(text: str, wanted: Wanted) -> Iterator[Secret]:
    yield from shaped_secrets(text)
    yield from labelled_secrets(text)
    yield from constructed_secrets(text)
    yield from listed_cookies(text)
    yield from tabled_secrets(text)
    yield from personal_numbers(text)
    if wanted.emails:
        yield from email_addresses(text)
    if wanted.phones:
        yield from phones(text)
    if wanted.ips:
        yield from ip_addresses(text)


def _masked(text: str, taken: Sequence[Secret]) -> str:
    """The same length, with brackets and NULs where something was taken: no rule reads across."""
    return replaced(text, taken, lambda _, value: "[" + "\0" * (len(value) - 2) + "]")


def _merged(secrets: Iterator[Secret] | Sequence[Secret]) -> tuple[Secret, ...]:
    merged: list[Secret] = []
    for one in sorted(secrets, key=lambda secret: (secret.start, -secret.end)):
        if merged and one.start < merged[-1].end:
            last = merged[-1]
            sharper = last.kind in _VAGUE and one.kind not in _VAGUE
            kind = one.kind if sharper else last.kind
            merged[-1] = Secret(kind, last.start, max(last.end, one.end))
        else:
            merged.append(one)
    return tuple(merged)

"""Secrets that a mail, a terminal, an editor or a program broke into lines: all lines go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.privacy.kinds import Kind, Secret

_RUN = r"[A-Za-z0-9+/=_.~-]"
_BREAK = r"(?:\r?\n|[\r\v\f\x85\u2028\u2029]|<br ?/?>|(?:%0[dD])?%0[aA])"
_NO_BREAK = r"[^\r\n\v\f\x85\u2028\u2029]"
_MARKS = r"[\"'`“”’,;+.&=_…↵⏎|│\\ \t\u00a0\u3000]"  # what stands between a part and its line's end
_OPAQUE = re.compile(rf"{_RUN}{{20,}}")
# A key that lacks its end; how its first line ends tells nothing about the width of the others.
_KEY_CUT = re.compile(r"-----BEGIN (?:(?!-----END )[\s\S])*", re.ASCII)
_PLUS = r"[\"'`”][ \t]{0,8}(?:\+|\.{1,2}|&|\|\||<>)[ \t]{0,8}[\"'`“]"
_JOINT = (
    rf"(?:{_MARKS}{{0,10}}(?P<break>{_BREAK}(?:[\s>|│*#/]{{0,16}}{_BREAK})?)"
    rf"(?P<lead>{_NO_BREAK}{{0,120}}?)(?:(?<!{_RUN})|(?<=%0[aA]))|(?P<plus>{_PLUS}))"
    rf"(?P<run>{_RUN}{{2,8192}}+)"
)
_NEXT = re.compile(
    rf"{_JOINT}(?={_MARKS}{{0,10}}[)\]}}*]{{0,4}}{_MARKS}{{0,10}}(?:{_BREAK}|\Z)"
    r"|\\?[\"'”`][ ]?[,;)}\]+.&]|</)"
)
# The last part with the rest of its sentence, where a terminal broke the line.
_LAST = re.compile(
    rf"{_MARKS}{{0,2}}(?P<break>{_BREAK})(?P<lead>[ \t>]{{0,24}})(?P<run>{_RUN}{{16,8192}}+)"
    r"(?=[ \t,;:)\uff0c\u3002\uff09\uff1b])"
)
_QUOTING = re.compile(r"[\s>|│+\"'`“”*\\#/.&↪↩…(\[-]*")
_CONCATENATES = re.compile(r"[\"'`”][ \t]*(?:\+|\.|&)|(?:\+|\.|&)[ \t]*[\"'`“]")
_DIGITS = re.compile(r"\d+")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
# x86_64, v4.3.1-rc.2, libRtc.so, Pixel8Pro: words and numbers, alone or joined by signs.
_CAMEL = r"(?:[A-Z]*[a-z]*(?:[A-Z][a-z]+)*\d*[a-z]?|\d+[A-Z]*)"
_SPOKEN = re.compile(rf"{_CAMEL}(?:[._/-]{_CAMEL})*|[a-z]?[A-Z]+\d+|0x[0-9a-fA-F]+|[A-Z_\d-]+")
_WORDY = 3  # characters of a kind in a row, on average; base64 has less than two
# A secret is written in one alphabet: base64, its form for addresses, or neither's signs.
_SIGNS = (re.compile(r"[+/]"), re.compile(r"[._~-]"))
_DIGEST = re.compile(r"[0-9a-f-]{32,}|[0-9A-F-]{32,}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_LINES = 200  # as many as a token of 8,000 characters or a key of 8,192 bits has
_LINE = 400  # characters before a secret in which its line begins
_SLACK = 8  # characters by which a line that goes on may be longer: quotation marks, a plus
_KEY_LINE = 80
_SHORTEST, _FOLDED = 4, 16


@dataclass(frozen=True, slots=True)
class _First:
    """The first line of a secret, "" of a key, with what stands in front of it on its line."""

    text: str
    before: str

    @property
    def width(self) -> int:
        return len(self.before) + (len(self.text) or _KEY_LINE)


def continued(
    text: str,
    found: Sequence[Secret],
    begun: Callable[[str], Iterator[Secret]],
    shaped: Callable[[str], Iterator[Secret]],
) -> Iterator[Secret]:
    """Yield the secrets of `found` that go on in the lines below, with those lines.

    `begun` gives first lines that show no secret by themselves, `shaped` judges them joined with
    what follows.
    """
    at = 0
    for one in found:
        runs = _runs(text, one) if one.start >= at and _may_go_on(text, one) else []
        if runs:
            at = runs[-1][1]
            yield Secret(one.kind, one.start, at)
    at = 0
    for one in sorted(begun(text), key=lambda secret: secret.start):
        runs = _runs(text, one) if one.start >= at else []
        if runs:
            at = runs[-1][1]
            yield from _joined(text, one, runs, shaped)


def _may_go_on(text: str, one: Secret) -> bool:
    if one.kind is Kind.PRIVATE_KEY and _KEY_CUT.fullmatch(text, one.start, one.end):
        return True
    return _OPAQUE.fullmatch(text, one.start, one.end) is not None


def _joined(
    text: str,
    first: Secret,
    runs: Sequence[tuple[int, int]],
    shaped: Callable[[str], Iterator[Secret]],
) -> Iterator[Secret]:
    """As many lines as the shape takes. A `=` at a line's end is of a mail that was encoded."""
    parts = [(first.start, first.end), *runs]
    joined, ends = "", []
    for start, end in parts:
        joined += text[start:end].removesuffix("=") if end != parts[-1][1] else text[start:end]
        ends.append(len(joined))
    for one in shaped(joined):
        if one.start == 0 and one.end > ends[0]:
            last = next(at for at, end in enumerate(ends) if one.end <= end)
            yield Secret(one.kind, first.start, parts[last][1])
            return


def _runs(text: str, one: Secret) -> list[tuple[int, int]]:
    """The stretches that go on with a secret, line by line."""
    before = re.split(_BREAK, text[max(0, one.start - _LINE) : one.start])[-1]
    first = _First("" if one.kind is Kind.PRIVATE_KEY else text[one.start : one.end], before)
    runs: list[tuple[int, int]] = []
    widths, end = [one.end - one.start], one.end
    while len(runs) < _LINES:
        match = _NEXT.match(text, end) or _LAST.match(text, end)
        if match is None or not _goes_on(match, first, widths):
            break
        runs.append(match.span("run"))
        widths, end = [*widths[-1:], len(match["run"])], match.end("run")
    return runs


def _goes_on(match: re.Match[str], first: _First, widths: Sequence[int]) -> bool:
    """Whether a line goes on with a secret; `widths` is how much of it the lines above hold."""
    run, named = match["run"], match.groupdict()
    if named.get("plus"):
        return True
    lead = match["lead"]
    if len(lead) + len(run) > first.width + _SLACK or not _same_lead(lead, first.before):
        return False
    if _CONCATENATES.search(match[0][: match.start("run") - match.start()]):
        return True
    if len(run) < _SHORTEST or _SPOKEN.fullmatch(run) or not _is_alike(run, first.text):
        return False
    folded = len(run) == widths[-1] or (len(run) <= widths[0] == widths[-1] and len(widths) > 1)
    return (folded and widths[-1] >= _FOLDED) or not _is_wordy(run)


def _is_alike(run: str, first: str) -> bool:
    """Whether a line may be written in the alphabet of the first: no hash follows base64."""
    if _DIGEST.fullmatch(run) and not _HEX.fullmatch(first):
        return False
    signs = [one for one in _SIGNS if one.search(first)]
    others = [one for one in _SIGNS if one.search(run)]
    return "=" not in run.rstrip("=") and (len(signs) != 1 or len(others) != 1 or signs == others)


def _same_lead(lead: str, before: str) -> bool:
    """Quotation marks and indentation, or what the log writes in front of every line."""
    lead, before = _DIGITS.sub("0", lead), _DIGITS.sub("0", before)
    return _QUOTING.fullmatch(lead) is not None or lead in before


def _is_wordy(run: str) -> bool:
    parts = _PARTS.findall(run)
    return sum(map(len, parts)) >= _WORDY * len(parts)

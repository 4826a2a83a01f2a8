"""Secrets that a mail, a terminal or an editor broke into lines: the lines that go on go too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from knowledge.privacy.kinds import Kind, Secret

_RUN = r"[A-Za-z0-9+/=_.~-]"
_BREAK = r"(?:\r?\n|(?:\\r)?\\n)"
_OPAQUE = re.compile(rf"{_RUN}{{24,}}")
# What is left of a token whose first line ends before its shape shows.
_BEGINNINGS = (
    (Kind.JWT, "eyJ", re.compile(rf"(?<![\w-])eyJ[\w-]{{12,2000}}\.?(?={_BREAK})", re.ASCII)),
    (
        Kind.SDK_TOKEN,
        "006",
        re.compile(rf"(?<![0-9A-Za-z])006[0-9a-f]{{16,32}}[A-Za-z0-9+/=]{{0,6}}(?={_BREAK})"),
    ),
)
_NEXT = re.compile(
    rf"[\"'`,;+\\ \t]{{0,8}}(?P<break>{_BREAK})(?P<lead>[^\n]{{0,120}}?)(?P<run>{_RUN}{{4,8192}})"
    rf"(?=[\"'`,;)\\\]}}*+ \t]{{0,8}}(?:{_BREAK}|\Z)|\\?\"[ ]?[,}}\]])"
)
_QUOTING = re.compile(r"[\s>|+\"'`*\\]*")
_DIGIT = re.compile(r"\d")
_CLASSES = re.compile(r"[a-z]+|[A-Z]+|\d+|[^A-Za-z\d]+")
_SPOKEN = re.compile(
    r"v?\d+(?:\.\d+)+|[\d.:-]+|[a-z]+(?:[_.-][a-z\d]+)+|[A-Z]*[a-z]*(?:[A-Z][a-z]+)*\d*|[A-Z_\d-]+"
)
_LINES = 100  # as many as a token of 8,000 characters has
_LINE = 400  # characters before a secret in which its line begins
_SLACK = 8  # characters by which a line that goes on may be longer: quotation marks, a plus


def continued(
    text: str, found: Sequence[Secret], shaped: Callable[[str], Iterator[Secret]]
) -> Iterator[Secret]:
    """Yield the secrets of `found` that go on in the lines below, with those lines.

    `shaped` judges a first line that shows no secret by itself, joined with what follows.
    """
    for one in found:
        if one.kind is not Kind.PRIVATE_KEY and _OPAQUE.fullmatch(text, one.start, one.end):
            runs = _runs(text, one.start, one.end)
            if runs:
                yield Secret(one.kind, one.start, runs[-1][1])
    for kind, hint, pattern in _BEGINNINGS:
        at = 0
        for match in pattern.finditer(text) if hint in text else ():
            if match.start() < at:
                continue
            runs = _runs(text, *match.span())
            at = runs[-1][1] if runs else match.end()
            joined = match[0] + "".join(text[start:end] for start, end in runs)
            if any(one.start == 0 for one in shaped(joined) if runs):
                yield Secret(kind, match.start(), runs[-1][1])


def _runs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches that go on with what stands at `start`..`end`, line by line."""
    runs: list[tuple[int, int]] = []
    before = re.split(_BREAK, text[max(0, start - _LINE) : start])[-1]
    width = len(before) + end - start
    while len(runs) < _LINES and (match := _NEXT.match(text, end)) is not None:
        lead, run = match["lead"], match["run"]
        if (
            len(lead) + len(run) > width + _SLACK
            or not _same_lead(lead, before)
            or not _opaque(run)
        ):
            break
        runs.append(match.span("run"))
        end = match.end("run")
    return runs


def _same_lead(lead: str, before: str) -> bool:
    """Quotation marks and indentation, or what the log writes in front of every line."""
    lead, before = _DIGIT.sub("0", lead), _DIGIT.sub("0", before)
    return _QUOTING.fullmatch(lead) is not None or lead in before


def _opaque(run: str) -> bool:
    """No word, name or number stands alone in that line."""
    return len(_CLASSES.findall(run)) > 2 + len(run) // 12 and not _SPOKEN.fullmatch(run)

"""What is known of an SDK version: unknown, outdated, at its end, or broken. Pure.

The catalogue is what the policy lists and what the ingested release notes name. It is often
incomplete, so a verdict is given only when it holds for every release that the developer may mean;
where nothing is known, nothing is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from pydantic import field_validator

from bot.support.models import Model
from knowledge.platforms import normalise_platform

SOON = dt.timedelta(days=90)  # before its end, a version is said to end

_PART = r"(?:\d{1,6}|[xX*](?![a-z]))"
_VERSION = re.compile(
    rf"(?<![\d.])v?(?P<numbers>\d{{1,6}}(?:[.。]{_PART}){{0,4}})"
    r"(?P<pre>[-_.]?(?:alpha|beta|rc|pre(?:view)?|dev|snapshot)[\w.-]*)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_ANY_PRODUCT = frozenset({"platform", "sdk", "all"})  # words that name no product of many
_MOST = 8  # versions of one report that are looked at
_LINE = 2  # numbers that name a line of releases: 4.3


class Standing(StrEnum):
    """What is to be said of a version, least urgent first."""

    UNKNOWN = "unknown"
    OUTDATED = "outdated"
    ENDING = "ending"
    END_OF_LIFE = "end_of_life"
    BROKEN = "broken"

    @property
    def rank(self) -> int:
        return list(Standing).index(self)


class Release(Model):
    """A version, or a line of them (`3.x`), and what is known of it.

    `product` and `platforms` are empty when it is for all; `page` is the address of the page that
    tells of it, `title` its name, `language` the language that it is written in ("" = any).
    """

    version: str
    product: str = ""
    platforms: tuple[str, ...] = ()
    date: dt.date | None = None
    end_of_life: dt.date | None = None
    broken: str = ""
    fixed_in: str = ""
    page: str = ""
    title: str = ""
    language: str = ""

    @field_validator("version", "fixed_in", mode="before")
    @classmethod
    def _is_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int | float) else value  # YAML reads 4.3 as a number

    @field_validator("version")
    @classmethod
    def _is_a_version(cls, value: str) -> str:
        if parse(value) is None:
            msg = f"{value!r} is not a version; write for example 4.3.1 or 3.x"
            raise ValueError(msg)
        return value


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Numbers that can be compared. `open` stands for any that may follow: `4.3.x`, or just `4.3`.

    A pre-release comes before the release of the same numbers.
    """

    numbers: tuple[int, ...]
    final: bool = True
    open: bool = False

    def covers(self, other: Version) -> bool:
        """Whether `other` may be meant: 4.3 covers 4.3.1. A pre-release covers only itself."""
        return other.numbers[: len(self.numbers)] == self.numbers and (
            self.open or self.final == other.final
        )

    @property
    def line(self) -> tuple[int, ...]:
        return self.numbers[:_LINE]


class Verdict(Model):
    """What is to be said of a told version. `newer` is the version to move to, "" if none is known.

    `page` and `title` are where it is written; "" when no page is known.
    """

    standing: Standing
    version: str
    newer: str = ""
    reason: str = ""
    day: dt.date | None = None
    page: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a developer told: versions (one or several), platforms and product; "" = nothing."""

    versions: str
    platforms: str = ""
    product: str = ""


@lru_cache(maxsize=8192)
def parse(text: str) -> Version | None:
    """The first version in a text, or None.

    >>> parse("v4.3.x"), parse("4.3.1-beta.2").final, parse("4.3.1+build.5").numbers
    (Version(numbers=(4, 3), final=True, open=True), False, (4, 3, 1))
    >>> parse("unknown")
    """
    match = _VERSION.search(text.strip().lower())
    if match is None:
        return None
    parts = re.split("[.。]", match["numbers"])
    digits = [part for part in parts if part.isdigit()]
    numbers = tuple(int(part) for part in parts[: _leading(parts)])
    is_open = len(digits) < len(parts) or len(numbers) <= _LINE
    return Version(numbers, final=match["pre"] is None, open=is_open)


def _leading(parts: Sequence[str]) -> int:
    return next((at for at, part in enumerate(parts) if not part.isdigit()), len(parts))


def judge(
    told: Told, catalogue: Iterable[Release], today: dt.date, language: str = "en"
) -> Verdict | None:
    """The most urgent thing to say of the told versions; None when nothing is known against them.

    Pages in `language` are preferred.
    """
    verdicts = judge_each(told, catalogue, today, language)
    return max(verdicts, key=lambda one: one.standing.rank, default=None)


def judge_each(
    told: Told, catalogue: Iterable[Release], today: dt.date, language: str = "en"
) -> list[Verdict]:
    """What is to be said of each of the told versions, in their order."""
    known = [one for one in catalogue if _is_for(one.product, told.product)]
    products = {_words(one.product) - _ANY_PRODUCT for one in known} - {frozenset()}
    if not told.product and len(products) > 1:
        return []  # which of the products is meant, nobody said
    pieces = re.split(r"[,，、;/\s]+", told.versions)
    versions = [
        (piece, version)
        for piece in pieces
        if re.search(r"\d[.。]", piece) and (version := parse(piece))
    ][:_MOST]
    verdicts = [_judge(piece, one, told, known, today, language) for piece, one in versions]
    return [one for one in verdicts if one is not None]


def products_in_question(
    told: Told, catalogue: Iterable[Release], today: dt.date
) -> tuple[str, ...]:
    """The products of which something is to be said, where nobody told which one it is."""
    known = list(catalogue)
    named = {_words(one.product) - _ANY_PRODUCT: one.product for one in known}
    named.pop(frozenset(), None)
    if told.product or len(named) < 2:  # noqa: PLR2004 - of one there is no question
        return ()
    return tuple(
        name
        for name in sorted(named.values())
        if judge_each(replace(told, product=name), known, today)
    )


def _judge(
    piece: str,
    version: Version,
    told: Told,
    known: list[Release],
    today: dt.date,
    language: str,
) -> Verdict | None:
    """The same on every platform that may be meant, or nothing."""
    asked = {normalise_platform(one.strip()) or "" for one in told.platforms.split(",")} - {""}
    platforms = asked or {name for one in known for name in one.platforms} or {""}
    verdicts = [
        _on_platform(piece, version, _Shelf.of(known, platform), today, language)
        for platform in sorted(platforms)
    ]
    first = verdicts[0]
    if first is None or any(one is None or one.standing != first.standing for one in verdicts):
        return None
    if len({one.newer for one in verdicts if one}) > 1:  # another one on each platform
        return first.model_copy(update={"newer": "", "page": "", "title": ""})
    return first


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The releases of one product on one platform, with their versions read."""

    releases: tuple[tuple[Version, Release], ...]

    @classmethod
    def of(cls, known: list[Release], platform: str) -> _Shelf:
        fitting = [
            (version, one)
            for one in known
            if (not one.platforms or not platform or platform in one.platforms)
            and (version := parse(one.version))
        ]
        return cls(tuple(fitting))

    def final(self) -> list[Version]:
        """Releases proper: no lines of them, no pre-releases."""
        return sorted(one for one, _ in self.releases if one.final and not one.open)

    def page_of(self, version: Version, language: str) -> Release | None:
        """Where a release is written of, in the language if there is a choice."""
        pages = [one for found, one in self.releases if found == version and one.page]
        return max(pages, key=lambda one: one.language == language, default=None)


def _on_platform(
    piece: str, version: Version, shelf: _Shelf, today: dt.date, language: str
) -> Verdict | None:
    meant = [one for found, one in shelf.releases if version.covers(found) or found == version]
    lines = [one for found, one in shelf.releases if found.open and found.covers(version)]
    exact = [one for one in meant if (read := parse(one.version)) and not read.open]
    finals = shelf.final()
    verdict = (
        _broken(piece, exact, lines)
        or _ended(piece, exact, lines, today)
        or _aged(piece, version, finals)
    )
    return None if verdict is None else _with_page(verdict, shelf, finals, language)


def _broken(piece: str, exact: list[Release], lines: list[Release]) -> Verdict | None:
    """Broken are all that may be meant, or the whole line."""
    bad = next((one for one in lines if one.broken), None)
    if bad is None and exact and all(one.broken for one in _by_version(exact)):
        bad = next(one for one in exact if one.broken)
    if bad is None:
        return None
    return Verdict(
        standing=Standing.BROKEN,
        version=piece,
        newer=bad.fixed_in,
        reason=bad.broken,
        page=bad.page,
        title=bad.title,
    )


def _by_version(releases: list[Release]) -> list[Release]:
    """One for each version: what the policy says of it counts, whatever its notes are silent on."""
    found: dict[Version | None, Release] = {}
    for one in releases:
        version = parse(one.version)
        if version not in found or one.broken:
            found[version] = one
    return list(found.values())


def _ended(
    piece: str, exact: list[Release], lines: list[Release], today: dt.date
) -> Verdict | None:
    dated = [one for one in (*exact, *lines) if one.end_of_life]
    if not dated:
        return None
    last = max(dated, key=lambda one: one.end_of_life or dt.date.min)
    day = last.end_of_life or dt.date.max
    if day > today + SOON:
        return None
    return Verdict(
        standing=Standing.END_OF_LIFE if day <= today else Standing.ENDING,
        version=piece,
        newer=last.fixed_in,
        day=day,
        page=last.page,
        title=last.title,
    )


def _aged(piece: str, version: Version, finals: list[Version]) -> Verdict | None:
    """Older than the newest; or newer than anything that is known, in its line or at all."""
    if not finals:
        return None
    newest = finals[-1]
    if any(version.covers(one) for one in finals):
        standing = Standing.OUTDATED
        if version.covers(newest):
            return None
    elif not version.open and version.numbers[: len(newest.numbers)] == newest.numbers:
        return None  # a build or a pre-release of the newest
    else:
        of_line = [one for one in finals if one.line == version.line]
        beyond = version.numbers > (of_line[-1] if of_line else newest).numbers
        standing = Standing.UNKNOWN if beyond else Standing.OUTDATED
    return Verdict(standing=standing, version=piece, newer=_text(newest))


def _with_page(verdict: Verdict, shelf: _Shelf, finals: list[Version], language: str) -> Verdict:
    """Name the version to move to where nothing does, and the page that tells of it."""
    newer = verdict.newer or (_text(finals[-1]) if finals else "")
    target = parse(newer)
    page = shelf.page_of(target, language) if target and not verdict.page else None
    update = {"newer": newer}
    if page is not None:
        update |= {"page": page.page, "title": page.title}
    return verdict.model_copy(update=update)


def _text(version: Version) -> str:
    return ".".join(map(str, version.numbers))


def is_named(product: str, told: str) -> bool:
    """Whether who told of a product means this one (by words in common)."""
    return bool((_words(product) - _ANY_PRODUCT) & (_words(told) - _ANY_PRODUCT))


def _is_for(product: str, told: str) -> bool:
    """Whether a release of the product concerns who told of another (by words in common)."""
    named = _words(product) - _ANY_PRODUCT
    asked = _words(told) - _ANY_PRODUCT
    return not named or not asked or is_named(product, told)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))

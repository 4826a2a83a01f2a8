"""What an answer is valid for, and where that differs from what the asker uses."""

from __future__ import annotations

from collections.abc import Sequence

from bot.support.phrases import LANGUAGES, say
from knowledge.models import PageStatus, Passage, Query
from knowledge.platforms import platform_label
from knowledge.versions import version_nearness

_PLATFORMS = 3  # more than these and the line says nothing
_OTHERS = 3  # platforms or versions that are offered
_LOOKED_AT = 5  # passages in which the same page for another platform or version is looked for
_APART = (0, 0.5)  # nearness of versions: another major one, another of the same


def valid_for(query: Query, shown: Sequence[Passage], version: str, language: str) -> str:
    """`Android · SDK 4.x · English docs`: what the shown passages hold for; "" for anything.

    `version` is what the answer as a whole is for, "" when its pages differ.
    """
    platforms = _shared_platforms(shown)
    asked = query.platform
    named = (asked,) if asked in platforms else platforms
    parts = [platform_label(one) for one in named] if len(named) <= _PLATFORMS else []
    if version:
        parts.append(f"SDK {version}")
    languages = sorted({one.language for one in shown if one.language in LANGUAGES})
    parts += [say(language, f"docs_{one}") for one in languages]
    return " · ".join(parts)


def remarks(
    query: Query, shown: Sequence[Passage], evidence: Sequence[Passage], language: str
) -> list[str]:
    """Where the shown pages differ from the asker's setting, or depend on one that is not known.

    `evidence`: everything that was found, best first; `shown`: what the answer rests on.
    """
    said = differences(query, shown, language)
    if said or not shown:
        return said
    platforms = open_platforms(query, evidence)
    if platforms:
        told, others = (_named(some) for some in (shown[0].platforms, platforms[:_OTHERS]))
        said.append(say(language, "which_platform", told=told, others=others))
    cited = {one.version for one in shown}
    versions = [one for one in open_versions(query, evidence) if one not in cited]
    if versions and shown[0].version:
        others = ", ".join(versions[:_OTHERS])
        said.append(say(language, "which_version", told=shown[0].version, others=others))
    return said


def differences(query: Query, shown: Sequence[Passage], language: str) -> list[str]:
    """Sentences on how the shown pages differ from the asker's platform and version."""
    said = []
    platforms = _shared_platforms(shown)
    if query.platform and platforms and query.platform not in platforms:
        labels, mine = _named(platforms[:_PLATFORMS]), platform_label(query.platform)
        said.append(say(language, "other_platform", told=labels, asked=mine))
    versions = {one.version for one in shown if one.version}
    far = [one for one in sorted(versions) if version_nearness(query.version, one) == 0]
    if query.version and far and len(far) == len(versions):
        said.append(say(language, "other_version", told=", ".join(far), asked=query.version))
    if shown and all(one.status is PageStatus.ARCHIVED for one in shown):
        said.append(say(language, "archived"))
    return said


def open_platforms(query: Query, evidence: Sequence[Passage]) -> tuple[str, ...]:
    """The platforms among which the asker did not choose, though the answer depends on it.

    The best passage is for some platforms only, and another page says the same for others.
    """
    best = evidence[0] if evidence else None
    if query.platform or best is None or not best.platforms:
        return ()
    others = [
        one.platforms
        for one in evidence[1:_LOOKED_AT]
        if one.title == best.title and _for_other_platforms(best, one)
    ]
    return tuple(dict.fromkeys(name for some in others for name in some))


def open_versions(query: Query, evidence: Sequence[Passage]) -> tuple[str, ...]:
    """The versions among which the asker did not choose, though the answer depends on it.

    The best passage is for a version, and the same page for another one says something else.
    """
    best = evidence[0] if evidence else None
    if query.version or best is None or not best.version:
        return ()
    others = [
        one.version
        for one in evidence[1:_LOOKED_AT]
        if (one.title, one.language, one.product) == (best.title, best.language, best.product)
        and not _for_other_platforms(best, one)
        and version_nearness(best.version, one.version) in _APART
    ]
    return tuple(dict.fromkeys(others))


def _for_other_platforms(one: Passage, other: Passage) -> bool:
    mine, theirs = {*one.platforms}, {*other.platforms}
    return bool(mine and theirs) and not mine & theirs


def _named(platforms: Sequence[str]) -> str:
    return ", ".join(platform_label(one) for one in platforms)


def _shared_platforms(shown: Sequence[Passage]) -> tuple[str, ...]:
    """Platforms that every platform-bound passage serves; all of them when they share none."""
    bound = [set(one.platforms) for one in shown if one.platforms]
    if not bound:
        return ()
    return tuple(sorted(set.intersection(*bound) or set.union(*bound)))

"""The SDK's version, among the versions of everything else that a report names."""

import re
from itertools import pairwise

from bot.support.extraction.builds import dependencies
from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.owners import claim, is_unnamed, owner_pattern
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region, covers
from bot.support.extraction.template import Entry
from bot.support.extraction.upgrades import left_behind
from bot.support.extraction.version_shapes import (
    Candidate,
    candidates,
)
from bot.support.extraction.vocabulary import (
    COMMON_PACKAGES,
    FRAMEWORK_PACKAGES,
    TOOLS,
    Catalogue,
)

MAX_VERSIONS = 12
# Who names more versions in running text quotes release notes; the first one is what is asked.
MAX_TOLD = 4
# A log names many versions: the SDK's says so, or stands alone on its line behind "Ver:".
_SDK_IN_LOG = folded(
    r"sdk[^\n:=]{0,40}\b(?:version|ver)\b(?:[ ]is)?[^\n\w]{0,6}\Z|sdk[ _-]?version\W{0,6}\Z"
    r"|(?<!android )(?<!ios )(?<!target )(?<!compile )\bsdk[ ]\Z"
    r"|(?:^|[^\w \t][ \t]{0,4})ver(?:sion)?[:=][ \t]{0,4}v?\Z"
)
_ENGINE = folded(r"(?:^|[-_/])(?:lib)?webrtc$")
# What changes the project when it is built is no part of the SDK.
_BUILD_STEP = folded(r"config-plugins?|(?:babel|webpack|vite|gradle|eslint)-plugin|/types$|@types/")
_COMMON = folded(rf"(?:{COMMON_PACKAGES})")
_VERSION_WORD = folded(r"[_-]?version$")
# Rules that read a form or a build file, not running text.
_WRITTEN_DOWN = frozenset({"version label", "dependency"})
_FRAMEWORK = folded(rf"(?:{FRAMEWORK_PACKAGES}|{TOOLS})")
_NUMBERS = cased(r"\d{1,4}(?:\.\d{1,6}){2,3}")
_LIST_GLUE = folded(r"\s{1,4}|[ ]?(?:[,，、&/]|and|or|和|或)[ ]?(?:v(?=\d))?")


def sdk_versions(document: Document, catalogue: Catalogue, taken: list[Found]) -> list[Found]:
    """Return the SDK versions reported as affected; `taken` are the spans of OS and tool versions.

    Labels and build files speak first; running text is asked only for what they leave open.
    """
    own, foreign = _dependencies(document, catalogue, taken)
    left = left_behind(document)
    others = [*foreign, *left, *_of_tools(document)]
    others += [Region(one.start, one.end) for one in taken]
    free = [
        candidate
        for candidate in candidates(document.affected)
        if not any(other.start <= candidate.start < other.end for other in others)
    ]
    found = _labelled(document, free, {one.value.lower() for one in taken})
    found += own
    # A number that is a tool's or a system's where it is named is not the SDK's where it is not.
    known = {document.text[one.start : one.end].lstrip("vV") for one in left}
    known |= {number for one in taken for number in _NUMBERS.findall(one.value)}
    free = [one for one in free if one.number not in known]
    owner = owner_pattern(catalogue)
    told = _in_prose(document, owner, free)
    found += told if len({one.value for one in told}) <= MAX_TOLD else told[:1]
    found = found or _lone(document, owner, free) or _loaded(document, catalogue)
    return _distinct(_without_healthy(document, found))


def _of_tools(document: Document) -> list[Region]:
    return [
        Region(entry.start, entry.end)
        for entry in document.of_kind("host", "version")
        if "\n" not in document.text[entry.start : entry.end]
        and (entry.kind == "host" or document.owner_of(entry))
    ]


def _labelled(document: Document, free: list[Candidate], others: set[str]) -> list[Found]:
    found: list[Found] = []
    for entry in document.of_kind("sdk_version", "named_version", "version"):
        if entry.kind == "version" and document.owner_of(entry):
            continue
        inside = [one for one in free if entry.start <= one.start < entry.end][:6]
        if entry.kind == "version":
            inside = [one for one in inside if one.number not in others]
        found += [_found(one, "version label") for one in inside]
        if not inside and entry.kind == "sdk_version":
            found += _whole_number(document, entry)
    return found


def _whole_number(document: Document, entry: Entry) -> list[Found]:
    """Return a version without dots, which only a label makes a version."""
    value = document.affected[entry.start : entry.end]
    match = re.match(r"[ \t`\[(]*([vV]?\d{1,3})(?![\d.])", value)
    api_level = "android" in entry.label.lower() and match is not None
    if match is None or api_level:
        return []
    at = entry.start + match.start(1)
    return [Found(value=match[1], start=at, end=at + len(match[1]), rule="version label")]


def _without_healthy(document: Document, found: list[Found]) -> list[Found]:
    """Return the versions without those that prose names and elsewhere calls healthy.

    "Fails after 7.4.1 … 7.4.1 was the last one without it": the other version is the affected one.
    """
    healthy = {
        one.number
        for one in candidates(document.told)
        if not document.affected[one.start : one.end].strip()
    }
    kept = [
        one for one in found if one.rule in _WRITTEN_DOWN or one.value.lstrip("vV") not in healthy
    ]
    return kept or found


def _dependencies(
    document: Document, catalogue: Catalogue, taken: list[Found]
) -> tuple[list[Found], list[Region]]:
    """Return the SDK's versions in build files, and where the versions of other packages stand."""
    stem = catalogue.sdk_pattern()
    title = document.text[document.title.start : document.title.end].lower()
    own: list[Found] = []
    engines: list[Found] = []
    unknown: list[Found] = []
    elsewhere: list[Region] = []  # the rest of a build file
    foreign: list[Region] = []
    for one in dependencies(document.filled):
        start, end = one.version_at
        framework = _FRAMEWORK.fullmatch(_VERSION_WORD.sub("", one.name))
        if framework or _BUILD_STEP.search(one.whole) or _COMMON.match(one.whole.lstrip("'\"(")):
            foreign.append(one.version_at)
            continue
        in_title = one.name.lower() in title and start >= document.title.end
        named = stem.search(one.whole) or in_title
        number = one.version.lstrip("^~<>= v")
        tool = any(other.start <= start < other.end or number in other.value for other in taken)
        if not named or tool:
            quoted = document.text[start - 1] in "'\"@"
            if quoted or ":" in one.whole:
                elsewhere.append(one.version_at)
            if quoted and not tool and one.name.lower() not in {"sdk", "version"}:
                unknown.append(Found(value=one.version, start=start, end=end, rule="dependency"))
            continue
        if not document.affected[start:end].strip():  # said to work
            continue
        engine = _ENGINE.search(one.name) is not None
        (engines if engine else own).append(
            Found(value=one.version, start=start, end=end, rule="dependency")
        )
    # An SDK brings its WebRTC along, in a package of its own; alone, that is what is asked about.
    if own:
        foreign += [Region(one.start, one.end) for one in engines]
        foreign += elsewhere
    # The one package of a build file that is nobody else's is what the report is about.
    own = own or engines or (unknown if len(unknown) == 1 else [])
    mine = {one.start for one in own}
    return own, [region for region in foreign if region.start not in mine]


def _in_prose(document: Document, owner: re.Pattern[str], free: list[Candidate]) -> list[Found]:
    found: list[Found] = []
    for one in free:
        if covers(document.logs, one.start):
            if _SDK_IN_LOG.search(document.affected, max(0, one.start - 60), one.start):
                found.append(_found(one, "SDK version in the log"))
            continue
        if rule := claim(document, one, owner):
            found.append(_found(one, rule))
    return found


def _lone(document: Document, owner: re.Pattern[str], free: list[Candidate]) -> list[Found]:
    """Return the only three-part version, or list of them, that is told and has no owner."""
    values = {
        one.number: one
        for one in free
        if one.number.count(".") >= 2  # noqa: PLR2004
        and document.told[one.start : one.end].strip()
        and is_unnamed(document, one, owner)
    }
    listed = list(values.values())
    if len(listed) > 1 and not all(
        _LIST_GLUE.fullmatch(document.affected, one.end, other.start)
        for one, other in pairwise(listed)
    ):
        return []
    return [_found(one, "only version") for one in listed]


def _loaded(document: Document, catalogue: Catalogue) -> list[Found]:
    """Return the version in the address of a script: ".../acme-rtc/4.2.1/index.js"."""
    script = folded(
        rf"{catalogue.sdk_pattern().pattern}[\w.@/-]{{0,40}}?[-_@/](?P<version>\d{{1,2}}(?:\.\d{{1,5}}){{2,3}})"
        r"(?:[/.-][\w.-]{1,30})?\.js\b"
    )
    return [
        Found(value=at["version"], start=at.start("version"), end=at.end("version"), rule="script")
        for at in first(script, document.filled)
    ][:1]


def _found(one: Candidate, rule: str) -> Found:
    return Found(value=one.literal, start=one.start, end=one.end, rule=rule)


def _distinct(found: list[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for one in found:
        kept.setdefault(one.value.lstrip("^~<>= vV").lower(), one)
    # "6.4" is how people say 6.4.2207 where they have written that.
    return [
        one
        for plain, one in kept.items()
        if one.rule == "version label"
        or not any(
            other.startswith(f"{plain.removesuffix('.x')}.") and other != plain for other in kept
        )
    ][:MAX_VERSIONS]

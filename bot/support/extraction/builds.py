"""Build files: packages and the versions that a project asks for, from npm to NuGet."""

from collections.abc import Iterator

from bot.support.extraction.patterns import cased, first
from bot.support.extraction.regions import Region

_VERSION = (
    r"(?P<version>(?:~>[ \t]?|[\^~]|[<>]=?[ \t]?)?v?\d{1,4}(?:\.(?:\d{1,6}|[xX+])){1,4}"
    r"(?:[-+][0-9A-Za-z][\w.+-]{0,30})?(?!\d))"
)
_PACKAGE = r"@?[A-Za-z][\w.-]{1,60}(?:/[\w.-]{1,60})?"
_FORMS = (
    # `npm i x@1.2.3`, `"x": "^1.2.3"`, `x: ^1.2.3`, `'group:x:1.2.3'`, `pod 'X', '~> 1.2'`,
    # `x==1.2`, `x = "1.2"`, `- X (1.2.3)`
    cased(
        rf"(?P<name>{_PACKAGE})(?P<glue>['\"]?[ \t]{{0,4}}(?::|@|==|,(?=[ \t]{{0,4}}(?:from:"
        rf"|['\"]))|=>|\(|=(?=[ \t]?['\"]))"
        rf"[ \t]{{0,4}}(?:from:[ \t]{{0,4}})?['\"]?){_VERSION}"
    ),
    # Maven
    cased(
        r"<groupId>(?P<group>[\w.-]{2,80})</groupId>\s{0,40}"
        rf"<artifactId>(?P<name>[\w.-]{{2,80}})</artifactId>\s{{0,40}}<version>{_VERSION}"
    ),
    # NuGet
    cased(rf"Include=\"(?P<name>[\w.-]{{2,80}})\"[ \t]{{1,4}}Version=\"{_VERSION}"),
    # package-lock.json
    cased(
        rf"\"(?:node_modules/)?(?P<name>{_PACKAGE})\":[ \t]{{0,4}}\{{\s{{0,40}}"
        rf"\"version\":[ \t]{{0,4}}\"{_VERSION}"
    ),
    # Swift packages
    cased(
        r"url:[ \t]{0,4}\"[^\"\n]{1,120}/(?P<name>[\w.-]{2,60})\",[ \t\n]{0,20}"
        rf"(?:\.?\w{{4,16}}\()?(?:from|exact|branch)?:?[ \t]{{0,4}}\"{_VERSION}"
    ),
    # go.mod
    cased(
        rf"[a-z][\w.-]{{2,40}}\.[a-z]{{2,6}}/(?P<name>[\w.-]{{1,40}}/[\w./-]{{1,60}}) {_VERSION}"
    ),
)


class Dependency:
    """A package in a build file: `whole` is its name with the group in front."""

    __slots__ = ("name", "version", "version_at", "whole")

    def __init__(self, name: str, whole: str, version: str, version_at: Region) -> None:
        self.name = name
        self.whole = whole
        self.version = version
        self.version_at = version_at


def dependencies(text: str) -> Iterator[Dependency]:
    """Yield the packages with a version, form by form; the first 200 of each form."""
    for form in _FORMS:
        for match in first(form, text):
            at = Region(*match.span("version"))
            group = match.groupdict().get("group") or _group_before(text, match.start("name"))
            yield Dependency(match["name"], group + match["name"], match["version"], at)


def _group_before(text: str, start: int) -> str:
    """Return "io.agora.rtc:" of "io.agora.rtc:full-sdk:4.2.6"."""
    words = text[max(0, start - 60) : start].split()[-1:] or [""]
    return words[0] if words[0].endswith(":") else ""

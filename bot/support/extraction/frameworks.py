"""Frameworks, build tools and browsers, with their versions."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.environment import NEXT_NUMBER, NUMBER, distinct, found_at
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import first, folded
from bot.support.extraction.regions import Region, trimmed
from bot.support.extraction.template import Entry
from bot.support.extraction.version_shapes import OWN_SDK, SDK_FOR
from bot.support.extraction.vocabulary import BROWSERS, TOOLS

_TOOL = folded(
    rf"(?<![A-Za-z0-9_@/.-])(?P<name>{TOOLS}|{BROWSERS})(?![A-Za-z_])"
    r"(?P<glue>(?:[ \t:：=@^~`\"'/-]|版本|[为是]|\b(?:version|ver"
    r"|sdk|is)\b){0,8}(?:\(Channel \w{1,10}, )?)"
    rf"(?P<number>{NUMBER}(?:-[\w.]{{1,20}}|[abfp]\d{{1,2}})?)(?![\d_]|[.:]\d|[.]x)"
)
_TOOL_NAME = folded(rf"(?:{TOOLS}|{BROWSERS})")
# Frameworks and browsers that are told without a version; only what one builds with or runs in.
_UNNUMBERED = folded(
    rf"(?<![\w@/.-])(?:Flutter|React[ -]?Native|Unity|Unreal(?: Engine)?|Electron|Cordova|Ionic"
    rf"|Capacitor"
    rf"|uni-?app|Taro|Xamarin|SwiftUI|Swift|Expo|Vue\d?|Angular|Next\.js|{BROWSERS})(?![\w@/.-])"
)
# What only builds or packs: told of the machine that builds, not of what fails.
_TOOLCHAIN = folded(
    r"(?:Node(?:\.?js)?|npm|yarn|pnpm|bun|Dart|Ruby|CocoaPods|Java|JDK|JVM|Webpack"
    r"|TypeScript)(?![A-Za-z.])"
)
_LONGEST = 60  # characters of a field that only names a tool


def frameworks(document: Document) -> list[Found]:
    """Return frameworks, build tools and browsers with their versions."""
    found: list[Found] = []
    for match in first(_TOOL, document.affected):
        if SDK_FOR.search(document.affected, max(0, match.start() - 16), match.start()):
            continue
        if "sdk" in match["glue"].lower() and not OWN_SDK.fullmatch(match["name"]):
            continue
        found.append(_tool(document, match))
        if after := NEXT_NUMBER.match(document.affected, match.end()):
            value = f"{match['name']} {after['number']}"
            start, end = after.span("number")
            found.append(Found(value=value, start=start, end=end, rule="tool version listed"))
    for entry in document.of_kind("browser", "host"):
        region = trimmed(document.affected, entry.start, entry.end, " \t\r\n[]*`-")
        value = document.affected[region.start : region.end]
        inside = any(region.start <= one.start < region.end for one in found)
        named = entry.kind == "browser" or re.search(rf"\d|{TOOLS}", value, re.IGNORECASE)
        if (
            not re.search(r"\w", value.lower().replace("n/a", ""))
            or value[0] in "(（"
            or ".x.x" in value
            or inside
            or not named
            or (
                entry.kind == "browser"
                and re.fullmatch(NUMBER, value)
                and not _TOOL_NAME.search(entry.label)
            )
            or "\n" in value
            or len(value) > _LONGEST
        ):
            continue
        found.append(_labelled_tool(document, entry, region))
    if not any(not _TOOLCHAIN.match(one.value) for one in found):
        found += [
            found_at(document, Region(*match.span()), "tool named")
            for match in first(_UNNUMBERED, document.spoken)
        ]
    return distinct(found)


def affected_tools(found: list[Found]) -> list[Found]:
    """Return the frameworks and browsers without the tools that only build, as Node does."""
    return [one for one in found if not _TOOLCHAIN.match(one.value)]


def _tool(document: Document, match: re.Match[str]) -> Found:
    """Return "React 18.2.0" for `"react": "18.2.0"`, and the text itself where it reads well."""
    found = found_at(document, Region(*match.span()), "tool and version")
    if re.fullmatch(r"[ /]?|[ ]sdk[ ]", match["glue"], re.IGNORECASE):
        return found
    mark = match["glue"][-1] if match["glue"][-1] in "^~" else ""
    return found.model_copy(update={"value": f"{match['name']} {mark}{match['number']}"})


def _labelled_tool(document: Document, entry: Entry, region: Region) -> Found:
    value = document.affected[region.start : region.end]
    name = re.match(rf"(?:{TOOLS})", entry.label, re.IGNORECASE)
    number = re.match(
        rf"(?:version )?({NUMBER}(?:f\d{{1,2}})?)(?=$|[ ]?[(,])", value, re.IGNORECASE
    )
    if name and number:
        # The name stands in the label, the number below it: the span runs over both.
        label = document.text.rfind(name[0], max(0, entry.start - 80), entry.start)
        if label >= 0:
            joined = f"{name[0]} {number[1]}"
            return Found(value=joined, start=label, end=region.end, rule="tool label")
    return found_at(document, region, "browser or tool field")

"""Which SDK and which product a report is about."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region, trimmed
from bot.support.extraction.vocabulary import (
    FRAMEWORK_PACKAGES,
    VENDORS,
    VENDORS_IN_CAPITALS,
    Catalogue,
)

_NAME_CHARACTER = r"[\w@./-]"
_PLACEHOLDER = folded(r"[\s\W]*(?:n/?a|none|yes|no|latest|unknown|无|最新版?本?)?[\s\W]*")
_HOST = folded(r"\.(?:com|cn|net|io|org)$")
_FRAMEWORK = folded(rf"(?:{FRAMEWORK_PACKAGES})")
VENDOR_NAME = cased(
    rf"(?<![A-Za-z@/_-])(?:(?i:{VENDORS})|{VENDORS_IN_CAPITALS})(?![a-z_/-])"
    r"(?:[ ]?(?:RTC|RTM|IM|Chat|Video|Voice|Live|Signaling|SDK|Flutter|Android|iOS|Web|Unity"
    r"|React Native"
    r"|Server|NG|UIKit|小程序|Kit)(?![a-z])){0,4}"
)


def sdks(document: Document, catalogue: Catalogue) -> list[Found]:
    """Return SDK names as written, the most telling first: package, labelled field, vendor."""
    found = _packages(document, catalogue)
    for entry in document.of_kind("sdk"):
        region = trimmed(document.filled, entry.start, entry.end, " \t\r\n[]*`-")
        value = document.filled[region.start : region.end]
        if len(value) <= 60 and "\n" not in value and not _PLACEHOLDER.fullmatch(value):  # noqa: PLR2004
            found.append(_found(document, region, "SDK field"))
    found += [
        _found(document, Region(*match.span()), "vendor name")
        for match in VENDOR_NAME.finditer(document.told)
    ]
    seen: dict[str, Found] = {}
    for one in found:
        seen.setdefault(one.value.lower(), one)
    return list(seen.values())[:8]


def products(document: Document, catalogue: Catalogue) -> list[Found]:
    """Return the vendor's product names that the text mentions."""
    pattern = catalogue.product_pattern()
    if pattern is None:
        return []
    seen: dict[str, Found] = {}
    for match in pattern.finditer(document.told):
        seen.setdefault(match[0].lower(), _found(document, Region(*match.span()), "product name"))
    return list(seen.values())[:8]


def _packages(document: Document, catalogue: Catalogue) -> list[Found]:
    """Return identifiers that look like a package: they hold a separator and an SDK's stem."""
    text = document.affected
    found: list[Found] = []
    for match in catalogue.sdk_pattern().finditer(text):
        start, end = match.span()
        while start > max(0, match.start() - 40) and re.match(_NAME_CHARACTER, text[start - 1]):
            start -= 1
        while end < min(len(text), match.end() + 40) and re.match(_NAME_CHARACTER, text[end]):
            end += 1
        region = trimmed(text, start, end, "./-@" if text[start] != "@" else "./-")
        name = text[region.start : region.end]
        own = name.lower() in {sdk.lower() for sdk in catalogue.sdks}
        if _HOST.search(name):
            continue
        shaped = re.fullmatch(r"@?[a-z0-9]+(?:[._/-][a-z0-9]+){1,5}", name)
        inside_log = any(log.start <= start < log.end for log in document.logs)
        if (own or shaped) and not inside_log and not _FRAMEWORK.fullmatch(name):
            found.append(_found(document, region, "package name"))
        if len(found) > 40:  # noqa: PLR2004
            break
    return found


def _found(document: Document, region: Region, rule: str) -> Found:
    value = document.text[region.start : region.end]
    return Found(value=value, start=region.start, end=region.end, rule=rule)

"""What a page is about, told from its front matter, its components, its path and its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from knowledge.models import PageStatus
from knowledge.platforms import normalise_platform, normalise_platforms

_LANGUAGE_FOLDERS: Mapping[str, str] = {
    **dict.fromkeys(["zh", "cn", "zh-cn", "zh-hans", "zh_cn", "chinese", "中文"], "zh"),
    **dict.fromkeys(["zh-tw", "zh-hant", "zh_tw"], "zh"),
    **dict.fromkeys(["en", "en-us", "en-gb", "en_us", "english"], "en"),
    **{code: code for code in ("ja", "ko", "es", "fr", "de", "pt", "ru", "vi", "th", "id")},
}

# Folder names that say how documentation is arranged, not what product it is about.
_ARRANGEMENT_NAMES = """
    docs doc documentation document documents content pages core_products products product general
    guides guide api api-reference reference faq help tutorials blog shared common assets snippets
    archived archive private public form sdk i18n current versioned_docs start get-started
    getting-started overview concepts support changelog release-notes releases errors billing
    troubleshooting resources glossary policies legacy old deprecated migration migration-guide
    quick-start best-practice best-practices issues discussions
"""
_ARRANGEMENT = frozenset(_ARRANGEMENT_NAMES.split())
_VERSION_FOLDER = re.compile(
    r"^(?:.*[\s_-])?(v\d+(?:\.(?:\d+|x))*|\d+(?:\.\d+)*\.(?:\d+|x))$", re.IGNORECASE
)
_VERSION = re.compile(r"^(?:version-)?v?(\d+(?:\.(?:\d+|x))*)", re.IGNORECASE)
_STALE_FOLDERS = frozenset(
    ["archived", "archive", "deprecated", "withdrawn", "obsolete", "retired"]
)
_STALE_WORDS = frozenset(["archived", "deprecated", "withdrawn", "obsolete", "offline", "retired"])
_WITHDRAWN = re.compile(  # as the title of a page says it: "Offline-Join a channel"
    r"\W*(?:(?:offline|deprecated|withdrawn|archived|obsolete)\s*[-:：\])】]|已?(?:下线|废弃|弃用|归档)\W)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_CJK = re.compile(r"[\u3400-\u9fff]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af\u00c0-\u024f]")
_WORD = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_CHINESE_SHARE = 0.15  # of words: SDK prose in Chinese is full of English names
_SAMPLE = 4_000
_PRODUCTS = 4
_MARK = 3  # letters of a product or generation that a file name may end with
_LIST = re.compile(r"[,|、]|\s/\s")
NO_DEFAULTS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class PageFacts:
    """Facts of one page, each told lazily.

    `declared` is front matter over component metadata, `defaults` what holds for the whole source
    where the page declares nothing; only then its path and text are asked.
    """

    path: str
    declared: Mapping[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=lambda: NO_DEFAULTS)

    @cached_property
    def folders(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts[:-1]

    def language(self, text: str) -> str:
        """Two-letter code: declared, else by folder, else by the text."""
        declared = self._string("language", "lang", "locale").lower()
        if declared:
            return _LANGUAGE_FOLDERS.get(declared, declared[:2])
        for folder in self.folders:
            if language_of_folder(folder):
                return language_of_folder(folder)
        return detect_language(text)

    @property
    def platforms(self) -> tuple[str, ...]:
        """Declared platforms; else what the nearest folder or the file name says."""
        written = self._strings("platform", "platforms")
        if written:
            return normalise_platforms(written)
        for folder in reversed(self.folders):
            found = _platform_of(folder)
            if found:
                return (found,)
        stem = PurePosixPath(self.path).stem.lower()
        ends = re.split(r"[_\-.\s]+", stem)
        whole = normalise_platform(stem)
        # Only the ends of a name count: "web-mirroring" is about the web, "send-web-hook" is not.
        found = whole or normalise_platform(ends[-1]) or normalise_platform(ends[0])
        if not found and len(ends[-1]) <= _MARK:
            found = normalise_platform(ends[-2:][0])  # "capture_windows_ng"
        return (found,) if found else ()

    @property
    def excluded_platforms(self) -> frozenset[str]:
        """Platforms that the page says it does not serve."""
        return frozenset(normalise_platforms(self._strings("excluded_platforms")))

    @property
    def product(self) -> str:
        """Declared product; else the outermost folder that can be one."""
        declared = self._strings("product", "products", "Products")
        if declared:
            # A page for more products than these is a page for all of them.
            return ", ".join(declared) if len(declared) <= _PRODUCTS else ""
        for folder in self.folders[:3]:
            name = folder.lower()
            version = _VERSION_FOLDER.match(folder)
            if version and version.start(1):
                return folder[: version.start(1)].strip(" _-")  # "RTC 4.x"
            arrangement = name in _ARRANGEMENT or name in _LANGUAGE_FOLDERS or folder[0] in "_."
            if not arrangement and not version and not _platform_of(folder):
                return folder
        return ""

    @property
    def version(self) -> str:
        """``4.x`` of ``v4.x``, of ``RTC 4.x``, of ``version: 4.x``; "" when none is named."""
        declared = self._string("version", "sdk_version")
        if declared:
            match = _VERSION.match(declared)
            return match[1] if match else declared
        for folder in reversed(self.folders):
            match = _VERSION_FOLDER.match(folder)
            if match:
                return match[1].lower().removeprefix("v")
        return ""

    @property
    def status(self) -> PageStatus:
        """Archived when the page or a folder says so."""
        words = {self._string("status").lower()}
        flags = (self.declared.get(key) for key in ("archived", "deprecated", "withdrawn"))
        folders = {folder.lower().strip("_") for folder in self.folders}
        withdrawn = _WITHDRAWN.match(self._string("title"))
        if withdrawn or any(flags) or words & _STALE_WORDS or folders & _STALE_FOLDERS:
            return PageStatus.ARCHIVED
        return PageStatus.CURRENT

    @property
    def updated(self) -> date | None:
        """Day of the last change, when the page tells it."""
        for key in ("last_updated", "last_update", "updatedAt", "updated", "lastmod", "date"):
            value = self.declared.get(key)
            if isinstance(value, Mapping):
                value = value.get("date")
            found = day_of(value)
            if found:
                return found
        return None

    def url(self, template: str, source: str) -> str:
        """Public address by a link template; "" without one.

        Fields: ``{path}``, ``{path_without_ext}``, ``{slug}`` (front matter slug, else the path
        without extension and without a final ``index``), ``{source}``. A page that was read from an
        address of its own (``source_url``) keeps that one.
        """
        own = self._string("source_url")
        if own.startswith(("https://", "http://")):
            return own
        if not template:
            return ""
        bare = PurePosixPath(self.path).with_suffix("").as_posix()
        fields = {"path": self.path, "path_without_ext": bare, "slug": self._slug(bare)}
        fields["source"] = source
        # Not str.format: a template comes from a person, and a stray brace is no reason to fail.
        return re.sub(r"\{(\w+)\}", lambda m: quote(fields.get(m[1], m[0]), safe="/{}~"), template)

    def _slug(self, bare: str) -> str:
        slug = self._string("slug")
        if slug.startswith("/"):
            return slug.strip("/")
        folder, _, name = bare.rpartition("/")
        if not slug and name.lower() in ("index", "readme"):
            return folder
        return f"{folder}/{slug or name}".strip("/")

    def _string(self, *keys: str) -> str:
        for values in (self.declared, self.defaults):
            for key in keys:
                value = values.get(key)
                if isinstance(value, str | int | float) and not isinstance(value, bool):
                    return str(value).strip()
        return ""

    def _strings(self, *keys: str) -> list[str]:
        for values in (self.declared, self.defaults):
            for key in keys:
                found = _listed(values.get(key))
                if found is not None:
                    return found
        return []


def _listed(value: object) -> list[str] | None:
    if isinstance(value, list | tuple):
        return [str(item).strip() for item in value if isinstance(item, str | int | float)]
    if isinstance(value, str) and value.strip():
        return [part.strip() for part in _LIST.split(value) if part.strip()]
    return None


def language_of_folder(name: str) -> str:
    """Language that a folder's name stands for, "" for any other folder."""
    return _LANGUAGE_FOLDERS.get(name.lower(), "")


def detect_language(text: str) -> str:
    """Language of prose, as a two-letter code: by script for English and Chinese, else by model."""
    sample = _CODE.sub(" ", text)[:_SAMPLE]
    words = _WORD.findall(sample)
    others = len(_OTHER_SCRIPT.findall(sample))
    if others > len(words) * 0.1:
        import py3langid  # type: ignore[import-untyped] # noqa: PLC0415 - a second, seldom needed

        return str(py3langid.classify(sample)[0])
    chinese = len(_CJK.findall(sample))
    return "zh" if chinese > len(words) * _CHINESE_SHARE else "en"


def _platform_of(folder: str) -> str:
    whole = normalise_platform(folder)
    if whole:
        return whole
    head = re.split(r"[_\-\s]+", folder)[0]
    return normalise_platform(head) if head.lower() != folder.lower() else ""


def day_of(value: object) -> date | None:
    """Day that a front matter value or a line of text names."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _DATE.search(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None

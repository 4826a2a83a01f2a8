"""A report taken apart once: its form, and the masked views that the rules read."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.support.extraction.form_noise import fences, noise
from bot.support.extraction.hosts import build_host
from bot.support.extraction.logs import log_regions
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.phrases import healthy
from bot.support.extraction.regions import Region, blank, covers
from bot.support.extraction.template import Entry, entries

_ADDRESS = cased(
    r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|<img\b[^>\n]{0,500}>|(?:https?|wss?|file"
    r"|ftp)://[^\s)\"'<>，。]{1,500}"
)


# People tell in the first pages; what runs on behind them is a log, and is read as one.
PROSE_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Document:
    """The views of one report. Offsets hold across them; all but `whole` end at `PROSE_LIMIT`."""

    text: str
    whole: str  # all of it, without what the form itself wrote, and without the build host
    filled: str  # the same, up to the limit
    told: str  # `filled` without logs, code and addresses: what the person says
    affected: str  # `filled` without addresses and without what is said to work
    spoken: str  # `affected` without logs and code
    title: Region
    entries: tuple[Entry, ...]
    logs: tuple[Region, ...]

    def of_kind(self, *kinds: str) -> list[Entry]:
        """Return the entries that ask for one of `kinds` and hold something."""
        return [
            entry
            for entry in self.entries
            if entry.kind in kinds and self.filled[entry.start : entry.end].strip()
        ]

    def owner_of(self, version: Entry) -> Entry | None:
        """Return what a bare "Version" belongs to: the field above it that names no version yet.

        So GitHub's own form asks: "OS: iOS", "Browser: Safari", "Version: 14.6".
        """
        if not _BARE_VERSION.fullmatch(version.label.strip(" *_")):
            return None
        above = [
            one
            for one in self.of_kind("browser", "os", "device")
            if one.block == version.block and one.at < version.at and not one.heading
        ]
        return above[-1] if above else None


def read(text: str) -> Document:
    """Take a report apart; linear in its length."""
    head = text[:PROSE_LIMIT]
    form = entries(head)
    filled = blank(head, (*noise(head), *build_host(head)))
    whole = filled + text[PROSE_LIMIT:]
    logs = log_regions(whole, fences(whole))
    fenced = fences(filled, code_only=True)
    addresses = [Region(*match.span()) for match in _ADDRESS.finditer(head)]
    told = blank(filled, (*logs, *fenced, *addresses))
    others = [
        Region(one.start, one.end)
        for one in form
        if one.kind in _TELLS_OF_OTHERS
        and not _is_whole_environment(head, one, form)
        and not _is_hit_as_well(head, one)
    ]
    affected = blank(filled, (*addresses, *others, *healthy(told)))
    return Document(
        text=text,
        whole=whole,
        filled=filled,
        told=told,
        affected=affected,
        spoken=blank(affected, (*logs, *fenced, *_silent_labels(filled, form))),
        title=_title(head),
        entries=tuple(one for one in form if not (_peoples(one) and covers(logs, one.at))),
        logs=logs,
    )


def _peoples(entry: Entry) -> bool:
    """Tell a label that only people write; a trace also writes "W/System.err:"."""
    if entry.kind == "os":
        return "version" not in entry.label.lower()
    return entry.kind in _PEOPLES_LABELS


def _title(text: str) -> Region:
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return Region(start, len(text) if end < 0 else end)


def _silent_labels(filled: str, form: tuple[Entry, ...]) -> list[Region]:
    """Return the labels whose own words must not speak: a form's "Browser" is no browser."""
    return [
        Region(one.at, one.start)
        for one in form
        if "browser" in one.label.lower()
        or one.kind == "browser"
        or _NO_VALUE.fullmatch(filled[one.start : one.end])
        or len({name.lower() for name in _CHOICE.findall(one.label)}) > 1
    ]


def _is_whole_environment(text: str, entry: Entry, form: Sequence[Entry]) -> bool:
    """Tell a section "Dev environment", which holds all that the form asks, from a machine."""
    if entry.kind != "build_host" or not entry.heading:
        return False
    inside = {one.kind for one in form if entry.start <= one.at < entry.end}
    asked = (_PHONE, _PACKAGE)
    return bool(inside & _OF_THE_APP) or any(
        one.search(text, entry.start, entry.end) for one in asked
    )


def _is_hit_as_well(text: str, entry: Entry) -> bool:
    """Tell the answer "yes, 4.5.2 too" to whether an older version has the problem."""
    return entry.kind == "regression" and _AS_WELL.search(text, entry.start, entry.end) is not None


_AS_WELL = folded(
    r"(?<![没无未])有(?!无)|(?<!没)出现|也(?!没)|[之以]后|开始|\b(?:yes|also|too|as well|same)\b"
)
_PHONE = folded(r"(?<![a-z])(?:iphone|ipad|(?:android|ios)[ ]?\d)")
_PACKAGE = cased(r"^[ \t]{0,8}[\"'][@\w./-]{3,60}[\"'][ ]?:[ ]?[\"'][\^~]?\d")
_BARE_VERSION = folded(r"version|版本号?")
_OF_THE_APP = frozenset({"sdk_version", "named_version", "device", "device_os"})
_PEOPLES_LABELS = frozenset(
    {"host", "version", "named_version", "browser", "sdk", "platform", "project"}
)
_NO_VALUE = folded(r"[\s\-–—_.?*/]*(?:n/?a|none|no|not applicable|无|没有)?[\s\-–—_.?*/]*")
# What stands under these labels is not what is affected.
_TELLS_OF_OTHERS = frozenset({"healthy", "regression", "api_level", "build_host"})
# A label that offers a choice, "Platform (Android / iOS)", has not chosen.
_CHOICE = folded(r"android|ios|web|windows|mac ?os|linux|安卓|鸿蒙|h5|小程序")

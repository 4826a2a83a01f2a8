"""A report taken apart once: its form, and the masked views that the rules read."""

from dataclasses import dataclass

from bot.support.extraction.hosts import build_host
from bot.support.extraction.logs import log_regions
from bot.support.extraction.patterns import cased
from bot.support.extraction.phrases import healthy
from bot.support.extraction.regions import Region, blank, covers
from bot.support.extraction.template import Entry, entries, fences, noise

_ADDRESS = cased(
    r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|<img\b[^>\n]{0,500}>|(?:https?|wss?|file"
    r"|ftp)://[^\s)\"'<>，。]{1,500}"
)


@dataclass(frozen=True, slots=True)
class Document:
    """The views of one report. All have the length of `text`, so offsets hold across them."""

    text: str
    filled: str  # without what the form itself wrote, and without the build host
    told: str  # `filled` without logs, code and addresses: what the person says
    affected: str  # `filled` without addresses and without what is said to work
    spoken: str  # `affected` without logs and code
    title: Region
    entries: tuple[Entry, ...]
    fences: tuple[Region, ...]
    logs: tuple[Region, ...]

    def of_kind(self, *kinds: str) -> list[Entry]:
        """Return the entries that ask for one of `kinds` and hold something."""
        return [
            entry
            for entry in self.entries
            if entry.kind in kinds and self.filled[entry.start : entry.end].strip()
        ]


def read(text: str) -> Document:
    """Take a report apart; linear in its length."""
    form = noise(text)
    form_entries = entries(text)
    filled = blank(text, (*form, *build_host(text)))
    fenced = fences(text)
    logs = log_regions(filled, fenced)
    urls = [Region(*match.span()) for match in _ADDRESS.finditer(text)]
    working = [
        Region(entry.start, entry.end) for entry in form_entries if entry.kind in _TELLS_OF_OTHERS
    ]
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    told = blank(filled, (*logs, *fenced, *urls))
    affected = blank(filled, (*urls, *working, *healthy(told)))
    return Document(
        text=text,
        filled=filled,
        told=told,
        affected=affected,
        spoken=blank(affected, (*logs, *fenced, *_silent_labels(filled, form_entries))),
        title=Region(start, len(text) if end < 0 else end),
        # A trace also writes "java.lang.X: y"; only people write these labels.
        entries=tuple(
            one
            for one in form_entries
            if one.kind not in _PEOPLES_LABELS or not covers(logs, one.at)
        ),
        fences=fenced,
        logs=logs,
    )


def _silent_labels(filled: str, form: tuple[Entry, ...]) -> list[Region]:
    """Return the labels whose own words must not speak: a form's "Browser" is no browser."""
    return [
        Region(one.at, one.start)
        for one in form
        if one.kind == "browser" or not filled[one.start : one.end].strip()
    ]


_PEOPLES_LABELS = frozenset({"host", "version", "browser", "sdk", "platform"})
# What stands under these labels is not what is affected.
_TELLS_OF_OTHERS = frozenset({"healthy", "regression", "api_level"})

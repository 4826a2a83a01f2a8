"""What the index holds and what a question gets back. Plain values: no vendor, no I/O.

document / chunk are indexed; passage is retrieved; citation is shown. Paths are the page's path
inside its source, prefixed by the source name: ``easemob-zh/document/android/quickstart.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

NO_FEATURES: Mapping[str, float] = {}


class PageStatus(StrEnum):
    """Whether a page describes today's product. Archived pages lose to current ones."""

    CURRENT = "current"
    ARCHIVED = "archived"


class Visibility(StrEnum):
    """Who may read a source."""

    PUBLIC = "public"
    CUSTOMER = "customer"  # the customers that the source names, and staff
    INTERNAL = "internal"  # staff


@dataclass(frozen=True, slots=True)
class Audience:
    """Who asks. Staff read everything; a customer reads what is public and what names them."""

    staff: bool = False
    customers: tuple[str, ...] = ()

    def may_read(self, visibility: Visibility, customers: Iterable[str]) -> bool:
        """Names of customers are compared without case and outer spaces."""
        if self.staff or visibility is Visibility.PUBLIC:
            return True
        named = {name.strip().casefold() for name in customers}
        asking = {name.strip().casefold() for name in self.customers} - {""}
        return visibility is Visibility.CUSTOMER and bool(named & asking)


PUBLIC = Audience()
STAFF = Audience(staff=True)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a page as it is indexed.

    `text` is clean Markdown (code fences and tables kept), `heading_path` the headings above it
    below the page title, outermost first. `platforms` is empty when the text holds for all.
    `version` and `updated` are the text's own (an entry of release notes), else "" and None: the
    page's hold.
    """

    text: str
    heading_path: tuple[str, ...] = ()
    anchor: str = ""
    platforms: tuple[str, ...] = ()
    version: str = ""
    updated: date | None = None

    @property
    def content_hash(self) -> str:
        """Identity of the text with its headings: 32 hex digits; the same under every page."""
        raw = "\x1f".join((*self.heading_path, self.text))
        return hashlib.blake2b(raw.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered document, split, ready for the index. `path` is relative to its source."""

    path: str
    title: str
    chunks: tuple[Chunk, ...]
    language: str = "en"
    url: str = ""
    product: str = ""
    platforms: tuple[str, ...] = ()
    version: str = ""
    status: PageStatus = PageStatus.CURRENT
    updated: date | None = None

    @property
    def fingerprint(self) -> str:
        """Changes when anything that a reader could see of the page changes: 32 hex digits."""
        parts = [
            self.title,
            self.language,
            self.url,
            self.product,
            ",".join(self.platforms),
            self.version,
            self.status,
            str(self.updated or ""),
        ]
        for chunk in self.chunks:
            parts += [chunk.content_hash, chunk.anchor, ",".join(chunk.platforms)]
            if chunk.version or chunk.updated:
                # The word sets such pages apart from those of an index that did not keep this.
                parts += ["own", chunk.version, str(chunk.updated or "")]
        return hashlib.blake2b("\x1e".join(parts).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Query:
    """A question on its way to the index.

    `platform`, `version`, `product` are what is known of the asker's setting ("" = unknown);
    `sources` limits the search (empty = every source); `history` holds the earlier messages of
    the same thread, oldest first; `audience` decides which sources are searched at all.
    """

    text: str
    language: str = "en"
    platform: str = ""
    version: str = ""
    product: str = ""
    sources: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    audience: Audience = PUBLIC


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk on the page that represents it. `score` is for ranking only.

    `platforms`, `version` and `updated` are the chunk's own where it has some, else the page's.
    """

    path: str
    title: str
    text: str
    heading_path: tuple[str, ...] = ()
    anchor: str = ""
    url: str = ""
    language: str = "en"
    product: str = ""
    platforms: tuple[str, ...] = ()
    version: str = ""
    status: PageStatus = PageStatus.CURRENT
    updated: date | None = None
    score: float = 0.0
    also_on: tuple[str, ...] = ()  # other pages that hold the same text, best first

    @property
    def heading(self) -> str:
        """The innermost heading, or the page title."""
        return self.heading_path[-1] if self.heading_path else self.title


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the index found for a query, best first, and how far it can be trusted.

    `confidence` is a calibrated probability (0..1) that the passages answer the question;
    `features` are the figures it was computed from, kept so that staff can see why.
    """

    passages: tuple[Passage, ...]
    confidence: float
    features: Mapping[str, float] = field(default_factory=lambda: NO_FEATURES)


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source under an answer. `number` is the [n] in the answer's text."""

    number: int
    path: str
    title: str
    heading: str
    url: str
    score: float


class AnswerMode(StrEnum):
    """How the text came about."""

    GENERATED = "generated"  # written by a model from the passages
    QUOTED = "quoted"  # composed of the exact passages


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its proof. `text` is Markdown with [n] marks that refer to `citations`."""

    text: str
    mode: AnswerMode
    citations: tuple[Citation, ...]
    language: str
    platforms: tuple[str, ...] = ()
    version: str = ""
    note: str = ""  # why a model was not used or its text was cut, in one sentence; "" = nothing

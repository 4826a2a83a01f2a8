"""Solved cases: what solved somebody's problem once may solve the next one's.

The caller gives plain records, because tickets belong to the bot, which this package must not know.
What they hold is for staff alone unless the caller says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from ingest.readers.text import escape, front_matter
from ingest.sources.base import (
    NO_STAMPS,
    RawFile,
    SkippedFile,
    Stamps,
    source_name,
)
from ingest.sources.privacy import without_personal_data
from knowledge.models import Visibility

_HEADING = re.compile(r"^(#{1,6})(?=\s)", re.MULTILINE)


class ResolvedTicket(Protocol):
    """What a ticket must tell to be found again. "" stands for what is not known."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def problem(self) -> str: ...
    @property
    def resolution(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def resolved(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class TicketSource:
    """Tickets by a function that reads them anew each time; those without a resolution wait."""

    tickets: Callable[[], Iterable[ResolvedTicket]]
    name: str = "tickets"

    visibility: ClassVar[Visibility] = Visibility.INTERNAL

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", source_name(self.name))

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SkippedFile]:
        """One page a ticket, without personal data."""
        del seen  # tickets are no files
        pages: dict[str, RawFile] = {}
        try:
            for ticket in self.tickets():
                if ticket.resolution.strip() and ticket.title.strip():
                    page = _page(ticket)
                    pages[page.path] = page
        except Exception as error:  # noqa: BLE001 - the caller's store may fail in its own ways
            yield SkippedFile(".", f"tickets could not be read: {type(error).__name__}", lost=True)
        yield from (pages[path] for path in sorted(pages))


def _page(ticket: ResolvedTicket) -> RawFile:
    values = {
        "title": without_personal_data(" ".join(ticket.title.split())),
        "product": ticket.product,
        "platform": ticket.platform,
        "version": ticket.version,
        "last_updated": ticket.resolved,
    }
    problem, resolution = (_post(text) for text in (ticket.problem, ticket.resolution))
    asked = f"## Problem\n\n{problem}\n\n" if problem else ""
    path = f"{re.sub(r'[^A-Za-z0-9_-]+', '-', ticket.id).strip('-') or 'ticket'}.md"
    return RawFile(path, f"{front_matter(values)}{asked}## Resolution\n\n{resolution}\n")


def _post(text: str) -> str:
    """People's own words: Markdown of theirs stays, headings and tags become plain text."""
    plain = text if "```" in text or "`" in text else escape(text)
    return without_personal_data(_HEADING.sub(r"\\\1", plain)).strip()

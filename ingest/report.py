"""What one ingest did, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from ingest.findings import Duplicates, Lagging
from ingest.library import BrokenImport
from ingest.links import BrokenLink, Redirect
from ingest.sources import SkippedFile
from knowledge.index import Changes


@dataclass(frozen=True, slots=True)
class Affected:
    """What people were told from a page that changed or vanished; somebody should look at it.

    `kind` is ``answer`` or ``ticket``; `said` the question, or the ticket with its summary; `page`
    a path relative to the source; `link` an address or "".
    """

    kind: str
    said: str
    page: str
    vanished: bool
    asked: str = ""  # ISO date
    link: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Counts and findings of one run; paths are relative to the source.

    `fragments` counts files that are read through imports only, `unused` names those that nobody
    imports. `skipped` and `without_text` are not in the index. `stale` are pages whose own date is
    long past, oldest first; `duplicates` is None when they were not counted (a dry run).
    `incomplete` says why the load was not whole ("" = it was); such a load deletes nothing.
    `refused` says why the load was not believed ("" = it was); such a load changes nothing.
    `affected` is added by who knows what was answered.
    """

    source: str
    changes: Changes
    pages: int
    fragments: int
    unused: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]
    broken_imports: tuple[BrokenImport, ...]
    invalid_front_matter: tuple[SkippedFile, ...]
    without_text: tuple[str, ...]
    archived: int
    languages: dict[str, int]
    seconds: float
    broken_links: tuple[BrokenLink, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    duplicates: Duplicates | None = None
    stale: tuple[str, ...] = ()
    archived_pages: tuple[str, ...] = ()
    lagging: tuple[Lagging, ...] = ()
    incomplete: str = ""
    refused: str = ""
    affected: tuple[Affected, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether it says more than that all is as it was."""
        one = self.changes
        changed = one.added or one.changed or one.removed or one.moved
        return bool(changed or self.affected or self.refused or self.incomplete)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    def to_json(self) -> str:
        """One JSON object; Chinese stays readable."""
        return json.dumps(self.as_dict(), ensure_ascii=False)

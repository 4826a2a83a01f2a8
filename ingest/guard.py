"""Whether a load can be believed: one that is empty or has lost too much changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.errors import IngestError
from ingest.report import IngestReport
from ingest.sources import SkippedFile

_NAMED = 3  # files that a refusal names


class LoadRefused(IngestError):  # noqa: N818 - says what happened to the load
    """A load that is not believed; the index is as before. `report` says what was left out."""

    def __init__(self, message: str, remedy: str, report: IngestReport) -> None:
        super().__init__(message, remedy)
        self.report = report


@dataclass(frozen=True, slots=True)
class Guard:
    """When a load is too small to be believed.

    `least_share` is the share of last time's pages that must still be there.
    """

    least_share: float = 0.5
    allow_shrink: bool = False
    may_be_empty: bool = False  # nothing is a whole load too, if it was read without a failure

    def refusal(
        self, source: str, found: int, before: Collection[str], skipped: Sequence[SkippedFile]
    ) -> tuple[str, str] | None:
        """What to tell, and what to do, of a load of `found` pages; None when it is believed.

        `before` are the paths of last time's pages. An incomplete load (a file was lost) deletes
        nothing, so that only emptiness counts.
        """
        lost = [file for file in skipped if file.lost]
        found += sum(file.kept and file.path in before for file in skipped)
        if found == 0:
            return None if self.may_be_empty and not lost else _empty(source, before, skipped, lost)
        if found >= len(before) * self.least_share or self.allow_shrink or lost:
            return None
        unread = [file for file in skipped if file.path in before]
        message = f"{source} has {found} pages, {len(before)} last time; nothing was changed."
        if not unread:
            return message, "If so many pages were really removed, run again with --allow-shrink."
        count = f"{len(unread)} of them {'is' if len(unread) == 1 else 'are'} there and cannot be"
        return (
            f"{message} {count} read: {named(unread)}.",
            "Mend these files, or exclude them if they shall go; then run it again.",
        )


def named(files: Sequence[SkippedFile], most: int = _NAMED) -> str:
    """The first files with their reasons, and how many more there are."""
    said = "; ".join(f"{file.path}: {file.reason}" for file in files[:most])
    more = len(files) - most
    return f"{said} (and {more} more)" if more > 0 else said


def _empty(
    source: str,
    before: Collection[str],
    skipped: Sequence[SkippedFile],
    lost: Sequence[SkippedFile],
) -> tuple[str, str]:
    kept = f" The {len(before)} pages in the index are as they were." if before else ""
    why = named(lost or skipped)
    return (
        f"{source} gave no page with text{f': {why}' if why else ''}.{kept}",
        "Check that the source can be reached, and try again."
        if lost
        else "Check the path: pages are .md, .mdx, .html, .pdf and .docx files.",
    )

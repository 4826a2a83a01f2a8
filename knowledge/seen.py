"""The files of a source as an ingest last read them, so that the next one opens what changed only.

What stands here is true of the files, whatever generation is live, so it may be written at any
moment: a row that is missing or out of date costs reading its file, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.engine import Session

_NOTE = """
    INSERT INTO files (source, path, stamp, mark, reader, facts) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (source, path) DO UPDATE SET stamp = excluded.stamp, mark = excluded.mark,
        reader = excluded.reader, facts = excluded.facts
"""
_RESTAMP = """
    UPDATE files SET stamp = ? WHERE source = ? AND path = ? AND mark = ? AND reader = ?
"""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was read.

    `stamp` is how it looked from outside ("" = that does not tell whether it is the same), `mark`
    the hash of its text, `reader` that of the code which read it.
    """

    stamp: str
    mark: str
    reader: str


def files(session: Session, source: str) -> dict[str, SeenFile]:
    """The files of a source by path."""
    query = "SELECT path, stamp, mark, reader FROM files WHERE source = ?"
    return {row[0]: SeenFile(*row[1:]) for row in session.execute(query, (source,))}


def facts(session: Session, source: str) -> dict[str, tuple[SeenFile, str]]:
    """What `note` kept of each file, with the file that it holds for."""
    query = "SELECT path, stamp, mark, reader, facts FROM files WHERE source = ?"
    rows = session.execute(query, (source,))
    return {row[0]: (SeenFile(*row[1:4]), row[4]) for row in rows}


def note(
    session: Session,
    source: str,
    read: Mapping[str, tuple[SeenFile, str]],
    gone: Iterable[str] = (),
) -> None:
    """Keep files with what was found in them, any text; forget those that are gone."""
    session.executemany(
        _NOTE,
        [
            (source, path, file.stamp, file.mark, file.reader, found)
            for path, (file, found) in sorted(read.items())
        ],
    )
    session.executemany(
        "DELETE FROM files WHERE source = ? AND path = ?", [(source, path) for path in sorted(gone)]
    )


def restamp(session: Session, source: str, read: Mapping[str, SeenFile]) -> None:
    """The same files look different from outside; what was found in them still holds."""
    session.executemany(
        _RESTAMP,
        [(file.stamp, source, path, file.mark, file.reader) for path, file in sorted(read.items())],
    )


def forget(session: Session, source: str) -> None:
    """Forget all files of a source."""
    session.execute("DELETE FROM files WHERE source = ?", (source,))

"""Pages that changed or vanished while nobody has been told yet which answers rested on them.

Written in the transaction that makes the change visible and struck out once the report is kept, so
that whatever ends an ingest in between costs no report: the next one tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.engine import Session

_OWE = """
    INSERT INTO untold (source, path, generation, vanished) VALUES (?, ?, ?, ?)
    ON CONFLICT (source, path) DO UPDATE SET generation = excluded.generation,
        vanished = excluded.vanished
"""
_BACK = "UPDATE untold SET vanished = 0 WHERE source = ? AND path = ?"


@dataclass(frozen=True, slots=True)
class Untold:
    """`pages`: path -> whether it vanished; `generation` is the newest that touched one of them."""

    pages: Mapping[str, bool]
    generation: int = 0


def owe(
    session: Session,
    source: str,
    generation: int,
    touched: Mapping[str, bool],
    added: Iterable[str] = (),
) -> None:
    """Note pages (path -> whether it vanished); `added` ones may have vanished before."""
    rows = [(source, path, generation, int(gone)) for path, gone in sorted(touched.items())]
    session.executemany(_OWE, rows)
    session.executemany(_BACK, [(source, path) for path in sorted(added)])


def owed(session: Session, source: str) -> Untold:
    """What is still to be told of a source."""
    query = "SELECT path, generation, vanished FROM untold WHERE source = ? ORDER BY path"
    rows = list(session.execute(query, (source,)))
    return Untold({row[0]: bool(row[2]) for row in rows}, max((row[1] for row in rows), default=0))


def settle(session: Session, source: str, generation: int) -> None:
    """It is told up to a generation; what a later one touched meanwhile stays."""
    query = "DELETE FROM untold WHERE source = ? AND generation <= ?"
    session.execute(query, (source, generation))


def forget(session: Session, source: str) -> None:
    """The source is removed."""
    session.execute("DELETE FROM untold WHERE source = ?", (source,))

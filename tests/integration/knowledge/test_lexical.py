"""The lexical index on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge import lexical
from knowledge.engine import Session, driver
from knowledge.index import KnowledgeIndex
from knowledge.lexical import Entry

WORTH = {"token": 1.0, "ab": 1.0, "cd": 2.0, "ef": 3.0}


@pytest.fixture
def session(index: KnowledgeIndex) -> Iterator[Session]:
    with index._engine.transaction() as connection:
        yield driver(connection)


def test_counts_by_field_come_back_for_the_wanted_terms(session: Session) -> None:
    lexical.add(
        session,
        [
            (7, "Token guide", ("Renew the token",), "Renew a token, or the call ends."),
            (9, "Other", (), "Nothing of that kind."),
        ],
    )
    found = lexical.entries(session, [7, 9, 11], ["token", "call", "absent"])
    assert found == {7: Entry(4, {"token": (1, 1, 1), "call": (0, 0, 1)}), 9: Entry(2)}
    assert lexical.frequencies(session, ["token", "kind", "absent"]) == {"token": 1, "kind": 1}


def test_removed_chunks_are_neither_found_nor_counted(session: Session) -> None:
    lexical.add(session, [(1, "Token", (), "renew it"), (2, "Token", (), "drop it")])
    lexical.remove(session, [1])
    assert lexical.frequencies(session, ["token", "renew"]) == {"token": 1}
    assert [chunk for chunk, _ in lexical.search(session, [("token",)], 9, WORTH)] == [2]
    assert lexical.entries(session, [1, 2], ["token"]).keys() == {2}


def test_a_group_wants_all_its_terms(session: Session) -> None:
    lexical.add(session, [(n, "", (), body) for n, body in enumerate(("ab cd", "ab", "cd ef"))])
    assert {hit for hit, _ in lexical.search(session, [("ab", "cd")], 9, WORTH)} == {0}
    assert {hit for hit, _ in lexical.search(session, [("ab", "cd"), ("ef",)], 9, WORTH)} == {0, 2}
    assert lexical.search(session, [], 9, WORTH) == []

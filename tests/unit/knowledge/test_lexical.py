from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from knowledge import lexical, retrieval
from knowledge.lexical import Entry


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        opened.execute("BEGIN")
        lexical.create_tables(opened)
        yield opened


def test_counts_by_field_come_back_for_the_wanted_terms(connection: sqlite3.Connection) -> None:
    lexical.add(
        connection,
        [
            (7, "Token guide", ("Renew the token",), "Renew a token, or the call ends."),
            (9, "Other", (), "Nothing of that kind."),
        ],
    )
    found = lexical.entries(connection, [7, 9, 11], ["token", "call", "absent"])
    assert found == {7: Entry(4, {"token": (1, 1, 1), "call": (0, 0, 1)}), 9: Entry(2)}
    assert lexical.frequencies(connection, ["token", "kind", "absent"]) == {"token": 1, "kind": 1}


def test_removed_chunks_are_neither_found_nor_counted(connection: sqlite3.Connection) -> None:
    lexical.add(connection, [(1, "Token", (), "renew it"), (2, "Token", (), "drop it")])
    lexical.remove(connection, [1])
    assert lexical.frequencies(connection, ["token", "renew"]) == {"token": 1}
    assert [chunk for chunk, _ in lexical.search(connection, [("token",)], 9)] == [2]
    assert lexical.entries(connection, [1, 2], ["token"]).keys() == {2}


def test_a_group_wants_all_its_terms(connection: sqlite3.Connection) -> None:
    lexical.add(connection, [(n, "", (), body) for n, body in enumerate(("ab cd", "ab", "cd ef"))])
    assert {hit for hit, _ in lexical.search(connection, [("ab", "cd")], 9)} == {0}
    assert {hit for hit, _ in lexical.search(connection, [("ab", "cd"), ("ef",)], 9)} == {0, 2}
    assert lexical.search(connection, [], 9) == []


def test_common_terms_are_left_out_or_asked_for_in_pairs() -> None:
    worth = {"rare": 9.0, "odd": 8.0, "few": 7.0, "common": 3.0, "usual": 2.0}
    docs = {"rare": 5, "odd": 50, "few": 900, "common": 15_000, "usual": 19_000}
    chosen = retrieval._searchable(worth, docs, 100_000)
    assert chosen == [("rare",), ("odd",), ("few",)]
    chosen = retrieval._searchable(worth, {"common": 15_000, "usual": 19_000}, 100_000)
    assert chosen == [("common", "usual")]
    assert retrieval._searchable(worth, {"common": 15_000}, 100_000) == [("common",)]
    assert retrieval._searchable({}, {}, 100_000) == []

from knowledge import retrieval


def test_common_terms_are_left_out_or_asked_for_in_pairs() -> None:
    worth = {"rare": 9.0, "odd": 8.0, "few": 7.0, "common": 3.0, "usual": 2.0}
    docs = {"rare": 5, "odd": 50, "few": 900, "common": 15_000, "usual": 19_000}
    chosen = retrieval._searchable(worth, docs, 100_000)
    assert chosen == [("rare",), ("odd",), ("few",)]
    chosen = retrieval._searchable(worth, {"common": 15_000, "usual": 19_000}, 100_000)
    assert chosen == [("common", "usual")]
    assert retrieval._searchable(worth, {"common": 15_000}, 100_000) == [("common",)]
    assert retrieval._searchable({}, {}, 100_000) == []

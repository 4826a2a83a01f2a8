from __future__ import annotations

from ingest.frontmatter import split_front_matter


def test_values_and_body() -> None:
    front_matter, body = split_front_matter("---\ntitle: Join\ntags: [a]\n---\n# Join\n")
    assert front_matter.values == {"title": "Join", "tags": ["a"]}
    assert body == "# Join\n"


def test_none() -> None:
    front_matter, body = split_front_matter("# Join\n\n---\n\nmore")
    assert not front_matter.present
    assert body == "# Join\n\n---\n\nmore"


def test_invalid_yaml_keeps_its_plain_lines_and_is_reported() -> None:
    front_matter, body = split_front_matter("---\ntitle: Tokens: a guide\nplatform: ios\n---\ntext")
    assert front_matter.values == {"title": "Tokens: a guide", "platform": "ios"}
    assert front_matter.problem.startswith("invalid front matter")
    assert body == "text"


def test_what_is_no_value_alone_either_is_not_taken_for_words() -> None:
    written = "---\ntitle: [unclosed\nversion: 4.x\nplatform: [ios, web]\n---\n# Join\n"
    front_matter, body = split_front_matter(written)
    assert front_matter.values == {"version": "4.x", "platform": ["ios", "web"]}
    assert front_matter.problem
    assert body == "# Join\n"
    alone, body = split_front_matter("---\ntitle: {unclosed\n---\ntext")
    assert (alone.values, bool(alone.problem), body) == ({}, True, "text")


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    text = "---\n\nJust a sentence.\n\n---\n\nmore"
    assert split_front_matter(text)[1] == text


def test_empty_front_matter() -> None:
    assert split_front_matter("---\n---\ntext")[1] == "text"


def test_yaml_tags_run_nothing() -> None:
    text = "---\ntitle: !!python/object/apply:os.getcwd []\n---\nbody"
    front_matter, _ = split_front_matter(text)
    assert front_matter.problem

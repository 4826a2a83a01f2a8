"""YAML bombs: refused with a reason before anything is built from them."""

from __future__ import annotations

import string

import pytest
import yaml

from ingest.bounded_yaml import load_yaml


def unfolding(first: str, around: str) -> str:
    """Lines of which each names the one before ten times; `around` says how."""
    lines = [f"a: &a {first}"]
    for below, name in zip(string.ascii_lowercase, string.ascii_lowercase[1:9], strict=False):
        lines.append(f"{name}: &{name} " + around.format(", ".join([f"*{below}"] * 10)))
    return "\n".join(lines)


def test_usual_aliases_are_followed() -> None:
    text = "base: &b {lang: en}\none: {<<: *b, title: A}\ntwo: *b\nthree: [*b, *b]"
    assert load_yaml(text) == {
        "base": {"lang": "en"},
        "one": {"lang": "en", "title": "A"},
        "two": {"lang": "en"},
        "three": [{"lang": "en"}, {"lang": "en"}],
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (unfolding("[x, x]", "[{}]"), "unfold to far more"),
        (unfolding("{x: 1}", "{{<<: [{}]}}"), "unfold to far more"),
        ("a: &a [*a]", "holds itself"),
        ("a: &a {b: [{c: *a}]}", "holds itself"),
        ("[" * 200_000, "nested too deeply"),
        ("- " * 5_000 + "x", "nested too deeply"),
        ("{a: " * 200_000, "nested too deeply"),
        ("a: " + "9" * 100_000, "number without end"),
        ("a: 0x" + "f" * 100_000, "number without end"),
        ("a: 1" + ":59" * 50_000, "number without end"),
        ("a: *gone", "undefined alias"),
    ],
)
def test_what_would_take_the_process_down_is_refused(text: str, problem: str) -> None:
    with pytest.raises(yaml.YAMLError) as refused:
        load_yaml(text)
    assert problem in str(getattr(refused.value, "problem", ""))

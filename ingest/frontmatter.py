"""The YAML block at the head of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from ingest.bounded_yaml import load_yaml

_BLOCK = re.compile(r"\A\s*---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_LINE = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)


_NO_WORDS = tuple("[{&*!|>%@`")  # begin what YAML does not take for plain words


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`values` as written; `problem` says in a sentence why YAML refused it ("" = it did not)."""

    values: Mapping[str, Any]
    problem: str = ""

    @property
    def present(self) -> bool:
        """Whether the file has a front matter with at least one value."""
        return bool(self.values)


_NONE = FrontMatter(MappingProxyType({}))


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Separate the front matter from the body.

    A block that YAML refuses still gives its plain ``key: value`` lines, so that a stray colon in
    one line does not cost the page its title; a block without a key is body text (a rule, not
    YAML).
    """
    match = _BLOCK.match(text)
    if match is None:
        return _NONE, text
    body = text[match.end() :]
    try:
        loaded = load_yaml(match[1])
    except (yaml.YAMLError, ValueError) as error:
        lines = _KEY_LINE.findall(match[1])
        if not lines:
            return _NONE, text
        read = ((key, _value(written)) for key, written in lines)
        pairs = {key: value for key, value in read if value is not None}
        reason = str(getattr(error, "problem", "") or error).split("\n", 1)[0]
        return FrontMatter(pairs, f"invalid front matter: {reason}"), body
    if loaded is None:
        return _NONE, body
    if not isinstance(loaded, dict):
        return _NONE, text
    return FrontMatter({str(key): value for key, value in loaded.items()}), body


def _value(written: str) -> Any:
    """The value of a line in a block that YAML refused; None for what is no value alone either."""
    if not written.startswith(_NO_WORDS):
        return written.strip("'\"")
    try:
        return load_yaml(written)
    except (yaml.YAMLError, ValueError):
        return None

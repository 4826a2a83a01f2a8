"""YAML files written by people: every problem is told with the line it is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

_SHOWN = 5


class NotYaml(Exception):  # noqa: N818 - said of a file
    """The text is no YAML; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Written:
    """A YAML text as plain values, with the tree that knows the lines."""

    file: str
    content: Any
    tree: yaml.Node | None

    def problems(
        self, error: ValidationError, whole: str = "file", *, shown: int | None = _SHOWN
    ) -> str:
        """One line a problem, at most `shown` (None: all); `whole` names what the file is."""
        found = error.errors(include_url=False)
        lines = []
        for item in found[:shown]:
            name = ".".join(map(str, item["loc"])) or whole
            problem = item["msg"].removeprefix("Value error, ").rstrip(".")
            line = line_of(self.tree, item["loc"])
            lines.append(f"{self.file}, line {line}: {name}: {problem}.")
        if shown is not None and len(found) > shown:
            lines.append(f"And {len(found) - shown} more.")
        return "\n".join(lines)


def read_yaml(text: str, file: str) -> Written:
    """Read a text; `file` is the name that problems are told under. Raises NotYaml."""
    try:
        return Written(file, yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "the file"
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise NotYaml(f"{file}, {place}: {problem}.") from None
    except (ValueError, RecursionError):  # a date that is none, or a tower of brackets
        raise NotYaml(f"{file}, the file: not valid YAML.") from None


def line_of(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
    """The line of the deepest node that the path reaches: what is missing has its parent's line."""
    line = node.start_mark.line if node else 0
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if str(part) not in pairs:
                break
            key, node = pairs[str(part)]
            line = key.start_mark.line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):
                break
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return line + 1

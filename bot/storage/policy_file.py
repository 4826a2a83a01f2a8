"""Reading the policy file; every problem is named with its line."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.errors import PolicyError
from bot.support.policy import Policy

_SHOWN = 5


def load_policy(file: Path) -> Policy:
    """Raise PolicyError, with line numbers, for a file that is missing, no YAML or no policy."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PolicyError(
            f"There is no policy file at {file}.",
            "Set DOORSTEP_POLICY, or copy examples/support-policy.yaml there.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"The policy file {file} cannot be read: {error}.") from None
    try:
        content, tree = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "the file"
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise PolicyError(f"{file.name}, {place}: {problem}.", "Correct the file.") from None
    if not isinstance(content, dict):
        raise PolicyError(f"{file.name}, line 1: the file holds no policy.", "Correct the file.")
    try:
        return Policy.model_validate(content)
    except ValidationError as error:
        raise PolicyError(_problems(file, error, tree), "Correct these lines.") from None


def _problems(file: Path, error: ValidationError, tree: yaml.Node | None) -> str:
    found = error.errors(include_url=False)
    lines = []
    for item in found[:_SHOWN]:
        name = ".".join(map(str, item["loc"])) or "policy"
        problem = item["msg"].removeprefix("Value error, ")
        lines.append(f"{file.name}, line {_line(tree, item['loc'])}: {name}: {problem}.")
    if len(found) > _SHOWN:
        lines.append(f"And {len(found) - _SHOWN} more.")
    return "\n".join(lines)


def _line(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
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

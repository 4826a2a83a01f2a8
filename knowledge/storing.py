"""Small JSON files that are either whole or as they were."""

from __future__ import annotations

import json
import os
from pathlib import Path

from knowledge.errors import DoorstepError


def write_whole(file: Path, content: object) -> None:
    """Replace a file at once; a reader sees the old or the new one. Raises DoorstepError."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    try:
        try:
            partial.write_text(text, encoding="utf-8")
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise DoorstepError(
            f"{file} cannot be written: {error.strerror}.", "Give a path that can be written."
        ) from error

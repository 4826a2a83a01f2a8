"""What all contents of messages have in common."""

from __future__ import annotations

from bot.support.models import Model


class Said(Model):
    """Common to all contents. `language` chooses the words around the facts."""

    language: str = "en"
    settled: str = ""

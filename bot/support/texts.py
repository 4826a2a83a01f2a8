"""Words in the languages that the desk speaks, as the policy file gives them."""

from __future__ import annotations

from bot.support.models import Model


class Text(Model):
    """The same words in the languages that the desk speaks."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

"""The language of a short text."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`]*`|https?://\S+", re.DOTALL)
_SHARE_OF_HAN = 0.15  # one Chinese character says about as much as one English word
_CERTAIN = 0.95
_ENOUGH_WORDS = 4


def language_of(text: str, default: str = "en") -> str:
    """ISO 639-1 code of `text`: zh and en by script, others by py3langid; `default` if wordless."""
    plain = _CODE.sub(" ", text)[:2000] or text[:2000]
    han, words = len(_HAN.findall(plain)), len(_LATIN_WORD.findall(plain))
    if len(_KANA_HANGUL.findall(plain)) > han / 4 and not plain.isascii():
        return _guess(plain, default)
    if han and han / (han + words) > _SHARE_OF_HAN:
        return "zh"
    if words < _ENOUGH_WORDS and plain.isascii():
        return "en" if words else default
    return _guess(plain, "en")


def _guess(text: str, default: str) -> str:
    language, probability = _identifier().classify(text)
    return str(language) if probability > _CERTAIN else default


@cache
def _identifier() -> Any:
    from py3langid.langid import (  # type: ignore[import-untyped]  # noqa: PLC0415 - 0.3 s
        MODEL_FILE,
        LanguageIdentifier,
    )

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

"""The few fixed sentences that frame an answer, in Chinese and English (others get English)."""

from __future__ import annotations

_PHRASES = {
    "quotes": {
        "en": "From the documentation, quoted word for word:",
        "zh": "以下内容逐字引自文档：",
    },
    "quotes_other_language": {
        "en": "From the documentation, quoted word for word (in the language of the page):",
        "zh": "以下内容逐字引自文档（原文语言）：",
    },
    "model_down": {
        "en": "The language model could not be reached, so this answer quotes the documentation.",
        "zh": "语言模型暂时不可用，本回答直接引用文档原文。",
    },
    "model_slow": {
        "en": "The language model took too long, so this answer quotes the documentation.",
        "zh": "语言模型响应超时，本回答直接引用文档原文。",
    },
    "over_budget": {
        "en": "The language model's allowance for today is used up, so this answer quotes the "
        "documentation.",
        "zh": "语言模型今日用量已达上限，本回答直接引用文档原文。",
    },
    "model_silent": {
        "en": "The language model found no answer in the passages, so they are quoted instead.",
        "zh": "语言模型未能从文档片段中得出答案，因此直接引用文档原文。",
    },
    "unsupported": {
        "en": "Most of the written answer was not backed by the documentation, "
        "so the pages are quoted instead.",
        "zh": "生成的回答大部分缺乏文档依据，因此改为直接引用文档原文。",
    },
    "trimmed": {
        "en": "Sentences without support in the documentation were removed.",
        "zh": "已删除缺乏文档依据的句子。",
    },
    "shortened": {
        "en": "The answer was very long and ends here.",
        "zh": "回答过长，已在此处截断。",
    },
    "cut_off": {
        "en": "The language model broke off; the answer may be incomplete.",
        "zh": "语言模型中途断开，回答可能不完整。",
    },
}


def phrase(name: str, language: str) -> str:
    """The fixed sentence `name` in `language`, in English when there is none."""
    return _PHRASES[name].get(language, _PHRASES[name]["en"])

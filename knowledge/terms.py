"""Text to search terms: the one tokeniser of the lexical index, the ranking and the checks.

Chinese is cut into words (rjieba, search mode); English words are lower-cased and lightly stemmed;
identifiers and numbers are kept whole *and* split: ``setAudioProfile`` gives ``setaudioprofile,
set, audio, profile``; ``-10012`` gives ``-10012, 10012``. Terms hold letters, digits, ``_-.`` only,
so that a full-text engine which splits on spaces sees exactly these terms.
"""

from __future__ import annotations

import re
from functools import lru_cache

TOKENISER = "terms-1"  # part of the index's identity: change it when terms change

_PIECE = re.compile(
    r"(?P<han>[\u3400-\u9fff]+)"
    r"|(?P<number>(?<![\w.])-\d+|\d+(?:\.\d+)*)"
    r"|(?P<word>[^\W\d\u3400-\u9fff][^\W\u3400-\u9fff]*)"
)
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_LONGEST_TERM = 64

_STOP_EN = """
a an the and or but if then else of to in on at by for with from as is are was were be been
being am do does did done doing have has had having i me my we our you your he she it its they
them their this that these those there here what which who whom when where why how can could
should would will shall may might must not no nor so than too very just also only any some all
each both about into out up down over under again more most other such own same s t don now
please thanks thank hi hello hey get got getting use using used want need like
"""
_STOP_ZH = """
的 了 和 是 在 我 有 也 就 都 而 及 与 或 一个 没有 我们 你们 他们 你
他 她 它 这 那 这个 那个 这些 那些 吗 呢 吧 啊 呀 么 什么 怎么 如何
为什么 请问 怎样 哪些 哪个 可以 能 会 要 想 被 把 让 给 对 从 到 很 还
又 再 不 上 下 中 里 后 前 时 时候 之 其 以 等 个 请 您 您好 你好
大家 谢谢 一下 问题 出现 现在 因为 所以 但是 如果 进行 使用 需要
"""
STOP_TERMS = frozenset(f"{_STOP_EN} {_STOP_ZH}".split())


def terms(text: str) -> list[str]:
    """All terms of `text` in order, repeats included, stop words left out."""
    found: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        if match.lastgroup == "han":
            found.extend(word for word in _cut_han(piece) if word not in STOP_TERMS)
        elif match.lastgroup == "number":
            found.append(piece[:_LONGEST_TERM])
            if piece.startswith("-"):
                found.append(piece[1:_LONGEST_TERM])
        else:
            found.extend(_word_terms(piece))
    return found


def identifiers(text: str) -> set[str]:
    """Words of `text` that look like names in code or codes: camelCase, snake_case, CAPS_, numbers.

    As they stand in the text, case kept.
    """
    names: set[str] = set()
    for match in _PIECE.finditer(text):
        piece = match.group()
        if (match.lastgroup == "number" and len(piece) > 1) or (
            match.lastgroup == "word" and is_identifier(piece)
        ):
            names.add(piece)
    return names


def is_identifier(word: str) -> bool:
    """Whether a word looks like a name in code: an inner capital, an underscore or a digit."""
    return (
        "_" in word.strip("_")
        or any(char.isdigit() for char in word)
        or (any(c.isupper() for c in word[1:]) and any(c.islower() for c in word))
    )


def _cut_han(run: str) -> list[str]:
    import rjieba  # noqa: PLC0415 - 0.1 s to import, for its dictionary

    return list(rjieba.cut_for_search(run))


@lru_cache(maxsize=65536)
def _word_terms(word: str) -> tuple[str, ...]:
    """`word` is one run of letters, digits and underscores that starts with a letter."""
    whole = word.strip("_").lower()[:_LONGEST_TERM]
    parts = [part.lower() for part in _HUMP.findall(word)]
    if len(parts) < 2:  # noqa: PLR2004 - a single part is the word itself
        return () if whole in STOP_TERMS or not whole else (stem(whole),)
    split = [stem(part) for part in parts if part not in STOP_TERMS and len(part) > 1]
    return (whole, *split)


def stem(word: str) -> str:
    """Strip English plural and participle endings; words of other scripts pass unchanged."""
    if len(word) <= 3 or not word.isascii():  # noqa: PLR2004 - "bus", "ios" are stems
        return word
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search("[aeiouy]", root):  # noqa: PLR2004
            return _undouble(root)
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "os")):
        return word[:-1].removesuffix("e")
    return word.removesuffix("e")


def _undouble(root: str) -> str:
    if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":  # noqa: PLR2004
        return root[:-1]
    return root.removesuffix("e")

"""Does a sentence say the opposite of its passages? By the negations of both, without grammar.

Two mistakes are told: a "not" where the passages say the same words without one, and an order or
a claim that the passages deny in the same words. Words stand for clauses, so passages that say
both ("call it before the end; it does nothing afterwards") prove neither, and the sentence stays;
only a flat "do not call it" needs passages that forbid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from knowledge import claims
from knowledge.blocks import Kind
from knowledge.plain_words import FILLERS
from knowledge.plaintext import flat
from knowledge.terms import terms
from knowledge.units import Unit

_PLAINER = 0.4  # of an order's weight: so much more of it the passages say without a "not"
_FAR_PLAINER = 0.5  # of a statement's, which speaks of one side of a thing more often
_TOLD_TERMS = 4  # that a statement needs for that
_SAME = 0.8  # of a denied clause's weight: so much of it a sentence repeats
_NOT_EN = r"\b(?:not|never|no|none|nothing|nobody|cannot|nor|neither|without|avoid\w*)\b|n['’]t\b"
_NOT_ZH = (
    r"不(?![同足过仅但断久管论止少良超稳清齐便当明准一错满])|没|无(?![论限线])|未(?!来)|勿|禁|莫"
    r"|(?<![特区类级分识])别(?!处|人|的)|(?<!除)非(?!常)"
)
_NOT = re.compile(f"{_NOT_EN}|{_NOT_ZH}", re.IGNORECASE)
# What a passage says instead of "not": "use X rather than Y", "only X", "X fails".
_CONTRAST = re.compile(
    r"\b(?:only|must|instead|rather|prefer\w*|better|fail(?:s|ed)?|los(?:es|t)|miss(?:es|ed|ing)?|"
    r"unless|until|unable|den(?:y|ies|ied)|refus\w+|reject\w*|differs?|absent|removes?|drop(?:s|ped)?|"
    r"stop(?:s|ped)?|gone|forbid\w*|prohibit\w*|too|late)\b"
    r"|不足|不同|不超|直到|必须|否则|只能|失败|拒绝|除非|避免|取消|关闭|停止|才|晚|太",
    re.IGNORECASE,
)
# What a passage says that forbids something or prefers another: "does nothing" does neither.
_FORBIDS = re.compile(
    r"\b(?:do|does|must|should|may|can) ?not\b|\b(?:do|does|must|should|ca)n['’]t\b"
    r"|\b(?:never|avoid\w*|only|must|instead|rather|prefer\w*|better|unless|too|late)\b"
    r"|不要|不能|不可|不得|不应|不建议|不推荐|不用|请勿|切勿|勿|禁止|避免|别用|必须|只能|除非|晚|太",
    re.IGNORECASE,
)
_ORDERS_NOT = re.compile(
    r"^\W*(?:please |you )?(?:(?:do|must|should|may) not|(?:do|must|should)n['’]t|never|avoid)\b"
    r"|不要|请勿|切勿|禁止|不得|勿|无需|不必",
    re.IGNORECASE,
)
_LIMITS = re.compile(  # "do not call it after …" may rest on what it does then
    r"\b(?:if|when|while|after|before|once|until|unless|since|because|during|then)\b"
    r"|如果|若|时|后|前|再|因为|否则",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:|，；：、。—]|\b(?:because|since|so|but|and|which|if|when|while|until|as|after|before|"
    r"once|although|though|unless)\b",
    re.IGNORECASE,
)
_REMINDS = re.compile(r"n['’]t (?:forget|hesitate|worry)|(?:不要|别)忘", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|when|whether|unless|once|without)\b[^,;:]*"
    r"|(?:如果|若|假如|要是|一旦|是否)[^，；：。]*|[^，；：。]*的话|有没有|是不是|能不能",
    re.IGNORECASE,
)
_TOLD = frozenset({Kind.PROSE, Kind.ITEM})
_UNDONE = re.compile(r"[未没]")  # what was not done is not what must not be done
_NEGATIONS = frozenset(terms("never cannot nothing nobody none without 不要 不会 不能 不是 没有"))


class Polarity:
    """What passages affirm and what they deny. `weights`: of their terms."""

    def __init__(self, units: Sequence[Unit], weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._loose = _Sides(units, denies)
        self._strict = _Sides(units, lambda text: _FORBIDS.search(text) is not None)
        self._denied = [
            wanted
            for unit in units
            if unit.kind is not Kind.CODE and not _CONDITION.search(unit.text)
            for clause in _negated(unit.text)
            if not _UNDONE.search(clause)
            if len(wanted := self._telling(clause)) > 1
        ]

    def contradicts(self, sentence: str) -> bool:
        """Whether a sentence in the passages' language turns what they say around."""
        sentence = _REMINDS.sub(" ", sentence)
        said = _CONDITION.sub(" ", sentence)  # what is supposed is not said
        if not _NOT.search(sentence):
            return not denies(sentence) and self._is_denied(said)
        limited = _LIMITS.search(sentence) is not None
        return any(
            self._is_affirmed(clause, self._loose)
            or (not limited and _is_flat(clause) and self._is_affirmed(clause, self._strict))
            for clause in _negated(said)
        )

    def _is_affirmed(self, clause: str, sides: _Sides) -> bool:
        said = self._telling(clause)
        denied = max((self._weight(said & (u.own | u.header)) for u in sides.against), default=0.0)
        affirmed = max((self._weight(said & u.own) for u in sides.affirming), default=0.0)
        is_order = _ORDERS_NOT.search(clause) is not None
        if not said or not (is_order or len(said) >= _TOLD_TERMS):
            return False
        margin = _PLAINER if is_order else _FAR_PLAINER
        return affirmed - denied >= margin * self._weight(said)

    def _is_denied(self, sentence: str) -> bool:
        said = self._telling(sentence)
        return any(
            self._weight(said & denied) >= _SAME * self._weight(denied)
            and not any(
                self._weight(unit.own & denied) >= _SAME * self._weight(denied)
                for unit in self._loose.affirming
            )
            for denied in self._denied
        )

    def _telling(self, text: str) -> frozenset[str]:
        return frozenset(terms(flat(text))) & self._weights.keys() - FILLERS - _NEGATIONS

    def _weight(self, found: Iterable[str]) -> float:
        return sum(self._weights[term] for term in found if term in self._weights)


def denies(text: str) -> bool:
    """Whether a text holds a negation, or words that stand for one."""
    return _NOT.search(text) is not None or _CONTRAST.search(text) is not None


def has_negation(text: str) -> bool:
    """Whether a text holds a negation."""
    return _NOT.search(text) is not None


class _Sides:
    """Units that speak against something, and those that only affirm.

    Rows name causes as well as remedies, and questions nothing: they affirm nothing.
    """

    def __init__(self, units: Iterable[Unit], is_against: Callable[[str], bool]) -> None:
        self.against: list[Unit] = []
        self.affirming: list[Unit] = []
        for unit in units:
            if is_against(unit.text):
                self.against.append(unit)
            elif unit.kind in _TOLD and not unit.text.rstrip().endswith(("?", "？")):
                self.affirming.append(unit)


def _is_flat(clause: str) -> bool:
    """Whether it orders not to use something by its name in code."""
    return bool(claims.code_spans(clause)) and _ORDERS_NOT.search(clause) is not None


def _negated(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause and _NOT.search(clause)]

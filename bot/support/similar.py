"""How alike two reports are: pure, over what a ticket's fields say once they are redacted.

A report becomes *keys*: error codes, names in code, and words, Chinese ones with their English
counterparts too, so that both languages meet. What few tickets have says most (idf over tickets);
the kind of symptom, platform, product and version speak for or against.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from bot.support.models import Model, Ticket, TicketFields
from bot.support.signals import Symptom, read_signals
from knowledge.glossary import sdk_glossary
from knowledge.language import language_of
from knowledge.platforms import normalise_platform
from knowledge.terms import identifiers, terms
from knowledge.versions import version_nearness

CODE, NAME, WORD = "c:", "n:", "w:"  # how a key begins
_WEIGHTS = {CODE: 3.0, NAME: 2.0, WORD: 1.0}
_MOST = {CODE: 8, NAME: 16, WORD: 48}  # keys of a report
_TEXT = 1_500  # characters of each field that are looked at
_LONGEST = 60  # characters of a key
_CODES = re.compile(r"[A-Za-z][\w.-]*\d[\w.-]*|[A-Z][A-Z_]{3,}|0x[0-9A-Fa-f]+|-?\d{2,}")
_CRASHED = re.compile(r"sig[a-z]{3,5}|segv_\w+|11|anr", re.IGNORECASE)  # says no more than "crash"
_NUMBER = re.compile(r"(?<![\w.-])-?\d{3,6}(?![\w.-]*\d)")  # in a text: perhaps an error code
_FIGURES = re.compile(r"[\d.]+")  # versions have a trait of their own
_VAGUE = frozenset({Symptom.HOW_TO.value, Symptom.DEFECT.value, ""})
# Words that most reports hold, whatever they report; they count little while tickets are few.
_COMMON_WORDS = (
    "application version error issue problem bug call user channel device happens occurs works "
    "finding sees shows tries test code android ios web before steps expected actual result "
    "start open set new first time crash sdk app 应用 版本 用户 频道 设备 调用 测试 崩溃"
)
_COMMON_WEIGHT = 0.35
# What goes wrong, in both languages: reports of one failure share few other words across them.
_FAILURES = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "lost": r"\b(?:lost|los(?:e|ing)|missing|never\s+arriv|not\s+(?:received|delivered))"
        r"|丢失|丢了|收不到|没收到",
        "delayed": r"\bdelay|\blaten|\bslow|延迟|很慢|卡顿|\blag|\bstutter",
        "black": r"\bblack\b|黑屏",
        "silent": r"\bno\s+(?:audio|sound)|\bsilen|没有?声音|无声|听不到",
        "echo": r"\becho|回声|\bnois|杂音|噪音",
        "dropped": r"\bdisconnect|\bdrop(?:s|ped)?\s+out|\bdisconnected|掉线|断线|断连|断开",
        "refused": r"\b(?:can(?:'t|not)|unable\s+to|fail(?:s|ed)?\s+to)\s+(?:join|connect|log\s?in)"
        r"|(?:登录|加入|连接)[^。\n]{0,4}失败|无法(?:登录|加入|连接)|连不上|登录不上",
        "frozen": r"\bfr(?:eez|oze)|\bhang|卡死|卡住|\bANR\b",
    }.items()
}
_DISTINCT = (0.0, 0.6, 0.85)  # of a likeness that rests on so many distinctive keys; then all
_CODE_ALONE = 0.5  # what a rare error code in common says, with no word in common
_OTHER_SYMPTOM, _OTHER_CODE, _OTHER_FAILURE, _OTHER_PLATFORM, _OTHER_PRODUCT = (
    0.6,
    0.6,
    0.6,
    0.75,
    0.7,
)
_SAME_SYMPTOM, _SAME_VERSION, _FAR_VERSION = 1.12, 1.06, 0.85


class Traits(Model):
    """What a report is known by. `keys` are what it is found by."""

    keys: frozenset[str]
    symptom: str = ""
    platforms: frozenset[str] = frozenset()
    version: str = ""
    product: frozenset[str] = frozenset()

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(key for key in self.keys if key.startswith(CODE))

    @property
    def failures(self) -> frozenset[str]:
        return frozenset(key for key in self.keys if key.startswith(f"{WORD}="))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store keeps of a ticket to find its like."""

    ticket_id: int
    traits: Traits
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of `total` tickets each key stands."""

    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    _weights: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def weight(self, key: str) -> float:
        """What it says that two reports have the key in common; worked out once for each key."""
        if key not in self._weights:
            self._weights[key] = self._weight(key)
        return self._weights[key]

    def _weight(self, key: str) -> float:
        kind, word = key[:2], key[2:]
        return _WEIGHTS[kind] * self.idf(key) * (_COMMON_WEIGHT if word in _common() else 1.0)

    @property
    def once(self) -> float:
        """The idf of a key that one ticket has."""
        return math.log((self.total + 8) / 2)

    def idf(self, key: str) -> float:
        """Smoothed, so that the first tickets of a desk are not compared by chance."""
        return max(math.log((self.total + 8) / (self.counts.get(key, 0) + 1)), 0.1)


def traits_of(fields: TicketFields, symptom: str = "") -> Traits:
    """Read the fields, which are redacted when they are stored. `symptom`: if it is known."""
    told = [fields.summary, fields.actual, fields.steps]
    text = "\n".join(one[:_TEXT] for one in told if one)
    keys = _keys(text, fields.error_codes[:_TEXT])
    named = {*terms(fields.product), *(one.lower() for one in identifiers(fields.product))}
    return Traits(
        keys=frozenset(key for key in keys if key[2:] not in named),
        symptom=symptom or read_signals(text).symptom.value,
        platforms=_platforms(fields.platform),
        version=fields.sdk_version.split(",", 1)[0].strip(),
        product=frozenset(terms(fields.product[:_TEXT])) - {"sdk"},
    )


def traits_of_ticket(ticket: Ticket) -> Traits:
    """The traits of a case, with the symptom that triage saw."""
    symptom = str(ticket.decision.figures.get("symptom", ""))
    return traits_of(ticket.fields, "" if symptom in _VAGUE else symptom)


def likeness(asked: Traits, known: Traits, frequencies: Frequencies) -> float:
    """0 (nothing in common) to 1 (the same), the share of what they say that both say.

    `frequencies` need to hold the counts of `asked`'s keys only, so that looking for a report's
    like costs the same for any number of tickets.
    """
    shared = asked.keys & known.keys
    if not shared:
        return 0.0
    common = sum(frequencies.weight(key) ** 2 for key in shared)
    whole = sum(frequencies.weight(key) ** 2 for key in asked.keys)
    typical = sum(map(frequencies.weight, asked.keys)) / len(asked.keys)
    rest = sum(_share(key, typical) for key in known.keys - shared)
    cosine = common / math.sqrt(whole * (common + rest))
    code = _code_in_common(asked, known, frequencies)
    told = cosine + (1 - cosine) * _CODE_ALONE * code
    return min(1.0, told * (1.0 if code else _distinct(shared)) * _setting(asked, known))


def finding_keys(keys: Collection[str], frequencies: Frequencies, budget: int = 600) -> list[str]:
    """The keys to find candidates by, what says most first, as long as few tickets have them.

    `budget`: tickets that may be looked at. Where even the rarest key is held by more, it is used
    all the same: a store looks at the latest.
    """
    held = [key for key in keys if frequencies.counts.get(key, 0)]
    ranked = sorted(held, key=lambda one: (-frequencies.weight(one), one))
    chosen: list[str] = []
    for key in ranked:
        if frequencies.counts[key] <= budget:
            chosen.append(key)
            budget -= frequencies.counts[key]
    return chosen or ranked[:1]


def speaks_of(text: str, traits: Traits, frequencies: Frequencies) -> float:
    """How much of what a report says stands in a page's text: 0 to 1. Codes must agree."""
    held = _keys(text, text if traits.codes else "", most=_PAGE)
    if traits.codes and not traits.codes & held:
        return 0.0
    weights = {key: frequencies.weight(key) for key in traits.keys}
    return sum(weights[key] for key in traits.keys & held) / (sum(weights.values()) or 1.0)


_PAGE = dict.fromkeys(_MOST, 400)


def _keys(text: str, codes: str, most: Mapping[str, int] = _MOST) -> set[str]:
    told = [one.strip("-.").lower() for one in _CODES.findall(codes)]
    found_codes = [one for one in told if not _CRASHED.fullmatch(one)]
    numbers = [one.strip("-") for one in _NUMBER.findall(text)]
    names = [
        *found_codes,
        *numbers,
        *(one.lower() for one in sorted(identifiers(text)) if not _FIGURES.fullmatch(one)),
    ]
    names = [one for one in names if not _CRASHED.fullmatch(one)]
    words = [one for one in terms(text) if len(one) > 1 and not one[-1].isdigit()]
    if language_of(text, default="en") == "zh":
        words += sdk_glossary().translated(text, "zh")
    words += [f"={name}" for name, seen in _FAILURES.items() if seen.search(text)]
    kinds: Sequence[tuple[str, list[str]]] = ((CODE, found_codes), (NAME, names), (WORD, words))
    return {
        f"{kind}{one}"[:_LONGEST]
        for kind, found in kinds
        for one in list(dict.fromkeys(found))[: most[kind]]
    }


def _code_in_common(asked: Traits, known: Traits, frequencies: Frequencies) -> float:
    """0 to 1: how rare the rarest error code is that both tell, whatever words stand around it."""
    codes = {key[2:] for key in asked.codes | known.codes}
    rarest = max(
        (frequencies.idf(key) for key in asked.keys & known.keys if key[2:] in codes), default=0.0
    )
    return min(1.0, rarest / frequencies.once)


@cache
def _common() -> frozenset[str]:
    return frozenset(terms(_COMMON_WORDS))  # not at import: cutting Chinese loads a dictionary


def _distinct(shared: frozenset[str]) -> float:
    """A word or two in common may be chance, an error code is not."""
    said = {key[2:] for key in shared if key[2:] not in _common()}
    return 1.0 if len(said) >= len(_DISTINCT) else _DISTINCT[len(said)]


def _share(key: str, typical: float) -> float:
    """The square of the weight of a key whose count is not known."""
    common = _COMMON_WEIGHT if key[2:] in _common() else 1.0
    return (typical * common) ** 2


def _setting(asked: Traits, known: Traits) -> float:
    """What symptom, codes, platform, product and version say for or against."""
    factor = 1.0
    same_code = bool(asked.codes & known.codes)
    if not same_code and asked.symptom not in _VAGUE and known.symptom not in _VAGUE:
        factor *= _SAME_SYMPTOM if asked.symptom == known.symptom else _OTHER_SYMPTOM
    pairs = (
        (asked.codes, known.codes, _OTHER_CODE),
        (asked.failures, known.failures, _OTHER_FAILURE),
        (asked.platforms, known.platforms, _OTHER_PLATFORM),
        (asked.product, known.product, _OTHER_PRODUCT),
    )
    for mine, theirs, otherwise in pairs:
        if mine and theirs and not mine & theirs:
            factor *= otherwise
    nearness = version_nearness(asked.version, known.version)
    if nearness is not None:
        factor *= _SAME_VERSION if nearness == 1 else _FAR_VERSION if nearness == 0 else 1.0
    return factor


def _platforms(text: str) -> frozenset[str]:
    names = (normalise_platform(one.strip()) or "" for one in text.split(","))
    return frozenset(names) - {""}

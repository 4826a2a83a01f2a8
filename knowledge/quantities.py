"""Numbers in a text, with their units: digits, English and Chinese number words, versions.

``1,440 minutes``, ``1440 分钟`` and ``1440 min`` are one quantity; ``30 s`` and ``30 min`` are two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = {
    "ms": "ms msec msecs millisecond milliseconds 毫秒",
    "s": "s sec secs second seconds 秒 秒钟",
    "min": "min mins minute minutes 分钟 分",
    "h": "h hr hrs hour hours 小时 钟头",
    "d": "d day days 天 日",
    "week": "week weeks 周 星期",
    "month": "month months 个月",
    "year": "year years 年",
    "byte": "byte bytes 字节",
    "kb": "kb kib kilobyte kilobytes",
    "mb": "mb mib megabyte megabytes",
    "gb": "gb gib gigabyte gigabytes",
    "bps": "bps",
    "kbps": "kbps",
    "mbps": "mbps",
    "hz": "hz",
    "khz": "khz",
    "fps": "fps",
    "px": "px pixel pixels 像素",
    "db": "db",
    "%": "% percent 百分点",
    "usd": "usd dollar dollars 美元 美金",
    "eur": "eur euro euros 欧元",
    "cny": "cny rmb yuan 元 人民币",
    "time": "times 次",
    "character": "character characters chars 字符",
    "user": "user users people participants 人 用户",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_CURRENCY = {"$": "usd", "€": "eur", "¥": "cny", "￥": "cny"}

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HUNDRED, _THOUSAND = 100, 1000
_WORDS = (
    {word: value for value, word in enumerate(_SMALL)}
    | {word: 10 * place for place, word in enumerate(_TENS, start=2)}
    | {"hundred": _HUNDRED, "thousand": _THOUSAND, "million": 1_000_000, "dozen": 12}
)
_COMMON_WORDS = 12  # up to here a number word without a unit is how people talk
_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "〇": 0,
}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_LONG_HAN_NUMBER = 3

_UNIT = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_LATIN = r"A-Za-z\u00c0-\u024f"
_NUMBER = re.compile(
    rf"(?P<currency>[$€¥￥]\s?)?(?<![{_LATIN}\d_.])(?P<sign>(?<!\d)-)?[vV]?"
    r"(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)*(?:\.[xX]\b)?)"
    rf"(?P<ending>st|nd|rd|th)?(?:[ \u00a0-]?(?:个)?(?P<unit>{_UNIT})(?![{_LATIN}_]))?",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    rf"\b(?P<words>(?:{'|'.join(_WORDS)})(?:[ -](?:and )?(?:{'|'.join(_WORDS)}))*)\b"
    rf"(?:[ -](?P<unit>{_UNIT})(?![{_LATIN}_]))?",
    re.IGNORECASE,
)
_HAN = re.compile(
    rf"(?P<words>[零〇一两二三四五六七八九十百千万亿]+)(?:个?(?P<unit>{_UNIT})(?![{_LATIN}_]))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` as digits without separators, a version whole; `unit` canonical, "" = none."""

    value: str
    unit: str


def quantities(text: str, *, casual: bool = True) -> Iterator[Quantity]:
    """The quantities of a text. `casual`: small number words count too ("two ways", "一个")."""
    for found in _NUMBER.finditer(text):
        unit = _CURRENCY.get((found["currency"] or "").strip()) or _canonical(found["unit"])
        yield Quantity((found["sign"] or "") + _plain(found["value"]), unit)
    for found in _ENGLISH.finditer(text):
        value, unit = _english(found["words"]), _canonical(found["unit"])
        if casual or value > _COMMON_WORDS or (unit and value > 1):
            yield Quantity(str(value), unit)
    for found in _HAN.finditer(text):
        value, unit = _han(found["words"]), _canonical(found["unit"])
        if casual or len(found["words"]) >= _LONG_HAN_NUMBER or (unit and value > 1):
            yield Quantity(str(value), unit)


def _canonical(unit: str | None) -> str:
    return _UNIT_OF.get((unit or "").lower(), "")


def _plain(value: str) -> str:
    return value.replace(",", "").lower()


def _english(words: str) -> int:
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        value = _WORDS.get(word)
        if value is None:
            continue  # "and"
        if value in {_HUNDRED, 12}:
            current = max(current, 1) * value if value == _HUNDRED else current + value
        elif value >= _THOUSAND:
            total, current = total + max(current, 1) * value, 0
        else:
            current += value
    return total + current


def _han(words: str) -> int:
    if all(char in _HAN_DIGITS for char in words):
        return int("".join(str(_HAN_DIGITS[char]) for char in words))
    total = section = digit = 0
    for char in words:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        elif (place := _HAN_PLACES[char]) >= _HAN_PLACES["万"]:
            total, section, digit = total + (section + digit) * place, 0, 0
        else:
            section, digit = section + max(digit, 1) * place, 0
    return total + section + digit

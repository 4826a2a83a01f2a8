"""Passwords of plain words, as people tell them: "my password is correct horse battery".

Only the grammar tells them from "the password is wrong". A sentence needs words that say how things
are (wrong, required, too, with, must, …); people choose names of things. So a phrase of three words
and more, none of which is such a word, is a password; a shorter one only after "my", "our", "the".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[ ]?(?P<word>[A-Za-z]{2,20}|\d{1,8})(?![\w'])", re.ASCII)
_END = re.compile(
    r"[ \t]*\\{0,7}(?:[.,;!?)\]\"，。；！？）]|[\r\n]|\Z|(?:and|but|so|then)\b|\\[nr])"
)
_OWNERS = frozenset({"my", "our", "his", "her", "their", "the", "s"})
# What a sentence is built with, and what passwords have, are for and come from.
_OF_SENTENCES = (
    "a an the this that these those it its i we you he she they my our your his her their"
    " is are was were be been being am has have had do does did will would can could may might"
    " must should shall need needs let of in on at to for from by with without as per via into"
    " over under between within during after before since until than then when while where which"
    " who what why how if because and or but nor so not no never none nothing only just still"
    " already also even too very again always often sometimes once twice now here there all any"
    " both each every some same other another more most less least much many few enough please"
    " yes up down out off back away sure thing something anything part set unset reset put kept"
    " fails failed fail works work stays stay gets goes looks seems matches match mismatch"
    " day days week weeks month months hour hours minute minutes time times"
    " password passwords passphrase passcode pin username user users login account email mail name"
    " phone number field form input box page screen dialog button label prompt error errors"
    " message warning exception code string value values length size min max minimum maximum"
    " character characters char chars digit digits letter letters symbol symbols word words byte"
    " bytes bit bits hash salt key token credential credentials policy rule rules type format"
    " encoding config file env variable server client app device browser api sdk console dashboard"
    " admin database history change manager protection strength confirmation verification auth"
    " authentication check validation case null undefined nil void true false"
)
# How a password may be.
_HOW = (
    "ok okay fine good bad right wrong correct valid invalid weak strong short long simple safe"
    " secure unique new old blank empty plain clear open ready live different required optional"
    " missing incorrect expired mandatory secret private public sent lost shown known hidden given"
    " taken written stolen broken forgotten chosen sensitive alphanumeric numeric random default"
    " gone intact read identical exact"
)
_GRAMMAR, _HOWS = frozenset(_OF_SENTENCES.split()), frozenset(_HOW.split())
_SAYS_HOW = re.compile(
    r"\w*(?:ed|ing|ly|able|ible|ous|ive|less|ful|ant|ent|ic|ical|ary|ory|wn|pt|ght|ized|ised)",
    re.IGNORECASE,
)
_PHRASE, _MOST, _SHORTEST = 3, 8, 5  # words, words, letters of one that stands alone
# 小猫咪123, 芝麻开门: Chinese words, perhaps with letters and digits behind them.
_CHINESE = re.compile(
    r"[ \t]{0,2}(?P<quote>[“「『])?"
    r"(?P<value>[\u4e00-\u9fff]{1,8}(?P<rest>[!-&*-+./-9:=?-Z^-z~]{0,24}))"
    r"(?=(?(quote)[”」』]|[ \t]*(?:[，。；！？、）)」』”\"',;]|[\r\n]|\Z|\\[nr])))"
)
_NO_NAME = re.compile(
    r"[的了在不没无未有对错正误忘空改变请输见同样什么多少哪怎自随默认过期失效必填位数字符母共第至由从需要"
    r"应该能可用使是和与或及加密解长度版本返回报提示超至最后前重置]"
)
_STRONG_REST = 3


def told_password(text: str, at: int, how: str, before: Sequence[str]) -> tuple[int, int] | None:
    """Where the words stand that begin at `at` and are a password; `before` are the words in front.

    `how` is what joins them to the password's name: "prose" (is), "colon" or "strong".
    """
    if how not in {"prose", "colon", "strong"}:
        return None
    end = _english(text, at, how, before)
    return _chinese(text, at, before) if end is None else (at, end)


def _english(text: str, at: int, how: str, before: Sequence[str]) -> int | None:
    words: list[str] = []
    end = at
    while len(words) <= _MOST and not (words and _END.match(text, end)):
        match = _WORD.match(text, end)
        if match is None:
            return None
        words.append(match["word"].lower())
        end = match.end()
    if len(words) > _MOST or not _GRAMMAR.isdisjoint(words) or words[0].isdigit():
        return None
    says_how = [one in _HOWS or _SAYS_HOW.fullmatch(one) is not None for one in words]
    if len(words) >= _PHRASE:
        return None if says_how[0] and words[0] != "correct" else end
    owned = how == "prose" and not _OWNERS.isdisjoint(one.lower() for one in before)
    return end if owned and not any(says_how) and min(map(len, words)) >= _SHORTEST else None


def _chinese(text: str, at: int, before: Sequence[str]) -> tuple[int, int] | None:
    match = _CHINESE.match(text, at)
    if match is None or _NO_NAME.search(match["value"]):
        return None
    mine = any(one.endswith(("我的", "我们的", "我")) for one in before)
    told = sum(one.isdigit() for one in match["rest"]) >= _STRONG_REST or (
        not match["rest"] and (mine or match["quote"] is not None)
    )
    return match.span("value") if told else None

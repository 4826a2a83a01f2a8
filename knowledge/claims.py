"""What in a written sentence must not be invented: names, code spans, addresses, odd digits.

*Exact* claims must stand letter by letter. *Loose* ones are words that are names by their place or
their capital letter ("the Teleport API", "call teleport", a Latin word in a Chinese sentence).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from knowledge.plaintext import flat
from knowledge.terms import STOP_TERMS, is_identifier, stem

_OTHER = r"\u2e80-\u2fff\u3040-\u30ff\u3100-\u9fff\uac00-\ud7af\uf900-\ufaff"
_W = rf"[^\W{_OTHER}]"  # a letter, digit or underscore, but no Chinese, Japanese or Korean
_WORD = re.compile(rf"{_W}+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CODE_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_CHAIN = re.compile(rf"(?:{_W}|-)+(?:(?:\.|::|->|[.。]?\[\.\]|@)(?:{_W}|-)+)+")
_PATH = re.compile(rf"(?<![{_OTHER}\w/.:<])/(?:{_W}|[{{}}.:-])+(?:/(?:{_W}|[{{}}.:*-])*)*")
_FLAG = re.compile(rf"(?<![\w-])--?[A-Za-z](?:{_W}|-)*")
_SIGIL = re.compile(rf"(?<![\w`])[$@#][A-Za-z_]{_W}*")
_HEADER = re.compile(r"\b[A-Z][A-Za-z0-9]*(?:-[A-Z][A-Za-z0-9]*)+\b")
_CALL = re.compile(rf"{_W}+(?=\()")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/{1,3}|\bwww\.|\b(?:mailto|tel|javascript|data|file|sms|callto):)"
    r"[^\s<>()\[\]（）。，；！？“”\"'`|*]+",
    re.IGNORECASE,
)
_LINK_REMAINS = re.compile(
    r"\]\s*[(:]|\]\[(?!\d)|!\[|<\s*https?:|\w\s?[\[(]\s?(?:\.|dot)\s?[\])]\s?\w"
)
_NAMED = (
    "api|method|function|class|interface|callback|event|parameter|option|field|header|flag|command|"
    "package|module|endpoint|enum|constant|struct|webhook|plugin"
)
_BEFORE_KIND = re.compile(
    rf"\b(?:the|an?|use|using|with|via|through) ([a-z]{_W}*) (?:{_NAMED})s?\b", re.IGNORECASE
)
_AFTER_VERB = re.compile(  # "call" is a noun as well: here it gives an order
    rf"(?:^|[,;:.(]|\b(?:to|then|and|or|you|must|should|can|please|just|simply|now|first|by)) ?"
    rf"(?:call|calling|invoke|invoking|import|install|override|implement) ([a-z]{_W}*)",
    re.IGNORECASE | re.MULTILINE,
)
_PARTICIPLES = ("ed", "ing", "ly")  # "the failing method" has another name
_SHORTHAND = frozenset({"e.g", "i.e", "a.m", "p.m", "vs", "etc"})
_EVERYDAY_TEXT = """
api app code demo doc error faq file guide http https id json log menu note ok page sdk step
test text tip ui uri url user web
"""
_EVERYDAY = frozenset(_EVERYDAY_TEXT.split())
_DESCRIBING_TEXT = """
quality duration setup state volume
above actual additional another any appropriate automatic back backend basic below both called
called certain client complete consecutive core correct corresponding current custom dedicated
default different earlier each either empty every exact existing extra few final first following
free fresh full further general given global good help important incoming individual internal it
last later local main many matching missing mobile necessary new next normal official old one
only optional original other outgoing own parallel particular previous public regular related
relevant remaining remote repeated required respective right safe same second separate server
several similar simple single special specific standard suitable support supported third true
two unique unknown useful usual valid various whole wrong your
"""
_DESCRIBING = frozenset(_DESCRIBING_TEXT.split())
_CLOSED_SCRIPTS = ("LATIN", "DIGIT", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH")


def code_spans(text: str) -> list[str]:
    """The contents of `code spans`."""
    return [found[2].strip() for found in _CODE_SPAN.finditer(text)]


def addresses(text: str) -> list[str]:
    """Everything with a scheme, without the punctuation that follows it."""
    return [found.rstrip(".,;:!?_~") for found in _ADDRESS.findall(flat(text))]


def exact(text: str) -> set[str]:
    """Names, chains of names, paths, flags and what is left of links."""
    found = set(_LINK_REMAINS.findall(_CODE_SPAN.sub(" ", text)))
    spaced = _CODE_SPAN.sub(lambda span: f" {span[2]} ", text)
    for seen in (flat(text), flat(spaced)):
        plain = _ADDRESS.sub(" ", seen)
        found.update(_names(plain))
        found.update(_odd_digits(plain))
    found.update(_foreign_letters(flat(text)))
    return found - _SHORTHAND


def loose(text: str, *, capitals: bool) -> set[str]:
    """Words that stand where names stand; `capitals`: capital letters inside a sentence count."""
    plain = _ADDRESS.sub(" ", flat(_CODE_SPAN.sub(" ", text)))
    words = {
        word
        for pattern in (_BEFORE_KIND, _AFTER_VERB)
        for word in pattern.findall(plain)
        if word.lower() not in _DESCRIBING and not word.endswith(_PARTICIPLES)
    }
    words.update(_CALL.findall(plain))
    words.update(_HEADER.findall(plain))
    if _HAN.search(plain):
        found = (word for word in _WORD.findall(plain) if len(word) > 1)
        words.update(word for word in found if not word[0].isdigit())  # numbers have their own
    elif capitals:
        words.update(_inner_capitals(plain))
    return {word for word in words if not _is_plain(word)}


def loose_form(word: str) -> str:
    """What two ways to write a word have in common."""
    return stem(word.strip("_").lower())


def _names(plain: str) -> Iterator[str]:
    for chain in _CHAIN.findall(plain):
        whole = chain.strip("-._")
        if any(char.isalpha() for char in whole):
            yield whole
    for pattern in (_PATH, _FLAG, _SIGIL):
        yield from (one.rstrip(".:") for one in pattern.findall(plain))
    for word in _WORD.findall(plain):
        if is_identifier(word) and any(char.isalpha() for char in word):
            name = re.sub(r"^([A-Z]{2,})s$", r"\1", word)  # "IDs"
            if not re.fullmatch(
                r"\d+(?:st|nd|rd|th|s|ms|h|x|[kmg]i?b|k?hz|[km]?bps|fps|px)"
                r"|v\d+",
                name,
                re.IGNORECASE,
            ) and is_identifier(name):
                yield name


def _odd_digits(plain: str) -> Iterator[str]:
    """Superscripts, fractions, circled digits other than a lone one, which counts a step."""
    for run in re.findall(r"\w+", plain):
        odd = [char for char in run if unicodedata.category(char) in {"No", "Nl"}]
        if odd and not (len(odd) == 1 and "①" <= odd[0] <= "⑳" and run[0] == odd[0]):
            yield "".join(odd)


def _foreign_letters(plain: str) -> Iterator[str]:
    """Words that mix scripts, or stand alone in a script that the sentence does not use."""
    letters = [char for char in plain if char.isalpha()]
    strange = [char for char in letters if not char.isascii() and not _is_familiar(char)]
    native = len(strange) > len(letters) / 2
    for word in _WORD.findall(plain) if strange else ():
        mixed = any(char.isascii() and char.isalpha() for char in word)
        if any(char in strange for char in word) and (mixed or not native):
            yield word


def _is_familiar(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_CLOSED_SCRIPTS)


def _inner_capitals(plain: str) -> Iterator[str]:
    for found in re.finditer(r"(?<=[^\s.!?:;\"“(\[>|])[ /]+([A-Z][A-Za-z]+)(?!\w)", plain):
        yield found[1]
    yield from re.findall(r"\b[A-Z]{2,}\b", plain)


def _is_plain(word: str) -> bool:
    form = word.lower()
    return form in STOP_TERMS or form in _EVERYDAY or form.removesuffix("s") in _EVERYDAY

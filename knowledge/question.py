"""A question as the search sees it: weighted terms, a text to embed, its scope.

Posts in the style of an issue have a telling first line and a long body with logs, template
headings and links; the first line counts in full, the body less, earlier messages of the thread
least.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.glossary import sdk_glossary
from knowledge.models import Query
from knowledge.platforms import normalise_platform, platforms_in
from knowledge.terms import is_identifier, terms

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LANGUAGES = ("en", "zh")
_RELEASES = re.compile(
    r"release notes?|change ?log|what'?s new|which version|since version|changed in|fixed in|"
    r"发版|更新日志|版本说明|哪个版本|新特性|更新内容",
    re.IGNORECASE,
)
_BODY_WEIGHT = 0.5
_HISTORY_WEIGHT = 0.25
_SHORT_FOLLOW_UP = 6  # terms; a longer message stands on its own
_LONGEST_QUESTION = 6000  # characters that are looked at
_EMBEDDED = 600
_NOISE = (
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"https?://\S+"),
    re.compile(r"!\[[^\]]*\]\([^)]*\)"),
    re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>"),  # Slack mentions
    re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?\b"),  # log times
    re.compile(r"\b(?:0x)?[0-9a-f]{12,}\b", re.IGNORECASE),  # addresses, hashes
)
_TEMPLATE_LINE = re.compile(
    r"^\W*(?:describe the bug|to reproduce|steps to reproduce.*|expected behaviou?r|"
    r"actual behaviou?r|screenshots?|additional context|environment|"
    r"问题描述|复现步骤|预期结果|实际结果|期望结果)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`weights`: term -> weight (>0); `gist`: the text to embed; `platform`: canonical or "".

    `names`: the terms that look like names: of products, classes, functions, error codes;
    `opening`: the terms of the first line; `translated`: what pages in the other language would
    say, with the names, which are the same in any language; `about_releases`: it asks what changed.
    """

    weights: Mapping[str, float]
    names: frozenset[str]
    gist: str
    platform: str
    language: str
    version: str
    product: str
    sources: tuple[str, ...]
    opening: frozenset[str] = frozenset()
    translated: Mapping[str, float] = field(default_factory=dict)
    translated_opening: frozenset[str] = frozenset()
    about_releases: bool = False


def understand(query: Query) -> Asked:
    """Clean a query and weigh its terms. An empty or wordless text gives no weights."""
    first, body = _first_line_and_body(query.text)
    weights: dict[str, float] = defaultdict(float)
    for term, count in Counter(terms(first)).items():
        weights[term] = 1.0 + 0.2 * (count > 1)
    for term, count in Counter(terms(body)).items():
        weights[term] = max(weights[term], _BODY_WEIGHT * (1.0 + 0.2 * min(count - 1, 3)))
    gist = f"{first}\n{body}"[:_EMBEDDED].strip()
    if query.history and len(weights) < _SHORT_FOLLOW_UP:
        earlier = _clean(query.history[-1])
        for term in set(terms(earlier)):
            weights[term] = max(weights[term], _HISTORY_WEIGHT)
        gist = f"{gist}\n{earlier}"[:_EMBEDDED].strip()
    names = _names(f"{first}\n{body}")
    return Asked(
        weights=dict(weights),
        names=names,
        opening=frozenset(terms(first)),
        translated=_heavier(
            _translated(first, query.language),
            _scaled(_translated(body, query.language), _BODY_WEIGHT),
            {term: weights[term] for term in names if term in weights},
        ),
        translated_opening=frozenset(_translated(first, query.language)) | names,
        about_releases=_RELEASES.search(f"{first}\n{body}") is not None,
        gist=gist,
        platform=_platform(query, first, body),
        language=query.language,
        version=query.version,
        product=query.product.lower(),
        sources=query.sources,
    )


def _translated(text: str, language: str) -> dict[str, float]:
    """A text in terms of the other language, as far as the glossary knows them."""
    return sdk_glossary().translated(text, language) if language in _LANGUAGES else {}


def _scaled(weights: Mapping[str, float], by: float) -> dict[str, float]:
    return {term: weight * by for term, weight in weights.items()}


def _heavier(*all_weights: Mapping[str, float]) -> dict[str, float]:
    """Each term with its largest weight."""
    found: dict[str, float] = {}
    for weights in all_weights:
        for term, weight in weights.items():
            found[term] = max(found.get(term, 0.0), weight)
    return found


def _names(text: str) -> frozenset[str]:
    """Latin words in Chinese text; in other text those with a capital or a digit inside a line."""
    found: set[str] = set()
    for match in _LATIN.finditer(text):
        word, before = match.group(), text[: match.start()].rstrip(" *`\"'(")
        opening = not before or before[-1] in "\n.!?:。！？：-"
        if is_identifier(word) or (not opening and word[0].isupper()) or _HAN.search(text):
            found.update(terms(word))
    return frozenset(found)


def _platform(query: Query, first: str, body: str) -> str:
    known = normalise_platform(query.platform)
    if known:
        return known
    for text in (first, body):
        named = platforms_in(text)
        if len(named) == 1:  # two platforms in a line: a comparison, not a scope
            return named[0]
    return ""


def _first_line_and_body(text: str) -> tuple[str, str]:
    lines = _clean(text[:_LONGEST_QUESTION]).split("\n")
    kept = [line for line in lines if line.strip() and not _TEMPLATE_LINE.match(line)]
    return (kept[0], "\n".join(kept[1:])) if kept else ("", "")


def _clean(text: str) -> str:
    for noise in _NOISE:
        text = noise.sub(" ", text)
    return text.strip()

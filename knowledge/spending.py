"""What embedding texts will cost, before anything is spent. Pure: no vendor, no download.

Tokens are estimated, since a provider's tokeniser would have to be fetched: four ASCII characters
are a token, a Chinese, Japanese or Korean character is one, a letter of another script half a
token, an emoji one and a half. On the Markdown of four SDK documentations, English and Chinese,
this gave 93 to 108 % of what OpenAI's tokeniser (cl100k_base) counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_MILLION = 1_000_000

# US dollars for a million tokens of input, as published by OpenAI (2026-05).
PUBLISHED: Mapping[str, float] = {
    "bundled": 0.0,
    "openai:text-embedding-3-small": 0.02,
    "openai:text-embedding-3-large": 0.13,
    "openai:text-embedding-ada-002": 0.10,
}


# Tokens of a picture, where the provider does not say: about the most that large ones are counted
# as by Anthropic (1,600), Gemini (1,600) and OpenAI's patches (2,500). OpenAI's gpt-4o-mini counts
# ten times as many, and says so after each request.
PICTURE = 2_500


@dataclass(frozen=True, slots=True)
class Estimate:
    """What embedding takes: texts, tokens (estimated) and US dollars (None = price unknown)."""

    texts: int
    tokens: int
    dollars: float | None


def tokens(text: str) -> int:
    """About how many tokens a text has, rounded up.

    >>> tokens("join a channel"), tokens("加入频道"), tokens("")
    (4, 4, 0)
    """
    ascii_ = len(text.encode("ascii", "ignore"))
    # Half a token for each UTF-8 byte beyond a character's first: 2 bytes in Greek or Cyrillic, 3
    # in Chinese, 4 in emoji. Counting bytes is hundreds of times faster than looking at scripts.
    beyond = len(text.encode("utf-8", "surrogatepass")) - len(text)
    return -(-(ascii_ + 2 * beyond) // 4)


def price(model: str, own: float | None = None) -> float | None:
    """US dollars for a million tokens: the user's `own`, else the published one, else None.

    `model` is a spec as for `open_embeddings`: ``bundled`` or ``provider:model``.
    """
    return PUBLISHED.get(model) if own is None else own


def priced(texts: int, tokens: int, model: str, own: float | None = None) -> Estimate:
    """The estimate for texts that are counted already, such as those of `Changes`."""
    rate = price(model, own)
    return Estimate(texts, tokens, None if rate is None else tokens * rate / _MILLION)


def estimate(texts: Iterable[str], model: str, own: float | None = None) -> Estimate:
    """The estimate for texts as the model sees them (see `IdentifiedEmbeddings.seen`)."""
    counts = [tokens(text) for text in texts]
    return priced(len(counts), sum(counts), model, own)

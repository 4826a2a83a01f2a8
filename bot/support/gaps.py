"""What the documentation failed to answer: questions that are alike told as one gap. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from bot.support.models import Action, AnswerRecord, CitedPage, Model, TicketFields
from bot.support.similar import Frequencies, Traits, likeness, traits_of

_WORDINGS = 3  # of a gap that are shown
_PAGES = 3
_COMPARED = 5  # questions of a group that a new one is compared with


class Failure(StrEnum):
    """How it showed that the documentation did not help."""

    NO_EVIDENCE = "no_evidence"  # nothing was found that answers it
    NOT_SOLVED = "not_solved"  # "Not solved" was pressed
    LOW_RATING = "low_rating"


class Unanswered(Model):
    """A question that the documentation failed, in the words in which it is stored."""

    question: str
    person: str
    customer: str = ""
    product: str = ""
    platform: str = ""
    version: str = ""
    at: datetime
    failure: Failure
    reason: str = ""  # why the answer did not help, if they said it
    pages: tuple[CitedPage, ...] = ()  # the nearest that were found, best first


class Gap(Model):
    """Questions that are alike. `asked` counts questions, `people` and `customers` who asked."""

    wordings: tuple[str, ...]
    asked: int
    people: int
    customers: int
    products: tuple[str, ...]
    platforms: tuple[str, ...]
    failures: dict[str, int]
    reasons: dict[str, int]
    pages: tuple[CitedPage, ...]
    last_asked: datetime


_SEEKING = frozenset({Action.UNKNOWN, Action.ASK_DETAILS, Action.TICKET})


def found_nothing(record: AnswerRecord, caveat: float) -> bool:
    """Whether no page answered: the bot said so, or went on without an answer."""
    if record.decision.action is Action.UNKNOWN:
        return True
    return record.decision.action in _SEEKING and record.confidence < caveat


def gaps(failed: Sequence[Unanswered], alike: float) -> tuple[Gap, ...]:
    """Group by likeness, `alike` (0 to 1) or more; what most people asked comes first.

    Each question joins the group with its likest member among the first few, or begins one, in the
    order in which they were asked.
    """
    asked = sorted((one for one in failed if one.question.strip()), key=lambda one: one.at)
    groups = _grouped([_traits(one) for one in asked], [_words(one) for one in asked], alike)
    found = [_gap([asked[one] for one in group]) for group in groups]
    found.sort(key=lambda one: (-one.people, -one.asked, -one.last_asked.timestamp()))
    return tuple(found)


def _grouped(traits: Sequence[Traits], words: Sequence[str], alike: float) -> list[list[int]]:
    """Positions by group. Only groups that share a key, or all words, are compared with."""
    counts = Counter(key for one in traits for key in one.keys)
    frequencies = Frequencies(total=len(traits), counts=counts)
    groups: list[list[int]] = []
    holding: dict[str, set[int]] = defaultdict(set)  # key -> groups
    saying: dict[str, int] = {}  # few words have few traits; the same words are the same question
    for number, known in enumerate(traits):
        near = set[int]().union(*(holding[key] for key in known.keys if key in holding))
        chosen = saying.get(words[number], -1)
        if chosen < 0 and near:
            scores = {
                one: max(
                    likeness(known, traits[member], frequencies)
                    for member in groups[one][:_COMPARED]
                )
                for one in near
            }
            likest = min(near, key=lambda one: (-scores[one], one))
            chosen = likest if scores[likest] >= alike else -1
        if chosen < 0:
            chosen = len(groups)
            groups.append([])
        groups[chosen].append(number)
        saying.setdefault(words[number], chosen)
        if len(groups[chosen]) <= _COMPARED:
            for key in known.keys:
                holding[key].add(chosen)
    return groups


def _words(one: Unanswered) -> str:
    return " ".join(one.question.casefold().split())


def _traits(one: Unanswered) -> Traits:
    fields = TicketFields(
        summary=one.question, product=one.product, platform=one.platform, sdk_version=one.version
    )
    return traits_of(fields)


def _gap(group: Sequence[Unanswered]) -> Gap:
    latest = sorted(group, key=lambda one: one.at, reverse=True)
    wordings = dict.fromkeys(one.question.strip() for one in latest)
    pages: dict[str, CitedPage] = {}
    for one in latest:
        for page in one.pages:
            pages.setdefault(page.path, page)
    return Gap(
        wordings=tuple(wordings)[:_WORDINGS],
        asked=len(group),
        people=len({one.person for one in group}),
        customers=len({one.customer for one in group if one.customer}),
        products=_most_common(group, lambda one: [one.product]),
        platforms=_most_common(group, lambda one: one.platform.split(",")),
        failures=dict(Counter(one.failure.value for one in group).most_common()),
        reasons=dict(Counter(one.reason for one in group if one.reason).most_common()),
        pages=tuple(pages.values())[:_PAGES],
        last_asked=latest[0].at,
    )


def _most_common(
    group: Sequence[Unanswered], of: Callable[[Unanswered], Iterable[str]]
) -> tuple[str, ...]:
    told = Counter(one.strip() for asked in group for one in of(asked) if one.strip())
    return tuple(name for name, _ in told.most_common())

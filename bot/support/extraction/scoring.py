"""How well extraction does against annotated reports: per field, and where it went wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from bot.support.extraction.models import LIST_FIELDS

Fields = Mapping[str, object]

BOOLEAN_FIELDS = ("repro_steps_present", "logs_present")
SEVERITIES = ("critical", "high", "medium", "low")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ListScore(_Frozen):
    """Counts over all reports: `hits` values matched, of `found` and of `wanted`."""

    hits: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.hits / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        total = self.found + self.wanted
        return 2 * self.hits / total if total else 1.0


class Miss(_Frozen):
    """One report whose field is not as annotated."""

    id: str
    field: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]


class Scores(_Frozen):
    """Scores per field over a set of reports; shares are between 0 and 1."""

    reports: int
    lists: dict[str, ListScore]
    accuracy: dict[str, float]
    confusion: dict[str, dict[str, int]]
    misses: tuple[Miss, ...]

    @property
    def critical_below_high(self) -> int:
        """Return how many critical reports were rated medium or low."""
        row = self.confusion.get("critical", {})
        return row.get("medium", 0) + row.get("low", 0)


def score(pairs: Iterable[tuple[str, Fields, Fields]], *, exact: bool = False) -> Scores:
    """Score `(id, expected, found)` triples of flat fields.

    Values match when equal after normalising case, spaces, punctuation and a leading `v` or `^`,
    or, unless `exact`, when one contains the other as whole words ("11" and "Android 11").
    """
    triples = list(pairs)
    misses = [miss for one in triples for miss in _misses(*one, exact=exact)]
    confusion = {wanted: dict.fromkeys(SEVERITIES, 0) for wanted in SEVERITIES}
    for _, wanted, found in triples:
        confusion[str(wanted["severity"])][str(found["severity"])] += 1
    wrong = {name: sum(miss.field == name for miss in misses) for name in _SINGLE}
    return Scores(
        reports=len(triples),
        lists={name: _list_score(triples, name, exact=exact) for name in LIST_FIELDS},
        accuracy={name: 1 - wrong[name] / max(1, len(triples)) for name in _SINGLE},
        confusion=confusion,
        misses=tuple(misses),
    )


_SINGLE = (*BOOLEAN_FIELDS, "severity")


def folds(triples: Sequence[tuple[str, Fields, Fields]], number: int) -> list[Scores]:
    """Return the scores of `number` parts, each report in one: how far the figures can be trusted.

    The rules are not fitted to a part, so this shows the spread; it does not undo over-fitting.
    """
    return [score(triples[start::number]) for start in range(min(number, len(triples)))]


def problem(expected: object) -> str:
    """Return what is wrong with an annotation, "" when it can be scored."""
    if not isinstance(expected, Mapping):
        return "`expected` is missing"
    lists = [name for name in LIST_FIELDS if not isinstance(expected.get(name, []), list)]
    if lists:
        return f"`expected.{lists[0]}` is no list"
    flags = [name for name in BOOLEAN_FIELDS if not isinstance(expected.get(name), bool)]
    if flags:
        return f"`expected.{flags[0]}` is neither true nor false"
    if expected.get("severity") not in SEVERITIES:
        return f"`expected.severity` is none of {', '.join(SEVERITIES)}"
    return ""


def normalised(value: str) -> str:
    """Return the comparable form: case, spaces, punctuation and range marks folded."""
    plain = re.sub(r"[\s_/:：,，、()（）\[\]'\"`-]+", " ", value.lower().replace("。", ".")).strip()
    return re.sub(r"^[\^~<>= ]+|^v(?=\d)", "", plain).strip()


def matched(wanted: Sequence[str], found: Sequence[str], *, exact: bool = False) -> int:
    """Return how many wanted values have a partner in `found`, each value used once."""
    left = [normalised(value) for value in found]
    hits = 0
    for value in sorted((normalised(value) for value in wanted), key=len, reverse=True):
        partner = next((one for one in left if one == value), None)
        if partner is None and not exact:
            partner = next((one for one in left if _contains(one, value)), None)
        if partner is not None:
            left.remove(partner)
            hits += 1
    return hits


def _contains(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return (
        bool(short)
        and re.search(rf"(?<![a-z0-9.]){re.escape(short)}(?![a-z0-9.])", long) is not None
    )


def _list_score(triples: list[tuple[str, Fields, Fields]], name: str, *, exact: bool) -> ListScore:
    total = ListScore()
    for _, expected, extracted in triples:
        wanted, found = _values(expected, name), _values(extracted, name)
        total = ListScore(
            hits=total.hits + matched(wanted, found, exact=exact),
            found=total.found + len(found),
            wanted=total.wanted + len(wanted),
        )
    return total


def _misses(report: str, expected: Fields, extracted: Fields, *, exact: bool) -> list[Miss]:
    misses: list[Miss] = []
    for name in (*LIST_FIELDS, *_SINGLE):
        wanted, found = _values(expected, name), _values(extracted, name)
        hits = matched(wanted, found, exact=exact)
        if hits != len(wanted) or hits != len(found):
            misses.append(Miss(id=report, field=name, wanted=wanted, found=found))
    return misses


def _values(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name, ())
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    return (str(value),)
